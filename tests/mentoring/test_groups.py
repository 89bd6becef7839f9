"""Peer-support groups (L1-E03, CASE-03): places, dated meetings, who came; nothing of what is said."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from retention_portal.core.dates import now, today
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.mentoring import actions_group, queries_group, rules_group
from schemes.mentoring.models_group import Group, GroupAttendance, GroupMeeting, GroupPlace
from schemes.mentoring.rules_templates import group_templates, service_templates
from tests.factories.mentoring import Scene, scene
from tests.factories.people import signed_in


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        pytest.param(date(2026, 12, 1), date(2027, 6, 1), id="CASE-03 six months"),
        (date(2026, 8, 31), date(2027, 2, 28)),
    ],
)
def test_the_usual_group_lasts_six_months(begins: date, ends: date) -> None:
    assert rules_group.usual_last_day(begins) == ends


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (date(2026, 1, 2), date(2026, 1, 1), "after the first"),
        (date(2026, 1, 1), date(2028, 1, 2), "up to two years"),
    ],
)
def test_a_group_that_cannot_be(begins: date, ends: date, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        rules_group.check_days(begins, ends)


@pytest.mark.parametrize(
    ("key", "codes", "sessions"),
    [
        pytest.param("national-coaching", {"L1-E07", "SCH-COACH", "CASE-06"}, (3, 90), id="M-09"),
        pytest.param("supporting-mentors", {"SCH-MEN"}, (12, 60), id="M-07 M-08"),
        pytest.param("gp-s", {"SCH-GPS"}, (6, 60), id="SCH-GPS"),
        pytest.param("local-mentoring", {"L1-E10", "CASE-02"}, (6, 60), id="L1-E10"),
    ],
)
def test_services_start_from_the_handbooks_own(key: str, codes: set[str], sessions: tuple[int, int]) -> None:
    found = service_templates()[key]

    assert codes <= set(found.codes)
    assert (found.sessions, found.minutes) == sessions
    assert group_templates()["peer-support"].months == 6


@pytest.fixture
def here() -> Scene:
    return scene()


@pytest.mark.django_db
def test_join_and_leave_without_a_reason(here: Scene) -> None:
    group, gp = here.group(places=2), here.gp()
    actions_group.join_group(group=group, by=gp)

    with pytest.raises(Refused, match="in this group already"):
        actions_group.join_group(group=group, by=gp)
    with pytest.raises(Refused, match="You facilitate"):
        actions_group.join_group(group=group, by=group.facilitator)
    assert queries_group.members_of(group) == [gp]
    actions_group.leave_group(group=group, by=gp)
    with pytest.raises(Refused, match="no place"):
        actions_group.leave_group(group=group, by=gp)
    assert GroupPlace.objects.filter(group=group, person=None).count() == 2


@pytest.mark.django_db
def test_a_group_for_one_profession_refuses_others(here: Scene) -> None:
    with pytest.raises(Refused, match="is open to: "):
        actions_group.join_group(group=here.group(professions=("nurse",)), by=here.gp())


@pytest.mark.django_db(transaction=True)
def test_two_for_the_last_place_and_one_gets_it() -> None:
    here = scene()
    group = here.group(places=2)
    actions_group.join_group(group=group, by=here.gp())
    people = [here.gp(), here.gp()]
    start, results = threading.Barrier(2), []

    def press(person) -> None:
        try:
            start.wait(timeout=10)
            actions_group.join_group(group=group, by=person)
            results.append("in")
        except Refused as refused:
            results.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(results) == [
        "Every place of this group is taken. Ask the contact whether another begins.",
        "in",
    ]


@pytest.mark.django_db
def test_the_facilitator_alone_names_days_and_says_who_came(here: Scene) -> None:
    group, gp = here.group(), here.gp()
    actions_group.join_group(group=group, by=gp)
    meeting = here.group_meeting(group)

    with pytest.raises(Refused, match="has not begun"):
        actions_group.mark_came(meeting=meeting, people=[gp.pk], by=group.facilitator)
    GroupMeeting.objects.filter(pk=meeting.pk).update(starts_at=now() - timedelta(hours=3))
    meeting.refresh_from_db()
    for other in (gp, here.coordinator):
        with pytest.raises(Refused, match="Only the facilitator"):
            actions_group.mark_came(meeting=meeting, people=[gp.pk], by=other)
    with pytest.raises(BadInput, match="members of this group"):
        actions_group.mark_came(meeting=meeting, people=[here.gp().pk], by=group.facilitator)
    assert actions_group.mark_came(meeting=meeting, people=[gp.pk], by=group.facilitator) == 1
    assert actions_group.mark_came(meeting=meeting, people=[], by=group.facilitator) == 0
    assert not GroupAttendance.objects.exists()
    with pytest.raises(Refused, match="so it stays"):
        actions_group.remove_meeting(meeting=meeting, by=group.facilitator)


@pytest.mark.django_db
def test_a_meeting_lies_within_the_groups_days(here: Scene) -> None:
    with pytest.raises(BadInput, match="Choose a day between them"):
        here.group_meeting(here.group(), days=200)


@pytest.mark.django_db
def test_names_of_members_are_the_facilitators_alone(here: Scene) -> None:
    group, gp, other = here.group(), here.gp(), here.gp()
    for one in (gp, other):
        actions_group.join_group(group=group, by=one)
    address = reverse("mentoring:group", args=[group.pk])

    pages = {one.pk: signed_in(Client(), one).get(address).content.decode() for one in (
        group.facilitator, gp, here.coordinator, here.gp())}  # fmt: skip

    assert {pk: other.email in page for pk, page in pages.items()} == {
        pk: pk == group.facilitator_id for pk in pages
    }


@pytest.mark.django_db
def test_a_closed_group_tells_its_members_once_and_takes_nobody(here: Scene) -> None:
    group, gp = here.group(), here.gp()
    actions_group.join_group(group=group, by=gp)
    actions_group.close_group(group=group, by=here.coordinator)

    mail = Email.objects.get(template="mentoring/group_closed")
    assert mail.to == gp.email
    assert group.name not in mail.subject + mail.text
    with pytest.raises(Refused, match="closed already"):
        actions_group.close_group(group=group, by=here.coordinator)
    with pytest.raises(Refused, match="is over"):
        actions_group.join_group(group=group, by=here.gp())


@pytest.mark.django_db
def test_a_coordinator_opens_one_from_the_handbook_and_a_gp_joins(here: Scene) -> None:
    coordinator, facilitator, gp = signed_in(Client(), here.coordinator), here.gp(), here.gp()
    address = reverse("mentoring:group_new") + "?from=peer-support"
    begin, end = today(), today() + timedelta(days=180)
    values = {
        "owner": "QHM", "name": "Evenings", "summary": "A small group.", "places": "2",
        "facilitator": "nobody@example.net", "contact_name": "Somebody", "contact_email": "a@example.net",
        "begins_on-day": begin.day, "begins_on-month": begin.month, "begins_on-year": begin.year,
        "ends_on-day": end.day, "ends_on-month": end.month, "ends_on-year": end.year,
    }  # fmt: skip

    assert "CASE-03" in coordinator.get(address).content.decode()
    told = coordinator.post(address, values).content.decode()
    assert "Nobody signs in here with that address" in told
    coordinator.post(address, values | {"facilitator": facilitator.email.upper()})
    group = Group.objects.get()
    assert (group.codes, group.facilitator, group.places.count()) == (["L1-E03", "CASE-03"], facilitator, 2)
    client = signed_in(Client(), gp)
    client.post(reverse("mentoring:group_join", args=[group.pk]))
    assert "You have a place" in client.get(reverse("mentoring:group", args=[group.pk])).content.decode()
    assert "1 place is free of 2" in Client().get(reverse("mentoring:groups")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("groups", [1, 15])
def test_the_list_asks_as_often_for_many_as_for_one(
    here: Scene, groups: int, django_assert_num_queries
) -> None:
    for number in range(groups):
        here.group(name=f"Group {number}")
    client = Client()
    client.get(reverse("mentoring:groups"))

    with django_assert_num_queries(1):
        client.get(reverse("mentoring:groups"))
