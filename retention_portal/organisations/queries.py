"""Reading organisations as they stood on a day. Everything here may be seen by anybody: it is published.

Days are counted with both ends. `on=` is the day asked about; "today" is `core.dates.today()`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Avg, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from retention_portal.organisations.models import Organisation, OrganisationName, Parent, Succession
from retention_portal.organisations.rules import Link, Standing, ancestry, as_code, as_postcode, normalised
from retention_portal.organisations.statuses import OrganisationKind

_HOLDS = "(p.valid_from IS NULL OR p.valid_from <= %(on)s) AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)"

# The texts put in are ours; what is asked for goes in as parameters.
_UP = f"""
WITH RECURSIVE up AS (
    SELECT p.child_id, p.parent_id, p.parent_kind, p.basis, p.seen_on, 1 AS depth
    FROM organisations_parent p WHERE p.child_id = %(start)s AND {_HOLDS}
  UNION
    SELECT p.child_id, p.parent_id, p.parent_kind, p.basis, p.seen_on, up.depth + 1
    FROM up JOIN organisations_parent p ON p.child_id = up.parent_id
    WHERE up.depth < 8 AND {_HOLDS}
)
SELECT DISTINCT child_id, parent_id, parent_kind, basis, seen_on FROM up
"""  # noqa: S608

# A network lends its area to nobody: on the way down it is opened only when it is the start.
_DOWN = """
WITH RECURSIVE down AS (
    SELECT %s::bigint AS id, TRUE AS opened
  UNION
    SELECT p.child_id, p.child_kind <> 'network'
    FROM down JOIN (
        SELECT p.child_id, p.parent_id, c.kind AS child_kind
        FROM organisations_parent p JOIN organisations_organisation c ON c.id = p.child_id
        WHERE p.basis <> 'one_of'
          AND (p.valid_from IS NULL OR p.valid_from <= %s) AND (p.valid_to IS NULL OR p.valid_to >= %s)
    ) p ON p.parent_id = down.id
    WHERE down.opened
)
SELECT id FROM down
"""


_UPWARD = [
    "network",
    "federation",
    "lmc",
    "training_hub",
    "practice",
    "sub_icb_location",
    "system",
    "region",
    "nation",
]


@dataclass(frozen=True, slots=True)
class PlacedIn:
    """A body's place in one kind: the organisations (several when it is one of them), and how known."""

    organisations: tuple[Organisation, ...]
    basis: str
    seen_on: date | None
    direct: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a body stands on a day and what it replaced; `placed` is by kind."""

    organisation: Organisation
    name: str
    on: date
    placed: dict[str, PlacedIn]
    predecessors: list[Succession]
    successors: list[Succession]


@dataclass(frozen=True, slots=True)
class PracticeGeography:
    """One practice's place on a day, as ids. `system` is None when it may lie in any of `systems`."""

    practice: int
    sub_icb_location: int | None
    network: int | None
    system: int | None
    systems: tuple[int, ...]
    region: int | None


def organisation_by_code(code: str) -> Organisation | None:
    """The body with this code in any letter case; None when there is none."""
    wanted = as_code(code)
    return Organisation.objects.filter(code=wanted).first() if wanted else None


def open_on(organisations: QuerySet[Organisation], on: date) -> QuerySet[Organisation]:
    """Those that were open on a day; an unknown first or last day does not close a body."""
    return organisations.filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=on),
        Q(closed_on__isnull=True) | Q(closed_on__gte=on),
        Q(dormant_seen_on__isnull=True) | Q(dormant_seen_on__gt=on),
    )


def organisations_of_kind(kind: str, on: date) -> QuerySet[Organisation]:
    """The bodies of a kind that were open on a day, by code; made-up ones of the demonstration left out."""
    return open_on(Organisation.objects.filter(kind=kind, fictional=False), on)


def parents_of(organisation: Organisation, on: date) -> QuerySet[Parent]:
    """The links straight up that held on a day, with their parents; candidates each in a row of their own."""
    return (
        Parent.objects.filter(child=organisation)
        .filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )
        .select_related("parent")
        .order_by("parent_kind", "parent__code")
    )


def places_of(organisation: Organisation, on: date) -> dict[str, PlacedIn]:
    """Where a body stood in each kind above it on a day. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_UP, {"start": organisation.pk, "on": on})
        standings: dict[str, Standing] = ancestry(organisation.pk, [Link(*row) for row in cursor.fetchall()])
    ids = {parent for standing in standings.values() for parent in standing.parents}
    known = Organisation.objects.in_bulk(ids)
    return {
        kind: PlacedIn(
            tuple(sorted((known[parent] for parent in standing.parents), key=lambda body: body.code)),
            standing.basis,
            standing.seen_on,
            standing.direct,
        )
        for kind, standing in sorted(standings.items(), key=lambda item: _UPWARD.index(item[0]))
    }


def ancestors(organisation: Organisation, on: date) -> dict[str, Organisation]:
    """The body above in each kind on a day; a kind with several candidates is left out."""
    return {
        kind: place.organisations[0]
        for kind, place in places_of(organisation, on).items()
        if len(place.organisations) == 1
    }


def organisations_within(
    organisation: Organisation, on: date, kind: str | None = None, *, open_only: bool = False
) -> QuerySet[Organisation]:
    """A body and everything below it on a day, one query.

    Closed bodies keep their last place and are included unless `open_only`. What may lie in one of several
    systems is in none of them, but in the region when all candidates share it.
    """
    within = Organisation.objects.filter(pk__in=RawSQL(_DOWN, [organisation.pk, on, on]))  # noqa: S611
    if kind is not None:
        within = within.filter(kind=kind)
    return open_on(within, on) if open_only else within


def name_on(organisation: Organisation, on: date, names: Iterable[OrganisationName] | None = None) -> str:
    """The name a body had on a day; its present name when no other is known. One query, none with `names`."""
    for name in organisation.names.all() if names is None else names:
        if (name.valid_from or date.min) <= on <= (name.valid_to or date.max):
            return name.name
    return organisation.name


def successions_of(organisation: Organisation) -> tuple[list[Succession], list[Succession]]:
    """What a body replaced, and what replaced it, of all days. One query."""
    rows = list(
        Succession.objects.filter(Q(predecessor=organisation) | Q(successor=organisation))
        .select_related("predecessor", "successor")
        .order_by("on", "predecessor__code", "successor__code")
    )
    before = [row for row in rows if row.successor_id == organisation.pk]
    return before, [row for row in rows if row.predecessor_id == organisation.pk]


def lineage(organisation: Organisation, on: date) -> Lineage:
    """Where a body stood on a day, its name then, what it replaced and what replaced it. Four queries."""
    predecessors, successors = successions_of(organisation)
    return Lineage(
        organisation, name_on(organisation, on), on, places_of(organisation, on), predecessors, successors
    )


def search_organisations(text: str) -> QuerySet[Organisation]:
    """Bodies that `text` may mean, the likeliest first: exact code, postcode, start of a code, alike names.

    Of bodies equally alike, larger ones come first. Nothing for text without letters or digits.
    """
    wanted = normalised(text)[:100]
    if not wanted:
        return Organisation.objects.none()
    code, postcode = as_code(text) or "", as_postcode(text) or ""
    match = Q(search_text__trigram_word_similar=wanted) | Q(search_text__contains=wanted)
    if code:
        match |= Q(code__startswith=code)
    if postcode:
        match |= Q(search_text__contains=postcode.lower())
    return (
        Organisation.objects.filter(match)
        .annotate(
            likeness=TrigramWordSimilarity(wanted, "search_text"),
            rank=_rank(code, postcode, wanted),
            size=_SIZE,
        )
        .order_by("rank", "-likeness", "size", "name", "code")
    )


_SIZE = Case(
    *(When(kind=kind, then=Value(-_UPWARD.index(kind))) for kind in _UPWARD), output_field=IntegerField()
)


def _rank(code: str, postcode: str, wanted: str) -> Case:
    """0 the very code, 1 a postcode, 2 the text itself in a name, 3 the start of a code, 4 only alike."""
    cases = [When(code=code, then=Value(0))] if code else []
    if postcode:
        cases.append(When(search_text__contains=f" {postcode.lower()}", then=Value(1)))
    cases.append(When(search_text__contains=wanted, closed_on__isnull=True, then=Value(2)))
    if code:
        cases.append(When(code__startswith=code, then=Value(3)))
    return Case(*cases, default=Value(4), output_field=IntegerField())


def practice_geography(on: date) -> dict[int, PracticeGeography]:
    """The place of every practice on a day, by practice id: one query for all, closed practices included."""
    with connection.cursor() as cursor:
        cursor.execute(_GEOGRAPHY, {"on": on})
        rows = cursor.fetchall()
    found = {}
    for practice, area, network, systems, regions in rows:
        system = systems[0] if len(systems) == 1 else None
        region = regions[0] if len(regions) == 1 else None
        found[practice] = PracticeGeography(practice, area, network, system, tuple(systems), region)
    return found


_GEOGRAPHY = f"""
WITH live AS (SELECT * FROM organisations_parent p WHERE {_HOLDS})
SELECT o.id,
       MIN(area.parent_id),
       MIN(network.parent_id),
       ARRAY_REMOVE(ARRAY_AGG(DISTINCT COALESCE(own_system.parent_id, system.parent_id)), NULL),
       ARRAY_REMOVE(
           ARRAY_AGG(DISTINCT COALESCE(own_region.parent_id, area_region.parent_id, region.parent_id)), NULL
       )
FROM organisations_organisation o
LEFT JOIN live area ON area.child_id = o.id AND area.parent_kind = 'sub_icb_location'
LEFT JOIN live network ON network.child_id = o.id AND network.parent_kind = 'network'
LEFT JOIN live own_system ON own_system.child_id = o.id AND own_system.parent_kind = 'system'
LEFT JOIN live system ON system.child_id = area.parent_id AND system.parent_kind = 'system'
LEFT JOIN live own_region ON own_region.child_id = o.id AND own_region.parent_kind = 'region'
LEFT JOIN live area_region ON area_region.child_id = area.parent_id AND area_region.parent_kind = 'region'
LEFT JOIN live region
       ON region.child_id = COALESCE(own_system.parent_id, system.parent_id) AND region.parent_kind = 'region'
WHERE o.kind = '{OrganisationKind.PRACTICE}'
GROUP BY o.id
"""  # noqa: S608


def middle_of(rows: QuerySet[Organisation]) -> tuple[float, float] | None:
    """Latitude and longitude in the middle of those whose place is known; None when none is. One statement."""
    found = rows.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return (found["latitude"], found["longitude"]) if found["latitude"] is not None else None
