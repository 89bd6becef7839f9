"""Start or join the embedded servers, and let the last user stop them.

Every process that uses the servers holds a shared lock on `var/stack.lock`. The kernel drops it on any
death, `kill -9` included. One keeper process waits for that lock to be free of users, then stops the
servers and leaves. A keeper that was itself killed leaves the servers running: the next keeper adopts them.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from retention_portal.local.place import ROOT, socket_dir, var_dir

START_LIMIT_SECONDS = 60

_lock_of_this_process: tuple[int, IO[str]] | None = None


class StackError(RuntimeError):
    """The embedded servers did not start; the text says why and what to do."""


def ensure_running() -> None:
    """Start the embedded servers or join those that run; held until this process ends.

    Raises StackError with the reason. Cheap when this process has joined already. A forked child shares
    its parent's lock and takes one of its own, so that it outlives the parent safely.
    """
    global _lock_of_this_process  # noqa: PLW0603 - a lock is the process's own
    if _lock_of_this_process and _lock_of_this_process[0] == os.getpid():
        return
    folder = var_dir()
    folder.mkdir(parents=True, exist_ok=True)
    users = (folder / "stack.lock").open("a")
    fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping the servers
    with (folder / "start.lock").open("a") as starter:
        fcntl.flock(starter, fcntl.LOCK_EX)  # one process starts, the others find it started
        if not keeper_is_alive():
            _start_keeper(folder)
    _lock_of_this_process = (os.getpid(), users)


def keeper_is_alive() -> bool:
    """Whether a keeper holds its lock and has reported the servers ready."""
    folder = var_dir()
    if not (folder / "stack.ready").exists():
        return False
    with (folder / "keeper.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _start_keeper(folder: Path) -> None:
    socket_dir().mkdir(mode=0o700, exist_ok=True)  # the servers trust whoever reaches their sockets
    ready = folder / "stack.ready"
    ready.unlink(missing_ok=True)
    log = folder / "stack.log"
    with log.open("a") as out:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "retention_portal.local.keeper"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # a Ctrl-C meant for a user must not reach the servers
        )
    limit = time.monotonic() + START_LIMIT_SECONDS
    while not ready.exists():
        if keeper.poll() is not None or time.monotonic() > limit:
            raise StackError(
                f"The embedded servers did not start. The end of {log} says:\n{_tail(log)}\n"
                "If the folder was copied while servers ran, delete it with `make clean` and start again."
            )
        time.sleep(0.02)


def _tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
