"""`manage.py import_workforce` as its contract states it, on the real sample."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from retention_portal.accounts.models import Person
from retention_portal.core.models import AuditEvent
from tests.factories.people import person
from tests.workforce.files import SAMPLE, changed, name_of, sample_rows, zipped
from workforce.extracts.measures import MEASURES
from workforce.extracts.models import DataVersion, PracticeRow, WorkforceImport

pytestmark = pytest.mark.django_db


def run(path: Path, *options: str) -> dict[str, Any]:
    """The JSON object on the last line."""
    out = StringIO()
    call_command("import_workforce", str(path), *options, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def refused(path: Path, *options: str) -> tuple[dict[str, Any], CommandError]:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_workforce", str(path), *options, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1]), caught.value


def nothing_is_stored() -> bool:
    return not (
        WorkforceImport.objects.exists() or DataVersion.objects.exists() or PracticeRow.objects.exists()
    )


def summed(field: str) -> float:
    """The sum of the column in the file itself, without what is missing."""
    return float(sum(Decimal(row[field]) for row in sample_rows() if row[field] not in ("NA", "NULL")))


def test_without_publish_it_is_a_preview_and_no_figure_is_served() -> None:
    answer = run(SAMPLE)
    assert {
        key: answer[key]
        for key in ("layout", "period", "rows_read", "rows_loaded", "rows_rejected", "status")
    } == {
        "layout": "practice_detailed",
        "period": "2024-09",
        "rows_read": 14,
        "rows_loaded": 14,
        "rows_rejected": 0,
        "status": "preview",
    }
    assert not DataVersion.objects.filter(is_current=True).exists()


def test_every_problem_has_the_keys_of_the_contract() -> None:
    problems = run(SAMPLE)["problems"]
    assert {tuple(item) for item in problems} == {("code", "severity", "row", "column", "value", "message")}
    assert [(item["code"], item["row"], item["column"], item["value"]) for item in problems][:3] == [
        ("W-501", 10, "TOTAL_GP_HC", "NA"),
        ("W-501", 11, "TOTAL_ADMIN_HC", "NA"),
        ("W-501", 11, "TOTAL_DPC_HC", "NA"),
    ]
    assert len(problems) == 21


def test_published_totals_are_the_sums_of_the_rows() -> None:
    answer = run(SAMPLE, "--publish")
    assert answer["status"] == "published"
    fields = [measure.field for measure in MEASURES if measure.additive]
    assert answer["totals"] == {"practices": 14} | {field: summed(field) for field in fields}
    assert answer["totals"]["TOTAL_PATIENTS"] == 103207
    assert "TOTAL_GP_HC" not in answer["totals"]  # headcounts do not add up (KPI-02)


def test_the_same_bytes_again_are_unchanged_with_the_stored_counts() -> None:
    first = run(SAMPLE, "--publish")
    again = run(SAMPLE, "--publish")
    assert again == first | {"status": "unchanged"}
    assert run(SAMPLE)["status"] == "unchanged"
    assert DataVersion.objects.count() == 1


def test_the_same_bytes_under_another_month_are_another_month(tmp_path: Path) -> None:
    run(SAMPLE, "--publish")
    copied_forward = tmp_path / SAMPLE.name.replace("September", "October")
    copied_forward.write_bytes(SAMPLE.read_bytes())

    answer = run(copied_forward)

    assert (answer["status"], answer["period"]) == ("preview", "2024-10")


def test_the_same_table_in_the_publications_zip_is_unchanged_too(tmp_path: Path) -> None:
    run(SAMPLE, "--publish")
    packed = tmp_path / "GPWPracticeCSV.092024.zip"
    packed.write_bytes(zipped({SAMPLE.name: SAMPLE.read_bytes()}))
    assert run(packed, "--publish")["status"] == "unchanged"


def test_another_month_of_the_same_bytes_is_another_version(tmp_path: Path) -> None:
    run(SAMPLE, "--publish")
    assert run(SAMPLE, "--publish", "--period", "2024-08")["status"] == "published"


def _faulty(folder: Path) -> Path:
    path = folder / SAMPLE.name
    path.write_bytes(changed((2, "TOTAL_PATIENTS", "-1")))
    return path


def test_publishing_with_errors_is_refused_and_stores_nothing(tmp_path: Path) -> None:
    answer, error = refused(_faulty(tmp_path), "--publish")
    assert (answer["status"], answer["rows_read"], answer["rows_loaded"], answer["rows_rejected"]) == (
        "refused",
        14,
        13,
        1,
    )
    assert error.returncode == 1
    assert str(error).startswith("1 of 14 rows have errors.")
    assert nothing_is_stored()


def test_rejected_rows_may_be_left_out_when_asked(tmp_path: Path) -> None:
    answer = run(_faulty(tmp_path), "--publish", "--accept-rejects")
    assert (answer["status"], answer["rows_loaded"]) == ("published", 13)
    assert (
        WorkforceImport.objects.get().accepted_rejects_reason == "Accepted by command, with --accept-rejects."
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (SAMPLE.name, b"", "W-101"),
        ("detailed.csv", SAMPLE.read_bytes(), "W-104"),
        (SAMPLE.name, b"PRAC_CODE\nA81001\n", "W-202"),
        (SAMPLE.name, SAMPLE.read_bytes().replace(b"A8", b"\x00"), "W-101"),
    ],
)
def test_a_file_that_cannot_be_used_is_exit_1_with_its_problem(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    answer, error = refused(path)
    assert (answer["status"], answer["problems"][0]["code"], error.returncode) == ("refused", code, 1)
    assert answer["problems"][0]["severity"] == "error"
    assert nothing_is_stored()


def test_a_file_that_is_not_there_and_a_month_that_is_none_are_sentences(tmp_path: Path) -> None:
    answer, _ = refused(tmp_path / "none.csv")
    assert answer["error"]["message"].startswith("There is no file")
    answer, _ = refused(SAMPLE, "--period", "September")
    assert answer["error"]["message"] == "“September” is not a month. Write it as 2026-06."


def test_two_gigabytes_are_refused_by_their_size(tmp_path: Path) -> None:
    path = tmp_path / SAMPLE.name
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    answer, _ = refused(path)
    assert answer["error"]["message"] == "The file has 2,048 MB. The most that is read is 200 MB."


def test_it_acts_as_the_person_named(lead: Person) -> None:
    answer = run(SAMPLE, "--publish", "--as", lead.email)
    version = DataVersion.objects.get()
    assert (answer["version"], version.published_by, version.owner.code) == (
        "GPW-2024-09-QHM-E1",
        lead,
        "QHM",
    )
    assert AuditEvent.objects.filter(actor_id=lead.pk, verb="extracts.workforceimport_published").count() == 1


def test_a_person_without_the_role_is_refused() -> None:
    answer, _ = refused(SAMPLE, "--publish", "--as", person().email)
    assert answer["error"]["message"] == "Only a system lead or an administrator can import workforce files."


def test_in_words_it_says_what_happened(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_workforce", str(SAMPLE), "--publish", stdout=out)
    assert out.getvalue().splitlines()[:3] == [
        "published: practice_detailed, 2024-09",
        "14 rows read, 14 loaded, 0 rejected",
        "version GPW-2024-09-EXTRACT-E1",
    ]


def test_a_later_month_is_named_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / name_of("October 2024").replace("–", "-")
    path.write_bytes(SAMPLE.read_bytes())
    assert run(path)["period"] == "2024-10"
