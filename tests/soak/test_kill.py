"""Workers and Redis are killed outright while mails go out: none is lost, none goes out twice (R-31, R-33)."""

import os
import random
import signal
import time
from collections.abc import Iterator

import pytest

from tests.journeys.portal import Portal, running_portal, wait_until
from tests.soak.conftest import Record
from tests.sweeps.browsing import Rows, named, processes, run
from tests.sweeps.test_failures import EMPTY_REDIS, RESTART_REDIS, WRITE_MAILS

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1500)]

ROUNDS, MAILS_A_ROUND = 6, 60


@pytest.fixture(scope="module")
def tortured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("tortured")
    with running_portal(folder) as portal:
        yield portal
    wait_until(lambda: processes(folder) == {}, 15)


def write(portal: Portal, name: str) -> None:
    portal.command("shell", "-v", "0", "-c", WRITE_MAILS.format(count=MAILS_A_ROUND, name=name))


def delivered(portal: Portal) -> int:
    """Mails in the folder; a mail handed over twice would have the same name, so the mark in the table is asked, too."""
    return sum(b"To: round" in mail.read_bytes() for mail in (portal.folder / "mail").glob("*.eml"))


def kill_worker(portal: Portal) -> None:
    os.kill(
        named(portal, "critical,default")[-1], signal.SIGKILL
    )  # the child that works; its parent makes another


def kill_redis(portal: Portal) -> None:
    os.kill(named(portal, "redis-server")[0], signal.SIGKILL)
    wait_until(lambda: named(portal, "redis-server") == [])
    run(portal.folder, "-c", RESTART_REDIS.format(portal.folder / "redis"))


def empty_redis(portal: Portal) -> None:
    run(portal.folder, "-c", EMPTY_REDIS)


def test_killed_workers_and_redis_lose_and_repeat_nothing(tortured: Portal, record: Record) -> None:
    rows, chance = Rows(tortured.folder), random.Random(1)
    harm = [kill_worker, kill_worker, kill_redis, kill_redis, empty_redis, empty_redis]
    for number, harmful in enumerate(chance.sample(harm, ROUNDS)):
        write(tortured, f"round{number}")
        time.sleep(chance.random())
        harmful(tortured)
    began = time.monotonic()
    unfinished = "SELECT count(*) FROM core_job WHERE state <> 'done'"
    wait_until(lambda: rows.one(unfinished) == 0, 420)
    recovered = time.monotonic() - began
    sent = rows.one("SELECT count(*) FROM core_email WHERE state = 'sent' AND key LIKE 'round%%'")
    written = ROUNDS * MAILS_A_ROUND
    record(
        "kill",
        f"mails sent of {written}, written while workers and Redis were killed",
        f"{sent}",
        f"{written}",
    )
    record("kill", "seconds until every job was done", f"{recovered:.0f}", "≤ 300")

    assert (sent, delivered(tortured)) == (written, written)
    assert recovered <= 300
