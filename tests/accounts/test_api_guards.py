"""The API asks what the pages ask: an account, and of staff a second factor."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.api_guards import holds
from retention_portal.accounts.roles import Role
from retention_portal.organisations.queries import organisation_by_code
from tests.factories.people import person, person_with, signed_in

pytestmark = pytest.mark.django_db


def schema_for(someone) -> int:
    return signed_in(Client(), someone).get(reverse("api-schema")).status_code


def test_nobody_without_an_account() -> None:
    assert Client().get(reverse("api-schema")).status_code == 403


def test_a_gp_needs_one_factor() -> None:
    assert schema_for(person_with(Role.GP, second_factor=False)) == 200


def test_staff_need_two() -> None:
    system = organisation_by_code("QHM")

    assert schema_for(person_with(Role.SYSTEM_LEAD, system, second_factor=False)) == 403
    assert schema_for(person_with(Role.SYSTEM_LEAD, system)) == 200


def test_a_role_is_held_or_not(rf) -> None:
    request = rf.get("/")
    request.user = person_with(Role.SRO, organisation_by_code("QHM"))
    assert holds(Role.SRO, Role.FINANCE_LEAD)().has_permission(request, None)

    request.user = person()
    assert not holds(Role.SRO)().has_permission(request, None)
