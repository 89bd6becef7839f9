"""What was stated about one person: read, checked one by one and against each other, and handed to rules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput, quoted
from schemes.catalogue.rules.facts import Facts, Value, fact, register, unknown_fact

T = TypeVar("T")

LARGEST_FILE = 1_000_000  # bytes; every fact with its longest text is far below

AFTER_QUALIFYING = (
    *("last_nhs_gp_work_on", "agreement_signed_on", "partner_since", "approved_on", "starts_on", "ends_on"),
    *("new_to_general_practice_on", "completed_on", "sessions_changed_on", "left_on"),
)
IN_ORDER = (
    ("starts_on", "ends_on"),
    ("starts_on", "completed_on"),
    ("partner_since", "sessions_changed_on"),
    ("partner_since", "left_on"),
    ("sessions_changed_on", "left_on"),
)
TOGETHER = (("new_sessions_per_week", "sessions_changed_on"),)


def read_json(text: str | bytes) -> dict[str, object]:
    """The JSON object in `text`, numbers as int or Decimal.

    Raises BadInput for anything else: malformed text, another kind of value, NaN, a name that stands twice,
    text that is not UTF-8, or more than LARGEST_FILE bytes.
    """
    try:
        found = json.loads(
            _decoded(text), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twice
        )
    except BadInput:
        raise
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise _no_json("The facts are not JSON.") from error
    if not isinstance(found, dict):
        raise _no_json("The facts are not a JSON object.")
    return found


def _decoded(text: str | bytes) -> str:
    if len(text) > LARGEST_FILE:
        raise _no_json(f"The facts are longer than {LARGEST_FILE:,} characters.")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_json("The facts are not text in UTF-8.") from error


def _no_json(sentence: str) -> BadInput:
    shape = '{"sessions_per_week": 4, "profession": "gp"}'
    return BadInput(f"{sentence} Write an object such as {shape}.", allowed=(shape,), code="facts_not_json")


def _no_constant(name: str) -> Any:
    raise _no_json(f"{quoted(name)} is not a value.")


def _no_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None) if len(names) < 1000 else names[0]
    if twice is not None and len(set(names)) < len(names):
        raise _no_json(f"{quoted(twice)} stands twice.")
    return dict(pairs)


def read_facts(written: Mapping[str, object], allowed: tuple[str, ...] | None = None) -> Facts:
    """`written` as facts in their own types; null is a fact left out.

    `allowed` are the names that an unknown name's refusal lists; every registered name by default.
    Raises BadInput for a name outside the register, a wrong type, an impossible value, a date before
    qualification or after what must follow it.
    """
    known = register()
    for name in written:
        if name not in known:
            raise _unknown(name, allowed)
    facts = {name: fact(name).read(value) for name, value in written.items() if value is not None}
    check_together(facts)
    return facts


def _unknown(name: str, allowed: tuple[str, ...] | None) -> BadInput:
    anywhere = unknown_fact(name, tuple(register()))
    if not allowed:
        return anywhere
    return BadInput(anywhere.sentence, allowed=allowed, code=anywhere.code)


def check_together(facts: Facts) -> None:
    """Raise BadInput (code "facts_disagree") when two facts cannot both be true."""
    _check_order(facts, [("qualified_on", name) for name in AFTER_QUALIFYING], "before qualification on")
    _check_order(facts, list(IN_ORDER), "before")
    for one, other in TOGETHER:
        if (one in facts) != (other in facts):
            given, missing = (one, other) if one in facts else (other, one)
            raise _disagree(f"“{given}” says nothing without “{missing}”.")
    clinical, all_sessions = facts.get("clinical_sessions_per_week"), facts.get("sessions_per_week")
    if clinical is not None and all_sessions is not None and clinical > all_sessions:  # type: ignore[operator]
        raise _disagree(
            f"There cannot be {clinical} clinical sessions a week in a post of {all_sessions} sessions a week."
        )
    if facts.get("ever_nhs_gp") is False and "last_nhs_gp_work_on" in facts:
        raise _disagree("“ever_nhs_gp” is false, yet “last_nhs_gp_work_on” gives a day.")


def _check_order(facts: Facts, pairs: list[tuple[str, str]], words: str) -> None:
    for first, then in pairs:
        earlier, later = facts.get(first), facts.get(then)
        if earlier is not None and later is not None and later < earlier:  # type: ignore[operator]
            named = "" if words.endswith("on") else f" “{first}”,"
            raise _disagree(
                f"“{then}” is {date_text(later)}, {words}{named} {date_text(earlier)}."  # type: ignore[arg-type]
            )


def _disagree(sentence: str) -> BadInput:
    return BadInput(sentence, code="facts_disagree")


@dataclass(frozen=True, slots=True)
class View:
    """The facts as one rule may see them: asking for a fact that it does not declare is a programming fault."""

    facts: Facts
    reads: tuple[str, ...]

    def __call__(self, name: str) -> Any:
        """The value of `name`, or None when it is unknown."""
        if name not in self.reads:
            raise KeyError(f"{name} is not among the declared reads.")
        return self.facts.get(name)

    def missing(self) -> tuple[str, ...]:
        """The declared facts that are unknown."""
        return tuple(name for name in self.reads if name not in self.facts)

    def needed(self, name: str, for_what: str) -> Any:
        """The value of `name`. Raises BadInput (code "fact_needed") when it is unknown: missing is never nought."""
        value = self(name)
        if value is None:
            raise BadInput(
                f"The money of {for_what} needs the fact “{name}”: {fact(name).question}",
                allowed=(name,),
                code="fact_needed",
            )
        return value


def any_known(facts: Facts, names: tuple[str, ...]) -> bool:
    """True when one of `names` is stated."""
    return any(name in facts for name in names)


__all__ = ["Facts", "Value", "View", "any_known", "check_together", "read_facts", "read_json"]
