"""Talk to someone: one question, no account, nothing kept; and always a person at the end (L1-E03, E07, E10, SCH-PH)."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent, Job
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue.models import Offer
from schemes.support import queries
from schemes.support.rules import WAYS, Answer
from tests.factories.mentoring import scene

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("answer", "address"),
    [
        pytest.param("coach", "/mentoring/?kind=coaching", id="L1-E07"),
        pytest.param("mentor", "/mentoring/?kind=mentoring", id="L1-E10"),
        pytest.param("peers", "/mentoring/groups/", id="L1-E03"),
        pytest.param("conversation", "/support/conversation/", id="4.8"),
        pytest.param("person", "/support/person/", id="a person"),
    ],
)
def test_each_answer_leads_somewhere_without_an_account(client: Client, answer: str, address: str) -> None:
    asked = client.post("/support/", {"answer": answer})

    assert (asked.status_code, asked["Location"]) == (302, address)
    assert client.get(address).status_code == 200


def test_every_answer_is_on_the_page_and_one_must_be_chosen(client: Client) -> None:
    page = text(client.get("/support/"))

    assert [way.answer for way in WAYS] == list(Answer)
    assert [way.words for way in WAYS if way.words not in page.replace("&#39;", "'")] == []
    assert client.post("/support/").status_code == 422


def test_health_is_answered_on_the_spot_and_nothing_is_kept_sch_ph(client: Client, caplog) -> None:
    before = AuditEvent.objects.count(), Job.objects.count()
    answer = client.post("/support/", {"answer": "health"})

    assert answer.status_code == 200
    assert "practitionerhealth.nhs.uk" in text(answer)
    assert answer.request["PATH_INFO"] == "/support/"
    assert "no-store" in answer["Cache-Control"]
    assert (AuditEvent.objects.count(), Job.objects.count()) == before
    assert "health" not in caplog.text
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("address", ["/support/", "/support/person/", "/support/conversation/"])
def test_crisis_help_is_on_every_page(client: Client, address: str) -> None:
    page = text(client.get(address))

    for words in ("Need help now?", "116 123", "NHS 111", "GP careers and support"):
        assert words in page


def test_an_area_that_names_nobody_is_no_dead_end(client: Client) -> None:
    Offer.objects.all().delete()
    page = text(client.get("/support/person/", {"area": "QHM"}))

    assert "Nobody has put their name here yet" in page
    assert "Your training hub and your LMC" in page


def test_without_offers_the_contact_of_a_mentoring_service_is_named(client: Client) -> None:
    scene()
    (found,) = queries.contacts_in(organisation_by_code("QHM"), today())

    assert (found.name, found.email, found.offer_slug) == ("The coordinator", "hello@example.net", "")
    assert "hello@example.net" in text(client.get("/support/conversation/", {"area": "QHM"}))


def test_an_unknown_area_is_told(client: Client) -> None:
    assert client.get("/support/person/", {"area": "ZZ\x7f"}).status_code == 422


def test_talk_to_someone_is_in_the_menu_and_marked_on_mentoring_too(client: Client) -> None:
    for address in ("/support/", reverse("mentoring:home")):
        page = text(client.get(address))
        assert 'href="/support/"' in page
