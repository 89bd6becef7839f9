"""What people type about places: how something is booked, where they are in their career, checking in."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from retention_portal.core.dates import LONDON
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    EmailField,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import Profession
from schemes.opportunities.actions_attendance import CONSENT
from schemes.opportunities.forms import STAGES, ClockField, moment_of
from schemes.opportunities.models_places import BookingWindow
from schemes.opportunities.rules_places import MOST_PLACES, Window
from schemes.opportunities.statuses import Attended

END_OF_DAY = time(23, 59)
START_OF_DAY = time(0, 0)


class WindowForm(NhsForm):
    """How something is booked."""

    opens_on = DateField(label="Booking opens on")
    closes_on = DateField(label="Last day to book")
    places = NumberField(
        label="Places", required=False, min_value=1, max_value=MOST_PLACES, hint="Leave empty for no limit"
    )
    professions = CheckboxesField(
        label="Who may book?", choices=Profession.choices, required=False, hint="None chosen: all professions"
    )
    career_stages = CheckboxesField(
        label="At which career stages?", choices=STAGES, required=False, hint="None chosen: all"
    )
    checked_only = CheckboxField(
        label="GPs book only once their GMC number has been checked", required=False, initial=True
    )
    offer_hours = NumberField(
        label="Hours for which a place is kept for the next on the waiting list",
        min_value=1,
        max_value=336,
        initial=48,
    )
    offers_until_on = DateField(label="No place is offered after", required=False)
    offers_until_at = ClockField(label="At", required=False)
    cpd_minutes = NumberField(
        label="Minutes of learning on the certificate",
        required=False,
        min_value=1,
        max_value=20_000,
        hint="Leave empty: the length of the dates attended",
    )
    dates_needed = NumberField(
        label="Dates needed for a certificate",
        required=False,
        min_value=1,
        max_value=60,
        hint="Leave empty: all",
    )
    offers_confirmed = NumberField(
        label="Offers to confirm", required=False, min_value=0, max_value=MOST_PLACES,
        hint="Only asked for when new places are offered to several people who wait",
    )  # fmt: skip

    def window(self) -> Window:
        """What was typed, in London time."""
        data = self.cleaned_data
        until = data["offers_until_on"]
        return Window(
            opens_at=moment_of(data["opens_on"], START_OF_DAY),
            closes_at=moment_of(data["closes_on"], END_OF_DAY),
            places=data["places"],
            professions=tuple(data["professions"]),
            career_stages=tuple(data["career_stages"]),
            checked_only=data["checked_only"],
            offer_hours=data["offer_hours"],
            offers_until=moment_of(until, data["offers_until_at"] or END_OF_DAY) if until else None,
            cpd_minutes=data["cpd_minutes"],
            dates_needed=data["dates_needed"],
        )

    @staticmethod
    def initial_of(row: BookingWindow) -> dict[str, Any]:
        """What stands, for the form."""
        names = ("places", "professions", "career_stages", "checked_only", "offer_hours", "cpd_minutes")
        until = row.offers_until.astimezone(LONDON) if row.offers_until else None
        return {
            **{name: getattr(row, name) for name in (*names, "dates_needed")},
            "opens_on": _day(row.opens_at),
            "closes_on": _day(row.closes_at),
            "offers_until_on": until.date() if until else None,
            "offers_until_at": until.time() if until else None,
        }


def _day(moment: datetime) -> Any:
    return moment.astimezone(LONDON).date()


class StageForm(NhsForm):
    """Where somebody is in their career; asked only when it decides and is not known."""

    stage = RadiosField(label="Where are you in your career?", choices=STAGES)


class CameForm(NhsForm):
    """Who came on one date: one choice a booking."""

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Not noted"), *Attended.choices]
        for pk, name in people.items():
            self.fields[f"came_{pk}"] = SelectField(label=name, choices=choices, required=False)

    def came(self) -> dict[int, str]:
        """{booking: what became of it}, without those not noted."""
        typed = self.cleaned_data.items()
        return {int(name.removeprefix("came_")): value for name, value in typed if value}


class CheckInForm(NhsForm):
    """At the door. Nothing has to be told."""

    name = TextField(label="Your name", max_length=120, required=False)
    email = EmailField(label="Your email address", required=False)
    may_write = CheckboxField(label=CONSENT, required=False)


class PriorityForm(NhsForm):
    """In what order somebody is served."""

    priority = NumberField(
        label="Priority", min_value=-9, max_value=9, hint="Higher is served first; 0 is usual"
    )
