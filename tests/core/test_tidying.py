"""What has served is thrown away, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from retention_portal.core import limits
from retention_portal.core.dates import now
from retention_portal.core.models import Job, JobState
from retention_portal.core.tidying import tidy

pytestmark = pytest.mark.django_db


def session(key: str, days: int) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=now() + timedelta(days=days))


def job(key: str, days_ago: int, state: str = JobState.DONE, object_id: str = "") -> None:
    facts = {"failure": "No."} if state == JobState.FAILED else {}
    finished = now() - timedelta(days=days_ago)
    Job.objects.create(
        kind="core.tidy", key=key, state=state, object_id=object_id, finished_at=finished, **facts
    )


def test_ended_sessions_go_and_others_stay() -> None:
    session("ended", -1)
    session("lives", 1)

    tidy()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["lives"]


def test_old_jobs_of_the_clock_go_unless_they_failed_or_are_about_something() -> None:
    job("old", 31)
    job("young", 29)
    job("failed", 31, JobState.FAILED)
    job("about something", 31, object_id="7")

    assert tidy()["clock_jobs_removed"] == 1

    assert set(Job.objects.values_list("key", flat=True)) == {"young", "failed", "about something"}


def test_counts_of_the_present_hour_stay() -> None:
    limits.take("tests:somebody", most=1, within=timedelta(hours=1), what="try this")

    assert tidy()["counts_forgotten"] == 0
