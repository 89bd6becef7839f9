"""The next sessions of a GP's pools, in order of time, each with its standing: a page of them at a constant price.

The rows come by the index of open sessions, so half a million of them cost what ten cost. Pages follow the last
session that was read and not its number in a list, so that what is taken meanwhile moves nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import middle_of
from retention_portal.organisations.rules import as_postcode
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools.models_sessions import Session
from schemes.pools.queries_gp import About
from schemes.pools.rules_booking import KM_A_MILE, Standing, km_between, miles_of
from schemes.pools.statuses import SEEN_BY_MEMBERS, MemberStatus, SessionStatus

READ_AT_ONCE = 10
KM_A_DEGREE = 111.2
_AFTER = re.compile(r"([0-9]{9,11})-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a GP looks for. `miles` count from `place`; `weekdays`: 0 is Monday; `practices` limits to those."""

    cover_type: str = ""
    miles: int | None = None
    place: tuple[float, float] | None = None
    weekdays: tuple[int, ...] = ()
    from_moment: datetime | None = None
    with_full: bool = False
    practices: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One session of the list; `miles` in a straight line from where the GP starts, when both are known."""

    session: Session
    standing: Standing
    miles: float | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What may be taken, what not and why; `after` begins the next page, empty at the end."""

    can: tuple[Line, ...]
    cannot: tuple[Line, ...]
    after: str


def sessions_open_to(who: About, wanted: Wanted, after: str = "") -> Listing:
    """The next sessions of the person's pools. One statement, two in several pools."""
    pools = sorted(pool for pool, member in who.members.items() if member.status != MemberStatus.LEFT)
    rows = _page(pools, who.now, wanted, after)
    for row in rows:
        row.pool = who.members[row.pool_id].pool  # read with the member, not again with each row
    lines = [Line(row, who.standing(row), _miles(row, wanted.place)) for row in rows[:READ_AT_ONCE]]
    more = rows[READ_AT_ONCE - 1] if len(rows) > READ_AT_ONCE else None
    return Listing(
        tuple(line for line in lines if line.standing.may_book),
        tuple(line for line in lines if not line.standing.may_book),
        f"{int(more.starts_at.timestamp())}-{more.pk}" if more else "",
    )


def _page(pools: Sequence[int], moment: datetime, wanted: Wanted, after: str) -> list[Session]:
    """One row more than a page. Several pools are read side by side, so that each comes by its index."""
    if not pools:
        return []
    each = [_of_pool(pool, moment, wanted, after) for pool in pools]
    if len(each) == 1:
        return list(_narrow(each[0])[: READ_AT_ONCE + 1])
    few = [rows.values_list("starts_at", "pk")[: READ_AT_ONCE + 1] for rows in each]
    together = few[0].union(*few[1:], all=True).order_by("starts_at", "pk")[: READ_AT_ONCE + 1]
    found = Session.objects.filter(pk__in=[pk for _, pk in together])
    return list(_narrow(found).order_by("starts_at", "pk"))


def _narrow(rows: QuerySet[Session]) -> QuerySet[Session]:
    """The columns that lists show and the rule reads."""
    return rows.select_related("practice").only(*_SHOWN)


_SHOWN = (
    "pool_id", "practice_id", "cover_type", "starts_at", "ends_at", "site", "latitude", "longitude", "free", "rate",
    "indemnity_paid", "training_budget", "status", "cover_for_id", "postcode", "practice__name", "practice__code",
)  # fmt: skip


def _of_pool(pool: int, moment: datetime, wanted: Wanted, after: str) -> QuerySet[Session]:
    rows = Session.objects.filter(pool_id=pool, starts_at__gt=max(moment, wanted.from_moment or moment))
    statuses = SEEN_BY_MEMBERS if wanted.with_full else (SessionStatus.POSTED,)
    rows = rows.filter(status=statuses[0]) if len(statuses) == 1 else rows.filter(status__in=statuses)
    if match := _AFTER.fullmatch(after):
        second = datetime.fromtimestamp(int(match[1]), UTC)
        later = Q(starts_at__gte=second + timedelta(seconds=1)) | Q(pk__gt=int(match[2]))
        rows = rows.filter(later, starts_at__gte=second)
    return _filtered(rows, wanted).order_by("starts_at", "pk")


def _filtered(rows: QuerySet[Session], wanted: Wanted) -> QuerySet[Session]:
    if wanted.cover_type:
        rows = rows.filter(cover_type=wanted.cover_type)
    if wanted.weekdays:
        # Django counts days of the week from Sunday, 1, in the time zone of the settings.
        rows = rows.filter(starts_at__week_day__in=[(day + 1) % 7 + 1 for day in wanted.weekdays])
    if wanted.practices is not None:
        rows = rows.filter(practice_id__in=wanted.practices)
    if wanted.miles and wanted.place:
        rows = rows.filter(**_box(wanted.place, wanted.miles * KM_A_MILE))
    return rows


def _box(place: tuple[float, float], km: float) -> dict[str, Any]:
    """A square around a place; its corners are a little farther than asked for."""
    up, aside = km / KM_A_DEGREE, km / (KM_A_DEGREE * 0.62)  # a degree of longitude in England
    latitude, longitude = place
    return {
        "latitude__range": (latitude - up, latitude + up),
        "longitude__range": (longitude - aside, longitude + aside),
    }


def _miles(row: Session, place: tuple[float, float] | None) -> float | None:
    km = km_between(*place, row.latitude, row.longitude) if place else None
    return miles_of(km) if km is not None else None


def place_of(postcode: str) -> tuple[float, float] | None:
    """About where a postcode is: where practices of the same sector are, else of the same district."""
    compact = as_postcode(postcode)
    return _place(compact) if compact else None


@lru_cache(maxsize=4096)
def _place(compact: str) -> tuple[float, float] | None:
    district = compact[:-3] if len(compact) > 4 else compact
    starts = [f"{district} {compact[-3:-2]}", f"{district} "] if len(compact) > 4 else [f"{district} "]
    return next((found for start in starts if (found := _middle(start))), None)


def _middle(start: str) -> tuple[float, float] | None:
    rows = Organisation.objects.filter(
        kind=OrganisationKind.PRACTICE, postcode__startswith=start, latitude__isnull=False
    )
    return middle_of(rows)


def open_counts(pools: Iterable[int], moment: datetime) -> dict[int, int]:
    """How many sessions are open in each pool: all that somebody learns before they join (S-16). One statement."""
    wanted = list(pools)
    rows = Session.objects.filter(pool_id__in=wanted, status=SessionStatus.POSTED, starts_at__gt=moment)
    counted = dict(rows.order_by().values_list("pool_id").annotate(Count("pk")))
    return {pool: counted.get(pool, 0) for pool in wanted}


def miles_from(postcode: str, row: Session) -> float | None:
    """Miles in a straight line from about where a postcode is; None when one of the two is not known."""
    return _miles(row, place_of(postcode)) if postcode else None
