"""Saves the table of initiatives: each row by itself, through the actions of the plan."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from action_plans.plans import actions, permissions, queries
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.rules_table import RowOutcome, TableRow, decide, row_differences
from retention_portal.core.refusals import BadInput, Refused

RATED_IN_TABLE = "The rating was brought up to date in the table of initiatives."


def save_table(*, plan: Plan, rows: dict[int, tuple[TableRow, str]], by: Any) -> list[RowOutcome]:
    """Save what changed: {initiative id: (what was typed, the stamp it began from)}. One outcome for each row.

    A row that somebody else saved meanwhile, or that a rule refuses, is left as it is; the others are saved.
    """
    permissions.check_can_edit_plan(by, plan)
    with transaction.atomic():
        locked = plan.initiatives.filter(pk__in=rows).order_by("pk").select_for_update(of=("self",))
        found = {row.pk: row for row in locked.select_related("plan__organisation", "area", "updated_by")}
        return [_saved(found[key], *typed, by) for key, typed in rows.items() if key in found]


def _saved(initiative: Initiative, yours: TableRow, began_from: str, by: Any) -> RowOutcome:
    now = table_row(initiative)
    what = decide(now, yours, began_from)
    if what == "unchanged":
        return RowOutcome(initiative.pk, what, stamp=now.stamp)
    if what == "changed_meanwhile":
        sentence = f"{initiative.updated_by} saved this while you were writing. Save again to keep yours."
        return RowOutcome(initiative.pk, what, sentence, row_differences(now, yours), now.stamp)
    try:
        with transaction.atomic():
            _write(initiative, now, yours, by)
    except (Refused, BadInput) as no:
        return RowOutcome(initiative.pk, "refused", str(no), stamp=began_from)
    return RowOutcome(initiative.pk, "saved", stamp=yours.stamp)


def _write(initiative: Initiative, now: TableRow, yours: TableRow, by: Any) -> None:
    names = ("title", "lead_name", "starts_on", "ends_on")
    content = replace(queries.content_of(initiative), **{name: getattr(yours, name) for name in names})
    row = actions.update_initiative(initiative=initiative, content=content, version=initiative.version, by=by)
    if (now.rag, now.rag_reason) != (yours.rag, yours.rag_reason):
        if not yours.rag:
            raise Refused("Give the rating with its reason.")
        if now.rag != yours.rag and now.rag_reason.strip() == yours.rag_reason.strip():
            raise Refused("The rating changes: say in new words why it is rated so.")
        actions.write_update(
            initiative=row,
            text=RATED_IN_TABLE,
            people_reached=None,
            rag=yours.rag,
            rag_reason=yours.rag_reason,
            by=by,
        )


def table_row(initiative: Initiative) -> TableRow:
    """What stands in the table of an initiative. No statement."""
    return TableRow(**{name: getattr(initiative, name) for name in TableRow.__slots__})
