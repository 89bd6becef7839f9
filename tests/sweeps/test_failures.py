"""What people notice when a part dies or hangs: as little as possible. On portals of their own (R-31, R-33, R-34)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retention_portal.local.place import ROOT
from tests.journeys.portal import Portal, first_start_in, free_port, running_portal, wait_until
from tests.sweeps.browsing import Rows, Visitor, named, processes, run
from tests.sweeps.visitors import GP, LEAD

pytestmark = [pytest.mark.xdist_group("failures"), pytest.mark.timeout(400)]

MAILS = 12
WRITE_MAILS = """
from django.db import transaction
from retention_portal.core.emails.actions import send_written
with transaction.atomic():
    for number in range({count}):
        words = dict(subject="s", text="t", html="<p>t</p>", template="x")
        send_written(key="{name} %s" % number, to="{name}@example.org", **words)
"""
RESTART_REDIS = """
from pathlib import Path
from retention_portal.local import redis_server
redis_server.start(Path("{}"))
"""
EMPTY_REDIS = """
import redis
from retention_portal.local.place import redis_socket
redis.Redis(unix_socket_path=str(redis_socket())).flushall()
"""


@pytest.fixture(scope="module")
def doomed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that is put through all this; at the end nothing of it is left."""
    folder = tmp_path_factory.mktemp("doomed")
    first_start_in(folder)
    with running_portal(folder) as portal:
        yield portal
    assert portal.process.returncode == 0
    wait_until(lambda: processes(folder) == {}, 60)  # a part that was just starting ends once it has started


@pytest.fixture(scope="module")
def rows(doomed: Portal) -> Rows:
    return Rows(doomed.folder)


def write_mails(portal: Portal, name: str) -> None:
    portal.command("shell", "-v", "0", "-c", WRITE_MAILS.format(count=MAILS, name=name))


def delivered(portal: Portal, name: str) -> int:
    to = f"To: {name}@example.org".encode()
    return sum(to in mail.read_bytes() for mail in (portal.folder / "mail").glob("*.eml"))


def unfinished(rows: Rows) -> int:
    return int(str(rows.one("SELECT count(*) FROM core_job WHERE state <> 'done'")))


def test_redis_that_hangs_holds_up_nobody(doomed: Portal) -> None:
    redis = named(doomed, "redis-server")[0]
    visitor = Visitor(doomed.address)
    os.kill(redis, signal.SIGSTOP)
    try:
        slowest, statuses = 0.0, []
        for path in ("/", "/help/", "/organisations/?q=surgery", "/toolkit/", "/accounts/login/"):
            began = time.monotonic()
            statuses.append(visitor.see(path).status_code)
            slowest = max(slowest, time.monotonic() - began)
        signed_in = visitor.sign_in(GP)
        page_of_person = visitor.see("/tasks/").status_code
        readiness = doomed.readiness()
    finally:
        os.kill(redis, signal.SIGCONT)

    assert statuses == [200] * 5
    assert slowest < 3
    assert (signed_in.status_code, page_of_person) == (302, 200)
    assert readiness["redis"] == "degraded"
    wait_until(lambda: doomed.readiness()["redis"] == "ok")


def test_wrong_passwords_are_counted_while_redis_hangs(doomed: Portal) -> None:
    redis = named(doomed, "redis-server")[0]
    visitor = Visitor(doomed.address)
    os.kill(redis, signal.SIGSTOP)
    try:
        answers = [visitor.sign_in("sro@example.org", "not the password") for _ in range(8)]
    finally:
        os.kill(redis, signal.SIGCONT)

    assert sum(is_stopped(answer.text) for answer in answers) == 3


def is_stopped(page: str) -> bool:
    return "Too many" in page or "too many" in page


def test_killed_redis_loses_no_job(doomed: Portal, rows: Rows) -> None:
    os.kill(named(doomed, "redis-server")[0], signal.SIGKILL)
    wait_until(lambda: named(doomed, "redis-server") == [])
    write_mails(doomed, "killed")
    waiting = unfinished(rows)
    run(doomed.folder, "-c", RESTART_REDIS.format(doomed.folder / "redis"))

    assert waiting >= MAILS
    wait_until(lambda: unfinished(rows) == 0, 60)
    assert delivered(doomed, "killed") == MAILS


def test_emptied_redis_loses_no_job(doomed: Portal, rows: Rows) -> None:
    workers = named(doomed, "critical,default")
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    write_mails(doomed, "emptied")
    wait_until(lambda: rows.one("SELECT count(*) FROM core_job WHERE state = 'published'") == MAILS)
    run(doomed.folder, "-c", EMPTY_REDIS)
    for worker in workers:
        os.kill(worker, signal.SIGCONT)
    later = "UPDATE core_job SET published_at = published_at - interval '4 minutes' WHERE state = 'published'"
    rows.ask(later)  # instead of waiting until the clock gives them up

    wait_until(lambda: unfinished(rows) == 0, 60)
    assert delivered(doomed, "emptied") == MAILS


IMPORT = """
from django.core.files.uploadedfile import SimpleUploadedFile
from retention_portal.accounts.models import Person
from retention_portal.organisations.queries import organisation_by_code
from tests.sweeps.examples import MONTH_FILE
from workforce.extracts.actions import receive_file
file = SimpleUploadedFile("x.csv", MONTH_FILE.read_bytes())
name = "General Practice - May 2023 Practice Level - Detailed.csv"
print(receive_file(file=file, name=name, owner=organisation_by_code("QHM"), by=Person.objects.get(email="{}")).pk)
"""


def test_worker_killed_half_way_does_the_work_once(doomed: Portal, rows: Rows) -> None:
    child = named(doomed, "worker-imports@")[-1]
    block = Rows(doomed.folder)
    block.ask("BEGIN")
    block.ask("LOCK TABLE extracts_importproblem IN EXCLUSIVE MODE")  # the work comes so far and no further
    number = doomed.command("shell", "-v", "0", "-c", IMPORT.format(LEAD)).split()[-1]
    job = "SELECT state, attempts FROM core_job WHERE kind LIKE 'workforce%%' AND object_id = %s"
    wait_until(lambda: rows.ask(job, number) == [("running", 1)], 30)
    wait_until(lambda: rows.one("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1, 30)
    os.kill(child, signal.SIGKILL)
    block.ask("ROLLBACK")
    rows.ask("UPDATE core_job SET heartbeat_at = heartbeat_at - interval '2 minutes' WHERE state = 'running'")

    wait_until(lambda: rows.ask(job, number) == [("done", 2)], 60)
    of_import = "FROM {} WHERE workforce_import_id = %s"
    assert rows.one(f"SELECT count(*) {of_import.format('extracts_dataversion')}", number) == 1
    assert rows.one("SELECT status FROM extracts_workforceimport WHERE id = %s", number) == "previewed"


# --- how it ends ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ends")
    first_start_in(folder)
    return folder


def started(folder: Path, **environment: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_portal"],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(folder), "DEMO": "0", "PORT": str(free_port()), **environment},
        stdout=subprocess.PIPE,
        stderr=(folder / "said.log").open("w"),
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def kill_web(process: subprocess.Popen[str], folder: Path) -> None:
    masters = [pid for pid, command in processes(folder).items() if "gunicorn" in command]
    os.kill(min(masters), signal.SIGKILL)


# SIGTERM is how every other portal of the tests ends; see `doomed`.
WAYS: dict[str, tuple[Callable[[subprocess.Popen[str], Path], None], int, str]] = {
    "Ctrl-C": (lambda process, _: process.send_signal(signal.SIGINT), 0, "Stopping"),
    "SIGKILL": (lambda process, _: process.send_signal(signal.SIGKILL), -signal.SIGKILL, ""),
    "web killed": (kill_web, 1, "The part “web” ended by itself with status -9"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_second_copy_runs_beside_the_first_and_leaves_no_process(
    way: str, doomed: Portal, folder: Path
) -> None:
    end, status, sentence = WAYS[way]
    process = started(folder)
    beside = doomed.readiness()["clock"], len(processes(folder)) > 8
    end(process, folder)

    assert beside == ("ok", True)
    assert process.wait(timeout=30) == status
    wait_until(lambda: processes(folder) == {}, 60)  # a part that was just starting ends once it has started
    assert sentence in (folder / "said.log").read_text()
    assert len(processes(doomed.folder)) > 8


def test_port_in_use_is_said_at_once(doomed: Portal, folder: Path) -> None:
    port = doomed.address.rpartition(":")[2]
    process = started(folder, PORT=port)

    assert process.wait(timeout=20) == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in (folder / "said.log").read_text()
