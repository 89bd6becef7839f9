"""Places of a course: the last one, the waiting list with its timed offers, who came, the certificate (W-01 to W-10)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import now
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import CareerStage
from schemes.opportunities import (
    actions_attendance,
    actions_places,
    calendar_feed,
    certificate,
    queries_places,
)
from schemes.opportunities.models import Opportunity
from schemes.opportunities.models_places import Attendance, Booking, CheckIn, Seat, WaitingEntry
from schemes.opportunities.rules_places import Window
from schemes.opportunities.statuses import Attended, BookingStatus, EntryStatus
from schemes.opportunities.views_attendance import door_address
from tests.opportunities.samples import Board, board

pytestmark = pytest.mark.django_db


def window(places: int | None = 1, **changes: object) -> Window:
    return Window(now() - timedelta(days=1), now() + timedelta(days=10), places, **changes)  # type: ignore[arg-type]


def course_of(area: Board, places: int | None = 1, **changes: object) -> Opportunity:
    row = area.course()
    actions_places.set_window(opportunity=row, window=window(places, **changes), by=area.poster)
    return row


def statuses(row: Opportunity) -> list[str]:
    return list(WaitingEntry.objects.filter(opportunity=row).order_by("pk").values_list("status", flat=True))


def test_the_seventeenth_of_sixteen_is_number_one_on_the_list_w_09() -> None:
    area = board()
    row = course_of(area, 16)
    for _ in range(16):
        actions_places.book(opportunity=row, by=area.gp())
    late = area.gp()

    with pytest.raises(Refused, match="You can go on the waiting list"):
        actions_places.book(opportunity=row, by=late)
    entry = actions_places.join_list(opportunity=row, by=late)

    assert queries_places.ahead_of(entry) == 0
    assert Seat.objects.filter(opportunity=row, booking=None).count() == 0


def test_a_place_given_back_is_offered_to_the_next_at_once_and_to_nobody_else_w_01_w_05_w_07() -> None:
    area = board()
    row = course_of(area, 1)
    booking = actions_places.book(opportunity=row, by=area.gp())
    first, second, ahead = area.gp(), area.gp(), area.gp()
    entries = [actions_places.join_list(opportunity=row, by=person) for person in (first, second, ahead)]
    actions_places.put_forward(entry=entries[2], priority=1, by=area.coordinator)

    actions_places.cancel(booking=booking, by=booking.person)

    assert statuses(row) == [EntryStatus.WAITING, EntryStatus.WAITING, EntryStatus.OFFERED]
    stranger = area.gp()
    with pytest.raises(Refused):
        actions_places.book(opportunity=row, by=stranger)
    actions_places.leave_list(entry=entries[2], by=ahead)
    assert statuses(row) == [EntryStatus.OFFERED, EntryStatus.WAITING, EntryStatus.DECLINED]
    taken = actions_places.book(opportunity=row, by=first)
    assert taken.entry_id == entries[0].pk
    assert Seat.objects.get(opportunity=row).booking_id == taken.pk
    assert statuses(row) == [EntryStatus.TAKEN, EntryStatus.WAITING, EntryStatus.DECLINED]


def test_an_offer_that_nobody_answers_goes_on_once_and_is_never_made_again_w_04() -> None:
    area = board()
    row = course_of(area, 1)
    booking = actions_places.book(opportunity=row, by=area.gp())
    people = [area.gp(), area.gp()]
    for person in people:
        actions_places.join_list(opportunity=row, by=person)
    actions_places.cancel(booking=booking, by=booking.person)
    WaitingEntry.objects.filter(status=EntryStatus.OFFERED).update(
        offered_at=now() - timedelta(days=3), offer_expires_at=now() - timedelta(minutes=1)
    )

    ended = actions_places.expire_offers(), actions_places.expire_offers()

    assert ended == (1, 0)
    assert statuses(row) == [EntryStatus.EXPIRED, EntryStatus.OFFERED]
    assert Seat.objects.get(opportunity=row).kept_for.person == people[1]  # type: ignore[union-attr]
    told = Email.objects.filter(template="opportunities/place_offered").values_list("to", flat=True)
    assert sorted(told) == sorted(person.email for person in people)


def test_one_open_entry_a_person_and_one_booking_w_02() -> None:
    area = board()
    row = course_of(area, 1)
    person = area.gp()
    actions_places.book(opportunity=row, by=person)
    waits = area.gp()
    actions_places.join_list(opportunity=row, by=waits)

    with pytest.raises(Refused, match="You have a place"):
        actions_places.book(opportunity=row, by=person)
    with pytest.raises(Refused, match="number 1 on the waiting list"):
        actions_places.join_list(opportunity=row, by=waits)


def test_many_places_at_once_name_the_number_and_want_it_confirmed_w_08() -> None:
    area = board()
    row = course_of(area, 1)
    actions_places.book(opportunity=row, by=area.gp())
    for _ in range(3):
        actions_places.join_list(opportunity=row, by=area.gp())

    with pytest.raises(BadInput, match="2 people on the waiting list would each be offered one"):
        actions_places.set_window(opportunity=row, window=window(3), by=area.poster)
    assert statuses(row) == [EntryStatus.WAITING] * 3
    actions_places.set_window(opportunity=row, window=window(3), by=area.poster, offers_confirmed=2)

    assert statuses(row) == [EntryStatus.OFFERED, EntryStatus.OFFERED, EntryStatus.WAITING]
    with pytest.raises(Refused, match="3 places are taken or kept"):
        actions_places.set_window(opportunity=row, window=window(2), by=area.poster)


def test_going_to_a_limit_seats_those_who_booked_without_one() -> None:
    area = board()
    row = course_of(area, None)
    for _ in range(2):
        actions_places.book(opportunity=row, by=area.gp())

    with pytest.raises(Refused, match="2 places are taken"):
        actions_places.set_window(opportunity=row, window=window(1), by=area.poster)
    actions_places.set_window(opportunity=row, window=window(3), by=area.poster)

    assert Seat.objects.filter(opportunity=row, booking__isnull=False).count() == 2
    window_now = queries_places.window_of(row)
    assert window_now is not None
    assert queries_places.free_places(window_now) == 1


def test_the_stage_is_asked_once_and_kept() -> None:
    area = board()
    row = course_of(area, 2, career_stages=(CareerStage.RETURNER,))
    person = area.gp()

    with pytest.raises(Refused, match="Say where you are"):
        actions_places.book(opportunity=row, by=person)
    actions_places.say_stage(person=person, stage=CareerStage.RETURNER)
    booked = actions_places.book(opportunity=row, by=person)

    assert booked.status == BookingStatus.BOOKED
    assert queries_places.person_of(person).stage == CareerStage.RETURNER


def test_only_those_who_run_it_set_booking_or_see_people() -> None:
    area = board()
    row = course_of(area, 2)
    person = area.gp()
    actions_places.book(opportunity=row, by=person)

    with pytest.raises(Refused):
        actions_places.set_window(opportunity=row, window=window(5), by=person)
    other = Client()
    other.force_login(area.gp())
    booking = Booking.objects.get(person=person)
    assert other.get(reverse("opportunities:booking", args=[booking.pk])).status_code == 404
    assert other.get(reverse("opportunities:people", args=[row.pk])).status_code == 403


def test_who_came_then_the_certificate_and_never_before() -> None:
    area = board()
    row = course_of(area, 2)
    person = area.gp(full_name="Dr Ann Other")
    booking = actions_places.book(opportunity=row, by=person)
    with pytest.raises(Refused, match="It has not begun yet"):
        actions_attendance.note_attendance(
            date=row.dates.first(), came={booking.pk: "attended"}, by=area.poster
        )
    with pytest.raises(Refused, match="once the last date is over"):
        actions_attendance.issue_certificate(booking=booking, by=person)
    for step, day in enumerate(row.dates.all()):
        row.dates.filter(pk=day.pk).update(
            starts_at=now() - timedelta(days=9 - step, hours=2), ends_at=now() - timedelta(days=9 - step)
        )
    for day in row.dates.all():
        actions_attendance.note_attendance(date=day, came={booking.pk: Attended.LATE}, by=area.poster)

    issued = actions_attendance.issue_certificate(booking=booking, by=person)
    again = actions_attendance.issue_certificate(booking=booking, by=person)

    assert again.pk == issued.pk
    assert issued.content["minutes"] == 240
    assert issued.content["name"] == "Dr Ann Other"
    assert certificate.pdf_of(issued).startswith(b"%PDF-")


def test_check_in_keeps_a_contact_only_with_consent_and_counts_who_booked() -> None:
    area = board()
    row = course_of(area, 2)
    person = area.gp()
    booking = actions_places.book(opportunity=row, by=person)
    day = row.dates.first()
    row.dates.filter(pk=day.pk).update(
        starts_at=now() - timedelta(minutes=5), ends_at=now() + timedelta(hours=2)
    )
    day.refresh_from_db()
    door = door_address(day)
    visitor, booked = Client(), Client()
    booked.force_login(person)

    plain = visitor.post(door, {"name": "Somebody", "email": "some@example.net"})
    agreed = visitor.post(door, {"name": "Else", "email": "else@example.net", "may_write": "on"})
    mine = booked.post(door, {})

    assert [answer.status_code for answer in (plain, agreed, mine)] == [200, 200, 200]
    kept = list(CheckIn.objects.order_by("pk").values_list("name", "email", "may_write"))
    assert kept == [("", "", False), ("Else", "else@example.net", True), ("", "", False)]
    assert Attendance.objects.get(booking=booking).attended == Attended.LATE
    assert "have checked in already" in booked.post(door, {}).content.decode()
    assert visitor.get(door.replace("check-in/", "check-in/x")).status_code == 404


def test_a_calendar_address_is_private_and_can_be_taken_back() -> None:
    area = board()
    row = course_of(area, 2)
    person = area.gp()
    actions_places.book(opportunity=row, by=person)
    token = calendar_feed.make_feed(by=person)
    address = reverse("opportunities:calendar_file", args=[token])

    shown = Client().get(address)
    calendar_feed.end_feed(by=person)

    assert shown.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert shown.content.decode().count("BEGIN:VEVENT") == 2
    assert person.full_name not in shown.content.decode()
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("opportunities:calendar_file", args=["guessed"])).status_code == 404


def test_the_pages_from_looking_to_giving_back() -> None:
    area = board()
    row = course_of(area, 1)
    person = area.gp()
    client = Client()
    client.force_login(person)
    detail = reverse("opportunities:detail", args=[row.pk])

    assert "One place is left." in client.get(detail).content.decode()
    client.post(reverse("opportunities:book", args=[row.pk]))
    booking = Booking.objects.get(person=person)
    page = client.get(reverse("opportunities:booking", args=[booking.pk])).content.decode()
    other = Client()
    other.force_login(area.gp())
    wait = other.get(reverse("opportunities:book", args=[row.pk])).content.decode()
    other.post(reverse("opportunities:book", args=[row.pk]), {"wait": "1"})
    client.post(reverse("opportunities:booking_cancel", args=[booking.pk]))

    assert "Cover so you can go" in page
    assert "Go on the waiting list" in wait
    assert statuses(row) == [EntryStatus.OFFERED]
    kept = other.get(reverse("opportunities:bookings")).content.decode()
    assert "A place is kept for you" in kept
    organiser = Client()
    organiser.force_login(area.poster)
    people = organiser.get(reverse("opportunities:people", args=[row.pk])).content.decode()
    assert "Offered a place until" in people


@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_the_last_place_one_has_it_and_one_is_told() -> None:
    area = board()
    row = course_of(area, 1)
    people = [area.gp(), area.gp()]
    start, told = threading.Barrier(2), []

    def press(person: Person) -> None:
        try:
            start.wait()
            actions_places.book(opportunity=row, by=person)
            told.append("booked")
        except Refused as no:
            told.append(no.sentence)
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=[person]) for person in people]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    assert sorted(told) == [
        "Somebody has just taken the last place. You can go on the waiting list.",
        "booked",
    ]
    assert Booking.objects.filter(opportunity=row).count() == 1
