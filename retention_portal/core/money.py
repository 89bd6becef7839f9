"""Pounds: always `Decimal` to the penny.

Halves are rounded away from zero, so that a reversing entry is the exact opposite of what it reverses.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from retention_portal.core.refusals import BadInput, quoted
from retention_portal.core.rounding import Number, exact, rounded

NOTHING = Decimal("0.00")
LARGEST = Decimal("9999999999.99")  # what a twelve-digit column holds

_WRITTEN = re.compile(
    r"(?P<sign>[-−]?)£?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<pence>[0-9]{1,2}))?"
)
_ALLOWED = ("pounds and pence, such as 12000, £12,000 or £1,234.50",)


def pounds(read: str | int | Decimal) -> Decimal:
    """Read an amount to the penny: "£1,234.50", "1234.5", "-£20", 12000.

    Raises BadInput for anything else: words, misplaced commas, more than two decimals, not-a-number, or more
    than £9,999,999,999.99 either way. A float is a programming fault and raises TypeError.
    """
    if isinstance(read, float | bool):
        raise TypeError("Money is text, int or Decimal: a binary float cannot hold £0.10.")
    match = _WRITTEN.fullmatch(_text(read))
    if not match:
        raise BadInput(f"{quoted(read)} is not an amount of money. Write it as £1,234.50.", allowed=_ALLOWED)
    amount = Decimal(f"{match['pounds'].replace(',', '')}.{match['pence'] or '0'}")
    if amount > LARGEST:
        raise BadInput(f"{quoted(read)} is more than {display(LARGEST)}.", allowed=_ALLOWED)
    amount = to_pence(amount)
    return -amount if match["sign"] and amount else amount


def to_pence(amount: Number) -> Decimal:
    """`amount` rounded half up to the penny."""
    return rounded(amount, 2)


def pro_rata(amount: Decimal, part: Number, whole: Number) -> Decimal:
    """`amount` × `part` / `whole`, rounded once: £20,000 for 6 of 9 sessions is £13,333.33.

    `whole` must not be 0 (ZeroDivisionError): ask first.
    """
    return to_pence(exact(amount) * exact(part) / exact(whole))


def percentage(amount: Decimal, per_cent: int | Decimal) -> Decimal:
    """So many per cent of `amount`, rounded: 20% of £13,333.33 is £2,666.67."""
    return pro_rata(amount, per_cent, 100)


def split(amount: Decimal, weights: Sequence[Number]) -> list[Decimal]:
    """`amount` divided in proportion to `weights`, in pence that add up to it exactly.

    The pence left over go to the largest remainders, earlier shares first. Weights are not negative and not
    all 0 (ValueError).
    """
    parts = [exact(weight) for weight in weights]
    if not any(parts) or min(parts) < 0:
        raise ValueError("Weights are not negative, and one at least is above 0.")
    pence = int(to_pence(amount).scaleb(2))
    sign, size = (-1 if pence < 0 else 1), abs(pence)
    shares = [size * weight / sum(parts) for weight in parts]
    whole = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: whole[index] - shares[index])
    for index in by_remainder[: size - sum(whole)]:
        whole[index] += 1
    return [Decimal(sign * share).scaleb(-2) + NOTHING for share in whole]


def display(amount: Decimal) -> str:
    """An amount as pages print it: "£12,000", "£1,234.50", "-£20"."""
    amount = to_pence(amount)
    sign = "-" if amount < 0 else ""
    number = f"{abs(amount):,}"
    return f"{sign}£{number.removesuffix('.00')}"


def plain(amount: Decimal) -> str:
    """An amount as JSON and CSV carry it, a string to two places: "13333.33"."""
    return f"{to_pence(amount):f}"


def _text(read: object) -> str:
    if isinstance(read, Decimal):
        return f"{read.normalize():f}" if read.is_finite() and abs(read) <= LARGEST * 10 else str(read)
    return str(read).strip()
