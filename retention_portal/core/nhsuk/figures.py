"""How values are written on a page. A value that is None is said to be missing, never shown as nothing.

Filters: `date`, `moment`, `pounds`, `number`, `fte`, `percent`, `plural`.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import jinja2

from retention_portal.core import dates, money

MISSING = "not available"


def date_words(day: date | None) -> str:
    """`12 October 2026`; a moment gives its day in local time; None gives `not available`."""
    _no_undefined(day)
    return MISSING if day is None else dates.date_text(day)


def moment_words(moment: datetime | None) -> str:
    """A day with the time of day, in local time; None gives `not available`."""
    _no_undefined(moment)
    return MISSING if moment is None else dates.moment_text(moment)


def pounds(amount: Decimal | int | None) -> str:
    """`£1,234.50`; whole pounds carry no pence; None gives `not available`."""
    _no_undefined(amount)
    return MISSING if amount is None else money.display(Decimal(amount))


def number(value: Decimal | float | int | str | None, places: int = 0) -> str:
    """`1,234` rounded half up to `places`; text (such as a suppressed `*`) is passed through."""
    _no_undefined(value)
    if value is None:
        return MISSING
    if isinstance(value, str):
        return value
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # no "-0"
    return f"{rounded:,.{places}f}".replace("-", "−")


def fte(value: Decimal | float | int | str | None) -> str:
    """Full-time equivalents with one decimal place: `1,742.6`."""
    return number(value, places=1)


def percent(value: Decimal | float | int | str | None, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage: 0.314 gives `31%`; None gives `not available`."""
    _no_undefined(value)
    if value is None or isinstance(value, str):
        return MISSING if value is None else value
    return f"{number(Decimal(str(value)) * 100, places)}%"


def plural(count: int, one: str, many: str | None = None) -> str:
    """The count with its noun: `1 practice`, `1,200 practices`. `many` defaults to `one` with an s."""
    _no_undefined(count)
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def _no_undefined(value: object) -> None:
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises, with the name of what is missing
        raise jinja2.UndefinedError("a missing value was given to a filter")


FILTERS: dict[str, Callable[..., Any]] = {
    "date": date_words,
    "moment": moment_words,
    "pounds": pounds,
    "number": number,
    "fte": fte,
    "percent": percent,
    "plural": plural,
}
