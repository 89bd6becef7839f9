"""Start web, worker and clock, watch them, and leave no process behind."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from django.core.management.base import CommandError

from retention_portal.local.place import ROOT

READY_LIMIT_SECONDS = 120
STOP_LIMIT_SECONDS = 15
PR_SET_PDEATHSIG = 1

PYTHON = sys.executable
WORKERS = {
    "worker": "critical,default",
    "worker-imports": "imports",
    "worker-reports": "reports",
}


def check_port(host: str, port: int) -> None:
    """Refuse at once when something else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: make run PORT={port + 1}. "
                "For a second copy beside a running one also set VAR_DIR."
            ) from None


def run(host: str, port: int) -> int:
    """Run everything until a signal or until a part ends; the exit status."""
    children = {name: _start(command) for name, command in _commands(host, port).items()}
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        _wait_until_ready(host, port, children)
        print(f"Ready: http://{host}:{port}", flush=True)
        return _wait_for_an_end(children)
    except KeyboardInterrupt:
        print("Stopping …", file=sys.stderr, flush=True)
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop_all(children)


def _commands(host: str, port: int) -> dict[str, list[str]]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [PYTHON, "-m", "gunicorn", "retention_portal.wsgi", "--bind", address, "--timeout", "60"]
    web += ["--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
    commands = {"web": web, "clock": [PYTHON, "manage.py", "clock"]}
    for name, queues in WORKERS.items():
        commands[name] = [
            *(PYTHON, "-m", "celery", "--quiet", "-A", "retention_portal.celery", "worker"),
            *("--queues", queues, "--concurrency", "1", "--hostname", f"{name}@{os.getpid()}"),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--max-tasks-per-child", "50"),
        ]
    return commands


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,  # standard output carries one line: Ready
        start_new_session=True,  # Ctrl-C reaches this process alone, which then stops the parts in order
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def _die_with_parent() -> None:
    """Ask the kernel to end this part when the supervisor is killed outright."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_until_ready(host: str, port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    limit = time.monotonic() + READY_LIMIT_SECONDS
    while not _is_ready(host, port):
        _fail_if_one_ended(children)
        if time.monotonic() > limit:
            raise CommandError("Web, worker and clock were not all ready within two minutes; see above.")
        time.sleep(0.3)


def _is_ready(host: str, port: int) -> bool:
    address = f"[{host}]" if ":" in host else host
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/readyz", timeout=5) as answer:
            return set(json.load(answer).values()) == {"ok"}
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _fail_if_one_ended(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise CommandError(
                f"The part “{name}” ended by itself with status {child.returncode}; see above."
            )


def _wait_for_an_end(children: dict[str, subprocess.Popen[bytes]]) -> int:
    while True:
        _fail_if_one_ended(children)
        time.sleep(0.5)


def _stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    limit = time.monotonic() + STOP_LIMIT_SECONDS
    for child in children.values():
        try:
            child.wait(timeout=max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
