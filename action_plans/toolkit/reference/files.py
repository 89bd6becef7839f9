"""Reading the YAML files beside this module: each has defaults and rows, and a row may set its own."""

from pathlib import Path

import yaml

HERE = Path(__file__).parent


def rows_of(name: str) -> list[dict]:
    """The rows of `<name>.yaml`, defaults applied and positions counted from 1.

    Raises ValueError when a code stands twice or a key has no value, which a stray comma in a flow
    mapping makes.
    """
    content = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    defaults = content.get("defaults", {})
    rows = [defaults | row | {"position": n} for n, row in enumerate(content["rows"], start=1)]
    codes = [row["code"] for row in rows]
    if len(set(codes)) != len(codes):
        raise ValueError(f"{name}.yaml has a code twice.")
    for row in rows:
        if None in row.values():
            raise ValueError(f"{name}.yaml: {row['code']} has a key without a value.")
    return rows


def lists() -> dict[str, list[dict]]:
    """The short lists by their prefix, from `lists/*.yaml`."""
    found = {}
    for path in sorted((HERE / "lists").glob("*.yaml")):
        prefix = yaml.safe_load(path.read_text(encoding="utf-8"))["set"]
        found[prefix] = rows_of(f"lists/{path.stem}")
    return found
