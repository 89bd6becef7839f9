"""Signs of life of the background processes, kept in the database."""

import datetime

from django.utils.timezone import now

from retention_portal.core.models import Heartbeat

SILENT_AFTER = datetime.timedelta(seconds=120)


def beat(name: str) -> None:
    """Say that the process of this name is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now()})


def is_alive(name: str) -> bool:
    """Whether the process of this name was heard of in the last two minutes."""
    return Heartbeat.objects.filter(name=name, at__gt=now() - SILENT_AFTER).exists()
