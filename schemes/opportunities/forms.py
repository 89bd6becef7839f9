"""What people type: a search, a posting, a date of a programme, a word to those who post, how often to write."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from retention_portal.core.dates import LONDON
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    DateField,
    DecimalField,
    EmailField,
    LongTextField,
    MoneyField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import CareerStage, Profession
from retention_portal.organisations.models import Organisation
from schemes.opportunities.models import Opportunity
from schemes.opportunities.queries_search import Point, point_of
from schemes.opportunities.rules import Content, Meeting
from schemes.opportunities.rules_search import MILES, SESSIONS, SORTS, WITHIN, Wanted
from schemes.opportunities.statuses import Every, Kind, Outcome, PayUnit, Where

STAGES = [(one.value, one.gp_wording[0].upper() + one.gp_wording[1:]) for one in CareerStage]
CHOICES: dict[str, list[tuple[str, str]]] = {
    "kind": [("", "Roles, training and events"), *((one.value, one.label) for one in Kind)],
    "stage": [("", "Any"), *STAGES],
    "profession": [("", "Any"), *Profession.choices],
    "miles": [(str(miles), f"{miles} miles") for miles in MILES],
    "where": [("", "Either"), (Where.ON_SITE, "On site"), (Where.REMOTE, "From anywhere")],
    "sessions": [("", "Any number"), *((str(count), f"Up to {count}") for count in SESSIONS)],
    "within": [("", "At any time"), *((str(days), f"In {text}") for days, text in WITHIN.items())],
    "sort": list(SORTS.items()),
}
LABELS = {"q": "The words", "near": "The postcode", "area": "The area"}


def _choice(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=CHOICES[name])


class BrowseForm(forms.Form):
    """The filter of the list. What is not recognised is left out, and `ignored` says so."""

    q = forms.CharField(required=False, max_length=100)
    kind = _choice("kind")
    stage = _choice("stage")
    profession = _choice("profession")
    area = forms.RegexField(r"^[A-Za-z0-9-]{2,20}$", required=False)
    near = forms.CharField(required=False, max_length=10)
    miles = _choice("miles")
    where = _choice("where")
    sessions = _choice("sessions")
    within = _choice("within")
    free = forms.BooleanField(required=False)
    sort = _choice("sort")
    point: Point | None = None

    def clean_near(self) -> str:
        """A postcode whose place is known; the place is kept beside."""
        text = str(self.cleaned_data["near"]).strip()
        if text:
            self.point = point_of(text)
            if self.point is None:
                raise ValidationError("not known")
        return text.upper()

    def wanted(self) -> Wanted:
        """What was asked for and recognised."""
        self.full_clean()
        given: dict[str, Any] = self.cleaned_data
        numbers = {name: int(given.get(name) or 0) for name in ("sessions", "within")}
        texts = {name: given.get(name, "") for name in ("kind", "stage", "profession", "near", "where")}
        return Wanted(
            text=given.get("q", ""),
            area=given.get("area", "").upper(),
            miles=int(given.get("miles") or Wanted.miles),
            free=bool(given.get("free")),
            sort=given.get("sort") or Wanted.sort,
            **numbers,
            **texts,
        )

    def ignored(self) -> list[str]:
        """One sentence for each filter that was given and not recognised. Call `wanted` before."""
        return [
            f"{LABELS.get(name, f'The {name}')} was not recognised, so the list is not narrowed by it."
            for name in self.errors
        ]


class ContentForm(NhsForm):
    """A role, training or event."""

    owner = SelectField(label="In whose name?", choices=())
    kind = RadiosField(label="What is it?", choices=Kind.choices)
    title = TextField(
        label="Title", max_length=120, hint="Such as “Salaried GP, four sessions, teaching practice”"
    )
    summary = LongTextField(
        label="What it is, in a few sentences",
        max_length=4000,
        hint="What one does or learns, and for whom it is",
    )
    provider = TextField(
        label="Who runs it", max_length=120, hint="As people know it: a practice, a hub, a college"
    )
    setting = TextField(
        label="Setting",
        max_length=120,
        required=False,
        hint="Such as GP practice, urgent care, medical school",
    )
    sessions_per_week = DecimalField(
        label="Sessions a week", required=False, max_digits=3, decimal_places=1, hint="For a role"
    )
    amount = MoneyField(label="Pay, or what it costs", required=False, hint="Enter 0 if it is free of charge")
    amount_for = SelectField(
        label="What the amount is for", choices=[("", "Not stated"), *PayUnit.choices], required=False
    )
    money_note = TextField(
        label="More about money", max_length=200, required=False, hint="Such as “expenses are paid”"
    )
    where = RadiosField(label="Where?", choices=Where.choices)
    place = TextField(label="Place", max_length=200, required=False)
    postcode = TextField(
        label="Postcode of the place", max_length=8, required=False, look={"width": 10},
        hint="So that people who live near find it",
    )  # fmt: skip
    starts_on = DateField(label="First day", required=False)
    ends_on = DateField(label="Last day", required=False, hint="For training and events")
    closes_on = DateField(
        label="Closing date", required=False, hint="It is shown until then. Without one, until its last day"
    )
    career_stages = CheckboxesField(
        label="For which career stages?", choices=STAGES, required=False, hint="None chosen: all"
    )
    professions = CheckboxesField(
        label="Open to", choices=Profession.choices, required=False, hint="None chosen: all"
    )
    link = TextField(
        label="A page with more about it", max_length=300, required=False, hint="It begins with https://"
    )
    contact_name = TextField(label="Who answers questions", max_length=120, hint="If you can, a GP")
    contact_email = EmailField(label="Their email address")

    def __init__(self, *args: Any, owners: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(owner.code, f"{owner.name} ({owner.code})") for owner in owners]

    def clean_link(self) -> str:
        """An address of the web, or nothing."""
        link = str(self.cleaned_data["link"]).strip()
        if link and not re.match(r"^https?://[^\s/]+\.[^\s]+$", link):
            raise ValidationError("Enter an address that begins with https://")
        return link

    def content(self) -> Content:
        """What was typed, for the actions."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "owner"}
        lists = {name: tuple(data[name]) for name in ("career_stages", "professions")}
        return Content(**{**data, **lists})

    @staticmethod
    def initial_of(row: Opportunity) -> dict[str, Any]:
        """What stands in the form of a posting that is changed."""
        names = Content.__dataclass_fields__
        return {"owner": row.owner.code, **{name: getattr(row, name) for name in names}}


class ClockField(TextField):
    """A time of day, cleaned to a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=5, look={"width": 5}, **kwargs)

    def clean(self, value: Any) -> Any:
        """18:30, or 18.30; None when it is left out and may be."""
        if not self.required and not str(value or "").strip():
            return None
        found = re.match(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$", super().clean(value))
        if not found:
            raise ValidationError("Enter a time like 18:30")
        return time(int(found[1]), int(found[2]))


class MeetingForm(NhsForm):
    """One date of a programme."""

    on = DateField(label="Day")
    begins = ClockField(label="From", hint="Such as 18:30")
    ends = ClockField(label="To")
    place = TextField(label="Place, if another than the usual", max_length=200, required=False)
    join_link = TextField(
        label="Link to join", max_length=300, required=False, hint="Only those who have booked see it"
    )

    def meeting(self) -> Meeting:
        """What was typed, in London time."""
        data = self.cleaned_data
        return Meeting(
            moment_of(data["on"], data["begins"]),
            moment_of(data["on"], data["ends"]),
            data["place"],
            data["join_link"],
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a link that is no address."""
        data: dict[str, Any] = super().clean() or {}
        link = data.get("join_link", "")
        if link and not re.match(r"^https://[^\s/]+\.[^\s]+$", link):
            self.add_error("join_link", "Enter an address that begins with https://")
        return data


def moment_of(day: date, clock: time) -> datetime:
    """A time of day on a day, in London."""
    return datetime.combine(day, clock, tzinfo=LONDON)


class NoteForm(NhsForm):
    """What should be changed."""

    note = LongTextField(label="What should be changed?", max_length=600, rows=4)


class OutcomeForm(NhsForm):
    """Did you fill it?"""

    outcome = RadiosField(label="Did you fill it?", choices=Outcome.choices)


class EveryForm(NhsForm):
    """How often to write."""

    every = RadiosField(label="How often may we write to you?", choices=Every.choices)
