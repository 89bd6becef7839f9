"""What people tell us about themselves, and whom staff invite."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from retention_portal.accounts import queries
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.accounts.rules import gmc_number
from retention_portal.core.nhsuk.fields import EmailField, PasswordField, SelectField, TextField
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.refusals import BadInput, quoted
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code

PRIVATE_ADDRESS = (
    "Use a private address: one that nobody at work reads, and that you keep if you change jobs. "
    "We send a link to it to check that it is yours."
)
HINT_ON_CHOOSING = "At least 12 characters. Three words that you would not say together make a good one."
GMC_HINT = "Seven digits. You can leave it out for now. We show it as “not checked” until a coordinator has looked it up."
PROFESSIONS = [("", "Choose your profession"), *Profession.choices]


class GmcNumberField(TextField):
    """A GMC number, or nothing; spaces are dropped. The error says what was read and what is allowed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="GMC number (optional)",
            hint=GMC_HINT,
            required=False,
            max_length=30,
            look={"width": 10, "inputmode": "numeric", "spellcheck": False},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Seven digits or an empty text. Raises ValidationError."""
        try:
            return gmc_number(str(super().clean(value)))
        except BadInput as wrong:
            raise ValidationError(wrong.sentence, code="invalid") from wrong


def full_name_field() -> TextField:
    """A person's name, as they write it."""
    field = TextField(label="Your full name", max_length=200)
    field.widget.attrs["autocomplete"] = "name"
    return field


class GPSignupForm(SignupForm):
    """A GP, or another professional to whom a scheme is open, makes an account."""

    use_required_attribute = False
    field_order = ["full_name", "profession", "gmc_number", "email", "password1"]

    full_name = full_name_field()
    profession = SelectField(label="Your profession", choices=PROFESSIONS)
    gmc_number = GmcNumberField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        email = EmailField(label="Your private email address", hint=PRIVATE_ADDRESS, max_length=254)
        password = PasswordField(
            label="Choose a password", hint=HINT_ON_CHOOSING, autocomplete="new-password"
        )
        self.fields["email"], self.fields["password1"] = email, password

    @transaction.atomic
    def save(self, request: HttpRequest) -> Person:
        """The person, with role and address, all or nothing."""
        return super().save(request)


class ProfileForm(NhsForm):
    """What a person says of themselves."""

    full_name = full_name_field()
    profession = SelectField(label="Your profession", choices=PROFESSIONS, required=False)
    gmc_number = GmcNumberField()


class InvitationForm(NhsForm):
    """Whom to invite to what, where. Offers only the roles that the inviting person may give."""

    email = EmailField(label="Email address", hint="The address they use for work.", max_length=254)
    role = SelectField(label="Role")
    organisation_code = TextField(
        label="Code of the organisation (not for an administrator)",
        hint="Such as QHM for a system, U12345 for a network, A12345 for a practice. Find it under Organisations.",
        required=False,
        max_length=20,
        look={"width": 10, "spellcheck": False},
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in queries.invitable_roles(by)]
        self.fields["role"] = SelectField(label="Role", choices=[("", "Choose a role"), *choices])

    def clean_role(self) -> Role:
        """The role."""
        return Role(self.cleaned_data["role"])

    def clean_organisation_code(self) -> Organisation | None:
        """The organisation with the code, or None when none was typed."""
        code = self.cleaned_data["organisation_code"]
        organisation = organisation_by_code(code) if code else None
        if code and organisation is None:
            raise ValidationError(f"{quoted(code)} is not the code of an organisation, such as QHM or A12345")
        return organisation


class JoinForm(NhsForm):
    """Somebody invited, without an account yet, makes one."""

    full_name = full_name_field()
    password = PasswordField(label="Choose a password", hint=HINT_ON_CHOOSING, autocomplete="new-password")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is short, common or like the name or address."""
        cleaned = super().clean() or {}
        person = Person(email=self._email, full_name=cleaned.get("full_name", ""))
        if password := cleaned.get("password"):
            try:
                password_validation.validate_password(password, person)
            except ValidationError as wrong:
                self.add_error("password", wrong)
        return cleaned


class SearchForm(forms.Form):
    """The words in the search box of the people page."""

    q = forms.CharField(required=False, max_length=100)
