"""The demonstration holds an application in nearly every state, and making it twice makes nothing twice."""

from datetime import date

import pytest

from retention_portal.accounts import demo as accounts
from retention_portal.accounts.queries import person_by_email
from schemes.applications import demo, demo_review, queries_queue, queries_review
from schemes.applications.models import Application
from schemes.applications.queries_queue import QueueFilter
from schemes.applications.statuses import Status
from schemes.catalogue import demo as catalogue


@pytest.fixture
def seeded(db, settings):
    settings.DEMO = True
    accounts.seed()
    catalogue.seed()
    return demo.seed()


def test_states_of_the_demonstration(seeded: dict[str, int]):
    assert seeded == {"applications": len(demo.LOCAL) + len(demo.NATIONAL) + len(demo.OTHER)}
    assert demo.seed() == {"applications": 0}
    found = set(Application.objects.values_list("status", flat=True))
    assert set(Status) - {Status(one) for one in found} == {
        Status.DISCUSSION,
        Status.MORE_ASKED_AFTER,
        Status.DEFERRED,
        Status.DECLINED,
        Status.LAPSED,
        Status.NOT_SUBMITTED,
    }


def test_the_queue_of_the_demonstration_has_waited(seeded: dict[str, int]):
    rows = queries_queue.queue(person_by_email("coordinator@example.org"), QueueFilter())
    days = [queries_queue.queue_row(row, date(2026, 10, 12)).days for row in rows]
    assert days == sorted(days, reverse=True)
    assert (max(days), min(days)) == (28, 1)
    other = queries_queue.queue(person_by_email("other-coordinator@example.org"), QueueFilter("all"))
    assert {row.owner.code for row in other} == {"QZZ"}


def test_the_demonstration_has_a_panel_at_work(seeded: dict[str, int]):
    assert demo_review.seed() == {"reviews": 11}
    assert demo_review.seed() == {"reviews": 0}
    reviewer = person_by_email("reviewer@example.org")
    mine = queries_review.assignments_visible_to(reviewer)
    assert [row.is_sent for row in mine].count(False) >= 2
    names = [one.story.name for one in demo_review.READINGS]
    read = Application.objects.filter(name__in=names)
    assert sorted(read.values_list("status", flat=True)) == [
        *("discussion", "in_review", "in_review", "in_review", "more_asked_after", "ready", "ready", "ready"),
    ]
