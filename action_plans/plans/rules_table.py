"""What the table of initiatives edits of each row, and how it tells that somebody saved meanwhile. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from action_plans.plans.rules import Difference, differences
from retention_portal.core.dates import date_text

TABLE_LABELS = {
    "title": "Title",
    "lead_name": "Lead",
    "starts_on": "Start",
    "ends_on": "End",
    "rag": "Rating",
    "rag_reason": "Why it is rated so",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """The fields of an initiative that stand in the table."""

    title: str
    lead_name: str
    starts_on: date | None
    ends_on: date | None
    rag: str
    rag_reason: str

    def as_texts(self) -> dict[str, str]:
        """Each field as a person reads it, for showing what changed."""
        return {name: _text_of(getattr(self, name)) for name in TABLE_LABELS}

    @property
    def stamp(self) -> str:
        """A fingerprint: the form carries the one of what its writer began from."""
        plain = json.dumps(
            [str(getattr(self, name) or "").replace("\r\n", "\n").strip() for name in TABLE_LABELS]
        )
        return hashlib.sha256(plain.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: saved, unchanged, changed_meanwhile (with both values) or refused (with why)."""

    id: int
    kind: str
    sentence: str = ""
    differences: Sequence[Difference] = ()
    stamp: str = ""


def decide(now: TableRow, yours: TableRow, began_from: str) -> str:
    """unchanged: nothing to save; changed_meanwhile: both changed it; else save.

    A row that its writer left alone is never saved, whatever somebody else made of it meanwhile.
    """
    if yours.stamp in (began_from, now.stamp):
        return "unchanged"
    return "save" if now.stamp == began_from else "changed_meanwhile"


def row_differences(now: TableRow, yours: TableRow) -> list[Difference]:
    """The fields in which the two differ."""
    return differences(TABLE_LABELS, now.as_texts(), yours.as_texts())


def _text_of(value: object) -> str:
    return date_text(value) if isinstance(value, date) else str(value or "").replace("\r\n", "\n").strip()
