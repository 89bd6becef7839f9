"""A dump of the running portal, restored into a fresh database, is the same to the last row (R-40)."""

import hashlib
import os
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest

from retention_portal.local.postgres_server import ADMIN, DATABASE, OWNER, PROGRAMS, RUNTIME
from tests.journeys.portal import Portal
from tests.soak.conftest import Record
from tests.sweeps.browsing import sockets

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600), pytest.mark.xdist_group("portal")]

RESTORED = "restored"


def client(program: str, where: str, *arguments: str) -> None:
    environment = {**os.environ, "PGHOST": where, "PGUSER": ADMIN}
    subprocess.run([str(PROGRAMS / program), *arguments], env=environment, check=True)


def contents(where: str, database: str) -> dict[str, tuple[int, str]]:
    """Every table: how many rows, and a hash over them in order."""
    connection = psycopg2.connect(host=where, user=ADMIN, dbname=database)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY t::text COLLATE "C"')
            rows = [row[0] for row in cursor.fetchall()]
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    connection.close()
    return found


def test_restored_database_is_the_same(portal: Portal, tmp_path: Path, record: Record) -> None:
    where, dump = sockets(portal.folder), tmp_path / "portal.dump"
    portal.command("shell", "-v", "0", "-c", "from tests.sweeps.examples import make; make()")
    client("psql", where, "-q", "-d", DATABASE, "-c", "SELECT 1", "-o", os.devnull)
    began = time.monotonic()
    client("pg_dump", where, "-Fc", "-f", str(dump), DATABASE)
    dumped = time.monotonic() - began
    before = contents(where, DATABASE)
    client("createdb", where, "-O", OWNER, RESTORED)
    began = time.monotonic()
    client("pg_restore", where, "--exit-on-error", "-j", "2", "-d", RESTORED, str(dump))
    restored = time.monotonic() - began
    after = contents(where, RESTORED)
    changed = {table for table in before if before[table] != after.get(table)} - ALWAYS_MOVING
    record(
        "restore",
        f"tables equal after restore, of {len(before)}",
        str(len(before) - len(changed)),
        str(len(before)),
    )
    record("restore", "rows", f"{sum(count for count, _ in after.values()):,}", "-")
    record("restore", "size of the dump", f"{dump.stat().st_size / 1e6:.1f} MB", "-")
    record("restore", "seconds to dump, to restore", f"{dumped:.1f}, {restored:.1f}", "≤ 900 together")

    assert changed == set()
    assert sum(count for count, _ in after.values()) > 10_000
    assert runtime_is_refused(where) == "InsufficientPrivilege"


ALWAYS_MOVING = {"core_heartbeat", "core_job", "core_email", "django_session"}  # written while we looked


def runtime_is_refused(where: str) -> str:
    """How the restored database answers the runtime role that would change the audit."""
    connection = psycopg2.connect(host=where, user=RUNTIME, dbname=RESTORED)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("UPDATE core_auditevent SET verb = 'forged'")
    except psycopg2.Error as error:
        return type(error).__name__
    finally:
        connection.close()
    return "allowed"
