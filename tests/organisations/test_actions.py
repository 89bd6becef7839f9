"""Adding what no published file lists."""

from datetime import date

import pytest

from retention_portal.core.models import AuditEvent
from retention_portal.core.refusals import Refused
from retention_portal.organisations.actions import add_organisation, place_in
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisations_of_kind, organisations_within

pytestmark = pytest.mark.django_db

SINCE = date(2026, 4, 1)


def body(code: str) -> Organisation:
    """The organisation with this code."""
    return Organisation.objects.get(code=code)


def add(**changes: object) -> Organisation:
    """A training hub in QHM, but for `changes`."""
    given = {
        "kind": "training_hub",
        "code": "hub-1",
        "name": "A hub",
        "parent": body("QHM"),
        "valid_from": SINCE,
    }
    return add_organisation(**(given | changes), by=None)


def test_add_training_hub_places_it_and_writes_audit() -> None:
    hub = add()
    assert (hub.code, hub.added, hub.opened_on) == ("HUB-1", True, SINCE)
    assert ancestors(hub, SINCE)["region"].code == "Y63"
    assert organisations_within(body("QHM"), SINCE).filter(pk=hub.pk).exists()
    event = AuditEvent.objects.latest("id")
    assert (event.verb, event.object_id, event.organisation_code) == (
        "organisations.organisation_added",
        str(hub.pk),
        "HUB-1",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "a81001"}, "The code A81001 is taken by The Densham Surgery."),
        ({"code": "no blanks"}, "A code has 2 to 20 letters, digits or hyphens."),
        ({"kind": "practice"}, "GP practice entries come from the published register, not from people."),
    ],
)
def test_add_refuses(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        add(**changes)
    assert refused.value.sentence == sentence


def test_add_refuses_a_parent_that_is_closed_that_day() -> None:
    with pytest.raises(Refused) as refused:
        add(parent=body("QH8"))
    assert (
        refused.value.sentence == "NHS Mid and South Essex Integrated Care Board is not open on 1 April 2026."
    )
    assert not Organisation.objects.filter(code="HUB-1").exists()


def test_add_refuses_a_parent_of_the_wrong_kind() -> None:
    with pytest.raises(Refused) as refused:
        add(parent=body("A81001"))
    assert refused.value.sentence == (
        "Training hub: it cannot belong to The Densham Surgery, which is a GP practice."
    )


def test_fictional_practice_may_be_added_and_is_not_counted() -> None:
    before = organisations_of_kind("practice", SINCE).count()
    practice = add(kind="practice", code="z99001", fictional=True, parent=body("16C"), postcode="ZZ99 1AA")
    assert practice.fictional
    assert organisations_of_kind("practice", SINCE).count() == before


def test_place_in_ends_the_place_before() -> None:
    hub = add()
    place_in(organisation=hub, parent=body("QOQ"), valid_from=date(2026, 7, 1), by=None)
    assert ancestors(hub, date(2026, 6, 30))["system"].code == "QHM"
    assert ancestors(hub, date(2026, 7, 1))["system"].code == "QOQ"


def test_place_in_refuses_what_the_register_places() -> None:
    with pytest.raises(Refused):
        place_in(organisation=body("A81001"), parent=body("16C"), valid_from=SINCE, by=None)


def test_place_in_refuses_a_day_before_the_present_place() -> None:
    hub = add()
    with pytest.raises(Refused):
        place_in(organisation=hub, parent=body("QOQ"), valid_from=SINCE, by=None)
