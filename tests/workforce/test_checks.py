"""Every code of the catalogue: a file that has the defect, and its twin that has not."""

from collections.abc import Callable

import pytest

from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, changed, checked, codes, name_of, sample_rows
from workforce.extracts.checks.identities import identities_of
from workforce.extracts.measures import FIELDS, MEASURES
from workforce.extracts.problems import CATALOGUE, problem
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.statuses import Severity

DATA = SAMPLE.read_bytes()
TWIN = changed((2, "PRAC_NAME", "ANOTHER NAME"))  # one cell changed, and nothing wrong with it


def without(*headings: str) -> bytes:
    return as_csv(sample_rows(), [name for name in sample_rows()[0] if name not in headings])


def renamed(old: str, new: str) -> bytes:
    return DATA.replace(f",{old},".encode(), f",{new},".encode(), 1)


def extra(heading: str, value: str = "1") -> bytes:
    rows = [row | {heading: value} for row in sample_rows()]
    return as_csv(rows)


def in_row(number: int, **cells: str) -> bytes:
    return changed(*((number, heading, text) for heading, text in cells.items()))


def nothing_submitted(number: int, source: str = "Fully estimated - no data provided") -> bytes:
    """A GP group that is all 0, as files before February 2023 had it."""
    fields = [name for name in FIELDS if "_GP_" in name and FIELDS[name].kind != "text"]
    return changed(
        *((number, name, "0") for name in fields if name in sample_rows()[0]), (number, "GP_SOURCE", source)
    )


REFUSED: dict[str, bytes] = {
    "W-202": without("TOTAL_GP_RET_FTE"),
    "W-203": renamed("TOTAL_GP_EXTG_HC", "total_gp_hc"),
    "W-107": DATA + DATA.split(b"\n", 1)[1],
    "W-310": as_csv([row | dict.fromkeys(FIELDS, "x") for row in sample_rows()] * 30, list(sample_rows()[0])),
}

# What each row defect adds to a clean file.
FOUND: dict[str, tuple[bytes, dict[str, int]]] = {
    "W-204": (extra("TOTAL_N_ENH_PRAC_NURSE_HCC"), {"W-204": 1}),
    "W-205": (extra("SHOE_SIZE"), {"W-205": 1}),
    "W-206": (without("TOTAL_ADMIN_TELEPH_HC"), {"W-206": 1}),
    "W-207": (b"General Practice Workforce,,\n\n" + DATA, {"W-207": 1}),
    "W-302": (in_row(2, PRAC_CODE="A8100"), {"W-302": 1}),
    "W-303": (in_row(3, PRAC_CODE="a81001"), {"W-303": 2}),
    "W-304": (in_row(2, TOTAL_ADMIN_RECEPT_FTE="three"), {"W-304": 1}),
    "W-305": (in_row(2, TOTAL_ADMIN_RECEPT_FTE="-1"), {"W-305": 1}),
    "W-306": (in_row(2, TOTAL_ADMIN_RECEPT_HC="1.5"), {"W-306": 1}),
    "W-307": (in_row(2, TOTAL_PATIENTS="38800000"), {"W-307": 1}),
    "W-308": (in_row(2, ICB_CODE="1E+05"), {"W-308": 1}),
    "W-309": (in_row(2, PRAC_NAME="x" * 301), {"W-309": 1}),
    "W-401": (in_row(2, TOTAL_ADMIN_RECEPT_HC="99"), {"W-401": 1}),
    "W-402": (in_row(2, MALE_GP_EXL_FTE="9", TOTAL_GP_EXL_FTE="9"), {"W-401": 1, "W-402": 2}),
    "W-403": (in_row(2, MALE_PATIENTS_0TO4="88"), {"W-403": 1}),
    "W-404": (in_row(2, TOTAL_GP_EXL_HC="9", MALE_GP_EXL_HC="9"), {"W-401": 1, "W-403": 2, "W-404": 2}),
    "W-405": (in_row(9, TOTAL_DPC_HC="0"), {"W-401": 1, "W-403": 1, "W-405": 1}),
    "W-406": (in_row(2, TOTAL_DPC_FTE="40"), {"W-401": 1, "W-402": 1, "W-403": 1, "W-406": 1}),
    "W-502": (in_row(2, TOTAL_GP_RET_HC="NA"), {"W-502": 1}),
    "W-504": (in_row(2, TOTAL_PATIENTS=""), {"W-504": 1}),
}


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_a_heading_that_is_needed_refuses_the_file(code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        checked(REFUSED[code])
    assert [item.code for item in caught.value.problems] == [code]


@pytest.mark.parametrize("code", sorted(FOUND))
def test_each_defect_is_named_by_its_code(code: str) -> None:
    data, expected = FOUND[code]
    found = checked(data)
    assert {name: count for name, count in codes(found).items() if name in expected} == expected
    assert codes(found).keys() == expected.keys()


def test_the_twin_without_a_defect_has_no_problem() -> None:
    assert codes(checked(TWIN)) == codes(checked(DATA)) == {}


def test_every_code_is_provoked_somewhere() -> None:
    elsewhere = {  # reading: test_reading; known organisations and other months: test_import; before 2023: below
        "W-101",
        "W-102",
        "W-103",
        "W-104",
        "W-105",
        "W-106",
        "W-201",
        "W-301",
        "W-501",
        "W-503",
        "W-601",
        "W-602",
        "W-603",
        "W-604",
        "W-605",
        "W-606",
    }
    assert set(CATALOGUE) == REFUSED.keys() | FOUND.keys() | elsewhere


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_kind_says_what_is_wrong_and_fits_its_stage(kind: object) -> None:
    names = (
        "why",
        "month",
        "named",
        "nearest",
        "count",
        "names",
        "cells",
        "width",
        "rows",
        "limit",
        "total",
        "parts",
        "where",
        "heading_row",
        "practice",
        "system",
    )
    facts = dict.fromkeys((*names, "what", "other", "group", "reason", "before", "closed"), "…")
    made = problem(kind.code, row=2, column="TOTAL_GP_HC", value="x", **facts)  # type: ignore[attr-defined]
    assert made.message.endswith((".", "…", '"')) or kind.example  # type: ignore[attr-defined]
    assert kind.severity in Severity  # type: ignore[attr-defined]


# --- headings -------------------------------------------------------------------------------------------------


def _shuffled() -> bytes:
    rows = sample_rows()
    return as_csv(rows, sorted(rows[0], key=lambda name: name[::-1]))


def _lower() -> bytes:
    return as_csv([{name.lower(): text for name, text in row.items()} for row in sample_rows()])


def _of_2025() -> bytes:
    """The 805-field layout: six fields for enhanced practice nurses, inserted in the middle."""
    rows = sample_rows()
    new = [name for name in FIELDS if name not in rows[0]]
    assert len(new) == 6
    for row in rows:
        row.update(dict.fromkeys(new, "NA" if row["TOTAL_NURSES_HC"] == "NA" else "0"))
    return as_csv(rows, FIELDS)


@pytest.mark.parametrize(
    "make", [_shuffled, _lower, _of_2025], ids=["any order", "small letters", "805 fields"]
)
def test_columns_are_found_by_name(make: Callable[[], bytes]) -> None:
    assert codes(checked(make())) == {}
    assert checked(make()).rows.drop("raw_line").equals(checked(DATA).rows.drop("raw_line"))


def test_a_near_miss_is_named_with_the_nearest_known() -> None:
    with pytest.raises(UnreadableError) as caught:
        checked(renamed("TOTAL_GP_RET_FTE", "TOTAL_GP_RETT_FTE"))
    assert [item.message.split(" Columns")[0] for item in caught.value.problems] == [
        "The column TOTAL_GP_RET_FTE is missing. The file has TOTAL_GP_RETT_FTE: did you mean that one?"
    ]


def test_fte_by_age_is_needed_only_since_it_is_published() -> None:
    ages = [m.field for m in MEASURES if m.first_period == "2023-01"]
    found = checked(without(*ages), name_of("December 2022"))
    assert (codes(found), found.absent) == ({}, tuple(ages))
    with pytest.raises(UnreadableError):
        checked(without(*ages), name_of("January 2023"))


# --- missing is never nought ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "reason"),
    [("NA", "NA"), ("na", "NA"), ("ND", "ND"), ("", "blank"), ("NULL", "NULL"), ("EST", "not_given")],
)
def test_each_mark_keeps_its_own_reason(mark: str, reason: str) -> None:
    found = checked(in_row(2, TOTAL_GP_RET_HC=mark))
    assert found.rows["total_gp_ret_hc"][0] is None
    assert found.reasons[0] == {reason: ["total_gp_ret_hc"]}


def test_nought_is_a_figure_since_february_2023() -> None:
    found = checked(nothing_submitted(2), name_of("February 2023"))
    assert (found.rows["total_gp_hc"][0], found.reasons[0]) == ("0", {})


def test_nought_before_february_2023_is_missing_when_nothing_was_submitted() -> None:
    found = checked(nothing_submitted(2), name_of("January 2023"))
    assert codes(found) == {"W-503": 1}
    assert found.rows["total_gp_hc"][0] is None
    assert set(found.reasons[0]) == {"0"}
    assert found.rows["total_gp_trn_gr_st1_hc"][0] == "0"  # trainees come from another source


def test_nought_before_february_2023_counts_when_the_practice_did_submit() -> None:
    found = checked(nothing_submitted(2, source="Fully Provided"), name_of("January 2023"))
    assert (codes(found), found.rows["total_gp_hc"][0]) == ({}, "0")


def test_direct_patient_care_may_honestly_be_nought_before_2023() -> None:
    rows = sample_rows()
    for name in FIELDS:
        if "_DPC_" in name and name in rows[0]:
            rows[0][name] = "0"
    del rows[0]["DPC_SOURCE"]
    found = checked(as_csv(rows, list(rows[0])), name_of("January 2023"))
    assert found.rows["total_dpc_hc"][0] == "0"


def test_trainees_stay_numeric_where_other_gp_figures_are_missing() -> None:
    found = checked(DATA)
    row = found.rows.row(8, named=True)
    assert (row["prac_code"], row["total_gp_hc"], row["total_gp_trn_gr_st1_hc"]) == ("Y07275", None, "0")


def test_null_in_a_column_that_is_not_kept_is_no_problem() -> None:
    assert sample_rows()[11]["TOTAL_UNKNOWN_GENDER"] == "NULL"
    assert codes(checked(DATA)) == {}


# --- sums ---------------------------------------------------------------------------------------------------


def test_every_identity_holds_in_the_real_rows() -> None:
    found = identities_of(sample_rows()[0])
    by_code = {code: sum(one.code == code for one in found) for code in ("W-401", "W-402", "W-403", "W-404")}
    assert by_code == {"W-401": 241, "W-402": 21, "W-403": 30, "W-404": 12}
    assert codes(checked(DATA)) == {}


def test_roles_of_other_staff_add_up_unless_the_file_has_a_role_that_is_not_known() -> None:
    wrong = in_row(2, TOTAL_ADMIN_FTE="8", MALE_ADMIN_FTE="0.706666667")
    assert codes(checked(wrong)) == {"W-402": 2, "W-403": 1}
    rows = [row | {"TOTAL_DPC_HIGH_INTENSITY_THERA_FTE": "1"} for row in sample_rows()]
    rows[0]["TOTAL_DPC_FTE"] = "1.426666667"
    assert "W-402" not in codes(checked(as_csv(rows)))


def test_a_cell_in_error_keeps_its_sums_quiet() -> None:
    """CASE-I-08"""
    assert codes(checked(in_row(2, TOTAL_GP_FTE="many"))) == {"W-304": 1}


def test_one_broken_row_hides_no_other() -> None:
    """CASE-I-09"""
    data = changed((2, "TOTAL_PATIENTS", "-1"), (3, "TOTAL_GP_FTE", "x"), (4, "PRAC_CODE", "??"))
    found = checked(data)
    assert (codes(found), found.rows_rejected) == ({"W-302": 1, "W-304": 1, "W-305": 1}, 3)


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    """CASE-I-04"""
    found = checked(in_row(15, TOTAL_PATIENTS="-1"))
    assert [(item.row, item.column, item.value) for item in found.problems if item.code == "W-305"] == [
        (15, "TOTAL_PATIENTS", "-1")
    ]


def test_the_message_says_what_was_read_what_is_allowed_and_an_example() -> None:
    found = checked(in_row(2, TOTAL_GP_FTE="1,234"), SAMPLE_NAME)
    assert [item.message for item in found.problems if item.code == "W-304"] == [
        (
            "“1,234” in TOTAL_GP_FTE is not a number. A number without commas or units, or NA, ND, NULL or nothing "
            "where a figure is missing. Example: 10.26666667"
        )
    ]


def test_read_is_loaded_and_rejected() -> None:
    found = checked(in_row(3, PRAC_CODE="A81001"))
    assert (found.rows_read, len(found.rows), found.rows_rejected) == (14, 12, 2)


def test_spaces_around_a_cell_play_no_part() -> None:
    found = checked(in_row(2, TOTAL_ADMIN_FTE=" 7.293333333 ", PRAC_CODE="A81001 ", TOTAL_GP_RET_HC=" NA"))
    row = found.rows.row(0, named=True)
    assert (row["total_admin_fte"], row["prac_code"], row["total_gp_ret_hc"]) == (
        "7.293333333",
        "A81001",
        None,
    )
    assert (codes(found), found.reasons[0]) == ({"W-502": 1}, {"NA": ["total_gp_ret_hc"]})


def test_digits_are_kept_as_published() -> None:
    assert checked(in_row(2, TOTAL_ADMIN_FTE="7.293333333")).rows["total_admin_fte"][0] == "7.293333333"
