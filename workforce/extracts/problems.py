"""The catalogue of what an import can find wrong, as data: `reference/problems.yaml`.

Documentation and tests walk it: each code has a sentence, what is allowed, and an example.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import yaml

from retention_portal.core.refusals import quoted
from workforce.extracts.measures import REFERENCE
from workforce.extracts.statuses import Severity

KEPT_PER_CODE = 10_000  # more than England has practices


@dataclass(frozen=True)
class ProblemKind:
    """One entry of the catalogue. `message` has places for the facts of the case, in braces."""

    code: str
    stage: str
    severity: Severity
    title: str
    message: str
    allowed: str
    example: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found. `row` is the row of the spreadsheet, the headings being row 1; None for the whole file."""

    code: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    @property
    def severity(self) -> Severity:
        """As the catalogue says."""
        return CATALOGUE[self.code].severity

    @property
    def is_error(self) -> bool:
        """Whether it keeps its row, or its file, out."""
        return self.severity == Severity.ERROR

    def as_json(self) -> dict[str, object]:
        """As `import_workforce --json` prints it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


class Catalogue(dict[str, ProblemKind]):
    """Kinds of problem by code, read once."""

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages of a check, in order."""
        return tuple(dict.fromkeys(kind.stage for kind in self.values()))


def _catalogue() -> Catalogue:
    entries = yaml.safe_load((REFERENCE / "problems.yaml").read_text(encoding="utf-8"))
    return Catalogue(
        (
            code,
            ProblemKind(
                code,
                entry["stage"],
                Severity(entry["severity"]),
                entry["title"],
                entry["message"],
                entry["allowed"],
                entry["example"],
            ),
        )
        for code, entry in entries.items()
    )


CATALOGUE = _catalogue()


def problem(
    code: str, *, row: int | None = None, column: str | None = None, value: object = None, **facts: object
) -> Problem:
    """A problem of a kind, its sentence filled with the facts; `{read}` in it is the value in quotation marks."""
    kind = CATALOGUE[code]
    text = None if value is None else _printable(str(value)[:200])
    says = kind.message.format(read=quoted("" if value is None else value), column=column, **facts)
    allowed = kind.allowed.format(**facts)
    sentence = " ".join(part for part in (says, allowed, kind.example and f"Example: {kind.example}") if part)
    return Problem(code, sentence, row, column, text)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)


def counts(problems: Iterable[Problem]) -> dict[str, int]:
    """How many of each code, in the order of the catalogue."""
    found = Counter(item.code for item in problems)
    return {code: found[code] for code in CATALOGUE if found[code]}


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By severity, then code, then row and column: as lists show them."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted(
        problems, key=lambda item: (rank[item.severity], item.code, item.row or 0, item.column or "")
    )


def kept(problems: Iterable[Problem]) -> list[Problem]:
    """At most 10,000 of each code; the counts keep the full number."""
    seen: Counter[str] = Counter()
    result = []
    for item in problems:
        seen[item.code] += 1
        if seen[item.code] <= KEPT_PER_CODE:
            result.append(item)
    return result
