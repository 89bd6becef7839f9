"""Throw-away databases on the embedded server, for tests and benchmarks: migrated as owner, used as runtime.

A template with migrations and reference data is made once per state of the code and copied when asked for.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from retention_portal.core.database_roles import refresh_statistics
from retention_portal.core.reference import load_all
from retention_portal.local.place import socket_dir, var_dir
from retention_portal.local.postgres_server import ADMIN, OWNER
from retention_portal.local.stack import ensure_running


@contextmanager
def administrator(database: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor that may do everything, outside any transaction."""
    connection = psycopg2.connect(host=str(socket_dir()), user=ADMIN, dbname=database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def make(name: str) -> None:
    """Make the database `name` afresh and point both of Django's connections at it."""
    ensure_running()
    with (var_dir() / "test-template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        template = _template()
        with administrator("postgres") as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {OWNER}')
    _use(name)


def _template() -> str:
    name = f"template_{_state_of_code()}"
    with administrator("postgres") as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
        known = {row[0] for row in cursor.fetchall()}
        if name in known:
            return name
        for old in known - {"template0", "template1"}:
            cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        cursor.execute(f'DROP DATABASE IF EXISTS "building_{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "building_{name}" OWNER {OWNER}')
    _use(f"building_{name}")
    call_command("migrate", verbosity=0)
    load_all()
    refresh_statistics()
    connections.close_all()
    with administrator("postgres") as cursor:
        cursor.execute(f'ALTER DATABASE "building_{name}" RENAME TO "{name}"')
    return name


def _state_of_code() -> str:
    digest = hashlib.sha256()
    for pattern in ("*/*/migrations/*.py", "*/*/reference/**/*", "retention_portal/core/database_roles.py"):
        for path in sorted(settings.ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(settings.ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _use(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
