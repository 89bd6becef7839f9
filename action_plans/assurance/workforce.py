"""The workforce block of a report: the figures of the latest published period, or the sentence why there are none."""

from decimal import Decimal

from action_plans.assurance.rows import ComparedPlace, Figure, Point, Workforce
from retention_portal.core.dates import Month
from retention_portal.organisations.models import Organisation
from workforce.extracts.measures import GP_ROLES
from workforce.extracts.statuses import Scope
from workforce.profile import rules as profile
from workforce.profile.overview import Overview
from workforce.profile.queries import FigureSet, all_figures

MISSING = (
    "No workforce figures of this system are published in the portal yet: not available, which is not zero."
)

SHOWN = (
    ("TOTAL_PATIENTS", "Registered patients"),
    ("TOTAL_GP_FTE", "All GPs"),
    ("TOTAL_GP_EXTG_FTE", "Fully qualified GPs (without GPs in training grade)"),
    ("TOTAL_GP_EXTGL_FTE", "Fully qualified permanent GPs"),
    (profile.PATIENTS_PER_FTE, "Registered patients per fully qualified GP"),
    (profile.SHARE_55, "Share of GP time given by GPs aged 55 and over"),
    (profile.PARTICIPATION, "Full-time equivalent per permanent GP"),
    (profile.PRACTICE_LEVEL_HEADCOUNT, "GPs by practice (a GP at two practices counts twice)"),
)
"""What a board is shown, by published or derived field name, with our words for it."""

COMPARED = (
    (profile.PATIENTS_PER_FTE, "Registered patients per fully qualified GP"),
    (profile.SHARE_55, "Share of GP time given by GPs aged 55 and over"),
    (profile.PARTICIPATION, "Full-time equivalent per permanent GP"),
)
"""Figures that do not depend on size, so that places can be put side by side."""

TREND, TREND_MONTHS = "TOTAL_GP_EXTG_FTE", 25


def workforce_of(system: Organisation) -> Workforce:
    """The figures that a report carries, as the profile gives them, each with its change on a year before."""
    months = all_figures(system)
    if not months:
        return Workforce("", "", None, None, (), MISSING, generated=False, extract=False)
    newest = months[max(months)]
    before = months.get(newest.period.year_before().code)
    return Workforce(
        period=newest.period.code,
        period_label=newest.period.label,
        practices_reporting=newest.practices_reporting,
        practices_missing=newest.practices_missing,
        figures=tuple(_figure(newest, before, code, label) for code, label in SHOWN),
        missing="",
        generated=newest.version.generated,
        extract=newest.version.scope == Scope.EXTRACT,
        roles=_roles(newest, before),
        trend=_trend(months, newest),
        # of an extract the places above hold the same few practices: there is nothing to compare with
        compared=() if newest.version.is_partial else _compared(Overview(system, months, newest)),
    )


def _roles(newest: FigureSet, before: FigureSet | None) -> tuple[Figure, ...]:
    """Full-time equivalents by role, without roles that nobody fills now or filled a year before."""
    found = [
        _figure(newest, before, field, newest[field].label)
        for field in (f"TOTAL_GP_{role}_FTE" for role in GP_ROLES)
    ]
    return tuple(figure for figure in found if figure.value or figure.year_before)


def _trend(months: dict[str, FigureSet], newest: FigureSet) -> tuple[Point, ...]:
    """The last 25 months of the same scope: an extract and a national file do not make one line."""
    same = [one for one in months.values() if one.version.scope == newest.version.scope]
    return tuple(Point(one.period.label, _decimal(one[TREND].value)) for one in same[-TREND_MONTHS:])


def _compared(shown: Overview) -> tuple[ComparedPlace, ...]:
    places = [shown.now, *shown.above]
    if len(places) < 2:
        return ()
    return tuple(
        ComparedPlace(
            name=place.organisation.name,
            extent=f"{place.practices_reporting:,} of {place.practices:,} practices",
            figures=tuple(_figure(place, None, code, label) for code, label in COMPARED),
        )
        for place in places
    )


def _figure(newest: FigureSet, before: FigureSet | None, code: str, label: str) -> Figure:
    now = newest[code]
    earlier = before[code] if before else None
    return Figure(
        code=code,
        label=label,
        value=_decimal(now.value),
        unit=now.unit,
        basis=now.basis,
        period=Month.parse(now.period).code,
        version=now.version,
        practices_reporting=now.practices_reporting,
        practices_missing=now.practices_missing,
        year_before=_decimal(earlier.value) if earlier else None,
    )


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
