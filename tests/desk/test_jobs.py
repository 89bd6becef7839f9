"""Long work that failed is seen, told and started again by administrators only."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now, today
from retention_portal.core.models import AuditEvent, Email, Job, JobState
from retention_portal.core.refusals import Refused
from retention_portal.desk import actions
from retention_portal.desk.waiting import waiting_on
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return person_with(Role.ADMINISTRATOR)


def failed_job(key: str = "a") -> Job:
    return Job.objects.create(
        kind="core.send_email",
        object_id="1",
        key=key,
        state=JobState.FAILED,
        failure="The mail server did not answer.",
        finished_at=now(),
    )


def test_the_page_says_why_work_failed(client: Client, administrator: Person) -> None:
    failed_job()
    signed_in(client, administrator)

    page = client.get(reverse("desk:jobs")).content.decode()

    assert "The mail server did not answer." in page
    assert "1 piece of long work failed" in page


def test_failed_work_starts_again_once(client: Client, administrator: Person) -> None:
    job = failed_job()
    signed_in(client, administrator)

    client.post(reverse("desk:job_retry", args=[job.pk]))
    again = client.post(reverse("desk:job_retry", args=[job.pk]), follow=True).content.decode()

    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.WAITING, "")
    assert "Only work that failed can be started again." in again
    assert AuditEvent.objects.filter(verb="desk.job_retried").count() == 1


def test_nobody_else_starts_work_again() -> None:
    job = failed_job()

    with pytest.raises(Refused, match="Only an administrator"):
        actions.retry_job(job=job, by=person_with(Role.GP))

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_failed_work_waits_on_administrators_and_on_nobody_else(administrator: Person) -> None:
    failed_job("a")
    failed_job("b")

    titles = [task.title for task in waiting_on(administrator, today())]

    assert titles == ["2 pieces of long work failed: start it again or find out why"]
    assert waiting_on(person_with(Role.GP), today()) == []


def test_administrators_hear_of_failed_work_once_a_day(administrator: Person) -> None:
    failed_job()

    actions.tell_of_failed_jobs()
    actions.tell_of_failed_jobs()

    assert Email.objects.filter(to=administrator.email, template="desk/failed_jobs").count() == 1


def test_no_mail_while_all_is_well(administrator: Person) -> None:
    assert actions.tell_of_failed_jobs() == 0
    assert not Email.objects.filter(template="desk/failed_jobs").exists()


@pytest.mark.parametrize("jobs", [1, 30])
def test_the_list_asks_as_often_for_thirty_as_for_one(
    client: Client, administrator: Person, jobs: int, django_assert_num_queries: object
) -> None:
    for number in range(jobs):
        failed_job(str(number))
    signed_in(client, administrator)
    client.get(reverse("desk:jobs"))

    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(reverse("desk:jobs"))
