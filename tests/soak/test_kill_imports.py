"""The worker of imports is killed at twenty random moments while a month of England is checked (R-27)."""

import os
import random
import signal
import time
from collections.abc import Iterator

import pytest

from tests.journeys.portal import Portal, running_portal, wait_until
from tests.soak.conftest import Record
from tests.sweeps.browsing import Rows, named, processes
from tests.sweeps.visitors import LEAD

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

KILLS = 20
SEND = """
from django.core.files.base import ContentFile
from retention_portal.accounts.models import Person
from retention_portal.local.bench.national_month import national_month
from retention_portal.organisations.queries import organisation_by_code
from workforce.extracts.actions import receive_file
file = ContentFile(national_month(seed=1).encode("cp1252", "replace"))
name = "1 General Practice – June 2026 Practice Level - Detailed.csv"
lead = Person.objects.get(email="{lead}")
print(receive_file(file=file, name=name, owner=organisation_by_code("QHM"), by=lead).pk)
"""
TRY_AGAIN = """
from workforce.extracts.actions import try_again
from workforce.extracts.models import WorkforceImport
one = WorkforceImport.objects.get(pk={number})
try_again(workforce_import=one, by=one.uploaded_by)
"""
STATUS = "SELECT status FROM extracts_workforceimport WHERE id = %s"
JOB = "SELECT state FROM core_job WHERE kind = 'workforce.check_import' AND object_id = %s ORDER BY id DESC LIMIT 1"
LATER = "UPDATE core_job SET heartbeat_at = heartbeat_at - interval '2 minutes' WHERE state = 'running'"
DRAFTS = "SELECT count(*) FROM extracts_dataversion WHERE workforce_import_id = %s"
STORED = """
    SELECT version.practices, count(row.id) FROM extracts_dataversion version
    JOIN extracts_practicerow row ON row.version_id = version.id
    WHERE version.workforce_import_id = %s GROUP BY version.id
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("killed")
    with running_portal(folder) as portal:
        yield portal
    wait_until(lambda: processes(folder) == {}, 15)


def test_a_national_month_whose_worker_is_killed_ends_whole(killed: Portal, record: Record) -> None:
    rows, chance = Rows(killed.folder), random.Random(27)
    number = killed.command("shell", "-v", "0", "-c", SEND.format(lead=LEAD)).split()[-1]
    halves = tries = 0
    for _ in range(KILLS):
        wait_until(lambda: rows.one(JOB, number) in ("running", "failed", "done"), 120)
        if rows.one(JOB, number) == "done":
            break
        if rows.one(JOB, number) == "failed":
            assert rows.one(STATUS, number) == "failed"  # told, not pending
            killed.command("shell", "-v", "0", "-c", TRY_AGAIN.format(number=number))
            tries += 1
            continue
        time.sleep(chance.uniform(0, 4))
        os.kill(named(killed, "worker-imports@")[-1], signal.SIGKILL)
        halves += rows.one(DRAFTS, number) != (rows.one(STATUS, number) == "previewed")
        rows.ask(LATER)
    began = time.monotonic()
    wait_until(lambda: rows.one(JOB, number) in ("done", "failed"), 300)
    if rows.one(JOB, number) == "failed":
        killed.command("shell", "-v", "0", "-c", TRY_AGAIN.format(number=number))
        wait_until(lambda: rows.one(JOB, number) == "done", 300)
    record("kill imports", f"half stored, after {KILLS} turns, {tries} new starts", f"{halves}", "0")
    record("kill imports", "seconds until the month was checked", f"{time.monotonic() - began:.0f}", "≤ 300")

    [(practices, stored)] = rows.ask(STORED, number)
    assert (halves, rows.one(STATUS, number)) == (0, "previewed")
    assert practices == stored
    assert int(str(stored)) > 5000
