"""Records for administrators: with the role and a second factor, to be looked at only."""

import pytest
from django.test import Client, override_settings
from django.urls import include, path

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.desk.admin_site import addresses
from retention_portal.organisations.models import Organisation
from tests.factories.people import person, person_with, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [path("", include("retention_portal.urls")), *addresses()]


@pytest.fixture
def administrator() -> Person:
    return person_with(Role.ADMINISTRATOR)


def test_an_administrator_with_a_second_factor_looks(client: Client, administrator: Person) -> None:
    signed_in(client, administrator)
    practice = Organisation.objects.get(code="A81001")

    page = client.get(f"/admin/organisations/organisation/{practice.pk}/change/")

    assert page.status_code == 200
    assert b"The Densham Surgery" in page.content
    assert b'name="_save"' not in page.content


def test_nothing_is_changed_there(client: Client, administrator: Person) -> None:
    signed_in(client, administrator)
    practice = Organisation.objects.get(code="A81001")

    answer = client.post(f"/admin/organisations/organisation/{practice.pk}/change/", {"name": "Other"})

    assert answer.status_code == 403
    assert Organisation.objects.get(code="A81001").name == practice.name


def test_texts_of_mails_and_passwords_are_not_shown(client: Client, administrator: Person) -> None:
    signed_in(client, administrator)
    page = client.get(f"/admin/accounts/person/{administrator.pk}/change/")

    assert page.status_code == 200
    assert administrator.password not in page.content.decode()


@override_settings(STAFF_MFA_REQUIRED=True)
def test_without_a_second_factor_the_door_is_shut(client: Client) -> None:
    signed_in(client, person_with(Role.ADMINISTRATOR, second_factor=False))

    assert client.get("/admin/").status_code == 302


def test_others_find_the_door_shut(client: Client) -> None:
    signed_in(client, person())

    assert client.get("/admin/").status_code == 302
