"""Rounds, pairings and sessions: from a proposal that a coordinator looks at, to two people who have finished."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, now, today
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from schemes.mentoring import emails, matching, permissions, queries, queries_matching
from schemes.mentoring.models import Barred, Mentor, Pairing, Proposal, Request, Round, Seat, Service, Session
from schemes.mentoring.rules import check_session, outcome
from schemes.mentoring.rules_plan import usual_end
from schemes.mentoring.statuses import (
    PAIRING_TRANSITIONS,
    REQUEST_TRANSITIONS,
    ROUND_TRANSITIONS,
    Attendance,
    MentorStatus,
    PairingStatus,
    RequestStatus,
    RoundStatus,
)


@transaction.atomic
def draw_round(*, service: Service, by: Person) -> Round:
    """Propose pairs for everybody who waits; nobody hears of it before a coordinator releases it."""
    permissions.check_can_run(by, service)
    mentors = queries_matching.mentors_for_matching(service)
    mentees = queries_matching.mentees_for_matching(service)
    if not mentees:
        raise Refused("Nobody waits for a mentor here, so there is nothing to match.")
    points = queries_matching.points_of(service)
    bars = queries_matching.bars_for_matching(service, mentors, mentees)
    proposal = matching.propose(mentors, mentees, points, bars)
    waiting = [{"request": one.mentee, "why": one.why} for one in proposal.waiting]
    try:
        with transaction.atomic():
            drawn = Round.objects.create(service=service, points=asdict(points), waiting=waiting, drawn_by=by)
    except IntegrityError:
        raise Refused("A round waits to be looked at already. Release it or set it aside first.") from None
    Proposal.objects.bulk_create(
        Proposal(
            round=drawn, request_id=pair.mentee, mentor_id=pair.mentor, points=pair.points,
            reasons=[asdict(reason) for reason in pair.reasons],
        )
        for pair in proposal.pairs
    )  # fmt: skip
    audit.record(by=by, verb="mentoring.round_drawn", obj=drawn, organisation=service.owner)
    return drawn


@transaction.atomic
def drop_pair(*, proposal: Proposal, dropped: bool, by: Person) -> Proposal:
    """Take a pair out of a round before its release, or put it back."""
    permissions.check_can_run(by, proposal.round.service)
    if Round.objects.select_for_update().get(pk=proposal.round_id).status != RoundStatus.PROPOSED:
        raise Refused("This round was decided already.")
    if not dropped and not has_place_in(proposal.round, proposal.mentor):
        raise Refused("No place is left with this mentor in this round. Choose another mentor.")
    proposal.dropped = dropped
    proposal.save(update_fields=["dropped"])
    audit.record(
        by=by, verb="mentoring.pair_dropped" if dropped else "mentoring.pair_kept", obj=proposal,
        fields=["dropped"], organisation=proposal.round.service.owner,
    )  # fmt: skip
    return proposal


def has_place_in(drawn: Round, mentor: Mentor) -> bool:
    """Whether the pairs kept in this round leave a free place with the mentor."""
    taken = drawn.proposals.filter(mentor=mentor, dropped=False).count()
    return taken < Seat.objects.filter(mentor=mentor, pairing__isnull=True).count()


@transaction.atomic
def discard_round(*, drawn: Round, by: Person) -> Round:
    """Set a round aside; nobody hears of it, and nobody was left out by it."""
    permissions.check_can_run(by, drawn.service)
    _decide(drawn, RoundStatus.DISCARDED, by)
    return drawn


@transaction.atomic
def release_round(*, drawn: Round, by: Person) -> tuple[int, int]:
    """Ask the mentors of the pairs that were kept. How many were asked, and how many could not be any more.

    A pair whose mentor filled up or whose mentee withdrew meanwhile is left out, and that person waits on.
    Everybody still without a mentor gains the bonus of those who were left out (M-06).
    """
    permissions.check_can_run(by, drawn.service)
    _decide(drawn, RoundStatus.RELEASED, by)
    kept = drawn.proposals.filter(dropped=False).select_related("request__person", "mentor__person")
    asked = [pairing for proposal in kept if (pairing := _pair(proposal, drawn.service, by))]
    for pairing in asked:
        emails.ask_mentor(pairing)
    Request.objects.filter(service=drawn.service, status=RequestStatus.WAITING).update(
        rounds_left_out=F("rounds_left_out") + 1
    )
    return len(asked), len(kept) - len(asked)


def _decide(drawn: Round, to: RoundStatus, by: Person) -> None:
    move(
        drawn, to, by=by, transitions=ROUND_TRANSITIONS, organisation=drawn.service.owner,
        also={"decided_at": now(), "decided_by": by},
    )  # fmt: skip


def _pair(proposal: Proposal, service: Service, by: Person) -> Pairing | None:
    """A pairing with one of the mentor's places, or None when either of the two is no longer free."""
    taken = Request.objects.filter(pk=proposal.request_id, status=RequestStatus.WAITING).update(
        status=RequestStatus.PAIRED, rounds_left_out=0
    )
    if not taken:
        return None
    pairing = Pairing.objects.create(
        request=proposal.request, mentor=proposal.mentor, sessions=service.sessions, minutes=service.minutes
    )
    if not _take_seat(pairing):
        pairing.delete()
        Request.objects.filter(pk=proposal.request_id).update(status=RequestStatus.WAITING)
        return None
    audit.record(by=by, verb="mentoring.paired", obj=pairing, organisation=service.owner)
    return pairing


def _take_seat(pairing: Pairing) -> bool:
    """Take a free place of a mentor who takes people: of two who try for the last one, one gets it (M-04)."""
    free = Seat.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        mentor=pairing.mentor_id, mentor__status=MentorStatus.CONFIRMED, pairing__isnull=True
    )
    # Read first, then written: as one statement the planner may run the inner question again for every row.
    seat = free.order_by("number").first()
    if seat is None:
        return False
    seat.pairing = pairing
    seat.save(update_fields=["pairing"])
    return True


@transaction.atomic
def answer_pairing(*, pairing: Pairing, accept: bool, by: Person) -> Pairing:
    """The mentor says yes, or no: then the one who asked is looked after again, without a reason (M-02)."""
    permissions.check_can_answer(by, pairing)
    to = PairingStatus.ACCEPTED if accept else PairingStatus.DECLINED
    also: dict[str, object] = {"answered_at": now()}
    also |= {"ends_on": _usual_end(pairing)} if accept else {"ended_at": now()}
    _move(pairing, to, by, also)
    if accept:
        emails.tell_answer(pairing)
    else:
        _free(pairing)
        _never_again(pairing, by, matching.Bar.DECLINED)
        _look_again(pairing, by)
        emails.tell_still_looking(pairing.request, pairing)
    return pairing


@transaction.atomic
def end_pairing(*, pairing: Pairing, look_again: bool = False, by: Person) -> Pairing:
    """Either of the two ends it; nobody is asked why. What it is called follows from the sessions (M-10).

    `look_again` is for the one who asked for a mentor: back to the queue, and never the same mentor again.
    """
    permissions.check_can_end(by, pairing)
    to = outcome(queries.delivered_in(pairing), pairing.sessions)
    _move(pairing, to, by, {"ended_at": now()})
    _free(pairing)
    is_mentee = by.pk == pairing.request.person_id
    if look_again or (not is_mentee and to != PairingStatus.COMPLETED):
        _never_again(pairing, by, matching.Bar.EARLIER_PAIR)
        _look_again(pairing, by)
    else:
        _move_request(pairing.request, RequestStatus.DONE, by)
    other = pairing.mentor.person if is_mentee else pairing.request.person
    emails.tell_ended(pairing, other.email)
    return pairing


@transaction.atomic
def log_session(*, pairing: Pairing, on: date, minutes: int, attendance: Attendance, by: Person) -> Session:
    """Keep that the two met, on which day and how long. One a day."""
    permissions.check_can_log(by, pairing)
    began = pairing.answered_at.astimezone(LONDON).date() if pairing.answered_at else today()
    check_session(on, minutes, attendance, began=began, today=today())
    try:
        with transaction.atomic():
            session = Session.objects.create(
                pairing=pairing, on=on, minutes=minutes, attendance=attendance, logged_by=by
            )
    except IntegrityError:
        raise Refused("A session of this day is logged already.") from None
    audit.record(
        by=by, verb="mentoring.session_logged", obj=session, organisation=pairing.request.service.owner
    )
    return session


def _move(pairing: Pairing, to: PairingStatus, by: Person, also: Mapping[str, object]) -> None:
    organisation = pairing.request.service.owner
    move(pairing, to, by=by, transitions=PAIRING_TRANSITIONS, also=also, organisation=organisation)


def _move_request(request: Request, to: RequestStatus, by: Person) -> None:
    organisation = request.service.owner
    move(request, to, by=by, transitions=REQUEST_TRANSITIONS, organisation=organisation)


def _free(pairing: Pairing) -> None:
    Seat.objects.filter(pairing=pairing).update(pairing=None)


def _look_again(pairing: Pairing, by: Person) -> None:
    _move_request(pairing.request, RequestStatus.WAITING, by)
    Request.objects.filter(pk=pairing.request_id).update(rounds_left_out=1)


def _usual_end(pairing: Pairing) -> date:
    service = pairing.request.service
    return usual_end(today(), pairing.sessions, service.shortest_weeks, service.longest_weeks)


def _never_again(pairing: Pairing, by: Person, why: matching.Bar) -> None:
    Barred.objects.get_or_create(
        service=pairing.request.service,
        one=pairing.request.person,
        other=pairing.mentor.person,
        why=why.value,
        defaults={"declared_by": by},
    )
