"""What this slice holds on people: who set the weights of a watch-list. The figures are of practices."""

from typing import Any

from retention_portal.core.holdings import Holding
from workforce.profile.models import WatchSetting

HOLDINGS = (
    Holding(
        "profile.WatchSetting",
        ("set_by",),
        "The weights that you set for “where support should go first”.",
        "As long as the lists that stand on them.",
    ),
)


def export(person: Any) -> dict[str, Any]:
    """The weights and thresholds that the person set."""
    return {
        "watch_list_settings": list(
            WatchSetting.objects.filter(set_by=person).values(
                "system__code", "edition", "is_default", "weights", "thresholds", "set_at"
            )
        )
    }


def erase(person: Any) -> int:
    """Nothing to forget: rows name the person by id only, and an erased person has no name."""
    return 0
