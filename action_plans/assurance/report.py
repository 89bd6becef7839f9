"""What a frozen report holds: frozen dataclasses, and their one canonical text.

Everything that shows a report (page, PDF, and whatever comes after) reads only this. The canonical text is JSON with
sorted keys, no spaces and no floats: amounts and counts that can have fractions are strings.
"""

import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Header:
    """Whose report, of which quarter, which version; `frozen_at` is ISO 8601, or empty in a preview."""

    system_code: str
    system_name: str
    region_name: str
    quarter: str
    quarter_label: str
    version: int
    frozen_at: str
    frozen_by: str
    verification_code: str
    verify_url: str
    plan_status: str
    made_up: bool
    draft: bool

    @property
    def version_label(self) -> str:
        """As on pages: "version 1" or "draft 1"."""
        return f"{'draft' if self.draft else 'version'} {self.version}"


@dataclass(frozen=True, slots=True)
class Executive:
    """The line that a board reads first. `change` compares the rating with the last report's."""

    rag: str
    reason: str
    change: str
    narrative: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One workforce figure as the profile gives it; `value` is None when `basis` says why it is missing."""

    code: str
    label: str
    value: Decimal | None
    unit: str
    basis: str
    period: str
    version: str
    practices_reporting: int | None
    practices_missing: int | None
    year_before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """The share by which it grew on the same month a year before; None when either is missing."""
        if self.value is None or not self.year_before:
            return None
        return (self.value - self.year_before) / self.year_before


@dataclass(frozen=True, slots=True)
class Workforce:
    """The latest published period, or the sentence why there is none.

    `generated` figures are a demonstration's; an `extract` holds some practices of the system only.
    """

    period: str
    period_label: str
    practices_reporting: int | None
    practices_missing: int | None
    figures: tuple[Figure, ...]
    missing: str
    generated: bool = False
    extract: bool = False

    @property
    def practices_words(self) -> str:
        """How much of the system the figures are about: "5 practices in this extract"."""
        count = self.practices_reporting or 0
        noun = "practice" if count == 1 else "practices"
        return f"{count:,} {noun} {'in this extract' if self.extract else 'reporting'}"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One essential: handbook code, name, level, grade and standing by their values."""

    code: str
    name: str
    level: str
    inherited: bool
    grade: str
    grade_label: str
    standing: str
    initiatives: tuple[str, ...]
    people_reached: int | None


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How the essentials of one level stand, and its initiatives by state."""

    code: str
    name: str
    essentials: int
    met: int
    part: int
    gap: int
    initiatives: int
    live: int
    planned: int


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A step; dates are ISO or empty."""

    title: str
    planned_on: str
    forecast_on: str
    actual_on: str
    moved_reason: str
    days_late: int


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """One initiative with its rating and milestones. `committed` in pounds."""

    reference: str
    title: str
    level: str
    lead: str
    area: str
    status: str
    status_reason: str
    rag: str
    rag_reason: str
    summary: str
    outcome_measure: str
    career_stages: tuple[str, ...]
    people_reached: int | None
    committed: Decimal
    milestones: tuple[MilestoneRow, ...]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One line in pounds."""

    programme: str
    ring_fenced: bool
    allocated: Decimal
    committed: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Position:
    """A matter as it stood in the last quarter's report, and now; both as they are printed."""

    matter: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Box:
    """A narrative box that has something in it."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked of the region."""

    text: str


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """A whole report. `steps` are the signing steps that the system required on the day of freezing, in words."""

    schema: int
    header: Header
    executive: Executive
    positions: tuple[Position, ...]
    workforce: Workforce
    levels: tuple[LevelCount, ...]
    coverage: tuple[CoverageRow, ...]
    stages: tuple[tuple[str, int], ...]
    initiatives: tuple[InitiativeRow, ...]
    money: tuple[MoneyRow, ...]
    boxes: tuple[Box, ...]
    asks: tuple[Ask, ...]
    steps: tuple[str, ...]
    changes: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def allocated(self) -> Decimal:
        """All lines together, in pounds."""
        return sum((row.allocated for row in self.money), Decimal(0))

    @property
    def committed(self) -> Decimal:
        """Committed of all lines, in pounds."""
        return sum((row.committed for row in self.money), Decimal(0))

    @property
    def met(self) -> int:
        """Essentials met."""
        return sum(row.standing == "met" for row in self.coverage)

    @property
    def people_reached(self) -> int | None:
        """People recorded as reached by the initiatives; somebody in two counts twice. None when nobody counted."""
        counted = [row.people_reached for row in self.initiatives if row.people_reached is not None]
        return sum(counted) if counted else None

    @property
    def late_milestones(self) -> int:
        """Open milestones that are late by forecast or by the day of freezing."""
        return sum(step.days_late > 0 for row in self.initiatives for step in row.milestones)

    @property
    def live(self) -> int:
        """Initiatives that are live."""
        return sum(level.live for level in self.levels)

    def figure(self, code: str) -> Figure | None:
        """The workforce figure with this code, or None."""
        return next((row for row in self.workforce.figures if row.code == code), None)


def canonical(report: FrozenReport) -> str:
    """The one text of a report. The same report gives the same text, whenever and wherever."""
    return json.dumps(
        asdict(report),
        default=_plain,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def read(text: str) -> FrozenReport:
    """A report from its canonical text. Raises ValueError for a schema that this code does not know."""
    data = json.loads(text)
    if data.get("schema") != SCHEMA:
        raise ValueError(f"This report has the schema {data.get('schema')}; this portal reads {SCHEMA}.")
    return _built(FrozenReport, data)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"A report cannot hold {type(value).__name__}.")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _built(kind: Any, data: Any) -> Any:
    """`data` of JSON as the annotated kind: dataclasses, tuples, Decimals, and `… | None`."""
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        known = [field.name for field in fields(kind) if field.name in data]  # later fields have defaults
        return kind(**{name: _built(hints[name], data[name]) for name in known})  # type: ignore[operator]
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if data is None else _built(inner, data)
    if origin is tuple:
        kinds = get_args(kind)
        if kinds[-1] is Ellipsis:
            return tuple(_built(kinds[0], each) for each in data)
        return tuple(_built(each, value) for each, value in zip(kinds, data, strict=True))
    return Decimal(data) if kind is Decimal else data
