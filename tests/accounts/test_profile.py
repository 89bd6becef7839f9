"""What a person says of themselves: profile, facts, checks, and what is held."""

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from retention_portal.accounts import actions, personal_data, queries
from retention_portal.accounts.models import Fact, Person
from retention_portal.accounts.roles import Role
from retention_portal.accounts.rules import gmc_number
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent, AuditOldValue
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.queries import organisation_by_code
from tests.factories.people import person, person_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return person_with(Role.COORDINATOR, organisation_by_code("QHM"))


@pytest.mark.parametrize(
    ("read", "kept"),
    [("1234567", "1234567"), (" 123 4567 ", "1234567"), ("12-34-567", "1234567"), ("", ""), ("  ", "")],
)
def test_gmc_number_is_kept_as_seven_digits(read, kept):
    assert gmc_number(read) == kept


@pytest.mark.parametrize("read", ["123456", "12345678", "1234S67", "GMC1234567", "１２３４５６７"])
def test_gmc_number_says_what_was_read_and_allowed(read):
    with pytest.raises(BadInput) as wrong:
        gmc_number(read)
    assert f"“{read}”" in wrong.value.sentence
    assert wrong.value.allowed == ("seven digits, such as 1234567",)


def test_database_refuses_another_number():
    with pytest.raises(IntegrityError, match="person_gmc_number_has_seven_digits"):
        person(gmc_number="123456")


def test_database_refuses_capitals_in_addresses():
    with pytest.raises(IntegrityError, match="person_email_is_lower_case"):
        person("Capital@example.net")


def test_profile_page_saves_and_says_not_checked(client):
    gp = person_with(Role.GP, full_name="Old Name")
    signed_in(client, gp)
    answer = client.post(
        "/my/profile/edit/",
        {"full_name": "New Name", "profession": "gp", "gmc_number": "1234567", "is_system": "1"},
    )
    assert answer.headers["Location"] == "/my/profile/"
    page = client.get("/my/profile/").content.decode()
    assert "New Name" in page
    assert "1234567" in page
    assert "Not checked" in page
    assert Person.objects.get(pk=gp.pk).is_system is False
    event = AuditEvent.objects.get(verb="accounts.profile_changed", object_id=str(gp.pk))
    assert event.fields == ["full_name", "gmc_number", "profession"]
    assert AuditOldValue.objects.get(event_id=event.pk, field="full_name").value == "Old Name"


def test_profile_page_names_a_wrong_number(client):
    signed_in(client, person_with(Role.GP))
    answer = client.post("/my/profile/edit/", {"full_name": "N", "profession": "", "gmc_number": "12"})
    assert answer.status_code == 200
    assert "“12” is not a GMC number." in answer.content.decode()


def test_number_is_checked_by_a_coordinator_and_by_nobody_else(coordinator):
    gp = person_with(Role.GP, gmc_number="1234567")
    with pytest.raises(Refused, match="Only a coordinator"):
        actions.mark_gmc_checked(person=gp, by=person_with(Role.GP))
    assert actions.mark_gmc_checked(person=gp, by=coordinator).gmc_is_checked


def test_coordinator_does_not_check_the_own_number(coordinator):
    coordinator.gmc_number = "1234567"
    coordinator.save()
    with pytest.raises(Refused, match="your own GMC number"):
        actions.mark_gmc_checked(person=coordinator, by=coordinator)


def test_a_new_number_is_not_checked(coordinator):
    gp = person_with(Role.GP, gmc_number="1234567")
    actions.mark_gmc_checked(person=gp, by=coordinator)
    changed = actions.update_profile(person=gp, full_name="N", profession="gp", gmc_number="7654321", by=gp)
    assert not changed.gmc_is_checked


def test_two_may_claim_a_number_and_one_can_have_it_checked(coordinator):
    first, second = person(gmc_number="1234567"), person(gmc_number="1234567")
    actions.mark_gmc_checked(person=first, by=coordinator)
    with pytest.raises(Refused, match="checked for another account"):
        actions.mark_gmc_checked(person=second, by=coordinator)


def test_fact_is_asked_once_and_history_stays(client):
    gp = person_with(Role.GP)
    actions.state_fact(person=gp, name="sessions_a_week", value=6, unit="sessions", by=gp)
    actions.state_fact(person=gp, name="sessions_a_week", value=4, unit="sessions", by=gp)
    actions.state_fact(person=gp, name="sessions_a_week", value=4, unit="sessions", by=gp)
    assert queries.known_facts(gp) == {"sessions_a_week": 4}
    assert Fact.objects.filter(person=gp).count() == 2
    signed_in(client, gp)
    page = client.get("/my/profile/").content.decode()
    assert "Sessions a week" in page
    assert "4 sessions" in page


def test_empty_profile_says_what_will_stand_there(client):
    signed_in(client, person())
    page = client.get("/my/profile/").content.decode()
    for sentence in (
        "You hold no role.",
        "Answers that you give in a form are kept here",
        "made once and relied on",
    ):
        assert sentence in page


def test_check_stands_to_its_last_day(client, coordinator):
    gp = person_with(Role.GP)
    check = actions.record_check(
        person=gp,
        kind=CheckKind.INDEMNITY,
        state=CheckState.PASSED,
        valid_from=today(),
        expires_on=today() + timedelta(days=30),
        by=coordinator,
    )
    assert check.stands_on(today())
    assert check.stands_on(today() + timedelta(days=30))
    assert not check.stands_on(today() + timedelta(days=31))
    signed_in(client, gp)
    assert "Indemnity" in client.get("/my/profile/").content.decode()


def test_own_word_is_no_check(coordinator):
    gp = person_with(Role.GP)
    stated = actions.record_check(
        person=gp, kind=CheckKind.DBS, state=CheckState.STATED, valid_from=today(), by=gp
    )
    assert not stated.stands_on(today())
    with pytest.raises(Refused, match="Only a coordinator"):
        actions.record_check(
            person=gp, kind=CheckKind.DBS, state=CheckState.PASSED, valid_from=today(), by=gp
        )
    with pytest.raises(Refused, match="check of yourself"):
        actions.record_check(
            person=coordinator,
            kind=CheckKind.DBS,
            state=CheckState.PASSED,
            valid_from=today(),
            by=coordinator,
        )


def test_export_is_plain_and_complete(coordinator):
    gp = person_with(Role.GP, full_name="Robin Green", gmc_number="1234567")
    actions.state_fact(person=gp, name="sessions_a_week", value=6, by=gp)
    held = json.loads(json.dumps(personal_data.export(gp), cls=DjangoJSONEncoder))
    assert held["person"]["name"] == "Robin Green"
    assert [role["role"] for role in held["roles"]] == ["gp"]
    assert held["facts"][0]["value"] == 6


def test_erased_person_keeps_a_row_without_a_name(client):
    gp = person_with(Role.GP, full_name="Robin Green", gmc_number="1234567")
    actions.state_fact(person=gp, name="sessions_a_week", value=6, by=gp)
    signed_in(client, gp)
    assert client.get("/my/").status_code == 200
    with transaction.atomic():
        personal_data.erase(gp)
    row = Person.objects.get(pk=gp.pk)
    assert (row.full_name, row.gmc_number, row.is_active) == ("Erased person", None, False)
    assert row.email == f"erased-{gp.pk}@portal.invalid"
    assert not Fact.objects.filter(person=gp).exists()
    assert client.get("/my/").status_code == 302


@pytest.mark.parametrize(("path", "count"), [("/tasks/", 17), ("/my/", 17), ("/my/profile/", 6)])
def test_own_pages_cost_the_same_queries_with_much_and_with_little(
    client, coordinator, django_assert_num_queries, path, count
):
    gp = person_with(Role.GP)
    signed_in(client, gp)
    client.get(path)
    with django_assert_num_queries(count):
        client.get(path)
    for number in range(30):
        actions.state_fact(person=gp, name=f"fact_{number}", value=number, by=gp)
    for kind in CheckKind:
        actions.record_check(
            person=gp, kind=kind, state=CheckState.PASSED, valid_from=today(), by=coordinator
        )
    with django_assert_num_queries(count):
        client.get(path)
