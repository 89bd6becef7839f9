"""The only door for changes to plans."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.plans import goals, permissions, queries, rules
from action_plans.plans.conflicts import ChangedMeanwhile
from action_plans.plans.models import Initiative, InitiativeUpdate, Milestone, MilestoneMove, Plan
from action_plans.plans.rules_goals import OVER
from action_plans.plans.statuses import PLAN_TRANSITIONS, TRANSITIONS, InitiativeStatus, PlanStatus, Rag
from action_plans.toolkit.models import CaseStudy, Goal, NationalItem
from action_plans.toolkit.queries import essentials_by_code
from retention_portal.core import audit
from retention_portal.core.dates import FinancialYear, now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import check_move, move
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code


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
def add_initiative(
    *,
    plan: Plan,
    content: rules.InitiativeContent,
    by: Any,
    based_on: CaseStudy | None = None,
    steps: Sequence[tuple[str, date]] = (),
) -> Initiative:
    """Put a new initiative into a plan, planned and not rated yet. Raises BadInput for unknown codes.

    `based_on` is the case study that it began from, `steps` its first milestones: (title, planned day). Goals that
    it names are taken up in the plan; refused when one is closed there (CASE-P-02).
    """
    permissions.check_can_edit_plan(by, plan)
    rules.check_content(content)
    Plan.objects.select_for_update().get(pk=plan.pk)  # two at once get two numbers
    last = plan.initiatives.aggregate(last=Max("number"))["last"] or 0
    initiative = Initiative(
        plan=plan, number=last + 1, updated_by=by, rag_reason="It has not started.", based_on=based_on
    )
    _write(initiative, content, by)
    audit.record(
        by=by,
        verb="plans.initiative_added",
        obj=initiative,
        fields=list(rules.CONTENT_LABELS),
        organisation=plan.organisation,
    )
    for title, day in steps:
        add_milestone(initiative=initiative, title=title, facts=rules.MilestoneFacts(day), by=by)
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
        _write(current, content, by)
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


def _write(initiative: Initiative, content: rules.InitiativeContent, by: Any) -> None:
    area = organisation_by_code(content.area)
    essentials = essentials_by_code(content.essentials, today())
    served = Goal.objects.in_bulk(list(content.goals), field_name="code")
    national = NationalItem.objects.in_bulk(list(content.national), field_name="code")
    unknown = {*content.essentials, *content.goals, *content.national} - {*essentials, *served, *national}
    if area is None or unknown:
        raise BadInput(f"There is nothing with the code {', '.join(sorted(unknown)) or content.area}.")
    initiative.area = area
    for name in (
        "title",
        "level",
        "lead_name",
        "summary",
        "outcome_measure",
        "starts_on",
        "ends_on",
        "budget",
    ):
        setattr(initiative, name, getattr(content, name))
    initiative.career_stages = list(content.career_stages)
    initiative.save()
    initiative.essentials.set(essentials.values())
    initiative.goals.set(served.values())
    initiative.national.set(national.values())
    if initiative.status not in OVER:
        goals.take_up(initiative.plan, served.values(), by)


@transaction.atomic
def move_initiative(
    *, initiative: Initiative, to: str, reason: str, by: Any, on: date | None = None
) -> Initiative:
    """Move an initiative to another state; some moves need a reason (CASE-P-03).

    Going live is dated `on`, today when left out. Refused for a day to come, and while a goal of it is closed.
    """
    permissions.check_can_edit_plan(by, initiative.plan)
    status = InitiativeStatus(to)
    check_move(initiative, status, TRANSITIONS)
    rules.check_reason(initiative.status, to, reason)
    if status not in OVER:
        goals.check_open(initiative.plan, initiative.goals.all())
    also: dict[str, Any] = {"status_reason": reason, "updated_by": by, "updated_at": now()}
    if status is InitiativeStatus.LIVE:
        rules.check_live_since(on, today())
        also["live_since"] = initiative.live_since or on or today()
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
    if status is InitiativeStatus.LIVE:
        goals.begin(initiative.plan, initiative.goals.all(), by)
    return initiative


@transaction.atomic
def write_update(
    *,
    initiative: Initiative,
    text: str,
    people_reached: int | None,
    rag: str,
    rag_reason: str,
    by: Any,
    at: datetime | None = None,
) -> InitiativeUpdate:
    """Say what happened, how many people were reached to date (None: not counted), and rate it with a reason.

    `at` is the moment it was said, now when left out.
    """
    permissions.check_can_edit_plan(by, initiative.plan)
    rules.check_rag(rag, rag_reason)
    update = InitiativeUpdate.objects.create(
        initiative=initiative,
        text=text,
        people_reached=people_reached,
        rag=rag,
        rag_reason=rag_reason,
        written_by=by,
        written_at=at or now(),
    )
    Initiative.objects.filter(pk=initiative.pk).update(rag=rag, rag_reason=rag_reason)
    _touch(initiative, by)
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
    _touch(initiative, by)
    _record_milestone(milestone, "plans.milestone_added", by)
    return milestone


@transaction.atomic
def update_milestone(
    *,
    milestone: Milestone,
    title: str,
    facts: rules.MilestoneFacts,
    reason: str,
    by: Any,
    version: int | None = None,
) -> Milestone:
    """Change a step. A planned or forecast date that moves needs a reason (CASE-P-06), and the move is kept.

    `version` is the one that the writer began from. Raises ChangedMeanwhile when somebody else saved since.
    """
    permissions.check_can_edit_plan(by, milestone.initiative.plan)
    rows = Milestone.objects.select_related("initiative__plan__organisation", "initiative__updated_by")
    milestone = rows.select_for_update(of=("self",)).get(pk=milestone.pk)
    before = queries.milestone_facts(milestone)
    if version is not None and milestone.version != version:
        now_there = rules.milestone_texts(milestone.title, before)
        theirs = rules.differences(rules.MILESTONE_LABELS, now_there, rules.milestone_texts(title, facts))
        raise ChangedMeanwhile(_as_changed(milestone), theirs)
    rules.check_milestone(facts, before, reason, today())
    milestone.title, milestone.planned_on = title, facts.planned_on
    milestone.forecast_on, milestone.actual_on = facts.forecast_on, facts.actual_on
    milestone.moved_reason = reason or milestone.moved_reason
    milestone.version += 1
    milestone.save()
    if before.due_on != facts.due_on:
        MilestoneMove.objects.create(
            milestone=milestone, was_on=before.due_on, now_on=facts.due_on, reason=reason, moved_by=by
        )
    _touch(milestone.initiative, by)
    _record_milestone(milestone, "plans.milestone_changed", by)
    return milestone


def _as_changed(milestone: Milestone) -> Any:
    """A milestone keeps no name of who saved it last; its initiative does."""
    milestone.updated_by = milestone.initiative.updated_by  # type: ignore[attr-defined]
    return milestone


def _touch(initiative: Initiative, by: Any) -> None:
    """Say who last changed something of an initiative, and when (CASE-P-24 counts the days since)."""
    Initiative.objects.filter(pk=initiative.pk).update(updated_by=by, updated_at=now())


def _record_milestone(milestone: Milestone, verb: str, by: Any) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=milestone,
        fields=["title", "planned_on", "forecast_on", "actual_on"],
        organisation=milestone.initiative.plan.organisation,
    )


@transaction.atomic
def commit_money(
    *,
    initiative: Initiative,
    line: AllocationLine,
    amount: Decimal,
    by: Any,
    on: date | None = None,
    match_funded: bool = False,
    other_funder: str = "",
) -> None:
    """Commit pounds of a line to an initiative; refused above the line with both figures (CASE-P-20).

    Money that another funder matches names that funder (CASE-P-22).
    """
    permissions.check_can_edit_plan(by, initiative.plan)
    _check_own_line(initiative, line)
    funding.commit(
        line=line,
        **queries.money_source(initiative),
        amount=amount,
        by=by,
        on=on,
        match_funded=match_funded,
        other_funder=other_funder,
    )


@transaction.atomic
def release_money(
    *, initiative: Initiative, line: AllocationLine, amount: Decimal, reason: str, by: Any
) -> None:
    """Give back pounds that an initiative holds of a line and has not spent, with the reason."""
    permissions.check_can_edit_plan(by, initiative.plan)
    _check_own_line(initiative, line)
    if not reason.strip():
        raise Refused("Say why the money is given back.")
    funding.release(line=line, **queries.money_source(initiative), amount=amount, reason=reason, by=by)


def _check_own_line(initiative: Initiative, line: AllocationLine) -> None:
    plan = initiative.plan
    if line.system_id != plan.organisation_id or line.financial_year != plan.financial_year:
        raise Refused("This money line is of another system or year.")
