"""NHS England's rule for one count of people, and for the rates, means, money and FTE beside it.

Below England 0 stays 0, 1 to 7 become `*`, the rest are rounded to the nearest 5. Rates come from rounded
numbers. Counts of things (practices, schemes, sessions on offer) are not counts of people: do not bring them
here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from retention_portal.core.rounding import Number, exact, rounded

RULE_VERSION = "NHS England small numbers, 2018 rule"
MANAGEMENT_NOTE = "Management information, not for publication."
HIDDEN_TEXT = "*"
NOT_AVAILABLE = "not available"
SMALLEST_SHOWN = 8
LARGEST_HIDDEN = SMALLEST_SHOWN - 1


class CountClass(StrEnum):
    """The three classes of counts of people."""

    MANAGEMENT = "management"
    """(i) Ordinary scheme totals for the system's own signed-in staff and its region: exact, marked so."""
    PUBLISHABLE = "publishable"
    """(ii) Anything published or publishable: the rule below England; national figures are not controlled."""
    CONFIDENTIAL = "confidential"
    """(iii) Confidential services, reasons, protected characteristics, stage by small place: always."""


class CellState(StrEnum):
    """Why a cell reads as it does."""

    EXACT = "exact"
    ZERO = "zero"
    ROUNDED = "rounded"
    HIDDEN = "hidden"
    """1 to 7 people."""
    PROTECTING = "protecting"
    """Hidden, whatever it is, so that another cannot be worked out.

    Printed as `*` too: readers cannot tell.
    """


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it may be shown. `number` is what `text` says, None when hidden: the true count is not kept.

    `linked` holds the texts of the money, FTE and so on that go with the count, by name.
    """

    text: str
    state: CellState
    number: int | None
    linked: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_hidden(self) -> bool:
        """True when a reader sees `*`."""
        return self.number is None

    def __str__(self) -> str:
        return self.text


def is_controlled(count_class: CountClass, *, national: bool) -> bool:
    """True when the rule applies: class (iii) always, class (ii) below England, class (i) never."""
    return count_class is CountClass.CONFIDENTIAL or (count_class is CountClass.PUBLISHABLE and not national)


def published(count: int, count_class: CountClass, *, national: bool = False) -> Cell:
    """One count that stands alone.

    Counts that add up, with each other or a total, go through `table` or `line`.
    """
    return cell(count, state_of(count, controlled=is_controlled(count_class, national=national)), {})


def state_of(count: int, *, controlled: bool) -> CellState:
    """What the rule makes of `count` by itself. A negative count raises ValueError."""
    if count < 0:
        raise ValueError(f"A count of people is not negative: {count}.")
    if not controlled:
        return CellState.EXACT
    if count == 0:
        return CellState.ZERO
    return CellState.HIDDEN if count <= LARGEST_HIDDEN else CellState.ROUNDED


def cell(count: int, state: CellState, linked: Mapping[str, Number]) -> Cell:
    """`count` and the figures linked to it as `state` lets them be seen."""
    if state in (CellState.HIDDEN, CellState.PROTECTING):
        hidden = MappingProxyType(dict.fromkeys(linked, HIDDEN_TEXT))
        return Cell(HIDDEN_TEXT, state, None, hidden)
    shown = to_nearest_5(count) if state is CellState.ROUNDED else count
    texts = {name: linked_text(value, count, shown, state) for name, value in linked.items()}
    return Cell(f"{shown:,}", state, shown, MappingProxyType(texts))


def to_nearest_5(count: int) -> int:
    """8 becomes 10, 12 becomes 10, 13 becomes 15."""
    return (count + 2) // 5 * 5


def linked_text(value: Number, count: int, shown: int, state: CellState) -> str:
    """Money, FTE and the like that belong to `count` people, of whom `shown` are printed.

    Exact beside an exact count or none. Beside a rounded count: rounded to the nearest five people's worth,
    then to two significant figures, because £44,000 at a known £4,000 each would give the 11 back that is
    printed as 10.
    """
    if state is not CellState.ROUNDED:
        return _plain(Decimal(value) if not isinstance(value, Fraction) else rounded(value, 2))
    return _plain(_two_figures(exact(value) * shown / count))


def rate_text(part: Cell, whole: Cell, *, per: int = 100, places: int = 0) -> str:
    """`part` per hundred (or `per`) of `whole`, from the numbers as printed: `*` when either is hidden.

    "not available" when `whole` is 0. Rounding apart from each other can make a part larger than its whole:
    the rate is then given as `per`.
    """
    if part.number is None or whole.number is None:
        return HIDDEN_TEXT
    if whole.number == 0:
        return NOT_AVAILABLE
    return f"{rounded(Fraction(min(part.number, whole.number) * per, whole.number), places):,f}"


def mean_text(value: Number | None, people: int, *, places: int = 1, controlled: bool = True) -> str:
    """A mean or median over `people`: `*` over 1 to 7, shown over 8 or more, "not available" over none."""
    if people == 0 or value is None:
        return NOT_AVAILABLE
    if state_of(people, controlled=controlled) is CellState.HIDDEN:
        return HIDDEN_TEXT
    return f"{rounded(value, places):,f}"


def _two_figures(value: Fraction) -> Decimal:
    if value == 0:
        return Decimal(0)
    magnitude = rounded(value, 6).adjusted() if abs(value) >= Fraction(1, 1000) else -3
    return rounded(value, 1 - magnitude)


def _plain(value: Decimal) -> str:
    return f"{value:,f}"
