"""Preview stage: a file against what the portal knows of organisations and of the month before."""

from dataclasses import dataclass
from datetime import date

import polars
from django.db import connection

from retention_portal.core.dates import Month, date_text
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import open_on, organisations_of_kind
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.checks.check import CheckedFile
from workforce.extracts.measures import MEASURES
from workforce.extracts.problems import Problem, problem
from workforce.extracts.rules import scope_of
from workforce.extracts.statuses import Scope


@dataclass(frozen=True)
class Standing:
    """What the list of organisations says of a file."""

    scope: Scope
    generated: bool
    problems: list[Problem]


def standing_of(checked: CheckedFile) -> Standing:
    """Whether the file covers England, whether it is made up, and which of its codes are not known."""
    on = checked.period.end
    codes = checked.rows["prac_code"].to_list()
    known = {
        code: (closed, fictional)
        for code, closed, fictional in Organisation.objects.filter(
            kind=OrganisationKind.PRACTICE, code__in=codes
        ).values_list("code", "closed_on", "fictional")
    }
    active = organisations_of_kind(OrganisationKind.PRACTICE, on)
    within = open_on(
        Organisation.objects.filter(kind=OrganisationKind.PRACTICE, fictional=False, code__in=codes), on
    )
    generated = bool(known) and any(fictional for _, fictional in known.values())
    return Standing(
        scope=Scope.EXTRACT if generated else scope_of(within.count(), active.count()),
        generated=generated,
        problems=[*_practices(checked, known, on), *_places(checked)],
    )


def _practices(checked: CheckedFile, known: dict[str, tuple[date | None, bool]], on: date) -> list[Problem]:
    problems = []
    for row, code in zip(checked.rows["row_number"], checked.rows["prac_code"], strict=True):
        if code not in known:
            problems.append(problem("W-601", row=row, column="PRAC_CODE", value=code))
        elif (closed := known[code][0]) is not None and closed < on:
            problems.append(
                problem("W-603", row=row, column="PRAC_CODE", value=code, closed=date_text(closed))
            )
    return problems


def _places(checked: CheckedFile) -> list[Problem]:
    """One problem for each unknown code, at the first row that has it."""
    problems = []
    for column in ("pcn_code", "sub_icb_code", "icb_code", "region_code"):
        first = checked.rows.group_by(column).agg(polars.col("row_number").min()).sort("row_number")
        codes = {code: row for code, row in first.iter_rows() if code}
        known = set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
        problems += [
            problem("W-602", row=row, column=column.upper(), value=code)
            for code, row in codes.items()
            if code not in known
        ]
    return problems


_SAME = """
    SELECT now.row_number, now.prac_code
    FROM extracts_practicerow now
    JOIN extracts_practicerow before ON before.prac_code = now.prac_code AND before.version_id = %(before)s
    WHERE now.version_id = %(now)s AND now.total_gp_hc > 0 AND ({columns})
"""


def unchanged_returns(version_id: int, before_id: int, before: Month) -> list[Problem]:
    """Practices whose GP figures are all the same as in the version of the month before (CASE-I-17)."""
    gp = [measure.column for measure in MEASURES if measure.staff_group == "gp"]
    same = " AND ".join(f"now.{column} IS NOT DISTINCT FROM before.{column}" for column in gp)
    with connection.cursor() as cursor:
        cursor.execute(_SAME.format(columns=same), {"now": version_id, "before": before_id})
        rows = cursor.fetchall()
    return [
        problem("W-604", row=row, column="PRAC_CODE", value=code, before=before.label) for row, code in rows
    ]
