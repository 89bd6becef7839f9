"""A job is a row first; it runs once, survives a lost worker, and ends in done or a clear failure."""

import datetime
from collections.abc import Callable

import pytest
from django.utils.timezone import now

from retention_portal.core.jobs import actions
from retention_portal.core.jobs.kinds import KINDS, JobKind
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.jobs.run import RunningJob, run_job
from retention_portal.core.models import Job, JobState
from retention_portal.core.queues import Queue
from retention_portal.core.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)

KIND = "tests.work"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, KIND, JobKind(KIND, Queue.DEFAULT, 60, attempts=2))


def ask() -> Job:
    return actions.enqueue(kind=KIND, object_id=7, key="tests.work:7", by=None)


def test_asking_twice_asks_once() -> None:
    assert ask().pk == ask().pk
    assert Job.objects.count() == 1


def test_a_job_is_found_by_what_it_is_about() -> None:
    assert job_for(KIND, 7) is None
    job = ask()
    assert job_for(KIND, 7) == job


def test_done_work_tells_its_progress() -> None:
    job = ask()
    seen: list[tuple[str, int, int]] = []

    def body(running: RunningJob) -> None:
        running.progress(stage="Counting", done=3, total=9)
        seen.extend(Job.objects.values_list("stage", "done", "total"))

    run_job(job.pk, body)

    job.refresh_from_db()
    assert (job.state, seen) == (JobState.DONE, [("Counting", 3, 9)])
    assert job.finished_at is not None


def test_a_second_delivery_of_the_message_does_nothing() -> None:
    job = ask()
    runs: list[int] = []
    run_job(job.pk, lambda running: runs.append(running.id))
    run_job(job.pk, lambda running: runs.append(running.id))

    assert runs == [job.pk]


def test_a_refusal_fails_at_once_with_its_sentence() -> None:
    job = ask()

    def body(running: RunningJob) -> None:
        raise Refused("This month is published already.")

    run_job(job.pk, body)

    job.refresh_from_db()
    assert (job.state, job.failure, job.attempts) == (JobState.FAILED, "This month is published already.", 1)


def test_an_unforeseen_error_is_tried_again_then_fails_visibly() -> None:
    job = ask()

    def body(running: RunningJob) -> None:
        raise ZeroDivisionError

    run_job(job.pk, body)
    job.refresh_from_db()
    first = (job.state, job.attempts)
    run_job(job.pk, body)
    job.refresh_from_db()

    assert first == (JobState.WAITING, 1)
    assert job.state == JobState.FAILED
    assert job.failure.startswith("Something went wrong and 2 tries did not help. Reference ")


def lost(job: Job, attempts: int) -> None:
    long_ago = now() - datetime.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=long_ago, attempts=attempts)


def unheard(job: Job, attempts: int) -> None:
    long_ago = now() - datetime.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state=JobState.PUBLISHED, published_at=long_ago, attempts=attempts)


@pytest.mark.parametrize(
    ("happened", "attempts", "state"),
    [
        (lost, 1, JobState.WAITING),
        (lost, 2, JobState.FAILED),
        (unheard, 0, JobState.WAITING),
    ],
)
def test_stuck_jobs_are_rescued(happened: Callable[[Job, int], None], attempts: int, state: JobState) -> None:
    job = ask()
    happened(job, attempts)

    rescued = actions.rescue_stuck()

    job.refresh_from_db()
    assert (rescued, job.state) == (1, state)


def test_a_job_whose_heart_beats_is_left_alone() -> None:
    job = ask()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=now(), attempts=1)

    assert actions.rescue_stuck() == 0


def test_only_failed_work_is_started_again() -> None:
    job = ask()
    with pytest.raises(Refused, match="Only work that failed"):
        actions.retry(job=job)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, failure="No.", finished_at=now(), attempts=2)

    assert actions.retry(job=job).state == JobState.WAITING
