"""The sender's own file back: comments beside the rows, nothing that runs, and every other byte as it was."""

import csv
import io

import pytest
import xlsxwriter

from retention_portal.accounts.models import Person
from retention_portal.organisations.models import Organisation
from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, changed, imported, sample_rows
from workforce.extracts.commenting import commented_file
from workforce.extracts.models import WorkforceImport

DATA = SAMPLE.read_bytes()
FAULTY = changed((2, "TOTAL_PATIENTS", "-1"), (4, "TOTAL_GP_FTE", "x"))


@pytest.fixture
def sent(administrator: Person, system: Organisation) -> object:
    def send(data: bytes, name: str = SAMPLE_NAME) -> tuple[WorkforceImport, bytes]:
        one = imported(data, name, administrator, system)
        return one, b"".join(commented_file(one))

    return send


def lines_without_comments(data: bytes, eol: bytes, encoding: str) -> list[str]:
    """Each row as it is after its first cell; no cell of the tests holds a line end."""
    rows = data.decode(encoding).removeprefix("\ufeff").split(eol.decode())
    return [row[len(first_cell(row)) + 1 :] for row in rows]


def first_cell(row: str) -> str:
    """The comment as it stands in the row, quotation marks included."""
    if not row.startswith('"'):
        return row.partition(",")[0]
    cell = next(csv.reader([row]))[0]
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_other_byte_is_as_it_was(sent: object, encoding: str, eol: bytes) -> None:
    rows = sample_rows()
    rows[0]["PRAC_NAME"], rows[1]["TOTAL_PATIENTS"] = "CAFÉ – SURGERY", "x"
    data = as_csv(rows, encoding=encoding, eol=eol.decode())
    _, back = sent(data)  # type: ignore[operator]

    plain = encoding.removesuffix("-sig")
    assert lines_without_comments(back, eol, plain) == data.decode(encoding).split(eol.decode())
    assert back.startswith(b"PORTAL_COMMENTS," if encoding == "cp1252" else b"\xef\xbb\xbfPORTAL_COMMENTS,")


def test_unusual_quotation_marks_stay(sent: object) -> None:
    lines = DATA.decode().splitlines()
    lines[1] = ",".join(f'"{cell}"' for cell in lines[1].split(","))
    _, back = sent("\n".join(lines).encode())  # type: ignore[operator]

    assert lines_without_comments(back, b"\n", "utf-8") == lines


def test_each_comment_stands_beside_its_row(sent: object) -> None:
    one, back = sent(FAULTY)  # type: ignore[operator]
    rows = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))

    for number, row in enumerate(rows[1:], start=2):
        expected = [item.code for item in one.problems.filter(row=number)]
        assert [part.split(" ")[1].rstrip(":") for part in row[0].split(" | ") if part] == expected
    assert rows[1][0].startswith("Error W-305: “-1” in TOTAL_PATIENTS is below nought.")


def test_text_that_a_spreadsheet_would_run_is_guarded_and_numbers_are_not(sent: object) -> None:
    """REL-29"""
    data = changed((2, "PRAC_NAME", "=1+1"), (3, "PRAC_NAME", " @x"), (4, "TOTAL_PATIENTS", "-2"))
    _, back = sent(data)  # type: ignore[operator]
    rows = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))
    place = rows[0].index("TOTAL_PATIENTS")

    assert (rows[1][2], rows[2][2], rows[3][place]) == ("'=1+1", "' @x", "-2")
    assert [row[3:] for row in rows[1:3]] == [list(row.values())[2:] for row in sample_rows()[:2]]


def test_what_concerns_the_whole_file_moves_no_row(sent: object) -> None:
    rows = [row | {"SHOE_SIZE": "9"} for row in sample_rows()]
    _, back = sent(as_csv(rows))  # type: ignore[operator]
    read = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))

    assert len(read) == 15
    assert read[1][0].startswith("Whole file: Note W-205: 1 column not known to the portal: SHOE_SIZE.")


def test_a_file_that_came_back_with_comments_may_be_sent_again(sent: object) -> None:
    _, back = sent(FAULTY)  # type: ignore[operator]
    mended = back.replace(b",-1,", b",3880,", 1)
    one, again = sent(mended)  # type: ignore[operator]

    assert (one.rows_read, one.problem_counts.get("W-305"), one.problem_counts["W-304"]) == (14, None, 1)
    headings = again.decode("utf-8-sig").splitlines()[0].split(",")
    assert headings == ["PORTAL_COMMENTS", *sample_rows()[0]]


def test_rows_above_the_headings_stay_above(sent: object) -> None:
    _, back = sent(b"Workforce of September\n\n" + FAULTY)  # type: ignore[operator]
    rows = back.decode("utf-8-sig").split("\n")

    assert rows[:2] == [",Workforce of September", ""]
    assert rows[2].startswith("PORTAL_COMMENTS,PRAC_CODE,")
    assert "Error W-305" in rows[3]


def test_a_file_with_headings_only_says_what_is_wrong_below_them(sent: object) -> None:
    _, back = sent(DATA.splitlines()[0])  # type: ignore[operator]

    assert (
        back.decode("utf-8-sig").splitlines()[1].startswith('"Whole file: Error W-102: The file has headings')
    )


def test_a_workbook_comes_back_as_csv_with_the_same_cells(sent: object) -> None:
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, list(sample_rows()[0]))
    for place, row in enumerate(sample_rows(), start=1):
        sheet.write_row(place, 0, list(row.values()))
    made.close()
    _, back = sent(data.getvalue(), "September 2024.xlsx")  # type: ignore[operator]
    rows = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))

    assert [row[1:] for row in rows] == [
        list(sample_rows()[0]),
        *(list(row.values()) for row in sample_rows()),
    ]
