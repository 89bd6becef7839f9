"""What people type of peer networks and conversations."""

from datetime import datetime
from typing import Any

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
from schemes.opportunities.actions_peers import NetworkContent
from schemes.opportunities.actions_talk import MOST_TIMES, WAYS, TeamContent
from schemes.opportunities.forms import STAGES, ClockField, MeetingForm, moment_of
from schemes.opportunities.rules import settings


class _OfArea(NhsForm):
    owner = SelectField(label="For which area?", choices=())

    def __init__(self, *args: Any, owners: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(owner.code, owner.name) for owner in owners]  # type: ignore[attr-defined]


class NetworkForm(_OfArea):
    """A new peer network."""

    name = TextField(label="Its name", max_length=120, hint="Such as “First years as a GP in Luton”")
    summary = LongTextField(label="Whom it is for and what it does", max_length=600, rows=4)
    professions = CheckboxesField(
        label="For which professions?", choices=Profession.choices, required=False, hint="None chosen: all"
    )
    career_stages = CheckboxesField(
        label="For which career stages?", choices=STAGES, required=False, hint="None chosen: all"
    )
    host = EmailField(
        label="Email address of its first host",
        hint="They have an account here. A host calls meetings and looks at posts that members report",
    )

    def content(self) -> NetworkContent:
        """What was typed, for the actions."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "owner"}
        lists = {name: tuple(data[name]) for name in ("professions", "career_stages")}
        return NetworkContent(**{**data, **lists})


class HostForm(NhsForm):
    """One more host."""

    address = EmailField(label="Email address of the host")


class PostForm(NhsForm):
    """A post."""

    text = LongTextField(label="Write to the other members", max_length=4000, rows=4)


class CallForm(MeetingForm):
    """A meeting of a network."""

    place = TextField(label="Place", max_length=200, required=False)
    join_link = TextField(label="Link to join", max_length=300, required=False)
    about = TextField(label="What it is about", max_length=200, required=False)


class TeamForm(_OfArea):
    """A new team of experienced GPs."""

    name = TextField(label="Its name", max_length=120, hint="Such as “Portfolio GPs of Luton”")
    summary = LongTextField(label="What people may talk about", max_length=600, rows=4)
    minutes = NumberField(label="Minutes a conversation", min_value=15, max_value=240, initial=60)
    contact_name = TextField(label="Who answers questions", max_length=120)
    contact_email = EmailField(label="Their email address")

    def content(self) -> TeamContent:
        """What was typed, for the actions."""
        return TeamContent(**{name: value for name, value in self.cleaned_data.items() if name != "owner"})


class TeamMemberForm(NhsForm):
    """One experienced GP."""

    address = EmailField(
        label="Email address of the GP", hint="They have an account here, with a checked number"
    )
    about = TextField(label="A few words about them", max_length=300, required=False)


class AskForm(NhsForm):
    """A wish to talk."""

    topics = CheckboxesField(label="What about?", choices=(), hint="Choose all that apply")
    ways = CheckboxesField(label="How could you meet?", choices=[(way, way.capitalize()) for way in WAYS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = settings().talk_topics
        self.fields["topics"].choices = [(topic, topic[0].upper() + topic[1:]) for topic in topics]  # type: ignore[attr-defined]


class TimesForm(NhsForm):
    """Times that a member of the team offers: the first is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_TIMES - 1):
            needed = number == 1
            self.fields[f"day_{number}"] = DateField(label=f"Day {number}", required=needed)
            self.fields[f"clock_{number}"] = ClockField(label=f"Time on day {number}", required=needed)

    def clean(self) -> dict[str, Any]:
        """A day needs a time, and a time a day."""
        data: dict[str, Any] = super().clean() or {}
        for number in range(1, MOST_TIMES - 1):
            day, clock = data.get(f"day_{number}"), data.get(f"clock_{number}")
            if day and not clock and f"clock_{number}" not in self.errors:
                self.add_error(f"clock_{number}", f"Enter a time on day {number}")
            if clock and not day and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", f"Enter day {number}")
        return data

    def times(self) -> list[datetime]:
        """What was typed, in London time."""
        data = self.cleaned_data
        pairs = [(data[f"day_{number}"], data[f"clock_{number}"]) for number in range(1, MOST_TIMES - 1)]
        return [moment_of(day, clock) for day, clock in pairs if day]
