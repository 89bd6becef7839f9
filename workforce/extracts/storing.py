"""Putting accepted rows into the database: COPY for the rows, one statement for every sum."""

import io
import json
from typing import Any

import polars
from django.db import connection

from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.checks.check import CheckedFile
from workforce.extracts.measures import MEASURES

ENGLAND = "ENG"
ROWS_AT_A_TIME = 1000
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
    "raw_line",
)
_COLUMNS = tuple(measure.column for measure in MEASURES)


def store_rows(version_id: int, checked: CheckedFile) -> None:
    """COPY the accepted rows of a file under a version, in the caller's transaction."""
    present = [column for column in _COLUMNS if column in checked.rows.columns]
    names = ["version_id", "row_number", *_TEXTS, "missing", *present]
    frame = checked.rows.with_columns(
        polars.lit(version_id).alias("version_id"),
        polars.Series("missing", [json.dumps(reasons) for reasons in checked.reasons], dtype=polars.String),
    ).select(names)
    columns, texts = ", ".join(f'"{name}"' for name in names), ", ".join(_TEXTS)
    statement = (
        f"COPY extracts_practicerow ({columns}) FROM STDIN"
        f" WITH (FORMAT csv, NULL '\\N', FORCE_NOT_NULL ({texts}))"
    )
    with connection.cursor() as cursor:
        for part in frame.iter_slices(ROWS_AT_A_TIME):
            data = io.BytesIO()
            part.write_csv(data, include_header=False, null_value="\\N")
            data.seek(0)
            cursor.copy_expert(statement, data)


def store_summaries(version_id: int) -> None:
    """Sum a version's rows by network, sub-ICB location, system, region and England, once, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARIES, {"version": version_id})


_LEVELS: tuple[tuple[str, str], ...] = (
    (OrganisationKind.NETWORK, "pcn"),
    (OrganisationKind.SUB_ICB_LOCATION, "sub_icb"),
    (OrganisationKind.SYSTEM, "icb"),
    (OrganisationKind.REGION, "region"),
)


def _by_level(prefix: str, nation: str, template: str) -> str:
    cases = " ".join(
        f"WHEN GROUPING({stem}_code) = 0 THEN {template.format(kind=kind.value, stem=stem)}"  # type: ignore[attr-defined]
        for kind, stem in _LEVELS
    )
    return f"{prefix} {cases} ELSE {nation} END"


def _summaries() -> str:
    sums = ", ".join(f"sum({column})" for column in _COLUMNS)
    counts = ", ".join(f"count({column})" for column in _COLUMNS)
    level = _by_level("CASE", f"'{OrganisationKind.NATION.value}'", "'{kind}'")
    code = _by_level("CASE", f"'{ENGLAND}'", "{stem}_code")
    name = _by_level("CASE", "'England'", "max({stem}_name)")
    sets = ", ".join(f"({stem}_code)" for _, stem in _LEVELS)
    return f"""
        INSERT INTO extracts_organisationsummary
            (version_id, level, code, name, practices, reporting, patients_where_gp_reported, {", ".join(_COLUMNS)})
        SELECT %(version)s, {level}, {code}, {name}, count(*), ARRAY[{counts}]::integer[],
               sum(total_patients) FILTER (WHERE total_gp_extg_fte IS NOT NULL), {sums}
        FROM extracts_practicerow WHERE version_id = %(version)s
        GROUP BY GROUPING SETS ({sets}, ())
        HAVING NOT (GROUPING(pcn_code) = 0 AND pcn_code = '')
    """  # noqa: S608 - the names are those of the measure register


_SUMMARIES = _summaries()


def totals_of(version_id: int) -> dict[str, Any]:
    """The sums of all rows of a version, by published field name; additive measures only, None where nobody gave one."""
    wanted = [measure for measure in MEASURES if measure.additive]
    columns = ", ".join(measure.column for measure in wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM extracts_organisationsummary WHERE version_id = %s AND level = %s",  # noqa: S608
            [version_id, OrganisationKind.NATION.value],
        )
        row = cursor.fetchone()
    return {} if row is None else {m.field: value for m, value in zip(wanted, row, strict=True)}
