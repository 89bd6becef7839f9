"""What a GP types: where cover is needed, a wish to join, a reason, hours."""

from typing import Any

from django.core.exceptions import ValidationError

from retention_portal.core.nhsuk.fields import (
    CheckboxField,
    DateField,
    EmailField,
    LongTextField,
    NumberField,
    PhoneField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.rules import as_postcode
from schemes.pools.actions_booking import GIVE_BACK
from schemes.pools.forms_post import WEEKDAYS, TimesForm
from schemes.pools.models import Member, Pool
from schemes.pools.statuses import CoverType, Relation

DISTANCES = [("3", "3 miles"), ("5", "5 miles"), ("10", "10 miles"), ("20", "20 miles")]
POSTCODE_HINT = "Only to count distances. Practices never see it"


class PracticeForm(NhsForm):
    """Where cover is needed."""

    practice = TextField(
        label="The code of your practice",
        hint="One letter and five digits, such as E81001. It stands on the practice’s NHS page",
        max_length=10,
        look={"width": 10},
    )


class ListFilter(NhsForm):
    """What a GP looks for among the sessions."""

    near = TextField(label="Near which postcode?", required=False, max_length=10, look={"width": 10})
    miles = SelectField(label="Within", choices=[("", "Any distance"), *DISTANCES], required=False)
    cover_type = SelectField(
        label="Kind of work", choices=[("", "Any kind"), *CoverType.choices], required=False
    )
    day = SelectField(label="Day of the week", choices=[("", "Any day"), *WEEKDAYS], required=False)
    full = CheckboxField(label="Show full ones too, for the reserve list", required=False)
    few_gps = CheckboxField(label="Only where GPs are fewest", required=False)

    def wanted(self) -> dict[str, Any]:
        """What was chosen; anything that cannot be read counts as not chosen."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class JoinForm(NhsForm):
    """Ask to join a pool that is run here."""

    relation = RadiosField(label="How would you like to work?", choices=Relation.choices)
    postcode = TextField(
        label="Your postcode", required=False, hint=POSTCODE_HINT, max_length=10, look={"width": 10}
    )

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = [
            (value, label) for value, label in Relation.choices if value in pool.relations
        ]

    def clean_postcode(self) -> str:
        """A postcode, or nothing."""
        return read_postcode(self.cleaned_data["postcode"])


class InterestForm(NhsForm):
    """Somebody who would like to work flexibly, with or without an account, with or without a pool."""

    area = SelectField(label="In which area?", choices=())
    name = TextField(label="Your name", max_length=200)
    email = EmailField(
        label="Your email address", hint="A private one, if you would rather not be seen to ask"
    )
    phone = PhoneField(label="Your phone number", required=False)
    best_time = TextField(label="When is it best to ring you?", required=False, max_length=80)
    line = LongTextField(
        label="Anything we should know?",
        required=False,
        max_length=300,
        rows=3,
        hint="Such as “two sessions a week, mornings”. No health details, please",
    )

    def __init__(self, *args: Any, areas: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Select"), *((area.code, area.name) for area in areas)]


class GiveBackForm(NhsForm):
    """Why somebody gives a session back, in one of a few words."""

    because = RadiosField(
        label="Why?",
        choices=list(GIVE_BACK.items()),
        hint="Only the pool’s coordinator reads this, to make the pool better",
    )


class HoursForm(TimesForm):
    """The hours of a session as they were."""

    break_minutes = NumberField(label="Minutes of break, not paid", min_value=0, max_value=240, initial=0)
    because = TextField(
        label="Why do the hours change?",
        required=False,
        max_length=300,
        hint="Only when hours were stated before. Nothing about patients",
    )
    field_order = ("on", "starts", "ends", "next_day", "break_minutes", "because")


class BookForm(NhsForm):
    """A coordinator books for a member who asked them to."""

    member = SelectField(label="For whom?", choices=())
    because = TextField(
        label="If the portal would not let them: why do you book all the same?",
        required=False,
        max_length=300,
        hint="For warnings and times only. It is kept. Nothing about health",
    )

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(row.pk): row for row in members}
        self.fields["member"].choices = [
            ("", "Select"),
            *((key, row.person.full_name) for key, row in self.by_id.items()),
        ]


class CorrectForm(NhsForm):
    """Why it is put right that somebody came after all."""

    because = TextField(label="Why is it put right?", max_length=300, hint="It is kept")


class RateForm(NhsForm):
    """One private number."""

    score = RadiosField(
        label="How was it?",
        choices=[("5", "5, very good"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1, not good")],
        hint="Private. Only an average of eight or more is ever shown, to the pool’s coordinators",
    )


class ContestForm(NhsForm):
    """Why a warning is wrong."""

    words = LongTextField(
        label="What happened?",
        max_length=300,
        rows=3,
        hint="The pool’s coordinators read it. Nothing about patients",
    )


class PeriodForm(NhsForm):
    """From a day to a day."""

    first = DateField(label="From")
    last = DateField(label="To and including")


def read_postcode(text: str) -> str:
    """A whole postcode or its first half, or nothing. Raises ValidationError for anything else."""
    if not text.strip():
        return ""
    found = as_postcode(text)
    if found is None:
        raise ValidationError("Enter a postcode, such as LU1 2AB")
    return f"{found[:-3]} {found[-3:]}" if len(found) > 4 else found
