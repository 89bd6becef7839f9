"""Preview stage: a file against what the portal knows of organisations and of the month before."""

from dataclasses import dataclass, replace
from datetime import date

import polars
from django.db import connection

from retention_portal.core.dates import Month, date_text, today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import open_on, organisations_of_kind, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.checks.check import CheckedFile
from workforce.extracts.measures import MEASURES
from workforce.extracts.problems import Problem, problem
from workforce.extracts.rules import scope_of
from workforce.extracts.statuses import Scope


@dataclass(frozen=True)
class Standing:
    """What the list of organisations says of a file: `checked` without the rows that are not its sender's."""

    checked: CheckedFile
    scope: Scope
    generated: bool
    problems: list[Problem]


def standing_of(checked: CheckedFile, own: Organisation | None = None) -> Standing:
    """Whether the file covers England, whether it is made up, and which of its codes are not known.

    With `own`, an extract keeps only the rows of that system (CASE-I-11). A file of the country keeps all.
    """
    on = checked.period.end
    known = _known_practices(checked)
    generated = any(fictional for _, fictional in known.values())
    scope = Scope.EXTRACT if generated else _scope(checked, on)
    if own is not None and scope == Scope.EXTRACT:
        checked = own_rows(checked, own, on)
    return Standing(checked, scope, generated, [*_practices(checked, known, on), *_places(checked)])


def _known_practices(checked: CheckedFile) -> dict[str, tuple[date | None, bool]]:
    codes = checked.rows["prac_code"].to_list()
    found = Organisation.objects.filter(kind=OrganisationKind.PRACTICE, code__in=codes)
    return {
        code: (closed, fictional)
        for code, closed, fictional in found.values_list("code", "closed_on", "fictional")
    }


def _scope(checked: CheckedFile, on: date) -> Scope:
    codes = checked.rows["prac_code"].to_list()
    found = Organisation.objects.filter(kind=OrganisationKind.PRACTICE, fictional=False, code__in=codes)
    return scope_of(open_on(found, on).count(), organisations_of_kind(OrganisationKind.PRACTICE, on).count())


def own_rows(checked: CheckedFile, own: Organisation, on: date) -> CheckedFile:
    """The rows of practices that lie in `own`: by the file, or by the portal's list on the day or today.

    Each row left out is named in a warning; a file without a row of one's own is left with an error.
    """
    codes = checked.rows["prac_code"].to_list()
    within = {
        code
        for day in {on, today()}
        for code in organisations_within(own, day, OrganisationKind.PRACTICE)
        .filter(code__in=codes)
        .values_list("code", flat=True)
    }
    is_own = [
        system == own.code or code in within
        for code, system in zip(codes, checked.rows["icb_code"], strict=True)
    ]
    if all(is_own):
        return checked
    if not any(is_own):
        none = problem("W-606", column="ICB_CODE", system=own.name)
        return _kept_of(checked, is_own, [none])
    rows = checked.rows.filter([not kept for kept in is_own])
    outside = [
        problem("W-605", row=number, column="ICB_CODE", value=system, practice=code, system=own.name)
        for number, code, system in zip(rows["row_number"], rows["prac_code"], rows["icb_code"], strict=True)
    ]
    return _kept_of(checked, is_own, outside)


def _kept_of(checked: CheckedFile, keep: list[bool], outside: list[Problem]) -> CheckedFile:
    """The file without the other rows, nor what was odd about them."""
    left_out = set(checked.rows.filter([not kept for kept in keep])["row_number"].to_list())
    return replace(
        checked,
        rows=checked.rows.filter(keep),
        reasons=[reasons for reasons, kept in zip(checked.reasons, keep, strict=True) if kept],
        problems=[*(item for item in checked.problems if item.row not in left_out), *outside],
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
