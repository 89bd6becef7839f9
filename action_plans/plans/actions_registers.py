"""The only door for changes to a plan's risks and stakeholders."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from action_plans.plans import permissions, queries_registers, rules_registers
from action_plans.plans.conflicts import ChangedMeanwhile
from action_plans.plans.models import Plan
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.rules import differences
from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from action_plans.plans.statuses_registers import RISK_TRANSITIONS, RiskStatus
from action_plans.toolkit.models import Contributor
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput
from retention_portal.core.workflow import move

Row = TypeVar("Row", Risk, Stakeholder)


@transaction.atomic
def add_risk(*, plan: Plan, content: RiskContent, by: Any) -> Risk:
    """Write a risk down. Refused without the right; BadInput for scores outside 1 to 5."""
    permissions.check_can_edit_plan(by, plan)
    rules_registers.check_risk(content)
    rules_registers.check_risk_move(RiskStatus.OPEN, content.status, content.status_reason)
    risk = Risk(plan=plan, number=_next_number(plan, Risk), updated_by=by, status=content.status)
    _write(risk, content)
    _record(risk, "plans.risk_added", list(rules_registers.RISK_LABELS), by)
    return risk


@transaction.atomic
def update_risk(*, risk: Risk, content: RiskContent, version: int, by: Any) -> Risk:
    """Save what is written of a risk; closing it or opening it again needs a reason.

    `version` is the one that the writer began from. Raises ChangedMeanwhile when somebody else saved since.
    """
    permissions.check_can_edit_plan(by, risk.plan)
    rules_registers.check_risk(content)
    current = _locked(risk, version, content)
    before = queries_registers.risk_content(current)
    rules_registers.check_risk_move(before.status, content.status, content.status_reason)
    changed = _changed(before, content)
    if changed:
        current.version, current.updated_by, current.updated_at = version + 1, by, now()
        _write(current, content)
        _record(current, "plans.risk_changed", changed, by)
    if before.status != content.status:
        organisation = current.plan.organisation
        move(current, content.status, by=by, transitions=RISK_TRANSITIONS, organisation=organisation)
    return current


@transaction.atomic
def add_stakeholder(*, plan: Plan, content: StakeholderContent, by: Any) -> Stakeholder:
    """Put somebody into the register. Refused without the right; BadInput for an unknown contributor."""
    permissions.check_can_edit_plan(by, plan)
    rules_registers.check_stakeholder(content)
    stakeholder = Stakeholder(plan=plan, number=_next_number(plan, Stakeholder), updated_by=by)
    _write(stakeholder, content)
    _record(stakeholder, "plans.stakeholder_added", list(rules_registers.STAKEHOLDER_LABELS), by)
    return stakeholder


@transaction.atomic
def update_stakeholder(
    *, stakeholder: Stakeholder, content: StakeholderContent, version: int, by: Any
) -> Stakeholder:
    """Save what is written of a stakeholder. Raises ChangedMeanwhile when somebody else saved since `version`."""
    permissions.check_can_edit_plan(by, stakeholder.plan)
    rules_registers.check_stakeholder(content)
    current = _locked(stakeholder, version, content)
    changed = _changed(queries_registers.stakeholder_content(current), content)
    if changed:
        current.version, current.updated_by, current.updated_at = version + 1, by, now()
        _write(current, content)
        _record(current, "plans.stakeholder_changed", changed, by)
    return current


def _next_number(plan: Plan, model: type[Risk] | type[Stakeholder]) -> int:
    Plan.objects.select_for_update().get(pk=plan.pk)  # two at once get two numbers
    last = model._default_manager.filter(plan=plan).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _locked(row: Row, version: int, content: RiskContent | StakeholderContent) -> Row:
    rows = type(row)._default_manager.select_related("plan__organisation", "updated_by")
    if isinstance(row, Stakeholder):
        rows = rows.select_related("contributor")
    current = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if current.version != version:
        now_there = rules_registers.texts_of(_content_of(current))
        labels = rules_registers.labels_of(content)
        raise ChangedMeanwhile(current, differences(labels, now_there, rules_registers.texts_of(content)))  # type: ignore[arg-type]
    return current


def _content_of(row: Risk | Stakeholder) -> RiskContent | StakeholderContent:
    if isinstance(row, Risk):
        return queries_registers.risk_content(row)
    return queries_registers.stakeholder_content(row)


def _changed(before: RiskContent | StakeholderContent, after: RiskContent | StakeholderContent) -> list[str]:
    return [name for name in before.__slots__ if getattr(before, name) != getattr(after, name)]


def _write(row: Risk | Stakeholder, content: RiskContent | StakeholderContent) -> None:
    """All but the status, which only moves."""
    for name in content.__slots__:
        if name not in ("status", "contributor"):
            setattr(row, name, getattr(content, name))
    if isinstance(row, Stakeholder) and isinstance(content, StakeholderContent):
        row.contributor = _contributor(content.contributor)
    row.save()


def _contributor(code: str) -> Contributor | None:
    found = Contributor.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise BadInput(
            f"There is no suggested contributor with the code {code}.", allowed=("CT-01 to CT-13",)
        )
    return found


def _record(row: Risk | Stakeholder, verb: str, fields: list[str], by: Any) -> None:
    audit.record(by=by, verb=verb, obj=row, fields=fields, organisation=row.plan.organisation)
