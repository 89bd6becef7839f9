"""An award's open differences, read from its ledger and claims as the rules compare them."""

from collections.abc import Iterable
from decimal import Decimal

from retention_portal.core.money import NOTHING
from schemes.awards.history_of import is_cost
from schemes.awards.models import Award, Claim, LedgerEntry
from schemes.awards.rules.balance import Asked, DuePart, balances
from schemes.awards.statuses import ClaimKind, ClaimStatus, EntryKind


def open_balances(award: Award, leaving_out: Claim | None = None) -> dict[str, Decimal]:
    """{payee: pounds still to be paid, below nothing to be repaid}. Two statements, none when prefetched."""
    claims = [row for row in award.claims.all() if row != leaving_out]
    return balances_from(award.entries.all(), claims)


def balances_from(entries: Iterable[LedgerEntry], claims: Iterable[Claim]) -> dict[str, Decimal]:
    """The same from rows at hand. No statement."""
    rows = list(entries)
    due = (DuePart(row.payee, _what(row), row.amount) for row in rows if row.kind == EntryKind.DUE)
    paid = ((row.payee, row.amount) for row in rows if row.kind == EntryKind.PAID)
    return balances(due, (_asked(row) for row in claims if row.status != ClaimStatus.WITHDRAWN), paid)


def _what(row: LedgerEntry) -> str:
    return row.slot if row.slot.startswith("cost/") else f"month/{row.starts_on.replace(day=1)}"


def _asked(row: Claim) -> Asked:
    what = f"cost/{row.pk}" if is_cost(row) else f"month/{row.month}" if row.month else ""
    return Asked(row.payee, what, row.status == ClaimStatus.PAID, _settles(row))


def _settles(row: Claim) -> Decimal:
    asked = row.amount if row.allowed is None else row.allowed
    if row.kind == ClaimKind.BALANCE:
        return asked
    if row.kind == ClaimKind.REPAYMENT:
        return -asked
    return row.adjustment


def total_open(found: dict[str, Decimal]) -> Decimal:
    """Pounds that are wrong in all, whichever way."""
    return sum((abs(amount) for amount in found.values()), NOTHING)
