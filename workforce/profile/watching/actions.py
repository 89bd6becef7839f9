"""The only door for changes to the weights of a watch-list. Every change is a new edition; none is overwritten."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from retention_portal.core import audit
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from workforce.profile.models import WatchSetting
from workforce.profile.watching import permissions, queries, rules


@transaction.atomic
def set_weights(
    *,
    system: Organisation,
    weights: Mapping[str, int],
    thresholds: Mapping[str, Decimal],
    based_on: int,
    by: Any,
) -> WatchSetting:
    """Give a system weights (0 to 5) and thresholds of its own, one of each for every reason.

    `based_on` is the edition that the person looked at, 0 for the portal's own. Refused for others than the lead of
    the system, outside the limits, and when somebody else has changed them since.
    """
    permissions.check_can_set_weights(by, system)
    if faults := rules.settings_faults(weights, thresholds):
        raise Refused(" ".join(faults))
    return _next_edition(
        system,
        based_on,
        by,
        verb="profile.watch_weights_set",
        weights=dict(weights),
        thresholds={key: f"{value.normalize():f}" for key, value in thresholds.items()},
    )


@transaction.atomic
def reset_weights(*, system: Organisation, based_on: int, by: Any) -> WatchSetting:
    """Go back to the portal's own weights and thresholds. Refused as `set_weights`, and when they are in force."""
    permissions.check_can_set_weights(by, system)
    return _next_edition(system, based_on, by, verb="profile.watch_weights_reset", is_default=True)


def _next_edition(system: Organisation, based_on: int, by: Any, *, verb: str, **content: Any) -> WatchSetting:
    """The row after `based_on`. The lock on the system's row makes two at once one after the other."""
    Organisation.objects.select_for_update().get(pk=system.pk)
    standing = queries.settings_of(system)
    if standing.edition != based_on:
        raise Refused(
            f"{standing.set_by or 'Somebody'} has changed these weights since you opened the page."
            " Look at them again first."
        )
    if content.get("is_default") and standing.is_default:
        raise Refused("The portal’s own weights are in force already.")
    made = WatchSetting.objects.create(system=system, edition=based_on + 1, set_by=by, **content)
    audit.record(by=by, verb=verb, obj=made, fields=["weights", "thresholds"], organisation=system)
    return made
