"""An organisation's own goals and essentials: rows of their own beside the national ones, never edits of those."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from action_plans.toolkit.models import Essential, Goal
from action_plans.toolkit.statuses import StatusTag
from retention_portal.core import audit
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Level
from retention_portal.organisations.models import Organisation

FIRST_LOCAL_POSITION = 1000
"""National rows are printed first."""


@transaction.atomic
def add_local_goal(
    *, organisation: Organisation, level: str, name: str, text: str, on: date, by: Any
) -> Goal:
    """An own goal (`LOC-QHM-G01`), in force from a day. The caller has checked the person's right."""
    code, position = _next(Goal, organisation, "G")
    goal = Goal.objects.create(
        code=code, position=position, level=Level(level), name=name, text=text, organisation=organisation,
        valid_from=on, source="local", status_tag=StatusTag.RECOMMENDED,
    )  # fmt: skip
    audit.record(by=by, verb="toolkit.local_goal_added", obj=goal, organisation=organisation, note=code)
    return goal


@transaction.atomic
def reword_local_goal(*, goal: Goal, name: str, text: str, by: Any) -> Goal:
    """Change the words of an own goal. Refused for a national one. The caller has checked the person's right."""
    if goal.organisation is None:
        raise Refused("The toolkit’s goals are not changed. Add a goal of your own beside it.")
    goal.name, goal.text = name, text
    goal.save(update_fields=["name", "text"])
    audit.record(
        by=by, verb="toolkit.local_goal_reworded", obj=goal, fields=["name", "text"],
        organisation=goal.organisation, note=goal.code,
    )  # fmt: skip
    return goal


@transaction.atomic
def add_local_essential(
    *, organisation: Organisation, level: str, name: str, helps: Iterable[Goal], on: date, by: Any
) -> Essential:
    """An own essential (`LOC-QHM-E01`), in force from a day; plans below the organisation inherit it by level.

    The caller has checked the person's right.
    """
    code, position = _next(Essential, organisation, "E")
    essential = Essential.objects.create(
        code=code, position=position, level=Level(level), name=name, organisation=organisation,
        valid_from=on, source="local", status_tag=StatusTag.RECOMMENDED,
    )  # fmt: skip
    essential.helps.set(helps)
    audit.record(
        by=by, verb="toolkit.local_essential_added", obj=essential, organisation=organisation, note=code
    )
    return essential


def _next(model: type[Goal] | type[Essential], organisation: Organisation, letter: str) -> tuple[str, int]:
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two at once get two codes
    number = model._default_manager.filter(organisation=organisation).count() + 1
    return f"LOC-{organisation.code}-{letter}{number:02}", FIRST_LOCAL_POSITION + number
