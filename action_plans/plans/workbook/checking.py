"""What must hold between the cells of a row, and between a row and the plan: the rules of the plan's own pages.

A check that depends on a cell in error stays quiet. What a check takes back (a reason without its change) it puts
back into the match, so that the preview shows only what would be saved. Pure.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from action_plans.funding.rules import check_within
from action_plans.plans import rules_registers
from action_plans.plans.rules import check_content
from action_plans.plans.rules_risks import score
from action_plans.plans.statuses import NEEDS_REASON, TRANSITIONS, InitiativeStatus
from action_plans.plans.workbook import rows
from action_plans.plans.workbook.contents import Money
from action_plans.plans.workbook.layout import (
    FUNDING_LINES,
    INITIATIVES,
    MILESTONES,
    MOST_SAVED,
    RISKS,
    Lists,
)
from action_plans.plans.workbook.matching import Class, Comparison, Match, cell_problem, of_sheet
from action_plans.plans.workbook.problems import Problem, problem
from action_plans.plans.workbook.reading import ReadWorkbook
from retention_portal.core.dates import date_text
from retention_portal.core.money import display
from retention_portal.core.refusals import Refused

Report = Callable[..., None]


def check(
    book: ReadWorkbook, found: Comparison, lists: Lists, money: dict[str, Money], on: date
) -> list[Problem]:
    """The problems of every matched row."""
    problems: list[Problem] = []

    def report(code: str, each: Match, name: str, **facts: object) -> None:
        read = book.sheets[each.row.sheet.name]
        problems.append(cell_problem(code, read, each.row, name, lists, **facts))

    for each in of_sheet(found, INITIATIVES):
        _status(each, report)
        _rating(each, report)
        _dates(each, report, on)
    for each in of_sheet(found, MILESTONES):
        _milestone(each, report, on)
    for each in of_sheet(found, RISKS):
        _risk(each, report)
    _money(list(of_sheet(found, FUNDING_LINES)), money, report)
    moving = sum(each.kind is not Class.UNCHANGED for matches in found.matches.values() for each in matches)
    if moving > MOST_SAVED:
        problems.append(problem("WB-207", count=moving, most=MOST_SAVED))
    return problems


def path_to(before: str, after: str) -> list[InitiativeStatus]:
    """The moves from one status to another: one for an initiative of the plan, perhaps two for a new one ("")."""
    if before == after or not after:
        return []
    end = InitiativeStatus(after)
    if before:
        return [end]
    if end is InitiativeStatus.PLANNED:
        return []
    direct = end in TRANSITIONS[InitiativeStatus.PLANNED]
    return [end] if direct else [InitiativeStatus.LIVE, end]


def _status(each: Match, report: Report) -> None:
    before, after = _pair(each, "status")
    new_words = each.differs("status_reason") and bool(each.values["status_reason"])
    moves = path_to(before, after)
    if before and moves and moves[0] not in TRANSITIONS[InitiativeStatus(before)]:
        can = ", ".join(status.label for status in TRANSITIONS[InitiativeStatus(before)])
        report("WB-413", each, "status", before=InitiativeStatus(before).label, can=can)
        return
    steps = zip([InitiativeStatus(before or "planned"), *moves], moves, strict=False)
    if (
        "status_reason" not in each.row.wrong
        and any(step in NEEDS_REASON for step in steps)
        and not new_words
    ):
        report("WB-414", each, "status_reason")
    if not moves and each.differs("status_reason") and "status" not in each.row.wrong:
        report("WB-417", each, "status_reason")
        each.values["status_reason"] = each.before.get("status_reason", "")


def _rating(each: Match, report: Report) -> None:
    """A rating is a judgement with its reason; what happened and how many were reached go with one."""
    told = each.differs("people_reached", "news")
    if each.existing is None and not each.values["rag"] and not told:
        each.values["rag_reason"] = ""  # a reason for no rating, as in a copy of another plan's rows
    completed = (
        each.differs("status") and each.values["status"] == "completed" and each.values["rag"] == "blue"
    )
    if each.row.wrong & {"rag", "rag_reason"} or not (told or each.differs("rag", "rag_reason")):
        return
    if not each.values["rag"]:
        report("WB-420", each, "rag")
    elif not completed and (
        not each.values["rag_reason"] or each.differs("rag") > each.differs("rag_reason")
    ):
        report("WB-412", each, "rag_reason")


def _dates(each: Match, report: Report, on: date) -> None:
    content = rows.initiative_content(each.values)
    if not each.row.wrong & {"starts_on", "ends_on"}:
        try:
            check_content(content)
        except Refused:
            if content.starts_on and content.ends_on:
                start = date_text(content.starts_on)
                report("WB-411", each, "ends_on", value=date_text(content.ends_on), start=start)
    late = content.starts_on is not None and content.starts_on < on
    if late and (each.values["status"] or "planned") == "planned" and each.differs("starts_on", "status"):
        report("WB-416", each, "starts_on", value=date_text(content.starts_on or on))


def _milestone(each: Match, report: Report, on: date) -> None:
    facts = rows.milestone_facts(each.values) if not each.row.wrong & {"planned_on"} else None
    if facts is None:
        return
    if facts.actual_on and facts.actual_on > on:
        report("WB-406", each, "actual_on", value=date_text(facts.actual_on))
    moved = each.differs("planned_on") or (each.differs("forecast_on") and facts.forecast_on is not None)
    new_words = each.differs("reason") and each.values["reason"]
    if each.existing and moved and not new_words and "reason" not in each.row.wrong:
        report("WB-415", each, "reason")


def _risk(each: Match, report: Report) -> None:
    scores = {"likelihood_before", "consequence_before", "likelihood", "consequence"}
    if each.row.wrong & {*scores, "likelihood_target", "consequence_target"}:
        return
    content = rows.risk_content(each.values)
    try:
        rules_registers.check_risk(content)
    except Refused as no:
        report(
            "WB-418", each, "consequence_target" if content.likelihood_target else "likelihood_target", why=no
        )
    before = score(content.likelihood_before, content.consequence_before)
    now = score(content.likelihood, content.consequence)
    if now > before and each.differs(*scores):
        report("WB-419", each, "likelihood", now=now, before=before)
    moved = (each.before.get("status") or "open") != content.status
    if moved and not (each.differs("status_reason") and content.status_reason):
        report("WB-414", each, "status_reason")


def _money(matches: list[Match], money: dict[str, Money], report: Report) -> None:
    more: defaultdict[str, list[tuple[Match, Decimal]]] = defaultdict(list)
    released: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in matches:
        if "amount" in each.row.wrong:
            continue
        programme = str(each.values["programme"])
        difference = rows.difference(each)
        if each.existing is None and not difference:
            report("WB-508", each, "amount")
        if difference < 0:
            released[programme] -= difference
            if not each.values["reason"] and "reason" not in each.row.wrong:
                report("WB-507", each, "reason", before=display(Decimal(str(each.before["amount"]))))
        elif difference > 0:
            more[programme].append((each, difference))
    for programme, asked in more.items():
        _within(money.get(programme), asked, released[programme], report)


def _within(
    line: Money | None, asked: list[tuple[Match, Decimal]], released: Decimal, report: Report
) -> None:
    """All that the file adds to one line, after what it gives back, against what is left of it (CASE-P-20)."""
    last = asked[-1][0]
    if line is None:
        report(
            "WB-506",
            last,
            "amount",
            why="There is no money line of this programme in this plan’s year any more.",
        )
        return
    try:
        check_within(
            sum((difference for _, difference in asked), Decimal()), line.amount, line.committed - released
        )
    except Refused as no:
        report("WB-506", last, "amount", why=no)


def _pair(each: Match, name: str) -> tuple[str, str]:
    """Before and after, of a choice."""
    return str(each.before.get(name, "")), str(each.values.get(name, ""))
