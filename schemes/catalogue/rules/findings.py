"""What one rule finds: met, not met, unknown, or for a person to judge."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    """Three values, and the point where rules end and people begin."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule's check answers. `premise` matters for a judgement only: the doctor's own facts support it."""

    result: Result
    text: str = ""
    premise: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer: handbook code, plain sentence, names of the facts the rule reads.

    Findings with the same `one_of` are alternatives: one that is met is enough.
    """

    code: str
    result: Result
    text: str
    facts: tuple[str, ...] = ()
    premise: bool = False
    one_of: str = ""

    def as_json(self) -> dict[str, Any]:
        """{"code", "result", "text", "facts"}, and "one_of" for an alternative."""
        answer: dict[str, Any] = {
            "code": self.code,
            "result": self.result.value,
            "text": self.text,
            "facts": list(self.facts),
        }
        return answer | ({"one_of": self.one_of} if self.one_of else {})


def met(text: str) -> Verdict:
    """The rule is met."""
    return Verdict(Result.MET, text)


def not_met(text: str) -> Verdict:
    """The rule is not met."""
    return Verdict(Result.NOT_MET, text)


def unknown(text: str = "") -> Verdict:
    """A fact is missing; without a text the questions still open become the text."""
    return Verdict(Result.UNKNOWN, text)


def judgement(text: str, *, premise: bool) -> Verdict:
    """A person decides. `premise`: the stated facts support a yes (decision 12)."""
    return Verdict(Result.JUDGEMENT, text, premise)


def all_of(*values: bool | None) -> bool | None:
    """AND of three values: false when one is false, else unknown when one is unknown."""
    return False if False in values else None if None in values else True


def any_of(*values: bool | None) -> bool | None:
    """OR of three values: true when one is true, else unknown when one is unknown."""
    return True if True in values else None if None in values else False


def is_one_of(value: Any, *right: Any) -> bool | None:
    """Whether `value` is among `right`; unknown when it is unknown."""
    return None if value is None else value in right


def at_least(value: Any, least: Any) -> bool | None:
    """Whether `value` reaches `least`; unknown when it is unknown."""
    return None if value is None else value >= least


def negated(value: bool | None) -> bool | None:
    """The opposite; unknown stays unknown."""
    return None if value is None else not value
