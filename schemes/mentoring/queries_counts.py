"""Counts of a region by quarter, class iii: the rule of small numbers always. For coordinators, days of sessions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, Quarter
from retention_portal.core.suppression import Cell, CountClass, table
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.mentoring.models import Pairing, Request, Service, Session
from schemes.mentoring.models_counts import RegionCounts
from schemes.mentoring.models_group import Group, GroupAttendance
from schemes.mentoring.statuses import TOOK_PLACE, PairingStatus

READERS = (Role.COMMISSIONER, Role.SYSTEM_LEAD)
ENDED = (PairingStatus.COMPLETED, PairingStatus.ENDED_EARLY, PairingStatus.CANCELLED)
PEOPLE = (
    ("asked", "People who asked for a mentor or a coach"),
    ("matched", "People whose mentor said yes"),
    ("met", "People who met their mentor at least once"),
    ("groups", "People who came to a peer-support group"),
)


def days_of(service: Service) -> QuerySet[Session]:
    """Every session of a service, newest first: that it took place, and when."""
    return Session.objects.filter(pairing__request__service=service).order_by("-on", "-pk")


def counted(region: Organisation, quarter: Quarter) -> dict[str, Any] | None:
    """The counts of a region in a quarter as they may be shown; None where nothing of the kind is run.

    People are counted once a system. Sessions are linked to the people who met, and hidden and rounded with them.
    """
    systems = _systems_of(region, quarter.end)
    if not systems:
        return None
    codes = sorted(set(systems.values()))
    people, sessions = _people(systems, quarter), _sessions(systems, quarter)
    shown: dict[str, Any] = {"systems": codes}
    for key, _ in PEOPLE:
        linked = {"sessions": [[sessions[code]] for code in codes]} if key == "met" else None
        counts = [[people[key][code]] for code in codes]
        made = table(
            counts, rows=codes, columns=["People"], count_class=CountClass.CONFIDENTIAL, linked=linked
        )
        shown[key] = {code: _plain(row[0]) for code, row in zip(codes, made.cells, strict=True)} | {
            "": _plain(made.grand_total)
        }
    shown["ended"] = _ended(systems, codes, quarter)
    return shown


def _systems_of(region: Organisation, on: date) -> dict[int, str]:
    """Owner of a service or a group → the code of its system."""
    within = organisations_within(region, on)
    owners = Organisation.objects.filter(pk__in=within.values("pk")).filter(
        pk__in=Service.objects.values("owner").union(Group.objects.values("owner"))
    )
    found = {}
    for owner in owners:
        system = owner if owner.kind == OrganisationKind.SYSTEM else ancestors(owner, on).get("system")
        if system is not None:
            found[owner.pk] = system.code
    return found


def _people(systems: dict[int, str], quarter: Quarter) -> dict[str, Counter[str]]:
    moments, owners = _moments(quarter), list(systems)
    days = (quarter.start, quarter.end)
    asked = Request.objects.filter(service__owner__in=owners, asked_at__range=moments)
    matched = Pairing.objects.filter(
        request__service__owner__in=owners, answered_at__range=moments, ends_on__isnull=False
    )
    met = Session.objects.filter(
        pairing__request__service__owner__in=owners, on__range=days, attendance__in=TOOK_PLACE
    )
    came = GroupAttendance.objects.filter(meeting__group__owner__in=owners, meeting__starts_at__range=moments)
    return {
        "asked": _once(asked.values_list("service__owner", "person"), systems),
        "matched": _once(matched.values_list("request__service__owner", "request__person"), systems),
        "met": _once(
            met.values_list("pairing__request__service__owner", "pairing__request__person"), systems
        ),
        "groups": _once(came.values_list("meeting__group__owner", "person"), systems),
    }


def _once(rows: Iterable[tuple[int, int]], systems: dict[int, str]) -> Counter[str]:
    return Counter(code for code, _ in {(systems[owner], person) for owner, person in rows})


def _sessions(systems: dict[int, str], quarter: Quarter) -> Counter[str]:
    rows = Session.objects.filter(
        pairing__request__service__owner__in=list(systems),
        on__range=(quarter.start, quarter.end),
        attendance__in=TOOK_PLACE,
    )
    return Counter(
        systems[owner] for owner in rows.values_list("pairing__request__service__owner", flat=True)
    )


def _ended(systems: dict[int, str], codes: list[str], quarter: Quarter) -> dict[str, Any]:
    """Pairings that ended in the quarter by what their ending is called (M-10)."""
    rows = Pairing.objects.filter(
        request__service__owner__in=list(systems), ended_at__range=_moments(quarter), status__in=ENDED
    )
    found = Counter(
        (systems[owner], status) for owner, status in rows.values_list("request__service__owner", "status")
    )
    made = table(
        [[found[code, status] for status in ENDED] for code in codes],
        rows=codes,
        columns=[status.label for status in ENDED],
        count_class=CountClass.CONFIDENTIAL,
    )
    return {
        "columns": [status.label for status in ENDED],
        "rows": {code: [cell.text for cell in row] for code, row in zip(codes, made.cells, strict=True)},
        "totals": [cell.text for cell in made.column_totals],
        "rule": made.rule,
        "note": made.note,
    }


def _plain(cell: Cell) -> dict[str, str]:
    return {"people": cell.text, **cell.linked}


def _moments(quarter: Quarter) -> tuple[datetime, datetime]:
    return (
        datetime.combine(quarter.start, time.min, LONDON),
        datetime.combine(quarter.end, time.max, LONDON),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One system of a kept table, or the region's total (`code` empty), as the reader may see it."""

    code: str
    people: tuple[str, ...]
    sessions: str
    ended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The kept counts of one region and quarter, with the lines that the reader may see."""

    region: Organisation
    quarter: str
    lines: tuple[Line, ...]
    ended_columns: tuple[str, ...]
    rule: str
    note: str


def counts_visible_to(user: Any, quarter: str | None = None) -> list[Seen]:
    """Kept counts, newest first: all lines for the region's own people, a system's own line for its lead."""
    regions = set(access.reach_of(user, (Role.COMMISSIONER,)).values_list("pk", flat=True))
    systems = set(access.reach_of(user, (Role.SYSTEM_LEAD,)).values_list("code", flat=True))
    rows = RegionCounts.objects.select_related("region")
    if quarter is not None:
        rows = rows.filter(quarter=quarter)
    found = [_seen(row, None if row.region_id in regions else systems) for row in rows]
    return [one for one in found if one.lines]


def _seen(row: RegionCounts, systems: set[str] | None) -> Seen:
    shown = row.shown
    codes = [code for code in shown["systems"] if systems is None or code in systems]
    lines = [_line(shown, code) for code in [*codes, *([""] if systems is None else [])]]
    ended = shown["ended"]
    return Seen(row.region, row.quarter, tuple(lines), tuple(ended["columns"]), ended["rule"], ended["note"])


def _line(shown: dict[str, Any], code: str) -> Line:
    return Line(
        code,
        tuple(shown[key][code]["people"] for key, _ in PEOPLE),
        shown["met"][code]["sessions"],
        tuple(shown["ended"]["rows"][code] if code else shown["ended"]["totals"]),
    )
