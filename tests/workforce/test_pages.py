"""The pages: what they state, to whom, and at what cost."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.models import Job, JobState
from retention_portal.organisations.models import Organisation
from tests.factories.people import person_with, signed_in
from tests.workforce.files import (
    SAMPLE,
    SAMPLE_NAME,
    as_csv,
    changed,
    imported,
    name_of,
    published,
    sample_rows,
)
from workforce.extracts import actions
from workforce.extracts.models import DataVersion, WorkforceImport

DATA = SAMPLE.read_bytes()


@pytest.fixture
def as_lead(client: Client, lead: Person) -> Client:
    return signed_in(client, lead)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


# --- imports ----------------------------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str = SAMPLE_NAME, **fields: str) -> Any:
    return client.post("/workforce/imports/new/", {"file": SimpleUploadedFile(name, data), **fields})


def test_a_file_goes_from_upload_to_published(as_lead: Client) -> None:
    answer = send(as_lead, DATA)
    one = WorkforceImport.objects.get()
    assert answer.headers["Location"] == f"/workforce/imports/{one.pk}/"
    assert "waiting to start" in text_of(as_lead, f"/workforce/imports/{one.pk}/")
    actions.check_import(import_id=one.pk)
    page = text_of(as_lead, f"/workforce/imports/{one.pk}/")
    assert "September 2024, 5 practices: ready to publish" in page
    assert "Nothing has been saved yet." in page
    assert "14 read = 5 loaded + 9 rejected" in page
    assert "Publish September 2024 of 5 practices?" in text_of(
        as_lead, f"/workforce/imports/{one.pk}/publish/"
    )
    done = as_lead.post(f"/workforce/imports/{one.pk}/publish/", follow=True)
    assert "September 2024 is published as GPW-2024-09-QHM-E1." in done.content.decode()
    assert DataVersion.objects.get().is_current


def test_a_watched_check_shows_when_it_is_done(as_lead: Client) -> None:
    send(as_lead, DATA)
    one = WorkforceImport.objects.get()
    actions.check_import(import_id=one.pk)
    Job.objects.update(state=JobState.DONE, finished_at="2026-01-01T12:00Z")
    answer = as_lead.get(f"/workforce/imports/{one.pk}/", headers={"HX-Request": "true"})
    assert "See what was found" in answer.content.decode()


def test_a_check_that_failed_can_be_started_again(as_lead: Client) -> None:
    send(as_lead, DATA)
    one = WorkforceImport.objects.get()
    Job.objects.update(
        state=JobState.FAILED, failure="The work stopped half way.", finished_at="2026-01-01T12:00Z"
    )
    assert "The work stopped half way." in text_of(as_lead, f"/workforce/imports/{one.pk}/")
    as_lead.post(f"/workforce/imports/{one.pk}/try-again/")
    assert Job.objects.get().state == JobState.WAITING


def test_no_file_an_empty_file_and_a_month_that_is_none_are_said_on_the_form(as_lead: Client) -> None:
    assert "Choose the workforce file" in as_lead.post("/workforce/imports/new/", {}).content.decode()
    assert "The file is empty" in send(as_lead, b"").content.decode()
    assert "“Sept” is not a month." in send(as_lead, DATA, period="Sept").content.decode()
    assert not WorkforceImport.objects.exists()


def test_a_file_above_the_limit_is_refused_with_the_limit(as_lead: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10_000
    assert "which is the most that can be sent" in send(as_lead, DATA).content.decode()


def test_problems_are_grouped_with_their_counts(lead: Person, system: Organisation, as_lead: Client) -> None:
    one = imported(
        changed((2, "TOTAL_PATIENTS", "-1"), (3, "TOTAL_PATIENTS", "-2")), SAMPLE_NAME, lead, system
    )
    page = text_of(as_lead, f"/workforce/imports/{one.pk}/")
    assert "September 2024, 3 practices: 2 errors" in page
    assert "Error: A number below nought (2)" in page
    assert "Warning: A practice of another system (9)" in page


def test_leaving_rows_out_takes_a_reason(lead: Person, system: Organisation, as_lead: Client) -> None:
    one = imported(changed((2, "TOTAL_PATIENTS", "-1")), SAMPLE_NAME, lead, system)
    refused = as_lead.post(f"/workforce/imports/{one.pk}/publish/", {"reason": ""})
    assert "There is a problem" in refused.content.decode()
    as_lead.post(f"/workforce/imports/{one.pk}/publish/", {"reason": "Closed in August."})
    one.refresh_from_db()
    assert (one.status, one.accepted_rejects_reason) == ("published", "Closed in August.")


def test_losing_practices_takes_a_tick(
    sample: DataVersion, lead: Person, system: Organisation, as_lead: Client
) -> None:
    """CASE-I-21"""
    one = imported(as_csv(sample_rows()[:5]), SAMPLE_NAME, lead, system)
    assert "9 practices with figures now would have none" in text_of(
        as_lead, f"/workforce/imports/{one.pk}/publish/"
    )
    assert "There is a problem" in as_lead.post(f"/workforce/imports/{one.pk}/publish/", {}).content.decode()
    as_lead.post(f"/workforce/imports/{one.pk}/publish/", {"understood": "on"})
    assert DataVersion.objects.get(is_current=True).practices == 5


def test_a_stale_preview_offers_to_check_again(lead: Person, system: Organisation, as_lead: Client) -> None:
    one = imported(DATA, SAMPLE_NAME, lead, system)
    published(changed((2, "PRAC_NAME", "RENAMED")), SAMPLE_NAME, lead, system)
    assert "cannot be published as it stands" in text_of(as_lead, f"/workforce/imports/{one.pk}/")
    as_lead.post(f"/workforce/imports/{one.pk}/check-again/")
    one.refresh_from_db()
    assert one.status == "checking"


def test_the_senders_own_file_comes_back_with_comments(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    one = imported(changed((2, "PRAC_NAME", "=1+1"), (3, "TOTAL_PATIENTS", "-2")), SAMPLE_NAME, lead, system)
    answer = as_lead.get(f"/workforce/imports/{one.pk}/with-comments.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    headings = list(sample_rows()[0])
    assert rows[0] == ["PORTAL_COMMENTS", *headings]
    assert rows[1][1:4] == ["A81001", "'=1+1", "U89141"]  # no spreadsheet runs it
    assert rows[2][0].startswith("Error W-305: “-2” in TOTAL_PATIENTS is below nought.")
    assert rows[3][1:] == list(sample_rows()[2].values())
    assert len(rows) == 15


def test_a_file_that_is_no_table_has_no_rows_to_comment_on(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    one = imported(b"PK\x03\x04", SAMPLE_NAME, lead, system)
    page = as_lead.get(f"/workforce/imports/{one.pk}/with-comments.csv", follow=True).content.decode()
    assert "So there are no rows to comment on." in page
    assert f"{SAMPLE_NAME} cannot be used" in page


def test_setting_aside_and_undoing_are_one_button_each(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    first, second = (
        imported(DATA, SAMPLE_NAME, lead, system),
        published(DATA, name_of("May 2024"), lead, system),
    )
    as_lead.post(f"/workforce/imports/{first.pk}/set-aside/")
    done = as_lead.post(f"/workforce/imports/{second.pk}/undo/", follow=True).content.decode()
    assert "GPW-2024-05-QHM-E1 is undone. The month has no figures now." in done
    assert [
        one.status
        for one in (WorkforceImport.objects.get(pk=first.pk), WorkforceImport.objects.get(pk=second.pk))
    ] == [
        "discarded",
        "undone",
    ]


def test_buttons_do_nothing_on_get(sample: DataVersion, as_lead: Client) -> None:
    for act in ("set-aside", "check-again", "try-again", "undo"):
        assert as_lead.get(f"/workforce/imports/{sample.workforce_import_id}/{act}/").status_code == 405


def test_another_systems_extract_is_not_found(
    sample: DataVersion, other_lead: Person, client: Client
) -> None:
    signed_in(client, other_lead)
    pk = sample.workforce_import_id
    assert client.get(f"/workforce/imports/{pk}/").status_code == 404
    assert client.get(f"/workforce/imports/{pk}/with-comments.csv").status_code == 404
    assert client.post(f"/workforce/imports/{pk}/undo/").status_code == 404
    assert SAMPLE_NAME not in text_of(client, "/workforce/imports/")


@pytest.mark.parametrize("role", [Role.GP, Role.COORDINATOR, Role.COMMISSIONER])
def test_pages_of_files_are_for_those_who_import(role: Role, sample: DataVersion, client: Client) -> None:
    places = {Role.COORDINATOR: "QHM", Role.COMMISSIONER: "Y63"}
    place = Organisation.objects.get(code=places[role]) if role in places else None
    signed_in(client, person_with(role, place))
    for address in ("", "new/", f"{sample.workforce_import_id}/"):
        assert client.get(f"/workforce/imports/{address}").status_code == 403


def test_the_list_asks_the_same_at_one_file_and_at_many(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(as_lead, "/workforce/imports/")
        return len(queries)

    published(DATA, SAMPLE_NAME, lead, system)
    asked()
    first = asked()
    for number in range(1, 8):
        imported(changed((2, "PRAC_NAME", f"NAME {number}")), SAMPLE_NAME, lead, system)
    assert (first, asked()) == (6, 6)
