"""What only apt can bring: Pango for PDFs, Chromium for browser tests.

Run as `python -m retention_portal.local.packages pango`. Installs what is missing when it may (root on
Debian); otherwise stops and prints the command.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys

PACKAGES = {
    "pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "chromium": ["chromium"],
}
WHY = {"pango": "WeasyPrint draws the PDF reports with it", "chromium": "the tests use a real browser"}


def is_there(part: str) -> bool:
    """Whether the part can be used."""
    if part == "pango":
        return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0"))
    return shutil.which("chromium") is not None


def main(part: str) -> int:
    """Make sure that the part is there."""
    if is_there(part):
        return 0
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES[part]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet", "--quiet"], check=False)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run([*command, "--quiet"], env=environment, check=False).returncode == 0 and is_there(
            part
        ):
            return 0
    print(
        f"{part.title()} is missing ({WHY[part]}). Install it with:\n  sudo {' '.join(command)}",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
