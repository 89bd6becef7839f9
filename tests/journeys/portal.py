"""A whole portal as `make run` starts it, in a folder of its own, and a browser before it."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from retention_portal.core.dates import today
from retention_portal.local.place import ROOT, var_dir

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_LIMIT_SECONDS = 240


@dataclass(frozen=True)
class Portal:
    """A running copy."""

    address: str
    folder: Path
    process: subprocess.Popen[str]

    def readiness(self) -> dict[str, str]:
        """What `/readyz` says."""
        with urlopen(f"{self.address}/readyz", timeout=20) as answer:
            return dict(json.load(answer))

    def command(self, *arguments: str) -> str:
        """The standard output of a management command in this copy."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**os.environ, "VAR_DIR": str(self.folder), "DEMO": "1", "DEMO_MONTHS": "2"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_start_in(folder: Path) -> None:
    """Fill a folder with what a first start leaves there: database, reference data, demo.

    The first start itself is made once for each state of the code and day; after that its folder is copied.
    """
    store = var_dir() / "first-starts"
    store.mkdir(parents=True, exist_ok=True)
    with (store / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = store / _state_of_code()
        if not made.exists():
            for old in store.glob("[0-9a-f]*"):
                shutil.rmtree(old)
            building = store / f"{made.name}-building"
            shutil.rmtree(building, ignore_errors=True)  # of a run that was stopped
            building.mkdir()
            with running_portal(building):
                pass
            building.rename(made)
    subprocess.run(["cp", "-a", f"{made}/.", str(folder)], check=True)  # owners too: PostgreSQL insists


def _state_of_code() -> str:
    digest = hashlib.sha256(today().isoformat().encode())
    for top in ("retention_portal", "workforce", "action_plans", "schemes"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def running_portal(folder: Path, **environment: str) -> Iterator[Portal]:
    """Start everything, wait for the line `Ready: …`, stop everything."""
    port = free_port()
    log = (folder / "portal.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_portal"],
        cwd=ROOT,
        env={
            **os.environ,
            "VAR_DIR": str(folder),
            "PORT": str(port),
            "DEMO": "1",
            "DEMO_MONTHS": "2",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        while line and not line.startswith("Ready: "):
            line = process.stdout.readline()
        assert line == f"Ready: http://127.0.0.1:{port}\n", (folder / "portal.log").read_text()[-3000:]
        yield Portal(f"http://127.0.0.1:{port}", folder, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def wait_until(condition: object, seconds: float = 20) -> None:
    """Wait for a condition that another process brings about."""
    limit = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < limit, "It did not happen in time."
        time.sleep(0.2)
