"""What waits on a person, from every slice that has a `waiting.py` with `waiting_for(person, on)`."""

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import module_has_submodule

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.waiting import Waiting
from retention_portal.desk.queries import failed_lately


def waiting_on(person: Any, on: date) -> list[Waiting]:
    """Everything that waits on `person` on a day: due soonest first, then what has waited longest."""
    found = [task for waiting_for in _sources() for task in waiting_for(person, on)]
    found += failed_work(person)
    return sorted(found, key=lambda task: (task.due or date.max, task.since, task.title))


def failed_work(person: Any) -> list[Waiting]:
    """Work that failed lately, as one task of an administrator."""
    if not access.has_role(person, Role.ADMINISTRATOR):
        return []
    count, since = failed_lately()
    if since is None:
        return []
    what = "1 piece of long work failed" if count == 1 else f"{count} pieces of long work failed"
    address = f"{reverse('desk:jobs')}?state=failed"
    return [Waiting(f"{what}: start it again or find out why", address, since.date(), owner="administrators")]


@cache
def _sources() -> tuple[Callable[[Any, date], list[Waiting]], ...]:
    """The `waiting_for` of each slice that has one; desk's own module, this one, has none."""
    slices = [config for config in apps.get_app_configs() if module_has_submodule(config.module, "waiting")]
    modules = [import_module(f"{config.name}.waiting") for config in slices]
    return tuple(module.waiting_for for module in modules if hasattr(module, "waiting_for"))
