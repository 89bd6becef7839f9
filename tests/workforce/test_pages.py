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
from workforce.profile import wording
from workforce.profile.queries import figures, organisation_for

DATA = SAMPLE.read_bytes()


@pytest.fixture
def as_lead(client: Client, lead: Person) -> Client:
    return signed_in(client, lead)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


# --- profile ----------------------------------------------------------------------------------------------------


def test_the_heading_states_the_finding(sample: DataVersion, as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/QHM/")
    assert "2,503 patients for each full-time fully qualified GP in September 2024" in page
    assert "<strong>5 practices in this extract.</strong> These are not the figures of the whole of" in page


def test_every_tile_prints_the_figure_of_the_command(sample: DataVersion, as_lead: Client) -> None:
    for code in ("QHM", "A81001", "U07032", "ENG", "Y63"):
        now = figures(organisation_for(code))
        page = text_of(as_lead, f"/workforce/{code}/")
        for field in (
            "TOTAL_GP_EXTG_FTE",
            "TOTAL_GP_RET_FTE",
            "TOTAL_PATIENTS",
            "patients_per_gp_extg_fte",
            "share_gp_fte_55_and_over",
        ):
            assert f'<p class="app-figure__value">{wording.value_of(now[field])}</p>' in page, (code, field)


def test_a_practice_without_figures_says_why_and_shows_no_nought(
    sample: DataVersion, as_lead: Client
) -> None:
    page = text_of(as_lead, "/workforce/Y07275/")
    assert "GP figures are missing for September 2024" in page
    assert page.count("app-figure__value--missing") == 6
    assert "the practice gave no valid data (NA)" in page


def test_headcounts_show_for_a_practice_and_not_above(sample: DataVersion, as_lead: Client) -> None:
    assert ">Headcount</th>" in text_of(as_lead, "/workforce/A81001/")
    above = text_of(as_lead, "/workforce/QHM/")
    assert ">Headcount</th>" not in above
    assert "Practice-level headcount of GPs: 45 (a GP at two practices counts twice)" in above


def test_the_change_is_on_the_same_month_a_year_before(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    published(changed((2, "TOTAL_PATIENTS", "3780")), name_of("September 2023"), lead, system)
    published(DATA, SAMPLE_NAME, lead, system)
    assert "up 100 patients on September 2023" in text_of(as_lead, "/workforce/A81001/")


def test_the_page_leads_up_and_down(sample: DataVersion, as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/QHM/")
    for code in ("ENG", "Y63", "16C", "U07032"):
        assert f'href="/workforce/{code}/?period=2024-09"' in page


def test_the_csv_holds_every_figure_of_the_page(sample: DataVersion, as_lead: Client) -> None:
    answer = as_lead.get("/workforce/QHM/figures.csv?period=2024-09")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    now = figures(organisation_for("QHM"))
    assert {row["field"]: row["value"] for row in rows} == {
        field: "" if one.value is None else f"{wording.trimmed(one.value)}"
        for field, one in {**now.figures, **now.derived}.items()
    }


@pytest.mark.parametrize(
    ("kind", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbfAge band")]
)
def test_the_chart_is_to_be_had_as_picture_and_figures(
    kind: str, starts: bytes, sample: DataVersion, as_lead: Client
) -> None:
    answer = as_lead.get(f"/workforce/QHM/charts/ages.{kind}")
    assert answer.content.startswith(starts)


def test_what_is_not_there_is_not_found(sample: DataVersion, as_lead: Client) -> None:
    for address in (
        "XXXXX/",
        "QHM/?period=2020-01",
        "QHM/?period=nonsense",
        "QHM/charts/none.svg",
        "QHM/charts/trend.svg",
        "QHM/figures.csv?period=2020-01",
    ):
        assert as_lead.get(f"/workforce/{address}").status_code == 404, address


def test_a_place_without_figures_says_so(as_lead: Client) -> None:
    assert "There are no workforce figures of England for any month." in text_of(as_lead, "/workforce/ENG/")


def test_the_start_page_offers_ones_own_place_and_a_search(sample: DataVersion, as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/")
    assert '<a href="/workforce/QHM/">NHS North East and North Cumbria Integrated Care Board</a>' in page
    assert '<a href="/workforce/A81001/">' in text_of(as_lead, "/workforce/?q=densham")
    assert "No place is called “zzqqx”" in text_of(as_lead, "/workforce/?q=zzqqx")


def test_profiles_are_for_everybody_signed_in_and_nobody_else(sample: DataVersion, client: Client) -> None:
    assert client.get("/workforce/QHM/").status_code == 302
    signed_in(client, person_with(Role.GP))
    page = text_of(client, "/workforce/QHM/")
    assert "/workforce/imports/" not in page


QUERIES = {"ENG": 7, "Y63": 9, "QHM": 10, "16C": 10, "U07032": 9, "A81001": 8}


@pytest.mark.parametrize(("code", "count"), QUERIES.items(), ids=QUERIES)
def test_a_profile_asks_the_same_at_one_month_and_at_six(
    code: str, count: int, *, sample: DataVersion, lead: Person, system: Organisation, as_lead: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(as_lead, f"/workforce/{code}/?period=2024-09")
        return len(queries)

    asked()
    first = asked()
    for month in ("April 2024", "May 2024", "June 2024", "July 2024", "August 2024"):
        published(DATA, name_of(month), lead, system)
    assert (first, asked()) == (count, count)
    assert count <= 15


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
    assert "September 2024, 14 practices: ready to publish" in page
    assert "Nothing has been saved yet." in page
    assert "14 read = 14 loaded + 0 rejected" in page
    assert "Publish September 2024 of 14 practices?" in text_of(
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
    assert "September 2024, 12 practices: 2 errors" in page
    assert "Error: A number below nought (2)" in page
    assert "Note: A practice gave no valid data for a staff group (21)" in page


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
