"""Saves a compared workbook through the actions of the plan; the caller holds the transaction and the locks."""

from typing import Any

from django.db.models import QuerySet

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import lines_of
from action_plans.plans import actions, actions_registers
from action_plans.plans.models import Initiative, Milestone, Plan
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.queries import money_source
from action_plans.plans.workbook import rows
from action_plans.plans.workbook.checking import path_to
from action_plans.plans.workbook.contents import initiative_reference
from action_plans.plans.workbook.layout import FUNDING_LINES, INITIATIVES, MILESTONES, RISKS, STAKEHOLDERS
from action_plans.plans.workbook.matching import NEW_INITIATIVE, Class, Comparison, Match, of_sheet
from action_plans.plans.workbook.reading import folded
from retention_portal.core.refusals import Refused

NEWS_WITHOUT_WORDS = "The rating or the number of people reached was brought up to date from a workbook."
_RATED = ("rag", "rag_reason", "people_reached", "news")


def save(plan: Plan, found: Comparison, by: Any) -> None:
    """Save what is new and what changed. Raises Refused or BadInput of the first row that an action refuses."""
    standing = plan.initiatives.select_related("plan__organisation", "area")
    initiatives = {initiative_reference(row.number): row for row in standing}
    for each in of_sheet(found, INITIATIVES):
        if each.kind is not Class.UNCHANGED:
            row = _initiative(plan, each, initiatives, by)
            initiatives[initiative_reference(row.number)] = row
            initiatives[NEW_INITIATIVE + folded(each.title)] = row
    for each in of_sheet(found, MILESTONES):
        if each.kind is not Class.UNCHANGED:
            _milestone(each, initiatives, by)
    for each in of_sheet(found, RISKS):
        if each.kind is not Class.UNCHANGED:
            _risk(plan, each, by)
    for each in of_sheet(found, STAKEHOLDERS):
        if each.kind is not Class.UNCHANGED:
            _stakeholder(plan, each, by)
    _money(plan, [each for each in of_sheet(found, FUNDING_LINES) if each.differs("amount")], initiatives, by)


def milestones_of(plan: Plan) -> QuerySet[Milestone]:
    """The milestones of a plan, in the order in which they are locked. One statement."""
    return (
        Milestone.objects.filter(initiative__plan=plan)
        .select_related("initiative__plan__organisation")
        .order_by("pk")
    )


def _initiative(plan: Plan, each: Match, initiatives: dict[str, Initiative], by: Any) -> Initiative:
    content = rows.initiative_content(each.values)
    if each.existing is None:
        row = actions.add_initiative(plan=plan, content=content, by=by)
    else:
        row = initiatives[each.existing.reference]
        row = actions.update_initiative(initiative=row, content=content, version=row.version, by=by)
    before, after = str(each.before.get("status", "")), str(each.values["status"])
    for step in path_to(before, after):
        reason = str(each.values["status_reason"])
        actions.move_initiative(initiative=row, to=step.value, reason=reason, by=by)
    if each.differs(*_RATED):
        _rate(row, each, by)
    return row


def _rate(row: Initiative, each: Match, by: Any) -> None:
    completed = each.values["rag"] == row.rag and not each.differs("rag_reason", "people_reached", "news")
    if completed:  # moving it to completed has rated it blue
        return
    actions.write_update(
        initiative=row,
        text=str(each.values["news"]) or NEWS_WITHOUT_WORDS,
        people_reached=rows.people(each.values),
        rag=str(each.values["rag"]),
        rag_reason=str(each.values["rag_reason"]) or row.rag_reason,
        by=by,
    )


def _milestone(each: Match, initiatives: dict[str, Initiative], by: Any) -> None:
    facts, title = rows.milestone_facts(each.values), str(each.values["title"])
    if each.existing is None:
        initiative = initiatives[str(each.values["initiative"])]
        actions.add_milestone(initiative=initiative, title=title, facts=facts, by=by)
        return
    milestone = Milestone.objects.select_related("initiative__plan__organisation").get(pk=each.existing.id)
    reason = str(each.values["reason"]) if each.differs("reason") else ""
    actions.update_milestone(milestone=milestone, title=title, facts=facts, reason=reason, by=by)


def _risk(plan: Plan, each: Match, by: Any) -> None:
    content = rows.risk_content(each.values)
    if each.existing is None:
        actions_registers.add_risk(plan=plan, content=content, by=by)
        return
    risk = Risk.objects.select_related("plan__organisation").get(pk=each.existing.id)
    actions_registers.update_risk(risk=risk, content=content, version=risk.version, by=by)


def _stakeholder(plan: Plan, each: Match, by: Any) -> None:
    content = rows.stakeholder_content(each.values)
    if each.existing is None:
        actions_registers.add_stakeholder(plan=plan, content=content, by=by)
        return
    row = Stakeholder.objects.select_related("plan__organisation").get(pk=each.existing.id)
    actions_registers.update_stakeholder(stakeholder=row, content=content, version=row.version, by=by)


def _money(plan: Plan, matches: list[Match], initiatives: dict[str, Initiative], by: Any) -> None:
    """What is given back first, so that a file may move money from one initiative to another."""
    lines = {line.programme.code: line for line in lines_of(plan.organisation, plan.financial_year)}
    for each in sorted(matches, key=rows.difference):
        line = lines.get(str(each.values["programme"]))
        if line is None:
            raise Refused("A money line that the file names is not there any more. Compare again.")
        _commit(line, initiatives[str(each.values["initiative"])], each, by)


def _commit(line: AllocationLine, initiative: Initiative, each: Match, by: Any) -> None:
    difference = rows.difference(each)
    if difference > 0:
        actions.commit_money(initiative=initiative, line=line, amount=difference, by=by)
    else:
        reason = str(each.values["reason"])
        funding.release(line=line, **money_source(initiative), amount=-difference, reason=reason, by=by)
