"""A person reads, takes away and erases what the portal holds on them; the weekly mail tells how much waits."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.actions import state_fact
from retention_portal.accounts.models import Fact, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from retention_portal.core.models import Email, Job, JobState
from retention_portal.core.refusals import Refused
from retention_portal.desk import actions, queries
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.fixture
def gp() -> Person:
    return person_with(Role.GP, full_name="A GP of the tests", gmc_number="1234567")


def test_the_file_holds_what_every_slice_has(client: Client, gp: Person) -> None:
    state_fact(person=gp, name="sessions_now", value=6, by=gp)
    signed_in(client, gp)

    answer = client.get(reverse("desk:my_data_file"))
    held = answer.json()

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert held["accounts"]["person"]["gmc_number"] == "1234567"
    assert [fact["value"] for fact in held["accounts"]["facts"]] == [6]
    assert set(held) == {queries.slice_name(register) for register in queries.registers()}


def test_the_file_holds_nothing_of_somebody_else(client: Client, gp: Person) -> None:
    other = person_with(Role.GP, full_name="Somebody else entirely")
    state_fact(person=other, name="sessions_now", value=3, by=other)
    signed_in(client, gp)

    text = client.get(reverse("desk:my_data_file")).content.decode()

    assert other.email not in text
    assert other.full_name not in text


def test_closing_the_account_forgets_the_person_and_signs_out(client: Client, gp: Person) -> None:
    state_fact(person=gp, name="sessions_now", value=6, by=gp)
    signed_in(client, gp)

    answer = client.post(reverse("desk:my_data_erase"))

    gp.refresh_from_db()
    assert (answer.status_code, gp.full_name, gp.gmc_number, gp.is_active) == (
        302,
        "Erased person",
        None,
        False,
    )
    assert not Fact.objects.filter(person=gp).exists()
    assert client.get(reverse("desk:my_data")).status_code == 302


def test_staff_hand_over_first(client: Client, gp: Person) -> None:
    administrator = person_with(Role.ADMINISTRATOR)
    signed_in(client, administrator)

    answer = client.post(reverse("desk:my_data_erase"))

    administrator.refresh_from_db()
    assert answer.status_code == 403
    assert b"You hold a staff role" in answer.content
    assert administrator.is_active


def test_demo_accounts_stay() -> None:
    with pytest.raises(Refused, match="demonstration"):
        actions.erase_account(person=person_with(Role.GP, is_demo=True))


def with_waiting() -> Person:
    """An administrator on whom failed work waits."""
    Job.objects.create(
        kind="core.send_email",
        object_id="1",
        key="a",
        state=JobState.FAILED,
        failure="No.",
        finished_at=now(),
    )
    return person_with(Role.ADMINISTRATOR)


def test_the_weekly_mail_goes_once_a_week_and_says_how_many() -> None:
    administrator = with_waiting()

    actions.write_weekly_mails(on=MONDAY)
    actions.write_weekly_mails(on=MONDAY)

    mail = Email.objects.get(to=administrator.email, template="desk/weekly")
    assert mail.subject == "1 thing waits on you"
    assert "failed" not in mail.text


def test_no_weekly_mail_when_nothing_waits(gp: Person) -> None:
    assert actions.write_weekly_mails(on=MONDAY) == 0


def test_the_weekly_mail_can_be_stopped_and_taken_up_again(client: Client) -> None:
    administrator = with_waiting()
    signed_in(client, administrator)

    client.post(reverse("desk:weekly_mail"), {"wanted": "no"})
    assert actions.write_weekly_mails(on=MONDAY) == 0

    client.post(reverse("desk:weekly_mail"), {"wanted": "yes"})
    assert actions.write_weekly_mails(on=MONDAY) == 1
