"""The kinds of reasons, out of `reference/watch_list.yaml`: codes, default weights and thresholds. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from retention_portal.core.nhsuk import figures as written

FILE = Path(__file__).resolve().parent.parent / "reference" / "watch_list.yaml"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what on a figure is a reason; what a lead may set it to; what it counts, in words."""

    value: Decimal
    least: Decimal
    most: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Size:
    """The least size of a practice for a reason to be judged: the measure, its value, and both in words."""

    field: str
    value: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reason. `unit` is percent, patients or months; `importance` high, medium or low (CASE-T-07).

    `missing` is skip_if_any or never_skip (CASE-T-05). `link` is a page of the toolkit.
    """

    key: str
    label: str
    codes: tuple[str, ...]
    importance: str
    weight: int
    threshold: Threshold
    unit: str
    at_least: Size | None
    missing: str
    essential: str
    action: str
    link: str


def read_kinds(text: str) -> tuple[tuple[Kind, ...], dict[str, Any]]:
    """The kinds and the rest of the file. Raises KeyError or ValueError when a kind lacks something."""
    read = yaml.safe_load(text)
    return tuple(_kind(row) for row in read.pop("reasons")), read


def _kind(row: dict[str, Any]) -> Kind:
    if row["missing"] not in ("skip_if_any", "never_skip") or row["importance"] not in (
        "high",
        "medium",
        "low",
    ):
        raise ValueError(f"{row['key']}: say what a missing figure does, and how important the reason is.")
    limits = row["threshold"]
    size = row.get("at_least")
    return Kind(
        row["key"],
        row["label"],
        tuple(row["codes"]),
        row["importance"],
        row["weight"],
        Threshold(
            Decimal(limits["value"]), Decimal(limits["least"]), Decimal(limits["most"]), limits["words"]
        ),
        row["unit"],
        Size(size["field"], Decimal(size["value"]), size["words"]) if size else None,
        row["missing"],
        row["essential"],
        row["action"],
        row["link"],
    )


KINDS, _REST = read_kinds(FILE.read_text(encoding="utf-8"))
BY_KEY = {kind.key: kind for kind in KINDS}
LEAST_WEIGHT, MOST_WEIGHT = int(_REST["weights"]["least"]), int(_REST["weights"]["most"])
LOOK_BACK_MONTHS = int(_REST["look_back_months"])


def in_words(value: Decimal, unit: str) -> str:
    """ "41.2%", "2,600" or "3 months"; a whole percentage has no decimals."""
    if unit == "percent":
        return f"{written.number(value, 0 if value == value.to_integral_value() else 1)}%"
    return written.plural(int(value), "month") if unit == "months" else written.number(value)
