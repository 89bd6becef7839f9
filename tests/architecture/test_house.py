"""The house stays in order: sizes, names, what is documented, what is closed."""

import ast
import re
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

from retention_portal.local import documents
from retention_portal.local.place import ROOT

PACKAGES = ("retention_portal", "schemes", "workforce", "action_plans")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "services", "managers", "general_functions"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_are_at_most_400_lines() -> None:
    assert {relative(path) for path in MODULES if path.read_text().count("\n") > 400} == set()


def test_functions_are_at_most_40_lines() -> None:
    long = {
        f"{relative(path)}:{node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
    }

    assert long == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert {relative(path) for path in MODULES if path.stem in FORBIDDEN_NAMES} == set()


def test_top_level_holds_what_the_design_names() -> None:
    visible = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and path.name not in MADE_BY_RUNNING
    }

    assert visible == {
        *(
            "manage.py",
            "pyproject.toml",
            "uv.lock",
            "package.json",
            "package-lock.json",
            "Makefile",
            "Procfile",
        ),
        *("README.md", "LICENSE", "LICENSE-DATA"),
        *("retention_portal", "schemes", "workforce", "action_plans", "templates", "static", "tests", "docs"),
    }


MADE_BY_RUNNING = {"var", "node_modules"}


def test_every_variable_is_in_the_example_file() -> None:
    source = (ROOT / "retention_portal/settings.py").read_text() + (
        ROOT / "retention_portal/environment.py"
    ).read_text()
    read = set(re.findall(r'environment\.(?:text|flag|number|words)\(\s*"([A-Z0-9_]+)"', source))
    explained = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert read - explained == set()


def test_made_documents_are_in_step_with_the_code() -> None:
    assert documents.out_of_step() == []


def test_passwords_are_hashed_slowly_outside_tests() -> None:
    assert settings.REAL_PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_the_network_is_closed_to_tests() -> None:
    with pytest.raises((SocketBlockedError, SocketConnectBlockedError, UserWarning)):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_nothing_in_the_repository_knows_the_machine_it_was_made_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    hits = {relative(path) for path in paths if path.is_file() and MACHINE_PATH.search(path.read_bytes())}

    assert hits == set()


MACHINE_PATH = re.compile(rb"/work/[m]ain|/work/[s]hared|[.][.]/[s]hared")


def test_rules_need_no_database() -> None:
    """Pure by construction: no `rules` module may import models, queries, or Django's database."""
    impure = {
        f"{relative(path)}: {name}"
        for path in MODULES
        if path.stem == "rules" or "rules" in path.parts
        for name in _imports(path)
        if name.startswith("django.db") or name.endswith((".models", ".queries", ".actions"))
    }

    assert impure == set()


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names
