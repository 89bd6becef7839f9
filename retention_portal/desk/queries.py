"""Long work as an administrator sees it, and everything that the portal holds on one person."""

from datetime import datetime, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Case, Count, IntegerField, Min, QuerySet, Value, When
from django.utils.module_loading import module_has_submodule

from retention_portal.accounts import access
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from retention_portal.core.models import Job, JobState

FAILED_LATELY = timedelta(days=30)
ACCOUNTS = "retention_portal.accounts"


def jobs_visible_to(user: Any) -> QuerySet[Job]:
    """Every job for an administrator, failed ones first, then running and waiting, then the newest; none for others."""
    if not access.has_role(user, Role.ADMINISTRATOR):
        return Job.objects.none()
    order = (JobState.FAILED, JobState.RUNNING, JobState.PUBLISHED, JobState.WAITING)
    rank = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    return Job.objects.select_related("requested_by").order_by(rank, "-id")


def jobs_by_state(user: Any) -> dict[str, int]:
    """How many jobs stand in each state, for those who may see them."""
    counted = jobs_visible_to(user).order_by().values_list("state").annotate(Count("id"))
    return {state: dict(counted).get(state, 0) for state in JobState.values}


def failed_lately() -> tuple[int, datetime | None]:
    """How many jobs failed in the last thirty days and were not started again, and since when the first."""
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=now() - FAILED_LATELY)
    found = failed.aggregate(count=Count("id"), since=Min("finished_at"))
    return found["count"], found["since"]


def everything_held_on(person: Person) -> dict[str, Any]:
    """What every slice holds on the person: the slice's name, then plain values by kind."""
    return {slice_name(register): register.export(person) for register in registers()}


def registers() -> list[ModuleType]:
    """The `personal_data` of every slice, accounts last: the others find their rows by its address and name."""
    found = [
        config for config in apps.get_app_configs() if module_has_submodule(config.module, "personal_data")
    ]
    ordered = sorted(found, key=lambda config: config.name == ACCOUNTS)
    return [import_module(f"{config.name}.personal_data") for config in ordered]


def slice_name(register: ModuleType) -> str:
    """`schemes.applications.personal_data` is of "applications"."""
    return register.__name__.split(".")[-2]
