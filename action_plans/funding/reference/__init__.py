"""Programmes that money for retention comes through: `programmes.yaml`, loaded by code and first day."""

from pathlib import Path

import yaml

from action_plans.funding.models import Programme

HERE = Path(__file__).parent


def load() -> dict[str, int]:
    """Write the programmes; safe to repeat. Rows per set, by its name."""
    rows = yaml.safe_load((HERE / "programmes.yaml").read_text(encoding="utf-8"))
    for position, row in enumerate(rows, start=1):
        key = {"code": row.pop("code"), "valid_from": row.pop("valid_from")}
        Programme.objects.update_or_create(**key, defaults=row | {"position": position})
    return {"programmes": len(rows)}
