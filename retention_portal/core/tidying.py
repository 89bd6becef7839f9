"""What is thrown away once it has served: ended sessions, spent counts, mails to forget, old entries of the clock."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from retention_portal.core import limits
from retention_portal.core.dates import now
from retention_portal.core.emails.actions import forget_unsent
from retention_portal.core.models import Job, JobState

CLOCK_JOBS_KEPT = timedelta(days=30)


def tidy() -> dict[str, int]:
    """Throw away what has served; how many of each, but for sessions, which Django does not count."""
    SessionStore.clear_expired()
    return {
        "counts_forgotten": limits.forget_old_counts(),
        "mails_forgotten": forget_unsent(),
        "clock_jobs_removed": _remove_clock_jobs(),
    }


def _remove_clock_jobs() -> int:
    """The clock's own jobs are about no object, and nobody looks back at those that went well."""
    old = now() - CLOCK_JOBS_KEPT
    done = Job.objects.filter(state=JobState.DONE, object_id="", requested_by=None, finished_at__lt=old)
    return done.delete()[0]
