"""Two months in one file: no column of the publication says the month, so other signs must tell."""

from workforce.extracts.problems import problem
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.reading.table import Table

_STATES_THE_MONTH = (
    "YEAR",
    "MONTH",
    "PERIOD",
    "CENSUS_YEAR",
    "CENSUS_MONTH",
    "SNAPSHOT_DATE",
    "SNAPSHOT_YEAR",
    "SNAPSHOT_MONTH",
    "EFFECTIVE_SNAPSHOT_DATE",
    "EXTRACT_DATE",
)


def check_one_month(table: Table) -> None:
    """Raises UnreadableError when headings stand again among the rows, most practices stand twice, or an added
    column names several months."""
    codes = table.frame["PRAC_CODE"].str.strip_chars().str.to_uppercase()
    for place in (codes == "PRAC_CODE").arg_true():
        why = f"Row {table.numbers[place]} holds the headings again, so two tables stand in one file."
        raise UnreadableError(problem("W-107", row=table.numbers[place], column="PRAC_CODE", why=why))
    counts = codes.filter(codes != "").value_counts()
    twice = int((counts["count"] > 1).sum())
    if twice > 1 and twice > len(counts) / 2:
        why = f"{twice:,} of {len(counts):,} practices stand in more than one row."
        raise UnreadableError(problem("W-107", column="PRAC_CODE", why=why))
    for name in table.columns:
        if name in _STATES_THE_MONTH and len(found := _values(table, name)) > 1:
            why = f"{name} holds {' and '.join(found[:4])}{' and more' if len(found) > 4 else ''}."
            raise UnreadableError(problem("W-107", row=table.heading_row, column=name, why=why))


def _values(table: Table, name: str) -> list[str]:
    return sorted({text for text in table.frame[name].str.strip_chars().unique() if text})
