"""Figures: what a number means, where it comes from, and when there is none. No database here.

Three rules of the handbook (section 8, KPI-01, KPI-02, KPI-06): FTE and patients add up over practices; headcount
does not, because a GP at two practices counts twice; missing is never nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workforce.extracts.measures import BANDS_55_AND_OVER, MEASURES, Measure

Number = int | Decimal

AGE_BY_FTE_SINCE = "2023-01"
DOES_NOT_ADD_UP = "missing: headcounts do not add up, because a GP at two practices counts twice"
STAFF_DO_NOT_ADD_UP = "missing: headcounts do not add up, because somebody at two practices counts twice"
NOT_PUBLISHED = "missing: not in the published data"
NO_HOURS = "missing: there are no GP hours to divide by"

PRACTICE_LEVEL_HEADCOUNT = "practice_level_headcount"
SHARE_55 = "share_gp_fte_55_and_over"
PATIENTS_PER_FTE = "patients_per_gp_extg_fte"
PARTICIPATION = "participation_gp_extgl"

DERIVED_LABELS = {
    PRACTICE_LEVEL_HEADCOUNT: "Practice-level headcount of GPs (a GP at two practices counts twice)",
    SHARE_55: "Share of GP time given by GPs aged 55 and over",
    PATIENTS_PER_FTE: "Registered patients per full-time fully qualified GP",
    PARTICIPATION: "FTE per qualified permanent GP, on practice-level headcount",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and where it comes from. `basis` starts with "missing: " exactly when `value` is None."""

    field: str
    label: str
    value: Number | None
    unit: str
    basis: str
    period: str
    version: str
    practices_reporting: int
    practices_missing: int

    @property
    def is_missing(self) -> bool:
        """Whether there is no figure."""
        return self.value is None

    @property
    def why_missing(self) -> str:
        """The reason in words, without "missing: "; empty when there is a figure."""
        return self.basis.removeprefix("missing: ") if self.value is None else ""

    def as_json(self) -> dict[str, Any]:
        """As the command and the API print it: numbers are JSON numbers."""
        value = float(self.value) if isinstance(self.value, Decimal) else self.value
        return {
            "value": value,
            "unit": self.unit,
            "basis": self.basis,
            "period": self.period,
            "version": self.version,
            "practices_reporting": self.practices_reporting,
            "practices_missing": self.practices_missing,
        }


@dataclass(frozen=True)
class Source:
    """What one version holds of one organisation, as plain values.

    `values` and `reporting` are by published field name. `why_missing` gives the words for a practice's gap.
    `patients_where_gp_reported` leaves out patients of practices without GP figures.
    """

    is_practice: bool
    values: Mapping[str, Number | None]
    reporting: Mapping[str, int]
    practices: int
    why_missing: Mapping[str, str]
    patients_where_gp_reported: int | None
    period: str
    version: str


def figure(measure: Measure, source: Source) -> Figure:
    """The figure of one measure. Above a practice, headcounts are missing with the reason (KPI-02)."""
    value, basis = source.values.get(measure.field), "as published"
    reporting = source.reporting[measure.field]
    if not source.is_practice:
        basis = "sum of the practices that gave it"
        if not measure.additive:
            value = None
            basis = DOES_NOT_ADD_UP if measure.staff_group.startswith("gp") else STAFF_DO_NOT_ADD_UP
    if value is None and not basis.startswith("missing"):
        basis = f"missing: {_why(measure, source)}"
    return _figure(
        source, measure.field, measure.label, value=value, unit=measure.unit, basis=basis, reporting=reporting
    )


def _why(measure: Measure, source: Source) -> str:
    default = "not in the published data"
    if not measure.exists_in(source.period):
        return default
    return source.why_missing.get(measure.field, default if source.is_practice else "no practice gave it")


def _figure(
    source: Source, field: str, label: str, *, value: Number | None, unit: str, basis: str, reporting: int
) -> Figure:
    return Figure(
        field,
        label,
        value,
        unit,
        basis,
        source.period,
        source.version,
        reporting,
        source.practices - reporting,
    )


def figures(source: Source) -> dict[str, Figure]:
    """Every promoted measure, by published field name, in the order of the register."""
    return {measure.field: figure(measure, source) for measure in MEASURES}


def derived(source: Source) -> dict[str, Figure]:
    """The figures that are worked out from published ones; a division is never by nought."""
    return {
        one.field: one
        for one in (_headcount(source), _share_55(source), _patients_per_fte(source), _participation(source))
    }


def _headcount(source: Source) -> Figure:
    value = source.values.get("TOTAL_GP_HC")
    basis = (
        "as published"
        if source.is_practice
        else "sum of practice headcounts: a GP at two practices counts twice"
    )
    return _derived(
        source, PRACTICE_LEVEL_HEADCOUNT, value, unit="headcount", basis=basis, rests_on="TOTAL_GP_HC"
    )


def _share_55(source: Source) -> Figure:
    """KPI-06. Before January 2023 no age band has an FTE; a practice then has its headcount instead."""
    unit = "HC" if source.is_practice and source.period < AGE_BY_FTE_SINCE else "FTE"
    if unit == "FTE" and source.period < AGE_BY_FTE_SINCE:
        return _derived(source, SHARE_55, None, unit="share", basis=NOT_PUBLISHED, rests_on="TOTAL_GP_FTE")
    older = [source.values.get(f"TOTAL_GP_{unit}_{band}") for band in BANDS_55_AND_OVER]
    basis = (
        "FTE aged 55 and over, of all GP FTE"
        if unit == "FTE"
        else "GPs aged 55 and over, of all GPs (headcount)"
    )
    share = ratio(_sum(older), source.values.get(f"TOTAL_GP_{unit}"))
    return _derived(source, SHARE_55, share, unit="share", basis=basis, rests_on=f"TOTAL_GP_{unit}")


def _patients_per_fte(source: Source) -> Figure:
    patients = (
        source.values.get("TOTAL_PATIENTS") if source.is_practice else source.patients_where_gp_reported
    )
    value = ratio(patients, source.values.get("TOTAL_GP_EXTG_FTE"))
    basis = "patients of the practices that gave GP figures, by their fully qualified GP FTE"
    return _derived(
        source, PATIENTS_PER_FTE, value, unit="patients per FTE", basis=basis, rests_on="TOTAL_GP_EXTG_FTE"
    )


def _participation(source: Source) -> Figure:
    value = ratio(source.values.get("TOTAL_GP_EXTGL_FTE"), source.values.get("TOTAL_GP_EXTGL_HC"))
    basis = "FTE by practice-level headcount, in which a GP at two practices counts twice"
    return _derived(
        source, PARTICIPATION, value, unit="FTE per head", basis=basis, rests_on="TOTAL_GP_EXTGL_HC"
    )


def _derived(
    source: Source, field: str, value: Number | None, *, unit: str, basis: str, rests_on: str
) -> Figure:
    if value is None and not basis.startswith("missing"):
        gap = source.values.get(rests_on) is None
        basis = f"missing: {source.why_missing.get(rests_on, 'no practice gave it')}" if gap else NO_HOURS
    return _figure(
        source,
        field,
        DERIVED_LABELS[field],
        value=value,
        unit=unit,
        basis=basis,
        reporting=source.reporting[rests_on],
    )


def ratio(part: Number | None, whole: Number | None) -> Decimal | None:
    """`part` by `whole` to six places; None when either is missing or the divisor is nought."""
    if part is None or not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"))


def _sum(parts: list[Number | None]) -> Number | None:
    """None when any part is missing: a sum with a hole in it is no sum."""
    return None if any(part is None for part in parts) else sum(part for part in parts if part is not None)


def change(now: Figure, before: Figure | None) -> Number | None:
    """The difference on an earlier figure; None when either is missing."""
    if before is None or now.value is None or before.value is None:
        return None
    return now.value - before.value
