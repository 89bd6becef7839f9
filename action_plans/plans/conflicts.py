"""Two people save the same row: the second is shown what changed, and chooses field by field."""

from collections.abc import Mapping, Sequence
from typing import Any

from action_plans.plans.rules import Difference
from retention_portal.core.refusals import Refused

THEIRS, MINE = "theirs", "mine"
PREFIX = "choose-"


class ChangedMeanwhile(Refused):
    """Somebody else saved first. `differences` says what stands there now, `version` what to save upon."""

    def __init__(self, row: Any, differences: Sequence[Difference]) -> None:
        who = row.updated_by if hasattr(row, "updated_by") else row.answered_by
        super().__init__(
            f"{who} saved this while you were writing. "
            "Look at what changed, and choose for each field what stays.",
            code="changed_meanwhile",
        )
        self.differences = list(differences)
        self.version = row.version


def choices_of(sent: Mapping[str, str]) -> dict[str, str]:
    """Field name → "mine" or "theirs", as chosen on a page that showed what changed."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in sent.items()
        if name.startswith(PREFIX) and value in (MINE, THEIRS)
    }


def settle(cleaned: dict[str, Any], standing: Mapping[str, Any], sent: Mapping[str, str]) -> None:
    """Put what stands in the row into `cleaned`, for each field whose writer takes the other's words."""
    for name, choice in choices_of(sent).items():
        if choice == THEIRS and name in cleaned and name in standing:
            cleaned[name] = standing[name]


def carry_on(form: Any, meanwhile: ChangedMeanwhile) -> None:
    """Keep what was typed, say what happened, and let the next save build on what stands there now."""
    form.add_error(None, meanwhile.sentence)
    form.data = form.data.copy()
    form.data["version"] = str(meanwhile.version)
