"""The register of facts: everything a rule book may ask, with its type, unit, allowed values and question.

A fact has one meaning for every scheme, so that it is asked once. Types: bool, int, decimal
(Decimal), date, choice and text (str). A fact left out is unknown; there is no other
way to say so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any

from retention_portal.core.dates import parse_date
from retention_portal.core.refusals import BadInput, quoted
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.rules.shipped import table

Value = bool | int | Decimal | date | str
Facts = Mapping[str, Value]

_VOCABULARIES = {"profession": tuple(Profession.values), "career_stage": tuple(CareerStage.values)}
MOST_DECIMALS = 4
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `about` is person, post, practice, application or system."""

    name: str
    type: str
    question: str
    about: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    above: int | None = None
    least: int | None = None
    most: int | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """What may be written, for people: the choices, or the range and shape."""
        return self.allowed or tuple(shape.format(range=self._range) for shape in _SHAPES[self.type])

    @property
    def _range(self) -> str:
        low = f"more than {self.above}" if self.above is not None else f"from {self.least}"
        return f"{low} to {self.most:,}" if self.most is not None else low

    def read(self, written: object) -> Value:
        """`written` (as JSON gives it, numbers as int or Decimal) in this fact's own type.

        Raises BadInput with a sentence for a wrong type or an impossible value.
        """
        value = _READERS[self.type](self, written)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self._check_range(value)
        return value

    def _check_range(self, value: int | Decimal) -> None:
        low = self.above is not None and value <= self.above
        if (
            low
            or (self.least is not None and value < self.least)
            or (self.most is not None and value > self.most)
        ):
            raise self.refused(value, "is not possible")

    def refused(self, written: object, why: str) -> BadInput:
        """The refusal of `written` for this fact."""
        return BadInput(
            f"{quoted(_shown(written))} {why} for “{self.name}”: {' or '.join(self.values)}.",
            allowed=self.values,
            code="fact_value",
        )


_SHAPES = {
    "bool": ("true", "false"),
    "int": ("a whole number, {range}",),
    "decimal": ("a number, {range}",),
    "date": ("a date such as 2026-10-12",),
    "text": (f"text of at most {LONGEST_TEXT:,} characters, not blank",),
}


def _shown(written: object) -> object:
    return {True: "true", False: "false"}[written] if isinstance(written, bool) else written


def _bool(fact: Fact, written: object) -> Value:
    if not isinstance(written, bool):
        raise fact.refused(written, "cannot be read")
    return written


def _int(fact: Fact, written: object) -> Value:
    number = _decimal(fact, written)
    if number != number.to_integral_value():
        raise fact.refused(written, "is not a whole number")
    return int(number)


def _decimal(fact: Fact, written: object) -> Decimal:
    if isinstance(written, bool) or not isinstance(written, int | Decimal):
        raise fact.refused(written, "is not a number")
    number = Decimal(written)
    if not number.is_finite():
        raise fact.refused(written, "is not a number")
    fact._check_range(number)  # before anything is expanded: 1e999999 is refused here
    exponent = number.as_tuple().exponent
    places = 2 if fact.unit.startswith("£") else MOST_DECIMALS
    if number and isinstance(exponent, int) and exponent < -places and number != round(number, places):
        raise fact.refused(written, f"has more than {places} decimals")
    return round(number, places) if isinstance(exponent, int) and exponent < -places else number


def _date(fact: Fact, written: object) -> Value:
    if isinstance(written, date):
        return written
    try:
        return parse_date(written if isinstance(written, str) else "")
    except BadInput as no:
        raise fact.refused(written, "is not a date from 1948 to 2100") from no


def _choice(fact: Fact, written: object) -> Value:
    if not isinstance(written, str) or written not in fact.allowed:
        raise fact.refused(written, "is not an answer")
    return written


def _text(fact: Fact, written: object) -> Value:
    if not isinstance(written, str) or not written.strip() or len(written) > LONGEST_TEXT or "\0" in written:
        raise fact.refused(written, "cannot be taken")
    return written


_READERS: dict[str, Callable[[Fact, object], Value]] = {
    "bool": _bool,
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
    "text": _text,
}


@cache
def register() -> dict[str, Fact]:
    """Every fact by its name, in the order of `facts.yaml`."""
    return {name: _fact(name, row) for name, row in table("facts").items()}


def _fact(name: str, row: dict[str, Any]) -> Fact:
    row = dict(row)
    allowed = _VOCABULARIES[row.pop("vocabulary")] if "vocabulary" in row else tuple(row.pop("allowed", ()))
    return Fact(name=name, allowed=allowed, **row)


def fact(name: str) -> Fact:
    """The fact `name`. Raises BadInput (code "unknown_fact") with the nearest name, listing every name."""
    known = register()
    if name not in known:
        raise unknown_fact(name, tuple(known))
    return known[name]


def unknown_fact(name: str, allowed: tuple[str, ...]) -> BadInput:
    """The refusal of a fact that is in no register."""
    near = get_close_matches(name[:100], allowed, n=1, cutoff=0.5)
    hint = f" Did you mean “{near[0]}”?" if near else " “--describe” lists the facts of a scheme."
    return BadInput(f"There is no fact {quoted(name)}.{hint}", allowed=allowed, code="unknown_fact")
