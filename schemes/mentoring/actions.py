"""The only door for changes to services, offers and requests. Rounds and pairings: `actions_pairing`."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from retention_portal.accounts.actions import grant_membership
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.queries import held_on
from retention_portal.accounts.roles import Role
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from schemes.mentoring import emails, permissions
from schemes.mentoring.models import Barred, Mentor, Request, Seat, Service
from schemes.mentoring.rules import MOST_PREFERENCES
from schemes.mentoring.statuses import (
    MENTOR_TRANSITIONS,
    REQUEST_TRANSITIONS,
    MentorStatus,
    RequestStatus,
)

ONCE_A_NAME = "There is a service of this name already. Choose another name."


@dataclass(frozen=True)
class ServiceContent:
    """What a coordinator says of a service. `points` are those that differ from the usual ones."""

    kind: str
    name: str
    summary: str
    sessions: int
    minutes: int
    contact_name: str
    contact_email: str
    professions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    points: dict[str, int] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What somebody offers or looks for."""

    topics: tuple[str, ...]
    areas: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    practice: str = ""


@transaction.atomic
def open_service(
    *, owner: Organisation, content: ServiceContent, by: Person, made_up: bool = False
) -> Service:
    """Open a service from today."""
    permissions.check_can_run_for(by, owner)
    lists = {name: list(getattr(content, name)) for name in ("professions", "areas", "codes")}
    values = asdict(content) | lists
    try:
        with transaction.atomic():
            service = Service.objects.create(
                owner=owner, opened_on=today(), opened_by=by, made_up=made_up, **values
            )
    except IntegrityError:
        raise Refused(ONCE_A_NAME) from None
    audit.record(by=by, verb="mentoring.service_opened", obj=service, fields=values, organisation=owner)
    return service


@transaction.atomic
def close_service(*, service: Service, by: Person) -> Service:
    """Take nobody new from today on; who meets goes on meeting."""
    permissions.check_can_run(by, service)
    changed = Service.objects.filter(pk=service.pk, closed_on__isnull=True).update(closed_on=today())
    if not changed:
        raise Refused("This service is closed already.")
    service.refresh_from_db()
    audit.record(
        by=by, verb="mentoring.service_closed", obj=service, fields=["closed_on"], organisation=service.owner
    )
    return service


@transaction.atomic
def offer_to_mentor(
    *, service: Service, wish: Wish, places: int, about: str, stages: tuple[str, ...] = (), by: Person
) -> Mentor:
    """Offer oneself as a mentor; a coordinator looks at it before anybody is matched."""
    permissions.check_can_offer(by, service)
    _check_wish(wish)
    try:
        with transaction.atomic():
            mentor = Mentor.objects.create(
                service=service, person=by, places=places, about=about, stages=list(stages), **_lists(wish)
            )
    except IntegrityError:
        raise Refused("You have offered already.") from None
    audit.record(by=by, verb="mentoring.offered", obj=mentor, organisation=service.owner)
    return mentor


@transaction.atomic
def confirm_mentor(*, mentor: Mentor, by: Person) -> Mentor:
    """Say yes to an offer: the person becomes a mentor, with a row for each place."""
    permissions.check_can_confirm(by, mentor)
    organisation = mentor.service.owner
    move(
        mentor, MentorStatus.CONFIRMED, by=by, transitions=MENTOR_TRANSITIONS, organisation=organisation,
        also={"confirmed_at": now(), "confirmed_by": by},
    )  # fmt: skip
    _add_seats(mentor, mentor.places)
    held = Membership.objects.filter(held_on(today()), person=mentor.person, role=Role.MENTOR)
    if not held.exists():
        grant_membership(person=mentor.person, role=Role.MENTOR, organisation=None, by=by)
    emails.tell_mentor_confirmed(mentor)
    return mentor


@transaction.atomic
def set_places(*, mentor: Mentor, places: int, by: Person) -> Mentor:
    """Have more or fewer places; never fewer than are taken (S-12)."""
    permissions.check_own_offer(by, mentor)
    mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
    if mentor.status in (MentorStatus.CONFIRMED, MentorStatus.PAUSED):
        _resize(mentor, places)
    mentor.places = places
    mentor.save(update_fields=["places"])
    audit.record(
        by=by, verb="mentoring.places_set", obj=mentor, fields=["places"], organisation=mentor.service.owner
    )
    return mentor


def _resize(mentor: Mentor, places: int) -> None:
    seats = list(Seat.objects.select_for_update().filter(mentor=mentor))
    taken = sum(seat.pairing_id is not None for seat in seats)
    if places < taken:
        raise Refused(f"{taken} of your places are taken. Enter {taken} or more.")
    free = [seat.pk for seat in seats if seat.pairing_id is None]
    Seat.objects.filter(pk__in=free[: max(len(seats) - places, 0)]).delete()
    _add_seats(mentor, places - len(seats))


def _add_seats(mentor: Mentor, count: int) -> None:
    last = Seat.objects.filter(mentor=mentor).aggregate(last=Max("number"))["last"] or 0
    Seat.objects.bulk_create(Seat(mentor=mentor, number=last + extra + 1) for extra in range(max(count, 0)))


@transaction.atomic
def pause_mentor(*, mentor: Mentor, by: Person) -> Mentor:
    """Take nobody new for a while; those you meet stay."""
    return _move_offer(mentor, MentorStatus.PAUSED, by)


@transaction.atomic
def resume_mentor(*, mentor: Mentor, by: Person) -> Mentor:
    """Take people again."""
    if mentor.status != MentorStatus.PAUSED:
        raise Refused("Only an offer that is paused can be taken up again.")
    return _move_offer(mentor, MentorStatus.CONFIRMED, by)


@transaction.atomic
def leave_as_mentor(*, mentor: Mentor, by: Person) -> Mentor:
    """Stop mentoring here; refused while somebody still meets this mentor."""
    if Seat.objects.filter(mentor=mentor, pairing__isnull=False).exists():
        raise Refused("You still meet somebody. End that first, or pause until it is over.")
    return _move_offer(mentor, MentorStatus.LEFT, by)


def _move_offer(mentor: Mentor, to: MentorStatus, by: Person) -> Mentor:
    permissions.check_own_offer(by, mentor)
    move(mentor, to, by=by, transitions=MENTOR_TRANSITIONS, organisation=mentor.service.owner)
    return mentor


@transaction.atomic
def ask_for_mentor(
    *, service: Service, wish: Wish, stage: str = "", preferences: tuple[int, ...] = (), by: Person
) -> Request:
    """Ask to be matched: with up to three mentors by name, or with whoever suits best."""
    permissions.check_can_ask(by, service)
    _check_wish(wish)
    _check_preferences(service, preferences, by)
    try:
        with transaction.atomic():
            request = Request.objects.create(
                service=service, person=by, stage=stage, preferences=list(preferences), **_lists(wish)
            )
    except IntegrityError:
        raise Refused("You have asked already.") from None
    audit.record(by=by, verb="mentoring.asked", obj=request, organisation=service.owner)
    return request


@transaction.atomic
def withdraw_request(*, request: Request, by: Person) -> Request:
    """Stop looking. No reason is asked."""
    permissions.check_own_request(by, request)
    move(
        request, RequestStatus.WITHDRAWN, by=by, transitions=REQUEST_TRANSITIONS,
        organisation=request.service.owner,
    )  # fmt: skip
    return request


@transaction.atomic
def declare_bar(*, service: Service, one: Person, other: Person, why: str, by: Person) -> Barred:
    """Say that two people must never be matched; the why is seen by coordinators alone."""
    permissions.check_can_run(by, service)
    if one.pk == other.pk:
        raise BadInput("Choose two different people.")
    bar, _ = Barred.objects.get_or_create(
        service=service, one=one, other=other, why=why, defaults={"declared_by": by}
    )
    audit.record(by=by, verb="mentoring.bar_declared", obj=bar, organisation=service.owner)
    return bar


def _check_wish(wish: Wish) -> None:
    if not wish.topics:
        raise BadInput("Choose at least one topic.")


def _check_preferences(service: Service, preferences: tuple[int, ...], by: Any) -> None:
    if len(set(preferences)) != len(preferences) or len(preferences) > MOST_PREFERENCES:
        raise BadInput(f"Choose up to {MOST_PREFERENCES} different mentors.")
    confirmed = Mentor.objects.filter(
        service=service, status=MentorStatus.CONFIRMED, pk__in=preferences
    ).exclude(person=by)
    if confirmed.count() != len(preferences):
        raise BadInput("One of the mentors you chose takes nobody at the moment. Choose again.")


def _lists(wish: Wish) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wish).items()}
