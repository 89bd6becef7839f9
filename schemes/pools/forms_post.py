"""What a practice types of its sessions: one, again every week, or a block of days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from retention_portal.core.dates import LONDON
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    LongTextField,
    MoneyField,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.refusals import BadInput
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.rules import as_postcode
from schemes.pools.actions_post import SessionContent
from schemes.pools.models_sessions import Session
from schemes.pools.rules_policy import SeriesDays, moments, series_days
from schemes.pools.statuses import CoverType, SessionStatus, Why

ONCE, WEEKLY, BLOCK = "once", "weekly", "block"
HOW = [
    (ONCE, "Once"),
    (WEEKLY, "Again on chosen days of the week"),
    (BLOCK, "A block: every working day from a first to a last day"),
]
WEEKDAYS = [
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
]
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class ClockField(TextField):
    """A time of day, typed as 09:00 or 9.00."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 8, "look": {"width": 5}} | kwargs)

    def clean(self, value: Any) -> time | None:  # type: ignore[override]
        """The time. Raises ValidationError for anything else."""
        text = str(super().clean(value)).strip()
        match = _CLOCK.fullmatch(text)
        if match:
            return time(int(match[1]), int(match[2]))
        if text:
            raise ValidationError("Enter a time such as 09:00 or 13:30", code="invalid")
        return None


class TimesForm(NhsForm):
    """A day with two times."""

    on = DateField(label="On which day?")
    starts = ClockField(label="From", hint="Such as 09:00")
    ends = ClockField(label="Until", hint="Such as 13:10")
    next_day = CheckboxField(label="It ends after midnight, on the next day", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and a time that the clocks skip."""
        data: dict[str, Any] = super().clean() or {}
        if all(data.get(name) is not None for name in ("on", "starts", "ends")):
            self.times_on(data["on"], data)
        return data

    def times_on(self, day: date, data: dict[str, Any]) -> tuple[datetime, datetime] | None:
        """First and last moment on a day; a fault becomes an error of the form."""
        try:
            return moments(day, data["starts"], data["ends"], next_day=bool(data.get("next_day")))
        except BadInput as wrong:
            self.add_error("ends", wrong.sentence)
            return None

    def moments(self) -> tuple[datetime, datetime]:
        """First and last moment, once the form is in order."""
        data = self.cleaned_data
        return moments(data["on"], data["starts"], data["ends"], next_day=bool(data["next_day"]))


class WhatFields(NhsForm):
    """What the session is; shared by a new one and the change of a draft."""

    cover_type = SelectField(label="What kind of work is it?", choices=[("", "Select"), *CoverType.choices])
    why = RadiosField(
        label="Why do you need it?",
        choices=Why.choices,
        hint="For the figures of the pool. Nothing about a person: no name, no illness",
    )
    site = TextField(label="Where?", max_length=160, hint="The surgery or building")
    postcode = TextField(
        label="Its postcode", required=False, max_length=10, look={"width": 10},
        hint="Empty: that of the practice. Travel is counted from here",
    )  # fmt: skip
    rate = MoneyField(label="Rate an hour")
    places = NumberField(label="How many GPs?", min_value=1, max_value=20, initial=1)
    appointment_minutes = NumberField(
        label="Minutes an appointment", required=False, min_value=5, max_value=60
    )
    indemnity_paid = CheckboxField(label="We pay for indemnity in this session", required=False)
    training_budget = MoneyField(label="Training budget that comes with it", required=False)
    note = LongTextField(
        label="Anything GPs should know",
        required=False,
        max_length=300,
        rows=3,
        hint="Parking, the computer system, home visits. Nothing about patients or colleagues",
    )

    def clean_postcode(self) -> str:
        """A postcode as it is written, or nothing."""
        text = self.cleaned_data["postcode"].strip()
        if not text:
            return ""
        found = as_postcode(text) or ""
        if len(found) < 5:
            raise ValidationError("Enter a full postcode, such as LU1 2AB")
        return f"{found[:-3]} {found[-3:]}"

    def content_at(self, first: datetime, last: datetime, practice: Organisation) -> SessionContent:
        """What was typed, at a time."""
        data = self.cleaned_data
        return SessionContent(
            cover_type=data["cover_type"],
            why=data["why"],
            starts_at=first,
            ends_at=last,
            site=data["site"],
            rate=data["rate"],
            postcode=data["postcode"] or practice.postcode[:10],
            places=data["places"],
            appointment_minutes=data["appointment_minutes"],
            indemnity_paid=data["indemnity_paid"],
            training_budget=data["training_budget"],
            note=data["note"],
        )


WHAT = (
    "cover_type", "why", "site", "postcode", "rate", "places", "appointment_minutes", "indemnity_paid",
    "training_budget", "note",
)  # fmt: skip


class ChangeForm(TimesForm, WhatFields):
    """A draft as it should be."""

    field_order = ("on", "starts", "ends", "next_day", *WHAT)


@dataclass(frozen=True)
class Asked:
    """What a practice asks for: the sessions day by day, and what was left out."""

    contents: tuple[SessionContent, ...]
    days: SeriesDays
    weekdays: tuple[int, ...]
    every_weeks: int


class PostForm(TimesForm, WhatFields):
    """Sessions to post."""

    practice = SelectField(label="For which practice?", choices=())
    how = RadiosField(label="How often?", choices=HOW, initial=ONCE)
    last_on = DateField(
        label="Until which day?", required=False, hint="For more than one day. Bank holidays are left out"
    )
    weekdays = CheckboxesField(
        label="Which days of the week?", choices=WEEKDAYS, required=False, hint="For “again on chosen days”"
    )
    every_weeks = NumberField(
        label="Every how many weeks?", required=False, min_value=1, max_value=12, initial=1
    )
    field_order = (
        "practice", "how", "on", "last_on", "weekdays", "every_weeks", "starts", "ends", "next_day", *WHAT,
    )  # fmt: skip

    def __init__(self, *args: Any, practices: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {row.code: row for row in practices}
        names = [(code, f"{row.name} ({code})") for code, row in self.by_code.items()]
        one = len(names) == 1
        self.fields["practice"].choices = names if one else [("", "Select"), *names]
        self.fields["practice"].initial = names[0][0] if one else ""
        self.fields["on"].label = "On which day, or from which?"

    def clean(self) -> dict[str, Any]:
        """Refuse a series without an end or without days."""
        data = super().clean()
        if data.get("how") in (WEEKLY, BLOCK) and "on" in data and "last_on" in data:
            if data["last_on"] is None:
                self.add_error("last_on", "Enter the last day")
            else:
                self._check_series(data)
        return data

    def _check_series(self, data: dict[str, Any]) -> None:
        try:
            series_days(data["on"], data["last_on"], *_pattern(data))
        except BadInput as wrong:
            self.add_error("weekdays" if "day of the week" in wrong.sentence else "last_on", wrong.sentence)

    @property
    def organisation(self) -> Organisation:
        """The practice chosen."""
        return self.by_code[self.cleaned_data["practice"]]

    def asked(self) -> Asked:
        """Every session asked for, in London times. Raises BadInput for a day whose clocks skip a time."""
        data, practice = self.cleaned_data, self.organisation
        weekdays, every = _pattern(data)
        days = SeriesDays((data["on"],), ())
        if data["how"] != ONCE:
            days = series_days(data["on"], data["last_on"], weekdays, every)
        contents = tuple(
            self.content_at(*moments(day, data["starts"], data["ends"], next_day=data["next_day"]), practice)
            for day in days.days
        )
        return Asked(contents, days, weekdays, every)


def _pattern(data: dict[str, Any]) -> tuple[tuple[int, ...], int]:
    """Days of the week and every how many weeks."""
    if data["how"] == BLOCK:
        return tuple(range(5)), 1
    return tuple(sorted(int(day) for day in data.get("weekdays") or ())), data.get("every_weeks") or 1


def typed(session: Session) -> dict[str, Any]:
    """A session as the forms show it: its day and clock times in London."""
    from_, until = local(session.starts_at), local(session.ends_at)
    return {
        "on": from_.date(),
        "starts": f"{from_:%H:%M}",
        "ends": f"{until:%H:%M}",
        "next_day": until.date() > from_.date(),
        **{name: getattr(session, name) for name in WHAT},
    }


def local(moment: datetime) -> datetime:
    """A moment in London."""
    return moment.astimezone(LONDON)


class PlacesForm(NhsForm):
    """How many GPs a session needs."""

    places = NumberField(label="How many GPs?", min_value=1, max_value=20)


class ReasonForm(NhsForm):
    """Why a session is cancelled."""

    because = LongTextField(
        label="Why is it cancelled?",
        max_length=300,
        rows=3,
        hint="The people who are booked read this. Nothing about patients or colleagues",
    )


class SessionFilter(NhsForm):
    """The filter of a practice's list; what is not understood is left out."""

    when = SelectField(
        label="When",
        required=False,
        choices=[("", "From today on"), ("past", "Before today"), ("all", "Any day")],
    )
    status = SelectField(label="State", required=False, choices=[("", "Any"), *SessionStatus.choices])
    cover_type = SelectField(label="Kind of work", required=False, choices=[("", "Any"), *CoverType.choices])
    text = TextField(label="Practice", required=False, max_length=80)

    def wanted(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def next_weekday(on: date) -> date:
    """The next day that is no Saturday or Sunday: what an empty form offers."""
    day = on + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
