"""`manage.py seed_demo`: made-up people and things for a local demonstration. Safe to repeat."""

from importlib import import_module
from typing import Any

from django.db import transaction

from retention_portal.core.commands import PortalCommand

# In order: a later one may build on an earlier one's rows. Each has `seed() -> dict[str, int]`.
SEEDS = (
    "retention_portal.accounts.demo",
    "schemes.catalogue.demo",
    "schemes.applications.demo",
    "schemes.applications.demo_review",
    "schemes.mentoring.demo",
    "schemes.opportunities.demo",
    "action_plans.plans.demo",
    "action_plans.assurance.demo",
    "schemes.awards.demo",
    "schemes.pools.demo",
    "retention_portal.local.demo_months",
)


class Command(PortalCommand):
    """Runs every slice's `seed()` in one transaction."""

    help = "Make the demo accounts and what they find. Refused unless DEMO=1 on a local copy."

    @transaction.atomic
    def answer(self, **options: Any) -> dict[str, Any]:
        """How many of each were made; nothing is made twice."""
        counts: dict[str, int] = {}
        for path in SEEDS:
            counts |= import_module(path).seed()
        return counts
