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

from action_plans.assurance.rows import (
    Ask,
    Box,
    Change,
    ChecklistRow,
    ConsultedRow,
    CoverageRow,
    Executive,
    Figure,
    Header,
    InitiativeRow,
    LevelCount,
    MoneyRow,
    PeriodRow,
    Position,
    RiskRow,
    Workforce,
)

SCHEMA = 2


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
    changes: tuple[Change, ...]
    sources: tuple[str, ...]
    correction_reason: str = ""
    exceptions: tuple[str, ...] = ()
    period: tuple[PeriodRow, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    risk_note: str = ""
    consulted: tuple[ConsultedRow, ...] = ()
    contributors_of: int = 0
    checklist: tuple[ChecklistRow, ...] = ()
    quality: tuple[str, ...] = ()
    suppression: str = ""

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
    def spent(self) -> Decimal | None:
        """Spent of all lines, in pounds; None when no line records spend."""
        known = [row.spent for row in self.money if row.spent is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def forecast(self) -> Decimal | None:
        """Forecast of the year over all lines, in pounds; None unless every line has one."""
        known = [row.forecast for row in self.money if row.forecast is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(self.money) else None

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
    if data.get("schema") not in (1, SCHEMA):
        raise ValueError(f"This report has the schema {data.get('schema')}; this portal reads 1 to {SCHEMA}.")
    if data["schema"] == 1:  # its comparison was sentences
        data["changes"] = [{"matter": text, "before": "", "now": ""} for text in data["changes"]]
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
