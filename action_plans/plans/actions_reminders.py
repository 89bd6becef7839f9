"""What the clock does for plans."""

from datetime import date

from django.db import transaction

from action_plans.plans.emails import tell_of_overdue


@transaction.atomic
def remind_of_overdue(*, on: date) -> int:
    """Write the mails of milestones that became overdue; safe to repeat: each is written once (CASE-P-10)."""
    return tell_of_overdue(on)
