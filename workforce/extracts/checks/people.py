"""Cross-row stage: people and their hours belong together."""

import polars

from workforce.extracts.checks.identities import shown
from workforce.extracts.problems import Problem, problem

MOST_FTE_EACH = 2.0  # 75 hours a week (CASE-I-18)
_PAIRS = ("TOTAL_GP", "TOTAL_NURSES", "TOTAL_DPC", "TOTAL_ADMIN")


def check_hours(numbers: polars.DataFrame, rows: list[int]) -> list[Problem]:
    """People without hours, hours without people, and more hours than a week has room for."""
    problems: list[Problem] = []
    for stem in _PAIRS:
        heads, hours = numbers[f"{stem}_HC"], numbers[f"{stem}_FTE"]
        one_sided = ((heads > 0) & (hours == 0)) | ((heads == 0) & (hours > 0))
        for code, mask in (("W-405", one_sided), ("W-406", (heads > 0) & (hours > heads * MOST_FTE_EACH))):
            places = mask.fill_null(False).arg_true()
            problems += [_problem(code, stem, rows[at], heads[at], hours[at]) for at in places]
    return problems


def _problem(code: str, stem: str, row: int, heads: float, hours: float) -> Problem:
    if code == "W-405":
        return problem(
            code,
            row=row,
            column=f"{stem}_HC",
            value=shown(heads),
            total=shown(heads),
            other=f"{stem}_FTE",
            parts=shown(hours),
        )
    return problem(
        code, row=row, column=f"{stem}_FTE", value=shown(hours), total=shown(hours), parts=shown(heads)
    )
