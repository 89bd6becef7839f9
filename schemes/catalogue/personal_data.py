"""What this slice holds on a person: who wrote and published what an area offers."""

from typing import Any

from retention_portal.core.holdings import Holding

WITH_OFFER = "As long as the offer, because it shows who could decide what."

HOLDINGS = (
    Holding("catalogue.Offer", ("created_by", "updated_by"), "Offers that you wrote or changed.", WITH_OFFER),
    Holding("catalogue.OfferVersion", ("published_by",), "Offers that you published.", WITH_OFFER),
)


def export(person: Any) -> dict[str, Any]:
    """Nothing here is about the person."""
    return {}


def erase(person: Any) -> int:
    """Nothing to erase: the rows name only who acted, and the account they point to loses its name."""
    return 0
