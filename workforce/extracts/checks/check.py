"""All checks of a file that need no database, in their order: file, headings, rows, cross-row.

Later stages are not shown while an earlier one refuses the file (CASE-I-05).
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars

from retention_portal.core.dates import Month
from workforce.extracts.checks.identities import check_identities
from workforce.extracts.checks.missing import Gaps, find_gaps
from workforce.extracts.checks.months import check_one_month
from workforce.extracts.checks.people import check_hours
from workforce.extracts.checks.values import UNALIGNED, check_values
from workforce.extracts.layouts import COMMENTS, check_headings, layout_of
from workforce.extracts.measures import FIELDS, GEOGRAPHY, MEASURES, SOURCES
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.reading.table import Table, period_of, read_table

Progress = Callable[[str], None]

_KEPT = frozenset((*GEOGRAPHY, *SOURCES.values(), *(measure.field for measure in MEASURES)))


_UNSEEN = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+"


def _silent(_stage: str) -> None:
    """Nobody watches."""


@dataclass
class CheckedFile:
    """A file that can be loaded, with what is odd about it.

    `rows`: the accepted rows, ready to be stored: text columns code, name, geography, then the measures as text
    (None where missing), with `row_number`, `raw_line` and `reasons` ({reason: [columns]}).
    `rows_read` = accepted + rejected. `absent` are measures that the file has no column for.
    """

    layout: str
    period: Month
    headings: tuple[str, ...]
    rows: polars.DataFrame
    reasons: list[dict[str, list[str]]]
    problems: list[Problem]
    rows_read: int
    encoding: str
    member_name: str
    content_sha256: str
    absent: tuple[str, ...]

    @property
    def rows_rejected(self) -> int:
        """Rows with an error."""
        return self.rows_read - len(self.rows)


def check_file(
    data: bytes,
    name: str,
    *,
    stated: Month | None,
    this_month: Month,
    progress: Progress = _silent,
) -> CheckedFile:
    """Check a file as sent. Raises UnreadableError with its problems when the file as a whole cannot be used."""
    progress("Reading the file")
    table = read_table(data, name)
    progress("Looking at the headings")
    layout = layout_of(table.headings, table.heading_row)
    if not table.read:
        raise UnreadableError(problem("W-102"))
    period, warnings = period_of(table.names, stated, this_month)
    warnings += check_headings(table.columns, period.code, table.heading_row)
    check_one_month(table)
    progress("Checking the rows")
    values = check_values(table)
    unknown = [column for column in table.columns if column not in FIELDS and column != COMMENTS]
    table.frame = table.frame.select(name for name in table.columns if name in _KEPT)  # a tenth of the memory
    progress("Checking that everything adds up")
    gaps = find_gaps(table, values.numbers, period.code)
    sums = [
        *check_identities(gaps.numbers, table.numbers, unknown),
        *check_hours(gaps.numbers, table.numbers),
    ]
    problems = [*warnings, *table.problems, *values.problems, *gaps.problems, *sums]
    return _accepted(table, gaps, problems, layout=layout, period=period)


def _accepted(
    table: Table, gaps: Gaps, problems: list[Problem], *, layout: str, period: Month
) -> CheckedFile:
    """The rows without an error; what else is odd about a rejected row plays no part any more."""
    rejected = {item.row for item in problems if item.is_error}
    keep = [place for place, row in enumerate(table.numbers) if row not in rejected]
    return CheckedFile(
        layout=layout,
        period=period,
        headings=table.headings,
        rows=_rows(table, gaps.numbers)[keep],
        reasons=[gaps.reasons[place] for place in keep],
        problems=[item for item in problems if item.is_error or item.row not in rejected],
        rows_read=table.read,
        encoding=table.encoding,
        member_name=table.names[0],
        content_sha256=table.sha256,
        absent=tuple(measure.field for measure in MEASURES if measure.field not in table.frame.columns),
    )


def _rows(table: Table, numbers: polars.DataFrame) -> polars.DataFrame:
    """The columns to store, all text. A place that is none (“Unaligned”) becomes empty."""
    frame = table.frame
    geography = {
        name.lower(): frame[name] if name in frame.columns else polars.Series([""] * len(frame))
        for name in GEOGRAPHY
    }
    for name in ("prac_code", "pcn_code", "sub_icb_code", "icb_code", "region_code"):
        geography[name] = geography[name].str.to_uppercase()
    for name in ("prac_name", "pcn_name", "sub_icb_name", "icb_name", "region_name"):
        geography[name] = geography[name].str.replace_all(_UNSEEN, " ")  # they turn text round, or hide it
    unaligned = geography["pcn_code"].is_in(UNALIGNED)
    empty = polars.Series([""] * len(frame), dtype=polars.String)
    for name in ("pcn_code", "pcn_name"):
        geography[name] = geography[name].zip_with(~unaligned, empty)
    measures = {
        measure.column: _figure(table, numbers, measure.field, whole=measure.is_whole)
        for measure in MEASURES
        if measure.field in numbers.columns
    }
    return polars.DataFrame(
        {
            "row_number": polars.Series(table.numbers, dtype=polars.Int32),
            "raw_line": table.lines,
            **geography,
            **measures,
        }
    )


def _figure(table: Table, numbers: polars.DataFrame, field: str, *, whole: bool) -> polars.Series:
    """The digits as published, so that nothing is lost on the way through a float; None where missing."""
    number = numbers[field]
    text = number.cast(polars.Int64, strict=False).cast(polars.String) if whole else table.frame[field]
    return text.zip_with(
        number.is_not_null(), polars.Series([None] * len(number), dtype=polars.String)
    ).alias(field)
