"""From stored rows to the facts of each practice: two queries for a whole system, however many practices."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import MD5, Cast

from retention_portal.core.dates import Month
from workforce.extracts.measures import BANDS_55_AND_OVER, BY_FIELD
from workforce.extracts.models import DataVersion, PracticeRow
from workforce.extracts.rules import reason_of_column
from workforce.profile import rules as profile
from workforce.profile.watching.rules import Facts

GP, QUALIFIED, PERMANENT = "TOTAL_GP_FTE", "TOTAL_GP_EXTG_FTE", "TOTAL_GP_EXTGL_FTE"
_NEEDED = (
    "TOTAL_PATIENTS",
    "TOTAL_GP_HC",
    GP,
    QUALIFIED,
    PERMANENT,
    *(f"TOTAL_GP_{unit}_{band}" for unit in ("FTE", "HC") for band in BANDS_55_AND_OVER),
)
# What a return says when nobody looked at it again: no trainees, who come from another source, and no ages, which
# change by themselves.
_RETURN = (
    *("TOTAL_GP_EXTG_HC", QUALIFIED, "TOTAL_GP_EXTGL_HC", PERMANENT, "TOTAL_GP_EXL_HC"),
    *(f"TOTAL_GP_{role}_FTE" for role in ("SEN_PTNR", "PTNR_PROV", "SAL_BY_PRAC", "SAL_BY_OTH", "RET")),
    *(f"TOTAL_{group}_{unit}" for group in ("NURSES", "DPC", "ADMIN") for unit in ("HC", "FTE")),
)
_PLACE = ("prac_code", "prac_name", "pcn_code", "pcn_name", "missing")


def facts_of_rows(system_code: str, month: Month, versions: Mapping[str, DataVersion]) -> list[Facts]:
    """The facts of every practice that a month's version has in a system. `versions` are by month."""
    now = versions[month.code]
    columns = [BY_FIELD[field].column for field in _NEEDED]
    rows = list(PracticeRow.objects.filter(version=now, icb_code=system_code).values(*_PLACE, *columns))
    history = _history([row["prac_code"] for row in rows], versions.values())
    return [_facts(row, month, versions, history.get(row["prac_code"], {})) for row in rows]


def _history(codes: list[str], versions: Iterable[DataVersion]) -> dict[str, dict[str, dict[str, Any]]]:
    """{practice: {month: {"gp", "permanent", "said"}}} of every version. One query."""
    texts = [
        Func(Cast(F(BY_FIELD[field].column), CharField()), Value("-"), function="COALESCE")
        for field in _RETURN
    ]
    said = MD5(Func(Value("|"), *texts, function="CONCAT_WS", output_field=CharField()))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    rows = PracticeRow.objects.filter(version__in=list(versions), prac_code__in=codes).values_list(
        "prac_code", "version__period", "total_gp_fte", "total_gp_extgl_fte", said
    )
    for code, period, gp, permanent, text in rows:
        found.setdefault(code, {})[period] = {"gp": gp, "permanent": permanent, "said": text}
    return found


def _facts(
    row: dict[str, Any],
    month: Month,
    versions: Mapping[str, DataVersion],
    history: dict[str, dict[str, Any]],
) -> Facts:
    version = versions[month.code]
    source = _source(row, version)
    share = profile.derived_figure(profile.SHARE_55, source)
    per_fte = profile.derived_figure(profile.PATIENTS_PER_FTE, source)
    before, why_not = _year_before(month, versions, history)
    unchanged, why_unknown = _unchanged(month, versions, history)
    gaps = {
        "aged_55": share.why_missing,
        "list_per_fte": per_fte.why_missing,
        "fte_fall": why_not or _why(row, PERMANENT, version),
        "unchanged_return": why_unknown,
    }
    return Facts(
        code=row["prac_code"],
        name=row["prac_name"].title(),
        network_code=row["pcn_code"],
        network_name=row["pcn_name"],
        patients=row["total_patients"],
        gp_fte=row["total_gp_fte"],
        qualified_fte=row["total_gp_extg_fte"],
        permanent_fte=row["total_gp_extgl_fte"],
        share_55=_decimal(share.value),
        patients_per_fte=_decimal(per_fte.value),
        fte_before=before,
        months_without=_months_without(month, history),
        months_unchanged=unchanged,
        gaps={key: why for key, why in gaps.items() if why},
    )


def _source(row: dict[str, Any], version: DataVersion) -> profile.Source:
    values = {field: row[BY_FIELD[field].column] for field in _NEEDED}
    return profile.Source(
        is_practice=True,
        values=values,
        reporting={field: int(value is not None) for field, value in values.items()},
        practices=1,
        why_missing={field: why for field in _NEEDED if (why := _why(row, field, version))},
        patients_where_gp_reported=None,
        period=version.period,
        version=version.code,
    )


def _why(row: dict[str, Any], field: str, version: DataVersion) -> str:
    """Why a cell is empty; empty when it is not."""
    column = BY_FIELD[field].column
    if row[column] is not None:
        return ""
    return reason_of_column(row["missing"], column, field in version.absent)


def _decimal(value: profile.Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _year_before(
    month: Month, versions: Mapping[str, DataVersion], history: dict[str, dict[str, Any]]
) -> tuple[Decimal | None, str]:
    """(qualified permanent FTE of the same month a year before, or why there is none to compare with)."""
    earlier = month.year_before()
    if earlier.code not in versions:
        return None, f"{earlier.label} is not here"
    if versions[earlier.code].layout != versions[month.code].layout:
        return None, f"{earlier.label} was published in another layout, so the two are not compared"
    if earlier.code not in history:
        return None, f"the practice is not in the file of {earlier.label}"
    value = history[earlier.code]["permanent"]
    return value, "" if value is not None else f"there are no figures for {earlier.label}"


def _months_without(month: Month, history: dict[str, dict[str, Any]]) -> int:
    """Months in a row up to this one without GP figures; a month that is not here ends the row."""
    count = 0
    while (held := history.get(month.shifted(-count).code)) and held["gp"] is None:
        count += 1
    return count


def _unchanged(
    month: Month, versions: Mapping[str, DataVersion], history: dict[str, dict[str, Any]]
) -> tuple[int | None, str]:
    """(months in a row with every figure the same as now, or why that cannot be known)."""
    now = history[month.code]
    if now["gp"] is None:
        return None, "there are no GP figures this month"
    before = month.previous()
    if before.code not in versions:
        return None, f"{before.label} is not here"
    count = 0
    while (held := history.get(month.shifted(-count).code)) and held["said"] == now["said"]:
        count += 1
    return count, ""
