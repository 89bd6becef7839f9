"""One form for each question. `given()` is what the session keeps: JSON values only."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from retention_portal.core.dates import date_text, today
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    DecimalField,
    EmailField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.fitting.places import Found, short_name, systems, systems_for
from schemes.catalogue.fitting.questions import MOST_AREAS, OTHER_PROFESSIONS, ROLES, WHEN
from schemes.catalogue.fitting.wording import NEEDS

MOST_SESSIONS = 14
EARLIEST_YEAR = 1948
MOST_NEEDS = 3


class QuestionForm(NhsForm):
    """One question. `answers` are all answers so far: some questions ask by profession."""

    def __init__(self, *args: Any, answers: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers

    def given(self) -> dict[str, Any]:
        """The cleaned answer as JSON values."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class WhereForm(QuestionForm):
    """A place in words, a second one near a border, or outside England."""

    place = TextField(
        label="Postcode, or the name of the area, town or practice",
        hint="For example NE8, Gateshead, or your practice’s postcode. Not your home’s.",
        max_length=100,
        error_messages={"required": "Enter a postcode or a name, or say that you work outside England"},
        look={"width": 20},
    )
    second = TextField(
        label="A second place, if you work near a border",
        max_length=100,
        required=False,
        look={"width": 20},
    )
    outside = CheckboxField(label="I work outside England", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("outside"):
            self.fields["place"].required = False

    def clean(self) -> dict[str, Any]:
        """Each place with the systems it may mean, in `found`."""
        self.found: dict[str, Found] = {}
        texts = {name: self.cleaned_data.get(name) or "" for name in ("place", "second")}
        for name, text in texts.items():
            if text:
                self.found[name] = systems_for(text, today())
                if not self.found[name].systems:
                    self.add_error(
                        name, "We do not know this place. Try another postcode, or choose from the list below"
                    )
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """{"areas", "candidates", "outside"}: areas only when every place is one system beyond doubt."""
        codes = [one.code for found in self.found.values() for one in found.systems]
        sure = all(found.sure for found in self.found.values())
        unique = list(dict.fromkeys(codes))
        outside = bool(self.cleaned_data["outside"])
        kept = unique[:MOST_AREAS] if sure else []
        return {"areas": kept, "candidates": [] if sure else unique, "outside": outside and not unique}


class AreasForm(QuestionForm):
    """One or two of the systems that a place may mean."""

    areas = CheckboxesField(label="Which area?", hint="Choose one, or two if you work near a border.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        candidates = self.answers.get("where", {}).get("candidates", [])
        rows = [row for row in systems(today()) if not candidates or row.code in candidates]
        if candidates:
            rows.sort(key=lambda row: candidates.index(row.code))
        self.fields["areas"].choices = [(row.code, short_name(row.name)) for row in rows]  # type: ignore[attr-defined]

    def clean_areas(self) -> list[str]:
        """Two at most."""
        chosen: list[str] = self.cleaned_data["areas"]
        if len(chosen) > MOST_AREAS:
            raise ValidationError("Choose two areas at most")
        return chosen

    def given(self) -> dict[str, Any]:
        """As the question before: the areas are known now; the candidates stay, so that going back shows them."""
        kept = self.answers.get("where", {})
        return {
            "areas": self.cleaned_data["areas"],
            "candidates": kept.get("candidates", []),
            "outside": False,
        }


class RoleForm(QuestionForm):
    """Role and profession in one."""

    role = RadiosField(
        label="Choose what comes closest",
        choices=[(one.value, one.label) for one in ROLES],
        error_messages={"required": "Choose what you do"},
    )
    profession = SelectField(
        label="If another profession: which?",
        choices=[("", "Choose one"), *((one.value, Profession(one).label) for one in OTHER_PROFESSIONS)],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Another profession needs its name."""
        if self.cleaned_data.get("role") == "other" and not self.cleaned_data.get("profession"):
            self.add_error("profession", "Choose your profession")
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """The profession only with "another profession"."""
        other = self.cleaned_data["role"] == "other"
        return {
            "role": self.cleaned_data["role"],
            "profession": self.cleaned_data["profession"] if other else "",
        }


GP_STAGES = {
    CareerStage.TRAINEE: "In GP training",
    CareerStage.NEWLY_QUALIFIED: "Newly qualified",
    CareerStage.EARLY_MID_CAREER: "In the middle of my career",
    CareerStage.WISE_FIVES: "Planning my last years in practice",
    CareerStage.RETURNER: "Coming back after time away",
}
OTHER_STAGES = {
    CareerStage.NEWLY_QUALIFIED: "In my first years in general practice",
    CareerStage.EARLY_MID_CAREER: "In the middle of my career",
    CareerStage.WISE_FIVES: "Planning my last years in practice",
    CareerStage.RETURNER: "Coming back after time away",
}


class StageForm(QuestionForm):
    """Stage, and the days on which rules turn; asked by profession. The days are optional."""

    stage = RadiosField(
        label="Choose what comes closest", choices=[], error_messages={"required": "Choose where you are"}
    )
    qualified_on = DateField(
        label="If you qualified in the last five years: when?",
        hint="For a GP, the date of the CCT. A guess of the day is fine.",
        required=False,
    )
    new_on = DateField(
        label="If you are new to general practice: when did you start in it?",
        hint="A guess of the day is fine.",
        required=False,
    )
    last_worked_on = DateField(
        label="If you are away from NHS general practice now: when did you last work in it?",
        hint="A guess of the day is fine. Leave this empty if you are working.",
        required=False,
    )
    DATES = ("qualified_on", "new_on", "last_worked_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gp = self.answers.get("role", {}).get("role", "gp").startswith("gp")
        if gp:
            del self.fields["new_on"]
        self.fields["stage"].choices = list((GP_STAGES if gp else OTHER_STAGES).items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """No day to come, none before the register began, none before qualifying."""
        days = {
            name: self.cleaned_data[name]
            for name in self.DATES
            if isinstance(self.cleaned_data.get(name), date)
        }
        for name, day in days.items():
            if day > today():
                self.add_error(name, f"{date_text(day)} is still to come. Enter a day that is past")
            if day.year < EARLIEST_YEAR:
                self.add_error(name, f"{day.year} is too long ago. Check the year")
        qualified = days.get("qualified_on")
        for name in ("new_on", "last_worked_on"):
            if qualified and name in days and days[name] < qualified:
                self.add_error(
                    name, f"This is before you qualified on {date_text(qualified)}. Check both days"
                )
        return self.cleaned_data


def _sessions(label: str, hint: str) -> DecimalField:
    return DecimalField(
        label=label,
        hint=hint,
        max_digits=4,
        decimal_places=2,
        min_value=0,
        max_value=MOST_SESSIONS,
        error_messages={
            "min_value": "Sessions cannot be fewer than 0",
            "max_value": f"Enter {MOST_SESSIONS} sessions a week or fewer",
            "max_decimal_places": "Enter sessions in quarters, like 4.5 or 4.25",
            "max_digits": f"Enter {MOST_SESSIONS} sessions a week or fewer",
            "max_whole_digits": f"Enter {MOST_SESSIONS} sessions a week or fewer",
        },
        look={"width": 3, "suffix": "a week"},
    )


class SessionsForm(QuestionForm):
    """Sessions now and sessions wanted."""

    now = _sessions("How many do you work now?", "Enter 0 if you are away from work.")
    wanted = _sessions(
        "How many would you like?",
        "Enter 0 if you mean to stop. A session is 4 hours 10 minutes; full time is nine.",
    )


class HelpForm(QuestionForm):
    """What would help: one to three things."""

    needs = CheckboxesField(
        label="Choose up to three",
        error_messages={"required": "Choose at least one thing that would help"},
        choices=[
            (need.value, words[0].upper() + words[1:].replace("your", "my")) for need, words in NEEDS.items()
        ],
    )

    def clean_needs(self) -> list[str]:
        """Three at most: what matters most comes first."""
        chosen: list[str] = self.cleaned_data["needs"]
        if len(chosen) > MOST_NEEDS:
            raise ValidationError("Choose the three that matter most")
        return chosen


class WhenForm(QuestionForm):
    """When, and whether leaving is on the person's mind."""

    when = RadiosField(
        label="Choose one", choices=WHEN, error_messages={"required": "Choose when something should change"}
    )
    may_leave = CheckboxField(
        label="I may leave general practice if nothing changes",
        hint="Some support is for people who are thinking of this. Nobody is told, and it is not kept.",
        required=False,
    )


FORMS: dict[str, type[QuestionForm]] = {
    "where": WhereForm,
    "role": RoleForm,
    "stage": StageForm,
    "sessions": SessionsForm,
    "help": HelpForm,
    "when": WhenForm,
}


class MailForm(NhsForm):
    """The address that one mail goes to."""

    email = EmailField(
        label="Email address",
        hint="A private address is better than one at work. We forget it once the mail is sent.",
        look={"width": 30},
    )
