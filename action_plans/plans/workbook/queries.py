"""Reads of workbooks that people sent."""

from typing import Any

from django.db.models import QuerySet

from action_plans.plans.models import Plan
from action_plans.plans.queries import plans_visible_to
from action_plans.plans.workbook.contents import contents_of, stamp_of
from action_plans.plans.workbook.models import PlanWorkbook


def workbooks_visible_to(user: Any) -> QuerySet[PlanWorkbook]:
    """The workbooks of the plans that the user may see."""
    plans = plans_visible_to(user).values("pk")
    return PlanWorkbook.objects.filter(plan__in=plans).select_related(
        "plan__organisation", "sent_by", "applied_by"
    )


def latest_workbooks(plan: Plan) -> QuerySet[PlanWorkbook]:
    """The last five workbooks of a plan, newest first, without their rows. One statement."""
    rows = PlanWorkbook.objects.filter(plan=plan).select_related("sent_by")
    return rows.defer("rows", "changes", "problems")[:5]


def has_moved(workbook: PlanWorkbook) -> bool:
    """True when the plan is not the one that the workbook was compared with. Eight statements."""
    return stamp_of(contents_of(workbook.plan)) != workbook.plan_stamp
