"""What a coordinator writes of an offer: eight fields to start, the rest folded. Its parts: `forms_parts`."""

import re
from typing import Any

from django import forms

from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    EmailField,
    LongTextField,
    NumberField,
    PhoneField,
    RadiosField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import Profession
from schemes.catalogue.forms import CHOICES
from schemes.catalogue.models import Offer
from schemes.catalogue.statuses import DecisionBy, Need

START = (
    *("title", "summary", "career_stages", "opens_on", "closes_on", "places"),
    *("contact_role", "contact_phone"),
)
"""The eight fields that an offer needs to begin with."""

FOLDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What people get", ("what_you_get", "money_text", "repay_text", "time_needed", "where_text")),
    ("Dates of the programme", ("starts_on", "programme_dates")),
    ("Whom it is open to", ("professions", "needs", "level")),
    ("More ways to ask", ("contact_name", "contact_email")),
    ("Who decides, and how", ("decided_by_text", "decision_by", "blind", "score_weights")),
)
_WEIGHT = re.compile(r"(?P<label>.+?)[ \t]*[:=][ \t]*(?P<weight>\d{1,3})[ \t]*%?")


class WithRevision(NhsForm):
    """A form that remembers which revision of the offer the writer began from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)


class OfferForm(WithRevision):
    """An offer's own words, dates and people."""

    title = TextField(label="Name of the offer", max_length=120, hint="What a GP would call it")
    summary = LongTextField(
        label="What it is, in two or three sentences",
        max_length=600,
        rows=3,
        hint="The first thing a GP reads",
    )
    career_stages = CheckboxesField(
        label="Whom it is meant for",
        required=False,
        choices=CHOICES["stage"][1:],
        hint="Leave all empty when it is for every stage. Career stage is not age",
    )
    opens_on = DateField(label="Opens", hint="For example, 1 12 2026")
    closes_on = DateField(label="Closes", required=False, hint="Leave empty when people may join at any time")
    places = NumberField(
        label="Places", required=False, min_value=1, max_value=9999, hint="Leave empty when there is no limit"
    )
    contact_role = TextField(
        label="Who answers", max_length=120, hint="A role, such as careers coordinator; a GP reads this"
    )
    contact_phone = PhoneField(label="Their phone number", required=False)

    what_you_get = LongTextField(label="What people get", required=False, max_length=1200, rows=4)
    money_text = LongTextField(
        label="Money", required=False, max_length=600, rows=2, hint="How much, to whom"
    )
    repay_text = LongTextField(
        label="What they repay if they leave early", required=False, max_length=600, rows=2
    )
    time_needed = TextField(label="Time it takes to apply", required=False, max_length=200)
    where_text = TextField(label="Where", required=False, max_length=200)
    starts_on = DateField(label="First day", required=False)
    programme_dates = LongTextField(
        label="Dates, one a line",
        required=False,
        max_length=1200,
        rows=4,
        hint="For a programme of several days",
    )
    professions = CheckboxesField(label="Professions", choices=Profession.choices)
    needs = CheckboxesField(label="What it helps with", required=False, choices=Need.choices)
    level = RadiosField(label="Whom it acts on", choices=CHOICES["level"][1:], initial="L1")
    contact_name = TextField(label="Name", required=False, max_length=120)
    contact_email = EmailField(label="Email address", required=False)
    decided_by_text = TextField(label="Who decides, as GPs read it", required=False, max_length=200)
    decision_by = RadiosField(label="Decision by", choices=DecisionBy.choices, initial=DecisionBy.SINGLE)
    blind = CheckboxField(label="Reviewers score without names", required=False, look={"size": "s"})
    score_weights = LongTextField(
        label="What reviewers score, one a line",
        required=False,
        max_length=1200,
        rows=4,
        hint="Each with its weight; they add up to 100. For example: Benefit to patients: 60",
    )

    def clean_score_weights(self) -> list[dict[str, Any]]:
        """ "Benefit to patients: 60" on each line."""
        found = []
        for number, line in enumerate(self.cleaned_data["score_weights"].splitlines(), start=1):
            if not line.strip():
                continue
            read = _WEIGHT.fullmatch(line.strip())
            if read is None:
                raise forms.ValidationError(
                    f"Line {number} has no weight. Write it like “Benefit to patients: 60”"
                )
            label = read["label"][:120]
            found.append({"key": f"criterion_{number}", "label": label, "weight": int(read["weight"])})
        return found

    def clean_programme_dates(self) -> list[str]:
        """The lines that are not empty."""
        return [
            line.strip()[:200] for line in self.cleaned_data["programme_dates"].splitlines() if line.strip()
        ]

    def clean(self) -> dict[str, Any]:
        """It closes on or after the day it opens."""
        data = super().clean() or {}
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "It closes before it opens. Change one of the two dates")
        return data

    def content(self) -> dict[str, Any]:
        """What was written, for the actions."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    @property
    def start(self) -> list[Any]:
        """The eight fields to start with, drawn by the page."""
        return [self[name] for name in START]

    @property
    def folded(self) -> list[tuple[str, list[Any], bool]]:
        """The rest: heading, fields, and whether it stands open because something in it is wrong."""
        return [
            (heading, [self[name] for name in names], any(name in self.errors for name in names))
            for heading, names in FOLDED
        ]


def initial_of(content: dict[str, Any]) -> dict[str, Any]:
    """What stands in an OfferForm, from the content of an offer or of a starting point."""
    initial = {name: content[name] for name in OfferForm.base_fields if name in content}
    initial["programme_dates"] = "\n".join(content.get("programme_dates", []))
    weights = content.get("score_weights", [])
    initial["score_weights"] = "\n".join(f"{one['label']}: {one['weight']}" for one in weights)
    return initial


def content_of(offer: Offer) -> dict[str, Any]:
    """What is written of an offer, by field."""
    return {name: getattr(offer, name) for name in OfferForm.base_fields if name != "revision"} | {
        "revision": offer.revision
    }
