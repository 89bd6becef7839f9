"""What the region may read: counts of a quarter that is over, small numbers hidden, made once (class iii)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Quarter
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisation_by_code
from schemes.mentoring import actions_counts, queries_counts
from schemes.mentoring.models import Pairing, Request, Service, Session
from schemes.mentoring.models_counts import RegionCounts
from tests.factories.mentoring import Scene, scene
from tests.factories.people import person, person_with, signed_in

QUARTER = Quarter.parse("2026-27-Q1")
WHEN = datetime(2026, 5, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "quarter"),
    [
        (date(2026, 7, 1), "2025-26-Q4"),
        pytest.param(date(2026, 7, 21), "2025-26-Q4", id="late entries still come"),
        (date(2026, 7, 22), "2026-27-Q1"),
    ],
)
def test_a_quarter_is_counted_when_it_is_over_and_late_entries_are_in(on: date, quarter: str) -> None:
    assert actions_counts.last_quarter(on).code == quarter


def asked(here: Scene, people: int, met: int = 0, ended: str = "accepted") -> None:
    """So many people asked in the quarter; the first `met` of them met a mentor once."""
    mentor = here.mentor(places=1)
    for number in range(people):
        request = Request.objects.create(service=here.service, person=person(), asked_at=WHEN, status="done")
        if number < met:
            pairing = Pairing.objects.create(
                request=request, mentor=mentor, sessions=2, minutes=60, answered_at=WHEN,
                ends_on=date(2026, 8, 1), status=ended, ended_at=WHEN + timedelta(days=9),
            )  # fmt: skip
            Session.objects.create(
                pairing=pairing, on=date(2026, 5, 9), minutes=60, attendance="late", logged_by=mentor.person
            )


def region_of(code: str) -> Organisation:
    return ancestors(organisation_by_code(code), QUARTER.end)["region"]


def kept(code: str = "QHM") -> RegionCounts:
    made = actions_counts.count_region(region=region_of(code), quarter=QUARTER)
    assert made is not None
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "shown"), [pytest.param(7, "*", id="7 hidden"), pytest.param(13, "15", id="13 rounded")]
)
def test_people_who_asked_are_hidden_or_rounded(people: int, shown: str) -> None:
    asked(scene(), people)

    found = kept().shown

    assert (found["asked"]["QHM"]["people"], found["asked"][""]["people"]) == (shown, shown)
    assert found["met"]["QHM"] == {"people": "0", "sessions": "0"}


@pytest.mark.django_db
def test_sessions_are_hidden_with_the_few_who_met() -> None:
    asked(scene(), 10, met=3, ended="ended_early")

    found = kept().shown

    assert found["asked"]["QHM"]["people"] == "10"
    assert found["met"]["QHM"] == {"people": "*", "sessions": "*"}
    assert found["matched"]["QHM"]["people"] == "*"
    assert found["ended"]["rows"]["QHM"] == ["0", "*", "0"]


@pytest.mark.django_db
def test_a_person_who_asked_two_services_of_a_system_is_counted_once() -> None:
    here = scene()
    asked(here, 8)
    other = Service.objects.get(pk=here.service.pk)
    other.pk, other.name = None, "Coaching"
    other.save()
    for row in Request.objects.filter(service=here.service):
        Request.objects.create(service=other, person=row.person, asked_at=WHEN, status="done")

    assert queries_counts._people({here.service.owner_id: "QHM"}, QUARTER)["asked"]["QHM"] == 8


@pytest.mark.django_db
def test_counts_are_made_once_so_no_two_looks_differ() -> None:
    here = scene()
    asked(here, 7)
    first = kept()
    asked(here, 9)

    assert kept().pk == first.pk
    assert kept().shown["asked"]["QHM"]["people"] == "*"


@pytest.mark.django_db
def test_a_region_reads_its_systems_and_a_system_its_own_line() -> None:
    asked(scene(), 12)
    kept()
    region = region_of("QHM")
    own, lead = (
        person_with(Role.COMMISSIONER, region),
        person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM")),
    )
    other = person_with(Role.SYSTEM_LEAD, organisation_by_code("QJK"))

    seen = {who.pk: queries_counts.counts_visible_to(who) for who in (own, lead, other)}

    assert [line.code for line in seen[own.pk][0].lines] == ["QHM", ""]
    assert [line.code for line in seen[lead.pk][0].lines] == ["QHM"]
    assert seen[other.pk] == []
    page = signed_in(Client(), own).get(reverse("mentoring:counts")).content.decode()
    assert "2026-27-Q1, " + region.name in page
    file = signed_in(Client(), own).get(reverse("mentoring:counts_csv")).content.decode("utf-8-sig")
    assert file.splitlines()[1].split(",")[:4] == ["2026-27-Q1", region.code, "QHM", "10"]
    answer = signed_in(Client(), lead).get("/api/v1/mentoring/counts/").json()
    assert [(line["system"], line["asked"]) for line in answer[0]["lines"]] == [("QHM", "10")]


@pytest.mark.django_db
def test_a_coordinator_reads_days_without_a_name() -> None:
    here = scene()
    asked(here, 1, met=1)
    client = signed_in(Client(), here.coordinator)
    names = {row.person.full_name for row in Request.objects.all()} | {here.coordinator.full_name}

    page = client.get(reverse("mentoring:days", args=[here.service.pk])).content.decode()
    file = client.get(reverse("mentoring:days_csv", args=[here.service.pk])).content.decode("utf-8-sig")
    answer = client.get(f"/api/v1/mentoring/services/{here.service.pk}/sessions/").json()

    assert "9 May 2026" in page
    assert file.splitlines()[1] == '2026-05-09,"It took place, and began late",60'
    assert answer == [{"on": "2026-05-09", "attendance": "late", "minutes": 60}]
    assert not any(name in file + str(answer) for name in names)
    stranger = signed_in(Client(), person_with(Role.COORDINATOR, organisation_by_code("QJK")))
    assert stranger.get(f"/api/v1/mentoring/services/{here.service.pk}/sessions/").status_code == 404


@pytest.mark.django_db
def test_the_days_work_runs_twice_without_harm(django_assert_max_num_queries) -> None:
    asked(scene(), 9)

    assert actions_counts.count_all(on=date(2026, 8, 1)) == actions_counts.count_all(on=date(2026, 8, 2)) == 1
