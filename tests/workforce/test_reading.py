"""From a file as sent to its rows: names, encodings, containers, damage."""

import io
import zipfile

import pytest
import xlsxwriter

from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, checked, codes, sample_rows, zipped
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.reading.periods import months_named

DATA = SAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("name", "months"),
    [
        (SAMPLE_NAME, ["2024-09"]),
        ("1 General Practice - September 2024 Practice Level - Detailed.csv", ["2024-09"]),
        ("1 General Practice â€“ September 2024 Practice Level - Detailed.csv", ["2024-09"]),
        ("20. General Practice – December 2020 Practice Level.csv", ["2020-12"]),
        ("General Practice Provisional Sept 2018 Practice Level.csv", ["2018-09"]),
        ("General Practice Mar 2018 Practice Level.csv", ["2018-03"]),
        ("GPWPracticeCSV.092024.zip", ["2024-09"]),
        ("GPWFPracticeCSVpt2.072022.zip", ["2022-07"]),
        ("GPWPracticeCSV.0919.zip", ["2019-09"]),
        ("gpw_practice_level_detailed_2024-09_sample.csv", ["2024-09"]),
        ("downloaded 2024-10-24.csv", []),
        ("Maybe2024.csv", []),
        ("August 2024 and September 2024.csv", ["2024-08", "2024-09"]),
        ("detailed.csv", []),
    ],
)
def test_the_month_is_read_from_the_name(name: str, months: list[str]) -> None:
    assert [month.code for month in months_named(name)] == months


def refusal(data: bytes, name: str = SAMPLE_NAME, stated: str = "") -> str:
    with pytest.raises(UnreadableError) as caught:
        checked(data, name, stated)
    return f"{caught.value.problems[0].code} {caught.value}"


def test_the_month_is_asked_for_when_the_name_does_not_say() -> None:
    assert refusal(DATA, "detailed.csv").startswith("W-104 The name of the file says no month.")
    assert checked(DATA, "detailed.csv", "2024-09").period.code == "2024-09"


def test_a_name_with_two_months_is_not_guessed_at() -> None:
    assert "August 2024 and September 2024" in refusal(DATA, "August 2024 and September 2024.csv")


def test_what_a_person_says_counts_and_is_told_when_the_name_says_otherwise() -> None:
    found = checked(DATA, SAMPLE_NAME, "2024-10")
    assert (found.period.code, codes(found)) == ("2024-10", {"W-106": 1})


def test_a_month_that_is_not_over_is_refused() -> None:
    assert refusal(DATA, SAMPLE_NAME, "2026-11").startswith("W-105 The file is said to be of November 2026")


ACCENTED = [
    row | {"PRAC_NAME": "CAFÉ – SURGERY"} if place == 0 else row for place, row in enumerate(sample_rows())
]


@pytest.mark.parametrize(
    ("encoding", "read_as"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252")]
)
def test_each_encoding_gives_the_same_names(encoding: str, read_as: str) -> None:
    found = checked(as_csv(ACCENTED, encoding=encoding))
    assert (found.encoding, found.rows["prac_name"][0], codes(found)) == (read_as, "CAFÉ – SURGERY", {})


def test_windows_line_ends_change_nothing() -> None:
    assert (
        checked(as_csv(sample_rows(), eol="\r\n"))
        .rows.drop("raw_line")
        .equals(checked(DATA).rows.drop("raw_line"))
    )


def test_the_line_is_kept_as_read() -> None:
    assert checked(DATA).rows["raw_line"][0] == DATA.decode().splitlines()[1]


def test_blank_rows_are_not_rows_and_keep_their_number() -> None:
    lines = DATA.decode().splitlines()
    lines.insert(3, "," * 798)
    found = checked("\n".join([*lines, "", ",,,"]).encode())
    assert (found.rows_read, found.rows["row_number"].to_list()[:4]) == (14, [2, 3, 5, 6])


NO_TABLE = [
    (b"", "W-101 The file is empty."),
    (b"  \n ", "W-101 The file is empty."),
    (DATA.splitlines()[0], "W-102 The file has headings and not one practice below them."),
    (DATA.replace(b"A81002", b"A8\x00002"), "W-101 Line 3 holds a NUL character"),
    (DATA.replace(b"QUEENS PARK", b'"QUEENS PARK', 1), "W-101 A quotation mark in row 3 is opened and never"),
    (DATA.decode().encode("utf-16"), "W-101 The file is in UTF-16."),
    (DATA.replace(b",", b";"), "W-101 The cells are separated by semicolons."),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "W-101 This is an old or password-protected Excel workbook."),
    (b"PK\x03\x04 and no more", "W-101 The file starts like a zip or a workbook and is damaged"),
    (b"<html><body>Not found</body></html>", "W-201 No known layout has the headings"),
    (
        b"PRAC_CODE,PRAC_NAME,STAFF_GROUP,DETAILED_STAFF_ROLE,MEASURE,VALUE\nA81001,X,GP,Total,FTE,1\n",
        "W-201 This is the high-level practice file.",
    ),
    (
        b"YEAR,MONTH,UNIQUE_IDENTIFIER,STAFF_GROUP,FTE\n2024,9,1,GP,1\n",
        "W-201 This is the individual-level file",
    ),
    (b"PRAC_CODE,CCG_CODE,TOTAL_GP_EXR_HC\nA81001,16C,1\n", "W-201 This file has the geography of clinical"),
]


@pytest.mark.parametrize(("data", "says"), NO_TABLE, ids=[says for _, says in NO_TABLE])
def test_a_file_that_is_no_table_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    assert refusal(data).startswith(says)


def test_a_row_with_a_cell_too_many_is_left_out_and_named() -> None:
    lines = DATA.decode().splitlines()
    lines[4] += ",1"
    found = checked("\n".join(lines).encode())
    assert (found.rows_read, found.rows_rejected, codes(found)) == (14, 1, {"W-301": 1})
    assert [(item.row, item.message[:45]) for item in found.problems if item.code == "W-301"] == [
        (5, "The row has 800 cells; the headings are 799. ")
    ]


# --- zips and workbooks ---------------------------------------------------------------------------------------

PUBLICATION = {
    "0 General Practice Detailed Practice-Level CSV. Overall Definitions.xlsx": b"PK\x03\x04",
    SAMPLE_NAME: DATA,
    "3 General Practice – September 2024 Practice Level - High level.csv": b"PRAC_CODE,STAFF_GROUP\n",
}


def test_the_publications_zip_gives_the_detailed_file_in_it() -> None:
    found = checked(zipped(PUBLICATION), "GPWPracticeCSV.092024.zip")
    assert (found.member_name, found.period.code, len(found.rows)) == (SAMPLE_NAME, "2024-09", 14)


def test_the_same_table_in_a_zip_and_alone_is_the_same_content() -> None:
    assert checked(zipped(PUBLICATION), "x.zip").content_sha256 == checked(DATA).content_sha256


def test_a_zip_takes_its_month_from_its_own_name_when_the_file_inside_has_none() -> None:
    assert (
        checked(zipped({"practice level detailed.csv": DATA}), "GPWPracticeCSV.092024.zip").period.code
        == "2024-09"
    )


def _encrypted() -> bytes:
    data = bytearray(zipped({SAMPLE_NAME: DATA}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def _bomb() -> bytes:
    return zipped({f"{n} Practice Level.csv": b"0" * 60 * 1024 * 1024 for n in range(8)})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped({}), "W-103 The zip holds no practice-level CSV file."),
        (zipped({"inner.zip": zipped(PUBLICATION)}), "W-103 The zip holds another zip."),
        (zipped({"Practice Level.csv": zipped(PUBLICATION)}), "is not a CSV file"),
        (
            zipped({"August 2024 Practice Level - Detailed.csv": DATA, SAMPLE_NAME: DATA}),
            "W-103 The zip holds 2 practice-level files",
        ),
        (_encrypted(), "W-101 The zip is protected by a password."),
        (_bomb(), "W-101 Unpacked, the file would take 480 MB"),
        (zipped({f"{n}.txt": b"" for n in range(1001)}), "W-103 The zip holds 1,001 files"),
        (zipped({SAMPLE_NAME: DATA})[:-400], "W-101 The file starts like a zip"),
    ],
    ids=["empty", "nested", "zip named csv", "two months", "encrypted", "bomb", "too many", "cut off"],
)
def test_a_zip_that_is_not_the_publications_is_refused(data: bytes, says: str) -> None:
    assert says in refusal(data, "GPWPracticeCSV.092024.zip")


def _workbook(macros: bool = False) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    book.add_worksheet("Notes").write(0, 0, "Read me")
    sheet = book.add_worksheet("Data")
    rows = sample_rows()
    sheet.write_row(0, 0, list(rows[0]))
    for place, row in enumerate(rows, start=1):
        sheet.write_row(place, 0, [_typed(text) for text in row.values()])
    book.close()
    if not macros:
        return data.getvalue()
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return data.getvalue()


def _typed(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def test_a_workbook_gives_what_its_csv_gives() -> None:
    book, table = checked(_workbook(), "September 2024.xlsx"), checked(DATA)
    assert codes(book) == {}
    left_out = ("raw_line",)
    assert book.rows.drop(left_out).equals(table.rows.drop(left_out))


def test_a_workbook_with_macros_is_refused() -> None:
    assert "holds macros (.xlsm)" in refusal(_workbook(macros=True), "September 2024.xlsm")
