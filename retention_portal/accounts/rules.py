"""Pure questions about accounts: addresses, GMC numbers, invitations."""

import re
from datetime import date, datetime

from retention_portal.accounts.statuses import InvitationState
from retention_portal.core.dates import add_working_days
from retention_portal.core.refusals import BadInput, quoted

INVITATION_WORKING_DAYS = 7
GMC_ALLOWED = ("seven digits, such as 1234567",)


def normalised_email(text: str) -> str:
    """An address as it is stored and compared: without surrounding space, in lower case."""
    return text.strip().lower()


def gmc_number(text: str) -> str:
    """A GMC number as seven digits; spaces and hyphens between them are dropped, empty stays empty.

    Raises BadInput that says what was read and what is allowed.
    """
    read = text.strip()
    digits = re.sub(r"[\s-]", "", read)
    if digits and not re.fullmatch(r"[0-9]{7}", digits):
        raise BadInput(
            f"{quoted(read)} is not a GMC number. A GMC number has seven digits, such as 1234567. "
            "You can leave it out for now.",
            allowed=GMC_ALLOWED,
            code="gmc_number",
        )
    return digits


def invitation_expires_on(invited_on: date) -> date:
    """The last day on which an invitation made on `invited_on` can be accepted: seven working days later."""
    return add_working_days(invited_on, INVITATION_WORKING_DAYS)


def invitation_state(
    *, accepted_at: datetime | None, revoked_at: datetime | None, expires_on: date, on: date
) -> InvitationState:
    """Where an invitation stands on a day. What a person decided comes before what the calendar did."""
    if accepted_at is not None:
        return InvitationState.ACCEPTED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if on > expires_on else InvitationState.OPEN
