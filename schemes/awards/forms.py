"""What people type about awards: opening, patterns, pauses, reviews, ends, and the filter of the list."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from retention_portal.core.nhsuk.fields import (
    CheckboxField,
    DateField,
    DecimalField,
    EmailField,
    LongTextField,
    ModelSelectField,
    MoneyField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.organisations.models import Organisation
from schemes.awards.actions import Opening
from schemes.awards.rules.history import FELLOWSHIP, MENTORS, PARTNERSHIP, RETENTION, RETURN
from schemes.awards.rules.opening import Approval
from schemes.awards.statuses import AwardStatus, ReviewOutcome
from schemes.awards.wording import LOCAL, scheme_title
from schemes.catalogue.rules import BOOKS

SCHEMES = (RETENTION, RETURN, FELLOWSHIP, MENTORS, PARTNERSHIP)
LOCAL_CHOICE = "local"


class SystemField(ModelSelectField):
    """A system by name and code."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and code."""
        return f"{obj.name} ({obj.code})"


class PatternFields(NhsForm):
    """Sessions a week, or a year when annualised: one of the two."""

    per_week = DecimalField(
        label="Sessions a week",
        required=False,
        max_digits=6,
        decimal_places=3,
        min_value=0,
        hint="A session is 4 hours 10 minutes. Hours a week divided by 4.1667: 22.5 hours are 5.4",
    )
    per_year = DecimalField(
        label="Or sessions a year, when they are spread unevenly",
        required=False,
        max_digits=6,
        decimal_places=2,
        min_value=0,
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        data = super().clean() or {}
        wrong = "per_week" in self.errors or "per_year" in self.errors
        if not wrong and (data.get("per_week") is None) == (data.get("per_year") is None):
            self.add_error("per_week", "Enter sessions a week, or sessions a year, not both")
        return data

    def pattern(self) -> dict[str, Decimal | None]:
        """As the actions take it."""
        return {"per_week": self.cleaned_data["per_week"], "per_year": self.cleaned_data["per_year"]}


class OpenForm(PatternFields):
    """A new award, after its approval."""

    system = SystemField(label="System", queryset=Organisation.objects.none(), empty_label="Select a system")
    email = EmailField(label="Email address of the person’s account")
    scheme = SelectField(label="Scheme")
    title = TextField(
        label="Name of the local scheme", required=False, max_length=120, hint="Only for a local scheme"
    )
    host = TextField(
        label="Where they work",
        max_length=20,
        hint="Code of the practice, network or training hub, such as A83001",
    )
    starts = DateField(label="First day")
    ends = DateField(
        label="Last day as approved",
        hint="Both days count. Five years from 1 April 2026 end on 31 March 2031",
    )
    approved_by = TextField(
        label="Approved by", max_length=120, hint="Body or role: NHS England, training hub"
    )
    approved_on = DateField(label="Day of approval")
    job_plan_on = DateField(
        label="Day the job plan was agreed", required=False, hint="Needed for the retention scheme"
    )
    employed = CheckboxField(label="Employed by the practice on placement", required=False)
    full_time_salary = MoneyField(
        label="Full-time salary a year", required=False, hint="Fellowship only: the release is paid at it"
    )
    grant = MoneyField(label="Grant in all", required=False, hint="Local schemes only: the most that is paid")
    allowance = DecimalField(
        label="Mentoring sessions a year, at most",
        required=False,
        max_digits=6,
        decimal_places=2,
        min_value=0,
    )

    field_order = (
        "system", "email", "scheme", "title", "host", "starts", "ends", "per_week", "per_year", "approved_by",
        "approved_on", "job_plan_on", "employed", "full_time_salary", "grant", "allowance",
    )  # fmt: skip

    def __init__(self, *args: Any, systems: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = systems
        self.fields["scheme"].choices = [
            ("", "Select a scheme"),
            *((code, BOOKS[code].name) for code in SCHEMES),
            (LOCAL_CHOICE, "A local scheme"),
        ]

    def clean(self) -> dict[str, Any]:
        """What each scheme's money needs."""
        data = super().clean()
        scheme = data.get("scheme")
        if scheme == LOCAL_CHOICE:
            for name, words in (
                ("title", "Enter the name of the local scheme"),
                ("grant", "Enter the grant"),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        if (
            scheme == FELLOWSHIP
            and not data.get("full_time_salary")
            and "full_time_salary" not in self.errors
        ):
            self.add_error("full_time_salary", "Enter the full-time salary: the release is paid at it")
        return data

    def opening(self) -> Opening:
        """As `actions.open_award` takes it. Facts of other schemes' money are left out."""
        data = self.cleaned_data
        code, local = data["scheme"], data["scheme"] == LOCAL_CHOICE
        title = data["title"].strip() if local else scheme_title(code, data["starts"])
        return Opening(
            scheme=f"{LOCAL}{slugify(title)[:34].upper()}" if local else code,
            title=title[:120],
            starts=data["starts"],
            ends=data["ends"],
            approval=Approval(data["approved_by"], data["approved_on"], data["job_plan_on"]),
            employed=bool(data["employed"]) and code == RETURN,
            full_time_salary=data["full_time_salary"] if code == FELLOWSHIP else None,
            grant=data["grant"] if local else None,
            allowance=data["allowance"] if code == MENTORS else None,
            **self.pattern(),
        )

    def clean_host(self) -> str:
        """Capitals and digits."""
        return re.sub(r"\s", "", self.cleaned_data["host"]).upper()


class PatternForm(PatternFields):
    """Another pattern from a day on."""

    starts = DateField(label="From which day?")
    field_order = ("starts", "per_week", "per_year")


class PauseForm(NhsForm):
    """Days away. No reason is asked."""

    starts = DateField(label="First day away")
    ends = DateField(label="Last day away", required=False, hint="Leave empty while it lasts")


class ResumeForm(NhsForm):
    """The end of a pause that lasts."""

    last_day = DateField(label="Last day away")


class ReviewForm(NhsForm):
    """The two halves of a yearly review, and what came of it."""

    held_on = DateField(label="When was it held?")
    need_continues = RadiosField(
        label="Does the doctor’s need go on?", choices=[("yes", "Yes"), ("no", "No")]
    )
    practice_meets = RadiosField(
        label="Does the practice meet its obligations?", choices=[("yes", "Yes"), ("no", "No")]
    )
    outcome = RadiosField(label="What came of it?", choices=ReviewOutcome.choices)
    reason = LongTextField(
        label="Anything to note",
        max_length=600,
        rows=3,
        required=False,
        hint="Needed when it ends. The person reads it. Nothing about health",
    )

    def saying(self) -> dict[str, Any]:
        """As `actions.hold_review` takes it."""
        data = dict(self.cleaned_data)
        return data | {name: data[name] == "yes" for name in ("need_continues", "practice_meets")}


class EndForm(NhsForm):
    """An early end."""

    left_on = DateField(label="First day without it", hint="Not in the future")
    reason = TextField(label="Why, in a few words that the person may read", max_length=200)


class CancelForm(NhsForm):
    """Why it never began."""

    reason = TextField(label="Why, in a few words that the person may read", max_length=200)


class ListFilter(NhsForm):
    """The filter of the list; what is not understood is left out."""

    scheme = SelectField(label="Scheme", required=False)
    status = SelectField(label="State", required=False, choices=[("", "Any"), *AwardStatus.choices])
    review = SelectField(
        label="Yearly review",
        required=False,
        choices=[("", "Any"), ("due", "Due now"), ("soon", "Due within 60 days")],
    )
    text = TextField(label="Name or practice", required=False, max_length=80)

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "Any"), *schemes]

    def wanted(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
