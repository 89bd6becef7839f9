"""What waits on a person in this slice: initiatives of their plans that need attention."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from action_plans.plans.models import Initiative, Milestone
from action_plans.plans.queries import PLANNERS_OF, attention_of
from action_plans.plans.statuses import PlanStatus
from retention_portal.accounts.access import has_role, organisations_where
from retention_portal.core.dates import LONDON, FinancialYear
from retention_portal.core.waiting import Waiting


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """One task for each of the person's plans of this year with initiatives that need attention (CASE-P-24).

    Two statements, none without a role.
    """
    if not has_role(person, *PLANNERS_OF.values(), on=on):
        return []
    rows = Initiative.objects.filter(
        plan__organisation__in=organisations_where(person, PLANNERS_OF.values(), on).values("pk"),
        plan__financial_year=FinancialYear.of(on).code,
    ).exclude(plan__status=PlanStatus.CLOSED)
    open_ones = Prefetch("milestones", queryset=Milestone.objects.filter(actual_on=None))
    needing: defaultdict[Any, list[Initiative]] = defaultdict(list)
    for row in rows.select_related("plan__organisation").prefetch_related(open_ones):
        if attention_of(row, on):
            needing[row.plan].append(row)
    return [_task(plan, found) for plan, found in needing.items()]


def _task(plan: Any, found: list[Initiative]) -> Waiting:
    what = "An initiative needs" if len(found) == 1 else f"{len(found)} initiatives need"
    return Waiting(
        title=f"{what} attention: {plan.organisation.name}, {plan.year_label}",
        url=f"{reverse('plans:plan', args=[plan.pk])}#attention",
        since=min(row.updated_at for row in found).astimezone(LONDON).date(),
    )
