"""Small numbers of people: what may be shown of a count, and of what would give it back (REL-50)."""

from retention_portal.core.suppression.rule import (
    HIDDEN_TEXT,
    MANAGEMENT_NOTE,
    RULE_VERSION,
    Cell,
    CellState,
    CountClass,
    mean_text,
    published,
    rate_text,
)
from retention_portal.core.suppression.tables import SuppressedTable, line, table

__all__ = [
    "HIDDEN_TEXT",
    "MANAGEMENT_NOTE",
    "RULE_VERSION",
    "Cell",
    "CellState",
    "CountClass",
    "SuppressedTable",
    "line",
    "mean_text",
    "published",
    "rate_text",
    "table",
]
