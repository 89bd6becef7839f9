"""Sums over money lines. Pure."""

from decimal import Decimal

from retention_portal.core import money
from retention_portal.core.refusals import BadInput, Refused


def left(amount: Decimal, committed: Decimal) -> Decimal:
    """What may still be committed, in pounds."""
    return amount - committed


def check_within(asked: Decimal, amount: Decimal, committed: Decimal) -> None:
    """Refuse a commitment above the line, with both figures (CASE-P-20)."""
    if committed + asked > amount:
        raise Refused(
            f"{money.display(asked)} is more than the {money.display(left(amount, committed))} left of this line: "
            f"{money.display(amount)} is allocated and {money.display(committed)} is committed.",
            code="CASE-P-20",
        )


def check_not_below_committed(amount: Decimal, committed: Decimal) -> None:
    """Refuse to lower an allocation below what is committed already, with both figures."""
    if amount < committed:
        raise Refused(
            f"The allocation cannot be {money.display(amount)}, because {money.display(committed)} of it is "
            "committed. Release commitments first.",
            code="CASE-P-20",
        )


def positive(amount: Decimal) -> Decimal:
    """`amount` when it is above nothing. Raises BadInput."""
    if amount <= 0:
        raise BadInput("Enter an amount of more than £0.", allowed=("pounds and pence, such as 12000",))
    return amount
