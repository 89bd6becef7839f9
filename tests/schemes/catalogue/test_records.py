"""The dated records of the schemes agree with the rule books, the handbook's table, and each other."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from schemes.catalogue import queries, reference
from schemes.catalogue.models import SchemeRecord
from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.rates import rates_of
from schemes.catalogue.statuses import SchemeState

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


def test_every_scheme_of_the_rule_books_has_records_in_the_handbooks_order() -> None:
    on = date(2026, 10, 1)
    assert [record.scheme.code for record in queries.schemes_on(on)] == [
        *("SCH-NGPRS", "SCH-IR", "SCH-FEL", "SCH-MEN", "SCH-N2PP", "SCH-GPCP", "SCH-POOL", "SCH-LGPRF"),
        *("SCH-GPPP", "SCH-GPS", "SCH-PHX", "SCH-COACH", "SCH-PH", "SCH-ARRS"),
    ]
    assert {record.scheme.code for record in queries.schemes_on(on)} == set(BOOKS)


def test_loading_again_changes_nothing() -> None:
    before = list(SchemeRecord.objects.order_by("pk").values())
    assert reference.load() == {"catalogue.schemes": 14, "catalogue.records": 31}
    assert list(SchemeRecord.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("code", sorted(BOOKS))
def test_a_record_takes_people_exactly_when_its_rule_book_is_open(code: str) -> None:
    scheme = queries.scheme_by_code(code)
    assert scheme is not None
    records = queries.records_of(scheme)
    ends = [day for row in records for day in (row.valid_from, row.valid_to) if day]
    openings = [day for one in BOOKS[code].openings for day in (one.opens, one.closes) if day]
    for day in {day + n * ONE_DAY for day in (*ends, *openings, date(2026, 10, 1)) for n in (-1, 0, 1)}:
        record = queries.record_on(scheme, day)
        takes = record is not None and SchemeState(record.status).takes_people
        assert takes == BOOKS[code].is_open(day), f"{code} on {day}"


@pytest.mark.parametrize("code", sorted(BOOKS))
def test_the_days_of_a_scheme_have_no_gap_and_each_day_one_record(code: str) -> None:
    scheme = queries.scheme_by_code(code)
    assert scheme is not None
    rows = queries.records_of(scheme)
    assert rows[0].valid_to is None
    for later, earlier in pairwise(rows):
        assert earlier.valid_to == later.valid_from - ONE_DAY


@pytest.mark.parametrize(
    ("code", "status", "replaced_by"),
    [
        pytest.param("SCH-NGPRS", "unconfirmed", None, id="U-07"),
        pytest.param("SCH-IR", "open", None, id="SCH-IR"),
        pytest.param("SCH-FEL", "closed", None, id="SCH-FEL"),
        pytest.param("SCH-MEN", "closed", None, id="SCH-MEN"),
        pytest.param("SCH-N2PP", "closed", None, id="SCH-N2PP"),
        pytest.param("SCH-GPCP", "ended", "SCH-POOL", id="SCH-GPCP"),
        pytest.param("SCH-POOL", "open_locally", None, id="SCH-POOL"),
        pytest.param("SCH-LGPRF", "closed", None, id="SCH-LGPRF"),
        pytest.param("SCH-GPPP", "unconfirmed", None, id="U-12"),
        pytest.param("SCH-COACH", "ended", None, id="SCH-COACH"),
        pytest.param("SCH-PH", "open", None, id="U-17"),
    ],
)
def test_the_state_at_a_glance(code: str, status: str, replaced_by: str | None) -> None:
    record = queries.record_on(queries.scheme_by_code(code), date(2026, 10, 1))  # type: ignore[arg-type]
    assert record is not None
    assert record.status == status
    assert (record.replaced_by.code if record.replaced_by else None) == replaced_by
    if status in ("closed", "ended"):
        assert record.replaced_by_text


def test_every_rate_named_by_a_record_exists() -> None:
    names = {line["rate"] for record in SchemeRecord.objects.all() for line in record.money}
    assert all(rates_of(name) for name in names)


def test_gp_career_plus_has_its_eleven_roles() -> None:
    record = SchemeRecord.objects.filter(scheme__code="SCH-GPCP").first()
    assert record is not None
    assert len(record.roles) == 11


def test_who_a_scheme_is_open_to() -> None:
    on = date(2022, 1, 1)
    several = {row.scheme.code: row.professions for row in queries.schemes_on(on) if len(row.professions) > 1}
    assert sorted(several) == ["SCH-FEL", "SCH-GPS", "SCH-N2PP", "SCH-PH", "SCH-PHX"]
    assert len(several["SCH-N2PP"]) == 12  # N2PP-R01
    assert "practice_manager" not in several["SCH-N2PP"]  # N2PP-R02


def test_a_stray_comma_in_a_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "scheme.yaml"
    file.write_text(
        "unconfirmed:\n  - {code: U-1, point: It is £4,000, why: Nobody knows}\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="“0” has no value"):
        reference._complete(file)
