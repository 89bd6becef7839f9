"""What successive files show becomes dated spans: "from" only when a source says so."""

from datetime import date

import pytest

from retention_portal.organisations.building.history import Span, spans
from retention_portal.organisations.building.names import name_rows, readable
from retention_portal.organisations.building.networks import Membership, one_at_a_time
from retention_portal.organisations.building.rows import NameRow, Seen

EARLY, MIDDLE, LATE = date(2016, 6, 30), date(2022, 2, 28), date(2025, 11, 30)
BORN = {"16C": date(2020, 4, 1)}


def test_undated_first_sighting_has_no_start_and_is_seen_by() -> None:
    assert spans([Seen("00K", None, EARLY, "a")]) == [Span("00K", None, None, EARLY, "seen_by", "a")]


def test_change_between_undated_files_is_seen_by_the_later_file() -> None:
    assert spans([Seen("X", None, EARLY, "a"), Seen("Y", None, MIDDLE, "b")]) == [
        Span("X", None, date(2022, 2, 27), EARLY, "seen_by", "a"),
        Span("Y", MIDDLE, None, MIDDLE, "seen_by", "b"),
    ]


def test_stated_start_is_taken_and_ends_the_span_before() -> None:
    found = spans([Seen("00K", date(2013, 4, 1), EARLY, "a"), Seen("16C", date(2020, 4, 1), MIDDLE, "b")])
    assert [(s.value, s.valid_from, s.valid_to, s.basis) for s in found] == [
        ("00K", date(2013, 4, 1), date(2020, 3, 31), "stated"),
        ("16C", date(2020, 4, 1), None, "stated"),
    ]


def test_undated_change_follows_the_birth_of_the_new_body() -> None:
    found = spans([Seen("00K", None, EARLY, "a"), Seen("16C", None, MIDDLE, "b")], BORN.get)
    assert found[1] == Span("16C", date(2020, 4, 1), None, None, "follows", "b")


def test_undated_change_cannot_follow_a_birth_before_the_old_body_was_last_seen() -> None:
    last_seen = date(2021, 3, 31)
    sightings = [
        Seen("00K", None, EARLY, "a"),
        Seen("00K", None, last_seen, "b"),
        Seen("16C", None, MIDDLE, "c"),
    ]
    assert spans(sightings, BORN.get)[1] == Span("16C", MIDDLE, None, MIDDLE, "seen_by", "c")


def test_later_file_may_state_the_start_of_what_was_only_seen() -> None:
    sightings = [Seen("00K", None, EARLY, "a"), Seen("00K", date(2013, 4, 1), MIDDLE, "b")]
    assert spans(sightings) == [Span("00K", date(2013, 4, 1), None, None, "stated", "b")]


def test_restated_history_replaces_what_it_overtakes() -> None:
    sightings = [Seen("X", date(2015, 4, 1), EARLY, "a"), Seen("Y", date(2013, 4, 1), MIDDLE, "b")]
    assert spans(sightings) == [Span("Y", date(2013, 4, 1), None, None, "stated", "b")]


def test_nothing_seen_gives_no_spans() -> None:
    assert spans([]) == []


def test_name_rows_ignore_letter_case_and_ampersands() -> None:
    assert (
        name_rows("A81001", [Seen("Smith & Co", None, EARLY, "a"), Seen("SMITH AND CO", None, LATE, "b")])
        == []
    )


def test_name_rows_of_a_renamed_body_say_when_each_name_was_seen() -> None:
    assert name_rows("A81001", [Seen("Old", None, EARLY, "a"), Seen("New", None, LATE, "b")]) == [
        NameRow("A81001", "Old", None, date(2025, 11, 29), EARLY, "a"),
        NameRow("A81001", "New", LATE, None, LATE, "b"),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("THE DENSHAM SURGERY", "The Densham Surgery"),
        ("STOCKTON PCN", "Stockton PCN"),
        ("DR N NAGPAL'S PRACTICE", "Dr N Nagpal's Practice"),
        ("STOKE-ON-TRENT", "Stoke-on-Trent"),
        ("ROYAL COLLEGE OF THE SEA", "Royal College of the Sea"),
        ("BARKING and DAGENHAM", "BARKING and DAGENHAM"),
        ("NHS  Tees Valley CCG", "NHS Tees Valley CCG"),
    ],
)
def test_readable_names(written: str, shown: str) -> None:
    assert readable(written) == shown


def test_shared_day_of_two_networks_goes_to_the_later() -> None:
    first, second = date(2019, 10, 1), date(2022, 7, 1)
    assert one_at_a_time([Membership(first, second, "U1"), Membership(second, None, "U2")]) == [
        Membership(first, date(2022, 6, 30), "U1"),
        Membership(second, None, "U2"),
    ]


def test_one_day_network_entry_beside_another_is_a_correction() -> None:
    day = date(2024, 10, 1)
    kept = one_at_a_time([Membership(day, None, "U1"), Membership(day, day, "U2")])
    assert kept == [Membership(day, None, "U1")]
