"""What is typed of a peer-support group."""

from typing import Any

from retention_portal.accounts.models import Person
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    LongTextField,
    NumberField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from schemes.mentoring.actions_group import GroupContent
from schemes.mentoring.forms_meeting import WhenForm
from schemes.mentoring.rules_group import FEWEST_PLACES, MOST_PLACES


class GroupForm(NhsForm):
    """A new group."""

    owner = SelectField(label="For which area?", choices=())
    name = TextField(label="Its name", max_length=120, hint="Such as “Peer support, spring”")
    summary = LongTextField(label="What people find here", max_length=600, rows=4)
    facilitator = EmailField(
        label="Email address of the facilitator", hint="The address with which they sign in here"
    )
    begins_on = DateField(label="First day")
    ends_on = DateField(label="Last day", hint="Usually six months later (CASE-03)")
    places = NumberField(label="Places", min_value=FEWEST_PLACES, max_value=MOST_PLACES)
    professions = CheckboxesField(
        label="Open to", choices=Profession.choices, required=False, hint="None chosen: open to all"
    )
    paid = TextField(
        label="Whether people are paid for coming",
        required=False,
        max_length=200,
        hint="In words. Payment itself is not made here",
    )
    contact_name = TextField(label="Who answers questions", max_length=120)
    contact_email = EmailField(label="Their email address")

    def __init__(
        self, *args: Any, owners: list[Organisation], codes: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        self.fields["owner"].choices = [(owner.code, owner.name) for owner in owners]  # type: ignore[attr-defined]

    def content(self) -> GroupContent:
        """What was typed, for the actions."""
        data = {
            name: value for name, value in self.cleaned_data.items() if name not in ("owner", "facilitator")
        }
        return GroupContent(**{**data, "professions": tuple(data["professions"]), "codes": self.codes})


class MeetingForm(WhenForm):
    """A meeting of a group."""

    minutes = NumberField(label="How many minutes?", min_value=15, max_value=480, initial=120)
    where = TextField(label="Where?", max_length=200, hint="A place, or “by video”")


class CameForm(NhsForm):
    """Who came to a meeting."""

    people = CheckboxesField(label="Who came?", choices=(), required=False)

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(one.pk), one.full_name or one.email) for one in members]  # type: ignore[attr-defined]
