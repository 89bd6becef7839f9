"""Settle the balance: a claim for what is owed for months that were paid, or one for what has to come back."""

from typing import Any

from django.db import transaction

from retention_portal.core.dates import today
from retention_portal.core.money import NOTHING
from retention_portal.core.refusals import Refused
from schemes.awards import permissions
from schemes.awards.actions_claims import Papers, send
from schemes.awards.actions_ledger import locked
from schemes.awards.balance_of import open_balances
from schemes.awards.models import Award, Claim
from schemes.awards.statuses import ClaimKind


@transaction.atomic
def settle_balance(*, award: Award, payee: str, words: str = "", by: Any) -> Claim:
    """Ask finance to settle what is open with one payee: to pay the difference, or to take it back.

    Refused when nothing is open, so also to the second of two at once; while a claim for it is under way nothing is.
    """
    permissions.check_can_change(by, award)
    award = locked(award)
    balance = open_balances(award).get(payee, NOTHING)
    if not balance:
        raise Refused("Nothing is to be settled with them now.", code="nothing")
    kind = ClaimKind.BALANCE if balance > 0 else ClaimKind.REPAYMENT
    row = Claim(award=award, kind=kind, cost_on=today(), payee=payee, amount=abs(balance))
    return send(row, Papers(words=words), by)
