"""A made-up plan for the demonstration's system: plausible initiatives, money and updates, all marked as made up."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine, Programme
from action_plans.funding.queries import lines_of, programmes
from action_plans.plans import actions, demo_cycle, demo_money
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries import plan_of
from action_plans.plans.rules import InitiativeContent, MilestoneFacts
from action_plans.plans.statuses import InitiativeStatus, Rag
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import FinancialYear, Month, now, today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code

SYSTEM = "QHM"
LEAD, REGION = "lead@example.org", "commissioner@example.org"
ALLOCATIONS = (("FUND-POOL-A", 120_000), ("FUND-LGPRF", 320_000), ("FUND-FEL", 250_000))


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone; dates as days from today, None for none."""

    title: str
    planned: int
    actual: int | None = None
    forecast: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """An update, so many days ago."""

    text: str
    rag: Rag
    reason: str
    reached: int | None = None
    days_ago: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """An initiative and what became of it. `money` is a programme's code and pounds; `live` days ago, or None."""

    content: InitiativeContent
    steps: tuple[Step, ...]
    live: int | None = None
    money: tuple[str, int] | None = None
    news: tuple[News, ...] = ()


def _content(**facts: Any) -> InitiativeContent:
    return InitiativeContent(area=SYSTEM, **facts)


STORIES = (
    Story(
        _content(
            title="First years in practice",
            level="L1",
            essentials=("L1-E09", "L1-E10", "L1-E03"),
            goals=("L1-G07", "L1-G02"),
            career_stages=("CS-NQ",),
            lead_name="Programme lead, training hub",
            summary="A mentor, a monthly peer group and eight study sessions a year for GPs in their first two years.",
            outcome_measure="Share of members still working in the area 12 months after joining.",
        ),
        (Step("First group of 20 GPs begins", -120, actual=-118), Step("Second group begins", 60)),
        live=120,
        money=("FUND-FEL", 113_000),
        news=(
            News(
                "Fourteen GPs joined.", Rag.GREEN, "The first group is nearly full.", reached=14, days_ago=75
            ),
            News(
                "Twenty GPs joined, and their mentors have met twice.",
                Rag.GREEN,
                "The first group runs as planned.",
                reached=20,
                days_ago=6,
            ),
        ),
    ),
    Story(
        _content(
            title="Portfolio sessions with local hospitals",
            level="L1",
            essentials=("L1-E06",),
            goals=("L1-G05",),
            career_stages=("CS-EMC", "CS-W5"),
            lead_name="Deputy medical director",
            summary="One or two sessions a week in a hospital or community specialty, beside practice sessions kept.",
            outcome_measure="Practice sessions kept by members after six months.",
        ),
        (Step("Agreement signed with the first trust", -40, forecast=30),),
        money=("FUND-LGPRF", 120_600),
        news=(
            News("Two trusts want to take part.", Rag.GREEN, "Talks go as planned.", days_ago=80),
            News(
                "The first trust asked for a longer trial.",
                Rag.AMBER,
                "The agreement is late; the trust has given a new date.",
                days_ago=35,
            ),
        ),
    ),
    Story(
        _content(
            title="Flexible staff pool",
            level="L2",
            essentials=("L2-E05", "L1-E05"),
            goals=("L2-G01", "L1-G06"),
            career_stages=("CS-RET", "CS-W5"),
            lead_name="Pool manager, federation",
            summary="Practices post sessions, GPs choose them; keep-in-touch days for those coming back.",
            outcome_measure="Sessions worked out of sessions posted.",
        ),
        (Step("30 practices post their sessions in the pool", -20, forecast=5),),
        live=120,
        money=("FUND-POOL-A", 118_400),
        news=(
            News(
                "Five practices post sessions.",
                Rag.GREEN,
                "The pool opened on its day.",
                reached=22,
                days_ago=70,
            ),
            News(
                "Twelve practices post sessions; 41 GPs have joined.",
                Rag.AMBER,
                "Fewer practices than planned.",
                reached=41,
                days_ago=4,
            ),
        ),
    ),
    Story(
        _content(
            title="Career conversations in the last years",
            level="L1",
            essentials=("L1-E04", "L1-E02"),
            goals=("L1-G03",),
            career_stages=("CS-W5",),
            lead_name="Clinical lead for retention",
            summary="A confidential conversation with a trained GP, about the last years in practice.",
            outcome_measure="GPs who say that their intention to leave has changed.",
        ),
        (Step("Six GPs trained to hold conversations", -75, actual=-70),),
        live=120,
        money=("FUND-LGPRF", 60_000),
        news=(
            News(
                "The first seven conversations were held.",
                Rag.GREEN,
                "They began as planned.",
                7,
                days_ago=66,
            ),
            News("Eighteen conversations held.", Rag.GREEN, "They go on as planned.", reached=18, days_ago=3),
        ),
    ),
    Story(
        _content(
            title="Hospital letters that give GPs no extra work",
            level="L3",
            essentials=("L3-E05",),
            goals=("L3-G05",),
            lead_name="Primary and secondary care interface lead",
            summary="Trusts refer on inside the hospital, and whoever asks for a test gives its result.",
        ),
        (Step("First meeting with each trust", 45),),
    ),
    Story(
        _content(
            title="Named clinical lead and project team",
            level="L3",
            essentials=("L3-E03", "L3-E01"),
            goals=("L3-G01",),
            lead_name="System lead",
            summary="Two clinical sessions a week, a project manager, and a board with GPs, networks and the hub.",
            outcome_measure="Posts filled and board meetings held.",
        ),
        (Step("Clinical lead and project manager in post", -150, actual=-150),),
        live=120,
        news=(
            News("The clinical lead has begun.", Rag.GREEN, "The team is nearly complete.", days_ago=90),
            News(
                "Both posts are filled; the board has met three times.",
                Rag.GREEN,
                "The team stands.",
                days_ago=9,
            ),
        ),
    ),
)


def seed() -> dict[str, int]:
    """Make the plan, its money, updates and registers once; nothing when the plan is there already."""
    system = organisation_by_code(SYSTEM)
    year = FinancialYear.of(today())
    if system is None or plan_of(system, year.code):
        return {"demo_initiatives": 0}
    lead, region = person_by_email(LEAD), person_by_email(REGION)
    lines = _allocate(system, year, region)
    plan = actions.start_plan(organisation=system, financial_year=year.code, by=lead, made_up=True)
    made = {story.content.title: _tell(story, plan, year, lines, lead) for story in STORIES}
    demo_cycle.tell(plan, lead)
    demo_money.tell(plan, made, lines)
    return {"demo_initiatives": len(STORIES)}


def _allocate(system: Organisation, year: FinancialYear, by: Any) -> dict[str, AllocationLine]:
    known: dict[str, Programme] = {programme.code: programme for programme in programmes(today())}
    for code, amount in ALLOCATIONS:
        if code in known:
            funding.enter_allocation(
                system=system,
                programme=known[code],
                financial_year=year.code,
                amount=Decimal(amount),
                by=by,
                reason="Made up for the demonstration",
                on=year.start,
            )
    return {line.programme.code: line for line in lines_of(system, year.code)}


def _tell(
    story: Story, plan: Plan, year: FinancialYear, lines: dict[str, AllocationLine], by: Any
) -> Initiative:
    content = replace(story.content, starts_on=_within(year, story.live), ends_on=year.end)
    row = actions.add_initiative(plan=plan, content=content, by=by)
    if story.live is not None:
        since = _within(year, story.live)
        actions.move_initiative(initiative=row, to=InitiativeStatus.LIVE, reason="", by=by, on=since)
    for step in story.steps:
        facts = MilestoneFacts(_day(step.planned) or today(), _day(step.forecast), _day(step.actual))
        actions.add_milestone(initiative=row, title=step.title, facts=facts, by=by)
    if story.money and story.money[0] in lines:
        code, amount = story.money
        actions.commit_money(
            initiative=row,
            line=lines[code],
            amount=Decimal(amount),
            by=by,
            on=_within(year, 60 if story.live is None else story.live),
        )
    for news in story.news:
        _report(row, news, by)
    return row


def _report(row: Initiative, news: News, by: Any) -> None:
    actions.write_update(
        initiative=row,
        text=news.text,
        people_reached=news.reached,
        rag=news.rag,
        rag_reason=news.reason,
        by=by,
        at=now() - timedelta(days=news.days_ago),
    )


def _day(days: int | None) -> date | None:
    return None if days is None else today() + timedelta(days=days)


def _within(year: FinancialYear, days_ago: int | None) -> date:
    """So many days ago, and not before the year began; the start of next month for what is not live yet."""
    if days_ago is None:
        return max(year.start, min(year.end, Month.of(today()).next().start))
    return max(year.start, today() - timedelta(days=days_ago))
