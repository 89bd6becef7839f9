"""What narrows the list of everything on offer."""

from typing import Any

from django import forms

from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.browsing import ALL, CLOSED, OPEN, Wanted
from schemes.catalogue.statuses import Need


def _stage_words(stage: CareerStage) -> str:
    words = stage.gp_wording
    return words[0].upper() + words[1:]


STATES = [(OPEN, "Open now, or worth asking"), (CLOSED, "Closed or ended"), (ALL, "Everything")]
CHOICES: dict[str, list[tuple[str, str]]] = {
    "stage": [("", "Any"), *((one.value, _stage_words(one)) for one in CareerStage)],
    "need": [("", "Anything"), *Need.choices],
    "level": [("", "Any"), ("L1", "For a GP"), ("L2", "For a practice or network"), ("L3", "For a system")],
    "profession": [("", "Any"), *Profession.choices],
    "state": STATES,
}


class BrowseForm(forms.Form):
    """The filter of the list. What is not recognised is left out, and `ignored` says so."""

    q = forms.CharField(required=False, max_length=100)
    area = forms.RegexField(r"^[A-Za-z0-9-]{2,20}$", required=False)
    stage = forms.ChoiceField(required=False, choices=CHOICES["stage"])
    need = forms.ChoiceField(required=False, choices=CHOICES["need"])
    level = forms.ChoiceField(required=False, choices=CHOICES["level"])
    profession = forms.ChoiceField(required=False, choices=CHOICES["profession"])
    state = forms.ChoiceField(required=False, choices=STATES)

    NAMES = {"q": "The words", "area": "The area", "stage": "The career stage", "need": "What would help"}

    def wanted(self) -> Wanted:
        """What was asked for and recognised."""
        self.full_clean()
        given: dict[str, Any] = self.cleaned_data
        return Wanted(
            text=given.get("q", ""),
            stage=given.get("stage", ""),
            need=given.get("need", ""),
            level=given.get("level", ""),
            profession=given.get("profession", ""),
            area=given.get("area", "").upper(),
            state=given.get("state") or OPEN,
        )

    def ignored(self) -> list[str]:
        """One sentence for each filter that was given and not recognised. Call `wanted` before."""
        return [
            f"{self.NAMES.get(name, f'The {name}')} was not recognised, so the list is not narrowed by it."
            for name in self.errors
        ]
