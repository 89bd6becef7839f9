"""Where a body stands, from its links; and how text is searched."""

from datetime import date

import pytest

from retention_portal.organisations.rules import (
    Link,
    Standing,
    ancestry,
    as_code,
    as_postcode,
    is_open,
    may_belong_to,
    normalised,
    searchable,
)

PRACTICE, AREA, OTHER_AREA, NETWORK, ESSEX, CENTRAL_EAST, EAST, ENGLAND = range(1, 9)
SEEN = date(2019, 4, 30)


def test_ancestry_goes_up_to_the_nation_with_the_least_sure_basis() -> None:
    links = [
        Link(PRACTICE, AREA, "sub_icb_location", "stated"),
        Link(AREA, ESSEX, "system", "seen_by", SEEN),
        Link(ESSEX, EAST, "region", "stated"),
    ]
    assert ancestry(PRACTICE, links) == {
        "sub_icb_location": Standing((AREA,), "stated", None, True),
        "system": Standing((ESSEX,), "seen_by", SEEN, False),
        "region": Standing((EAST,), "seen_by", SEEN, False),
    }


def test_ancestry_keeps_every_candidate_and_the_region_they_share() -> None:
    links = [
        Link(PRACTICE, AREA, "sub_icb_location", "stated"),
        Link(AREA, ESSEX, "system", "one_of"),
        Link(AREA, CENTRAL_EAST, "system", "one_of"),
        Link(ESSEX, EAST, "region", "stated"),
        Link(CENTRAL_EAST, EAST, "region", "stated"),
    ]
    found = ancestry(PRACTICE, links)
    assert set(found["system"].parents) == {ESSEX, CENTRAL_EAST}
    assert not found["system"].is_certain
    assert found["region"] == Standing((EAST,), "follows", None, False)


def test_a_source_row_of_the_practice_beats_the_candidates_of_its_area() -> None:
    links = [
        Link(PRACTICE, AREA, "sub_icb_location", "stated"),
        Link(PRACTICE, ESSEX, "system", "stated"),
        Link(AREA, ESSEX, "system", "one_of"),
        Link(AREA, CENTRAL_EAST, "system", "one_of"),
    ]
    assert ancestry(PRACTICE, links)["system"] == Standing((ESSEX,), "stated", None, True)


def test_a_network_does_not_lend_its_area_to_a_practice() -> None:
    links = [
        Link(PRACTICE, NETWORK, "network", "stated"),
        Link(NETWORK, OTHER_AREA, "sub_icb_location", "stated"),
    ]
    assert set(ancestry(PRACTICE, links)) == {"network"}
    assert set(ancestry(NETWORK, links)) == {"sub_icb_location"}


def test_ancestry_of_a_body_without_links_is_empty() -> None:
    assert ancestry(ENGLAND, []) == {}


@pytest.mark.parametrize(
    ("opened", "closed", "dormant", "expected"),
    [
        (None, None, None, True),
        (date(2026, 4, 1), None, None, True),
        (date(2026, 4, 2), None, None, False),
        (None, date(2026, 4, 1), None, True),
        (None, date(2026, 3, 31), None, False),
        (None, None, date(2026, 4, 1), False),
        (None, None, date(2026, 4, 2), True),
    ],
)
def test_is_open_counts_first_and_last_day(
    opened: date | None, closed: date | None, dormant: date | None, expected: bool
) -> None:
    assert is_open(opened, closed, dormant, date(2026, 4, 1)) is expected


def test_normalised_drops_case_accents_and_signs() -> None:
    assert normalised("  Dr Müller's   Smith & Co.-Surgery ") == "dr mullers smith and co surgery"


def test_searchable_holds_postcode_both_ways_and_old_names() -> None:
    text = searchable("A81001", ["The Densham Surgery", "Old Name"], "TS18 1HU")
    assert text == "a81001 ts181hu ts18 1hu the densham surgery old name"


@pytest.mark.parametrize(
    ("text", "code"),
    [(" d7t5g ", "D7T5G"), ("lmc-1", "LMC-1"), ("", None), ("a b", None), ("é1", None), ("x" * 21, None)],
)
def test_as_code(text: str, code: str | None) -> None:
    assert as_code(text) == code


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("ts18 1hu", "TS181HU"), ("TS18", "TS18"), ("w1a 0ax", "W1A0AX"), ("essex", None), ("QHM", None)],
)
def test_as_postcode(text: str, postcode: str | None) -> None:
    assert as_postcode(text) == postcode


def test_a_practice_belongs_to_areas_and_networks_not_to_regions() -> None:
    assert may_belong_to("practice", "sub_icb_location")
    assert not may_belong_to("practice", "region")
    assert not may_belong_to("nation", "region")
