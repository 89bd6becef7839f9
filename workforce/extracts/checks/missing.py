"""Missing is never nought: which figures a practice did not give, and how that is known.

Since February 2023 a practice without valid data has NA in every field of the staff group, but for the trainees,
who come from another source. Before, it had 0, or ND; direct patient care alone may honestly be 0.
"""

from dataclasses import dataclass

import polars

from workforce.extracts.measures import GROUPS, MEASURES, SOURCES, Measure
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.table import Table
from workforce.extracts.statuses import MISSING_MARKS, MissingReason

NA_SINCE = "2023-02"
_STAFF_GROUPS = ("gp", "nurses", "admin", "dpc")  # direct patient care last: it depends on the others
_TOTALS = {"gp": "TOTAL_GP", "nurses": "TOTAL_NURSES", "dpc": "TOTAL_DPC", "admin": "TOTAL_ADMIN"}
_PATIENTS = "TOTAL_PATIENTS"
_GIVEN = ("fully provided", "includes fte estimates")


@dataclass
class Gaps:
    """`numbers` without the noughts that stand for nothing; `reasons[i]` is {reason: [fields]} of row i."""

    numbers: polars.DataFrame
    reasons: list[dict[str, list[str]]]
    problems: list[Problem]


def find_gaps(table: Table, numbers: polars.DataFrame, period: str) -> Gaps:
    """Blank the noughts that mean "nothing submitted", and say of every gap in a kept figure why it is one."""
    noughts: dict[str, polars.Series] = {}
    if period < NA_SINCE:
        noughts = _noughts(table, numbers)
        numbers = _blanked(numbers, noughts)
    present = [measure for measure in MEASURES if measure.field in numbers.columns]
    problems = [
        *_no_patients(table, numbers),
        *_whole_groups(table, numbers, noughts),
        *_parts_of_groups(table, numbers, present),
    ]
    return Gaps(numbers, _reasons(table, numbers, present, noughts), problems)


def _noughts(table: Table, numbers: polars.DataFrame) -> dict[str, polars.Series]:
    """By staff group: the rows whose figures are all 0 and not said to be provided."""
    found: dict[str, polars.Series] = {}
    for group in _STAFF_GROUPS:
        fields = [m.field for m in MEASURES if m.staff_group == group and m.field in numbers.columns]
        nothing = numbers.select(polars.sum_horizontal(fields) == 0).to_series()
        nothing &= numbers[f"{_TOTALS[group]}_HC"].is_not_null()
        source = SOURCES[group]
        if source in table.frame.columns:
            nothing &= ~table.frame[source].str.to_lowercase().str.contains_any(list(_GIVEN))
        if group == "dpc":
            others = [found[other] | numbers[f"{_TOTALS[other]}_HC"].is_null() for other in _STAFF_GROUPS[:3]]
            nothing &= others[0] | others[1] | others[2]
        found[group] = nothing.fill_null(False)
    return found


def _blanked(numbers: polars.DataFrame, noughts: dict[str, polars.Series]) -> polars.DataFrame:
    changed = []
    for measure in MEASURES:
        if measure.field in numbers.columns and measure.staff_group in noughts:
            blank = polars.repeat(None, len(numbers), dtype=polars.Float64, eager=True)
            changed.append(numbers[measure.field].zip_with(~noughts[measure.staff_group], blank))
    return numbers.with_columns(changed)


def _no_patients(table: Table, numbers: polars.DataFrame) -> list[Problem]:
    marks = table.frame[_PATIENTS]
    return [
        problem("W-504", row=table.numbers[place], column=_PATIENTS, value=marks[place])
        for place in numbers[_PATIENTS].is_null().arg_true()
        if marks[place].strip().upper() in MISSING_MARKS  # anything else is an error already
    ]


def _whole_groups(
    table: Table, numbers: polars.DataFrame, noughts: dict[str, polars.Series]
) -> list[Problem]:
    problems = []
    for group in _STAFF_GROUPS:
        heads, hours = f"{_TOTALS[group]}_HC", f"{_TOTALS[group]}_FTE"
        for place in (numbers[heads].is_null() & numbers[hours].is_null()).arg_true():
            row, words = table.numbers[place], GROUPS[group]
            if group in noughts and noughts[group][place]:
                problems.append(problem("W-503", row=row, column=heads, value="0", group=words))
            else:
                mark = table.frame[heads][place]
                reason = reason_of(mark).label
                problems.append(
                    problem("W-501", row=row, column=heads, value=mark, group=words, reason=reason)
                )
    return problems


def _parts_of_groups(table: Table, numbers: polars.DataFrame, present: list[Measure]) -> list[Problem]:
    problems: list[Problem] = []
    for measure in present:
        column = numbers[measure.field]
        total = f"{_TOTALS.get(measure.staff_group, '')}_HC"
        if total not in numbers.columns or column.null_count() in (0, len(column)):
            continue  # a column that is missing throughout is not the practice's doing
        group, marks = GROUPS[measure.staff_group], table.frame[measure.field]
        problems += [
            problem("W-502", row=table.numbers[at], column=measure.field, value=marks[at], group=group)
            for at in (column.is_null() & numbers[total].is_not_null()).arg_true()
        ]
    return problems


def _reasons(
    table: Table, numbers: polars.DataFrame, present: list[Measure], noughts: dict[str, polars.Series]
) -> list[dict[str, list[str]]]:
    reasons: list[dict[str, list[str]]] = [{} for _ in range(len(numbers))]
    for measure in present:
        column = numbers[measure.field]
        if not column.null_count():
            continue
        zero, texts = noughts.get(measure.staff_group), table.frame[measure.field]
        for place in column.is_null().arg_true():
            mark = (
                MissingReason.ZERO_NOT_SUBMITTED
                if zero is not None and zero[place]
                else reason_of(texts[place])
            )
            reasons[place].setdefault(mark.value, []).append(measure.column)
    return reasons


def reason_of(mark: str) -> MissingReason:
    """The reason that a cell's text stands for; text that is no mark at all was an error and counts as not given."""
    return MISSING_MARKS.get(mark.strip().upper(), MissingReason.NOT_GIVEN)
