"""How allauth makes, names and writes to our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect

from retention_portal.accounts import actions, emails
from retention_portal.accounts.models import Person
from retention_portal.core.encryption import opened, sealed


class AccountAdapter(DefaultAccountAdapter):
    """GPs sign themselves up with a confirmed address; everybody else comes by invitation."""

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Keep what the sign-up form gathered, through the one action that does so."""
        data = form.cleaned_data
        user.email = data["email"]
        user.full_name = data["full_name"]
        user.profession = data["profession"]
        user.gmc_number = data["gmc_number"] or None
        user.set_password(data["password1"])
        return actions.join_as_gp(person=user) if commit else user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's mails with our texts, and send them by our outbox."""
        emails.send_account_notice(template_prefix, email, context)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on links by issuer and subject, never by address: NHS addresses are used again."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: who is not linked asks for access."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Send an unknown subject to a page that says how to get in, with nothing of anybody on it."""
        if not sociallogin.is_existing and not request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("accounts:request_access"))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, kept encrypted."""

    def encrypt(self, text: str) -> str:
        """With the newest of FIELD_KEYS."""
        return sealed(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With whichever of FIELD_KEYS it was encrypted."""
        return opened(encrypted_text.encode())

    def get_totp_issuer(self) -> str:
        """The name in the authenticator app: neutral, because phones are looked at by others."""
        return str(settings.GP_SERVICE_NAME)
