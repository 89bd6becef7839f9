"""What the two type while they meet: a plan, the next session, a note; and what a mentor claims."""

from datetime import UTC, datetime, time
from typing import Any

from django.core.exceptions import ValidationError

from retention_portal.core.dates import LONDON
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    DateField,
    LongTextField,
    NumberField,
    RadiosField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.mentoring.actions_apart import SAID_BY_ONESELF
from schemes.mentoring.matching import Bar
from schemes.mentoring.models import Session
from schemes.mentoring.rules_plan import LONGEST_NOTE

APART = {
    Bar.ASKED: "I would rather not say",
    Bar.APPRAISER: "One of us appraises the other",
    Bar.RESPONSIBLE_OFFICER: "One of us is the other’s responsible officer",
    Bar.FAMILY: "We are family",
}


class PlanForm(NhsForm):
    """How many sessions in all, by when."""

    sessions = NumberField(label="How many sessions in all?", min_value=1, max_value=24)
    ends_on = DateField(label="By which day?", hint="Such as 30 6 2027")


class WhenForm(NhsForm):
    """A day and a time of day in England, put together as `moment()`."""

    on = DateField(label="On which day?", hint="Such as 12 1 2027")
    at = TextField(label="At what time?", hint="Such as 13:30", max_length=5, look={"width": 5})

    def clean(self) -> dict[str, Any]:
        """Read the time, and refuse an hour that the clock change leaves out."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("on") and data.get("at"):
            try:
                clock = time.fromisoformat(data["at"].replace(".", ":").rjust(5, "0"))
            except ValueError:
                self.add_error("at", ValidationError("Enter a time of day, like 13:30"))
            else:
                self._keep(data, datetime.combine(data["on"], clock, LONDON))
        return data

    def _keep(self, data: dict[str, Any], moment: datetime) -> None:
        if moment.astimezone(UTC).astimezone(LONDON).time() != moment.time():
            self.add_error("at", ValidationError("The clocks go forward then: this time does not exist"))
        data["moment"] = moment

    def moment(self) -> datetime:
        """The day and the time together."""
        moment: datetime = self.cleaned_data["moment"]
        return moment


class AppointmentForm(WhenForm):
    """When the two meet next."""

    minutes = NumberField(label="How many minutes?", min_value=1, max_value=240)


class NoteForm(NhsForm):
    """A note for the two."""

    text = LongTextField(label="Your note", max_length=LONGEST_NOTE, rows=8)


class KeepApartForm(NhsForm):
    """Somebody with whom one would rather not be matched."""

    who = TextField(
        label="Who?",
        max_length=120,
        hint="Their name, email address or GMC number, as exactly as you know it",
    )
    why = RadiosField(
        label="Would you like to say why?",
        choices=[(bar.value, APART[bar]) for bar in SAID_BY_ONESELF],
        initial=Bar.ASKED.value,
    )


class ClaimForm(NhsForm):
    """Sessions to claim for, by day."""

    sessions = CheckboxesField(label="Which sessions?", choices=())

    def __init__(self, *args: Any, sessions: tuple[Session, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sessions"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.on:%-d %B %Y}, {row.minutes} minutes") for row in sessions
        ]
