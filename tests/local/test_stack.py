"""The embedded servers start when first needed and stop with their last user, however that one dies."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retention_portal.local.place import ROOT

USER = """
import sys, time
from retention_portal.local.stack import ensure_running
ensure_running()
import psycopg2, redis
from retention_portal.local.place import redis_socket, socket_dir
psycopg2.connect(host=str(socket_dir()), user="portal_runtime", dbname="portal").close()
redis.Redis(unix_socket_path=str(redis_socket())).ping()
print("up", flush=True)
time.sleep(float(sys.argv[1]))
"""


class Copy:
    """A copy of the portal in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.users: list[subprocess.Popen[str]] = []

    def start_user(self, seconds: float) -> subprocess.Popen[str]:
        """A process that uses the servers for a while; returns when it has reached both."""
        user = subprocess.Popen(
            [sys.executable, "-c", USER, str(seconds)],
            cwd=ROOT,
            env={**os.environ, "VAR_DIR": str(self.folder)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.users.append(user)
        assert user.stdout is not None
        assert user.stdout.readline() == "up\n"
        return user

    def servers(self) -> list[str]:
        """The embedded servers of this copy that run now, sorted."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = path.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if command[0].endswith("/postgres") and str(self.folder / "postgres") in command:
                found.append("postgres")
            if self._is_our_redis(path, command):
                found.append("redis")
        return sorted(found)

    def _is_our_redis(self, path: Path, command: list[str]) -> bool:
        try:
            return "redis-server" in command[0] and (path.parent / "cwd").resolve() == self.folder / "redis"
        except OSError:
            return False

    def kill_keeper(self) -> None:
        """End the keeper of this copy outright."""
        keepers = subprocess.run(
            ["pgrep", "-f", "retention_portal.local.keeper"], capture_output=True, text=True, check=True
        )
        for pid in keepers.stdout.split():
            if f"VAR_DIR={self.folder}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                os.kill(int(pid), signal.SIGKILL)

    def wait_until_stopped(self) -> None:
        """Ten seconds are plenty for a clean stop."""
        limit = time.monotonic() + 10
        while self.servers() and time.monotonic() < limit:
            time.sleep(0.1)
        assert self.servers() == []


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    portal = Copy(tmp_path.resolve())
    yield portal
    for user in portal.users:
        user.kill()
        user.wait()
    portal.wait_until_stopped()


def test_the_last_user_stops_the_servers(copy: Copy) -> None:
    first, second = copy.start_user(60), copy.start_user(60)
    first.terminate()
    first.wait()
    time.sleep(0.5)
    while_one_is_left = copy.servers()
    second.terminate()
    second.wait()

    assert while_one_is_left == ["postgres", "redis"]
    copy.wait_until_stopped()


def test_a_killed_user_leaves_no_server_behind(copy: Copy) -> None:
    user = copy.start_user(60)
    user.send_signal(signal.SIGKILL)
    user.wait()

    copy.wait_until_stopped()


def test_data_is_found_again_after_everything_was_killed(copy: Copy) -> None:
    user = copy.start_user(60)
    subprocess.run(["pkill", "-9", "-f", str(copy.folder / "postgres")], check=True)
    user.kill()
    user.wait()
    copy.wait_until_stopped()

    copy.start_user(0.1).wait()


def test_a_new_keeper_adopts_servers_whose_keeper_was_killed(copy: Copy) -> None:
    user = copy.start_user(60)
    copy.kill_keeper()
    user.kill()
    user.wait()
    orphaned = copy.servers()
    copy.start_user(0.1).wait()

    assert orphaned == ["postgres", "redis"]
    copy.wait_until_stopped()


def test_a_copy_whose_folder_was_deleted_while_it_ran_starts_afresh(copy: Copy) -> None:
    user = copy.start_user(60)
    shutil.rmtree(copy.folder / "postgres")
    shutil.rmtree(copy.folder / "redis")
    (copy.folder / "stack.ready").unlink()
    copy.kill_keeper()
    user.kill()
    user.wait()
    copy.start_user(0.1).wait()

    copy.wait_until_stopped()


def test_two_copies_run_side_by_side(tmp_path: Path) -> None:
    copies = [Copy((tmp_path / name).resolve()) for name in ("one", "two")]
    users = [copy.start_user(60) for copy in copies]
    running = [copy.servers() for copy in copies]
    for user in users:
        user.kill()
        user.wait()
    for copy in copies:
        copy.wait_until_stopped()

    assert running == [["postgres", "redis"], ["postgres", "redis"]]
