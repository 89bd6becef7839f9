"""The change of a place on the same month a year before: one query for the practices of both months."""

from typing import Any

from django.db import connection

from workforce.extracts.measures import BY_FIELD
from workforce.profile import rules_change as rules
from workforce.profile.queries import CODE_COLUMNS, FigureSet
from workforce.profile.rules import PARTICIPATION, PATIENTS_PER_FTE, SHARE_55, Number
from workforce.profile.rules_change import LIKE_FOR_LIKE, Change, Overlap, SamePractices, Side

FIELDS = (*LIKE_FOR_LIKE, PATIENTS_PER_FTE, SHARE_55, PARTICIPATION)


def change_on_year(now: FigureSet, before: FigureSet | None) -> Change:
    """What changed on the same month a year before, `before` being its figures, if there are any.

    One query above a practice, none for a practice: its own two rows are the same practice.
    """
    earlier = now.period.year_before()
    if before is None:
        return Change(earlier, (f"{earlier.label} is not here.",))
    sides = _side(now), _side(before)
    overlap, same = (Overlap(), {}) if now.source.is_practice else _same_practices(now, before)
    why_not = rules.why_not_comparable(*sides, overlap)
    fields = {field: (now[field].unit, now[field].value, before[field].value) for field in FIELDS}
    return Change(
        earlier,
        why_not,
        rules.notes_on(*sides, overlap),
        rules.change_between(fields, same, comparable=not why_not),
    )


def _side(figures: FigureSet) -> Side:
    version = figures.version
    # a practice's row is the whole practice, in whatever file it stands
    partial = version.is_partial and not figures.source.is_practice
    return Side(figures.period, version.layout, partial, figures.practices, figures.practices_reporting)


def _same_practices(now: FigureSet, before: FigureSet) -> tuple[Overlap, dict[str, SamePractices]]:
    place = now.organisation
    kind = CODE_COLUMNS.get(place.kind)
    here, there = (f'n."{kind}" = %(code)s', f'b."{kind}" = %(code)s') if kind else ("TRUE", "TRUE")
    in_both = "n.prac_code IS NOT NULL AND b.prac_code IS NOT NULL"
    groups = (
        f"{in_both} AND {here} AND {there}",
        f"b.prac_code IS NULL AND {here}",
        f"n.prac_code IS NULL AND {there}",
        f"{in_both} AND {here} AND NOT {there}",
        f"{in_both} AND {there} AND NOT {here}",
    )
    counts = [f"count(*) FILTER (WHERE {group})" for group in groups]
    sums = [text for field in LIKE_FOR_LIKE for text in _sums(BY_FIELD[field].column, here)]
    wanted = ", ".join(f'"{name}"' for name in ["prac_code", *([kind] if kind else []), *_columns()])
    table = f"SELECT {wanted} FROM extracts_practicerow WHERE version_id ="  # noqa: S608 - names of the register
    statement = f"""
        SELECT {", ".join([*counts, *sums])}
        FROM ({table} %(now)s) n FULL JOIN ({table} %(before)s) b ON n.prac_code = b.prac_code
        WHERE {here} OR {there}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now.version.pk, "before": before.version.pk, "code": place.code})
        row = cursor.fetchone()
    return Overlap(*row[:5]), _read(row[5:])


def _columns() -> list[str]:
    return [BY_FIELD[field].column for field in LIKE_FOR_LIKE]


def _sums(column: str, here: str) -> tuple[str, str, str]:
    both = f"FILTER (WHERE {here} AND n.{column} IS NOT NULL AND b.{column} IS NOT NULL)"
    return f"count(*) {both}", f"sum(b.{column}) {both}", f"sum(n.{column} - b.{column}) {both}"


def _read(cells: tuple[Any, ...]) -> dict[str, SamePractices]:
    return {
        field: SamePractices(
            cells[3 * place], *(_number(field, cell) for cell in cells[3 * place + 1 : 3 * place + 3])
        )
        for place, field in enumerate(LIKE_FOR_LIKE)
    }


def _number(field: str, value: Any) -> Number | None:
    """Sums of whole numbers come back as Decimal."""
    return int(value) if value is not None and BY_FIELD[field].is_whole else value
