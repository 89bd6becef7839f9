"""What the first screen says of each thing: why, money, what it came to. Never "eligible", never "approved". Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from retention_portal.core import money as pounds
from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.vocabulary import CareerStage, Level, Profession
from schemes.catalogue.fitting.questions import ROLES, Told
from schemes.catalogue.fitting.rules import Assessed, Taking
from schemes.catalogue.rules import money
from schemes.catalogue.rules.facts import Facts
from schemes.catalogue.rules.findings import Finding, Result
from schemes.catalogue.rules.money import Line, Money, counted
from schemes.catalogue.rules.outcome import Outcome
from schemes.catalogue.statuses import Need

NEEDS = {
    Need.FLEXIBLE: "more control over your hours",
    Need.FEWER_SESSIONS: "fewer sessions, without leaving",
    Need.VARIETY: "more varied work",
    Need.SOMEONE_TO_TALK_TO: "someone to talk to",
    Need.LEARNING: "training or leadership",
    Need.STARTING_OUT: "a good start in your first years",
    Need.PARTNERSHIP: "becoming a partner",
    Need.COMING_BACK: "coming back after time away",
    Need.LAST_YEARS: "planning your last years in practice",
    Need.HEALTH: "help with your own health",
}
STAGES = {
    CareerStage.TRAINEE: "in GP training",
    CareerStage.NEWLY_QUALIFIED: "newly qualified",
    CareerStage.EARLY_MID_CAREER: "in the middle of their career",
    CareerStage.WISE_FIVES: "planning their last years in practice",
    CareerStage.RETURNER: "coming back",
}
OUTCOMES = {
    Outcome.APPEARS_TO_MEET: ("Looks like a fit", "done"),
    Outcome.NEEDS_DISCUSSION: ("Worth a conversation", "new"),
    Outcome.DOES_NOT_APPEAR_TO_MEET: ("Does not fit what you told us", "neutral"),
    Outcome.CLOSED: ("Closed", "neutral"),
}
RESULTS = {
    Result.MET: "fits",
    Result.NOT_MET: "does not fit",
    Result.UNKNOWN: "not asked here",
    Result.JUDGEMENT: "for a person to judge",
}
COUNTS = {
    0: "Nothing fits yet, so ask a person",
    1: "One thing worth a look",
    2: "Two worth a look",
    3: "Three worth a look",
}
PAYEES = {"doctor": "to you", "practice": "to your practice"}
GENERAL = {"LOC-PROF", "LOC-STAGE"}


def listed(words: Iterable[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def why(one: Assessed, said: Told) -> list[str]:
    """Two to four sentences: what it helps with, whom it is meant for, what the rules found, what is still open."""
    thing = one.thing
    asked = [NEEDS[Need(need)] for need in said.needs if need in thing.needs]
    stages = [STAGES[CareerStage(stage)] for stage in said.stages if stage in thing.stages]
    sentences = [f"You asked for {listed(asked)}."] if asked else []
    if stages and said.is_gp:
        sentences.append(f"It is meant for GPs {listed(stages)}.")
    sentences += [finding.text for finding in one.findings if _is_own(finding)][:1]
    return [*sentences, *_open_points(one, said)]


def _is_own(finding: Finding) -> bool:
    """A rule that fits, and says more than the sentences before it."""
    reads_more = set(finding.facts) - {"profession", "career_stage"}
    return finding.result == Result.MET and bool(reads_more) and finding.code not in GENERAL


def _open_points(one: Assessed, said: Told) -> list[str]:
    if one.thing.taking == Taking.ASK_FIRST:
        return ["Ask first: we cannot confirm that it takes people today."]
    if one.thing.taking == Taking.ELSEWHERE:
        place = (
            "nobody in the area you named says here that they run it"
            if said.areas
            else "areas of England run it"
        )
        return [f"Ask first: {place}."]
    count = sum(finding.result in (Result.UNKNOWN, Result.JUDGEMENT) for finding in one.findings)
    if not count:
        return []
    return [f"{'One point is' if count == 1 else f'{count} points are'} left to talk through with a person."]


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in words, with the dates of its rates; `exact` when it was worked out for these answers."""

    text: str
    dates: str = ""
    exact: bool = False


def worked_out(code: str, said: Told, facts: Facts, on: date) -> Amount | None:
    """What a scheme pays for the sessions told, to the penny, at its dated rates; None when that cannot be said."""
    try:
        found = money(code, facts, on)
    except BadInput:
        return None
    lines = [line for line in found.lines if line.amount and line.payee in PAYEES]
    if not lines or said.sessions is None:
        return None
    own_first = sorted(lines, key=lambda line: line.payee != "doctor")
    parts = [f"{pounds.display(line.amount)} {PAYEES[line.payee]}" for line in own_first]
    text = f"{listed(parts)} for a year at {counted(said.sessions, 'session')} a week"
    return Amount(text, _rate_dates(lines, found), exact=True)


def _rate_dates(lines: list[Line], found: Money) -> str:
    unsure = any("unconfirmed" in line.text for line in lines)
    day = date_text(found.on)
    first = f"The last rates known, not confirmed for {day}." if unsure else f"Rates of {day}."
    return " ".join([first, *found.notes])


def caption(said: Told, areas: list[str]) -> str:
    """One line of what was told: "Salaried GP · 4 sessions a week wanted · North East and North Cumbria"."""
    role = next(one for one in ROLES if one.value == said.role)
    name = role.label if role.profession else Profession(said.profession).label
    wanted = f"{counted(said.wanted, 'session')} a week wanted" if said.wanted else ""
    place = listed(areas) if areas else "outside England"
    return " · ".join(part for part in (name, wanted, place) if part)


def finding_words(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """(code, sentence, what it came to) for "How we checked"; what was not asked is one line with its codes."""
    found = list(findings)
    unknown = [finding.code for finding in found if finding.result == Result.UNKNOWN]
    said = [(one.code, one.text, RESULTS[one.result]) for one in found if one.result != Result.UNKNOWN]
    count = "One rule" if len(unknown) == 1 else f"{len(unknown)} rules"
    text = f"{count} about things that you and a person can look at together."
    return said + ([(", ".join(unknown), text, RESULTS[Result.UNKNOWN])] if unknown else [])


def outcome_words(one: Assessed, said: Told) -> tuple[str, str]:
    """What it came to, with the kind of its tag; not open to the profession is no matter for a conversation."""
    open_to = said.profession in one.thing.professions
    return OUTCOMES[one.outcome if open_to else Outcome.DOES_NOT_APPEAR_TO_MEET]


def less(one: Assessed, said: Told) -> str:
    """Why something that takes people is not among the first, in one sentence."""
    against = [finding.text for finding in one.findings if finding.result == Result.NOT_MET]
    if said.profession not in one.thing.professions:
        return "It is not open to your profession."
    if against:
        return against[0]
    if one.thing.level != Level.L1:
        return "A network, practice or system uses it. It is not something that one person asks for."
    if not set(said.needs) & set(one.thing.needs):
        return "It helps with other things than you asked for."
    return "It fits less well than those above."
