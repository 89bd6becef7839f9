"""What the clock does by itself: nothing stays pending, nothing abandoned stays, files go and their record stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.timezone import now

from retention_portal.accounts.models import Person
from retention_portal.core.jobs import actions as jobs
from retention_portal.core.models import AuditEvent, Email, Job, JobState
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from tests.factories.people import signed_in
from tests.workforce.files import SAMPLE, SAMPLE_NAME, imported, published
from workforce.extracts import actions, tasks
from workforce.extracts.models import DataVersion, PracticeRow, WorkforceImport

DATA = SAMPLE.read_bytes()


@pytest.fixture
def received(lead: Person, system: Organisation) -> WorkforceImport:
    return actions.receive_file(file=ContentFile(DATA), name=SAMPLE_NAME, owner=system, by=lead)


def older(one: WorkforceImport, **age: float) -> None:
    """As if it had been sent, checked and asked for so long ago."""
    then = now() - timedelta(**age)
    WorkforceImport.objects.filter(pk=one.pk).update(uploaded_at=then, checked_at=then)
    Job.objects.update(created_at=then)


def job() -> Job:
    return Job.objects.get(kind=actions.CHECK_JOB)


# --- a check that fails -------------------------------------------------------------------------------------------


def test_a_check_whose_worker_dies_too_often_is_failed_not_pending(received: WorkforceImport) -> None:
    """CASE-I-28"""
    assert tasks.check_import.name == actions.CHECK_JOB  # registered with what to do on failure
    long_ago = now() - timedelta(minutes=5)
    Job.objects.update(state=JobState.RUNNING, attempts=3, started_at=long_ago, heartbeat_at=long_ago)
    WorkforceImport.objects.update(status="checking")

    jobs.rescue_stuck()

    received.refresh_from_db()
    assert (received.status, job().state) == ("failed", JobState.FAILED)
    assert not DataVersion.objects.exists()


def test_a_worker_that_dies_once_is_given_another_try(received: WorkforceImport) -> None:
    long_ago = now() - timedelta(minutes=5)
    Job.objects.update(state=JobState.RUNNING, attempts=1, started_at=long_ago, heartbeat_at=long_ago)
    WorkforceImport.objects.update(status="checking")

    jobs.rescue_stuck()

    received.refresh_from_db()
    assert (received.status, job().state) == ("checking", JobState.WAITING)


def test_a_failed_check_is_started_again_and_ends(received: WorkforceImport, lead: Person) -> None:
    Job.objects.update(state=JobState.FAILED, failure="It stopped.", finished_at=now())
    actions.fail_check(import_id=received.pk)
    received.refresh_from_db()

    actions.try_again(workforce_import=received, by=lead)

    assert (received.status, job().state) == ("checking", JobState.WAITING)
    assert actions.check_import(import_id=received.pk).status == "previewed"
    with pytest.raises(Refused, match="no work to start again"):
        actions.try_again(workforce_import=WorkforceImport.objects.get(), by=lead)


def test_the_page_of_a_failed_check_offers_both_ways_on(received: WorkforceImport, client: Client) -> None:
    Job.objects.update(state=JobState.FAILED, failure="It stopped half way.", finished_at=now())
    actions.fail_check(import_id=received.pk)
    page = signed_in(client, received.uploaded_by).get(f"/workforce/imports/{received.pk}/").content.decode()

    assert "It stopped half way." in page
    assert ("Try again" in page, "Set this file aside" in page) == (True, True)
    assert "Check stopped" in client.get("/workforce/imports/").content.decode()


def test_a_command_that_was_killed_leaves_nothing_pending(lead: Person, system: Organisation) -> None:
    one = actions.receive_file(
        file=ContentFile(DATA), name=SAMPLE_NAME, owner=system, by=lead, in_worker=False
    )
    WorkforceImport.objects.update(status="checking")
    assert actions.fail_stopped_checks() == 0  # it may still be at work

    older(one, hours=2, minutes=1)

    assert actions.fail_stopped_checks() == 1
    one.refresh_from_db()
    assert one.status == "failed"
    actions.try_again(workforce_import=one, by=lead)
    assert (one.status, job().state) == ("checking", JobState.WAITING)


# --- a check that hangs -------------------------------------------------------------------------------------------


def test_a_check_of_two_hours_is_told_once_and_said_on_its_page(
    received: WorkforceImport, administrator: Person, client: Client
) -> None:
    """CASE-I-20"""
    address = f"/workforce/imports/{received.pk}/"
    signed_in(client, received.uploaded_by)
    assert actions.tell_of_stuck_checks() == 0
    assert "more than two hours" not in client.get(address).content.decode()

    older(received, hours=2, minutes=1)

    assert [actions.tell_of_stuck_checks(), actions.tell_of_stuck_checks()] == [1, 0]
    mails = Email.objects.filter(to=administrator.email)
    assert [mail.subject for mail in mails] == ["The check of a workforce file hangs"]
    assert "more than two hours" in client.get(address).content.decode()


# --- what nobody wants, and what has been kept long enough --------------------------------------------------------


def test_a_preview_that_nobody_publishes_is_set_aside(
    lead: Person, system: Organisation, settings: Any
) -> None:
    settings.IMPORT_PREVIEW_DAYS = 14
    one = imported(DATA, SAMPLE_NAME, lead, system)
    older(one, days=13, hours=23)
    assert actions.clean_up()["set_aside"] == 0

    older(one, days=14, hours=1)

    assert actions.clean_up()["set_aside"] == 1
    one.refresh_from_db()
    assert (one.status, DataVersion.objects.exists(), PracticeRow.objects.exists()) == (
        "discarded",
        False,
        False,
    )
    assert one.problems.exists()


def test_a_file_goes_after_its_time_and_its_record_stays(
    lead: Person,
    system: Organisation,
    settings: Any,
    client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """CASE-I-29"""
    settings.IMPORT_FILE_DAYS = 30
    one = published(DATA, SAMPLE_NAME, lead, system)
    path, digest, counts = Path(one.file.path), one.file_sha256, one.problem_counts
    older(one, days=29, hours=23)
    assert actions.clean_up()["files_removed"] == 0

    older(one, days=30, hours=1)

    with django_capture_on_commit_callbacks(execute=True):
        assert [actions.clean_up()["files_removed"], actions.clean_up()["files_removed"]] == [1, 0]
    one.refresh_from_db()
    assert not one.file
    assert not path.exists()
    assert (one.file_sha256, one.problem_counts, one.rows_loaded) == (digest, counts, 5)
    assert one.problems.exists()
    assert PracticeRow.objects.count() == 5
    assert AuditEvent.objects.filter(verb="workforce.file_removed").count() == 1
    page = signed_in(client, lead).get(f"/workforce/imports/{one.pk}/").content.decode()
    assert "removed on" in page
    for address in ("as-sent/", "with-comments.csv"):
        said = client.get(f"/workforce/imports/{one.pk}/{address}", follow=True).content.decode()
        assert "The file itself is no longer kept" in said


def test_a_file_that_is_still_needed_stays(lead: Person, system: Organisation, settings: Any) -> None:
    settings.IMPORT_FILE_DAYS, settings.IMPORT_PREVIEW_DAYS = 1, 100
    one = imported(DATA, SAMPLE_NAME, lead, system)
    older(one, days=50)

    assert actions.clean_up() == {
        "set_aside": 0,
        "files_removed": 0,
    }
