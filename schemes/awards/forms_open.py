"""What a coordinator types to open an award."""

import re
from datetime import date
from typing import Any

from django.utils.text import slugify

from action_plans.funding.queries import programmes
from retention_portal.core.nhsuk.fields import (
    CheckboxField,
    DateField,
    DecimalField,
    EmailField,
    ModelSelectField,
    MoneyField,
    SelectField,
    TextField,
)
from retention_portal.organisations.models import Organisation
from schemes.awards.actions import Opening
from schemes.awards.forms import PatternFields
from schemes.awards.queries_mentor import mentor_scheme
from schemes.awards.rules.history import (
    FELLOWSHIP,
    MENTOR_TIME,
    MENTORS,
    NETWORK_GP,
    PARTNERSHIP,
    RETENTION,
    RETURN,
    is_mentor_time,
)
from schemes.awards.rules.opening import Approval
from schemes.awards.wording import LOCAL, MENTOR_TITLE, scheme_title
from schemes.catalogue.rules import BOOKS

SCHEMES = (RETENTION, RETURN, FELLOWSHIP, MENTORS, PARTNERSHIP, NETWORK_GP)
LOCAL_CHOICE = "local"
NEEDED = {
    LOCAL_CHOICE: {
        "title": "Enter the name of the local scheme",
        "grant": "Enter the grant, 0 where nothing is paid",
    },
    MENTOR_TIME: {
        "allowance": "Enter the hours a year that are paid at most",
        "hourly_rate": "Enter what is paid for an hour",
    },
    FELLOWSHIP: {"full_time_salary": "Enter the full-time salary: the release is paid at it"},
}
"""What each scheme's money needs, by field, with the sentence for whoever left it out."""


class SystemField(ModelSelectField):
    """A system by name and code."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and code."""
        return f"{obj.name} ({obj.code})"


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
        label="Full-time salary a year",
        required=False,
        hint="Fellowship: the release is paid at it. GP of a network: the post’s cost, when known",
    )
    grant = MoneyField(
        label="Grant in all",
        required=False,
        hint="Local schemes only: the most that is paid, 0 where nothing is",
    )
    allowance = DecimalField(
        label="Mentoring a year, at most",
        required=False,
        max_digits=6,
        decimal_places=2,
        min_value=0,
        hint="Mentors only: sessions, or hours where an hour is paid by a local rate",
    )
    hourly_rate = MoneyField(label="Paid for an hour of mentoring", required=False, hint="Local mentors only")
    admin_minutes = DecimalField(
        label="Minutes of administration paid for each hour",
        required=False,
        max_digits=2,
        decimal_places=0,
        min_value=0,
        max_value=30,
        hint="Local mentors only: 0 to 30",
    )
    programme_code = SelectField(
        label="Money meant to pay for it",
        required=False,
        hint="Finance still chooses the line for every claim",
    )

    field_order = (
        "system", "email", "scheme", "title", "host", "starts", "ends", "per_week", "per_year", "approved_by",
        "approved_on", "job_plan_on", "employed", "full_time_salary", "grant", "allowance", "hourly_rate",
        "admin_minutes", "programme_code",
    )  # fmt: skip

    def __init__(self, *args: Any, systems: Any, on: date, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = systems
        if named:  # the application says who it is
            del self.fields["email"]
        self.fields["programme_code"].choices = [
            ("", "Not said yet"),
            *((row.code, row.name) for row in programmes(on)),
        ]
        self.fields["scheme"].choices = [
            ("", "Select a scheme"),
            *((code, BOOKS[code].name) for code in SCHEMES),
            (LOCAL_CHOICE, "A local scheme"),
            (MENTOR_TIME, "Time of a local mentor"),
        ]

    def clean(self) -> dict[str, Any]:
        """What each scheme's money needs."""
        data = super().clean()
        for name, words in NEEDED.get(data.get("scheme", ""), {}).items():
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, words)
        for name in ("full_time_salary", "grant", "hourly_rate"):
            if (data.get(name) or 0) < 0:
                self.add_error(name, "Enter an amount of £0 or more")
        return data

    def opening(self) -> Opening:
        """As `actions.open_award` takes it. Facts of other schemes' money are left out."""
        data = self.cleaned_data
        code, title = self._scheme()
        mentor = is_mentor_time(code)
        return Opening(
            scheme=code,
            title=title[:120],
            starts=data["starts"],
            ends=data["ends"],
            approval=Approval(data["approved_by"], data["approved_on"], data["job_plan_on"]),
            employed=bool(data["employed"]) and code == RETURN,
            full_time_salary=data["full_time_salary"] if code in (FELLOWSHIP, NETWORK_GP) else None,
            grant=data["grant"] if data["scheme"] == LOCAL_CHOICE else None,
            allowance=data["allowance"] if code == MENTORS or mentor else None,
            hourly_rate=data["hourly_rate"] if mentor else None,
            admin_minutes=int(data["admin_minutes"] or 0) if mentor else 0,
            programme_code=data["programme_code"],
            **self.pattern(),
        )

    def _scheme(self) -> tuple[str, str]:
        """(code, title) of the award: a local scheme's code is made of its name, a mentor's of the system."""
        data = self.cleaned_data
        if data["scheme"] == MENTOR_TIME:
            return mentor_scheme(data["system"]), MENTOR_TITLE
        if data["scheme"] == LOCAL_CHOICE:
            title = data["title"].strip()
            return f"{LOCAL}{slugify(title)[:34].upper()}", title
        return data["scheme"], scheme_title(data["scheme"], data["starts"])

    def clean_host(self) -> str:
        """Capitals and digits."""
        return re.sub(r"\s", "", self.cleaned_data["host"]).upper()
