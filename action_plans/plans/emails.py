"""The one mail of this slice: a milestone is overdue, to the people who write its plan. No figure stands in it."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from action_plans.plans import queries
from action_plans.plans.models import Milestone
from action_plans.plans.rules_goals import OVER
from action_plans.plans.statuses import PlanStatus
from retention_portal.accounts.queries import memberships_at
from retention_portal.core.dates import date_text
from retention_portal.core.emails.actions import send_email

LOOK_BACK = timedelta(days=7)
"""A clock that stood still for days catches up so far; what is overdue longer stands on the plan's page."""


def overdue_milestones(on: date) -> list[Milestone]:
    """Milestones that fell due in the last days before `on` and are not reached. One statement."""
    due = Coalesce(F("forecast_on"), F("planned_on"))
    rows = Milestone.objects.annotate(due=due).filter(actual_on=None, due__lt=on, due__gte=on - LOOK_BACK)
    going = rows.exclude(Q(initiative__status__in=OVER) | Q(initiative__plan__status=PlanStatus.CLOSED))
    return list(going.select_related("initiative__plan__organisation").order_by("pk"))


def tell_of_overdue(on: date) -> int:
    """The day after a milestone was due, write to those who write its plan, once for each due day (CASE-P-10).

    How many mails there are for what is overdue, those of earlier runs too.
    """
    return sum(_tell(milestone, on) for milestone in overdue_milestones(on))


def _tell(milestone: Milestone, on: date) -> int:
    plan = milestone.initiative.plan
    due = milestone.forecast_on or milestone.planned_on
    role = queries.PLANNERS_OF[plan.organisation.kind]
    people = [row.person for row in memberships_at(plan.organisation, [role], on)]
    context = {
        "service": settings.STAFF_SERVICE_NAME,
        "milestone": milestone.title,
        "initiative": milestone.initiative.title,
        "reference": queries.reference_of(milestone.initiative),
        "due": date_text(due),
        "address": f"{settings.PUBLIC_URL}{reverse('plans:milestone_edit', args=[milestone.pk])}",
    }
    for person in people:
        key = f"plans.milestone_overdue:{milestone.pk}:{due.isoformat()}:{person.pk}"
        send_email(key=key, to=person.email, template="plans/overdue", context=context)
    return len(people)
