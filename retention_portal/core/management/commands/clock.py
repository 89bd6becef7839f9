"""`manage.py clock`: hands waiting jobs to the queue, starts what is due, rescues what is stuck."""

import logging
import select
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, connections
from django.utils.timezone import now

from retention_portal.core import heartbeats
from retention_portal.core.jobs import actions, schedule

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
SWEEP_SECONDS = 15.0
BEAT_SECONDS = 30.0


class Command(BaseCommand):
    """Runs until it is told to stop. Any number of clocks may run: rows are claimed with SKIP LOCKED."""

    help = "Run the clock: publish jobs, start scheduled ones, rescue stuck ones."

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen, publish, sweep."""
        from retention_portal.celery import app

        app.loader.import_default_modules()
        self.app = app
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self.swept_at = self.beat_at = 0.0
        while not self.stopping:
            try:
                self._listen()
                while not self.stopping:
                    self._turn()
            except OperationalError as error:
                log.warning("The database is away: %s", error)
                connections.close_all()
                time.sleep(POLL_SECONDS)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {actions.CHANNEL}")

    def _turn(self) -> None:
        try:
            self._do_what_is_due()
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - the broker is away or hangs: rows wait for the next turn
            log.warning("Jobs wait: %s", error)
            time.sleep(POLL_SECONDS)
        self._wait_for_notice()

    def _do_what_is_due(self) -> None:
        monotonic = time.monotonic()
        heartbeat_due = monotonic - self.beat_at > BEAT_SECONDS
        if heartbeat_due:
            heartbeats.beat("clock")
            self.beat_at = monotonic
        if monotonic - self.swept_at > SWEEP_SECONDS:
            self.swept_at = monotonic
            schedule.enqueue_slots(now(), schedule.scheduled_entries())
            actions.rescue_stuck()
        while actions.publish_due():
            pass
        if heartbeat_due:
            self.app.send_task("core.beat", queue="critical", ignore_result=True, expires=60)

    def _wait_for_notice(self) -> None:
        raw = connection.connection
        if select.select([raw], [], [], POLL_SECONDS)[0]:
            raw.poll()
            raw.notifies.clear()
