"""The queue's engine. The truth about work is in the table of jobs, not here."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init
from django.conf import settings

from retention_portal.core.queues import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retention_portal.settings")

app = Celery("retention_portal")
app.config_from_object(
    {
        "broker_url": settings.BROKER_URL,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": 3600,
            "socket_timeout": 2,
            "socket_connect_timeout": 2,
        },
        "broker_transport": "redis",
        "task_default_queue": Queue.DEFAULT.value,
        "task_create_missing_queues": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_publish_retry": False,
        "worker_hijack_root_logger": False,
        "worker_soft_shutdown_timeout": 5.0,
        "timezone": "Europe/London",
    }
)
app.autodiscover_tasks()


@worker_init.connect
@worker_process_init.connect
def join_local_servers(**_: object) -> None:
    """A local worker starts or joins the embedded servers, and holds them up while it lives."""
    if settings.LOCAL:
        from retention_portal.local.stack import ensure_running

        ensure_running()
