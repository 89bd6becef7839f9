"""A check and a publication killed at random moments: nothing doubled, half published or pending for ever (REL-27)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.utils.timezone import now

from retention_portal.accounts.models import Person
from retention_portal.core.jobs import actions as jobs
from retention_portal.core.models import AuditEvent, Job, JobState
from retention_portal.local.place import ROOT
from retention_portal.organisations.models import Organisation
from tests.workforce.files import SAMPLE, SAMPLE_NAME, changed, imported, published
from workforce.extracts import actions, tasks
from workforce.extracts.models import DataVersion, OrganisationSummary, PracticeRow, WorkforceImport

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

DATA = SAMPLE.read_bytes()
REVISED = changed((2, "TOTAL_PATIENTS", "3881"), (2, "TOTAL_MALE", "1947"))
KILLS = 6

# Forks one process for each piece of work, as Celery does; its own imports are done once.
WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "retention_portal.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.MEDIA_ROOT = sys.argv[1:3]
import django
django.setup()
from retention_portal.celery import app
from retention_portal.core.jobs.run import run_job
from workforce.extracts import actions, tasks
from workforce.extracts.models import WorkforceImport
from django.db import connection

def work(what, number):
    connection.ensure_connection()
    print(os.getpid(), flush=True)
    if what == "job":
        run_job(number, lambda job: actions.check_import(import_id=int(job.object_id)))
    else:
        one = WorkforceImport.objects.get(pk=number)
        actions.publish_import(workforce_import=one, by=one.uploaded_by)

for line in iter(sys.stdin.readline, ""):
    what, number = line.split()
    child = os.fork()
    if child == 0:
        try:
            work(what, int(number))
        finally:
            os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Worker:
    """A worker and the web process in one, on the database of the tests."""

    def __init__(self) -> None:
        arguments = [str(connection.settings_dict["NAME"]), str(settings.MEDIA_ROOT)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, what: str, number: int) -> int:
        """A process that is about to do the work; its number."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {number}\n")
        self.process.stdin.flush()
        return int(self.said())

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def do(self, what: str, number: int, kill_after: float | None = None) -> None:
        """The work, to its end or killed after so many seconds; it may be over by then."""
        child = self.start(what, number)
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(self.said())
        assert status == 0 or (kill_after is not None and status == -signal.SIGKILL)


@pytest.fixture
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.process.kill()
    one.process.wait()


def is_whole(version: DataVersion) -> bool:
    """Every row and every sum of it is there, once."""
    sums = OrganisationSummary.objects.filter(version=version)
    rows = PracticeRow.objects.filter(version=version).count()
    return (rows, sums.filter(level="nation").count(), sums.filter(level="system").count()) == (5, 1, 1)


def check_is_consistent(one: WorkforceImport) -> None:
    """A preview has one whole draft; anything before it has none."""
    one.refresh_from_db()
    drafts = list(DataVersion.objects.filter(workforce_import=one))
    assert len(drafts) == (one.status == "previewed")
    assert all(is_whole(draft) for draft in drafts)


def clock_turns() -> None:
    """What the clock does a minute later."""
    Job.objects.filter(state=JobState.RUNNING).update(heartbeat_at=now() - timedelta(minutes=2))
    jobs.rescue_stuck()


@pytest.fixture
def received(lead: Person, system: Organisation) -> WorkforceImport:
    return actions.receive_file(file=ContentFile(DATA), name=SAMPLE_NAME, owner=system, by=lead)


def test_a_check_killed_at_random_moments_ends_whole_or_failed(
    received: WorkforceImport, lead: Person, worker: Worker
) -> None:
    """CASE-I-28"""
    assert tasks.check_import.name == actions.CHECK_JOB
    chance, job = random.Random(27), Job.objects.get()
    for _ in range(KILLS):
        worker.do("job", job.pk, kill_after=chance.uniform(0, 0.6))
        check_is_consistent(received)
        clock_turns()
    job.refresh_from_db()
    if job.state == JobState.FAILED:  # after three tries, with a sentence and not for ever "being checked"
        received.refresh_from_db()
        assert (received.status, bool(job.failure)) == ("failed", True)
        actions.try_again(workforce_import=received, by=lead)
    worker.do("job", job.pk)

    job.refresh_from_db()
    check_is_consistent(received)
    assert (received.status, job.state) == ("previewed", JobState.DONE)
    assert received.problems.count() == sum(received.problem_counts.values())


def test_a_publication_killed_at_random_moments_is_whole_or_not_there(
    lead: Person, system: Organisation, worker: Worker
) -> None:
    old = published(DATA, SAMPLE_NAME, lead, system).version
    new = imported(REVISED, SAMPLE_NAME, lead, system)
    chance = random.Random(4)
    for _ in range(KILLS):
        worker.do("publish", new.pk, kill_after=chance.uniform(0, 0.1))
        if publication_of(old, new):
            break
    else:
        worker.do("publish", new.pk)

    assert publication_of(old, new)
    audited = AuditEvent.objects.filter(object_id=str(new.pk), verb="extracts.workforceimport_published")
    assert (audited.count(), DataVersion.objects.count()) == (1, 2)


def publication_of(old: DataVersion, new: WorkforceImport) -> bool:
    """Whether the newer edition is published; readers see one whole month in either case."""
    new.refresh_from_db()
    current = DataVersion.objects.get(is_current=True)
    done = new.status == "published"
    assert is_whole(current)
    assert current.pk == (new.version.pk if done else old.pk)
    old.workforce_import.refresh_from_db()
    assert old.workforce_import.status == ("superseded" if done else "published")
    assert current.edition == (2 if done else 1)
    return done


# --- the database goes away after so many statements ---------------------------------------------------------------


class Gone:
    """Ends the connection of the work after so many statements."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            execute("SELECT pg_terminate_backend(pg_backend_pid())", None, False, context)
        return execute(sql, params, many, context)


@contextmanager
def gone_after(statements: int) -> Iterator[Gone]:
    gone = Gone(statements)
    try:
        with connection.execute_wrapper(gone):
            yield gone
    except DatabaseError:
        assert gone.left <= 0
    finally:
        connection.close()


def statements_of(work: Callable[[], object]) -> int:
    with gone_after(-1) as counting:
        work()
    return -1 - counting.left


def test_a_check_whose_database_goes_away_stores_nothing_by_halves(
    received: WorkforceImport, lead: Person, system: Organisation
) -> None:
    whole = statements_of(lambda: actions.check_import(import_id=received.pk))
    assert whole > 10
    one = actions.receive_file(file=ContentFile(REVISED), name=SAMPLE_NAME, owner=system, by=lead)
    for after in sorted(random.Random(1).sample(range(1, whole + 1), 6)):
        with gone_after(after):
            actions.check_import(import_id=one.pk)
        check_is_consistent(one)
        assert one.status in ("received", "checking")

    assert actions.check_import(import_id=one.pk).status == "previewed"
    check_is_consistent(one)


def test_a_publication_whose_database_goes_away_is_not_there(lead: Person, system: Organisation) -> None:
    first = imported(DATA, SAMPLE_NAME, lead, system)
    old = first.version
    whole = statements_of(lambda: actions.publish_import(workforce_import=first, by=lead))
    new = imported(REVISED, SAMPLE_NAME, lead, system)
    for after in random.Random(2).sample(range(1, whole + 1), 6):
        with gone_after(after):
            actions.publish_import(workforce_import=WorkforceImport.objects.get(pk=new.pk), by=lead)
        assert not publication_of(old, new)

    actions.publish_import(workforce_import=new, by=lead)
    assert publication_of(old, new)
