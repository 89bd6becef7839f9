"""People and processes of a running portal, seen from outside."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import requests

from retention_portal.accounts.demo import PASSWORD
from retention_portal.local.place import ROOT
from retention_portal.local.postgres_server import ADMIN, DATABASE
from tests.journeys.portal import Portal

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor(requests.Session):
    """Somebody who asks for pages and sends forms. Nobody waits longer than ten seconds."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def see(self, path: str) -> requests.Response:
        """A page, as it comes."""
        return self.get(self.address + path, timeout=10, allow_redirects=False)

    def submit(self, path: str, **fields: str) -> requests.Response:
        """The form of a page, sent."""
        token = TOKEN.search(self.see(path).text)
        assert token is not None, f"{path} has no form."
        data = {"csrfmiddlewaretoken": token[1], **fields}
        return self.post(self.address + path, data, timeout=10, allow_redirects=False)

    def sign_in(self, email: str, password: str = PASSWORD) -> requests.Response:
        """Try to sign in; a redirect means it worked."""
        return self.submit("/accounts/login/", login=email, password=password)


def processes(folder: Path) -> dict[int, str]:
    """Every process of the copy in this folder: number → command. Servers rewrite their title and environment,
    so their folder tells, too."""
    return dict(_of(folder.resolve()))


def _of(folder: Path) -> Iterator[tuple[int, str]]:
    mark = f"VAR_DIR={folder}".encode()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            ours = mark in (path / "environ").read_bytes().split(b"\0") or (
                path / "cwd"
            ).resolve().is_relative_to(folder)
        except OSError:
            continue  # it ended meanwhile, or is not ours
        if ours and command:  # a zombie has none
            yield int(path.name), command


def named(portal: Portal, *words: str) -> list[int]:
    """The processes of this copy whose command has all the words, the oldest first."""
    return sorted(
        pid for pid, command in processes(portal.folder).items() if all(word in command for word in words)
    )


def sockets(folder: Path) -> str:
    """Where the sockets of another copy are."""
    code = "from retention_portal.local.place import socket_dir; print(socket_dir())"
    return run(folder, "-c", code).strip()


def run(folder: Path, *arguments: str) -> str:
    """What a Python program says that works on another copy."""
    environment = {**os.environ, "VAR_DIR": str(folder), "DEMO": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


class Rows:
    """The database of a running copy, past every rule."""

    def __init__(self, folder: Path) -> None:
        self.connection = psycopg2.connect(host=sockets(folder), user=ADMIN, dbname=DATABASE)
        self.connection.autocommit = True

    def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a statement, if it has any."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    def one(self, statement: str, *values: object) -> object:
        """The first value of the first row."""
        return self.ask(statement, *values)[0][0]
