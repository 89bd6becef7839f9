"""Counts of equality answers as they may be shown: after the rule for protected characteristics, always (CASE-A-17)."""

from dataclasses import dataclass
from typing import Any

from retention_portal.accounts.access import reached_ids
from retention_portal.accounts.roles import Role
from retention_portal.core.suppression import CountClass, line
from schemes.applications.equality import Asked, questions
from schemes.applications.models import EqualityCount
from schemes.catalogue.queries import OWNER_KINDS

READERS = (Role.SYSTEM_LEAD,)
"""Who reads the counts: nobody who decides on applications there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One question of one place and year: (answer, count as it may be shown), their total, and the rule's note."""

    place: str
    year: str
    question: str
    rows: tuple[tuple[str, str], ...]
    total: str
    note: str


def counts_visible_to(user: Any) -> list[Shown]:
    """The counts of the user's own places, newest year first. Two statements."""
    owners = reached_ids(user, READERS, OWNER_KINDS)
    rows = EqualityCount.objects.filter(owner__in=owners).select_related("owner")
    found: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for row in rows.order_by("-financial_year", "owner__name", "pk"):
        found.setdefault((row.owner.name, row.financial_year), {})[row.question, row.answer] = row.number
    return [
        _shown(place, year, asked, counts) for (place, year), counts in found.items() for asked in questions()
    ]


def _shown(place: str, year: str, asked: Asked, counts: dict[tuple[str, str], int]) -> Shown:
    labels = {label: counts.get((asked.key, value), 0) for value, label in asked.choices}
    made = line(labels, count_class=CountClass.CONFIDENTIAL)
    rows = tuple((label, cell.text) for label, cell in zip(made.columns, made.cells[0], strict=True))
    return Shown(place, year, asked.text, rows, made.grand_total.text, made.note)
