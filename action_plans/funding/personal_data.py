"""What this slice holds on a person: only who entered or committed money."""

from typing import Any

from retention_portal.core.holdings import Holding

WITH_MONEY = "Seven years after the financial year, as part of the record of public money."

HOLDINGS = (
    Holding(
        "funding.AllocationLine", ("entered_by",), "Money lines whose amount you last entered.", WITH_MONEY
    ),
    Holding(
        "funding.AllocationEntry", ("entered_by",), "Changes of allocations that you entered.", WITH_MONEY
    ),
    Holding("funding.Commitment", ("committed_by",), "Money that you committed or released.", WITH_MONEY),
    Holding("funding.SpendEntry", ("entered_by",), "Spend that you recorded or corrected.", WITH_MONEY),
    Holding("funding.ForecastEntry", ("entered_by",), "Forecasts of spend that you stated.", WITH_MONEY),
)


def export(person: Any) -> dict[str, Any]:
    """Nothing here is about the person."""
    return {}


def erase(person: Any) -> int:
    """Nothing to erase: the rows name only who acted, and the account they point to loses its name."""
    return 0
