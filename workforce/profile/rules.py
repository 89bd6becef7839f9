"""Figures: what a number means, where it comes from, and when there is none. No database here.

Three rules of the handbook (section 8, KPI-01, KPI-02, KPI-06): FTE and patients add up over practices; headcount
does not, because a GP at two practices counts twice; missing is never nought.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workforce.extracts.measures import AGE_BANDS, BANDS_55_AND_OVER, BY_FIELD, MEASURES, Measure

Number = int | Decimal

AGE_BY_FTE_SINCE = "2023-01"
DOES_NOT_ADD_UP = "missing: headcounts do not add up, because a GP at two practices counts twice"
STAFF_DO_NOT_ADD_UP = "missing: headcounts do not add up, because somebody at two practices counts twice"
NOT_PUBLISHED = "missing: not in the published data"
NO_HOURS = "missing: there are no GP hours to divide by"
NOBODY = "missing: there is nobody to divide by"

PRACTICE_LEVEL_HEADCOUNT = "practice_level_headcount"
SHARE_55 = "share_gp_fte_55_and_over"
PATIENTS_PER_FTE = "patients_per_gp_extg_fte"
PARTICIPATION = "participation_gp_extgl"

_PARTICIPATION_OF = {
    "participation_gp": ("TOTAL_GP_FTE", "TOTAL_GP_HC", "GP"),
    "participation_gp_extg": ("TOTAL_GP_EXTG_FTE", "TOTAL_GP_EXTG_HC", "fully qualified GP"),
    PARTICIPATION: ("TOTAL_GP_EXTGL_FTE", "TOTAL_GP_EXTGL_HC", "qualified permanent GP"),
    "participation_female_gp_extgl": (
        "FEMALE_GP_EXTGL_FTE",
        "FEMALE_GP_EXTGL_HC",
        "qualified permanent GP who is a woman",
    ),
    "participation_male_gp_extgl": (
        "MALE_GP_EXTGL_FTE",
        "MALE_GP_EXTGL_HC",
        "qualified permanent GP who is a man",
    ),
    **{
        f"participation_gp_{band.lower()}": (
            f"TOTAL_GP_FTE_{band}",
            f"TOTAL_GP_HC_{band}",
            BY_FIELD[f"TOTAL_GP_HC_{band}"].label.replace("GPs", "GP"),
        )
        for band in AGE_BANDS
    },
}
"""Participation is defined where both time and people are published: by age for all GPs only, since January 2023."""
PARTICIPATIONS = tuple(_PARTICIPATION_OF)
BAND_HEADCOUNTS = {f"{PRACTICE_LEVEL_HEADCOUNT}_{band.lower()}": f"TOTAL_GP_HC_{band}" for band in AGE_BANDS}
"""Practice-level headcounts by age, for months in which no age band has an FTE."""

DERIVED_LABELS = {
    PRACTICE_LEVEL_HEADCOUNT: "Practice-level headcount of GPs (a GP at two practices counts twice)",
    SHARE_55: "Share of GP time given by GPs aged 55 and over",
    PATIENTS_PER_FTE: "Registered patients per full-time fully qualified GP",
    **{
        field: f"FTE per {who}, on practice-level headcount"
        for field, (_, _, who) in _PARTICIPATION_OF.items()
    },
    **{
        field: f"{BY_FIELD[counted].label}, practice-level headcount (a GP at two practices counts twice)"
        for field, counted in BAND_HEADCOUNTS.items()
    },
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
    """The figures that are worked out from published ones; a division is never by nought.

    Practice-level headcounts by age are among them only above a practice and before ages were published by FTE.
    """
    left_out = BAND_HEADCOUNTS if source.is_practice or source.period >= AGE_BY_FTE_SINCE else {}
    return {field: derived_figure(field, source) for field in DERIVED_LABELS if field not in left_out}


def derived_figure(field: str, source: Source) -> Figure:
    """One of those that are worked out. KeyError for another name."""
    if field in _PARTICIPATION_OF:
        return _participation(field, source)
    if field in BAND_HEADCOUNTS:
        return _headcount(field, BAND_HEADCOUNTS[field], source)
    return _DERIVATIONS[field](source)


def _headcount(field: str, counted: str, source: Source) -> Figure:
    basis = (
        "as published"
        if source.is_practice
        else "sum of practice headcounts: a GP at two practices counts twice"
    )
    return _derived(
        source, field, source.values.get(counted), unit="headcount", basis=basis, rests_on=counted
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


def _participation(field: str, source: Source) -> Figure:
    hours, people, _ = _PARTICIPATION_OF[field]
    value = ratio(source.values.get(hours), source.values.get(people))
    basis = "FTE by practice-level headcount, in which a GP at two practices counts twice"
    rests_on = people if source.values.get(hours) is not None else hours
    if value is None and not BY_FIELD[hours].exists_in(source.period):
        basis = NOT_PUBLISHED
    return _derived(source, field, value, unit="FTE per head", basis=basis, rests_on=rests_on)


_DERIVATIONS: dict[str, Callable[[Source], Figure]] = {
    PRACTICE_LEVEL_HEADCOUNT: lambda source: _headcount(PRACTICE_LEVEL_HEADCOUNT, "TOTAL_GP_HC", source),
    SHARE_55: _share_55,
    PATIENTS_PER_FTE: _patients_per_fte,
}


def _derived(
    source: Source, field: str, value: Number | None, *, unit: str, basis: str, rests_on: str
) -> Figure:
    if value is None and not basis.startswith("missing"):
        gap = source.values.get(rests_on) is None
        no_divisor = NOBODY if unit == "FTE per head" else NO_HOURS
        basis = f"missing: {source.why_missing.get(rests_on, 'no practice gave it')}" if gap else no_divisor
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
