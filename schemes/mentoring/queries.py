"""Reads of mentoring. Names of two people who meet are seen by the two, and by the coordinators who matched them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.mentoring import matching
from schemes.mentoring.models import Barred, Mentor, Pairing, Request, Round, Service
from schemes.mentoring.rules import delivered, usual_points
from schemes.mentoring.statuses import (
    TOOK_PLACE,
    MentorStatus,
    PairingStatus,
    RequestStatus,
)

COORDINATORS = (Role.COORDINATOR,)


def open_services(on: date) -> QuerySet[Service]:
    """Services that take people on a day; anybody may read them."""
    still = Q(closed_on__isnull=True) | Q(closed_on__gte=on)
    return Service.objects.filter(still, opened_on__lte=on).select_related("owner")


def services_visible_to(user: Any) -> QuerySet[Service]:
    """The services that a coordinator looks after."""
    return Service.objects.filter(owner__in=access.reach_of(user, COORDINATORS)).select_related("owner")


def services_with_waiting(user: Any) -> QuerySet[Any]:
    """Those of `services_visible_to` with what waits: how many offers and requests, and the first day of each."""
    offered = Q(mentors__status=MentorStatus.OFFERED)
    asked = Q(requests__status=RequestStatus.WAITING)
    return services_visible_to(user).annotate(
        offers=Count("mentors", filter=offered, distinct=True),
        first_offer=TruncDate(Min("mentors__offered_at", filter=offered)),
        requests_waiting=Count("requests", filter=asked, distinct=True),
        first_request=TruncDate(Min("requests__asked_at", filter=asked)),
    )


def owners_for(user: Any) -> QuerySet[Organisation]:
    """Where the user may open a service: the systems and hubs they coordinate."""
    return access.organisations_where(user, COORDINATORS).order_by("name")


def mentors_visible_to(user: Any) -> QuerySet[Mentor]:
    """The user's own offers, and those made to services they look after."""
    looked_after = Q(service__in=services_visible_to(user))
    return Mentor.objects.filter(Q(person=user) | looked_after).select_related("person", "service__owner")


def requests_visible_to(user: Any) -> QuerySet[Request]:
    """The user's own requests, and those made to services they look after."""
    looked_after = Q(service__in=services_visible_to(user))
    return Request.objects.filter(Q(person=user) | looked_after).select_related("person", "service__owner")


def own_open_requests(person: Any) -> list[Request]:
    """The person's own requests that wait or are matched."""
    still = (RequestStatus.WAITING, RequestStatus.PAIRED)
    return list(requests_visible_to(person).filter(person=person, status__in=still))


def own_offers(person: Any) -> list[Mentor]:
    """The person's own offers, but those they have left."""
    return list(mentors_visible_to(person).filter(person=person).exclude(status=MentorStatus.LEFT))


def rounds_visible_to(user: Any) -> QuerySet[Round]:
    """Rounds of the services that the user looks after."""
    return Round.objects.filter(service__in=services_visible_to(user)).select_related("service__owner")


def pairings_visible_to(user: Any) -> QuerySet[Pairing]:
    """Pairings of which the user is one of the two. Coordinators read `meetings_of`, not these."""
    found = Pairing.objects.filter(Q(mentor__person=user) | Q(request__person=user))
    return found.select_related("mentor__person", "request__person", "request__service__owner")


def mentors_to_choose(service: Service, person: Any) -> QuerySet[Mentor]:
    """Confirmed mentors of a service whom somebody may name as a preference: all but themselves."""
    confirmed = Mentor.objects.filter(service=service, status=MentorStatus.CONFIRMED)
    return confirmed.exclude(person=person).select_related("person").order_by("person__full_name", "pk")


def areas_of(owner: Organisation, on: date) -> list[str]:
    """The names of the places of a system, from which people say where they would meet."""
    places = organisations_within(owner, on, kind=OrganisationKind.SUB_ICB_LOCATION)
    return sorted(place.name for place in places) or [owner.name]


@dataclass(frozen=True)
class Meetings:
    """How far one pairing is, without a word of what it is about."""

    pairing: Pairing
    took_place: int
    missed: int


def meetings_of(service: Service) -> list[Meetings]:
    """Every pairing of a service with how many sessions took place: what a coordinator sees. Two statements."""
    took = Count("meetings", filter=Q(meetings__attendance__in=TOOK_PLACE))
    found = (
        Pairing.objects.filter(request__service=service)
        .select_related("mentor__person", "request__person")
        .annotate(took_place=took, logged=Count("meetings"))
        .order_by("-asked_at", "-pk")
    )
    return [Meetings(row, row.took_place, row.logged - row.took_place) for row in found]


def delivered_in(pairing: Pairing) -> int:
    """How many of its sessions took place."""
    return delivered(list(pairing.meetings.values_list("attendance", flat=True)))


def mentors_for_matching(service: Service) -> list[matching.Mentor]:
    """Confirmed mentors with their free places. One statement."""
    rows = (
        Mentor.objects.filter(service=service, status=MentorStatus.CONFIRMED)
        .select_related("person")
        .annotate(free=Count("seats", filter=Q(seats__pairing__isnull=True)))
    )
    return [
        matching.Mentor(
            id=row.pk,
            person=row.person_id,
            free=row.free,
            topics=frozenset(row.topics),
            areas=frozenset(row.areas),
            ways=frozenset(row.ways),
            stages=frozenset(row.stages),
            practice=row.practice,
        )
        for row in rows
    ]


def mentees_for_matching(service: Service) -> list[matching.Mentee]:
    """Everybody who waits for a mentor. One statement."""
    waiting = Request.objects.filter(service=service, status=RequestStatus.WAITING).select_related("person")
    return [
        matching.Mentee(
            id=row.pk,
            person=row.person_id,
            topics=frozenset(row.topics),
            areas=frozenset(row.areas),
            ways=frozenset(row.ways),
            stage=row.stage,
            profession=row.person.profession,
            practice=row.practice,
            preferences=tuple(row.preferences),
            rounds_left_out=row.rounds_left_out,
        )
        for row in waiting
    ]


def bars_for_matching(
    service: Service, mentors: Iterable[matching.Mentor], mentees: Iterable[matching.Mentee]
) -> list[tuple[int, int, matching.Bar]]:
    """Declared bars as (request, mentor, why), whichever of the two was named first."""
    by_person = {mentor.person: mentor.id for mentor in mentors}
    asking = {mentee.person: mentee.id for mentee in mentees}
    found = []
    for one, other, why in Barred.objects.filter(service=service).values_list("one", "other", "why"):
        for mentee, mentor in ((one, other), (other, one)):
            if mentee in asking and mentor in by_person:
                found.append((asking[mentee], by_person[mentor], matching.Bar(why)))
    return found


def points_of(service: Service) -> matching.Points:
    """What a match is worth in this service."""
    usual = usual_points()
    return matching.Points(**{**usual.__dict__, **service.points})


def first_contact(pairing: Pairing) -> bool:
    """Whether the two may read each other's address: once the mentor has accepted."""
    return pairing.status == PairingStatus.ACCEPTED
