"""Sessions as a practice posts them: S-10 to S-15, S-19, POOL-R04, and the clock."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.pools import actions_members, actions_pool, actions_post, actions_running
from schemes.pools.models_sessions import Mark, Seat, Session
from schemes.pools.rules_policy import (
    Advice,
    check_places,
    check_times,
    local_moment,
    minutes_between,
    moments,
    pay_for,
    rate_advice,
    series_days,
)
from schemes.pools.statuses import SESSION_TRANSITIONS, BookingStatus, ReserveStatus, SessionStatus
from tests.factories.people import person_with
from tests.pools.samples import scene

DB = pytest.mark.django_db
MARCH, OCTOBER = date(2027, 3, 28), date(2026, 10, 25)


# --- the clock, pure ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "starts", "ends", "next_day", "minutes"),
    [
        pytest.param(date(2027, 3, 27), time(9), time(13, 10), False, 250, id="S-20 a usual session"),
        pytest.param(
            date(2027, 3, 27), time(22), time(4), True, 300, id="a night of 2027-03-28 loses an hour"
        ),
        pytest.param(
            date(2026, 10, 24), time(22), time(4), True, 420, id="a night of 2026-10-25 has one more"
        ),
        pytest.param(MARCH, time(0, 30), time(2, 30), False, 60, id="over the skipped hour"),
        pytest.param(OCTOBER, time(0, 30), time(2, 30), False, 180, id="over the hour that comes twice"),
        pytest.param(date(2026, 11, 2), time(18, 30), time(0), True, 330, id="until midnight"),
    ],
)
def test_a_session_lasts_as_long_as_passes(day, starts, ends, next_day, minutes) -> None:
    assert minutes_between(*moments(day, starts, ends, next_day=next_day)) == minutes


def test_a_time_that_the_clocks_skip_is_said_so() -> None:
    with pytest.raises(BadInput, match="01:30 does not exist on 28 March 2027"):
        local_moment(MARCH, time(1, 30))


def test_weekly_sessions_keep_their_clock_time_over_the_change() -> None:
    days = series_days(date(2027, 3, 21), date(2027, 4, 4), [6]).days
    starts = [moments(day, time(9), time(13))[0].isoformat() for day in days]
    assert starts == [
        "2027-03-21T09:00:00+00:00", "2027-03-28T08:00:00+00:00", "2027-04-04T08:00:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(13), time(9)), (time(9), time(9))], ids=["S-15 end before start", "no length"]
)
def test_an_end_before_the_start_is_refused(starts, ends) -> None:
    with pytest.raises(BadInput, match="before it starts"):
        moments(date(2026, 11, 2), starts, ends)


NOW = local_moment(date(2026, 11, 2), time(12))


@pytest.mark.parametrize(
    ("first", "hours", "sentence"),
    [
        pytest.param(
            NOW + timedelta(days=1),
            30,
            "would last 30 h. The most in this pool is 12 h 30 min",
            id="30 hours",
        ),
        pytest.param(NOW - timedelta(hours=1), 4, "is over. Choose a later time", id="past"),
        pytest.param(NOW, 4, "is over. Choose a later time", id="this very minute"),
        pytest.param(NOW + timedelta(days=366), 4, "up to 365 days ahead", id="too far ahead"),
    ],
)
def test_times_that_no_session_has(first: datetime, hours: int, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        check_times(first, first + timedelta(hours=hours), now=NOW, longest_minutes=750, ahead_days=365)


def test_a_series_leaves_bank_holidays_out_and_names_them() -> None:
    found = series_days(date(2026, 12, 21), date(2027, 1, 8), range(5))
    assert len(found.days) == 12
    assert found.skipped == (
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (observed)"),
        (date(2027, 1, 1), "New Year's Day"),
    )


def test_every_second_week_counts_weeks_from_the_first() -> None:
    days = series_days(date(2026, 11, 4), date(2026, 12, 4), [0, 2], 2).days
    assert days == (
        date(2026, 11, 4),
        date(2026, 11, 16),
        date(2026, 11, 18),
        date(2026, 11, 30),
        date(2026, 12, 2),
    )


@pytest.mark.parametrize(
    ("first", "last", "weekdays", "every", "sentence"),
    [
        (date(2026, 11, 4), date(2026, 11, 3), [0], 1, "comes before the first"),
        (date(2026, 11, 4), date(2026, 11, 30), [], 1, "at least one day of the week"),
        (date(2026, 11, 4), date(2026, 11, 5), [6], 1, "No day is left"),
        (date(2026, 11, 4), date(2027, 11, 4), range(7), 1, "The most posted together is 200"),
        (date(2026, 11, 4), date(2026, 11, 30), [0], 13, "every 12 weeks"),
    ],
)
def test_series_that_cannot_be(first, last, weekdays, every, sentence) -> None:
    with pytest.raises(BadInput, match=sentence):
        series_days(first, last, weekdays, every)


@pytest.mark.parametrize(
    ("rate", "advice"),
    [("77.57", Advice.FINE), ("77.58", Advice.WARN), ("90.00", Advice.WARN), ("90.01", Advice.APPROVE)],
)
def test_pool_r04_recommended_warns_and_the_ceiling_needs_an_approver(rate: str, advice: Advice) -> None:
    assert rate_advice(Decimal(rate), Decimal("77.57"), Decimal("90.00")).advice is advice


def test_without_a_rate_card_nothing_is_warned_of() -> None:
    assert rate_advice(Decimal("500.00"), None, None).advice is Advice.FINE


def test_x_26_a_locum_session_of_2020_21() -> None:
    assert pay_for(Decimal("77.57"), 250) == Decimal("323.21")


@pytest.mark.parametrize(("places", "taken"), [(1, 2), (0, 0), (21, 0)])
def test_s_12_places_that_cannot_be(places: int, taken: int) -> None:
    with pytest.raises(BadInput, match="Enter"):
        check_places(places, taken)


# --- posting --------------------------------------------------------------------------------------------------


@DB
def test_a_posted_session_has_a_row_for_each_place() -> None:
    here = scene()
    session = here.session(places=2)
    assert (session.status, session.free, session.seats.count()) == (SessionStatus.POSTED, 2, 2)
    here.booked(session)
    assert (session.status, session.free) == (SessionStatus.POSTED, 1)


@DB
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rate": Decimal("-1.00")}, "less than nothing"),
        ({"places": 0}, "between 1 and 20"),
        ({"site": " "}, "where the session takes place"),
        ({"training_budget": Decimal("-5.00")}, "cannot be less"),
        ({"cover_type": "holiday"}, "from the lists"),
        ({"at": "00:10", "to": "23:50"}, "would last 23 h 40 min"),
    ],
    ids=["negative rate", "no place", "no site", "negative budget", "unknown work", "too long"],
)
def test_bad_input_is_a_sentence_and_keeps_nothing(changes: dict, sentence: str) -> None:
    here = scene()
    with pytest.raises(BadInput, match=sentence):
        here.draft(**changes)
    assert not Session.objects.exists()


@DB
def test_many_are_posted_together_or_not_at_all() -> None:
    here = scene()
    contents = [here.content(days) for days in (7, 8, 9)]
    made = actions_post.post_all(practice=here.practice, contents=contents, by=here.lead)
    assert [session.status for session in made] == [SessionStatus.POSTED] * 3
    assert {session.series_id for session in made} == {made[0].series_id}
    with pytest.raises(BadInput, match="is over"):
        actions_post.post_all(
            practice=here.practice, contents=[here.content(7), here.content(-1)], by=here.lead
        )
    assert Session.objects.count() == 3


@DB
def test_only_the_practice_its_network_or_a_coordinator_posts() -> None:
    here = scene()
    stranger = person_with(Role.PRACTICE_LEAD, scene("QJK").practice)
    with pytest.raises(Refused, match="Only a lead of"):
        actions_post.draft(practice=here.practice, content=here.content(), by=stranger)
    assert actions_post.draft(practice=here.practice, content=here.content(), by=here.coordinator)


@DB
def test_above_the_ceiling_a_named_approver_who_is_another_agrees() -> None:
    here = scene()
    with pytest.raises(Refused, match="nobody is named"):
        here.session(rate=Decimal("100.01"))
    other = person_with(Role.COORDINATOR, here.system)
    for person in (here.coordinator, other):
        actions_pool.name_approver(pool=here.pool, person=person, by=here.coordinator)
    made = actions_post.draft(
        practice=here.practice, content=here.content(rate=Decimal("100.01")), by=here.coordinator
    )
    waiting = actions_post.post(session=made, by=here.coordinator)
    assert (waiting.status, waiting.seats.count()) == (SessionStatus.TO_APPROVE, 0)
    assert Email.objects.get(template="pools/approve_rate").to == other.email
    with pytest.raises(Refused, match="You made this session"):
        actions_post.approve_rate(session=waiting, by=here.coordinator)
    with pytest.raises(Refused, match="Only a named approver"):
        actions_post.approve_rate(session=waiting, by=here.lead)
    opened = actions_post.approve_rate(session=waiting, by=other)
    assert (opened.status, opened.approved_by, opened.approved_rate) == (
        SessionStatus.POSTED, other, Decimal("100.01"),
    )  # fmt: skip


@DB
def test_a_refused_rate_is_a_draft_again_which_can_be_changed() -> None:
    here = scene()
    actions_pool.name_approver(pool=here.pool, person=here.coordinator, by=here.coordinator)
    waiting = here.session(rate=Decimal("150.00"))
    actions_post.refuse_rate(session=waiting, by=here.coordinator)
    lower = actions_post.change_draft(
        session=waiting, content=here.content(rate=Decimal("90.00")), revision=waiting.revision, by=here.lead
    )
    assert actions_post.post(session=lower, by=here.lead).status == SessionStatus.POSTED


@DB
def test_two_change_a_draft_at_once_and_the_second_is_told() -> None:
    here = scene()
    session = here.draft()
    actions_post.change_draft(session=session, content=here.content(8), revision=1, by=here.lead)
    with pytest.raises(Refused, match="Somebody else changed"):
        actions_post.change_draft(session=session, content=here.content(9), revision=1, by=here.lead)


@DB
def test_a_supplier_s_pool_posts_nothing_here() -> None:
    here = scene()
    type(here.pool).objects.filter(pk=here.pool.pk).update(
        mode="supplier", supplier_name="Example Shifts", supplier_url="https://example.org"
    )
    with pytest.raises(Refused, match="uses Example Shifts: post the session there"):
        here.draft()


# --- running --------------------------------------------------------------------------------------------------


@DB
def test_s_10_a_cancelled_session_tells_everybody_and_never_opens_again() -> None:
    here = scene()
    session = here.session(places=2)
    first, second = here.booked(session), here.booked(session)
    waits = session.reserve.create(member=here.member(), person=here.gp())
    actions_running.cancel(session=session, because="The doctor is back.", by=here.lead)
    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED
    assert SESSION_TRANSITIONS[SessionStatus.CANCELLED] == ()
    assert {row.status for row in session.bookings.all()} == {BookingStatus.CANCELLED_BY_PRACTICE}
    told = Email.objects.filter(template="pools/cancelled").values_list("to", flat=True)
    assert set(told) == {first.person.email, second.person.email}
    waits.refresh_from_db()
    assert waits.status == ReserveStatus.LEFT
    assert not Mark.objects.exists()  # seven days before is early enough
    with pytest.raises(Refused, match="nothing: this is final"):
        actions_running.cancel(session=session, because="Again.", by=here.lead)


@DB
def test_s_19_cancelling_late_counts_and_enough_of_it_stops_posting() -> None:
    here = scene(marks_suspend=1, late_cancel_pay_percent=50)
    session = here.session(2)
    here.booked(session)
    effect = actions_running.cancel_effect(session)
    assert (effect.people, effect.late, effect.booked_pay, effect.due) == (
        1, True, Decimal("333.33"), Decimal("166.67"),
    )  # fmt: skip
    actions_running.cancel(session=session, because="No patients.", by=here.lead)
    mark = Mark.objects.get()
    assert (mark.practice, mark.kind, mark.side) == (here.practice, "late_cancel", "practice")
    with pytest.raises(Refused, match="has 1 warnings"):
        here.session()
    actions_members.clear_mark(mark=mark, because="A flood.", by=here.coordinator)
    assert here.session().status == SessionStatus.POSTED


@DB
@pytest.mark.parametrize(("by_minutes", "asked"), [(5, False), (6, True)], ids=["S-11 five", "S-11 six"])
def test_moving_by_more_than_five_minutes_asks_everybody_again(by_minutes: int, asked: bool) -> None:
    here = scene()
    session = here.session()
    booking = here.booked(session)
    shift = timedelta(minutes=by_minutes)
    actions_running.move_time(
        session=session, starts_at=session.starts_at + shift, ends_at=session.ends_at + shift,
        revision=session.revision, by=here.lead,
    )  # fmt: skip
    booking.refresh_from_db()
    assert booking.starts_at == session.starts_at + shift
    assert (booking.reconfirm_by is not None) is asked
    assert Email.objects.filter(template="pools/moved").exists() is asked


@DB
def test_nobody_is_moved_into_a_clash() -> None:
    here = scene()
    member = here.member()
    morning, evening = here.session(), here.session(at="18:00", to="22:00")
    here.booked(morning, member)
    here.booked(evening, member)
    with pytest.raises(Refused, match="has another session at the new time"):
        actions_running.move_time(
            session=evening, starts_at=morning.starts_at, ends_at=morning.ends_at,
            revision=evening.revision, by=here.lead,
        )  # fmt: skip
    evening.refresh_from_db()
    assert evening.starts_at != morning.starts_at


@DB
def test_s_12_places_are_not_cut_below_those_taken() -> None:
    here = scene()
    session = here.session(places=3)
    here.booked(session)
    here.booked(session)
    with pytest.raises(BadInput, match="2 places are taken"):
        actions_running.set_places(session=session, places=1, by=here.lead)
    full = actions_running.set_places(session=session, places=2, by=here.lead)
    assert (full.status, full.free, full.places) == (SessionStatus.FILLED, 0, 2)
    more = actions_running.set_places(session=full, places=4, by=here.lead)
    assert (more.status, more.free, Seat.objects.filter(session=more).count()) == (SessionStatus.POSTED, 2, 4)


@DB
def test_sessions_close_when_their_time_is_over() -> None:
    here = scene()
    worked, empty, unanswered = here.session(), here.session(), here.session()
    here.booked(worked)
    here.booked(unanswered, status=BookingStatus.APPLIED)
    for session in (worked, empty, unanswered):
        here.happened(session)
    ahead = here.session()
    assert actions_running.close_over() == 3
    assert actions_running.close_over() == 0
    states = [Session.objects.get(pk=one.pk).status for one in (worked, empty, unanswered, ahead)]
    assert states == [SessionStatus.OVER, SessionStatus.UNFILLED, SessionStatus.OVER, SessionStatus.POSTED]
    assert worked.bookings.get().status == BookingStatus.WORKED
    assert unanswered.bookings.get().status == BookingStatus.DECLINED


@DB
def test_a_session_that_somebody_has_taken_is_cancelled_not_taken_back() -> None:
    here = scene()
    session = here.session()
    here.booked(session)
    with pytest.raises(Refused, match="Cancel the session instead"):
        actions_post.withdraw(session=session, by=here.lead)
    free = here.session()
    assert actions_post.withdraw(session=free, by=here.lead).status == SessionStatus.WITHDRAWN
    assert today() < free.starts_at.date()
