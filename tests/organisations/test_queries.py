"""Reading organisations as they stood on a day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from retention_portal.organisations.models import Organisation, Parent
from retention_portal.organisations.queries import (
    ancestors,
    lineage,
    organisation_by_code,
    organisations_within,
    parents_of,
    places_of,
    practice_geography,
    search_organisations,
)

pytestmark = pytest.mark.django_db

BEFORE, AFTER = date(2026, 3, 31), date(2026, 6, 30)


def body(code: str) -> Organisation:
    """The organisation with this code."""
    return Organisation.objects.get(code=code)


def codes(organisations: object) -> list[str]:
    """Codes in the order given."""
    return [organisation.code for organisation in organisations]


def test_ancestors_of_a_practice() -> None:
    found = ancestors(body("A81001"), AFTER)
    assert {kind: parent.code for kind, parent in found.items()} == {
        "network": "U89141",
        "sub_icb_location": "16C",
        "system": "QHM",
        "region": "Y63",
        "nation": "ENG",
    }


def test_practice_of_a_split_system_lies_in_one_of_its_successors_and_surely_in_the_region() -> None:
    practice = body("E82060")
    assert ancestors(practice, BEFORE)["system"].code == "QM7"
    place = places_of(practice, AFTER)["system"]
    assert codes(place.organisations) == ["D7T5G", "S1Y5D"]
    assert place.basis == "one_of"
    assert "system" not in ancestors(practice, AFTER)
    assert ancestors(practice, AFTER)["region"].code == "Y61"


def test_places_of_say_seen_by_when_only_a_file_shows_them() -> None:
    place = places_of(body("02Q"), date(2022, 6, 30))["system"]
    assert (place.basis, place.seen_on, place.direct) == ("seen_by", date(2019, 4, 30), True)


def test_parents_of_gives_the_links_straight_up() -> None:
    links = parents_of(body("A81001"), AFTER)
    assert [(link.parent_kind, link.parent.code, link.basis) for link in links] == [
        ("network", "U89141", "stated"),
        ("sub_icb_location", "16C", "stated"),
    ]


@pytest.mark.parametrize(
    ("code", "on", "count"),
    [
        ("ENG", date(2025, 11, 30), 6220),
        ("QM7", date(2025, 6, 30), 130),
        ("QHM", AFTER, 338),
        ("06N", AFTER, 48),
    ],
)
def test_open_practices_within(code: str, on: date, count: int) -> None:
    assert organisations_within(body(code), on, "practice", open_only=True).count() == count


def test_regions_together_hold_every_practice_even_those_of_split_systems() -> None:
    regions = ["Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63"]
    counts = [organisations_within(body(code), AFTER, "practice", open_only=True).count() for code in regions]
    assert sum(counts) == 6220


def test_what_may_lie_in_one_of_several_systems_is_in_none_of_them() -> None:
    assert not organisations_within(body("D7T5G"), AFTER).filter(code="07H").exists()
    assert organisations_within(body("Y61"), AFTER).filter(code="07H").exists()
    assert organisations_within(body("QM7"), BEFORE).filter(code="07H").exists()


def test_within_a_system_the_own_area_counts_not_the_networks() -> None:
    crossing = Parent.objects.raw(
        """SELECT p.* FROM organisations_parent p
           JOIN organisations_parent area ON area.child_id = p.child_id
                AND area.parent_kind = 'sub_icb_location' AND area.valid_to IS NULL
           JOIN organisations_parent net ON net.child_id = p.parent_id
                AND net.parent_kind = 'sub_icb_location' AND net.valid_to IS NULL
           JOIN organisations_parent a ON a.child_id = area.parent_id AND a.parent_kind = 'system'
                AND a.valid_to IS NULL AND a.basis <> 'one_of'
           JOIN organisations_parent n ON n.child_id = net.parent_id AND n.parent_kind = 'system'
                AND n.valid_to IS NULL AND n.basis <> 'one_of'
           WHERE p.parent_kind = 'network' AND p.valid_to IS NULL AND a.parent_id <> n.parent_id LIMIT 1"""
    )[0]
    practice, network = crossing.child, crossing.parent
    assert network.code in codes(organisations_within(network, AFTER))
    assert practice.code in codes(organisations_within(network, AFTER))
    others = ancestors(network, AFTER)["system"]
    assert not organisations_within(others, AFTER, "practice").filter(pk=practice.pk).exists()
    assert ancestors(practice, AFTER)["system"] != others


def test_within_includes_itself_and_closed_bodies_unless_told_otherwise() -> None:
    system = body("QHM")
    everything = organisations_within(system, AFTER)
    assert everything.filter(code="QHM").exists()
    assert everything.filter(closed_on__lt=AFTER).exists()
    assert not organisations_within(system, AFTER, open_only=True).filter(closed_on__lt=AFTER).exists()


def test_practice_geography_agrees_with_ancestors() -> None:
    geography = practice_geography(AFTER)
    for code in ("A81001", "E82060", "K81001", "M85002"):
        practice = body(code)
        found, places = geography[practice.pk], places_of(practice, AFTER)
        assert found.sub_icb_location == places["sub_icb_location"].organisations[0].pk
        assert found.region == places["region"].organisations[0].pk
        assert sorted(found.systems) == sorted(system.pk for system in places["system"].organisations)
        assert (found.system is None) == (len(found.systems) > 1)


def test_lineage_carries_the_name_of_the_day() -> None:
    assert lineage(body("QHM"), date(2021, 1, 1)).name == "Cumbria and North East STP"
    assert lineage(body("QHM"), AFTER).name == "NHS North East and North Cumbria Integrated Care Board"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a81001", "A81001"),
        ("QHM", "QHM"),
        ("d7t5g", "D7T5G"),
        ("densam surgery", "A81001"),
        ("DENSHAM", "A81001"),
        ("parkbry house", "E82060"),
        ("humber coast and vale", "QOQ"),
        ("NHS Essex ICB", "D7T5G"),
    ],
)
def test_search_finds_first(text: str, first: str) -> None:
    assert codes(search_organisations(text)[:1]) == [first]


@pytest.mark.parametrize("text", ["TS18 1HU", "ts181hu", " Ts18  1hU "])
def test_search_by_postcode_with_and_without_blank(text: str) -> None:
    assert "A81001" in codes(search_organisations(text)[:3])


def test_search_by_the_start_of_a_code() -> None:
    assert {code[:4] for code in codes(search_organisations("A8100"))} == {"A810"}


@pytest.mark.parametrize("text", ["", "   ", "%", "'", "\\", "é", "🙂", "_"])
def test_search_for_nothing_readable_finds_nothing(text: str) -> None:
    assert not search_organisations(text).exists() or text == "é"


def test_search_is_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        list(search_organisations("surgery")[:25])


@pytest.mark.parametrize("code", ["", "nosuch", "'; --", "Q" * 500, "\u0000"])
def test_organisation_by_code_knows_none_for_garbage(code: str) -> None:
    assert organisation_by_code(code) is None


def test_two_places_of_one_kind_on_one_day_are_refused_by_the_database() -> None:
    practice = body("A81001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Parent.objects.create(
            child=practice,
            parent=body("00L"),
            parent_kind="sub_icb_location",
            valid_from=date(2024, 1, 1),
            basis="stated",
        )
