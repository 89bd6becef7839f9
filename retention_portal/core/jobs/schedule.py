"""What the clock starts by itself: each slice lists its entries in `scheduled.py`."""

import datetime
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from retention_portal.core.jobs.actions import enqueue


@dataclass(frozen=True)
class Scheduled:
    """A job of a kind, once every so many minutes; the key holds the slot, so two clocks start one."""

    kind: str
    every_minutes: int


def scheduled_entries() -> list[Scheduled]:
    """All entries of all installed slices."""
    entries: list[Scheduled] = []
    for app in apps.get_app_configs():
        if app.module and module_has_submodule(app.module, "scheduled"):
            entries.extend(import_module(f"{app.name}.scheduled").SCHEDULED)
    return entries


def enqueue_slots(moment: datetime.datetime, entries: list[Scheduled]) -> None:
    """Ask for the job of the current slot of every entry."""
    minute = int(moment.timestamp()) // 60
    for entry in entries:
        slot = minute // entry.every_minutes
        enqueue(kind=entry.kind, object_id="", key=f"{entry.kind}:{slot}", by=None)
