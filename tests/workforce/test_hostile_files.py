"""Files that ordinary and hostile people send: each either passes or is refused with a sentence (REL-21, REL-22)."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, changed, checked, codes, sample_rows, zipped
from workforce.extracts.checks.values import MOST_FAULTS
from workforce.extracts.measures import FIELDS
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.reading.lines import column_letters
from workforce.extracts.reading.periods import months_named

DATA = SAMPLE.read_bytes()
LINES = DATA.decode().splitlines()
HEADINGS = list(sample_rows()[0])


def text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def refused(data: bytes, name: str = SAMPLE_NAME) -> list[tuple[str, int | None, str]]:
    with pytest.raises(UnreadableError) as caught:
        checked(data, name)
    return [(item.code, item.row, item.message) for item in caught.value.problems]


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("GeneralPracticeSeptember2024.csv", ["2024-09"]),
        ("1%20General%20Practice%20%E2%80%93%20September%202024.csv", ["2024-09"]),
        ("2024 September.csv", ["2024-09"]),
        ("extract 09-2024.csv", ["2024-09"]),
        ("extract_09_2024.csv", ["2024-09"]),
        ("30.09.2024.csv", []),
        ("30-09-2024.csv", []),
        ("20240930.csv", []),
        ("GP 2024 March 2023.csv", ["2023-03"]),
    ],
)
def test_other_ways_to_write_a_month(name: str, months: list[str]) -> None:
    assert [month.code for month in months_named(name)] == months


# --- headings -----------------------------------------------------------------------------------------------------


def test_rows_above_the_headings_are_counted() -> None:
    """CASE-I-04"""
    found = checked(text(["General Practice Workforce,,", "", *LINES[:2], *LINES[3:]]))

    assert (codes(found), found.rows["row_number"].to_list()[:2]) == ({"W-207": 1}, [4, 5])
    wrong = checked(text(["Title", *LINES[:1], LINES[1].replace("A81001", "A8100", 1)]))
    assert [item.row for item in wrong.problems if item.code == "W-302"] == [3]


def test_every_heading_that_stands_twice_is_named_with_its_columns() -> None:
    data = text([LINES[0] + ",NOTES,NOTES,TOTAL_GP_HC", *(line + ",a,b,1" for line in LINES[1:])])

    assert [(code, row, said.partition(". ")[0]) for code, row, said in refused(data)] == [
        ("W-203", 1, "The heading TOTAL_GP_HC stands in more than one column: AG and ADV"),
        ("W-203", 1, "The heading NOTES stands in more than one column: ADT and ADU"),
    ]


@pytest.mark.parametrize(("place", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(place: int, letters: str) -> None:
    assert column_letters(place) == letters


def test_a_column_without_a_heading_is_kept_and_named() -> None:
    found = checked(text([LINES[0] + ",,X", *(line + ",a,b" for line in LINES[1:])]))

    assert codes(found) == {"W-205": 1}
    said = next(item.message for item in found.problems if item.code == "W-205")
    assert said.startswith("2 columns not known to the portal: (COLUMN ADT WITHOUT A HEADING), X.")
    assert found.rows["raw_line"][0] == LINES[1] + ",a,b"


def test_several_misspelt_headings_are_each_likened() -> None:
    data = DATA.replace(b"PRAC_CODE,", b"PRACTICE_CODE,", 1).replace(
        b",TOTAL_GP_HC,", b",TOTAL_GP_HEADCOUNT,", 1
    )

    assert [said.partition(" Columns")[0] for _, _, said in refused(data)] == [
        "The column PRAC_CODE is missing. The file has PRACTICE_CODE: did you mean that one?",
        "The column TOTAL_GP_HC is missing. The file has TOTAL_GP_HEADCOUNT: did you mean that one?",
    ]


def test_our_own_column_of_comments_plays_no_part() -> None:
    data = text(["PORTAL_COMMENTS," + LINES[0], *("Error W-304: …," + line for line in LINES[1:])])

    assert codes(checked(data)) == {}


# --- two months ---------------------------------------------------------------------------------------------------


def _with_year(*years: str) -> bytes:
    rows = [row | {"YEAR": years[place % len(years)]} for place, row in enumerate(sample_rows())]
    return as_csv(rows)


TWO_MONTHS: dict[str, tuple[bytes, int | None, str]] = {
    "headings again": (text(LINES + LINES), 16, "Row 16 holds the headings again"),
    "practices again": (text(LINES + LINES[1:]), None, "14 of 14 practices stand in more than one row."),
    "a column of years": (_with_year("2023", "2024"), 1, "YEAR holds 2023 and 2024."),
}


@pytest.mark.parametrize("case", TWO_MONTHS)
def test_two_months_in_one_file_are_refused(case: str) -> None:
    data, row, says = TWO_MONTHS[case]
    [(code, at, said)] = refused(data)

    assert (code, at) == ("W-107", row)
    assert said.startswith(says)


@pytest.mark.parametrize(
    "data", [text([*LINES, LINES[1]]), _with_year("2024")], ids=["one practice again", "one year"]
)
def test_one_month_is_not_taken_for_two(data: bytes) -> None:
    assert "W-107" not in codes(checked(data))


# --- rows and values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ['"","",""' + "," * 796, "\u00a0" + "," * 798, "\x1a", "\t", ", ,"])
def test_rows_without_anything_in_them_are_no_rows(blank: str) -> None:
    found = checked(text([*LINES[:3], blank, *LINES[3:]]))

    assert (found.rows_read, codes(found), found.rows["row_number"].to_list()[2]) == (14, {}, 5)


NO_NUMBERS = "1,234|1.234,5|1 234|£5|5%|0x10|１２|٣|1_000|−5|inf|nan|1e400|*|..|#REF!|TRUE|12/05/2024|=1+1"


@pytest.mark.parametrize("cell", NO_NUMBERS.split("|"))
def test_what_is_no_number_is_named_with_its_cell(cell: str) -> None:
    found = checked(changed((2, "TOTAL_ADMIN_RECEPT_FTE", cell)))

    assert [(item.row, item.column, item.value) for item in found.problems if item.code == "W-304"] == [
        (2, "TOTAL_ADMIN_RECEPT_FTE", cell)
    ]
    assert found.rows_rejected == 1


@pytest.mark.parametrize(
    ("cell", "stored"), [("3e0", "3"), ("3.0", "3"), ("+3", "3"), ("0003", "3"), (" 3 ", "3"), ("-0", "0")]
)
def test_other_ways_to_write_a_whole_number_are_read(cell: str, stored: str) -> None:
    assert checked(changed((2, "TOTAL_GP_RET_HC", cell))).rows["total_gp_ret_hc"][0] == stored


def test_the_limit_is_said() -> None:
    found = checked(changed((2, "TOTAL_GP_RET_FTE", "9999")))

    assert next(item.message for item in found.problems if item.code == "W-307") == (
        "“9999” in TOTAL_GP_RET_FTE is more than 5,000, the most that one practice can have. At most 5,000. "
        "Example: 3880"
    )


def test_three_rows_of_one_practice_are_all_named() -> None:
    """CASE-I-13"""
    found = checked(changed((3, "PRAC_CODE", "A81001"), (5, "PRAC_CODE", "A81001")))

    said = [(item.row, item.message) for item in found.problems if item.code == "W-303"]
    assert [row for row, _ in said] == [2, 3, 5]
    assert said[0][1].startswith("The practice “A81001” stands in rows 2, 3 and 5.")


def test_names_that_turn_text_round_are_stored_without_that() -> None:
    found = checked(changed((2, "PRAC_NAME", "A\u202eB\nC\u2028D 🏥")))

    assert found.rows["prac_name"][0] == "A B C D 🏥"
    assert "\u202e" in found.rows["raw_line"][0]


@pytest.mark.parametrize(("length", "found"), [(300, {}), (301, {"W-309": 1})])
def test_a_name_is_no_page(length: int, found: dict[str, int]) -> None:
    assert codes(checked(changed((2, "PRAC_NAME", "x" * length)))) == found


def test_far_too_many_faults_refuse_the_file_at_once() -> None:
    bad = ",".join(["A{:05d}", *LINES[1].split(",")[1:10], *["x"] * 789])
    enough = MOST_FAULTS // 780 + 1
    [(code, _, said)] = refused(text([LINES[0], *(bad.format(place) for place in range(enough))]))

    assert code == "W-310"
    assert "cells hold no number where one belongs" in said
    few = checked(text([*LINES, *(bad.format(place) for place in range(3))]))
    assert few.rows_rejected == 3


def test_a_row_number_stands_beside_an_unclosed_quote() -> None:
    data = text([*LINES[:3], LINES[3].replace(",", ',"', 1), *LINES[4:]])

    assert [(code, row) for code, row, _ in refused(data)] == [("W-101", 4)]


# --- vintages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "period"),
    [
        ("March 2022", "2022-03"),
        ("July 2022", "2022-07"),
        ("January 2023", "2023-01"),
        ("March 2024", "2024-03"),
    ],
)
def test_each_vintage_since_2022_passes_with_the_fields_it_had(month: str, period: str) -> None:
    dropped = [
        f"{sex}_DPC_{role}_{measure}"  # gone since April 2024
        for sex in ("TOTAL", "MALE", "FEMALE")
        for role in ("HIGH_INTENSITY_THERA", "PSYCH_WELLBEING_PRAC", "TRAINEE_HIGH", "TRAINEE_PSYCH")
        for measure in ("HC", "FTE")
    ]
    kept = [name for name in HEADINGS if FIELDS[name].first_period <= period]
    rows = [row | dict.fromkeys(dropped, "0") for row in sample_rows()]
    found = checked(
        as_csv(rows, kept + dropped), f"1 General Practice – {month} Practice Level - Detailed.csv"
    )

    said = {item.code for item in found.problems if item.severity != "note"}
    assert (found.period.code, found.rows_rejected) == (period, 0)
    assert said <= {"W-401"}  # of patients: the sample counts those of unknown gender
    assert next(item for item in found.problems if item.code == "W-205").message.startswith("24 columns")


# --- workbooks ----------------------------------------------------------------------------------------------------


def book(*builds: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data)
    for build in builds:
        build(made)
    made.close()
    return data.getvalue()


def table(made: xlsxwriter.Workbook, first_row: int = 0) -> xlsxwriter.workbook.Worksheet:
    sheet = made.add_worksheet()
    sheet.write_row(first_row, 0, HEADINGS)
    for place, row in enumerate(sample_rows(), start=first_row + 1):
        sheet.write_row(place, 0, list(row.values()))
    return sheet


def far_cell(made: xlsxwriter.Workbook) -> None:
    """Some kilobytes that ask for thirty gigabytes."""
    table(made).write_string(1048575, 16383, "x")


def test_a_workbook_with_rows_above_the_headings_passes() -> None:
    found = checked(book(lambda made: table(made, 2) and None), "September 2024.xlsx")

    assert (codes(found), found.rows["row_number"][0]) == ({"W-207": 1}, 4)


def test_a_workbook_that_asks_for_all_memory_ends_its_reader_and_not_us() -> None:
    [(code, _, said)] = refused(book(far_cell), "September 2024.xlsx")

    assert code == "W-101"
    assert said.startswith("The workbook asks for more memory or time than any month needs;")


def test_a_workbook_with_two_tables_is_refused() -> None:
    [(code, _, said)] = refused(book(lambda m: table(m) and None, lambda m: table(m) and None), "x.xlsx")

    assert code == "W-103"
    assert said.startswith("More than one sheet of the workbook holds a table: “Sheet1”, “Sheet2”.")


def _entities() -> bytes:
    """Text that names a file of the server, and text that multiplies itself."""
    bomb = b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]><sst'
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(book(lambda made: table(made) and None)))
    with zipfile.ZipFile(target, "w") as archive:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/sharedStrings.xml":
                data = data.replace(b"<sst", bomb, 1).replace(b"THE DENSHAM SURGERY", b"&b;&f;")
            archive.writestr(member, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_entities(), "The workbook is damaged or not a plain .xlsx workbook."),
        (
            book(lambda made: made.add_worksheet() and None),
            "No sheet of the workbook has the heading PRAC_CODE",
        ),
        (
            book(lambda made: table(made) and None)[:9000],
            "The file starts like a zip or a workbook and is damaged",
        ),
    ],
    ids=["entities", "empty", "cut off"],
)
def test_workbooks_that_hold_no_table_are_refused(data: bytes, says: str) -> None:
    assert refused(data, "September 2024.xlsx")[0][2].startswith(says)


def test_a_zip_without_the_table_says_what_it_holds() -> None:
    [(code, _, said)] = refused(zipped({"a.csv": DATA, "b.csv": DATA}), "September 2024.zip")

    assert (code, said.partition(" A zip")[0]) == (
        "W-103",
        "The zip holds no practice-level CSV file. It holds “a.csv”, “b.csv”.",
    )
