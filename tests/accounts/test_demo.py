"""The demo accounts: made once, only in a local demonstration."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from retention_portal.accounts import access, demo
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisation_by_code, organisations_within
from tests.factories.people import person

pytestmark = pytest.mark.django_db

QHM_ROLES = {
    "coordinator": Role.COORDINATOR,
    "coordinator2": Role.COORDINATOR,
    "reviewer": Role.REVIEWER,
    "scheme-lead": Role.SCHEME_LEAD,
    "interviewer": Role.INTERVIEWER,
    "contributor": Role.CONTRIBUTOR,
    "lead": Role.SYSTEM_LEAD,
    "clinical-lead": Role.CLINICAL_LEAD,
    "finance": Role.FINANCE_LEAD,
    "sro": Role.SRO,
}


@pytest.fixture
def _demo(settings):
    settings.DEMO = True


@pytest.fixture
def _seeded(_demo):
    demo.seed()


def somebody(name):
    return Person.objects.get(email=f"{name}@example.org")


@pytest.mark.usefixtures("_demo")
def test_seeding_twice_makes_everything_once():
    assert demo.seed() == {"demo accounts": 20, "fictional organisations": 13}
    before = (Person.objects.count(), Membership.objects.count(), Organisation.objects.count())
    assert demo.seed() == {"demo accounts": 0, "fictional organisations": 0}
    assert (Person.objects.count(), Membership.objects.count(), Organisation.objects.count()) == before


@pytest.mark.parametrize(("is_demo", "local"), [(False, True), (True, False)], ids=["no demo", "not local"])
def test_seeding_is_refused_elsewhere(settings, is_demo, local):
    settings.DEMO, settings.LOCAL = is_demo, local
    before = Person.objects.count()
    with pytest.raises(CommandError, match="published password"):
        call_command("seed_demo")
    assert Person.objects.count() == before
    assert demo.accounts() == []


@pytest.mark.usefixtures("_seeded")
def test_team_of_the_demo_system_holds_its_roles_there():
    held = {name: access.memberships_of(somebody(name)) for name in QHM_ROLES}
    shown = {name: [(row.role, row.organisation.code) for row in rows] for name, rows in held.items()}
    assert shown == {name: [(role, "QHM")] for name, role in QHM_ROLES.items()}


@pytest.mark.usefixtures("_seeded")
def test_demo_places_are_real_and_inside_the_demo_system():
    system = organisation_by_code("QHM")
    (practice,), (network,) = (access.memberships_of(somebody(name)) for name in ("practice", "network"))
    inside = set(organisations_within(system, today()).values_list("code", flat=True))
    assert {practice.organisation.code, network.organisation.code} <= inside
    assert access.reaches(somebody("network"), [Role.NETWORK_LEAD], practice.organisation)
    (region,) = access.memberships_of(somebody("commissioner"))
    assert region.organisation == ancestors(system, today())["region"]


@pytest.mark.usefixtures("_seeded")
def test_the_two_systems_do_not_see_each_other():
    first, second = organisation_by_code("QHM"), organisation_by_code("QZZ")
    assert second.fictional
    assert access.reaches(somebody("lead"), [Role.SYSTEM_LEAD], first)
    assert not access.reaches(somebody("lead"), [Role.SYSTEM_LEAD], second)
    assert access.reaches(somebody("other-lead"), [Role.SYSTEM_LEAD], organisation_by_code("Z99901"))
    assert not access.reaches(somebody("other-lead"), [Role.SYSTEM_LEAD], first)
    assert not access.reaches(somebody("commissioner"), [Role.COMMISSIONER], second)


@pytest.mark.usefixtures("_seeded")
def test_every_account_signs_in_with_one_click_and_may_use_its_pages():
    for account in demo.ACCOUNTS:
        client = Client()
        answer = client.post(reverse("accounts:demo_sign_in"), {"email": account.email})
        assert answer.headers["Location"] == "/", account.email
        assert client.get("/tasks/").status_code == 200, account.email
        assert client.get("/my/profile/").status_code == 200, account.email


@pytest.mark.usefixtures("_seeded")
def test_accounts_sign_in_with_the_published_password(client):
    answer = client.post(
        reverse("account_login"), {"login": "lead@example.org", "password": "retention-demo-2026"}
    )
    assert answer.headers["Location"] == "/"
    assert client.get("/tasks/").status_code == 200


@pytest.mark.usefixtures("_seeded")
def test_one_click_signs_in_demo_accounts_only(client):
    person("real@example.net")
    assert client.post(reverse("accounts:demo_sign_in"), {"email": "real@example.net"}).status_code == 404
    assert client.get(reverse("accounts:demo_sign_in")).status_code == 405
    assert client.get("/tasks/").status_code == 302


@pytest.mark.usefixtures("_seeded")
def test_one_click_is_not_found_outside_the_demo(client, settings):
    settings.DEMO = False
    assert client.post(reverse("accounts:demo_sign_in"), {"email": "lead@example.org"}).status_code == 404


@pytest.mark.usefixtures("_seeded")
def test_one_click_needs_a_token_of_ours():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("accounts:demo_sign_in"), {"email": "lead@example.org"}).status_code == 403


def test_home_lists_the_accounts_in_the_demo_only(client, settings):
    settings.DEMO = True
    page = client.get("/").content.decode()
    assert all(account.email in page for account in demo.ACCOUNTS)
    settings.DEMO = False
    assert "@example.org" not in client.get("/").content.decode()
