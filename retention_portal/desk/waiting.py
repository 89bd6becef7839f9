"""What waits on a person, from every slice that has a `waiting.py` with `waiting_for(person, on)`."""

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from retention_portal.core.waiting import Waiting


def waiting_on(person: Any, on: date) -> list[Waiting]:
    """Everything that waits on `person` on a day: due soonest first, then what has waited longest."""
    found = [task for waiting_for in _sources() for task in waiting_for(person, on)]
    return sorted(found, key=lambda task: (task.due or date.max, task.since, task.title))


@cache
def _sources() -> tuple[Callable[[Any, date], list[Waiting]], ...]:
    """The `waiting_for` of each slice that has one; desk's own module, this one, has none."""
    slices = [config for config in apps.get_app_configs() if module_has_submodule(config.module, "waiting")]
    modules = [import_module(f"{config.name}.waiting") for config in slices]
    return tuple(module.waiting_for for module in modules if hasattr(module, "waiting_for"))
