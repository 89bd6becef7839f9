"""The shipped reference: the facts that must hold, and that loading it again changes nothing."""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from retention_portal.organisations import reference
from retention_portal.organisations.actions import add_organisation
from retention_portal.organisations.models import Organisation, Parent, Succession
from retention_portal.organisations.queries import (
    ancestors,
    organisation_by_code,
    organisations_of_kind,
    practice_geography,
)

pytestmark = pytest.mark.django_db

TABLES = ("organisation", "organisationname", "parent", "succession")


def fingerprint() -> dict[str, str]:
    """Every row of every table with the transaction that last wrote it."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT ctid::text || t::text FROM organisations_{table} t ORDER BY id")
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def codes_of(kind: str, on: date) -> list[str]:
    """Codes of the open bodies of a kind."""
    return list(organisations_of_kind(kind, on).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("kind", "on", "count"),
    [
        ("system", date(2018, 6, 6), 44),
        ("system", date(2018, 6, 7), 42),
        ("system", date(2025, 6, 30), 42),
        ("system", date(2026, 3, 31), 42),
        ("system", date(2026, 4, 1), 36),
        ("system", date(2026, 6, 30), 36),
        ("region", date(2018, 1, 1), 4),
        ("region", date(2018, 8, 1), 5),
        ("region", date(2026, 6, 30), 7),
        ("sub_icb_location", date(2019, 4, 30), 191),
        ("sub_icb_location", date(2021, 3, 31), 135),
        ("sub_icb_location", date(2022, 6, 30), 106),
        ("sub_icb_location", date(2022, 7, 1), 106),
        ("sub_icb_location", date(2025, 6, 30), 106),
        ("practice", date(2025, 11, 30), 6220),
        ("nation", date(2026, 6, 30), 1),
    ],
)
def test_count_of_kind_on_day(kind: str, on: date, count: int) -> None:
    assert len(codes_of(kind, on)) == count


def test_systems_of_april_2026_are_the_six_new_and_thirty_that_stayed() -> None:
    before, after = set(codes_of("system", date(2026, 3, 31))), set(codes_of("system", date(2026, 4, 1)))
    assert after - before == {"D7T5G", "S0E4D", "S1Y5D", "S9B9J", "T6Y0W", "Z9B2Z"}
    assert before - after == {
        *("QH8", "QM7", "QJG", "QU9", "QNQ", "QHG", "QUE", "QXU", "QNX", "QMM", "QMJ", "QRV"),
    }


def test_regions_of_today() -> None:
    assert codes_of("region", date(2026, 6, 30)) == ["Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63"]


@pytest.mark.parametrize(
    ("code", "on", "system"),
    [
        ("02Q", date(2022, 6, 30), "QF7"),
        ("02Q", date(2022, 7, 1), "QT1"),
        ("00L", date(2018, 6, 6), "QVP"),
        ("00L", date(2018, 6, 7), "QHM"),
        ("26A", date(2026, 3, 31), "QMM"),
        ("26A", date(2026, 4, 1), "T6Y0W"),
        ("W2U3Z", date(2026, 4, 1), "Z9B2Z"),
    ],
)
def test_system_of_sub_icb_location_on_day(code: str, on: date, system: str) -> None:
    body = organisation_by_code(code)
    assert body is not None
    assert ancestors(body, on)["system"].code == system


@pytest.mark.parametrize(
    "code", ["A3A8R", "W2U3Z", "D9Y0V", "D4U1Y", "X2C4Y", "M1J4Y", "D2P2L", "B2M3M", "D7T5G"]
)
def test_five_character_codes_are_found_in_any_letter_case(code: str) -> None:
    body = organisation_by_code(code.lower())
    assert body is not None
    assert body.code == code


def test_codes_that_look_like_numbers_keep_their_zeros() -> None:
    codes = codes_of("sub_icb_location", date(2025, 6, 30))
    assert "00L" in codes
    assert "02H" in codes
    assert {len(code) for code in codes} == {3, 5}


def test_three_stps_merged_into_qhm_in_june_2018() -> None:
    rows = Succession.objects.filter(successor__code="QHM")
    assert set(rows.values_list("predecessor__code", "on", "extent")) == {
        (code, date(2018, 6, 7), "whole") for code in ("QVP", "QT8", "QMK")
    }


def test_replaced_systems_of_2026_wholly_and_in_part() -> None:
    rows = Succession.objects.filter(on=date(2026, 4, 1)).values_list(
        "predecessor__code", "successor__code", "extent"
    )
    parts = {(old, new) for old, new, extent in rows if extent == "part"}
    assert parts == {
        *(("QM7", "D7T5G"), ("QM7", "S1Y5D"), ("QJG", "D7T5G"), ("QJG", "T6Y0W")),
        *(("QNQ", "S0E4D"), ("QNQ", "S9B9J"), ("QNQ", "QRL")),
    }
    assert len(rows) == 16


def test_forty_eight_practices_changed_system_in_july_2022() -> None:
    """Counted as the practice map of that month does: 9 Bassetlaw practices then open, 39 that moved area."""
    before, after = practice_geography(date(2022, 6, 30)), practice_geography(date(2022, 7, 1))
    code = dict(Organisation.objects.values_list("id", "code"))
    moved = [pk for pk in before if before[pk].systems != after[pk].systems]
    to = Counter((code[before[pk].system], code[after[pk].system]) for pk in moved)
    bassetlaw = [pk for pk in moved if code[after[pk].sub_icb_location] == "02Q"]
    open_then = set(organisations_of_kind("practice", date(2022, 7, 1)).values_list("id", flat=True))
    assert len(set(bassetlaw) & open_then) == 9
    del to["QF7", "QT1"]
    assert to == {
        ("QUA", "QHL"): 30,
        ("QOP", "QJ2"): 6,
        ("QHL", "QUA"): 1,
        ("QUE", "QPM"): 1,
        ("QJM", "QK1"): 1,
    }
    assert 9 + sum(to.values()) == 48


def test_fourteen_practices_moved_from_03q_to_42d_in_april_2024() -> None:
    before, after = practice_geography(date(2024, 3, 31)), practice_geography(date(2024, 4, 1))
    code = dict(Organisation.objects.values_list("id", "code")) | {None: None}
    moved = [pk for pk in before if before[pk].sub_icb_location != after[pk].sub_icb_location]
    pairs = Counter((code[before[pk].sub_icb_location], code[after[pk].sub_icb_location]) for pk in moved)
    assert pairs["03Q", "42D"] == 14
    assert {before[pk].system for pk in moved if code[after[pk].sub_icb_location] == "42D"} == {
        Organisation.objects.get(code="QOQ").pk
    }


def test_welsh_practices_are_left_out() -> None:
    assert not Organisation.objects.filter(code__startswith="W", kind="practice").exists()


def test_every_sub_icb_location_since_2019_has_a_system() -> None:
    placed = Parent.objects.filter(parent_kind="system").values("child")
    listed = organisations_of_kind("sub_icb_location", date(2019, 4, 30))
    assert list(listed.exclude(pk__in=placed).values_list("code", flat=True)) == []


def test_links_seen_in_a_file_never_claim_a_stated_start() -> None:
    assert not Parent.objects.filter(basis="stated", valid_from__isnull=True).exists()
    assert not Parent.objects.exclude(basis="seen_by").filter(seen_on__isnull=False).exists()


def test_second_load_changes_nothing() -> None:
    before = fingerprint()
    with transaction.atomic():
        counts = reference.load()
    assert fingerprint() == before
    assert counts["practices"] == 8269


def test_load_repairs_what_differs_and_removes_links_no_longer_shipped() -> None:
    practice = Organisation.objects.get(code="A81001")
    links = Parent.objects.filter(child=practice).count()
    Organisation.objects.filter(pk=practice.pk).update(name="Changed")
    Parent.objects.filter(child=practice, parent_kind="network").update(valid_from=date(2001, 1, 1))
    with transaction.atomic():
        reference.load()
    practice.refresh_from_db()
    assert practice.name == "The Densham Surgery"
    network = Parent.objects.get(child=practice, parent_kind="network")
    assert network.valid_from == date(2019, 10, 1)
    assert Parent.objects.filter(child=practice).count() == links


def test_load_leaves_what_people_added_alone() -> None:
    system = Organisation.objects.get(code="QHM")
    hub = add_organisation(
        kind="training_hub", code="hub-1", name="A hub", parent=system, valid_from=date(2026, 4, 1), by=None
    )
    with transaction.atomic():
        reference.load()
    assert Organisation.objects.get(pk=hub.pk).name == "A hub"
    assert list(hub.parent_links.values_list("parent__code", flat=True)) == ["QHM"]


def test_shipped_files_are_compact_and_every_source_is_explained() -> None:
    files = [path for path in Path(reference.FOLDER).iterdir() if ".csv" in path.name]
    assert sum(path.stat().st_size for path in files) < 3_000_000
    explained = (reference.FOLDER / "SOURCES.md").read_text()
    sets = (*reference.ORGANISATION_SETS, "names", "parents", "successions")
    cited = {row["source"] for name in sets for row in reference.rows_of(name)}
    assert {source for source in cited if f"`{source}`" not in explained} == set()
