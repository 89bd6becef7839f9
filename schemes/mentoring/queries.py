"""Reads of mentoring. Names of two people who meet are seen by the two, and by the coordinators who matched them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.mentoring.models import KeepApart, Mentor, Pairing, Request, Round, Service
from schemes.mentoring.models_meeting import Appointment, Plan
from schemes.mentoring.rules import delivered
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


def kept_apart_by(person: Any) -> QuerySet[KeepApart]:
    """Whom the person would rather not be matched with. Nobody else reads these lines."""
    return KeepApart.objects.filter(person=person)


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


def next_appointments(pairing: Pairing, after: datetime) -> QuerySet[Appointment]:
    """Sessions that the two have agreed and that are still to come."""
    return Appointment.objects.filter(pairing=pairing, cancelled_at=None, starts_at__gt=after)


def appointments_visible_to(user: Any) -> QuerySet[Appointment]:
    """Agreed sessions of pairings of which the user is one of the two."""
    return Appointment.objects.filter(
        pairing__in=pairings_visible_to(user), cancelled_at=None
    ).select_related(
        "pairing__mentor__person", "pairing__request__person", "pairing__request__service__owner"
    )


def plan_to_agree(pairing: Pairing) -> Plan | None:
    """The latest plan, while nobody has agreed to it; None else."""
    latest = Plan.objects.filter(pairing=pairing).order_by("-pk").first()
    return latest if latest and latest.agreed_at is None else None


def delivered_in(pairing: Pairing) -> int:
    """How many of its sessions took place."""
    return delivered(list(pairing.meetings.values_list("attendance", flat=True)))


def first_contact(pairing: Pairing) -> bool:
    """Whether the two may read each other's address: once the mentor has accepted."""
    return pairing.status == PairingStatus.ACCEPTED
