"""Pages of a GP and of both sides of a session, as they are asked for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.core.dates import today
from retention_portal.core.models import Email, Job
from schemes.pools import actions_booking, actions_calendar, actions_hours, actions_reserve
from schemes.pools.models import Interest, Member
from schemes.pools.models_sessions import Booking, Mark, Reserve, Session, Timesheet
from schemes.pools.statuses import BookingStatus, MemberStatus
from schemes.pools.waiting import waiting_for
from tests.factories.people import signed_in
from tests.pools.samples import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Scene:
    return scene()


def as_one(person) -> Client:
    return signed_in(Client(), person)


def text(answer) -> str:
    return " ".join(str(answer.content.decode()).split())


def page(person, name: str, *args: object, **query: str) -> str:
    return text(as_one(person).get(reverse(f"pools:{name}", args=args), query))


def press(person, name: str, *args: object, **fields: object) -> str:
    return text(as_one(person).post(reverse(f"pools:{name}", args=args), fields, follow=True))


def test_the_list_shows_what_may_be_taken_and_folds_the_rest_with_a_sentence(here: Scene) -> None:
    member = here.member()
    mine, clash, free = (
        here.session(days=3),
        here.session(days=3, at="10:00", to="14:00"),
        here.session(days=4),
    )
    actions_booking.book(session=mine, person=member.person, by=member.person)

    shown = page(member.person, "sessions")

    assert "1 session you can take" in shown
    can, _, rest = shown.partition("1 more at this time that you cannot take, and why")
    assert reverse("pools:session", args=[free.pk]) in can
    assert reverse("pools:session", args=[clash.pk]) not in can
    assert "It overlaps with your session at" in rest


def test_filters_leave_what_is_asked_for(here: Scene) -> None:
    member = here.member()
    near, other = here.session(days=3), here.session(days=4, cover_type="GPCP-W3")
    day = str(near.starts_at.weekday())

    def found(**query: str) -> list[bool]:
        shown = page(member.person, "sessions", **query)
        return [f'href="{reverse("pools:session", args=[row.pk])}"' in shown for row in (near, other)]

    assert found() == [True, True]
    assert found(cover_type="GPCP-W3") == [False, True]
    assert found(day=day) == [True, False]
    assert found(near=here.practice.postcode, miles="5") == [True, True]
    assert found(near="TR1 1AA", miles="5") == [False, False]
    assert found(near="not a place", miles="banana", day="99") == [True, True]


def test_pages_of_the_list_follow_each_other_and_lose_nothing(here: Scene) -> None:
    member = here.member()
    first = here.session(days=3)
    rows = [Session(**_copied(first)) for _ in range(16)]
    Session.objects.bulk_create(rows)
    listed = page(member.person, "sessions")
    after = listed.split("after=")[1].split('"')[0]

    second = page(member.person, "sessions", after=after)

    seen = [
        row.pk
        for row in Session.objects.all()
        for shown in (listed, second)
        if f"sessions/{row.pk}/" in shown
    ]
    assert sorted(seen) == sorted(Session.objects.values_list("pk", flat=True))
    assert page(member.person, "sessions", after="9999999999999-nonsense")


def _copied(row: Session) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def test_somebody_without_a_pool_sees_how_many_there_are_and_how_to_join(here: Scene) -> None:
    gp, row = here.gp(), here.session()

    shown = page(gp, "sessions")
    assert "1 session is open" in shown
    assert reverse("pools:session", args=[row.pk]) not in shown
    assert as_one(gp).get(reverse("pools:session", args=[row.pk])).status_code == 404

    assert "You have asked to join" in press(
        gp, "join_pool", here.pool.pk, relation="locum", postcode="LU1 2AB"
    )
    assert Member.objects.get(person=gp).status == MemberStatus.ASKED
    assert "A coordinator answers" in page(gp, "session", row.pk)


def test_taking_giving_back_and_waiting_by_the_buttons(here: Scene) -> None:
    one, other, row = here.member(), here.member(), here.session()

    assert "It is done" in press(one.person, "take", row.pk)
    assert "Somebody has just taken the last place." in press(other.person, "take", row.pk)
    assert "You are on the reserve list" in press(other.person, "reserve", row.pk)
    booking, waits = Booking.objects.get(), Reserve.objects.get()
    assert (
        "Choose" in press(one.person, "give_back", booking.pk) or Booking.objects.get().status == "accepted"
    )
    assert "You have given it back" in press(one.person, "give_back", booking.pk, because="mistake")
    assert "A place is kept for you until" in page(other.person, "mine")
    assert "The session is yours" in press(other.person, "reserve_answer", waits.pk, "take")
    strange = as_one(one.person).post(reverse("pools:reserve_answer", args=[waits.pk, "take"]))
    assert strange.status_code == 404


def test_my_page_tells_the_week_what_runs_out_and_a_warning(here: Scene) -> None:
    member = here.member()
    here.check(member.person, "indemnity", today() + timedelta(days=20))
    actions_booking.book(session=here.session(days=7), person=member.person, by=member.person)
    past = here.booked(here.session(days=1), member)
    here.happened(past.session)
    past.refresh_from_db()
    actions_hours.note_no_show(booking=past, by=here.lead)
    mark = Mark.objects.get()

    shown = page(member.person, "mine")

    assert "Next week" in shown
    assert "1 session, 4 h 10 min" in shown
    assert "Indemnity: runs out on" in shown
    assert "A warning: did not come" in shown
    assert "coordinators read it" in press(member.person, "contest", mark.pk, words="I was there.")
    assert as_one(here.gp()).get(reverse("pools:contest", args=[mark.pk])).status_code == 404


def test_hours_by_both_sides_and_a_stranger_sees_none(here: Scene) -> None:
    booking = here.booked(here.session())
    here.happened(booking.session)
    booking.refresh_from_db()
    day = booking.starts_at.date()
    said = {
        "on-day": day.day, "on-month": day.month, "on-year": day.year, "starts": "09:00", "ends": "13:10",
        "break_minutes": "10", "revision": "0",
    }  # fmt: skip

    assert "The hours are stated" in press(booking.person, "timesheet", booking.pk, **said)
    assert "These hours are right" in page(here.lead, "timesheet", booking.pk)
    assert "Confirmed." in press(here.lead, "timesheet_confirm", booking.pk, revision="1")
    assert Booking.objects.get().status == BookingStatus.CONFIRMED
    assert as_one(here.gp()).get(reverse("pools:timesheet", args=[booking.pk])).status_code == 404

    paid = as_one(here.coordinator).post(reverse("pools:pool_hours", args=[here.pool.pk]), _period(day))
    assert "320.00" in paid.content.decode()
    assert Booking.objects.get().status == BookingStatus.PAID
    assert Timesheet.objects.get().sent_by == here.coordinator
    again = as_one(here.coordinator).post(reverse("pools:pool_hours", args=[here.pool.pk]), _period(day))
    assert "No confirmed hours of these days wait for payment." in text(again)
    pension = as_one(here.coordinator).get(
        reverse("pools:pool_hours", args=[here.pool.pk]), _period(day) | {"file": "pension"}
    )
    assert "Pensionable fee" in pension.content.decode()
    assert booking.person.gmc_number in as_one(booking.person).get(reverse("pools:my_hours")).content.decode()


def _period(day) -> dict[str, object]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{side}-{name}": value for side in ("first", "last") for name, value in parts.items()}


def test_the_day_sheet_names_who_comes_and_nothing_else_of_them(here: Scene) -> None:
    member = here.member(full_name="Dr Tomorrow")
    Member.objects.filter(pk=member.pk).update(postcode="LU9 9ZZ")
    here.booked(here.session(days=1), member)

    shown = page(here.lead, "day_sheet", here.practice.code)

    assert "Dr Tomorrow" in shown
    assert member.person.gmc_number in shown
    assert "LU9 9ZZ" not in shown
    assert member.person.email not in shown
    other = scene(practice=3, code="QJK")
    assert as_one(other.lead).get(reverse("pools:day_sheet", args=[here.practice.code])).status_code == 404


def test_a_private_calendar_is_shown_once_replaced_and_taken_back(here: Scene) -> None:
    member = here.member()
    session = here.session(note="Ask for Kim")
    actions_booking.book(session=session, person=member.person, by=member.person)
    client = as_one(member.person)
    client.post(reverse("pools:calendar_change", args=["new"]))
    shown = text(client.get(reverse("pools:mine")))
    address = shown.split('class="app-code">')[1].split("<")[0]
    path = address[address.index("/pools/") :]

    found = Client().get(path)

    body = found.content.decode()
    assert found["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART:{session.starts_at:%Y%m%dT%H%M%SZ}" in body
    assert "Ask for Kim" not in body
    assert path not in text(client.get(reverse("pools:mine")))
    client.post(reverse("pools:calendar_change", args=["off"]))
    assert Client().get(path).status_code == 404
    actions_calendar.make_feed(by=member.person)
    assert Client().get(path).status_code == 404
    assert Client().get(reverse("pools:calendar", args=["a-guess"])).status_code == 404


def test_anybody_may_say_that_they_would_like_to_work_flexibly(here: Scene) -> None:
    said = {"area": "QHM", "name": "Dr New", "email": "new@example.net", "line": "Mornings"}

    for _ in range(2):
        answer = Client().post(reverse("pools:join"), said, follow=True)
        assert "Somebody of the area gets in touch" in text(answer)

    row = Interest.objects.get()
    assert (row.area.code, row.pool, row.person) == ("QHM", here.pool, None)
    assert "Enter" in text(Client().post(reverse("pools:join"), {}))


def test_nothing_confidential_in_mails_and_jobs(here: Scene) -> None:
    one, other, row = here.member(full_name="Dr Secret"), here.member(full_name="Dr Waiting"), here.session()
    booking = actions_booking.book(session=row, person=one.person, by=one.person)
    actions_reserve.join_reserve(session=row, by=other.person)
    actions_booking.give_back(booking=booking, because="personal", by=one.person)

    said = " ".join(f"{mail.subject} {mail.text} {mail.html}" for mail in Email.objects.all())
    for word in ("Secret", "Waiting", here.practice.name, "personal", one.person.gmc_number):
        assert word not in said
    assert all(str(job.object_id).isdecimal() for job in Job.objects.all())


@pytest.mark.parametrize("count", [1, 30])
def test_lists_ask_as_often_for_many_as_for_one(here: Scene, count: int, django_assert_num_queries) -> None:
    member = here.member()
    first = here.session(days=3)
    Session.objects.bulk_create(Session(**_copied(first)) for _ in range(count - 1))
    for number in range(count):
        extra = Session.objects.create(
            **_copied(first)
            | {
                "starts_at": first.starts_at + timedelta(days=30 + number),
                "ends_at": first.ends_at + timedelta(days=30 + number),
            }
        )
        Booking.objects.create(
            session=extra, member=member, person=member.person, status="accepted", starts_at=extra.starts_at,
            ends_at=extra.ends_at, held=(extra.starts_at, extra.ends_at), relation="locum", rate=extra.rate,
            booked_by=member.person,
        )  # fmt: skip
    client = as_one(member.person)
    client.get(reverse("pools:sessions"))

    with django_assert_num_queries(5):
        client.get(reverse("pools:sessions"))
    with django_assert_num_queries(9):
        client.get(reverse("pools:mine"))


def test_a_coordinator_books_for_a_member_who_rang(here: Scene) -> None:
    member, row = here.member(), here.session()

    shown = press(here.coordinator, "book_member", row.pk, member=str(member.pk))

    assert "Booked. The person and the practice are told." in shown
    assert Booking.objects.get().booked_by == here.coordinator
    assert as_one(here.lead).get(reverse("pools:book_member", args=[row.pk])).status_code == 403


def test_what_waits_on_both_sides_and_what_programs_read(here: Scene) -> None:
    one, row = here.member(), here.session()
    booking = here.booked(here.session(days=3), one)
    here.happened(booking.session)
    client = as_one(one.person)

    told = client.get(reverse("api-pool-sessions")).json()
    mine = client.get(reverse("api-pool-bookings")).json()
    detail = client.get(reverse("api-pool-session", args=[row.pk])).json()

    assert [(line["id"], line["standing"]) for line in told["sessions"]] == [(row.pk, "free")]
    assert [line["session"] for line in mine] == [booking.session_id]
    assert (detail["may_book"], detail["rate"]) == (True, "80.00")
    assert as_one(here.gp()).get(reverse("api-pool-session", args=[row.pk])).status_code == 404
    assert [line.title for line in waiting_for(one.person, today())] == ["Say how many hours a session was"]
    booking.refresh_from_db()
    actions_hours.state_hours(
        booking=booking, worked_from=booking.starts_at, worked_to=booking.ends_at, break_minutes=0, revision=0,
        by=one.person,
    )  # fmt: skip
    lead = type(here.lead).objects.get(pk=here.lead.pk)
    assert waiting_for(one.person, today()) == []
    assert [line.title for line in waiting_for(lead, today())] == [
        f"{here.practice.name}: hours of a session to confirm"
    ]
