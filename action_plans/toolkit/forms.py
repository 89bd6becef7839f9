"""The filter above the case studies."""

from typing import Any

from django import forms

from action_plans.toolkit.models import Essential
from action_plans.toolkit.queries import EVERY_STAGE
from retention_portal.core.vocabulary import CareerStage, Level


class CaseStudyFilterForm(forms.Form):
    """What to narrow the case studies by. What is not recognised is left out, and `ignored` says so."""

    q = forms.CharField(required=False, max_length=100)
    level = forms.ChoiceField(required=False)
    career_stage = forms.ChoiceField(required=False)
    essential = forms.ChoiceField(required=False)

    IGNORED = {
        "q": "These words cannot be searched for, so the list is not narrowed by them.",
        "level": "Level was not recognised, so the list is not narrowed by it.",
        "career_stage": "Career stage was not recognised, so the list is not narrowed by it.",
        "essential": "Essential was not recognised, so the list is not narrowed by it.",
    }

    def __init__(self, data: Any, essentials: list[Essential]) -> None:
        super().__init__({name: self._known_case(name, data.get(name, "")) for name in self.base_fields})
        every_stage = (EVERY_STAGE, "Pages meant for every career stage")
        self.choices: dict[str, list[tuple[str, str]]] = {
            "level": [("", "Every level"), *((x.value, f"{x.value}: {x.label}") for x in Level)],
            "career_stage": [("", "Any"), *((x.value, str(x.label)) for x in CareerStage), every_stage],
            "essential": [("", "Any"), *((x.code, f"{x.code} {x.name}") for x in essentials)],
        }
        for name, choices in self.choices.items():
            self.fields[name] = forms.ChoiceField(required=False, choices=choices)

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
        return [self.IGNORED[name] for name in self.errors]

    def options(self, name: str) -> list[dict[str, object]]:
        """The options of a select for the page, with the recognised choice selected. Call `chosen` before."""
        chosen = self.cleaned_data.get(name, "")
        return [{"value": v, "text": text, "selected": v == chosen} for v, text in self.choices[name]]
