"""Mentoring as the two people and their coordinator live it: cases M-01 to M-12."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from retention_portal.accounts.access import has_role
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.queries import organisation_by_code
from schemes.mentoring import actions, actions_pairing, queries, rules
from schemes.mentoring.models import Mentor, Pairing, Request, Round, Seat
from schemes.mentoring.statuses import (
    MENTOR_TRANSITIONS,
    PAIRING_TRANSITIONS,
    REQUEST_TRANSITIONS,
    ROUND_TRANSITIONS,
    Attendance,
    MentorStatus,
    PairingStatus,
    RequestStatus,
    RoundStatus,
)
from schemes.mentoring.waiting import waiting_for
from tests.factories.mentoring import Scene, scene
from tests.factories.people import person_with

pytestmark = pytest.mark.django_db

TABLES = [
    (Mentor, MentorStatus, MENTOR_TRANSITIONS),
    (Request, RequestStatus, REQUEST_TRANSITIONS),
    (Round, RoundStatus, ROUND_TRANSITIONS),
    (Pairing, PairingStatus, PAIRING_TRANSITIONS),
]


@pytest.fixture
def here() -> Scene:
    return scene()


def released(here: Scene) -> tuple[int, int]:
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    return actions_pairing.release_round(drawn=drawn, by=here.coordinator)


@pytest.mark.parametrize(
    ("model", "one", "other", "table"),
    [
        pytest.param(model, one, other, table, id=f"{model.__name__} {one} to {other}")
        for model, statuses, table in TABLES
        for one in statuses
        for other in statuses
        if other not in table[one]
    ],
)
def test_no_move_that_the_table_does_not_have(model, one, other, table) -> None:
    with pytest.raises(Refused, match="cannot become"):
        move(model(pk=1, status=one), other, by=None, transitions=table)


def test_the_moves_of_two_people_case_m_01() -> None:
    moves = {(one.value, to.value) for one, found in PAIRING_TRANSITIONS.items() for to in found}

    assert moves == {
        ("pending", "accepted"), ("pending", "declined"), ("pending", "cancelled"),
        ("accepted", "cancelled"), ("accepted", "ended_early"), ("accepted", "completed"),
    }  # fmt: skip


# --- offers ---------------------------------------------------------------------------------------------------


def test_a_confirmed_mentor_has_a_row_for_each_place_and_the_role(here: Scene) -> None:
    mentor = here.mentor(places=3)

    assert Seat.objects.filter(mentor=mentor).count() == 3
    assert has_role(type(mentor.person).objects.get(pk=mentor.person_id), Role.MENTOR)


def test_nobody_confirms_their_own_offer(here: Scene) -> None:
    wish = actions.Wish(("finance",))
    offer = actions.offer_to_mentor(service=here.service, wish=wish, places=1, about="", by=here.coordinator)

    with pytest.raises(Refused, match="your own offer"):
        actions.confirm_mentor(mentor=offer, by=here.coordinator)


def test_a_gp_is_not_confirmed_before_the_number_is_checked(here: Scene) -> None:
    gp = person_with(Role.GP, profession="gp", gmc_number="7654321")
    wish = actions.Wish(("finance",))
    offer = actions.offer_to_mentor(service=here.service, wish=wish, places=1, about="", by=gp)

    with pytest.raises(Refused, match="not checked yet"):
        actions.confirm_mentor(mentor=offer, by=here.coordinator)


def test_a_coordinator_of_another_system_confirms_nobody_here(here: Scene) -> None:
    stranger = person_with(Role.COORDINATOR, organisation_by_code("QJK"))

    with pytest.raises(Refused, match="Only a coordinator of this area"):
        actions.confirm_mentor(mentor=here.offered(), by=stranger)


def test_places_are_never_cut_below_those_taken_case_s_12(here: Scene) -> None:
    mentor = here.mentor(places=3)
    for _ in range(2):
        here.request()
    assert released(here) == (2, 0)

    with pytest.raises(Refused, match="2 of your places are taken"):
        actions.set_places(mentor=mentor, places=1, by=mentor.person)
    actions.set_places(mentor=mentor, places=2, by=mentor.person)

    assert Seat.objects.filter(mentor=mentor).count() == 2


def test_a_paused_mentor_gets_nobody(here: Scene) -> None:
    mentor = here.mentor()
    here.request()
    actions.pause_mentor(mentor=mentor, by=mentor.person)

    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)

    assert drawn.proposals.count() == 0


# --- asking ---------------------------------------------------------------------------------------------------


def test_one_open_request_a_service(here: Scene) -> None:
    request = here.request()

    with pytest.raises(Refused, match="asked already"):
        actions.ask_for_mentor(service=here.service, wish=actions.Wish(("finance",)), by=request.person)


def test_up_to_three_preferences_of_confirmed_mentors(here: Scene) -> None:
    offered = here.offered()

    with pytest.raises(BadInput, match="takes nobody"):
        here.request(preferences=(offered.pk,))
    with pytest.raises(BadInput, match="up to 3 different"):
        here.request(preferences=(1, 2, 3, 4))


def test_a_service_for_some_professions_refuses_others() -> None:
    nurses = scene(professions=("nurse",))

    with pytest.raises(Refused, match="is open to: "):
        nurses.request()


def test_a_closed_service_takes_nobody_new(here: Scene) -> None:
    actions.close_service(service=here.service, by=here.coordinator)

    with pytest.raises(Refused, match="takes nobody new"):
        here.request()


# --- rounds ---------------------------------------------------------------------------------------------------


def test_nobody_hears_of_a_round_before_it_is_released(here: Scene) -> None:
    here.mentor()
    here.request()
    told = Email.objects.count()

    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    assert Email.objects.count() == told

    actions_pairing.release_round(drawn=drawn, by=here.coordinator)
    assert Email.objects.count() == told + 1


def test_a_round_keeps_its_reasons_and_points(here: Scene) -> None:
    here.mentor("finance", ways=("by video",))
    here.request("finance", ways=("by video",))

    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)

    (proposal,) = drawn.proposals.all()
    assert [reason["text"] for reason in proposal.reasons] == [
        "You both chose finance.",
        "You can both meet by video.",
    ]
    assert drawn.points["topic"] == 20


def test_only_one_round_waits_to_be_looked_at(here: Scene) -> None:
    here.request()
    actions_pairing.draw_round(service=here.service, by=here.coordinator)

    with pytest.raises(Refused, match="waits to be looked at already"):
        actions_pairing.draw_round(service=here.service, by=here.coordinator)


def test_a_pair_taken_out_is_not_asked_and_waits_on(here: Scene) -> None:
    here.mentor()
    request = here.request()
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    actions_pairing.drop_pair(proposal=drawn.proposals.get(), dropped=True, by=here.coordinator)

    assert actions_pairing.release_round(drawn=drawn, by=here.coordinator) == (0, 0)

    request.refresh_from_db()
    assert (request.status, request.rounds_left_out) == (RequestStatus.WAITING, 1)


def test_who_was_left_out_comes_first_next_time_case_m_06(here: Scene) -> None:
    here.mentor("finance")
    first, second = here.request("finance"), here.request("finance")
    released(here)
    left_out = Request.objects.get(status=RequestStatus.WAITING)
    assert left_out in (first, second)
    here.mentor("finance")
    newcomer = here.request("finance")

    released(here)

    left_out.refresh_from_db()
    newcomer.refresh_from_db()
    assert (left_out.status, newcomer.status) == (RequestStatus.PAIRED, RequestStatus.WAITING)


def test_somebody_who_withdrew_meanwhile_is_left_out_of_the_release(here: Scene) -> None:
    here.mentor()
    request = here.request()
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    actions.withdraw_request(request=request, by=request.person)

    assert actions_pairing.release_round(drawn=drawn, by=here.coordinator) == (0, 1)
    assert not Pairing.objects.exists()


def test_a_mentor_who_filled_up_meanwhile_is_not_asked_and_the_person_waits_on(here: Scene) -> None:
    mentor = here.mentor()
    request = here.request()
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    Seat.objects.filter(mentor=mentor).delete()

    assert actions_pairing.release_round(drawn=drawn, by=here.coordinator) == (0, 1)
    request.refresh_from_db()
    assert request.status == RequestStatus.WAITING


def test_declared_bars_hold_whoever_is_named_first(here: Scene) -> None:
    mentor, request = here.mentor(), here.request()
    actions.declare_bar(
        service=here.service,
        one=mentor.person,
        other=request.person,
        why="they are family",
        by=here.coordinator,
    )

    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)

    assert drawn.proposals.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_release_at_once_and_one_does_case_m_04() -> None:
    here = scene()
    mentor = here.mentor()
    here.request()
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    start, results = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=10)
            results.append(
                actions_pairing.release_round(drawn=Round.objects.get(pk=drawn.pk), by=here.coordinator)
            )
        except Refused:
            results.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(results, key=str) == [(1, 0), "told"]
    assert Pairing.objects.filter(mentor=mentor).count() == 1


# --- two people -----------------------------------------------------------------------------------------------


def test_only_the_mentor_answers_and_only_once_case_m_02(here: Scene) -> None:
    pairing = here.pairing(accepted=False)

    with pytest.raises(Refused, match="Only the mentor"):
        actions_pairing.answer_pairing(pairing=pairing, accept=True, by=pairing.request.person)
    actions_pairing.answer_pairing(pairing=pairing, accept=True, by=pairing.mentor.person)
    with pytest.raises(Refused, match="answered already"):
        actions_pairing.answer_pairing(pairing=pairing, accept=False, by=pairing.mentor.person)


def test_a_no_frees_the_place_and_looks_again(here: Scene) -> None:
    pairing = here.pairing(accepted=False)

    actions_pairing.answer_pairing(pairing=pairing, accept=False, by=pairing.mentor.person)

    pairing.request.refresh_from_db()
    assert pairing.request.status == RequestStatus.WAITING
    assert Seat.objects.get(mentor=pairing.mentor).pairing is None


@pytest.mark.parametrize(
    ("took_place", "called"),
    [
        pytest.param(0, PairingStatus.CANCELLED, id="M-10 none"),
        pytest.param(1, PairingStatus.ENDED_EARLY, id="M-10 some"),
        pytest.param(2, PairingStatus.COMPLETED, id="M-10 all"),
    ],
)
def test_what_an_end_is_called_follows_from_the_sessions(here: Scene, took_place: int, called: str) -> None:
    pairing = here.pairing()
    began = pairing.answered_at.date()
    Pairing.objects.filter(pk=pairing.pk).update(answered_at=pairing.answered_at - timedelta(days=9))
    pairing.refresh_from_db()
    for number in range(took_place):
        actions_pairing.log_session(
            pairing=pairing, on=began - timedelta(days=number), minutes=60, attendance=Attendance.LATE,
            by=pairing.mentor.person,
        )  # fmt: skip

    actions_pairing.end_pairing(pairing=pairing, by=pairing.request.person)

    assert pairing.status == called
    assert Seat.objects.get(mentor=pairing.mentor).pairing is None


@pytest.mark.parametrize(
    ("attendances", "count"),
    [pytest.param(["late"], 1, id="M-12"), (["missed"], 0), (["attended", "late", "missed"], 2), ([], 0)],
)
def test_late_counts_and_missed_does_not(attendances: list[str], count: int) -> None:
    assert rules.delivered(attendances) == count


def test_changing_mentor_asks_no_reason_and_never_gives_the_same_again(here: Scene) -> None:
    pairing = here.pairing()

    actions_pairing.end_pairing(pairing=pairing, look_again=True, by=pairing.request.person)
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)

    assert drawn.proposals.count() == 0
    assert AuditEvent.objects.filter(verb="mentoring.pairing_cancelled", note="").exists()


def test_a_mentor_who_was_asked_answers_rather_than_ends(here: Scene) -> None:
    pairing = here.pairing(accepted=False)

    with pytest.raises(Refused, match="Answer first"):
        actions_pairing.end_pairing(pairing=pairing, by=pairing.mentor.person)


@pytest.mark.parametrize(
    ("on", "minutes", "words"),
    [
        (date(2026, 6, 2), 60, "in the future"),
        (date(2026, 4, 30), 60, "You were matched on 1 May 2026"),
        (date(2026, 5, 31), 0, "between 1 and 240 minutes"),
        (date(2026, 5, 31), 241, "between 1 and 240 minutes"),
    ],
)
def test_a_session_that_cannot_have_been(on: date, minutes: int, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        rules.check_session(on, minutes, Attendance.ATTENDED, began=date(2026, 5, 1), today=date(2026, 6, 1))


def test_a_session_that_was_missed_has_no_length() -> None:
    day = date(2026, 5, 31)
    rules.check_session(day, 0, Attendance.MISSED, began=date(2026, 5, 1), today=day)


def test_one_session_a_day(here: Scene) -> None:
    pairing = here.pairing()
    facts = {"pairing": pairing, "on": today(), "minutes": 60, "attendance": Attendance.ATTENDED}
    actions_pairing.log_session(**facts, by=pairing.mentor.person)

    with pytest.raises(Refused, match="logged already"):
        actions_pairing.log_session(**facts, by=pairing.request.person)


# --- who sees what --------------------------------------------------------------------------------------------


def test_a_pairing_is_seen_by_the_two_alone(here: Scene) -> None:
    pairing = here.pairing()

    for one in (pairing.mentor.person, pairing.request.person):
        assert list(queries.pairings_visible_to(one)) == [pairing]
    for other in (here.coordinator, person_with(Role.GP), person_with(Role.ADMINISTRATOR)):
        assert list(queries.pairings_visible_to(other)) == []


def test_a_coordinator_sees_that_sessions_took_place(here: Scene) -> None:
    pairing = here.pairing()
    actions_pairing.log_session(
        pairing=pairing, on=today(), minutes=45, attendance=Attendance.ATTENDED, by=pairing.mentor.person
    )

    (found,) = queries.meetings_of(here.service)

    assert (found.pairing, found.took_place, found.missed) == (pairing, 1, 0)


def test_mails_name_nobody_and_nothing(here: Scene) -> None:
    pairing = here.pairing()
    actions_pairing.end_pairing(pairing=pairing, by=pairing.request.person)

    for mail in Email.objects.filter(template__startswith="mentoring/"):
        text = mail.subject + mail.text + mail.html
        assert pairing.mentor.person.full_name not in text
        assert pairing.request.person.full_name not in text
        assert "mentor" not in mail.subject.lower()


def test_what_waits_on_whom(here: Scene) -> None:
    here.offered()
    pairing = here.pairing(accepted=False)
    here.request()

    titles = {task.title for task in waiting_for(here.coordinator, today())}
    answers = [task.title for task in waiting_for(pairing.mentor.person, today())]

    assert titles == {
        "GP mentoring: 1 offer to mentor to look at",
        "GP mentoring: 1 person looks for a mentor",
    }
    assert answers == ["Somebody would like to talk to you as their mentor"]
    assert waiting_for(person_with(Role.GP), today()) == []
