"""Who may see and save a workbook that somebody sent."""

from typing import Any

from action_plans.plans.permissions import check_can_edit_plan
from action_plans.plans.workbook.models import PlanWorkbook
from action_plans.plans.workbook.problems import Problem
from action_plans.plans.workbook.statuses import WorkbookStatus
from retention_portal.core.refusals import Refused


def check_can_apply(user: Any, workbook: PlanWorkbook) -> None:
    """Refuse to anyone but the plan's lead, with an error in the file, and when it is not a fresh preview."""
    check_can_edit_plan(user, workbook.plan)
    if workbook.status == WorkbookStatus.APPLIED:
        raise Refused("This workbook is saved in the plan already.")
    if workbook.status == WorkbookStatus.REJECTED:
        raise Refused("This file could not be used. Correct it and send it again.")
    if workbook.status == WorkbookStatus.STALE:
        raise Refused("The plan changed since this preview. Compare again first.", code="CASE-I-22")
    errors = error_count(workbook)
    if errors:
        noun = "1 error" if errors == 1 else f"{errors:,} errors"
        raise Refused(f"The file has {noun}. Correct them and send it again: nothing is saved in part.")


def error_count(workbook: PlanWorkbook) -> int:
    """How many errors were found."""
    return sum(Problem(**each).is_error for each in workbook.problems)
