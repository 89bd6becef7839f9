"""From an accepted place to support: who waits, what the form says already, and what cannot begin (NGPRS-P06)."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from schemes.applications.models import Application
from schemes.applications.models_decision import Approval
from schemes.awards import actions, queries, waiting
from schemes.awards.forms_open import LOCAL_CHOICE, SCHEMES
from schemes.awards.from_application import prefilled
from schemes.awards.models import Award
from tests.awards.given import Place, opening, place
from tests.awards.places import accepted, national_offer
from tests.factories.people import give, person_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(settings: Any) -> None:
    settings.PORTAL_TODAY = "2026-10-12"


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def opened(at: Place, application: Application, **changes: Any) -> Award:
    return actions.open_award(
        person=changes.pop("person", application.applicant), system=at.system, host=at.host,
        opening=opening("LOC-GRANTS", date(2026, 11, 1), **changes), by=at.coordinator, application=application,
    )  # fmt: skip


def test_who_said_yes_waits_until_their_support_is_open_and_one_place_opens_one_award(client):
    at = place()
    application = accepted(at)
    assert list(queries.not_started(at.coordinator)) == [application]
    assert list(queries.not_started(place("QJK").coordinator)) == []
    assert queries.places_of(application.applicant) == [application]
    page = text(signed_in(client, at.coordinator).get("/awards/not-started/"))
    assert "1 place accepted, not started yet" in page
    assert "Dr Ada Example" in page
    row = opened(at, application)
    assert (row.application, row.offer) == (application, application.offer)
    assert list(queries.not_started(at.coordinator)) == queries.places_of(application.applicant) == []
    with pytest.raises(Refused, match="already"):
        opened(at, application)
    other = opened(at, accepted(at, person_with(Role.GP)))
    with pytest.raises(IntegrityError, match="application_id"), transaction.atomic():
        Award.objects.filter(pk=other.pk).update(application=application)


def test_a_coordinator_waits_on_nobody_of_their_own_and_reads_how_many_wait():
    at = place()
    give(at.gp, Role.COORDINATOR, at.system)
    accepted(at)
    titles = [one.title for one in waiting.waiting_for(at.coordinator, date(2026, 10, 12))]
    assert titles == ["Open the support of 1 person who accepted a place"]
    assert waiting.waiting_for(at.gp, date(2026, 10, 12)) == []


def test_the_form_is_filled_in_from_the_application(client):
    at = place()
    application = accepted(at, place_name=at.host.code)
    browser = signed_in(client, at.coordinator)
    address = f"/awards/new/?application={application.pk}"
    page = text(browser.get(address))
    assert "Open the support of Dr Ada Example" in page
    assert 'name="email"' not in page
    first = prefilled(application, SCHEMES, LOCAL_CHOICE, date(2026, 10, 12))
    assert {
        name: first[name] for name in ("host", "starts", "scheme", "title", "approved_by", "per_week")
    } == {
        "host": at.host.code,
        "starts": date(2026, 11, 1),
        "scheme": "local",
        "title": application.offer.title,
        "approved_by": at.system.name,
        "per_week": Decimal(4),
    }
    assert (first["system"], first["approved_on"]) == (at.system, date(2026, 10, 12))
    said = {
        "system": at.system.pk, "scheme": "local", "title": application.offer.title, "host": at.host.code,
        **day("starts", "1/11/2026"), **day("ends", "31/10/2027"), "per_week": "4", "approved_by": "The system",
        **day("approved_on", "12/10/2026"), "grant": "0", "programme_code": "",
    }  # fmt: skip
    answer = browser.post(address, said)
    row = Award.objects.get()
    assert answer["Location"] == f"/awards/{row.pk}/"
    assert (row.application, row.person, row.status) == (application, application.applicant, "planned")
    assert browser.get(address).status_code == 404


def day(name: str, text: str) -> dict[str, str]:
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), text.split("/"), strict=True))


@pytest.mark.parametrize("named", ["0", "999999999", "%00", "-1", "١", "9" * 30, "abc"])
def test_a_place_that_is_not_there_is_not_found(client, named):
    browser = signed_in(client, place().coordinator)
    assert browser.get(f"/awards/new/?application={named}").status_code in (400, 404)


def test_ngprs_p06_no_support_before_formal_approval():
    at = place()
    application = accepted(at, offer=national_offer(at))
    start = {"starts": date(2026, 11, 1)}
    with pytest.raises(Refused) as refused:
        _retained(at, application, **start)
    assert refused.value.code == "NGPRS-P06"
    for step in ("NGPRS-P04", "NGPRS-P05", "NGPRS-P06"):
        Approval.objects.create(application=application, step=step, approved=True, by=person_with(Role.GP))
    assert _retained(at, application, **start).application == application


def _retained(at: Place, application: Application, starts: date) -> Award:
    return actions.open_award(
        person=at.gp, system=at.system, host=at.host, opening=opening(starts=starts), by=at.coordinator,
        application=application,
    )  # fmt: skip


def test_a_place_of_somebody_else_or_not_accepted_opens_nothing():
    at = place()
    application = accepted(at)
    with pytest.raises(Refused, match="this very person"):
        opened(at, application, person=person_with(Role.GP))
    Application.objects.filter(pk=application.pk).update(status="offered")
    application.refresh_from_db()
    with pytest.raises(Refused, match="accepted place"):
        opened(at, application)
    assert not Award.objects.exists()


def test_my_support_names_the_place_that_begins_soon(client):
    at = place()
    accepted(at)
    page = text(signed_in(client, at.gp).get("/awards/mine/"))
    assert "You said yes, and it begins soon" in page
    assert "You are on nothing" not in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_places_asks_as_much_for_one_as_for_thirty(client, number):
    at = place()
    for _ in range(number):
        accepted(at, person_with(Role.GP))
    browser = signed_in(client, at.coordinator)
    browser.get("/awards/not-started/")
    with CaptureQueriesContext(connection) as found:
        page = browser.get("/awards/not-started/")
    assert f"{number} place" in text(page)
    assert len(found) == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_place_at_once_one_opens_it():
    at = place()
    application = accepted(at)
    gate = threading.Barrier(2)
    results: list[str] = []

    def run() -> None:
        try:
            gate.wait()
            opened(at, application)
            results.append("done")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "twice"]
