"""What a coordinator may change of a service that is open."""

from typing import Any

from retention_portal.core.nhsuk.fields import CheckboxesField, LongTextField, NumberField, RadiosField
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.mentoring.actions_settings import ServiceSettings
from schemes.mentoring.matching import Points
from schemes.mentoring.models import Service

WORTH = {
    "preferred_first": "The person named this mentor first",
    "preferred_second": "Named second",
    "preferred_third": "Named third",
    "topic": "Each topic in common",
    "same_area": "An area in common",
    "way_of_meeting": "A way of meeting in common",
    "career_stage": "The mentor asked for this career stage",
    "left_out_before": "Each earlier round without a mentor",
    "least_points": "A match needs at least",
    "left_out_rounds": "How many earlier rounds count",
}
NOTES_HINT = (
    "Off is the usual. When on, only the two people ever read their notes here: not you, not a manager, and there is "
    "no way round it"
)


class SettingsForm(NhsForm):
    """Length, notes, the network, and what a match is worth."""

    summary = LongTextField(label="What people find here", max_length=600, rows=4)
    sessions = NumberField(label="Sessions for each new person", min_value=1, max_value=24)
    minutes = NumberField(label="Minutes a session", min_value=15, max_value=240)
    shortest_weeks = NumberField(label="Shortest time together, in weeks", min_value=1, max_value=104)
    longest_weeks = NumberField(label="Longest time together, in weeks", min_value=1, max_value=104)
    bars = CheckboxesField(
        label="Never match two of the same",
        choices=[("network", "Primary care network")],
        required=False,
        hint="Two of the same practice are never matched",
    )
    notes = RadiosField(
        label="May the two keep notes here?", choices=[("no", "No"), ("yes", "Yes")], hint=NOTES_HINT
    )
    notes_kept_weeks = NumberField(
        label="Weeks after the end until notes are erased", min_value=0, max_value=104
    )

    def __init__(self, *args: Any, points: Points, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in WORTH.items():
            self.fields[name] = NumberField(
                label=f"{label}: points" if name not in ("left_out_rounds",) else label,
                min_value=0, max_value=1000, initial=getattr(points, name),
            )  # fmt: skip

    @staticmethod
    def initial_of(service: Service, points: Points) -> dict[str, Any]:
        """The settings as they are."""
        same = ("summary", "sessions", "minutes", "shortest_weeks", "longest_weeks", "notes_kept_weeks")
        return {name: getattr(service, name) for name in same} | {
            "bars": ["network"] if points.same_network_bars else [],
            "notes": "yes" if service.notes_on else "no",
        }

    def settings(self) -> ServiceSettings:
        """What was typed, for the actions."""
        data = self.cleaned_data
        points: dict[str, int | bool] = {name: data[name] for name in WORTH}
        points["same_network_bars"] = "network" in data["bars"]
        return ServiceSettings(
            summary=data["summary"], sessions=data["sessions"], minutes=data["minutes"],
            shortest_weeks=data["shortest_weeks"], longest_weeks=data["longest_weeks"],
            notes_on=data["notes"] == "yes", notes_kept_weeks=data["notes_kept_weeks"], points=points,
        )  # fmt: skip
