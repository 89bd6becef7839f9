"""The rule books' data, read once from `schemes/catalogue/reference/`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

REFERENCE = Path(__file__).parent.parent / "reference"


@cache
def table(name: str) -> dict[str, dict[str, Any]]:
    """The entries of `<name>.yaml` by their key."""
    return dict(yaml.safe_load((REFERENCE / f"{name}.yaml").read_text(encoding="utf-8")))
