"""Which things are worth a look, in which order. Pure.

The order is by points, each with its reason, and the same answers always give the same order:

1. What takes nobody, is not open to the profession, acts on a practice or system instead of a person, or whose
   rules speak against the facts is never among the first. Signposts (Practitioner Health) stand apart, unranked.
2. The rest get the points of `reference/weights.yaml`: for each thing asked for, for the career stage, for the
   handbook's picker (3.13), for being offered in an area named, for somebody to ask. They lose some where it is not
   confirmed that it takes people.
3. At least `least` points and, unless the picker names it, one thing asked for that it helps with.
4. Equal points: the better outcome, then what an area offers, then the handbook's order, then the title.

Nothing here decides anything about a person: the outcome is that of the rule books.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from retention_portal.core.vocabulary import Level
from schemes.catalogue.fitting.configuration import Weights
from schemes.catalogue.fitting.questions import Told
from schemes.catalogue.local_rules import offer_findings
from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.book import Answer, answer_of
from schemes.catalogue.rules.facts import Facts
from schemes.catalogue.rules.findings import Finding
from schemes.catalogue.rules.outcome import Outcome, outcome_of

MOST = 3


class Taking(StrEnum):
    """Whether something takes people today, from where the person stands."""

    HERE = "here"
    OPEN = "open"
    ELSEWHERE = "elsewhere"
    ASK_FIRST = "ask_first"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One national scheme, or one offer of an area. `code`: the scheme's; empty for a local one, which has a `kind`.

    `local_rules` are an offer's own (`local_rules.RULE_KINDS`). `signpost`: shown apart, nothing checked.
    """

    key: str
    title: str
    taking: Taking
    code: str = ""
    kind: str = ""
    needs: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    level: str = Level.L1
    is_offer: bool = False
    local_rules: tuple[Mapping[str, Any], ...] = ()
    named: bool = False
    signpost: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class Assessed:
    """A thing with what its rules find. `points` by reason once it is ranked."""

    thing: Thing
    outcome: Outcome
    findings: tuple[Finding, ...]
    points: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All points."""
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class Sorted:
    """`worth` at most three, best first; `also` the rest that was checked and takes people; `closed`; `signposts`."""

    worth: list[Assessed]
    also: list[Assessed]
    closed: list[Assessed]
    signposts: list[Assessed]


_BEST_FIRST = (
    *(Outcome.APPEARS_TO_MEET, Outcome.NEEDS_DISCUSSION),
    *(Outcome.DOES_NOT_APPEAR_TO_MEET, Outcome.CLOSED),
)


def assess(things: Sequence[Thing], facts: Sequence[Facts], on: date) -> list[Assessed]:
    """What the rules of each thing find in a person's facts on a day.

    `facts` holds them once per area named: of two, the better answer counts. Each national book runs once for each.
    """
    books = [{code: answer_of(book, stated, on) for code, book in BOOKS.items()} for stated in facts]
    return [_best(thing, facts, books, on) for thing in things]


def _best(thing: Thing, facts: Sequence[Facts], books: Sequence[dict[str, Answer]], on: date) -> Assessed:
    pairs = list(zip(facts, books, strict=True))
    if thing.is_offer and not thing.code:  # an area's own rules read nothing of the area
        pairs = pairs[:1]
    found = [_assessed(thing, stated, answers, on) for stated, answers in pairs]
    return min(found, key=lambda one: _BEST_FIRST.index(one.outcome))


def _assessed(thing: Thing, facts: Facts, answers: dict[str, Answer], on: date) -> Assessed:
    book = answers[thing.code] if thing.code else None
    if not thing.is_offer:
        assert book is not None  # what no area offers is a scheme of the handbook
        return Assessed(thing, book.outcome, book.findings)
    findings = list(offer_findings(thing.local_rules, thing.professions, thing.stages, facts, on))
    if book:  # the area says whether it takes people: the scheme's own word on that is left out
        findings += [one for one in book.findings if one.code != thing.code]
    return Assessed(thing, outcome_of(findings, is_open=thing.taking != Taking.CLOSED), tuple(findings))


def sort(assessed: Sequence[Assessed], said: Told, weights: Weights) -> Sorted:
    """The first screen and what is folded under it, in the order that this module's docstring explains."""
    signposts = [one for one in assessed if one.thing.signpost]
    rest = [one for one in assessed if not one.thing.signpost]
    closed = [one for one in rest if one.thing.taking == Taking.CLOSED or one.outcome == Outcome.CLOSED]
    scored = [_scored(one, said, weights) for one in rest if one not in closed]
    scored.sort(key=_place)
    worth = [one for one in scored if _is_worth(one, said, weights)][:MOST]
    return Sorted(worth, [one for one in scored if one not in worth], closed, signposts)


def _place(one: Assessed) -> tuple[int, int, bool, int, str]:
    outcome = _BEST_FIRST.index(one.outcome)
    return (-one.total, outcome, not one.thing.is_offer, one.thing.position, one.thing.title)


def _scored(one: Assessed, said: Told, weights: Weights) -> Assessed:
    thing, points = one.thing, weights.points
    stages = set(said.stages)
    found = {
        "need": points["need"] * len(set(thing.needs) & set(said.needs)),
        "stage": points["stage"] if stages & set(thing.stages) else 0,
        "stage_first": points["stage_first"] if _picked(thing, stages, weights.first) else 0,
        "stage_then": points["stage_then"] if _picked(thing, stages, weights.then) else 0,
        "here": points["here"] if thing.taking == Taking.HERE else 0,
        "named": points["named"] if thing.named else 0,
        "appears_to_meet": points["appears_to_meet"] if one.outcome == Outcome.APPEARS_TO_MEET else 0,
        "ask_first": points["ask_first"] if thing.taking == Taking.ASK_FIRST else 0,
        "elsewhere": points["elsewhere"] if thing.taking == Taking.ELSEWHERE else 0,
    }
    kept = {reason: number for reason, number in found.items() if number}
    return Assessed(thing, one.outcome, one.findings, kept)


def _picked(thing: Thing, stages: set[str], picker: Mapping[str, frozenset[str]]) -> bool:
    names = frozenset().union(*(picker.get(stage, frozenset()) for stage in stages))
    return bool({thing.code, thing.kind} & names)


def _is_worth(one: Assessed, said: Told, weights: Weights) -> bool:
    thing, points = one.thing, one.points
    return (
        one.outcome in (Outcome.APPEARS_TO_MEET, Outcome.NEEDS_DISCUSSION)
        and thing.level == Level.L1
        and said.profession in thing.professions
        and one.total >= weights.least
        and bool({"need", "stage_first", "stage_then"} & set(points))
    )
