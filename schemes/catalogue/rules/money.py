"""Lines of money: what, for which days, how many at which rate, to whom. Each is rounded half up to the penny."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from retention_portal.core.money import NOTHING, plain, to_pence
from retention_portal.core.rounding import Number, exact, rounded
from schemes.catalogue.rules.periods import Span

UNIT_PLACES = 8  # enough that units × rate, as printed, still rounds to the amount


@dataclass(frozen=True, slots=True)
class Line:
    """`units` × `rate` = `amount` in pounds, to `payee`, for the days `starts` to `ends`. Repayments are negative."""

    code: str
    starts: date
    ends: date
    units: Fraction
    unit: str
    rate: Decimal
    amount: Decimal
    payee: str
    text: str

    def as_json(self) -> dict[str, str]:
        """The line as the command and the API print it: money to two places, units as plain decimals."""
        return {
            "code": self.code,
            "from": self.starts.isoformat(),
            "to": self.ends.isoformat(),
            "units": units_text(self.units),
            "unit": self.unit,
            "rate": plain(self.rate),
            "amount": plain(self.amount),
            "payee": self.payee,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Money:
    """The money of one scheme for one person's facts; `notes` say what is not in the lines."""

    scheme: str
    on: date
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the lines, in pounds."""
        return sum((line.amount for line in self.lines), NOTHING)

    def as_json(self) -> dict[str, Any]:
        """{"scheme", "on", "total", "lines", "notes"}."""
        return {
            "scheme": self.scheme,
            "on": self.on.isoformat(),
            "total": plain(self.total),
            "lines": [line.as_json() for line in self.lines],
            "notes": list(self.notes),
        }


def line(code: str, span: Span, *, units: Number, unit: str, rate: Decimal, payee: str, text: str) -> Line:
    """One line: `units` × `rate`, rounded half up to the penny."""
    amount = to_pence(exact(units) * exact(rate))
    return Line(code, span.start, span.end, exact(units), unit, rate, amount, payee, text)


def reversal(of: Line, code: str, span: Span, text: str, share: Fraction = Fraction(1)) -> Line:
    """A line that takes back `share` of `of`; all of it, to the penny, by default."""
    amount = to_pence(-exact(of.amount) * share)
    return Line(code, span.start, span.end, -of.units * share, of.unit, of.rate, amount, of.payee, text)


def units_text(units: Fraction) -> str:
    """Units as a plain decimal: "156", "0.5", "0.66666667"."""
    text = f"{rounded(units, UNIT_PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number: Number, word: str) -> str:
    """A number with its word: "1 session", "2.5 sessions"."""
    return f"{number_text(number)} {word}{'' if number == 1 else 's'}"


def number_text(number: Number) -> str:
    """A number as read in a sentence, to four places at most: "6", "2.5", "0.6667"."""
    text = f"{rounded(exact(number), 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
