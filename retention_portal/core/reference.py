"""Loads the reference data that the slices ship, all of it or none."""

from importlib import import_module

from django.db import transaction

# In order: a later one may refer to an earlier one's rows.
LOADERS = (
    "retention_portal.organisations.reference",
    "action_plans.toolkit.reference",
    "action_plans.funding.reference",
    "schemes.catalogue.reference",
)


@transaction.atomic
def load_all() -> dict[str, int]:
    """Run every slice's `reference.load()`; safe to repeat. Rows per set, by its name."""
    counts: dict[str, int] = {}
    for path in LOADERS:
        counts.update(import_module(path).load())
    return counts
