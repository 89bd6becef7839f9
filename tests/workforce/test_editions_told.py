"""A newer edition of a shared month: every other system lead hears of it once, by task and by mail."""

import pytest
from django.test import Client

from retention_portal.accounts.models import Person
from retention_portal.core.dates import today
from retention_portal.core.models import Email, Job
from retention_portal.organisations.models import Organisation
from tests.factories.people import signed_in
from tests.workforce.files import SAMPLE, SAMPLE_NAME, changed, published
from workforce.extracts import actions, personal_data, rules
from workforce.extracts.models import DataVersion, EditionNotice
from workforce.extracts.waiting import waiting_for

DATA = SAMPLE.read_bytes()
REVISED = changed((2, "TOTAL_PATIENTS", "3881"), (2, "TOTAL_MALE", "1947"))
TITLE = "See what changed in September 2024: GPW-2024-09-E2 is current"


@pytest.fixture(autouse=True)
def fourteen_are_england(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "NATIONAL_SHARE", 0.001)


@pytest.fixture
def newer(lead: Person, other_lead: Person, system: Organisation) -> DataVersion:
    """Edition 2, published by the lead of QHM."""
    published(DATA, SAMPLE_NAME, lead, system)
    return published(REVISED, SAMPLE_NAME, lead, system).version


def tell(version: DataVersion) -> int:
    assert Job.objects.filter(kind=actions.TELL_JOB, object_id=str(version.pk)).count() == 1
    return actions.tell_of_edition(version_id=version.pk)


def titles(person: Person) -> list[str]:
    return [one.title for one in waiting_for(person, today())]


def test_the_first_edition_is_told_to_nobody(lead: Person, other_lead: Person, system: Organisation) -> None:
    published(DATA, SAMPLE_NAME, lead, system)

    assert not Job.objects.filter(kind=actions.TELL_JOB).exists()


def test_every_other_lead_hears_once(newer: DataVersion, lead: Person, other_lead: Person) -> None:
    told = [tell(newer), tell(newer)]

    assert (told[1], EditionNotice.objects.filter(person=lead).exists()) == (0, False)
    assert told[0] == EditionNotice.objects.count() >= 1
    assert Email.objects.filter(to=other_lead.email).count() == 1
    mail = Email.objects.get(to=other_lead.email)
    assert mail.subject == "A newer edition of the workforce figures is current"
    assert "GPW-2024-09-E2 of the workforce figures of September 2024 replaced GPW-2024-09-E1" in mail.text
    assert titles(other_lead) == [TITLE]
    assert titles(lead) == []


def test_an_extract_is_told_to_nobody(
    lead: Person, other_lead: Person, system: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "NATIONAL_SHARE", 0.8)
    published(DATA, SAMPLE_NAME, lead, system)
    published(REVISED, SAMPLE_NAME, lead, system)

    assert not Job.objects.filter(kind=actions.TELL_JOB).exists()


def test_the_task_goes_when_it_is_seen(newer: DataVersion, other_lead: Person, client: Client) -> None:
    tell(newer)
    address = f"/workforce/imports/{newer.workforce_import_id}/"
    signed_in(client, other_lead)

    assert "I have seen it: take it off my list" in client.get(address).content.decode()
    assert titles(other_lead) == [TITLE]  # looking writes nothing
    client.post(f"{address}seen/")
    assert titles(other_lead) == []
    assert "take it off my list" not in client.get(address).content.decode()


def test_an_edition_that_was_undone_waits_on_nobody(
    newer: DataVersion, lead: Person, other_lead: Person
) -> None:
    tell(newer)
    actions.undo_publication(version=newer, by=lead)

    assert titles(other_lead) == []
    assert actions.tell_of_edition(version_id=newer.pk) == 0


def test_notices_are_given_and_forgotten_with_the_person(newer: DataVersion, other_lead: Person) -> None:
    tell(newer)

    assert len(personal_data.export(other_lead)["workforce_editions_told_of"]) == 1
    assert personal_data.erase(other_lead) == 1
    assert personal_data.export(other_lead)["workforce_editions_told_of"] == []
