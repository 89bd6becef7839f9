"""An extract holds the rows of its sender's own system (CASE-I-11); the file of the country holds all."""

import pytest

from retention_portal.accounts.models import Person
from retention_portal.organisations.models import Organisation
from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, imported, sample_rows
from workforce.extracts import actions, rules
from workforce.extracts.models import DataVersion

DATA = SAMPLE.read_bytes()


def own_of(data: bytes, system: str) -> set[str]:
    return {row["PRAC_CODE"] for row in sample_rows() if row["ICB_CODE"] == system}


def test_rows_of_other_systems_are_left_out_and_named(lead: Person, system: Organisation) -> None:
    one = imported(DATA, SAMPLE_NAME, lead, system)

    stored = set(one.version.practice_rows.values_list("prac_code", flat=True))
    assert stored == own_of(DATA, "QHM")
    assert (one.rows_read, one.rows_loaded, one.rows_rejected, one.errors) == (14, 5, 9, 0)
    named = {(item.row, item.value) for item in one.problems.filter(code="W-605")}
    assert named == {
        (place, row["ICB_CODE"])
        for place, row in enumerate(sample_rows(), start=2)
        if row["ICB_CODE"] != "QHM"
    }


def test_nothing_else_is_said_of_rows_that_are_left_out(lead: Person, system: Organisation) -> None:
    one = imported(DATA, SAMPLE_NAME, lead, system)
    left_out = set(one.problems.filter(code="W-605").values_list("row", flat=True))

    assert not one.problems.exclude(code="W-605").filter(row__in=left_out).exists()


def test_a_file_without_warnings_is_published_with_its_own_rows(lead: Person, system: Organisation) -> None:
    version = actions.publish_import(
        workforce_import=imported(DATA, SAMPLE_NAME, lead, system), by=lead, removals_understood=True
    )

    assert (version.practices, version.code) == (5, "GPW-2024-09-QHM-E1")


def test_a_practice_that_the_portal_places_in_the_system_is_ones_own(
    lead: Person, system: Organisation
) -> None:
    """The file of an old month may name a system that is no more."""
    rows = [row | {"ICB_CODE": "QXX"} if row["PRAC_CODE"] == "A81001" else row for row in sample_rows()]
    one = imported(as_csv(rows), SAMPLE_NAME, lead, system)

    assert one.version.practice_rows.filter(prac_code="A81001").exists()


def test_a_file_without_a_row_of_ones_own_is_refused(lead: Person, system: Organisation) -> None:
    rows = [row for row in sample_rows() if row["ICB_CODE"] != "QHM"]
    one = imported(as_csv(rows), SAMPLE_NAME, lead, system)

    assert (one.status, one.rows_read, one.rows_rejected) == ("rejected", 9, 9)
    assert [item.message.split(". ")[0] for item in one.problems.filter(code="W-606")] == [
        f"No practice of the file lies in {system.name}, in whose name it is sent"
    ]
    assert not DataVersion.objects.exists()


def test_an_administrator_sends_what_lies_in_any_system(administrator: Person, system: Organisation) -> None:
    assert imported(DATA, SAMPLE_NAME, administrator, system).rows_loaded == 14


def test_the_file_of_the_country_keeps_every_row(
    lead: Person, system: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fourteen practices are England once the share that makes a file national is next to nothing."""
    monkeypatch.setattr(rules, "NATIONAL_SHARE", 0.001)
    one = imported(DATA, SAMPLE_NAME, lead, system)

    assert (one.scope, one.rows_loaded, one.version.owner) == ("national", 14, None)


def test_extracts_are_versioned_for_each_owner(
    lead: Person, other_lead: Person, system: Organisation, other_system: Organisation
) -> None:
    codes = [
        actions.publish_import(
            workforce_import=imported(DATA, SAMPLE_NAME, by, owner), by=by, removals_understood=True
        ).code
        for by, owner in ((lead, system), (other_lead, other_system))
    ]

    assert codes == ["GPW-2024-09-QHM-E1", "GPW-2024-09-QRL-E1"]
    assert DataVersion.objects.filter(is_current=True).count() == 2
