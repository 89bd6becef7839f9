"""The filter above the case studies."""

from typing import Any

from django import forms

from retention_portal.core.vocabulary import CareerStage, Level

from .models import Essential
from .queries import EVERY_STAGE


class CaseStudyFilterForm(forms.Form):
    """What to narrow the case studies by. What is not recognised is left out, and `ignored` says so."""

    q = forms.CharField(required=False, max_length=100)
    level = forms.ChoiceField(required=False)
    career_stage = forms.ChoiceField(required=False)
    essential = forms.ChoiceField(required=False)

    NAMES = {"q": "Search words", "level": "Level", "career_stage": "Career stage", "essential": "Essential"}

    def __init__(self, data: Any, essentials: list[Essential]) -> None:
        super().__init__({name: self._known_case(name, data.get(name, "")) for name in self.base_fields})
        self.fields["level"].choices = [
            ("", "Every level"),
            *((x.value, f"{x.value}: {x.label}") for x in Level),
        ]
        self.fields["career_stage"].choices = [
            ("", "Any"),
            *CareerStage.choices,
            (EVERY_STAGE, "Pages meant for every career stage"),
        ]
        self.fields["essential"].choices = [
            ("", "Any"),
            *((x.code, f"{x.code} {x.name}") for x in essentials),
        ]

    @staticmethod
    def _known_case(name: str, value: str) -> str:
        if name == "q" or value.lower() == EVERY_STAGE:
            return value.strip() if name == "q" else EVERY_STAGE
        return value.strip().upper()

    def chosen(self) -> dict[str, str]:
        """The filters that were given and recognised, by the names that `queries.case_studies` takes."""
        self.full_clean()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return {("text" if name == "q" else name): value for name, value in given.items()}

    def ignored(self) -> list[str]:
        """One sentence for each filter that was given and not recognised."""
        return [
            f"{self.NAMES[name]} was not recognised, so the list is not narrowed by it."
            for name in self.errors
        ]

    def options(self, name: str) -> list[dict[str, object]]:
        """The options of a select for the page, with the recognised choice selected."""
        chosen = self.cleaned_data.get(name, "") if hasattr(self, "cleaned_data") else ""
        return [
            {"value": value, "text": label, "selected": value == chosen}
            for value, label in self.fields[name].choices
        ]
