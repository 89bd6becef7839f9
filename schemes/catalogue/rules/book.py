"""A rule book: one scheme's dated rules, its money, and whether new people may join on a day. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from retention_portal.core.dates import date_text
from schemes.catalogue.rules.configuration import Setting
from schemes.catalogue.rules.facts import Facts, fact
from schemes.catalogue.rules.findings import Finding, Result, Verdict, judgement, met, not_met, unknown
from schemes.catalogue.rules.money import Line, Money
from schemes.catalogue.rules.outcome import Outcome, outcome_of
from schemes.catalogue.rules.stated import View, any_known

Check = Callable[[View, date], bool | Verdict | None]
Paid = tuple[list[Line], list[str]]


# what a check answers, instead of a verdict, when its rule does not concern these facts
SKIP = Verdict(Result.UNKNOWN, "does not concern these facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the handbook. `reads` are the only facts that `check` can see.

    `check(view, on)` answers True or False (then `met` or `not_met` is the sentence), None for unknown, a Verdict,
    or SKIP. `only_if`: the rule is silent until one of these facts is stated. `valid_from`, `valid_to`: the days
    on which the rule holds, both included.
    """

    code: str
    text: str
    reads: tuple[str, ...]
    check: Check
    met: str = ""
    not_met: str = ""
    only_if: tuple[str, ...] = ()
    one_of: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """True when the rule is in force on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def finding(self, facts: Facts, on: date) -> Finding | None:
        """The rule's finding, or None when it does not hold on that day or does not concern these facts."""
        if not self.holds(on) or (self.only_if and not any_known(facts, self.only_if)):
            return None
        view = View(facts, self.reads)
        verdict = self._verdict(self.check(view, on))
        if verdict is SKIP:
            return None
        text = verdict.text or _open_questions(view)
        return Finding(self.code, verdict.result, text, self.reads, verdict.premise, self.one_of)

    def _verdict(self, answer: bool | Verdict | None) -> Verdict:
        if isinstance(answer, Verdict):
            return answer
        if answer is None:
            return unknown()
        return met(self.met) if answer else not_met(self.not_met)


def _open_questions(view: View) -> str:
    return "Not known yet: " + " ".join(fact(name).question for name in view.missing())


@dataclass(frozen=True, slots=True)
class Opening:
    """New people may join from `opens` to `closes`, both included; None is open-ended."""

    opens: date | None
    closes: date | None = None


def no_money(view: View, on: date) -> Paid:
    """The money of a scheme that pays nobody."""
    return [], []


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """One scheme. `code` is the handbook's (SCH-…); `names` are its names by the day they began, oldest first.

    `confirmed_until` is the configured last day on which the scheme is known to take people; after it the state
    finding is a judgement, whose premise is `taken_as_open`. `signpost` books read nothing and judge nothing.
    """

    code: str
    names: tuple[tuple[date | None, str], ...]
    openings: tuple[Opening, ...]
    rules: tuple[Rule, ...]
    decided_by: str
    instead: str = ""
    in_term: str = ""
    close_mark: str = ""
    confirmed_until: Setting | None = None
    taken_as_open: bool = True
    signpost: str = ""
    money: Callable[[View, date], Paid] = no_money
    money_reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    money_lines: Mapping[str, str] = field(default_factory=dict)
    not_checked: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its newest name."""
        return self.names[-1][1]

    def name_on(self, on: date) -> str:
        """Its name on that day; the oldest before it had one."""
        held = [name for since, name in self.names if since is None or since <= on]
        return held[-1] if held else self.names[0][1]

    def reads(self) -> dict[str, tuple[str, ...]]:
        """Every fact the book reads, with the codes of the rules and money lines that read it."""
        found: dict[str, list[str]] = {}
        for rule in self.rules:
            for name in rule.reads:
                found.setdefault(name, []).append(rule.code)
        for name, codes in self.money_reads.items():
            found.setdefault(name, []).extend(codes)
        return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}

    def is_open(self, on: date) -> bool:
        """True when new people may join on that day."""
        return any(
            (one.opens is None or one.opens <= on) and (one.closes is None or on <= one.closes)
            for one in self.openings
        )

    def last_day(self, on: date) -> date | None:
        """The day on which the newest opening before `on` closed; None while it is open or has not opened."""
        closed = [one.closes for one in self.openings if one.closes and one.closes < on]
        return None if self.is_open(on) or not closed else max(closed)

    def state(self, on: date) -> Finding:
        """Whether new people may join on that day, as the first finding; its code is the scheme's."""
        verdict = self._state(on)
        return Finding(self.code, verdict.result, verdict.text, (), verdict.premise)

    def _state(self, on: date) -> Verdict:
        day, name = date_text(on), self.name_on(on)
        if not self.is_open(on):
            last = self.last_day(on)
            if last is None:
                opens = min(one.opens for one in self.openings if one.opens)
                return not_met(f"{name} had not opened on {day}: it opened on {date_text(opens)}.")
            words = f"{name} took nobody new after {date_text(last)}{self.close_mark}."
            return not_met(" ".join(part for part in (words, self.in_term, self.instead) if part))
        until = self.confirmed_until
        if until and on > until.value:
            words = (
                f"{name}: whether it takes new people on {day} is not confirmed{until.mark}; it did until "
            )
            return judgement(f"{words}{date_text(until.value)}. Ask first.", premise=self.taken_as_open)
        return met(f"{name} takes new people on {day}.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule book says of one person's facts on a day."""

    scheme: str
    name: str
    on: date
    outcome: Outcome
    findings: tuple[Finding, ...]
    decided_by: str

    def as_json(self) -> dict[str, Any]:
        """{"scheme", "name", "on", "outcome", "findings", "decided_by"}."""
        return {
            "scheme": self.scheme,
            "name": self.name,
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "findings": [finding.as_json() for finding in self.findings],
            "decided_by": self.decided_by,
        }


def answer_of(book: RuleBook, facts: Facts, on: date) -> Answer:
    """What `book` says of `facts` on a day: its state first, then every rule in force, in the handbook's order."""
    found = [book.state(on)]
    if book.signpost:
        found.append(Finding(book.code, Result.JUDGEMENT, book.signpost))
    else:
        found += [finding for rule in book.rules if (finding := rule.finding(facts, on))]
    outcome = outcome_of(found, is_open=book.is_open(on))
    return Answer(book.code, book.name_on(on), on, outcome, tuple(found), book.decided_by)


def money_of(book: RuleBook, facts: Facts, on: date) -> Money:
    """The money of `book` for `facts`, at the rates of the days they name, else of `on`.

    Raises BadInput: "no_rate", "fact_needed", "closed" or "no_money", each with its sentence.
    """
    lines, notes = book.money(View(facts, tuple(book.money_reads)), on)
    if lines and not book.is_open(on) and book.last_day(on):
        notes.append(f"{book.state(on).text}")
    return Money(book.code, on, tuple(lines), tuple(notes))
