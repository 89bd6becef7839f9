"""Rounding, once and exactly: halves go away from zero, on fractions, never on binary floats."""

from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction


def exact(value: Number) -> Fraction:
    """`value` as a fraction. A float raises TypeError: it cannot hold 0.1, so the fault is earlier."""
    if isinstance(value, float):
        raise TypeError("Give an int, Decimal or Fraction: a binary float cannot hold 0.1.")
    return Fraction(value)


def rounded(value: Number, places: int) -> Decimal:
    """`value` to so many decimal places: rounded(Decimal("0.125"), 2) is 0.13, and rounded(1250, -2) is 1300.

    Minus nought comes out as nought.
    """
    scaled = exact(value) * Fraction(10) ** places
    size = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(size if scaled >= 0 else -size).scaleb(-places)


def per_cent(part: Number, whole: Number, places: int = 1) -> Decimal | None:
    """`part` of `whole` in per cent: 24 of 66 is 36.4.

    None when `whole` is 0: no share of nothing is known.
    """
    if not whole:
        return None
    return rounded(exact(part) / exact(whole) * 100, places)
