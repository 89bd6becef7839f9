"""The keeper: starts PostgreSQL and Redis, waits until nobody uses them, stops them.

Run as `python -m retention_portal.local.keeper` by `stack.ensure_running`, never by hand.
"""

import fcntl
import os
import signal
import sys
from pathlib import Path

from retention_portal.local import postgres_server, redis_server
from retention_portal.local.place import socket_dir, var_dir


def main() -> int:
    """Hold the keeper's lock, run both servers until the last user has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = var_dir()
    with (folder / "keeper.lock").open("a") as mine, (folder / "stack.lock").open("a") as users:
        fcntl.flock(mine, fcntl.LOCK_EX)
        postgres_server.start(folder / "postgres")
        redis_server.start(folder / "redis")
        _report_ready(folder)
        fcntl.flock(users, fcntl.LOCK_EX)  # granted when the last user has gone
        (folder / "stack.ready").unlink(missing_ok=True)
        redis_server.stop()
        postgres_server.stop(folder / "postgres")
        _remove_empty(socket_dir())
    return 0


def _report_ready(folder: Path) -> None:
    written = folder / "stack.ready.new"
    written.write_text(f"{os.getpid()}\n")
    written.rename(folder / "stack.ready")


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # something else lies in it: not ours to delete


if __name__ == "__main__":
    sys.exit(main())
