"""A made-up plan for the demonstration's system: plausible initiatives, money and updates, all marked as made up."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine, Programme
from action_plans.funding.queries import lines_of, programmes
from action_plans.plans import actions
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries import plan_of
from action_plans.plans.rules import InitiativeContent, MilestoneFacts
from action_plans.plans.statuses import InitiativeStatus, Rag
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import FinancialYear, today
from retention_portal.organisations.queries import organisation_by_code

SYSTEM = "QHM"
LEAD, REGION = "lead@example.org", "commissioner@example.org"
ALLOCATIONS = (("FUND-POOL-A", 120_000), ("FUND-LGPRF", 320_000), ("FUND-FEL", 250_000))

INITIATIVES = (
    InitiativeContent(
        title="First years in practice",
        level="L1",
        essentials=("L1-E09", "L1-E10", "L1-E03"),
        goals=("L1-G07", "L1-G02"),
        career_stages=("CS-NQ",),
        area=SYSTEM,
        lead_name="Programme lead, training hub",
        summary="A mentor, a monthly peer group and eight study sessions a year for GPs in their first two years.",
        outcome_measure="Share of members still working in the area 12 months after joining.",
    ),
    InitiativeContent(
        title="Portfolio sessions with local hospitals",
        level="L1",
        essentials=("L1-E06",),
        goals=("L1-G05",),
        career_stages=("CS-EMC", "CS-W5"),
        area=SYSTEM,
        lead_name="Deputy medical director",
        summary="One or two sessions a week in a hospital or community specialty, beside practice sessions kept.",
        outcome_measure="Practice sessions kept by members after six months.",
    ),
    InitiativeContent(
        title="Flexible staff pool",
        level="L2",
        essentials=("L2-E05", "L1-E05"),
        goals=("L2-G01", "L1-G06"),
        career_stages=("CS-RET", "CS-W5"),
        area=SYSTEM,
        lead_name="Pool manager, federation",
        summary="One pool for practices to post sessions and GPs to choose them, with keep-in-touch days for returners.",
        outcome_measure="Sessions worked out of sessions posted.",
    ),
    InitiativeContent(
        title="Career conversations in the last years",
        level="L1",
        essentials=("L1-E04", "L1-E02"),
        goals=("L1-G03",),
        career_stages=("CS-W5",),
        area=SYSTEM,
        lead_name="Clinical lead for retention",
        summary="A confidential conversation with a trained GP for those thinking about their last years in practice.",
        outcome_measure="GPs who say that their intention to leave has changed.",
    ),
    InitiativeContent(
        title="Hospital letters that give GPs no extra work",
        level="L3",
        essentials=("L3-E05",),
        goals=("L3-G05",),
        area=SYSTEM,
        lead_name="Primary and secondary care interface lead",
        summary="Agree with each trust that referrals go on inside the hospital and results are given by who asked for them.",
    ),
    InitiativeContent(
        title="Named clinical lead and project team",
        level="L3",
        essentials=("L3-E03", "L3-E01"),
        goals=("L3-G01",),
        area=SYSTEM,
        lead_name="System lead",
        summary="Two clinical sessions a week, a project manager and a board with GPs, networks and the training hub on it.",
        outcome_measure="Posts filled and board meetings held.",
    ),
)


def seed() -> dict[str, int]:
    """Make the plan, its money and updates once; nothing when the plan is there already."""
    system = organisation_by_code(SYSTEM)
    year = FinancialYear.of(today())
    if system is None or plan_of(system, year.code):
        return {"demo_initiatives": 0}
    lead, region = person_by_email(LEAD), person_by_email(REGION)
    known = {programme.code: programme for programme in programmes(today())}
    for code, amount in ALLOCATIONS:
        _allocate(system, known.get(code), year, amount, region)
    plan = actions.start_plan(organisation=system, financial_year=year.code, by=lead, made_up=True)
    dated = [replace(content, starts_on=year.start, ends_on=year.end) for content in INITIATIVES]
    rows = [actions.add_initiative(plan=plan, content=content, by=lead) for content in dated]
    _tell_story(plan, rows, {line.programme.code: line for line in lines_of(system, year.code)}, lead)
    return {"demo_initiatives": len(rows)}


def _allocate(system: Any, programme: Programme | None, year: FinancialYear, amount: int, by: Any) -> None:
    if programme is not None:
        funding.enter_allocation(
            system=system,
            programme=programme,
            financial_year=year.code,
            amount=Decimal(amount),
            by=by,
            reason="Made up for the demonstration",
        )


def _tell_story(plan: Plan, rows: list[Initiative], lines: dict[str, AllocationLine], by: Any) -> None:
    first_years, portfolio, pool, conversations, letters, team = rows
    day = today()
    for row in (first_years, pool, conversations, team):
        actions.move_initiative(initiative=row, to=InitiativeStatus.LIVE, reason="", by=by)
    _step(
        first_years,
        "First group of 20 GPs begins",
        day - timedelta(days=120),
        day - timedelta(days=118),
        None,
        by,
    )
    _step(first_years, "Second group begins", day + timedelta(days=60), None, None, by)
    _step(
        portfolio,
        "Agreement signed with the first trust",
        day - timedelta(days=40),
        None,
        day + timedelta(days=30),
        by,
    )
    _step(
        pool,
        "30 practices post their sessions in the pool",
        day - timedelta(days=20),
        None,
        day + timedelta(days=5),
        by,
    )
    _step(
        conversations,
        "Six GPs trained to hold conversations",
        day - timedelta(days=75),
        day - timedelta(days=70),
        None,
        by,
    )
    _step(letters, "First meeting with each trust", day + timedelta(days=45), None, None, by)
    _step(
        team,
        "Clinical lead and project manager in post",
        day - timedelta(days=150),
        day - timedelta(days=150),
        None,
        by,
    )
    _money(first_years, lines.get("FUND-FEL"), 113_000, by)
    _money(pool, lines.get("FUND-POOL-A"), 118_400, by)
    _money(portfolio, lines.get("FUND-LGPRF"), 120_600, by)
    _money(conversations, lines.get("FUND-LGPRF"), 60_000, by)
    _tell(
        first_years,
        "Twenty GPs joined, and their mentors have met twice.",
        20,
        Rag.GREEN,
        "The first group runs as planned.",
        by,
    )
    _tell(
        pool,
        "Twelve practices post sessions; 41 GPs have joined.",
        41,
        Rag.AMBER,
        "Fewer practices than planned.",
        by,
    )
    _tell(conversations, "Eighteen conversations held.", 18, Rag.GREEN, "Conversations began as planned.", by)
    _tell(team, "Both posts are filled and the board has met three times.", None, Rag.GREEN, "It stands.", by)
    _tell(
        portfolio,
        "The first trust asked for a longer trial.",
        None,
        Rag.AMBER,
        "The agreement is late; the trust has given a new date.",
        by,
    )


def _step(
    row: Initiative, title: str, planned: date, actual: date | None, forecast: date | None, by: Any
) -> None:
    facts = MilestoneFacts(planned_on=planned, forecast_on=forecast, actual_on=actual)
    actions.add_milestone(initiative=row, title=title, facts=facts, by=by)


def _money(row: Initiative, line: AllocationLine | None, amount: int, by: Any) -> None:
    if line is not None:
        actions.commit_money(initiative=row, line=line, amount=Decimal(amount), by=by)


def _tell(row: Initiative, text: str, reached: int | None, rag: Rag, reason: str, by: Any) -> None:
    actions.write_update(initiative=row, text=text, people_reached=reached, rag=rag, rag_reason=reason, by=by)
