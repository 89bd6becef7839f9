"""A whole portal as `make run` starts it, in a folder of its own, and a browser before it."""

import json
import os
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

from retention_portal.local.place import ROOT

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
