"""Taking a session and giving it back, the reserve list, and hours: S-05 to S-19, W-02 to W-07."""

import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from retention_portal.core.dates import now, today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.pools import actions_booking, actions_hours, actions_reserve, actions_running, actions_seats
from schemes.pools.models import Member
from schemes.pools.models_sessions import Booking, Mark, Reserve, Seat, Session
from schemes.pools.queries_gp import about, passport_gaps, times_taken
from schemes.pools.rules_booking import Outcome
from schemes.pools.statuses import BookingStatus, MarkKind, MemberStatus, ReserveStatus, SessionStatus
from tests.pools.samples import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Scene:
    return scene()


def book(session: Session, member: Member, **more: str) -> Booking:
    return actions_booking.book(session=session, person=member.person, by=member.person, **more)


def waits(session: Session, member: Member) -> Reserve:
    return actions_reserve.join_reserve(session=session, by=member.person)


def outcome(session: Session, member: Member) -> Outcome:
    session = Session.objects.select_related("pool", "practice").get(pk=session.pk)
    return about(member.person).standing(session).outcome


def test_taking_the_only_place_fills_the_session_and_tells_both(here: Scene) -> None:
    session, member = here.session(), here.member()

    booking = book(session, member)

    session.refresh_from_db()
    assert (booking.status, session.status, session.free) == (BookingStatus.ACCEPTED, SessionStatus.FILLED, 0)
    assert booking.seat.session_id == session.pk
    told = Email.objects.filter(template="pools/told").values_list("to", flat=True)
    assert sorted(told) == sorted([member.person.email, here.lead.email])
    assert outcome(session, member) == Outcome.YOURS
    (taken,) = times_taken(member.person, session.starts_at, session.ends_at)
    assert here.practice.name in taken.label


def test_the_same_session_twice_is_refused_case_s_05(here: Scene) -> None:
    session, member = here.session(places=2), here.member()
    book(session, member)

    with pytest.raises(Refused, match="yours already"):
        book(session, member)


def test_overlapping_sessions_are_refused_and_the_database_says_so_too_case_s_02(here: Scene) -> None:
    member = here.member()
    book(here.session(at="09:00", to="13:00"), member)
    other = here.session(at="10:00", to="14:00")

    with pytest.raises(Refused, match="It overlaps with your session at"):
        book(other, member)
    session = actions_seats.lock_session(other.pk)
    with pytest.raises(Refused, match="booked something else"):
        actions_seats.take(session, session.seats.get(), member, BookingStatus.ACCEPTED, 60, member.person)


def test_back_to_back_is_allowed_case_s_04(here: Scene) -> None:
    member = here.member()
    book(here.session(at="09:00", to="13:00"), member)

    assert book(here.session(at="13:00", to="17:00"), member).status == BookingStatus.ACCEPTED


def test_somebody_who_is_not_a_member_asks_and_books_nothing_case_s_09(here: Scene) -> None:
    gp, session = here.gp(), here.session()

    with pytest.raises(Refused, match="You can ask to join"):
        actions_booking.book(session=session, person=gp, by=gp)
    asked = actions_booking.ask_to_join(pool=here.pool, relation="locum", by=gp)

    assert asked.status == MemberStatus.ASKED
    assert outcome(session, asked) == Outcome.ASKED
    assert not Booking.objects.exists()
    with pytest.raises(Refused, match="asked already"):
        actions_booking.ask_to_join(pool=here.pool, relation="locum", by=gp)


def test_a_check_that_runs_out_before_the_day_blocks_by_name_case_s_18(here: Scene) -> None:
    member, session = here.member(), here.session(days=7)
    here.check(member.person, "indemnity", today() + timedelta(days=6))

    with pytest.raises(Refused, match="Indemnity: the check runs out on"):
        book(session, member)
    assert passport_gaps(member, today()) == ()
    here.check(member.person, "indemnity", today() + timedelta(days=7))
    assert book(session, member)


def test_a_missing_check_blocks_by_name(here: Scene) -> None:
    member = here.member(checks=("registration",))

    with pytest.raises(Refused, match="Not on record, or not in order: Indemnity"):
        book(here.session(), member)


def test_nobody_books_for_another_but_a_coordinator(here: Scene) -> None:
    member, session = here.member(), here.session()

    with pytest.raises(Refused, match="Only a coordinator"):
        actions_booking.book(session=session, person=member.person, by=here.lead)
    booked = actions_booking.book(session=session, person=member.person, by=here.coordinator)
    assert (booked.person, booked.booked_by) == (member.person, here.coordinator)


def test_two_no_shows_stop_until_a_coordinator_books_anyway_with_a_record_case_s_08(here: Scene) -> None:
    member = here.member()
    for day in (1, 2):
        booking = here.booked(here.session(days=day), member)
        here.happened(booking.session, days_ago=day)
        booking.refresh_from_db()
        actions_hours.note_no_show(booking=booking, by=here.lead)
    session = here.session()

    with pytest.raises(Refused, match="noted 2 times that you did not come"):
        book(session, member)
    with pytest.raises(BadInput, match="Say why"):
        actions_booking.book(session=session, person=member.person, by=here.coordinator)
    booked = actions_booking.book(
        session=session, person=member.person, by=here.coordinator, override_because="We spoke."
    )
    assert booked.override_because == "We spoke."
    assert not AuditEvent.objects.filter(note__contains="We spoke").exists()


def test_giving_back_frees_the_place_and_closes_three_hours_before_case_s_07(here: Scene) -> None:
    session, member = here.session(), here.member()
    booking = book(session, member)

    with pytest.raises(BadInput, match="Choose why"):
        actions_booking.give_back(booking=booking, because="a long story", by=member.person)
    actions_booking.give_back(booking=booking, because="commitment", by=member.person)
    session.refresh_from_db()
    assert (session.status, session.free) == (SessionStatus.POSTED, 1)
    assert Seat.objects.filter(session=session, booking__isnull=True).count() == 1

    late = book(session, member)
    Booking.objects.filter(pk=late.pk).update(starts_at=timezone.now() + timedelta(hours=2))
    late.refresh_from_db()
    with pytest.raises(Refused, match="It could be given back until"):
        actions_booking.give_back(booking=late, because="commitment", by=member.person)
    assert actions_booking.give_back(booking=late, because="commitment", by=here.coordinator)


def test_a_session_that_is_over_is_neither_taken_nor_given_back(here: Scene) -> None:
    session, member = here.session(), here.member()
    booking = book(session, member)
    here.happened(session)
    booking.refresh_from_db()

    with pytest.raises(Refused, match="could be given back until"):
        actions_booking.give_back(booking=booking, because="commitment", by=member.person)
    with pytest.raises(Refused, match="It is over"):
        book(session, here.member())


def test_where_the_practice_answers_asking_holds_the_place_until_it_says_no() -> None:
    here = scene(practice_answers=True)
    session, member = here.session(), here.member()

    booking = book(session, member)
    assert booking.status == BookingStatus.APPLIED
    with pytest.raises(Refused, match="your own session"):
        actions_booking.answer_application(booking=booking, accept=True, by=member.person)
    actions_booking.answer_application(booking=booking, accept=False, by=here.lead)

    session.refresh_from_db()
    assert (Booking.objects.get().status, session.free) == (BookingStatus.DECLINED, 1)
    again = book(session, member)
    actions_booking.answer_application(booking=again, accept=True, by=here.lead)
    assert Booking.objects.get(pk=again.pk).status == BookingStatus.ACCEPTED


def test_whoever_asked_for_cover_does_not_take_it(here: Scene) -> None:
    member, session = here.member(), here.session()
    Session.objects.filter(pk=session.pk).update(cover_for=member.person)

    with pytest.raises(Refused, match="the cover for you"):
        book(session, member)


# --- the reserve list -----------------------------------------------------------------------------------------


def full(here: Scene) -> tuple[Session, Booking]:
    session = here.session()
    return session, book(session, here.member())


def test_a_place_given_back_is_offered_in_order_and_kept_cases_w_01_w_03(here: Scene) -> None:
    session, booking = full(here)
    first, second = here.member(), here.member()
    row, _ = waits(session, first), waits(session, second)

    actions_booking.give_back(booking=booking, because="personal", by=booking.person)

    row.refresh_from_db()
    session.refresh_from_db()
    assert (row.status, row.seat.session_id) == (ReserveStatus.OFFERED, session.pk)
    assert (session.status, session.free) == (SessionStatus.FILLED, 0)
    with pytest.raises(Refused, match="last place"):
        book(session, here.member())
    taken = actions_reserve.accept_offer(row=row, by=first.person)
    assert (taken.seat.session_id, Reserve.objects.get(pk=row.pk).status) == (session.pk, ReserveStatus.TAKEN)
    with pytest.raises(Refused, match="There is no offer"):
        actions_reserve.accept_offer(row=row, by=first.person)


@pytest.mark.parametrize(
    "end", [pytest.param("decline", id="W-05 declining"), pytest.param("expire", id="W-05 expiry")]
)
def test_a_no_or_no_answer_asks_the_next_at_once(here: Scene, end: str) -> None:
    session, booking = full(here)
    rows = [waits(session, here.member()) for _ in range(2)]
    actions_booking.give_back(booking=booking, because="personal", by=booking.person)

    if end == "decline":
        actions_reserve.decline_offer(row=rows[0], by=rows[0].person)
    else:
        Reserve.objects.filter(pk=rows[0].pk).update(offer_ends_at=now() - timedelta(seconds=1))
        assert actions_reserve.expire_offers() == 1
        with pytest.raises(Refused, match="The offer ran out"):
            actions_reserve.accept_offer(row=rows[0], by=rows[0].person)

    rows[1].refresh_from_db()
    assert rows[1].status == ReserveStatus.OFFERED
    actions_reserve.decline_offer(row=rows[1], by=rows[1].person)
    session.refresh_from_db()
    assert (session.status, session.free) == (SessionStatus.POSTED, 1)


def test_giving_back_a_place_that_came_by_an_offer_frees_exactly_one_case_w_07(here: Scene) -> None:
    session, booking = full(here)
    row = waits(session, here.member())
    actions_booking.give_back(booking=booking, because="personal", by=booking.person)
    taken = actions_reserve.accept_offer(row=row, by=row.person)

    actions_booking.give_back(booking=taken, because="personal", by=row.person)

    session.refresh_from_db()
    assert (session.free, session.places) == (1, 1)


def test_the_list_is_for_full_sessions_and_once_a_person_case_w_02(here: Scene) -> None:
    session = here.session()
    member = here.member()
    with pytest.raises(Refused, match="A place is free"):
        waits(session, member)
    book(session, here.member())
    waits(session, member)

    with pytest.raises(Refused, match="on the reserve list already"):
        waits(session, member)


def test_somebody_who_could_not_take_it_is_passed_over(here: Scene) -> None:
    session, booking = full(here)
    busy, free = here.member(), here.member()
    passed, asked = waits(session, busy), waits(session, free)
    book(here.session(), busy)

    actions_booking.give_back(booking=booking, because="personal", by=booking.person)

    passed.refresh_from_db()
    asked.refresh_from_db()
    assert (passed.status, asked.status) == (ReserveStatus.WAITING, ReserveStatus.OFFERED)


def test_a_new_place_goes_to_who_waits_before_anybody_else(here: Scene) -> None:
    session, _ = full(here)
    row = waits(session, here.member())

    session = actions_running.set_places(session=session, places=2, by=here.lead)

    row.refresh_from_db()
    assert (row.status, session.free, session.status) == (ReserveStatus.OFFERED, 0, SessionStatus.FILLED)


# --- hours ----------------------------------------------------------------------------------------------------


@dataclass
class Worked:
    here: Scene
    booking: Booking

    def hours(self, side: str = "gp", shift: int = 0, revision: int = 0, because: str = "") -> None:
        by = self.booking.person if side == "gp" else self.here.lead
        actions_hours.state_hours(
            booking=self.booking, worked_from=self.booking.starts_at,
            worked_to=self.booking.ends_at + timedelta(minutes=shift), break_minutes=10, revision=revision,
            because=because, by=by,
        )  # fmt: skip

    def status(self) -> str:
        return Booking.objects.get(pk=self.booking.pk).status


@pytest.fixture
def worked(here: Scene) -> Worked:
    booking = here.booked(here.session())
    here.happened(booking.session)
    booking.refresh_from_db()
    return Worked(here, booking)


def test_hours_are_confirmed_by_both(worked: Worked) -> None:
    worked.hours()
    assert worked.status() == BookingStatus.WORKED
    with pytest.raises(Refused, match="confirmed these hours already"):
        actions_hours.confirm_hours(booking=worked.booking, revision=1, by=worked.booking.person)

    actions_hours.confirm_hours(booking=worked.booking, revision=1, by=worked.here.lead)

    assert worked.status() == BookingStatus.CONFIRMED


def test_a_correction_says_why_and_asks_both_again_case_s_13(worked: Worked) -> None:
    worked.hours()
    actions_hours.confirm_hours(booking=worked.booking, revision=1, by=worked.here.lead)

    with pytest.raises(BadInput, match="why the hours change"):
        worked.hours("practice", shift=20, revision=1)
    with pytest.raises(Refused, match="changed these hours a moment ago"):
        worked.hours("practice", shift=20, revision=0, because="Late clinic.")
    worked.hours("practice", shift=20, revision=1, because="Late clinic.")

    sheet = worked.booking.timesheet
    sheet.refresh_from_db()
    assert (worked.status(), sheet.gp_at, sheet.practice_by) == (BookingStatus.WORKED, None, worked.here.lead)


@pytest.mark.parametrize(
    ("shift", "words"), [(-600, "end before they start"), (600, "within 6 hours"), (3000, "not over")]
)
def test_hours_that_cannot_have_been(worked: Worked, shift: int, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        worked.hours(shift=shift)


def test_strangers_state_no_hours(worked: Worked) -> None:
    with pytest.raises(Refused, match="Only the two sides"):
        actions_hours.confirm_hours(booking=worked.booking, revision=1, by=worked.here.gp())


def test_a_warning_is_contested_and_put_right(worked: Worked) -> None:
    mark = actions_hours.note_no_show(booking=worked.booking, by=worked.here.lead)
    actions_hours.contest_mark(mark=mark, words="I was there.", by=worked.booking.person)

    actions_hours.correct_attendance(
        booking=worked.booking, because="Rota shows it.", by=worked.here.coordinator
    )

    mark.refresh_from_db()
    assert (mark.contested, mark.cleared_because) == ("I was there.", "Rota shows it.")
    assert worked.status() == BookingStatus.WORKED


def test_sending_somebody_home_is_a_warning_of_the_practice_case_s_19(worked: Worked) -> None:
    mark = actions_hours.note_sent_home(booking=worked.booking, by=worked.booking.person)

    assert (mark.kind, mark.practice, mark.person) == (MarkKind.SENT_HOME, worked.here.practice, None)
    assert Mark.objects.count() == 1


def test_ratings_are_off_unless_the_pool_switches_them_on(worked: Worked) -> None:
    worked.hours()
    with pytest.raises(Refused, match="asks for no ratings"):
        actions_hours.rate_session(booking=worked.booking, score=4, by=worked.booking.person)


# --- at once --------------------------------------------------------------------------------------------------


def at_once(*acts) -> list[str]:
    """What became of each, run by threads with connections of their own."""
    start, results = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            start.wait(timeout=10)
            act()
            results.append("done")
        except Refused as no:
            results.append(no.sentence)
        except Exception as fault:  # noqa: BLE001 - a fault of any kind fails the test by its name
            results.append(repr(fault))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_two_take_the_last_place_at_once_and_one_has_it_case_s_17() -> None:
    here = scene()
    session, one, other = here.session(), here.member(), here.member()

    results = at_once(lambda: book(session, one), lambda: book(session, other))

    assert results == ["Somebody has just taken the last place.", "done"]
    session.refresh_from_db()
    assert (Booking.objects.count(), session.free, session.status) == (1, 0, SessionStatus.FILLED)


@pytest.mark.django_db(transaction=True)
def test_one_person_takes_two_overlapping_sessions_at_once_and_has_one() -> None:
    here = scene()
    first, second, member = here.session(), here.session(at="10:00", to="14:00"), here.member()

    results = at_once(lambda: book(first, member), lambda: book(second, member))

    assert (results[-1], len(results), Booking.objects.count()) == ("done", 2, 1)
    assert results[0].startswith("It overlaps with your session at")


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_taken_and_runs_out_at_once_and_one_of_both_holds() -> None:
    here = scene()
    session, booking = full(here)
    row = waits(session, here.member())
    actions_booking.give_back(booking=booking, because="personal", by=booking.person)
    Reserve.objects.filter(pk=row.pk).update(offer_ends_at=now() + timedelta(milliseconds=40))

    def expire() -> None:
        while not actions_reserve.expire_offers():
            if Reserve.objects.get(pk=row.pk).status != ReserveStatus.OFFERED:
                break

    results = at_once(lambda: actions_reserve.accept_offer(row=row, by=row.person), expire)

    row.refresh_from_db()
    session.refresh_from_db()
    took = Booking.objects.filter(status=BookingStatus.ACCEPTED).count()
    assert results in (["done", "done"], [actions_reserve.RAN_OUT, "done"])
    assert (row.status, took, session.free) in ((ReserveStatus.TAKEN, 1, 0), (ReserveStatus.EXPIRED, 0, 1))


@pytest.mark.django_db(transaction=True)
def test_twelve_people_for_six_sessions_at_once_are_six_bookings() -> None:
    here = scene()
    sessions = [here.session(days=2 + number) for number in range(6)]
    members = [here.member() for _ in range(12)]

    results = at_once(*(lambda m=member, s=sessions[n % 6]: book(s, m) for n, member in enumerate(members)))

    assert results == ["Somebody has just taken the last place."] * 6 + ["done"] * 6
    assert Booking.objects.count() == 6
    assert set(Session.objects.values_list("free", "status")) == {(0, SessionStatus.FILLED)}
