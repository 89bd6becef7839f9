"""Who may write what an area offers."""

from typing import Any

from retention_portal.accounts.access import reaches
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS
from schemes.catalogue.statuses import EDITORS


def check_can_write_for(user: Any, owner: Organisation) -> None:
    """Raise Refused unless the user is a coordinator or system lead of this system or hub, or of one above it."""
    if owner.kind not in OWNER_KINDS:
        raise Refused("Only a system or a training hub offers schemes here.")
    if not reaches(user, EDITORS, owner):
        raise Refused(f"Only the coordinator or system lead of {owner.name} writes its offers.")


def check_can_edit_offer(user: Any, offer: Offer) -> None:
    """Raise Refused unless the user writes the offers of the offer's owner."""
    check_can_write_for(user, offer.owner)
