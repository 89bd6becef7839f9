"""From a postcode, or the name of an area, practice or town, to the systems it may lie in. No map is asked.

A postcode that no practice has is placed by its neighbours: the practices of the same sector, else of the same
district. Near a border these lie in two systems, and the person chooses.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from retention_portal.organisations.models import Organisation, Parent
from retention_portal.organisations.queries import open_on, search_organisations
from retention_portal.organisations.rules import as_postcode
from retention_portal.organisations.statuses import OrganisationKind

MOST_CANDIDATES = 6
MOST_FOUND = 40
LIKE_ONLY = 4  # the rank of a name that is merely alike
INWARD = 3
_LINKED = (OrganisationKind.SUB_ICB_LOCATION, OrganisationKind.SYSTEM)


def short_name(name: str) -> str:
    """ "Devon" for "NHS Devon Integrated Care Board": what people call the area."""
    return name.removeprefix("NHS ").removesuffix(" Integrated Care Board").removesuffix(" ICB")


def systems(on: date) -> list[Organisation]:
    """Every system of England on a day, and the demonstration's own, by name. One statement."""
    rows = open_on(Organisation.objects.filter(kind=OrganisationKind.SYSTEM), on)
    return list(rows.order_by("name"))


def systems_by_code(codes: Iterable[str]) -> list[Organisation]:
    """The systems with these codes, in that order; an unknown code is left out. One statement, none for none."""
    wanted = list(codes)
    if not wanted:
        return []
    rows = {
        row.code: row for row in Organisation.objects.filter(kind=OrganisationKind.SYSTEM, code__in=wanted)
    }
    return [rows[code] for code in wanted if code in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """The systems that somebody may mean, likeliest first, at most six; `sure` when it is one beyond doubt."""

    systems: list[Organisation]
    sure: bool


def systems_for(text: str, on: date) -> Found:
    """The systems that a postcode or a name may mean. At most five statements."""
    postcode = as_postcode(text)
    near = _near(postcode, on) if postcode else []
    found = near or ([] if postcode and len(postcode) > INWARD + 1 else _named(text, on))
    counts = _counted(found, on)
    known = Organisation.objects.in_bulk(counts)
    likeliest = sorted(counts, key=lambda pk: (-counts[pk], known[pk].name))
    alike = not near and any(_rank(row) == LIKE_ONLY for row in found)
    return Found([known[pk] for pk in likeliest][:MOST_CANDIDATES], len(likeliest) == 1 and not alike)


def _near(postcode: str, on: date) -> list[Organisation]:
    """Practices of the postcode, else of its sector, else of its district."""
    whole = len(postcode) > INWARD and postcode[-INWARD].isdigit() and postcode[-1].isalpha()
    district = postcode[:-INWARD] if whole else postcode
    rows = open_on(Organisation.objects.filter(kind=OrganisationKind.PRACTICE), on)
    near = list(rows.filter(postcode__regex=rf"^{district} ?[0-9][A-Z]{{2}}$"))
    for start in (postcode, postcode[: -INWARD + 1]) if whole else ():
        if closer := [row for row in near if row.postcode.replace(" ", "").startswith(start)]:
            return closer
    return near


def _named(text: str, on: date) -> list[Organisation]:
    """Bodies that the words mean; what is merely alike counts only when nothing is named so."""
    found = list(open_on(search_organisations(text), on)[:MOST_FOUND])
    named = [row for row in found if _rank(row) < LIKE_ONLY]
    exact = [row for row in named if row.kind == OrganisationKind.SYSTEM]
    return exact or named or found[:MOST_CANDIDATES]


def _rank(found: Organisation) -> int:
    """How the search came to it: its annotation."""
    return int(getattr(found, "rank", LIKE_ONLY))


def _counted(bodies: list[Organisation], on: date) -> Counter[int]:
    """How many of the bodies lie in each system, by its id; a body that is one of several counts in each."""
    counts = Counter(body.pk for body in bodies if body.kind == OrganisationKind.SYSTEM)
    below = [body.pk for body in bodies if body.kind != OrganisationKind.SYSTEM]
    up = _links(below, on)
    areas = [parent for links in up.values() for parent, kind in links if kind != OrganisationKind.SYSTEM]
    above = _links(areas, on)
    for links in up.values():
        for parent, kind in links:
            direct = [parent] if kind == OrganisationKind.SYSTEM else [pk for pk, _ in above.get(parent, ())]
            counts.update(direct)
    return counts


def _links(children: list[int], on: date) -> dict[int, list[tuple[int, str]]]:
    """The links straight up to a sub-ICB location or a system that hold on a day. One statement, none for none."""
    found: dict[int, list[tuple[int, str]]] = {}
    if not children:
        return found
    rows = Parent.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_to=None) | Q(valid_to__gte=on),
        child_id__in=children,
        parent_kind__in=_LINKED,
    )
    for child, parent, kind in rows.values_list("child_id", "parent_id", "parent_kind"):
        found.setdefault(child, []).append((parent, kind))
    return found
