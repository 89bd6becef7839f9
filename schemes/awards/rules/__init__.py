"""The rules of awards: what a dated history entitles to, line by line, and what the ledger lacks of it. Pure."""

from schemes.awards.rules.entitlement import last_day, lines_for, repaid_if_left, total
from schemes.awards.rules.history import Cost, CostKind, History, Pattern, Pause
from schemes.awards.rules.ledger import LedgerLine, Posted, Rebased, rebase

__all__ = [
    "Cost",
    "CostKind",
    "History",
    "LedgerLine",
    "Pattern",
    "Pause",
    "Posted",
    "Rebased",
    "last_day",
    "lines_for",
    "rebase",
    "repaid_if_left",
    "total",
]
