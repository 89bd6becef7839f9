"""What people type of an offer, a wish, a service and a session."""

from typing import Any

from django.core.exceptions import ValidationError

from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    EmailField,
    LongTextField,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import CareerStage, Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.statuses import OrganisationKind
from schemes.mentoring.actions import ServiceContent, Wish
from schemes.mentoring.matching import Bar
from schemes.mentoring.models import Mentor, Service
from schemes.mentoring.rules import MOST_PREFERENCES, kind_facts, topics
from schemes.mentoring.rules_templates import ServiceTemplate
from schemes.mentoring.statuses import Attendance, Kind, Way

TOPICS = [(topic, topic.capitalize()) for topic in topics()]
WAYS = [(way.label, way.label.capitalize()) for way in Way]
STAGES = [(stage.value, stage.gp_wording.capitalize()) for stage in CareerStage]


class WishForm(NhsForm):
    """What both sides say; made for one service."""

    topics = CheckboxesField(label="What about?", choices=TOPICS, hint="Choose all that apply")
    areas = CheckboxesField(
        label="Where could you meet?", choices=(), required=False, hint="None if you meet from afar"
    )
    ways = CheckboxesField(label="How could you meet?", choices=WAYS)

    practice = TextField(
        label="Your practice’s code",
        required=False,
        max_length=12,
        hint="Such as E81001. Then nobody of your own practice is matched with you. Your practice is not told",
        look={"width": 10},
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(area, area) for area in service.areas]

    def clean_practice(self) -> str:
        """The code of a practice, or nothing."""
        code = self.cleaned_data["practice"].strip().upper()
        if code and not Organisation.objects.filter(code=code, kind=OrganisationKind.PRACTICE).exists():
            raise ValidationError("Enter the code of a practice, one letter and five digits, like E81001")
        return str(code)

    def wish(self) -> Wish:
        """What was chosen, for the actions."""
        data = self.cleaned_data
        return Wish(tuple(data["topics"]), tuple(data["areas"]), tuple(data["ways"]), data["practice"])


class OfferForm(WishForm):
    """An offer to mentor."""

    about = LongTextField(
        label="A few words about you",
        max_length=300,
        rows=3,
        required=False,
        hint="People who look for a mentor read this beside your name",
    )
    stages = CheckboxesField(label="Whom would you most like to help?", choices=STAGES, required=False)
    places = NumberField(label="How many people at a time?", min_value=1, max_value=20, initial=2)
    shown = CheckboxField(label="People of this service may read my name, what I offer and the words above")


class AskForm(WishForm):
    """A wish for a mentor."""

    stage = RadiosField(label="Where are you in your career?", choices=STAGES, required=False)

    def __init__(self, *args: Any, service: Service, mentors: list[Mentor], **kwargs: Any) -> None:
        super().__init__(*args, service=service, **kwargs)
        choices = [
            ("", "Match me with whoever suits best"),
            *((str(one.pk), one.person.full_name) for one in mentors),
        ]
        for rank, word in enumerate(("first", "second", "third")[:MOST_PREFERENCES] if mentors else ()):
            self.fields[f"preference_{rank}"] = SelectField(
                label=f"Your {word} choice of mentor", choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Refuse the same mentor twice."""
        data: dict[str, Any] = super().clean() or {}
        chosen = self._chosen(data)
        if len(set(chosen)) != len(chosen):
            self.add_error("preference_1", "Choose each mentor only once")
        return data

    def preferences(self) -> tuple[int, ...]:
        """The mentors named, in order."""
        return self._chosen(self.cleaned_data)

    @staticmethod
    def _chosen(data: dict[str, Any]) -> tuple[int, ...]:
        named = (data.get(f"preference_{rank}") for rank in range(MOST_PREFERENCES))
        return tuple(int(value) for value in named if value)


class PlacesForm(NhsForm):
    """How many people a mentor takes."""

    places = NumberField(label="How many people at a time?", min_value=1, max_value=20)


class ServiceForm(NhsForm):
    """A new service."""

    owner = SelectField(label="For which area?", choices=())
    kind = RadiosField(
        label="What is it?",
        choices=Kind.choices,
        hints={kind.value: f"Usually {kind_facts(kind).in_words}" for kind in Kind},
    )
    name = TextField(label="Its name", max_length=120, hint="Such as “GP mentoring in Luton”")
    summary = LongTextField(label="What people find here", max_length=600, rows=4)
    professions = CheckboxesField(
        label="Open to", choices=Profession.choices, required=False, hint="None chosen: open to all"
    )
    sessions = NumberField(label="Sessions for each person", min_value=1, max_value=24)
    minutes = NumberField(label="Minutes a session", min_value=15, max_value=240)
    contact_name = TextField(label="Who answers questions", max_length=120)
    contact_email = EmailField(label="Their email address")

    def __init__(
        self, *args: Any, owners: list[Organisation], template: ServiceTemplate | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = template.codes if template else ()
        self.fields["owner"].choices = [(owner.code, owner.name) for owner in owners]
        for name in ("kind", "name", "summary", "sessions", "minutes") if template else ():
            self.fields[name].initial = getattr(template, name)

    def content(self, areas: list[str]) -> ServiceContent:
        """What was typed, for the actions."""
        data = dict(self.cleaned_data)
        data.pop("owner")
        data |= {"professions": tuple(data["professions"]), "areas": tuple(areas), "codes": self.codes}
        return ServiceContent(**data)


class SessionForm(NhsForm):
    """That two people met."""

    on = DateField(label="On which day?")
    attendance = RadiosField(label="What became of it?", choices=Attendance.choices)
    minutes = NumberField(label="How many minutes?", min_value=0, max_value=240)


class BarForm(NhsForm):
    """Two people of a service who must not be matched."""

    one = SelectField(label="One person", choices=())
    other = SelectField(label="The other person", choices=())
    why = RadiosField(
        label="Why", choices=[(bar.value, bar.value.capitalize()) for bar in Bar if bar is not Bar.DECLINED]
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].choices = [("", "Select"), *people]
