"""The two commands of the contract."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

pytestmark = pytest.mark.django_db


def answer(*words: str) -> dict[str, object]:
    """The JSON object on the last line."""
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def refusal(*words: str) -> dict[str, object]:
    """The error object of a command that ends with exit 1."""
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(*words, "--json", stdout=out)
    assert refused.value.returncode == 1
    return json.loads(out.getvalue().splitlines()[-1])["error"]


def test_lineage_of_a_sub_icb_location_before_and_after_it_moved() -> None:
    found = answer("lineage", "02q", "--on", "2022-06-30")
    assert (found["code"], found["kind"], found["on"]) == ("02Q", "sub_icb_location", "2022-06-30")
    assert found["name"] == "NHS Bassetlaw CCG"
    assert found["parents"] == {"system": "QF7", "region": "Y63", "nation": "ENG"}
    assert answer("lineage", "02q", "--on", "2022-07-01")["parents"] == {
        "system": "QT1",
        "region": "Y60",
        "nation": "ENG",
    }


def test_lineage_of_a_split_system_and_its_practices() -> None:
    assert answer("lineage", "QM7")["successors"] == ["D7T5G", "S1Y5D"]
    assert answer("lineage", "D7T5G")["predecessors"] == ["QH8", "QJG", "QM7"]
    parents = answer("lineage", "E82060", "--on", "2026-06-30")["parents"]
    assert parents["system"] == {"one_of": ["D7T5G", "S1Y5D"]}
    assert parents["region"] == "Y61"


def test_lineage_of_qhm_names_the_three_that_merged() -> None:
    assert answer("lineage", "qhm")["predecessors"] == ["QMK", "QT8", "QVP"]


def test_organisations_counts_and_lists() -> None:
    found = answer("organisations", "region", "--on", "2026-06-30")
    assert found == {
        "kind": "region",
        "on": "2026-06-30",
        "count": 7,
        "codes": ["Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63"],
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("lineage", "nosuch"), "unknown_organisation"),
        (("lineage", "QHM", "--on", "yesterday"), "bad_date"),
        (("lineage", "QHM", "--on", "2026-02-30"), "bad_date"),
        (("organisations", "cat"), "unknown_kind"),
        (("organisations", "system", "--on", "20260630"), "bad_date"),
    ],
)
def test_commands_refuse_what_they_cannot_read(words: tuple[str, ...], code: str) -> None:
    error = refusal(*words)
    assert error["code"] == code
    assert str(error["message"]).endswith(".")


def test_unknown_kind_lists_those_there_are() -> None:
    assert "sub_icb_location" in refusal("organisations", "cat")["allowed"]


def test_build_names_the_file_that_is_missing(tmp_path: object) -> None:
    error = refusal("build_organisations", "--from", str(tmp_path), "--into", str(tmp_path))
    assert error["code"] == "missing_file"
    assert "epraccur_2016-06" in str(error["message"])


def test_build_refuses_a_folder_that_is_not_there(tmp_path: object) -> None:
    assert refusal("build_organisations", "--from", f"{tmp_path}/none")["code"] == "no_folder"
