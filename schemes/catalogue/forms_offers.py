"""What a coordinator writes of an offer: eight fields to start, the rest folded. Its parts: `forms_parts`."""

import re
from collections.abc import Sequence
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
from schemes.catalogue.form_check import MOST_REVIEWERS
from schemes.catalogue.form_layout import SCALE, review_as_json, review_from_json
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
    ("Who decides, and how", ("decided_by_text", "decision_by")),
    (
        "How a panel reads",
        (
            *("reviewers", "review_days", "score_weights", "scale", "scores_required", "text_required"),
            *("apart", "blind", "hidden"),
        ),
    ),
)
PLAN_FIELDS = {
    "reviewers": "reviewers",
    "review_days": "days",
    "apart": "apart",
    "scale": "scale",
    "hidden": "hidden",
    "scores_required": "scores_required",
    "text_required": "text_required",
}
"""The fields of the form that are kept together as `review`, and what each is called in it."""
_WEIGHT = re.compile(
    r"(?P<label>.+?)[ \t]*[:=][ \t]*(?P<weight>\d{1,3}[ \t]*%?|not counted)(?:[ \t]+[-–][ \t]+(?P<guide>.+))?",
    re.IGNORECASE,
)


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
        hint="Each with its weight; the weights add up to 100. For example: Benefit to patients: 60. You may say "
        "after a dash what to look for. A line that ends in “: not counted” is scored and never part of the total",
    )
    reviewers = NumberField(
        label="How many people read each application",
        required=False,
        min_value=1,
        max_value=MOST_REVIEWERS,
        hint="Two when left empty. When so many have read it, it goes on by itself",
    )
    review_days = NumberField(
        label="Working days to read it",
        required=False,
        min_value=1,
        max_value=60,
        hint="Ten when left empty. Reviewers are reminded once",
    )
    scale = LongTextField(
        label="What the scores from 0 to 5 mean, one a line",
        required=False,
        max_length=1200,
        rows=6,
        hint="Six lines, the lowest first. Usual words stand here when you leave it empty",
    )
    scores_required = CheckboxField(label="Everything must be scored", required=False)
    text_required = CheckboxField(
        label="Reviewers must write a reason",
        required=False,
        hint="When neither is needed, a reviewer may abstain, and that counts as having looked",
    )
    apart = NumberField(
        label="Points between two scores that count as a disagreement",
        required=False,
        min_value=1,
        max_value=5,
        hint="Two when left empty. A disagreement is talked about, never averaged",
    )
    hidden = CheckboxesField(
        label="Questions that would give the person away",
        required=False,
        hint="Hidden while reviewers score without names. Names, contact and papers always are",
    )

    def __init__(self, *args: Any, questions: Sequence[dict[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row["key"], row["text"]) for row in questions]
        self.fields["hidden"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["hidden"]

    def clean_scale(self) -> list[str]:
        """Six lines, or none for the usual words."""
        lines = [line.strip()[:120] for line in self.cleaned_data["scale"].splitlines() if line.strip()]
        if lines and len(lines) != len(SCALE):
            raise forms.ValidationError(f"Write {len(SCALE)} lines, one for each score from 0 to 5")
        return lines

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
            found.append(_criterion(f"criterion_{number}", read))
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
        """What was written, for the actions: how a panel reads together as `review`."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        plan = {PLAN_FIELDS[name]: said.pop(name) for name in PLAN_FIELDS if name in said}
        named = {name: value for name, value in plan.items() if value not in (None, "", [])}
        return said | {"review": review_as_json(review_from_json(named))}

    @property
    def start(self) -> list[Any]:
        """The eight fields to start with, drawn by the page."""
        return [self[name] for name in START]

    @property
    def folded(self) -> list[tuple[str, list[Any], bool]]:
        """The rest: heading, fields, and whether it stands open because something in it is wrong."""
        return [
            (
                heading,
                [self[name] for name in names if name in self.fields],
                any(name in self.errors for name in names),
            )
            for heading, names in FOLDED
        ]


def _criterion(key: str, read: re.Match[str]) -> dict[str, Any]:
    """One line of what is scored, as it is stored."""
    row: dict[str, Any] = {"key": key, "label": read["label"][:120], "weight": 0}
    if read["weight"][0].isdigit():
        row["weight"] = int(read["weight"].rstrip(" \t%"))
    else:
        row["independent"] = True
    return row | ({"guide": read["guide"][:200]} if read["guide"] else {})


def _line(row: dict[str, Any]) -> str:
    """One criterion as it is written."""
    weight = "not counted" if row.get("independent") else row["weight"]
    return f"{row['label']}: {weight}" + (f" – {row['guide']}" if row.get("guide") else "")


def initial_of(content: dict[str, Any]) -> dict[str, Any]:
    """What stands in an OfferForm, from the content of an offer or of a starting point."""
    initial = {name: content[name] for name in OfferForm.base_fields if name in content}
    initial["programme_dates"] = "\n".join(content.get("programme_dates", []))
    initial["score_weights"] = "\n".join(_line(one) for one in content.get("score_weights", []))
    plan = review_from_json(content.get("review", {}))
    initial |= {name: getattr(plan, stored) for name, stored in PLAN_FIELDS.items()}
    initial["scale"] = "\n".join(plan.scale)
    return initial


def content_of(offer: Offer) -> dict[str, Any]:
    """What is written of an offer, by field; how a panel reads as `review`."""
    names = [name for name in OfferForm.base_fields if name != "revision" and name not in PLAN_FIELDS]
    return {name: getattr(offer, name) for name in (*names, "review")} | {"revision": offer.revision}
