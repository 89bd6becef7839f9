import csv
import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention_portal.core.csv_files import (
    cell_text,
    csv_bytes,
    csv_chunks,
    csv_filename,
    decoded,
    guarded,
    read_csv,
    unguarded,
)
from retention_portal.core.refusals import BadInput

quick = settings(max_examples=200, deadline=None)
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
STARTS = st.sampled_from(
    [*"=+-@＝＋－＠﹦﹢﹣﹫", "\t=", " +", "\r@", "'=", "''-", "\u200b=", "\ufeff=", "\u00a0="]
)
TEXTS = st.one_of(st.text(CHARACTERS, max_size=30), st.tuples(STARTS, st.text(CHARACTERS)).map("".join))


# Out


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44",
        "-5",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r\n=1",
        "＝1",
        "－1",
        "﹢1",
        "\u200b=1",
        "\x01@",
        "=",
        "'=1",
    ],
)
def test_text_that_a_spreadsheet_might_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "GP", "A=B", "1-2", "a@example.org", "'quoted'", "£5", "(=1)"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-5, "-5"),
        (Decimal("-12.50"), "-12.50"),
        (Decimal("1E+3"), "1000"),
        (-0.25, "-0.25"),
        (True, "yes"),
        (date(2026, 6, 30), "2026-06-30"),
        ("-5", "'-5"),
        ("a\x00b", "ab"),
    ],
)
def test_real_numbers_are_left_alone_and_text_is_not(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5))
@quick
def test_no_cell_starts_a_formula_and_every_value_reads_back(rows: list[list[str]]) -> None:
    data = csv_bytes(["a", "b", "c"], rows)
    raw = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for cell in (cell for row in raw for cell in row):
        visible = [c for c in cell if unicodedata.category(c)[0] not in "CZ"]
        assert not visible or unicodedata.normalize("NFKC", visible[0]) not in set("=+-@")
    assert [[unguarded(cell) for cell in row] for row in raw[1:]] == rows


@given(st.lists(st.lists(st.text(CHARACTERS, max_size=20), min_size=2, max_size=2).filter(any), max_size=5))
@quick
def test_what_we_write_we_read(rows: list[list[str]]) -> None:
    read = read_csv(csv_bytes(["first", "second"], rows))
    assert read.encoding == "utf-8-sig"
    assert [[unguarded(cell) for cell in row.cells] for row in read.rows] == rows
    assert [row.problem for row in read.rows] == [None] * len(rows)


def test_lines_end_in_crlf_and_the_mark_comes_once() -> None:
    assert csv_bytes(["Name", "FTE"], [["Åsa, Dr", Decimal("0.444")]]) == (
        b"\xef\xbb\xbf" + 'Name,FTE\r\n"Åsa, Dr",0.444\r\n'.encode()
    )
    assert csv_bytes(["Name"], [], bom=False) == b"Name\r\n"


def test_rows_are_taken_as_they_are_needed() -> None:
    taken = []

    def rows() -> Iterator[list[int]]:
        for number in range(2000):
            taken.append(number)
            yield [number]

    chunks = csv_chunks(["n"], rows())
    first = next(chunks)
    assert first.startswith(b"\xef\xbb\xbfn\r\n0\r\n")
    assert len(taken) < 510
    rest = b"".join(chunks)
    assert rest.endswith(b"1999\r\n")
    assert b"\xef\xbb\xbf" not in rest


def test_a_lone_surrogate_does_not_break_an_export() -> None:
    assert csv_bytes(["a"], [["x\ud800y"]], bom=False) == b"a\r\nx?y\r\n"


def test_file_names_are_safe_in_a_header() -> None:
    assert csv_filename("QHM", "June 2026") == "qhm-june-2026.csv"
    assert csv_filename('../é"\r\n') == "e.csv"
    assert csv_filename("日本") == "export.csv"


# In


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("\ufeffPRAC_CODE,NAME\nA81001,Café\n".encode(), "utf-8-sig"),
        ("PRAC_CODE,NAME\nA81001,Café\n".encode(), "utf-8"),
        ("PRAC_CODE,NAME\r\nA81001,Café\r\n".encode("cp1252"), "cp1252"),
    ],
)
def test_three_encodings_are_read_and_told(data: bytes, encoding: str) -> None:
    read = read_csv(data)
    assert (read.headings, read.encoding) == (("PRAC_CODE", "NAME"), encoding)
    assert list(read.records()) == [(2, {"PRAC_CODE": "A81001", "NAME": "Café"})]


def test_blank_na_nd_nought_and_codes_stay_what_they_are() -> None:
    read = read_csv(b"a,b,c,d,e,f\n,NA,ND,0,1E10, 007 \n")
    assert read.rows[0].cells == ("", "NA", "ND", "0", "1E10", " 007 ")


def test_headings_are_cleaned() -> None:
    assert read_csv("\u200b First \u00a0 name ,b\ufeff\n1,2\n".encode()).headings == ("First name", "b")


def test_a_row_of_the_wrong_width_is_one_rejected_row_not_a_lost_file() -> None:
    read = read_csv(b"a,b\n1,2\n3\n\n4,5,6\n7,8,,\n")
    assert [(row.number, row.problem) for row in read.rows] == [
        (2, None),
        (3, "Line 3 has 1 cell under 2 headings."),
        (5, "Line 5 has 3 cells under 2 headings."),
        (6, None),
    ]
    assert list(read.records()) == [(2, {"a": "1", "b": "2"}), (6, {"a": "7", "b": "8"})]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n", "The file is empty."),
        (b"\xef\xbb\xbf\n", "The first line holds no headings."),
        (b",,\n1,2,3\n", "The first line holds no headings."),
        (b"PK\x03\x04rest", "This is an Excel or zip file, not a CSV file."),
        ("a,b\n".encode("utf-16"), "The file is in UTF-16. Save it as “CSV UTF-8”."),
        (b"a,b\n1,\x00\n", "Line 2 holds a NUL character, so this is not a text file."),
        (
            b"a,b\n\x81,\x8d\n",
            "The file is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”.",
        ),
        (b'a,b\n1,"2\n3,4\n', "Line 3: a quotation mark is opened and never closed."),
        (b'a,b\n1,"2"3\n', "Line 2: a quotation mark stands inside a cell without being doubled."),
        (b"a,b\n1," + b"x" * 131_073, "Line 2: a cell holds more than 131,072 characters."),
        (b"a;b\n1;2\n", "The cells are separated by semicolons. Save the file with commas."),
        (b"a\tb\n1\t2\n", "The cells are separated by tabs. Save the file with commas."),
        (b"a,,c\n1,2,3\n", "Column 2 has no heading."),
        (b"a,b, a\n1,2,3\n", "The heading “a” stands twice: column 3 repeats an earlier one."),
        (
            ",".join(f"c{n}" for n in range(2001)).encode(),
            "The file has 2,001 columns. The most that is read is 2,000.",
        ),
    ],
)
def test_a_fault_of_the_file_is_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_csv(data)
    assert caught.value.sentence == sentence
    assert caught.value.code == "csv"


@given(st.binary(max_size=200))
@quick
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        read = read_csv(data)
    except BadInput as caught:
        fault = caught
    else:
        assert decoded(data)[1] == read.encoding
        assert all(read.headings)
        return
    assert fault.sentence.endswith(".")
