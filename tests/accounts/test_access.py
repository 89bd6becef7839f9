"""Who holds what where, and how far it reaches."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from retention_portal.accounts import access, actions
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.roles import STAFF_ROLES, Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from tests.factories.people import give, person, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def devon() -> Organisation:
    return organisation_by_code("QJK")


@pytest.fixture
def cumbria() -> Organisation:
    return organisation_by_code("QHM")


def test_system_lead_reaches_own_practices_and_no_other_system(cumbria, devon):
    lead = person_with(Role.SYSTEM_LEAD, cumbria)
    own = organisations_within(cumbria, today(), OrganisationKind.PRACTICE).first()
    others = organisations_within(devon, today(), OrganisationKind.PRACTICE).first()
    assert access.reaches(lead, [Role.SYSTEM_LEAD], cumbria)
    assert access.reaches(lead, [Role.SYSTEM_LEAD], own)
    assert not access.reaches(lead, [Role.SYSTEM_LEAD], devon)
    assert not access.reaches(lead, [Role.SYSTEM_LEAD], others)
    assert not access.reaches(lead, [Role.SRO], cumbria)


def test_reach_is_the_subtree_and_nothing_else(cumbria):
    lead = person_with(Role.SYSTEM_LEAD, cumbria)
    reached = set(access.reach_of(lead, [Role.SYSTEM_LEAD]).values_list("pk", flat=True))
    assert reached == set(organisations_within(cumbria, today()).values_list("pk", flat=True))
    assert list(access.organisations_where(lead, [Role.SYSTEM_LEAD])) == [cumbria]


def test_practice_lead_does_not_reach_upwards(cumbria):
    practice = organisations_within(cumbria, today(), OrganisationKind.PRACTICE, open_only=True).first()
    lead = person_with(Role.PRACTICE_LEAD, practice)
    assert list(access.reach_of(lead, [Role.PRACTICE_LEAD])) == [practice]
    assert not access.reaches(lead, [Role.PRACTICE_LEAD], cumbria)


def test_administrator_reaches_every_organisation():
    admin = person_with(Role.ADMINISTRATOR)
    assert access.reach_of(admin, [Role.ADMINISTRATOR]).count() == Organisation.objects.count()
    assert access.reach_of(admin, [Role.SYSTEM_LEAD]).count() == 0


def test_gps_reach_no_organisation():
    gp = person_with(Role.GP)
    assert access.reach_of(gp, list(Role)).count() == 0
    assert access.has_role(gp, Role.GP)
    assert not access.is_staff(gp)


@pytest.mark.parametrize(
    "nobody", [AnonymousUser(), Person(email="new@example.net")], ids=["anonymous", "unsaved"]
)
def test_nobody_holds_nothing(nobody):
    assert access.memberships_of(nobody) == []
    assert access.roles_of(nobody) == frozenset()


def test_switched_off_person_holds_nothing(cumbria):
    lead = person_with(Role.SYSTEM_LEAD, cumbria, is_active=False)
    assert access.memberships_of(lead) == []


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
    ids=["day before", "first day", "last day", "day after"],
)
def test_role_is_held_from_first_to_last_day(cumbria, day, held):
    lead = person()
    give(lead, Role.SYSTEM_LEAD, cumbria, valid_from=date(2026, 4, 1), valid_to=date(2026, 6, 30))
    assert access.has_role(lead, Role.SYSTEM_LEAD, on=day) is held
    assert access.reaches(lead, [Role.SYSTEM_LEAD], cumbria, day) is held


def test_role_taken_away_is_not_held_that_day_and_was_held_before(cumbria):
    lead = person()
    membership = give(lead, Role.SYSTEM_LEAD, cumbria, valid_from=today() - timedelta(days=10))
    actions.end_membership(membership=membership, by=person_with(Role.ADMINISTRATOR))
    access.forget_memberships(lead)
    assert not access.has_role(lead, Role.SYSTEM_LEAD)
    assert access.has_role(lead, Role.SYSTEM_LEAD, on=today() - timedelta(days=1))


def test_same_role_twice_at_a_time_is_refused(cumbria):
    lead = person_with(Role.SYSTEM_LEAD, cumbria)
    with pytest.raises(Refused, match="holds the role System lead there already"):
        give(lead, Role.SYSTEM_LEAD, cumbria)


def test_role_can_be_given_again_after_it_was_taken_away(cumbria):
    lead = person()
    membership = give(lead, Role.SYSTEM_LEAD, cumbria)
    actions.end_membership(membership=membership, by=person_with(Role.ADMINISTRATOR))
    give(lead, Role.SYSTEM_LEAD, cumbria)
    assert access.has_role(lead, Role.SYSTEM_LEAD)


def test_database_refuses_a_role_without_its_organisation():
    someone = person()
    with pytest.raises(IntegrityError, match="membership_role_is_held_where_it_belongs"):
        Membership.objects.create(
            person=someone, role=Role.SYSTEM_LEAD, valid_from=today(), granted_by=someone
        )


def test_role_at_the_wrong_kind_of_organisation_is_refused(cumbria):
    with pytest.raises(Refused, match="is held at a practice"):
        give(person(), Role.PRACTICE_LEAD, cumbria)


def test_acting_as_names_the_nearest_role(cumbria):
    both = person_with(Role.SYSTEM_LEAD, cumbria)
    practice = organisations_within(cumbria, today(), OrganisationKind.PRACTICE, open_only=True).first()
    assert (
        access.acting_as(both, [Role.SYSTEM_LEAD, Role.PRACTICE_LEAD], practice)
        == f"System lead, {cumbria.name}"
    )
    give(both, Role.PRACTICE_LEAD, practice)
    assert (
        access.acting_as(both, [Role.SYSTEM_LEAD, Role.PRACTICE_LEAD], practice)
        == f"Practice lead, {practice.name}"
    )


def test_memberships_cost_one_query_however_often_they_are_asked_for(cumbria, django_assert_num_queries):
    lead = Person.objects.get(pk=person_with(Role.SYSTEM_LEAD, cumbria).pk)
    with django_assert_num_queries(1):
        assert access.has_role(lead, Role.SYSTEM_LEAD)
        assert access.is_staff(lead)
        assert not access.needs_second_factor(lead)
        assert access.memberships_of(lead)[0].organisation.name == cumbria.name


@pytest.mark.parametrize("role", Role, ids=str)
def test_every_role_says_where_it_is_held_by_kinds_that_exist(role):
    assert set(role.facts.kinds) <= set(OrganisationKind.values)
    assert role.facts.description.endswith(".")
    assert role.requires_mfa is (role in STAFF_ROLES)
