"""Whether two months of a place may be compared, and what changed between them. No database here.

Only the same month a year before is fair, because the figures are seasonal (KPI-01, CASE-I-36). Across a change of
definition, estimates or boundaries two months are not compared unless that is said (CASE-I-37, CASE-I-38). Beside the
change stands that of the practices which gave the figure in both months: it holds whoever came, went or fell silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from retention_portal.core.dates import Month
from retention_portal.core.nhsuk.figures import plural
from workforce.profile.rules import Number

LIKE_FOR_LIKE = (
    "TOTAL_PATIENTS",
    "TOTAL_GP_FTE",
    "TOTAL_GP_EXTG_FTE",
    "TOTAL_GP_EXTGL_FTE",
    "TOTAL_GP_RET_FTE",
)
"""The figures whose change is also counted over the practices that gave them in both months."""


@dataclass(frozen=True, slots=True)
class Break:
    """A change of the series from a month on."""

    code: str
    month: Month
    comparable: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Side:
    """What matters of one of the two months: where its figures come from, and of how many practices."""

    month: Month
    layout: str
    is_partial: bool
    practices: int
    reporting: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the practices of a place in two months relate. Those that moved are in both files, in another place once."""

    both: int = 1
    only_now: int = 0
    only_before: int = 0
    moved_in: int = 0
    moved_out: int = 0


@dataclass(frozen=True, slots=True)
class SamePractices:
    """The change of one figure over the practices that gave it in both months; `before` is their earlier sum."""

    practices: int
    before: Number | None
    change: Number | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One figure in two months. `change` is None when either is missing, or the months are not comparable."""

    field: str
    unit: str
    now: Number | None
    before: Number | None
    change: Number | None
    same: SamePractices | None


@dataclass(frozen=True)
class Change:
    """A place on the same month a year before. Without figures of that month, `why_not` says so and no more."""

    before: Month
    why_not: tuple[str, ...]
    notes: tuple[str, ...] = ()
    rows: tuple[FieldChange, ...] = ()

    @property
    def is_comparable(self) -> bool:
        """Whether the two months may be compared as they stand."""
        return not self.why_not

    def of(self, field: str) -> FieldChange | None:
        """The change of one figure."""
        return next((row for row in self.rows if row.field == field), None)

    def as_json(self) -> dict[str, Any]:
        """As the command and the API print it."""
        return {
            "period": self.before.code,
            "comparable": self.is_comparable,
            "why_not": list(self.why_not),
            "notes": list(self.notes),
            "figures": {row.field: _row_as_json(row) for row in self.rows},
        }


def _row_as_json(row: FieldChange) -> dict[str, Any]:
    found = {"before": _plain(row.before), "change": _plain(row.change)}
    if row.same is not None:
        found |= {"same_practices": row.same.practices, "change_in_same_practices": _plain(row.same.change)}
    return found


def _plain(value: Number | None) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)


def read_breaks(text: str) -> tuple[Break, ...]:
    """Breaks from YAML. Raises KeyError or BadInput when one lacks its month or its sentence."""
    return tuple(
        Break(row["code"], Month.parse(str(row["month"])), bool(row["comparable"]), row["sentence"])
        for row in yaml.safe_load(text)
    )


BREAKS = read_breaks((Path(__file__).parent / "reference/breaks.yaml").read_text(encoding="utf-8"))


def why_not_comparable(
    now: Side, before: Side, overlap: Overlap, breaks: Iterable[Break] = BREAKS
) -> tuple[str, ...]:
    """Every reason against comparing two months of a place, in sentences; none when they may be."""
    found = [one.sentence for one in _between(now, before, breaks) if not one.comparable]
    if now.layout != before.layout:
        found.append("The two months were published in different layouts.")
    if now.is_partial != before.is_partial:
        part = before if before.is_partial else now
        found.append(
            f"{part.month.label} is here only as an extract of {plural(part.practices, 'practice')}."
        )
    elif now.is_partial and (overlap.only_now or overlap.only_before):
        found.append(
            f"The two extracts do not hold the same practices: {before.practices:,} in {before.month.label},"
            f" {now.practices:,} in {now.month.label}."
        )
    if moved := _moved(overlap):
        found.append(f"{moved} between the two months, so they are not of the same area.")
    return tuple(found)


def _between(now: Side, before: Side, breaks: Iterable[Break]) -> list[Break]:
    return [one for one in breaks if before.month.code < one.month.code <= now.month.code]


def _moved(overlap: Overlap) -> str:
    parts = []
    if overlap.moved_in:
        parts.append(f"{plural(overlap.moved_in, 'practice')} moved in")
    if overlap.moved_out:
        parts.append(f"{plural(overlap.moved_out, 'practice')} moved out")
    return " and ".join(parts)


def notes_on(now: Side, before: Side, overlap: Overlap, breaks: Iterable[Break] = BREAKS) -> tuple[str, ...]:
    """What to know of a comparison that may be made: breaks that are said, practices that came, went or were silent."""
    found = [one.sentence for one in _between(now, before, breaks) if one.comparable]
    if not now.is_partial and (overlap.only_now or overlap.only_before):
        found.append(
            f"{plural(overlap.only_now, 'practice')} only in {now.month.label},"
            f" {plural(overlap.only_before, 'practice')} only in {before.month.label}."
        )
    if now.reporting != before.reporting:
        found.append(
            f"GP figures came from {plural(before.reporting, 'practice')} in {before.month.label}"
            f" and from {now.reporting:,} in {now.month.label}."
        )
    return tuple(found)


def change_between(
    fields: Mapping[str, tuple[str, Number | None, Number | None]],
    same: Mapping[str, SamePractices],
    *,
    comparable: bool,
) -> tuple[FieldChange, ...]:
    """A row for each field, given as {field: (unit, now, before)}."""
    return tuple(
        FieldChange(
            field,
            unit,
            now,
            before,
            now - before if comparable and now is not None and before is not None else None,
            same.get(field),
        )
        for field, (unit, now, before) in fields.items()
    )
