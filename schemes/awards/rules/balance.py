"""What was paid too much or too little: the rules changed what a month is worth after it was paid. Pure.

A month still to be claimed, and a claim under way, are no difference yet. What is left is settled by an adjusting
line in the next claim, by a claim of its own, or by a repayment.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from retention_portal.core.money import NOTHING


@dataclass(frozen=True, slots=True)
class DuePart:
    """Pounds of the ledger due to one payee for `what`: "month/2026-05-01", or "cost/7"."""

    payee: str
    what: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim that is not withdrawn. `what` as in `DuePart`, empty for one that only settles.

    `settles` is the part of it that settles earlier months, below nothing for money that comes back.
    """

    payee: str
    what: str
    paid: bool
    settles: Decimal = NOTHING


def balances(
    due: Iterable[DuePart], claims: Iterable[Asked], paid: Iterable[tuple[str, Decimal]]
) -> dict[str, Decimal]:
    """Pounds still to be paid to each payee for what was paid already; below nothing: to be repaid.

    Nobody repays what they were not paid: what is left then comes up once they are. Payees with nothing open are
    left out. `paid` are (payee, pounds) of every payment, repayments below nothing.
    """
    parts: dict[tuple[str, str], Decimal] = defaultdict(lambda: NOTHING)
    for one in due:
        parts[one.payee, one.what] += one.amount
    rows = list(claims)
    state = {(row.payee, row.what): row.paid for row in rows if row.what}
    found: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for key, amount in parts.items():
        if state.get(key, amount <= 0):
            found[key[0]] += amount
    held: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for payee, amount in paid:
        found[payee] -= amount
        held[payee] += amount
    for row in rows:
        if not row.paid:
            found[row.payee] -= row.settles
            held[row.payee] += min(row.settles, NOTHING)
    left = {payee: max(amount, -max(held[payee], NOTHING)) for payee, amount in sorted(found.items())}
    return {payee: amount for payee, amount in left.items() if amount}


def adjusting(balance: Decimal, month: Decimal) -> Decimal:
    """What a claim of `month` pounds settles of a balance: all that is owed, or as much as the month can take off."""
    return max(balance, -month)


def granted(asked: Decimal, month: Decimal, balance: Decimal) -> Decimal:
    """What of an adjusting line still holds when it is approved: never more than is open then."""
    if asked >= 0:
        return min(asked, max(NOTHING, balance))
    return max(asked, min(NOTHING, balance), -month)
