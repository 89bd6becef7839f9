from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention_portal.core.money import display, percentage, plain, pounds, pro_rata, split, to_pence
from retention_portal.core.refusals import BadInput

AMOUNTS = st.decimals(min_value="-9999999999.99", max_value="9999999999.99", places=2)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("£1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        (" £12,000 ", "12000.00"),
        ("-£20", "-20.00"),
        ("−20", "-20.00"),
        ("-0", "0.00"),
        (12000, "12000.00"),
        (Decimal(4000), "4000.00"),
        (Decimal("1E+3"), "1000.00"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_pounds_are_read_to_the_penny(read: str | int | Decimal, expected: str) -> None:
    assert str(pounds(read)) == expected


@pytest.mark.parametrize(
    "read",
    [
        *("", "£", "twelve", "12k", "1,23", "1,2345", "1234.567", "1.", ".5", "1 000", "£-5", "--5", "1e400"),
        *("NaN", "Infinity", "10000000000", "9" * 400, "१२", "12\x00", Decimal("NaN"), Decimal("1.005")),
    ],
)
def test_pounds_refuse_anything_else_in_a_sentence(read: str | Decimal) -> None:
    with pytest.raises(BadInput) as caught:
        pounds(read)
    assert caught.value.sentence.startswith("“")
    assert caught.value.allowed


def test_a_float_is_a_fault() -> None:
    with pytest.raises(TypeError):
        pounds(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("2.675"), "2.68"),
        (Fraction(2, 3), "0.67"),
        (Decimal("-0.001"), "0.00"),
        (Fraction(49999999999999999999999999999999999999999999999, 10**49), "0.00"),
    ],
)
def test_to_pence_rounds_half_up_once(amount: Decimal | Fraction, expected: str) -> None:
    assert str(to_pence(amount)) == expected


@pytest.mark.parametrize(
    ("sessions", "payment", "on_costs"),
    [pytest.param(6, "13333.33", "2666.67", id="X-13"), pytest.param(9, "20000.00", "4000.00", id="X-14")],
)
def test_partnership_payment_is_pro_rata_and_on_costs_follow(
    sessions: int, payment: str, on_costs: str
) -> None:
    amount = pro_rata(pounds("£20,000"), sessions, 9)
    assert str(amount) == payment
    assert str(percentage(amount, 20)) == on_costs


@pytest.mark.parametrize(
    ("amount", "part", "whole", "expected"),
    [
        pytest.param("4000", 60, 100, "2400.00", id="X-19"),
        pytest.param("77.57", Fraction(250, 60), 1, "323.21", id="X-26"),
        pytest.param("1000000", 1, 10, "100000.00", id="X-30-area"),
        pytest.param("1000000", 1, 80, "12500.00", id="X-30-gp"),
    ],
)
def test_pro_rata(amount: str, part: Fraction, whole: int, expected: str) -> None:
    assert str(pro_rata(pounds(amount), part, whole)) == expected


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("12000", "£12,000"),
        ("1234.5", "£1,234.50"),
        ("-20", "-£20"),
        ("0", "£0"),
        ("0.05", "£0.05"),
        ("1000000.10", "£1,000,000.10"),
        ("100", "£100"),
    ],
)
def test_display(amount: str, text: str) -> None:
    assert display(Decimal(amount)) == text


@given(AMOUNTS)
def test_what_is_shown_reads_back(amount: Decimal) -> None:
    assert pounds(display(amount)) == amount
    assert pounds(plain(amount)) == amount


@given(AMOUNTS, st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any))
def test_split_adds_up_and_is_within_a_penny_of_the_exact_share(amount: Decimal, weights: list[int]) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(share) - Fraction(amount) * weight / sum(weights)) < Fraction(1, 100)
        assert weight or not share


def test_split_gives_the_odd_pence_to_the_largest_remainders() -> None:
    assert list(map(str, split(Decimal("100.00"), [1, 1, 1]))) == ["33.34", "33.33", "33.33"]
    assert list(map(str, split(Decimal("-0.05"), [1, 2]))) == ["-0.02", "-0.03"]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_split_refuses_weights_that_give_no_share(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        split(Decimal("1.00"), weights)
