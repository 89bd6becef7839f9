"""Figures of a pool: what was posted and worked, what it cost, and how many doctors its places have."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Sum

from retention_portal.core.dates import LONDON, now, today
from retention_portal.organisations.models import Organisation, Parent
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import queries
from schemes.pools.models import Member, Pool
from schemes.pools.reference_words import LeadTime, above_percent, lead_times
from schemes.pools.rules_figures import Cell, Doctored, Sums, by_key, doctored, summed
from schemes.pools.statuses import WORKED, CoverType, FundingKind, MemberStatus, Mode
from workforce.extracts.models import PracticeRow

# Of the sessions posted here: withdrawn and cancelled ones were not needed in the end, so they are not counted.
_HERE = """
SELECT s.practice_id, s.cover_type,
       (s.starts_at AT TIME ZONE 'Europe/London')::date - (s.posted_at AT TIME ZONE 'Europe/London')::date,
       SUM(s.places), SUM(w.people),
       SUM(GREATEST(s.places - w.people, 0) * (EXTRACT(EPOCH FROM s.ends_at - s.starts_at) / 60))::bigint,
       SUM(w.minutes)::bigint, SUM(w.cost)
FROM pools_session s
CROSS JOIN LATERAL (
    SELECT COUNT(*) AS people, COALESCE(SUM(h.minutes), 0) AS minutes,
           COALESCE(SUM(ROUND((b.rate * h.minutes / 60)::numeric, 2)), 0) AS cost
    FROM pools_booking b
    LEFT JOIN pools_timesheet t ON t.booking_id = b.id
    CROSS JOIN LATERAL (
        SELECT EXTRACT(EPOCH FROM COALESCE(t.worked_to, b.ends_at) - COALESCE(t.worked_from, b.starts_at)) / 60
               - COALESCE(t.break_minutes, 0) AS minutes
    ) h
    WHERE b.session_id = s.id AND b.status = ANY(%(worked)s)
) w
WHERE s.pool_id = %(pool)s AND s.starts_at >= %(first)s AND s.starts_at < %(last)s
  AND s.status IN ('posted', 'filled', 'over', 'unfilled')
GROUP BY 1, 2, 3
"""
_SUPPLIER = """
SELECT practice_id, cover_type, (starts_at AT TIME ZONE 'Europe/London')::date - posted_on,
       COUNT(*), COUNT(*) FILTER (WHERE outcome = 'worked'),
       COALESCE(SUM(EXTRACT(EPOCH FROM ends_at - starts_at) / 60) FILTER (WHERE outcome <> 'worked'), 0)::bigint,
       COALESCE(SUM(COALESCE(worked_minutes, EXTRACT(EPOCH FROM ends_at - starts_at) / 60))
                FILTER (WHERE outcome = 'worked'), 0)::bigint,
       COALESCE(SUM(ROUND((COALESCE(rate, 0) * COALESCE(worked_minutes, EXTRACT(EPOCH FROM ends_at - starts_at) / 60)
                / 60)::numeric, 2)) FILTER (WHERE outcome = 'worked'), 0)
FROM pools_suppliersession
WHERE pool_id = %(pool)s AND starts_at >= %(first)s AND starts_at < %(last)s AND outcome <> 'cancelled'
GROUP BY 1, 2, 3
"""


def cells(pool: Pool, first: date, last: date) -> list[Cell]:
    """Sessions from a day to a day, both included, whose start has passed, by practice, work and lead time.

    One statement, for pools run here and those of a supplier alike.
    """
    until = min(_start_of(last + timedelta(days=1)), now())
    values: dict[str, Any] = {
        "pool": pool.pk,
        "first": _start_of(first),
        "last": until,
        "worked": [str(one) for one in WORKED],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLIER if pool.mode == Mode.SUPPLIER else _HERE, values)
        rows = cursor.fetchall()
    bands = lead_times()
    return [
        Cell(
            practice,
            cover,
            _band(bands, days),
            int(posted),
            int(worked),
            int(unfilled),
            int(minutes),
            Decimal(cost),
        )
        for practice, cover, days, posted, worked, unfilled, minutes, cost in rows
    ]


def _band(bands: tuple[LeadTime, ...], days: int | None) -> int | None:
    if days is None:
        return None
    return next((number for number, band in enumerate(bands) if band.holds(max(days, 0))), None)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


@dataclass(frozen=True)
class PracticeLine:
    """One practice of the figures: its sums beside what the published figures say of it."""

    practice: Organisation
    sums: Sums
    patients_per_gp: Decimal | None
    gp_fte: Decimal | None
    pool_fte: Decimal | None
    under_doctored: bool


@dataclass(frozen=True)
class MoneyLine:
    """Money meant for the sessions or the running of a pool, beside what the sessions have cost."""

    kind: str
    programme: str
    year: str
    amount: Decimal
    released: bool


@dataclass(frozen=True)
class Figures:
    """Everything the page, its files and the API show. Lists are in the order in which they are shown."""

    pool: Pool
    first: date
    last: date
    total: Sums
    practices: list[PracticeLine]
    networks: list[tuple[str, Sums]]
    covers: list[tuple[str, Sums]]
    leads: list[tuple[str, Sums]]
    money: list[MoneyLine]
    money_for_sessions: Decimal
    doctored: Doctored
    above_percent: int
    period: str
    called_off: int


def figures(pool: Pool, first: date, last: date, *, under_only: bool = False) -> Figures:
    """The figures of a pool from a day to a day, both included. A constant number of statements.

    `under_only` leaves the under-doctored places alone in every table and sum.
    """
    practices = {row.pk: row for row in queries.practices_of(pool, today())}
    published, period = practice_figures(practices)
    compared = doctored(published, above_percent())
    found = cells(pool, first, last)
    if under_only:
        found = [cell for cell in found if cell.practice in compared.under]
    gone = {cell.practice for cell in found} - set(practices)
    practices |= {row.pk: row for row in Organisation.objects.filter(pk__in=gone)} if gone else {}
    weeks = Fraction((min(last, today()) - first).days + 1, 7)
    money = _money(pool)
    return Figures(
        pool=pool,
        first=first,
        last=last,
        total=summed(found),
        practices=_practices(found, practices, published, compared, weeks),
        networks=_networks(found),
        covers=_named(by_key(found, lambda cell: cell.cover_type), dict(CoverType.choices)),
        leads=_leads(found),
        money=money,
        money_for_sessions=sum((row.amount for row in money if row.kind == FundingKind.B), Decimal("0.00")),
        doctored=compared,
        above_percent=above_percent(),
        period=period,
        called_off=_called_off(pool, first, last),
    )


def practice_figures(
    practices: dict[int, Organisation],
) -> tuple[dict[int, tuple[int | None, Decimal | None]], str]:
    """Patients and fully qualified GPs of practices as last published, by id, and the newest month. One statement.

    A practice without figures is left out; trainees are not counted.
    """
    by_code = {row.code: pk for pk, row in practices.items()}
    rows = (
        PracticeRow.objects.filter(version__is_current=True, prac_code__in=by_code)
        .order_by("prac_code", "-version__period")
        .distinct("prac_code")
        .values_list("prac_code", "total_patients", "total_gp_extg_fte", "version__period")
    )
    found, newest = {}, ""
    for code, patients, gps, period in rows:
        found[by_code[code]] = (int(patients) if patients is not None else None, gps)
        newest = max(newest, str(period))
    return found, newest


def under_doctored_practices(pool: Pool, on: date) -> frozenset[int]:
    """The ids of the pool's places that count as under-doctored (GPCP-L4), for filters. Few statements."""
    published, _period = practice_figures({row.pk: row for row in queries.practices_of(pool, on)})
    return doctored(published, above_percent()).under


def _practices(
    found: list[Cell],
    practices: dict[int, Organisation],
    published: dict[int, tuple[int | None, Decimal | None]],
    compared: Doctored,
    weeks: Fraction,
) -> list[PracticeLine]:
    lines = [
        PracticeLine(
            practice=practices[pk],
            sums=sums,
            patients_per_gp=compared.per_gp.get(pk),
            gp_fte=published.get(pk, (None, None))[1],
            pool_fte=sums.as_fte(weeks),
            under_doctored=pk in compared.under,
        )
        for pk, sums in by_key(found, lambda cell: cell.practice).items()
    ]
    return sorted(lines, key=lambda line: (-line.sums.unfilled_minutes, line.practice.name))


def _networks(found: list[Cell]) -> list[tuple[str, Sums]]:
    on = today()
    rows = Parent.objects.filter(
        child_id__in={cell.practice for cell in found}, parent_kind=OrganisationKind.NETWORK
    ).select_related("parent")
    names = {
        row.child_id: row.parent.name
        for row in rows
        if (row.valid_from or date.min) <= on <= (row.valid_to or date.max)
    }
    grouped = by_key(found, lambda cell: names.get(cell.practice, "In no network"))
    return sorted(grouped.items())


def _leads(found: list[Cell]) -> list[tuple[str, Sums]]:
    bands = lead_times()
    grouped = by_key(found, lambda cell: cell.lead)
    named = [(band.text, grouped[number]) for number, band in enumerate(bands) if number in grouped]
    return named + ([("Day of posting not known", grouped[None])] if None in grouped else [])


def _named(grouped: dict[str, Sums], names: dict[str, str]) -> list[tuple[str, Sums]]:
    return [(label, grouped[value]) for value, label in names.items() if value in grouped]


def _money(pool: Pool) -> list[MoneyLine]:
    rows = pool.funding.select_related("line__programme")
    return [
        MoneyLine(
            row.kind,
            row.line.programme.name,
            row.line.financial_year,
            row.amount,
            row.released_at is not None,
        )
        for row in rows
    ]


def _called_off(pool: Pool, first: date, last: date) -> int:
    """Sessions that the practice withdrew or cancelled: not counted above."""
    rows: Any
    if pool.mode == Mode.SUPPLIER:
        rows = pool.supplier_sessions.filter(outcome="cancelled")
    else:
        rows = pool.sessions.filter(status__in=("withdrawn", "cancelled"), posted_at__isnull=False)
    return rows.filter(
        starts_at__gte=_start_of(first), starts_at__lt=_start_of(last + timedelta(days=1))
    ).count()


def coming_back(pool: Pool) -> list[Member]:
    """People coming back from a break, with the keep-in-touch days agreed and used. Two statements."""
    rows = Member.objects.filter(pool=pool, coming_back=True).exclude(status=MemberStatus.LEFT)
    return list(
        rows.select_related("person")
        .prefetch_related("touch_days")
        .annotate(minutes=Sum("touch_days__minutes"))
    )
