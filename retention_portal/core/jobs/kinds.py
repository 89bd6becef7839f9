"""The kinds of job there are: made by decorating the Celery entry in a slice's `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import shared_task

from retention_portal.core.queues import Queue


@dataclass(frozen=True)
class JobKind:
    """What the clock and the worker must know of a kind of job."""

    name: str
    queue: Queue
    hard_limit_seconds: int
    attempts: int
    on_failure: Callable[[str], None] | None = None


KINDS: dict[str, JobKind] = {}


def job_task(
    kind: str,
    *,
    queue: Queue,
    minutes: int,
    attempts: int = 3,
    on_failure: Callable[[str], None] | None = None,
) -> Callable[[Callable[[Any], None]], Any]:
    """Make a function of one RunningJob the Celery task of a kind.

    `minutes` is the hard limit, which must stay below the broker's visibility timeout of an hour. After
    `attempts` tries the job is failed, visibly. The function may run twice: its action guards every effect.
    `on_failure` hears the object's id when the job has failed for good, so that nothing stays pending.
    """

    def decorate(body: Callable[[Any], None]) -> Any:
        KINDS[kind] = JobKind(kind, queue, minutes * 60, attempts, on_failure)

        def entry(job_id: int) -> None:
            from retention_portal.core.jobs.run import run_job  # the worker has models; the decorator may not

            run_job(job_id, body)

        entry.__name__, entry.__doc__, entry.__module__ = body.__name__, body.__doc__, body.__module__
        limit = minutes * 60
        return shared_task(name=kind, time_limit=limit, soft_time_limit=limit - 10)(entry)

    return decorate
