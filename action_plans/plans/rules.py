"""What a plan covers, what a rating would be, what changed. Pure: frozen dataclasses, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from action_plans.plans.statuses import NEEDS_REASON, Grade, InitiativeStatus, Rag, Standing
from retention_portal.core import money
from retention_portal.core.dates import Quarter, date_text
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import Level


@dataclass(frozen=True, slots=True)
class EssentialFacts:
    """An essential as coverage needs it: code, short name, the level that names it; `own`: not the toolkit's."""

    code: str
    name: str
    level: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class InitiativeFacts:
    """An initiative as coverage needs it. `people_reached` is the latest count to date; None when not stated."""

    id: int
    title: str
    status: str
    essentials: frozenset[str]
    live_since: date | None = None
    people_reached: int | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """One row of the coverage: an essential, its grade, and the initiatives that give it."""

    essential: EssentialFacts
    grade: Grade
    standing: Standing
    inherited: bool
    initiatives: tuple[InitiativeFacts, ...]
    people_reached: int | None
    from_above: tuple[InitiativeFacts, ...] = ()

    @property
    def waits_for_uptake(self) -> bool:
        """True when something has been live for two quarters and nobody is recorded as reached."""
        return self.grade is Grade.LIVE and self.standing is Standing.PART


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """A milestone's three dates; `forecast_on` and `actual_on` may be None."""

    planned_on: date
    forecast_on: date | None = None
    actual_on: date | None = None

    @property
    def due_on(self) -> date:
        """The day now expected, else the planned one."""
        return self.forecast_on or self.planned_on


MILESTONE_LABELS = {
    "title": "Milestone",
    "planned_on": "Planned date",
    "forecast_on": "Date now expected",
    "actual_on": "Date it was reached",
}


def milestone_texts(title: str, facts: MilestoneFacts) -> dict[str, str]:
    """Each field of a milestone as a person reads it."""
    days = {name: getattr(facts, name) for name in MILESTONE_LABELS if name != "title"}
    return {"title": title} | {name: date_text(day) if day else "" for name, day in days.items()}


@dataclass(frozen=True, slots=True)
class Hint:
    """What handbook 4.3 would compute from the dates; a person decides."""

    rag: Rag
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed meanwhile. `name` is the form's, for choosing whose words stay."""

    label: str
    now: str
    yours: str
    name: str = ""


def coverage(
    level: str,
    essentials: Iterable[EssentialFacts],
    initiatives: Iterable[InitiativeFacts],
    on: date,
    above: Iterable[InitiativeFacts] = (),
) -> list[Covered]:
    """One row for each essential that counts at `level`, in the order given (11, 17 or 22; handbook 1.8).

    `essentials` holds the effective ones: those of lower levels are marked inherited. `on` is the day of asking.
    `above` are initiatives of the plans above: shown beside the grade, and never part of it.
    """
    rows, helping = list(initiatives), list(above)
    return [
        replace(
            _covered(level, essential, rows, on),
            from_above=tuple(
                each
                for each in helping
                if essential.code in each.essentials and grade(each) in (Grade.LIVE, Grade.REACHING)
            ),
        )
        for essential in essentials
    ]


def _covered(level: str, essential: EssentialFacts, rows: Sequence[InitiativeFacts], on: date) -> Covered:
    mine = tuple(row for row in rows if essential.code in row.essentials and row.status != "stopped")
    grades = [grade(row) for row in mine]
    best = max(grades, key=list(Grade).index, default=Grade.NONE)
    counted = [row.people_reached for row in mine if row.people_reached is not None]
    return Covered(
        essential=essential,
        grade=best,
        standing=_standing(best, mine, on),
        inherited=essential.level in Level(level).inherits,
        initiatives=mine,
        people_reached=sum(counted) if counted else None,
    )


def grade(initiative: InitiativeFacts) -> Grade:
    """What one initiative gives the essentials that it names.

    Paused counts as planned; completed as live, for it was delivered; stopped as nothing.
    """
    if initiative.status == InitiativeStatus.STOPPED:
        return Grade.NONE
    if initiative.status in (InitiativeStatus.PLANNED, InitiativeStatus.PAUSED):
        return Grade.PLANNED
    return Grade.REACHING if initiative.people_reached else Grade.LIVE


def _standing(best: Grade, initiatives: Sequence[InitiativeFacts], on: date) -> Standing:
    """Met when people are reached, or something went live lately; gap when there is nothing; else part."""
    if best is Grade.NONE:
        return Standing.GAP
    if best is Grade.PLANNED:
        return Standing.PART
    if best is Grade.REACHING:
        return Standing.MET
    live = [row for row in initiatives if grade(row) is Grade.LIVE]
    return Standing.PART if all(is_live_without_uptake(row, on) for row in live) else Standing.MET


def is_live_without_uptake(initiative: InitiativeFacts, on: date) -> bool:
    """True when it has been live for two whole quarters before the one of `on`, and reached nobody on record."""
    if grade(initiative) is not Grade.LIVE or initiative.live_since is None:
        return False
    return initiative.live_since < Quarter.of(on).previous().previous().start


def count_grades(rows: Iterable[Covered]) -> dict[str, int]:
    """How many essentials have each grade, by the grade's value; every grade is named."""
    grades = [row.grade for row in rows]
    return {each.value: grades.count(each) for each in Grade}


def count_standings(rows: Iterable[Covered]) -> dict[str, int]:
    """How many essentials are met, part or gap; every standing is named."""
    standings = [row.standing for row in rows]
    return {each.value: standings.count(each) for each in Standing}


def not_live(rows: Iterable[Covered]) -> list[Covered]:
    """The essentials for which nothing is live: nothing at all, or only planned."""
    return [row for row in rows if row.grade in (Grade.NONE, Grade.PLANNED)]


def finding(rows: Sequence[Covered]) -> str:
    """The title of a plan's page: what the coverage says, in one sentence without a full stop."""
    waiting = len(not_live(rows))
    if waiting:
        verb = "has" if waiting == 1 else "have"
        return f"{waiting} of {len(rows)} essentials {verb} nothing live yet"
    unreached = [row for row in rows if row.grade is not Grade.REACHING]
    if unreached:
        return f"Every essential has something live; {len(unreached)} of {len(rows)} reach nobody on record"
    return f"All {len(rows)} essentials reach people"


def rag_hint(status: str, milestones: Iterable[MilestoneFacts], starts_on: date | None, on: date) -> Hint:
    """What handbook 4.3 would say of delivery: the most any open milestone is late, by forecast or by today."""
    open_ones = [row for row in milestones if row.actual_on is None]
    if status == InitiativeStatus.COMPLETED:
        return Hint(Rag.BLUE, "It is complete.")
    late = max((days_late(row, on) for row in open_ones), default=0)
    if status == InitiativeStatus.PLANNED and late <= 0:
        if starts_on is None or starts_on > on:
            return Hint(Rag.GREY, "It has not started and is not due.")
        # CASE-P-21: not started, though its start is past
        late = (on - starts_on).days
        return Hint(_by_days(late), f"It was to start on {date_text(starts_on)} and has not started.")
    if not open_ones:
        return Hint(Rag.GREEN, "No open milestone is late.")
    if late <= 0:
        return Hint(Rag.GREEN, "Open milestones are on time.")
    return Hint(_by_days(late), f"An open milestone is {late} {'day' if late == 1 else 'days'} late.")


def days_late(milestone: MilestoneFacts, on: date) -> int:
    """Days from plan to forecast, or to today when that is later; 0 or less when on time or done."""
    if milestone.actual_on is not None:
        return 0
    expected = max(
        milestone.forecast_on or milestone.planned_on, on if milestone.planned_on < on else date.min
    )
    return (expected - milestone.planned_on).days


def _by_days(late: int) -> Rag:
    if timedelta(days=late) <= timedelta(weeks=2):
        return Rag.GREEN
    return Rag.AMBER if timedelta(days=late) <= timedelta(weeks=8) else Rag.RED


def check_reason(start: str, end: str, reason: str) -> None:
    """Refuse a move that needs a reason and has none (CASE-P-03)."""
    if (InitiativeStatus(start), InitiativeStatus(end)) in NEEDS_REASON and not reason.strip():
        raise Refused(
            "Say why, in a sentence: others will read it in the plan and in the report.", code="CASE-P-03"
        )


def check_live_since(on: date | None, today: date) -> None:
    """Refuse to call something live from a day that has not come."""
    if on and on > today:
        raise Refused("It cannot be live since a day that has not come.")


def check_rag(rag: str, reason: str) -> None:
    """Refuse a rating without its reason (handbook 4.3: a stated judgement with reason)."""
    if rag and not reason.strip():
        raise Refused("Say why you rate it so: a rating without its reason tells nobody anything.")


def check_milestone(milestone: MilestoneFacts, before: MilestoneFacts | None, reason: str, on: date) -> None:
    """Refuse an actual date in the future, and a moved date without a reason (CASE-P-06)."""
    if milestone.actual_on and milestone.actual_on > on:
        raise Refused("The date it was reached cannot be in the future.")
    if before and not reason.strip():
        moved = before.planned_on != milestone.planned_on or (
            before.forecast_on != milestone.forecast_on and milestone.forecast_on is not None
        )
        if moved:
            raise Refused("Say why the date moved.", code="CASE-P-06")


def differences(
    labels: Mapping[str, str], now: Mapping[str, str], yours: Mapping[str, str]
) -> list[Difference]:
    """The fields that stand otherwise now than what you were about to save, in the order of `labels`."""
    return [
        Difference(label, now.get(name, ""), yours.get(name, ""), name)
        for name, label in labels.items()
        if now.get(name, "") != yours.get(name, "")
    ]


def reference(organisation_code: str, financial_year: str, number: int) -> str:
    """An initiative's reference (CASE-P-11): area, year, number, such as QHM-2026-27-03."""
    return f"{organisation_code}-{financial_year}-{number:02}"


@dataclass(frozen=True, slots=True)
class InitiativeContent:
    """What people write of an initiative. Essentials and goals by handbook code, `area` by organisation code."""

    title: str
    level: str
    essentials: tuple[str, ...]
    area: str
    lead_name: str
    summary: str
    goals: tuple[str, ...] = ()
    career_stages: tuple[str, ...] = ()
    outcome_measure: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None
    national: tuple[str, ...] = ()

    def as_texts(self) -> dict[str, str]:
        """Each field as a person reads it, for showing what changed."""
        return {name: _text_of(getattr(self, name)) for name in CONTENT_LABELS}


CONTENT_LABELS = {
    "title": "Title",
    "level": "Level",
    "essentials": "Essentials",
    "goals": "Goals",
    "career_stages": "Career stages",
    "area": "Area",
    "lead_name": "Lead",
    "summary": "Summary",
    "outcome_measure": "How we will know",
    "starts_on": "Start",
    "ends_on": "End",
    "budget": "Budget",
    "national": "National support it uses",
}


def _text_of(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(sorted(value))
    if isinstance(value, Decimal):
        return money.display(value)
    return date_text(value) if isinstance(value, date) else str(value or "")


def changed_fields(before: InitiativeContent, after: InitiativeContent) -> list[str]:
    """The names of the fields that differ, for the audit trail."""
    old, new = before.as_texts(), after.as_texts()
    return [name for name in CONTENT_LABELS if old[name] != new[name]]


def check_content(content: InitiativeContent) -> None:
    """Refuse an initiative that ends before it starts, or that helps with no essential."""
    if content.starts_on and content.ends_on and content.ends_on < content.starts_on:
        raise Refused("The end must be on or after the start.")
    if content.budget is not None and content.budget < 0:
        raise BadInput("A budget cannot be less than £0.", allowed=("pounds and pence, such as 12000",))
    if not content.essentials:
        raise Refused("Select at least one essential that it helps with.")
