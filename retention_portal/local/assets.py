"""Styles, scripts and pictures, made from npm's packages and ours: `python -m retention_portal.local.assets`.

Everything goes to static/build; `collectstatic` then copies it, with hashed names, to static/collected,
from where WhiteNoise serves it. Nothing is done when nothing is newer than the last run.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from retention_portal.local.place import ROOT

STATIC = ROOT / "static"
BUILD = STATIC / "build"
COLLECTED = STATIC / "collected"
MODULES = ROOT / "node_modules"
FRONTEND = MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
STAMP = COLLECTED / ".built"

STYLES = ("portal", "print", "report", "poster")
COPIED_SCRIPTS = {"htmx.min.js": MODULES / "htmx.org" / "dist" / "htmx.min.js"}
# The font of PDFs, so that they never depend on what a machine has installed.
REPORT_FONT = MODULES / "@fontsource" / "source-sans-3" / "files"
REPORT_FONT_FILES = [
    f"source-sans-3-{alphabet}-{weight}-normal.woff2"
    for alphabet in ("latin", "latin-ext")
    for weight in (400, 600, 700)
]
_SOURCE_MAP = re.compile(r"(//|/\*)# sourceMappingURL=\S+( \*/)?")


def sources() -> list[Path]:
    """Every file that the build reads."""
    ours = [path for name in ("styles", "scripts", "images") for path in (STATIC / name).rglob("*")]
    return [
        *ours,
        ROOT / "package-lock.json",
        ROOT / "uv.lock",
        FRONTEND / "nhsuk-frontend.min.js",
        Path(__file__),
    ]


def is_stale(made: Path, read: Iterable[Path]) -> bool:
    """True when `made` is missing, or older than any of `read`."""
    if not made.exists():
        return True
    made_at = made.stat().st_mtime
    return any(path.stat().st_mtime > made_at for path in read)


def build() -> None:
    """Write static/build afresh. Raises FileNotFoundError when npm's packages are not installed."""
    if not FRONTEND.exists():
        raise FileNotFoundError("node_modules is not there. Run `make install`, which runs `npm ci`.")
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    _compile_styles()
    _write_scripts()
    shutil.copytree(STATIC / "images", BUILD / "images")
    for icon in (FRONTEND / "assets" / "images").glob("nhsuk-icon-*.svg"):
        shutil.copy2(icon, BUILD / "images" / icon.name)
    _copy_fonts()


def _compile_styles() -> None:
    pairs = [f"{STATIC / 'styles' / name}.scss:{BUILD / name}.css" for name in STYLES]
    options = ["--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={MODULES}"]
    subprocess.run([MODULES / ".bin" / "sass", *options, *pairs], check=True, cwd=ROOT)


def _write_scripts() -> None:
    """Our scripts as they are, but for portal.js, which is NHS.UK's module with ours at its end."""
    for script in (STATIC / "scripts").glob("*.js"):
        shutil.copy2(script, BUILD / script.name)
    module = _without_map(FRONTEND / "nhsuk-frontend.min.js")
    ours = (STATIC / "scripts" / "portal.js").read_text(encoding="utf-8")
    (BUILD / "portal.js").write_text(f"{module}\n{ours}", encoding="utf-8")
    for name, path in COPIED_SCRIPTS.items():
        (BUILD / name).write_text(_without_map(path), encoding="utf-8")


def _copy_fonts() -> None:
    (BUILD / "fonts").mkdir()
    for name in REPORT_FONT_FILES:
        shutil.copy2(REPORT_FONT / name, BUILD / "fonts" / name)


def _without_map(path: Path) -> str:
    """A script without the pointer to its source map, which is not served."""
    return _SOURCE_MAP.sub("", path.read_text(encoding="utf-8")).rstrip()


def collect() -> None:
    """Copy everything static, with hashed names, to static/collected.

    What is there stays until `make clean`: a copy that runs meanwhile goes on serving it.
    """
    command = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=ROOT)


@contextmanager
def alone() -> Iterator[None]:
    """One build at a time in this folder, however many copies start; the kernel drops the lock at any death."""
    folder = os.open(STATIC, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main() -> None:
    """Build and collect, when something is newer."""
    with alone():
        if not is_stale(STAMP, sources()):
            print("Assets are up to date.")
            return
        began = time.time()
        build()
        collect()
        STAMP.touch()
        os.utime(STAMP, (began, began))  # what changes while we build is built the next time
    print(f"Assets built: {len(list(COLLECTED.rglob('*')))} files in static/collected.")


if __name__ == "__main__":
    main()
