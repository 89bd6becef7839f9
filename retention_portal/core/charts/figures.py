"""What a chart says. Picture, data table, CSV and description are all made from this one object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from retention_portal.core.csv_files import csv_bytes
from retention_portal.core.dates import date_text
from retention_portal.core.rounding import rounded

Value = int | float | Decimal | Fraction | str | None
"""A number is drawn.

None is a gap, "not available" in the table. Text (such as `*`) is a gap that reads so.
"""

MOST_SERIES = 6
NOT_AVAILABLE = "not available"


class ChartKind(StrEnum):
    """How the figures are drawn."""

    LINE = "line"
    BARS = "bars"
    PYRAMID = "pyramid"


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures as text, for a table under the chart."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The figures of one chart and the words that go with them.

    `title` states the finding; `summary` is one or two sentences for a reader who does not see the picture.
    `rows` are (x label, one value per series) in drawing order. `places` is how many decimals are printed.
    `as_of` is the date the figures stand for. Raises ValueError when words are missing or the rows do not fit
    the series.
    """

    kind: ChartKind
    title: str
    summary: str
    x_label: str
    unit: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]
    source: str
    as_of: date
    places: int = 0
    from_zero: bool = True

    def __post_init__(self) -> None:
        words = {name: getattr(self, name) for name in ("title", "summary", "x_label", "unit", "source")}
        if empty := [name for name, text in words.items() if not text.strip()]:
            raise ValueError(f"A chart needs its {' and '.join(empty)}.")
        if not self.rows or not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(f"A chart has rows and 1 to {MOST_SERIES} series.")
        if self.kind is ChartKind.PYRAMID and len(self.series) != 2:
            raise ValueError("A pyramid has two series: the left and the right.")
        if any(len(values) != len(self.series) for _, values in self.rows):
            raise ValueError("Every row has one value for each series.")
        for names in (self.series, [label for label, _ in self.rows]):
            if len(set(names)) != len(names):
                raise ValueError("Each series, and each row, is named once.")

    @property
    def description(self) -> str:
        """The summary, then what the picture cannot say: which points are missing, where the axis starts."""
        sentences = [self.summary.strip(), *self._gaps()]
        if not self.from_zero and self.kind is ChartKind.LINE:
            sentences.append("The axis does not start at 0.")
        return " ".join(sentences)

    @property
    def credit(self) -> str:
        """Source and date, as printed under the picture."""
        return f"Source: {self.source}, {date_text(self.as_of)}."

    def table(self) -> ChartTable:
        """The same figures as text, a row per x label."""
        rows = tuple((label, *(self.text(value) for value in values)) for label, values in self.rows)
        return ChartTable((self.x_label, *self.series), rows)

    def csv(self) -> bytes:
        """The same figures as a CSV file, not rounded; a gap is blank, a `*` stays."""
        headings = (self.x_label, *(f"{name} ({self.unit})" for name in self.series))
        return csv_bytes(headings, ((label, *values) for label, values in self.rows))

    def text(self, value: Value) -> str:
        """A value as the table and the picture print it."""
        if value is None:
            return NOT_AVAILABLE
        return value if isinstance(value, str) else f"{rounded(_exact(value), self.places):,f}"

    def _gaps(self) -> list[str]:
        gaps: dict[str, list[str]] = {}
        for label, values in self.rows:
            for name, value in zip(self.series, values, strict=True):
                if value is None or isinstance(value, str):
                    gaps.setdefault(name, []).append(label)
        if len(self.series) == 1:
            return [f"No figure is shown for {_listed(labels)}." for labels in gaps.values()]
        return [f"No figure for {name} is shown for {_listed(labels)}." for name, labels in gaps.items()]


def line_chart(
    *,
    title: str,
    summary: str,
    x_label: str,
    unit: str,
    series: Mapping[str, Mapping[str, Value]],
    source: str,
    as_of: date,
    places: int = 0,
    from_zero: bool = True,
) -> Chart:
    """Lines over time. `series` is {name: {period label: value}}; periods run in the order they first appear.

    A period that one series lacks is a gap in it. `from_zero=False` lets the axis start near the figures, and
    the description says so.
    """
    return Chart(
        ChartKind.LINE,
        *(title, summary, x_label, unit),
        *(tuple(series), _rows(series), source, as_of),
        places=places,
        from_zero=from_zero,
    )


def bar_chart(
    *,
    title: str,
    summary: str,
    x_label: str,
    unit: str,
    series: Mapping[str, Mapping[str, Value]],
    source: str,
    as_of: date,
    places: int = 0,
) -> Chart:
    """Bars by category, first category on top, each with its figure beside it.

    `series` as in `line_chart`.
    """
    rows = _rows(series)
    return Chart(
        ChartKind.BARS, title, summary, x_label, unit, tuple(series), rows, source, as_of, places=places
    )


def age_pyramid(
    *,
    title: str,
    summary: str,
    x_label: str,
    unit: str,
    left: tuple[str, Mapping[str, Value]],
    right: tuple[str, Mapping[str, Value]],
    source: str,
    as_of: date,
    places: int = 0,
) -> Chart:
    """Two sides of bars by age band: `left` and `right` are (name, {band: value}), youngest first."""
    series = dict((left, right))
    rows = _rows(series)
    return Chart(
        ChartKind.PYRAMID, title, summary, x_label, unit, tuple(series), rows, source, as_of, places=places
    )


def _rows(series: Mapping[str, Mapping[str, Value]]) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    labels = dict.fromkeys(label for values in series.values() for label in values)
    return tuple((label, tuple(values.get(label) for values in series.values())) for label in labels)


def _exact(value: int | float | Decimal | Fraction) -> int | Decimal | Fraction:
    return Decimal(str(value)) if isinstance(value, float) else value


def _listed(labels: Sequence[str]) -> str:
    shown = list(labels) if len(labels) <= 6 else [*labels[:5], f"{len(labels) - 5} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
