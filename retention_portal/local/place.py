"""Where a copy keeps its data, and the short paths of its sockets.

Importing this module touches nothing: paths are computed, never created.
"""

import hashlib
import importlib.util
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def var_dir() -> Path:
    """The folder of everything a copy stores; `VAR_DIR` moves it, so that two copies run side by side."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").expanduser().resolve()


def socket_dir() -> Path:
    """A short folder for Unix sockets, whose paths may not exceed 107 bytes however deep `var` lies."""
    name = hashlib.sha256(f"{os.geteuid()}:{var_dir()}".encode()).hexdigest()[:10]
    return Path("/tmp") / f"gp-portal-{name}"  # noqa: S108 - the folder is closed to others


def redis_socket() -> Path:
    """The socket that the embedded Redis listens on."""
    return socket_dir() / "redis.sock"


def wheel_folder(package: str) -> Path:
    """Where a package lies, found without importing it: only the programs in it are used."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"The package {package} is not installed. Run `make install`.")
    return Path(found.origin).parent
