"""A posting from draft to “did you fill it?”, two that are one, and saved searches that tell once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.test import override_settings

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.emails.actions import deliver
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.opportunities import actions, actions_alerts, actions_merge, queries, queries_search, rules
from schemes.opportunities.models import Alert, Opportunity, SavedSearch
from schemes.opportunities.models_places import Booking, BookingWindow, Seat, WaitingEntry
from schemes.opportunities.rules import Meeting
from schemes.opportunities.rules_search import Wanted
from schemes.opportunities.statuses import BookingStatus, EntryStatus, Status
from schemes.opportunities.waiting import waiting_for
from tests.factories.people import person_with
from tests.opportunities.samples import Board, at, board, content

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Board:
    return board()


def later(days: int) -> Any:
    """The portal's day, so many days from the real one."""
    return override_settings(PORTAL_TODAY=(today() + timedelta(days=days)).isoformat())


def refused(act: Callable[[], object]) -> str:
    with pytest.raises((Refused, BadInput)) as no:
        act()
    return str(no.value)


def titles(wanted: Wanted, point: Any = None) -> list[str]:
    return [row.title for row in queries_search.found(wanted, today(), point)]


def test_a_practice_posts_and_another_person_publishes(here: Board) -> None:
    row = here.submitted(by_practice=True)

    assert titles(Wanted()) == []
    assert [one.title for one in waiting_for(here.coordinator, today())] == [
        "Look at “Joint injections for GPs” before it is published"
    ]
    actions.publish(row=row, by=here.coordinator)
    assert titles(Wanted()) == ["Joint injections for GPs"]
    assert row.verified_on == today()
    assert row.area == here.area
    assert Email.objects.get(key=f"opportunities.published:{row.pk}:1").to == here.practice_lead.email


def test_nobody_looks_at_their_own(here: Board) -> None:
    row = here.submitted()
    sentence = "You posted this yourself. Another coordinator of the area looks at it."

    assert refused(lambda: actions.publish(row=row, by=here.poster)) == sentence
    assert refused(lambda: actions.send_back(row=row, note="No", by=here.poster)) == sentence
    assert waiting_for(here.poster, today()) == []


def test_only_its_own_people_post_for_an_organisation(here: Board) -> None:
    sentence = "Only its own practice lead, network lead or coordinator posts for an organisation."
    elsewhere = person_with(Role.COORDINATOR, organisation_by_code("QJK"))

    def post(owner: Organisation, by: Person) -> str:
        return refused(lambda: actions.write(owner=owner, content=content(), by=by))

    for somebody in (here.gp(), here.practice_lead, elsewhere):
        assert post(here.area, somebody) == sentence
    assert post(here.practice, here.coordinator) == sentence
    row = here.submitted()
    assert (
        refused(lambda: actions.publish(row=row, by=elsewhere))
        == "Only a coordinator of this area can do this."
    )
    assert refused(lambda: actions.submit(row=row, by=here.gp())) == (
        "Only those who post for this organisation, or look after its area, can do this."
    )


def test_a_change_is_looked_at_again_and_two_at_once_are_told(here: Board) -> None:
    row = here.published(by_practice=True)

    actions.change(row=row, content=content(title="Another title"), revision=1, by=here.practice_lead)
    assert row.status == Status.SUBMITTED
    assert titles(Wanted()) == []
    assert (
        refused(lambda: actions.change(row=row, content=content(), revision=1, by=here.practice_lead))
        == "Somebody else changed this meanwhile. Look at it again, then make your change."
    )
    actions.publish(row=row, by=here.coordinator)
    assert titles(Wanted()) == ["Another title"]


def test_sent_back_it_says_what_is_asked(here: Board) -> None:
    row = here.submitted(by_practice=True)
    assert refused(lambda: actions.send_back(row=row, note=" ", by=here.coordinator)) == (
        "Say what should be changed."
    )

    actions.send_back(row=row, note="Which day?", by=here.coordinator)

    assert [one.title for one in waiting_for(here.practice_lead, today())] == [
        "The coordinator asks for a change of “Joint injections for GPs”"
    ]
    actions.submit(row=row, by=here.practice_lead)
    assert row.note == ""


def test_the_dates_of_a_programme_set_its_days(here: Board) -> None:
    row = here.course(evenings=3, first=10)

    assert (row.starts_on, row.ends_on) == (today() + timedelta(days=10), today() + timedelta(days=24))
    overlapping = Meeting(at(10, 19), at(10, 21))
    assert refused(lambda: actions.add_date(row=row, meeting=overlapping, by=here.poster)) == (
        "This overlaps another date of the programme."
    )
    last = row.dates.last()
    actions.remove_date(date=last, by=here.poster)
    row.refresh_from_db()
    assert row.ends_on == today() + timedelta(days=17)
    Booking.objects.create(opportunity=row, person=here.gp())
    assert refused(lambda: actions.remove_date(date=row.dates.first(), by=here.poster)) == (
        "People have booked this. Close it, or agree another date with them first."
    )


def test_60_days_unverified_it_is_hidden_after_one_reminder(here: Board) -> None:
    row = here.published(kind="role", by_practice=True)
    reminder = {"key__startswith": "opportunities.still_right"}

    with later(49):
        assert actions.daily() == actions.DayDone(0, 0, 0)
    with later(50):
        assert actions.daily() == actions.DayDone(0, 0, 1)
        assert actions.daily() == actions.DayDone(0, 0, 0)
        assert [one.title for one in waiting_for(here.practice_lead, today())] == [
            "Is “Joint injections for GPs” still right?"
        ]
        assert waiting_for(here.coordinator, today()) == []
    with later(60):
        assert titles(Wanted()) == ["Joint injections for GPs"]
    with later(61):
        assert titles(Wanted()) == []  # before the clock has run
        assert actions.daily() == actions.DayDone(0, 1, 0)
        row.refresh_from_db()
        actions.verify(row=row, by=here.practice_lead)
        assert titles(Wanted()) == ["Joint injections for GPs"]
        assert actions.daily() == actions.DayDone(0, 0, 0)
    assert Email.objects.filter(**reminder).count() == 1
    with later(111):
        assert actions.daily() == actions.DayDone(0, 0, 1)


def test_closed_on_its_day_it_asks_did_you_fill_it_and_the_answer_counts(here: Board) -> None:
    row = here.published(closes_on=today() + timedelta(days=5), by_practice=True)

    with later(5):
        assert titles(Wanted()) == ["Joint injections for GPs"]
        assert actions.daily().closed == 0
    with later(6):
        assert titles(Wanted()) == []
        assert refused(lambda: actions.verify(row=row, by=here.practice_lead)) == (
            "Its days are over. Change the days first."
        )
        assert actions.daily().closed == 1
        assert actions.daily().closed == 0
        row.refresh_from_db()
        assert [one.title for one in waiting_for(here.practice_lead, today())] == [
            "Did you fill “Joint injections for GPs”?"
        ]
        assert queries.outcomes_in(here.practice_lead) == {"": 1}
        assert refused(lambda: actions.say_outcome(row=row, outcome="maybe", by=here.practice_lead)) == (
            "Choose one of the answers."
        )
        actions.say_outcome(row=row, outcome="here", by=here.practice_lead)
        assert waiting_for(here.practice_lead, today()) == []
    assert queries.outcomes_in(here.practice_lead) == {"here": 1}
    assert Email.objects.filter(key__startswith="opportunities.did_you_fill_it").count() == 1


def test_closed_by_hand_it_may_say_so_at_once_and_be_posted_again(here: Board) -> None:
    row = here.published()

    actions.close(row=row, outcome="elsewhere", by=here.poster)
    assert (row.status, row.outcome) == (Status.CLOSED, "elsewhere")
    actions.submit(row=row, by=here.poster)
    assert (row.status, row.outcome) == (Status.SUBMITTED, "")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        pytest.param(Wanted(kind="role"), 1, id="type"),
        pytest.param(Wanted(text="MODELS injection"), 1, id="words in any order and case"),
        pytest.param(Wanted(text="100%_"), 0, id="signs are not wildcards"),
        pytest.param(Wanted(stage="CS-NQ"), 2, id="stage, or open to all"),
        pytest.param(Wanted(stage="CS-RET"), 1, id="another stage"),
        pytest.param(Wanted(profession="nurse"), 1, id="profession"),
        pytest.param(Wanted(area="QHM"), 2, id="area"),
        pytest.param(Wanted(area="QJK"), 0, id="another area"),
        pytest.param(Wanted(where="remote"), 1, id="from anywhere"),
        pytest.param(Wanted(sessions=2), 1, id="up to two sessions"),
        pytest.param(Wanted(sessions=1), 0, id="up to one"),
        pytest.param(Wanted(within=30), 1, id="within a month"),
        pytest.param(Wanted(free=True), 1, id="free"),
    ],
)
def test_a_search_narrows(here: Board, wanted: Wanted, count: int) -> None:
    here.published(starts_on=today() + timedelta(days=20), amount=Decimal(0), amount_for="whole")
    here.published(
        kind="role", title="Salaried GP", summary="Four days", where="remote", place="",
        sessions_per_week=Decimal(2), career_stages=("CS-NQ",), professions=("gp",),
    )  # fmt: skip

    assert len(titles(wanted)) == count


def test_distance_is_measured_and_what_is_from_anywhere_is_always_near(here: Board) -> None:
    here.published(title="Far", postcode="TS18 1HU")
    here.published(title="Near", postcode="NE26 1NA")
    here.published(title="Online", where="remote", place="")
    point = queries_search.point_of("ne26")
    assert point is not None

    assert titles(Wanted(near="NE26", miles=10, sort="near"), point) == ["Near", "Online"]
    assert titles(Wanted(near="NE26", miles=40, sort="near"), point) == ["Near", "Far", "Online"]
    row = Opportunity.objects.get(title="Far")
    found = queries_search.found(Wanted(near="NE26", miles=40), today(), point).get(pk=row.pk)
    assert abs(found.miles - queries_search.miles_to(row, point)) < 0.01
    assert queries_search.point_of("ZZ99 9ZZ") is None


def test_the_file_holds_exactly_what_is_shown(here: Board) -> None:
    here.published(title="=1+1", closes_on=today() + timedelta(days=9))
    here.published(kind="role")
    rows = queries_search.found(Wanted(kind="training"), today(), None)

    lines = list(queries_search.csv_rows(rows, "https://portal.example/opportunities/"))

    assert [line[1] for line in lines] == ["=1+1"]
    assert all(len(line) == len(queries_search.CSV_HEADINGS) for line in lines)


def twins(here: Board) -> tuple[Opportunity, Opportunity]:
    starts = today() + timedelta(days=30)
    one = here.published(starts_on=starts)
    other = here.published(starts_on=starts, title="GPs: joint injections", by_practice=True)
    return one, other


def test_two_that_seem_one_are_pointed_out_until_somebody_says_they_are_two(here: Board) -> None:
    one, other = twins(here)

    assert queries.may_be_the_same(one) == [other]
    actions_merge.say_not_the_same(one=other, other=one, by=here.coordinator)
    actions_merge.say_not_the_same(one=one, other=other, by=here.coordinator)
    assert queries.may_be_the_same(one) == []
    assert queries.may_be_the_same(other) == []


def test_merged_both_keep_their_bookings_and_the_old_address_leads_on(here: Board) -> None:
    keep, away = twins(here)
    both, only_away, waits = here.gp(), here.gp(), here.gp()
    moments = {"opens_at": at(-1, 9), "closes_at": at(20, 9), "places": 1}
    for row in (keep, away):
        BookingWindow.objects.create(opportunity=row, **moments)
        seat = Seat.objects.create(opportunity=row, number=1)
        seat.booking = Booking.objects.create(opportunity=row, person=both if row == keep else only_away)
        seat.save()
    Booking.objects.create(opportunity=away, person=both)
    WaitingEntry.objects.create(opportunity=away, person=waits, address=waits.email)
    WaitingEntry.objects.create(opportunity=away, person=both, address=both.email)

    actions_merge.merge(keep=keep, away=away, by=here.coordinator)

    held = Booking.objects.filter(opportunity=keep, status=BookingStatus.BOOKED)
    assert {booking.person for booking in held} == {both, only_away}
    assert Seat.objects.filter(opportunity=keep, booking__in=held).count() == 2
    assert BookingWindow.objects.get(opportunity=keep).places == 2
    entries = {entry.person: (entry.opportunity, entry.status) for entry in WaitingEntry.objects.all()}
    assert entries == {waits: (keep, EntryStatus.WAITING), both: (away, EntryStatus.LEFT)}
    assert queries.leads_to(away.pk) == keep
    assert refused(lambda: actions_merge.merge(keep=keep, away=away, by=here.coordinator)) == (
        "One of the two was merged already."
    )


def test_a_role_and_a_course_cannot_be_merged(here: Board) -> None:
    one, other = here.published(), here.published(kind="role")

    assert refused(lambda: actions_merge.merge(keep=one, away=other, by=here.coordinator)) == (
        "A role, training and an event are different things. Only two of one kind can be merged."
    )
    assert refused(lambda: actions_merge.merge(keep=one, away=one, by=here.coordinator)) == (
        "Choose two different postings."
    )
    assert refused(lambda: actions_merge.merge(keep=one, away=other, by=here.practice_lead)) == (
        "Only a coordinator of this area can do this."
    )


def test_a_saved_search_tells_once_why_it_matched_and_stops_with_one_press(here: Board) -> None:
    gp = here.gp()
    here.published(title="Old news")
    search = actions_alerts.save_search(wanted=Wanted(kind="training"), every="day", by=gp)
    here.published(title="New course")
    here.published(kind="role", title="A role")
    alerts = Email.objects.filter(template="opportunities/alert")

    assert actions_alerts.send_alerts() == 0  # it looks from the next day on
    with later(1):
        assert actions_alerts.send_alerts() == 1
        assert actions_alerts.send_alerts() == 0
    with later(2):
        assert actions_alerts.send_alerts() == 0
    told = alerts.get()
    assert told.to == gp.email
    assert "New course" in told.text
    assert "Why: It is training." in told.text
    assert "Old news" not in told.text
    assert "A role" not in told.text
    assert Alert.objects.count() == 1

    deliver(email_id=told.pk)
    sent = mail.outbox[-1]
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert gp.email not in link
    told.refresh_from_db()
    assert (told.to, told.text, told.unsubscribe) == ("", "", "")
    token = link.rstrip("/").rpartition("/")[2]
    assert actions_alerts.stop_by_token(token=token) is True
    assert actions_alerts.stop_by_token(token=token) is True
    assert actions_alerts.stop_by_token(token="guessed") is False
    search.refresh_from_db()
    assert search.stopped_at is not None


def test_a_weekly_search_looks_on_mondays_or_when_a_monday_was_missed(here: Board) -> None:
    search = actions_alerts.save_search(wanted=Wanted(), every="week", by=here.gp())
    to_monday = (8 - today().isoweekday()) % 7 or 7

    due = []
    for days in range(1, 16):
        with later(days):
            due.append(actions_alerts.is_due(search))
    assert [days for days in range(1, 8) if due[days - 1]] == [to_monday]
    assert all(due[7:])  # nothing looked for more than a week: it is made up for at once


def test_the_same_search_is_kept_once_and_twenty_are_enough(here: Board) -> None:
    gp = here.gp()
    for number in range(20):
        actions_alerts.save_search(wanted=Wanted(text=f"word {number}"), every="day", by=gp)

    assert refused(lambda: actions_alerts.save_search(wanted=Wanted(), every="day", by=gp)) == (
        "You have 20 saved searches. Stop one first."
    )
    first = SavedSearch.objects.filter(person=gp).last()
    assert first is not None
    assert refused(lambda: actions_alerts.stop_search(search=first, by=here.coordinator)) == (
        "Only the person who saved the search can do this."
    )
    actions_alerts.stop_search(search=first, by=gp)
    assert (
        refused(lambda: actions_alerts.save_search(wanted=Wanted(text="word 5"), every="day", by=gp))
        == "You have saved this search already."
    )
    assert refused(lambda: actions_alerts.save_search(wanted=Wanted(), every="hour", by=gp)) == (
        "Choose every day or once a week."
    )


def test_what_somebody_looks_for_is_in_no_audit(here: Board) -> None:
    actions_alerts.save_search(wanted=Wanted(text="leaving medicine"), every="day", by=here.gp())

    event = AuditEvent.objects.get(verb="opportunities.search_saved")
    assert (event.note, list(event.fields)) == ("", [])


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_publish_at_once_one_is_told(here: Board) -> None:
    row, third = here.submitted(), person_with(Role.COORDINATOR, here.area)
    said: list[str] = []
    start = threading.Barrier(2)

    def press(person: Person) -> None:
        start.wait()
        try:
            actions.publish(row=Opportunity.objects.select_related("owner").get(pk=row.pk), by=person)
            said.append("")
        except Refused as no:
            said.append(no.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[person]) for person in (here.coordinator, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(bool(sentence) for sentence in said) == [False, True]
    assert Email.objects.filter(key__startswith="opportunities.published").count() == 1


def test_the_settings_are_the_handbook_s_and_ours() -> None:
    assert rules.settings().verified_days == 60
