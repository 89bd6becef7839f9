"""Months of England straight into the tables: the size and shape of real ones, made by SQL and not through files.

Each practice has its own size; figures drift a little from month to month, some practices give no GP figures in some
months. Sums are made by the same statement as at publishing. For benchmarks only: the codes are real, the figures not.
"""

from collections.abc import Sequence

from django.db import connection

from retention_portal.accounts.actions import system_account
from retention_portal.core.database_roles import refresh_statistics
from retention_portal.core.dates import Month, now
from retention_portal.local.bench.national_month import headings, national_places
from workforce.extracts.layouts import PRACTICE_DETAILED
from workforce.extracts.measures import MEASURES, Measure
from workforce.extracts.models import DataVersion, WorkforceImport
from workforce.extracts.statuses import ImportStatus, Scope
from workforce.extracts.storing import store_summaries

LAST = Month(2026, 6)
_TEXTS = (
    "prac_code",
    "prac_name",
    "pcn_code",
    "pcn_name",
    "sub_icb_code",
    "sub_icb_name",
    "icb_code",
    "icb_name",
    "region_code",
    "region_name",
)
MONTHS_WITHOUT = 50  # one month in so many a practice gives no GP figures
BANDS = 11


def months_to(last: Month, count: int) -> list[Month]:
    """So many months, the last one last."""
    return [last.shifted(-back) for back in reversed(range(count))]


def publish(months: Sequence[Month]) -> int:
    """Put national months there, as published; how many practices each has."""
    practices = _base()
    for month in months:
        version = _version(month, practices)
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, {"version": version.pk, "month": month.start.toordinal() // 30})
        store_summaries(version.pk)
    refresh_statistics()
    return practices


def _base() -> int:
    """A temporary table of every practice with its places and its size; how many there are."""
    places = national_places()
    rows = [
        (one.code, one.name, *_unaligned(one.network), *one.sub_icb, *one.icb, *one.region) for one in places
    ]
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in _TEXTS)
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS bench_places ({columns})")
        cursor.execute("TRUNCATE bench_places")
        marks = ", ".join(["%s"] * len(_TEXTS))
        cursor.executemany(f"INSERT INTO bench_places VALUES ({marks})", rows)  # noqa: S608 - our own names
    return len(places)


def _unaligned(network: tuple[str, str]) -> tuple[str, str]:
    return ("", "") if network[0] == "Unaligned" else network


def _version(month: Month, practices: int) -> DataVersion:
    by = system_account(name="bench")
    made = WorkforceImport.objects.create(
        status=ImportStatus.PUBLISHED,
        file_name=f"1 General Practice – {month.label} Practice Level - Detailed.csv",
        file_size=1,
        file_sha256=f"{month.code:0>64}",
        uploaded_by=by,
        layout=PRACTICE_DETAILED,
        period=month.code,
        scope=Scope.NATIONAL,
        rows_read=practices,
        rows_loaded=practices,
    )
    return DataVersion.objects.create(
        workforce_import=made,
        layout=PRACTICE_DETAILED,
        period=month.code,
        scope=Scope.NATIONAL,
        edition=1,
        is_current=True,
        practices=practices,
        headings=headings(),
        published_at=now(),
        published_by=by,
    )


def _expression(measure: Measure) -> str:
    """SQL of one figure: a share of the practice's size, by the name of the field, drifting by month."""
    if measure.field == "TOTAL_PATIENTS":
        return "(size * 1650 + month * 7)::bigint"
    share = 1.0 / BANDS if any(mark in measure.field for mark in ("_FTE_", "_HC_")) else 0.5
    chance = f"(abs(hashtext(prac_code || '{measure.field}')) %% 1000) / 1000.0"
    value = f"size * ({share:.3f} + {share:.3f} * {chance}) * (1 + (month %% 40) * 0.002)"
    kept = f"ceil({value})::bigint" if measure.is_whole else f"round(({value})::numeric, 2)"
    return kept if measure.staff_group == "gp_trainees" else f"CASE WHEN given THEN {kept} END"


def _rows_statement() -> str:
    texts, columns = ", ".join(_TEXTS), ", ".join(f'"{measure.column}"' for measure in MEASURES)
    values = ", ".join(_expression(measure) for measure in MEASURES)
    return f"""
        INSERT INTO extracts_practicerow (version_id, row_number, {texts}, missing, raw_line, {columns})
        SELECT %(version)s, number, {texts},
               CASE WHEN given THEN '{{}}'::jsonb ELSE '{{"NA": ["total_gp_fte"]}}'::jsonb END, '', {values}
        FROM (
            SELECT *, row_number() OVER (ORDER BY prac_code) + 1 AS number, %(month)s::int AS month,
                   2 + (abs(hashtext(prac_code)) %% 9) AS size,
                   abs(hashtext(prac_code || %(month)s)) %% {MONTHS_WITHOUT} <> 0 AS given
            FROM bench_places
        ) AS placed
    """  # noqa: S608 - the names are those of the measure register


_ROWS = _rows_statement()
