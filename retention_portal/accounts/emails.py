"""The mails that allauth asks for, in our words and with neutral subjects: a lock screen is public."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from retention_portal.core.emails.actions import send_email


@dataclass(frozen=True, slots=True)
class Notice:
    """`link` names the address in allauth's context that the one button leads to; empty for no button."""

    subject: str
    paragraphs: tuple[str, ...]
    link: str = ""
    button: str = ""


NOT_YOU = "If it was not you, change your password and tell us at once."
NOT_ASKED = "If you did not ask for this, you need do nothing."

NOTICES: dict[str, Notice] = {
    "email_confirmation_signup": Notice(
        "Confirm your address",
        ("Somebody, we think you, made an account with this address.", NOT_ASKED),
        "activate_url",
        "Confirm this address",
    ),
    "email_confirmation": Notice(
        "Confirm your address",
        ("Please confirm that this address is yours.", NOT_ASKED),
        "activate_url",
        "Confirm this address",
    ),
    "password_reset_key": Notice(
        "Choose a new password",
        ("You asked to choose a new password. The link works once, for one hour.", NOT_ASKED),
        "password_reset_url",
        "Choose a new password",
    ),
    "account_already_exists": Notice(
        "You have an account already",
        (
            "Somebody, we think you, tried to make an account with this address. There is one already.",
            NOT_ASKED,
        ),
        "password_reset_url",
        "Choose a new password",
    ),
    "unknown_account": Notice(
        "No account with this address",
        ("You asked for a new password, but there is no account with this address.", NOT_ASKED),
        "signup_url",
        "Make an account",
    ),
    "email_changed": Notice(
        "Your address was changed", ("The address of your account was changed.", NOT_YOU)
    ),
    "email_confirm": Notice("Your address is confirmed", ("Your address is confirmed.", NOT_YOU)),
    "email_deleted": Notice("An address was removed", ("An address was removed from your account.", NOT_YOU)),
    "password_changed": Notice("Your password was changed", ("Your password was changed.", NOT_YOU)),
    "password_reset": Notice("Your password was changed", ("A new password was chosen.", NOT_YOU)),
    "password_set": Notice("Your password was set", ("A password was set for your account.", NOT_YOU)),
    "totp_activated": Notice("Sign-in was changed", ("An authenticator app was added.", NOT_YOU)),
    "totp_deactivated": Notice("Sign-in was changed", ("The authenticator app was removed.", NOT_YOU)),
    "recovery_codes_generated": Notice("Sign-in was changed", ("New recovery codes were made.", NOT_YOU)),
    "webauthn_added": Notice("Sign-in was changed", ("A passkey was added.", NOT_YOU)),
    "webauthn_removed": Notice("Sign-in was changed", ("A passkey was removed.", NOT_YOU)),
    "account_connected": Notice("Sign-in was changed", ("Single sign-on was added.", NOT_YOU)),
    "account_disconnected": Notice("Sign-in was changed", ("Single sign-on was removed.", NOT_YOU)),
}


def send_account_notice(template_prefix: str, to: str, context: Mapping[str, Any]) -> None:
    """Write the mail for one of allauth's template prefixes, such as "account/email/password_reset_key".

    Raises KeyError for a mail that has no text here, so that none goes out in allauth's own words.
    """
    notice = NOTICES[template_prefix.rpartition("/")[2]]
    address = own_address(context[notice.link]) if notice.link else ""
    with transaction.atomic():
        send_email(
            key=f"accounts.notice:{secrets.token_hex(16)}",
            to=to,
            template="accounts/notice",
            context={"notice": notice, "address": address},
        )


def own_address(url: str) -> str:
    """The same page under PUBLIC_URL: a forged Host header must not choose where a mail leads (REL R-13)."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.PUBLIC_URL}{parts.path}{query}"
