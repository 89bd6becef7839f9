"""A mentor claims for sessions that took place: hours and a day, within what is left (M-13, M-08)."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from schemes.awards import actions as awards
from schemes.awards.models import Claim
from schemes.awards.queries_mentor import mentor_scheme
from schemes.mentoring import actions_claims
from schemes.mentoring.models import Pairing, Session
from schemes.mentoring.queries_claims import claimable
from schemes.mentoring.statuses import Attendance
from tests.factories.mentoring import Scene, scene
from tests.factories.people import signed_in


def agreed(here: Scene, mentor: Person, hours: str = "3") -> None:
    """The coordinator has agreed paid time with the mentor, from a month ago."""
    starts = today() - timedelta(days=30)
    opening = awards.Opening(
        scheme=mentor_scheme(here.service.owner), title="A local mentor’s time", starts=starts,
        ends=starts + timedelta(days=364), approval=awards.Approval("Training hub", starts),
        per_week=Decimal(1), allowance=Decimal(hours), hourly_rate=Decimal("72.25"),
    )  # fmt: skip
    awards.open_award(
        person=mentor,
        system=here.service.owner,
        host=here.service.owner,
        opening=opening,
        by=here.coordinator,
    )


def met(pairing: Pairing, days_ago: int, minutes: int = 60, attendance: str = Attendance.ATTENDED) -> Session:
    return Session.objects.create(
        pairing=pairing, on=today() - timedelta(days=days_ago), minutes=minutes, attendance=attendance,
        logged_by=pairing.mentor.person,
    )  # fmt: skip


def ids(*sessions: Session) -> list[int]:
    return [one.pk for one in sessions]


@pytest.fixture
def here() -> Scene:
    return scene()


@pytest.mark.django_db
def test_sessions_are_claimed_once_and_the_claim_names_nobody(here: Scene) -> None:
    pairing = here.pairing()
    mentor = pairing.mentor
    agreed(here, mentor.person)
    one, late = met(pairing, 5, 90), met(pairing, 3, 30, Attendance.LATE)
    met(pairing, 2, 0, Attendance.MISSED)
    found = claimable(mentor, today())
    assert (len(found.sessions), found.hours, found.allowance.left) == (2, Decimal("2.00"), Decimal(3))

    claim = actions_claims.claim_sessions(mentor=mentor, sessions=ids(one, late), by=mentor.person)

    assert (claim.units, claim.cost_on, claim.words) == (Decimal("2.00"), late.on, "")
    kept = str(Claim.objects.filter(pk=claim.pk).values().get())
    assert pairing.request.person.full_name not in kept
    assert claimable(mentor, today()).sessions == ()
    with pytest.raises(Refused, match="in no claim yet"):
        actions_claims.claim_sessions(mentor=mentor, sessions=ids(one), by=mentor.person)


@pytest.mark.django_db
def test_more_than_is_left_is_refused_with_what_is_left_case_m_13(here: Scene) -> None:
    pairing = here.pairing()
    mentor = pairing.mentor
    agreed(here, mentor.person, hours="1")
    long = met(pairing, 5, 120)

    with pytest.raises(Refused, match="1 hour") as refused:
        actions_claims.claim_sessions(mentor=mentor, sessions=ids(long), by=mentor.person)

    assert refused.value.code == "CASE-M-13"
    assert claimable(mentor, today()).sessions == (long,)
    page = signed_in(Client(), mentor.person).get(reverse("mentoring:claim", args=[mentor.pk]))
    assert "1 hour of 1 hour is left" in " ".join(page.content.decode().split()).replace("<strong>", "")


@pytest.mark.django_db
def test_outside_the_window_is_refused_case_m_13(here: Scene) -> None:
    pairing = here.pairing()
    mentor = pairing.mentor
    agreed(here, mentor.person)
    early = met(pairing, 40)

    with pytest.raises(Refused):
        actions_claims.claim_sessions(mentor=mentor, sessions=ids(early), by=mentor.person)


@pytest.mark.django_db
def test_without_an_agreement_the_page_says_whom_to_ask(here: Scene) -> None:
    pairing = here.pairing()
    met(pairing, 1)
    client = signed_in(Client(), pairing.mentor.person)
    address = reverse("mentoring:claim", args=[pairing.mentor.pk])

    assert "No paid time is agreed with you" in client.get(address).content.decode()
    told = client.post(address, {"sessions": [str(Session.objects.get().pk)]}).content.decode()
    assert "No paid mentoring time is agreed for that day" in told


@pytest.mark.django_db
def test_a_mentor_claims_on_their_page(here: Scene) -> None:
    pairing = here.pairing()
    agreed(here, pairing.mentor.person)
    session = met(pairing, 1, 45)
    client = signed_in(Client(), pairing.mentor.person)
    address = reverse("mentoring:claim", args=[pairing.mentor.pk])

    done = client.post(address, {"sessions": [str(session.pk)]}, follow=True).content.decode()

    assert "Claimed: 0.75 hours" in done
    assert "Nothing to claim for now" in done
    assert pairing.request.person.full_name not in done
    session.refresh_from_db()
    assert session.claim == Claim.objects.get()


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_and_one_is_made_case_m_13() -> None:
    here = scene()
    pairing = here.pairing()
    agreed(here, pairing.mentor.person)
    session = met(pairing, 2)
    start, results = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=10)
            actions_claims.claim_sessions(
                mentor=pairing.mentor, sessions=[session.pk], by=pairing.mentor.person
            )
            results.append("claimed")
        except Refused:
            results.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(results) == ["claimed", "told"]
    assert Claim.objects.count() == 1
