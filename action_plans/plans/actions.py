"""The only door for changes to plans."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.plans import permissions, queries, rules
from action_plans.plans.models import Initiative, InitiativeUpdate, Milestone, Plan
from action_plans.plans.statuses import PLAN_TRANSITIONS, TRANSITIONS, InitiativeStatus, PlanStatus, Rag
from action_plans.toolkit.models import Goal
from action_plans.toolkit.queries import essentials_by_code
from retention_portal.core import audit
from retention_portal.core.dates import FinancialYear, now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import check_move, move
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code


class ChangedMeanwhile(Refused):
    """Somebody else saved first. `differences` says what stands there now, `version` what to save upon."""

    def __init__(self, initiative: Initiative, differences: list[rules.Difference]) -> None:
        super().__init__(
            f"{initiative.updated_by} saved this while you were writing. "
            "Look at what changed, then save again to keep your words.",
            code="changed_meanwhile",
        )
        self.differences = differences
        self.version = initiative.version


@transaction.atomic
def start_plan(*, organisation: Organisation, financial_year: str, by: Any, made_up: bool = False) -> Plan:
    """Start the plan of a body for a financial year ("2026-27"). Refused when there is one, or without the right."""
    permissions.check_can_start_plan(by, organisation)
    year = FinancialYear.parse(financial_year)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                organisation=organisation, financial_year=year.code, started_by=by, made_up=made_up
            )
    except IntegrityError:
        raise Refused(f"{organisation.name} has a plan for {year.label} already.") from None
    audit.record(by=by, verb="plans.plan_started", obj=plan, organisation=organisation)
    return plan


@transaction.atomic
def agree_plan(*, plan: Plan, by: Any) -> Plan:
    """Say that the plan is agreed: from now on the region reads it too. Refused for a plan without initiatives."""
    permissions.check_can_edit_plan(by, plan)
    if not plan.initiatives.exists():
        raise Refused("A plan without an initiative cannot be agreed. Start one first.")
    move(plan, PlanStatus.AGREED, by=by, transitions=PLAN_TRANSITIONS, organisation=plan.organisation)
    return plan


@transaction.atomic
def reopen_plan(*, plan: Plan, reason: str, by: Any) -> Plan:
    """Make an agreed plan a draft again, with a reason (CASE-P-03)."""
    permissions.check_can_edit_plan(by, plan)
    if not reason.strip():
        raise Refused("Say why the plan is opened again.", code="CASE-P-03")
    move(
        plan,
        PlanStatus.DRAFT,
        by=by,
        transitions=PLAN_TRANSITIONS,
        organisation=plan.organisation,
        note=reason,
    )
    return plan


@transaction.atomic
def add_initiative(*, plan: Plan, content: rules.InitiativeContent, by: Any) -> Initiative:
    """Put a new initiative into a plan, planned and not rated yet. Raises BadInput for unknown codes."""
    permissions.check_can_edit_plan(by, plan)
    rules.check_content(content)
    Plan.objects.select_for_update().get(pk=plan.pk)  # two at once get two numbers
    last = plan.initiatives.aggregate(last=Max("number"))["last"] or 0
    initiative = Initiative(plan=plan, number=last + 1, updated_by=by, rag_reason="It has not started.")
    _write(initiative, content)
    audit.record(
        by=by,
        verb="plans.initiative_added",
        obj=initiative,
        fields=list(rules.CONTENT_LABELS),
        organisation=plan.organisation,
    )
    return initiative


@transaction.atomic
def update_initiative(
    *, initiative: Initiative, content: rules.InitiativeContent, version: int, by: Any
) -> Initiative:
    """Save what is written of an initiative. `version` is the one that the writer began from.

    Raises ChangedMeanwhile, with what changed, when somebody else saved since.
    """
    permissions.check_can_edit_plan(by, initiative.plan)
    rules.check_content(content)
    current = _locked(initiative)
    before = queries.content_of(current)
    if current.version != version:
        raise ChangedMeanwhile(
            current, rules.differences(rules.CONTENT_LABELS, before.as_texts(), content.as_texts())
        )
    changed = rules.changed_fields(before, content)
    if changed:
        current.version, current.updated_by, current.updated_at = version + 1, by, now()
        _write(current, content)
        audit.record(
            by=by,
            verb="plans.initiative_changed",
            obj=current,
            fields=changed,
            organisation=current.plan.organisation,
        )
    return current


def _locked(initiative: Initiative) -> Initiative:
    rows = Initiative.objects.select_related("plan__organisation", "area", "updated_by")
    return rows.select_for_update(of=("self",)).get(pk=initiative.pk)


def _write(initiative: Initiative, content: rules.InitiativeContent) -> None:
    area = organisation_by_code(content.area)
    essentials = essentials_by_code(content.essentials, today())
    goals = Goal.objects.in_bulk(list(content.goals), field_name="code")
    unknown = {*content.essentials, *content.goals} - {*essentials, *goals}
    if area is None or unknown:
        raise BadInput(f"There is nothing with the code {', '.join(sorted(unknown)) or content.area}.")
    initiative.area = area
    for name in ("title", "level", "lead_name", "summary", "outcome_measure", "starts_on", "ends_on"):
        setattr(initiative, name, getattr(content, name))
    initiative.career_stages = list(content.career_stages)
    initiative.save()
    initiative.essentials.set(essentials.values())
    initiative.goals.set(goals.values())


@transaction.atomic
def move_initiative(*, initiative: Initiative, to: str, reason: str, by: Any) -> Initiative:
    """Move an initiative to another state; some moves need a reason (CASE-P-03). Going live is dated today."""
    permissions.check_can_edit_plan(by, initiative.plan)
    status = InitiativeStatus(to)
    check_move(initiative, status, TRANSITIONS)
    rules.check_reason(initiative.status, to, reason)
    also: dict[str, Any] = {"status_reason": reason, "updated_by": by, "updated_at": now()}
    if status is InitiativeStatus.LIVE:
        also["live_since"] = initiative.live_since or today()
        if initiative.rag in (Rag.GREY, Rag.BLUE):  # true of what had not started, or was over
            also |= {"rag": "", "rag_reason": "Nobody has rated it since it went live."}
    if status is InitiativeStatus.COMPLETED:
        also |= {"rag": Rag.BLUE, "rag_reason": "It is complete."}
    move(
        initiative,
        status,
        by=by,
        transitions=TRANSITIONS,
        also=also,
        organisation=initiative.plan.organisation,
    )
    return initiative


@transaction.atomic
def write_update(
    *, initiative: Initiative, text: str, people_reached: int | None, rag: str, rag_reason: str, by: Any
) -> InitiativeUpdate:
    """Say what happened, how many people were reached to date (None: not counted), and rate it with a reason."""
    permissions.check_can_edit_plan(by, initiative.plan)
    rules.check_rag(rag, rag_reason)
    update = InitiativeUpdate.objects.create(
        initiative=initiative,
        text=text,
        people_reached=people_reached,
        rag=rag,
        rag_reason=rag_reason,
        written_by=by,
    )
    Initiative.objects.filter(pk=initiative.pk).update(
        rag=rag, rag_reason=rag_reason, updated_by=by, updated_at=now()
    )
    audit.record(
        by=by,
        verb="plans.update_written",
        obj=update,
        fields=["text", "people_reached", "rag"],
        organisation=initiative.plan.organisation,
    )
    return update


@transaction.atomic
def add_milestone(*, initiative: Initiative, title: str, facts: rules.MilestoneFacts, by: Any) -> Milestone:
    """Add a step with its planned date. Refused for an actual date in the future."""
    permissions.check_can_edit_plan(by, initiative.plan)
    rules.check_milestone(facts, None, "", today())
    milestone = Milestone.objects.create(
        initiative=initiative,
        title=title,
        planned_on=facts.planned_on,
        forecast_on=facts.forecast_on,
        actual_on=facts.actual_on,
    )
    _record_milestone(milestone, "plans.milestone_added", by)
    return milestone


@transaction.atomic
def update_milestone(
    *, milestone: Milestone, title: str, facts: rules.MilestoneFacts, reason: str, by: Any
) -> Milestone:
    """Change a step. A planned or forecast date that moves needs a reason (CASE-P-06)."""
    permissions.check_can_edit_plan(by, milestone.initiative.plan)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    rules.check_milestone(facts, queries.milestone_facts(milestone), reason, today())
    milestone.title, milestone.planned_on = title, facts.planned_on
    milestone.forecast_on, milestone.actual_on = facts.forecast_on, facts.actual_on
    milestone.moved_reason = reason or milestone.moved_reason
    milestone.save()
    _record_milestone(milestone, "plans.milestone_changed", by)
    return milestone


def _record_milestone(milestone: Milestone, verb: str, by: Any) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=milestone,
        fields=["title", "planned_on", "forecast_on", "actual_on"],
        organisation=milestone.initiative.plan.organisation,
    )


@transaction.atomic
def commit_money(*, initiative: Initiative, line: AllocationLine, amount: Decimal, by: Any) -> None:
    """Commit pounds of a line to an initiative; refused above the line with both figures (CASE-P-20)."""
    permissions.check_can_edit_plan(by, initiative.plan)
    if (
        line.system_id != initiative.plan.organisation_id
        or line.financial_year != initiative.plan.financial_year
    ):
        raise Refused("This money line is of another system or year.")
    funding.commit(line=line, code=queries.money_code(initiative), amount=amount, by=by)
