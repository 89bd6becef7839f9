"""Signing up, signing in, and how long that lasts."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from retention_portal.accounts import actions
from retention_portal.accounts.access import roles_of
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.organisations.queries import organisation_by_code
from tests.factories.people import PASSWORD, give, person, person_with, signed_in

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "full_name": "Robin Green",
    "profession": "gp",
    "gmc_number": "",
    "email": "Robin@Example.NET",
    "password1": "three quiet herons",
}

# Tomorrow, because the people of these tests hold their roles from today on.
NINE = datetime.datetime.combine(today() + datetime.timedelta(days=1), datetime.time(9), tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def lead():
    return person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM"), password=PASSWORD)


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


# --- sign-up --------------------------------------------------------------------------------------------------


def test_sign_up_makes_a_gp_whose_address_is_to_be_confirmed(client):
    answer = client.post(reverse("account_signup"), SIGN_UP | {"gmc_number": "1234 567"})

    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    gp = Person.objects.get(email="robin@example.net")
    assert (gp.full_name, gp.profession, gp.gmc_number, gp.gmc_is_checked) == (
        "Robin Green",
        "gp",
        "1234567",
        False,
    )
    assert roles_of(gp) == {Role.GP}
    assert EmailAddress.objects.get(user=gp).verified is False
    assert AuditEvent.objects.filter(verb="accounts.signed_up", object_id=str(gp.pk)).count() == 1


def test_sign_up_is_finished_by_the_link_in_a_neutral_mail(client, settings):
    client.post(reverse("account_signup"), SIGN_UP)
    mail = Email.objects.get(to="robin@example.net")
    assert mail.subject == "Confirm your address"
    path = re.search(re.escape(settings.PUBLIC_URL) + r"(/accounts/confirm-email/\S+/)", mail.text)[1]

    assert client.get(path).status_code == 200
    assert EmailAddress.objects.get(email="robin@example.net").verified is False, "a GET must not confirm"
    client.post(path)
    assert EmailAddress.objects.get(email="robin@example.net").verified is True
    client.logout()
    assert sign_in(client, "robin@example.net", SIGN_UP["password1"]).status_code == 302
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("wrong", ["123456", "12345678", "12E4567", "١٢٣٤٥٦٧"])
def test_sign_up_with_a_wrong_gmc_number_says_what_was_read_and_what_is_allowed(client, wrong):
    answer = client.post(reverse("account_signup"), SIGN_UP | {"gmc_number": wrong})

    sentence = f"“{wrong}” is not a GMC number. A GMC number has seven digits, such as 1234567."
    assert sentence in answer.content.decode()
    assert not Person.objects.filter(email="robin@example.net").exists()


def test_sign_up_page_advises_a_private_address(client):
    assert "Use a private address" in client.get(reverse("account_signup")).content.decode()


def test_sign_up_cannot_choose_a_role_or_a_checked_number(client):
    client.post(
        reverse("account_signup"),
        SIGN_UP
        | {"gmc_number": "1234567", "role": "administrator", "is_demo": "1", "gmc_checked_at": "2026-01-01"},
    )
    gp = Person.objects.get(email="robin@example.net")
    assert (roles_of(gp), gp.is_demo, gp.gmc_checked_at) == ({Role.GP}, False, None)


def test_sign_up_for_a_known_address_looks_the_same_and_tells_only_the_owner(client):
    person("robin@example.net", full_name="The owner")
    known = client.post(reverse("account_signup"), SIGN_UP)
    unknown = client.post(reverse("account_signup"), SIGN_UP | {"email": "nobody@example.net"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert Person.objects.get(email="robin@example.net").full_name == "The owner"
    assert Email.objects.get(to="robin@example.net").subject == "You have an account already"


def test_password_reset_looks_the_same_for_known_and_unknown_addresses(client):
    person("known@example.net", password=PASSWORD)
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("known@example.net", "unknown@example.net")
    ]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }


def test_mail_leads_to_our_own_address_whatever_the_request_says(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    person("known@example.net", password=PASSWORD)
    client.post(
        reverse("account_reset_password"), {"email": "known@example.net"}, headers={"host": "evil.example"}
    )
    mail = Email.objects.get(to="known@example.net")
    assert "evil.example" not in mail.text + mail.html
    assert f"{settings.PUBLIC_URL}/accounts/password/reset/key/" in mail.text


# --- guessing -------------------------------------------------------------------------------------------------


def test_five_wrong_passwords_lock_that_account_only(client):
    person("target@example.net", password=PASSWORD)
    person("other@example.net", password=PASSWORD)
    for _ in range(5):
        sign_in(client, "target@example.net", "wrong password")

    locked = sign_in(client, "TARGET@example.net", PASSWORD)
    assert locked.status_code == 200
    assert "Too many failed login attempts" in locked.content.decode()
    assert sign_in(client, "other@example.net", PASSWORD).status_code == 302


def test_locked_account_opens_after_five_minutes(client):
    person("target@example.net", password=PASSWORD, second_factor=False)
    with time_machine.travel(NINE, tick=False) as clock:
        for _ in range(5):
            sign_in(client, "target@example.net", "wrong password")
        clock.shift(299)
        assert sign_in(client, "target@example.net", PASSWORD).status_code == 200
        clock.shift(2)
        assert sign_in(client, "target@example.net", PASSWORD).status_code == 302


def test_unknown_address_and_wrong_password_look_the_same(client):
    person("known@example.net", password=PASSWORD)

    def shown(email):
        page = sign_in(client, email, "wrong password").content.decode()
        page = re.sub(r"name=\"csrfmiddlewaretoken\" value=\"\w+\"", "", page)
        return re.sub(r"[0-9a-f]{12}", "", page).replace(email, "")

    assert shown("known@example.net") == shown("unknown@example.net")


# --- how long it lasts ----------------------------------------------------------------------------------------


def test_staff_session_ends_after_15_idle_minutes_and_says_so(client, lead):
    with time_machine.travel(NINE, tick=False) as clock:
        signed_in(client, lead)
        assert client.get("/tasks/").status_code == 200
        clock.shift(14 * 60 + 59)
        assert client.get("/tasks/").status_code == 200
        clock.shift(15 * 60)
        answer = client.get("/tasks/")
        assert answer.headers["Location"] == "/accounts/login/?next=%2Ftasks%2F&ended=idle"
        assert client.get("/tasks/").headers["Location"] == "/accounts/login/?next=%2Ftasks%2F"


def test_gp_session_does_not_end_by_idling(client):
    with time_machine.travel(NINE, tick=False) as clock:
        signed_in(client, person_with(Role.GP))
        assert client.get("/my/").status_code == 200
        clock.shift(3 * 60 * 60)
        assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("role", [Role.GP, Role.SYSTEM_LEAD], ids=str)
def test_every_session_ends_after_12_hours_however_busy(client, role):
    someone = person_with(role, None if role is Role.GP else organisation_by_code("QHM"))
    with time_machine.travel(NINE, tick=False) as clock:
        signed_in(client, someone)
        for _ in range(12 * 6):
            assert client.get("/tasks/").status_code == 200
            clock.shift(600)
        assert client.get("/tasks/").headers["Location"].endswith("ended=limit")


def test_staying_resets_the_idle_time(client, lead):
    with time_machine.travel(NINE, tick=False) as clock:
        signed_in(client, lead)
        client.get("/tasks/")
        clock.shift(14 * 60)
        assert client.post("/accounts/stay/", headers={"accept": "application/json"}).json() == {
            "seconds_left": 900
        }
        clock.shift(14 * 60)
        assert client.get("/tasks/").status_code == 200


def test_page_warns_before_the_end(client, lead):
    signed_in(client, lead)
    client.get("/tasks/")
    page = client.get("/tasks/").content.decode()
    seconds = int(re.search(r'data-seconds="(\d+)"', page)[1])
    assert 880 <= seconds <= 900


def test_role_taken_away_ends_the_session_at_the_next_request(client, lead):
    give(lead, Role.GP)
    signed_in(client, lead)
    assert client.get("/my/").status_code == 200
    membership = lead.memberships.get(role=Role.SYSTEM_LEAD)
    actions.end_membership(membership=membership, by=person_with(Role.ADMINISTRATOR))
    assert client.get("/my/").headers["Location"] == "/accounts/login/?next=%2Fmy%2F"


def test_switching_an_account_off_ends_the_session_and_shuts_the_door(client, lead):
    signed_in(client, lead)
    assert client.get("/tasks/").status_code == 200
    actions.deactivate(person=lead, by=person_with(Role.ADMINISTRATOR))
    assert client.get("/tasks/").status_code == 302
    sign_in(client, lead.email, PASSWORD)
    assert client.get("/tasks/").status_code == 302


def test_new_password_ends_other_sessions(client, lead):
    signed_in(client, lead)
    lead.set_password("another horse battery")
    lead.save()
    assert client.get("/tasks/").status_code == 302


def test_sign_in_changes_the_session_key(client):
    person("known@example.net", password=PASSWORD, second_factor=False)
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    sign_in(client, "known@example.net", PASSWORD)
    assert client.session.session_key != before


# --- second factor --------------------------------------------------------------------------------------------


def test_staff_without_second_factor_are_sent_to_set_it_up(client):
    lead = person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM"), second_factor=False, password=PASSWORD)
    sign_in(client, lead.email, PASSWORD)
    for path in ("/tasks/", "/my/", "/accounts/people/"):
        assert client.get(path).headers["Location"] == reverse("accounts:second_factor_needed"), path
    assert client.get(reverse("accounts:second_factor_needed")).status_code == 200


def test_staff_with_second_factor_are_asked_for_it(client, lead):
    assert sign_in(client, lead.email, PASSWORD).headers["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/tasks/").status_code == 302


def test_gps_need_no_second_factor(client):
    gp = person_with(Role.GP, second_factor=False, password=PASSWORD)
    sign_in(client, gp.email, PASSWORD)
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize(("demo", "status"), [(True, 200), (False, 302)], ids=["in the demo", "elsewhere"])
def test_demo_accounts_do_without_second_factor_only_in_the_demo(client, settings, demo, status):
    settings.DEMO = demo
    lead = person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM"), second_factor=False, is_demo=True)
    signed_in(client, lead)
    assert client.get("/tasks/").status_code == status


def test_second_factor_secrets_are_kept_encrypted():
    from retention_portal.accounts.adapters import MFAAdapter

    kept = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert MFAAdapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"
