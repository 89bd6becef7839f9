"""The queues, each with its reason and its own worker slot."""

from enum import StrEnum


class Queue(StrEnum):
    """Where a job waits. A worker listens to every one of them; see the Procfile."""

    CRITICAL = "critical"  # sign-in and safety mail: never behind a report
    DEFAULT = "default"  # short work
    IMPORTS = "imports"  # one published month at a time: large memory
    REPORTS = "reports"  # PDF and Word: slow, one process, restarted often
