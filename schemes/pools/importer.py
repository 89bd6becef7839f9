"""A supplier's bookings as a CSV file: its layout, and each row read or rejected with a sentence. Pure reading.

The layout is written down in `docs/pool-bookings.md`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from retention_portal.core.csv_files import read_csv, unguarded
from retention_portal.core.dates import parse_date
from retention_portal.core.money import pounds
from retention_portal.core.refusals import BadInput, quoted
from schemes.pools.rules_policy import check_rate, local_moment, minutes_between
from schemes.pools.statuses import CoverType, SupplierOutcome

REQUIRED = ("reference", "practice_code", "cover_type", "starts", "ends", "outcome")
OPTIONAL = ("posted_on", "worked_minutes", "rate_an_hour")
LONGEST_MINUTES = 24 * 60
MOST_ROWS = 20_000
_WHEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([01][0-9]|2[0-3]):([0-5][0-9])(?::00)?")
_LABELS = {label.lower(): value for value, label in CoverType.choices}


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One row in order; moments are UTC, `practice` is an organisation's id, `rate` pounds an hour."""

    number: int
    reference: str
    practice: int
    cover_type: str
    starts_at: datetime
    ends_at: datetime
    outcome: str
    posted_on: date | None
    worked_minutes: int | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was left out: its line in the file, and a sentence."""

    row: int
    sentence: str

    def as_json(self) -> dict[str, object]:
        """As it is kept with the import."""
        return {"row": self.row, "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A whole file: read = rows + problems."""

    rows: list[BookingRow]
    problems: list[Problem]

    @property
    def count(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + len(self.problems)


def read_bookings(data: bytes, practices: Mapping[str, int]) -> ReadFile:
    """Read a supplier's file for the practices of a pool, {code: id}.

    Raises BadInput for a fault of the file as a whole: not CSV, a heading missing, no row, or too many rows. A row
    with a fault is left out with a sentence; of two rows with one reference the second is left out.
    """
    file = read_csv(data)
    missing = [name for name in REQUIRED if name not in file.headings]
    if missing:
        raise BadInput(
            f"The file lacks the {'column' if len(missing) == 1 else 'columns'} {', '.join(missing)}. "
            f"Its first line must name: {', '.join(REQUIRED)}; it may name: {', '.join(OPTIONAL)}."
        )
    if not file.rows:
        raise BadInput("The file has headings and no row.")
    if len(file.rows) > MOST_ROWS:
        raise BadInput(
            f"The file has {len(file.rows):,} rows. The most that is read at once is {MOST_ROWS:,}."
        )
    problems = [Problem(row.number, row.problem) for row in file.rows if row.problem]
    rows: dict[str, BookingRow] = {}
    for number, record in file.records():
        try:
            row = _row(number, {name: unguarded(cell.strip()) for name, cell in record.items()}, practices)
            if row.reference in rows:
                raise BadInput(
                    f"The reference {quoted(row.reference)} stands on line {rows[row.reference].number} too."
                )
            rows[row.reference] = row
        except BadInput as wrong:
            problems.append(Problem(number, wrong.sentence))
    return ReadFile(list(rows.values()), sorted(problems, key=lambda problem: problem.row))


def _row(number: int, cells: Mapping[str, str], practices: Mapping[str, int]) -> BookingRow:
    reference = cells["reference"]
    if not reference or len(reference) > 60:
        raise BadInput("The reference is empty, or longer than 60 characters.")
    starts_at, ends_at = _moment(cells["starts"], "starts"), _moment(cells["ends"], "ends")
    length = minutes_between(starts_at, ends_at)
    if length <= 0:
        raise BadInput(f"It ends at {quoted(cells['ends'])}, which is not after its start.")
    if length > LONGEST_MINUTES:
        raise BadInput("It lasts longer than 24 hours.")
    return BookingRow(
        number=number,
        reference=reference,
        practice=_practice(cells["practice_code"], practices),
        cover_type=_cover(cells["cover_type"]),
        starts_at=starts_at,
        ends_at=ends_at,
        outcome=_outcome(cells["outcome"]),
        posted_on=parse_date(cells["posted_on"]) if cells.get("posted_on") else None,
        worked_minutes=_minutes(cells.get("worked_minutes", ""), length),
        rate=_rate(cells.get("rate_an_hour", "")),
    )


def _practice(code: str, practices: Mapping[str, int]) -> int:
    found = practices.get(code.upper())
    if found is None:
        raise BadInput(f"{quoted(code)} is no practice of this pool.")
    return found


def _cover(text: str) -> str:
    found = text if text in CoverType.values else _LABELS.get(text.lower())
    if found is None:
        raise BadInput(f"{quoted(text)} is no kind of work. It is one of: {', '.join(CoverType.values)}.")
    return str(found)


def _outcome(text: str) -> str:
    if text.lower() not in SupplierOutcome.values:
        raise BadInput(f"{quoted(text)} is no outcome. It is one of: {', '.join(SupplierOutcome.values)}.")
    return text.lower()


def _moment(text: str, name: str) -> datetime:
    match = _WHEN.fullmatch(text)
    if not match:
        raise BadInput(
            f"{quoted(text)} in {name} is no day and time. Write 2026-11-02 09:00, in London time."
        )
    return local_moment(parse_date(match[1]), time(int(match[2]), int(match[3])))


def _minutes(text: str, length: int) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 5 or int(text) > LONGEST_MINUTES:
        raise BadInput(f"{quoted(text)} is no number of minutes worked.")
    if int(text) > length + 120:
        raise BadInput(f"{text} minutes were worked in a session of {length}.")
    return int(text)


def _rate(text: str) -> Decimal | None:
    if not text:
        return None
    amount = pounds(text)
    check_rate(amount)
    return amount
