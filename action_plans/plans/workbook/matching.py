"""Which row of the file is which row of the plan, and what saving it would change. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from action_plans.plans.workbook.contents import Contents, Existing
from action_plans.plans.workbook.layout import (
    INITIATIVES,
    SHEETS,
    Kind,
    Lists,
    Sheet,
    Value,
    cell_text,
)
from action_plans.plans.workbook.problems import Problem, of_cell
from action_plans.plans.workbook.reading import ReadRow, ReadSheet, ReadWorkbook, folded, nearest

NEW_INITIATIVE = "new:"
"""Begins the `initiative` of a row whose initiative is new in the same file; its folded title follows."""


class Class(StrEnum):
    """What a row of the file is to the plan."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Match:
    """A row of the file beside its row of the plan, if it has one. `values` is what saving it would leave there."""

    row: ReadRow
    existing: Existing | None
    values: dict[str, Value]

    @property
    def before(self) -> dict[str, Value]:
        """What stands in the plan."""
        return self.existing.values if self.existing else {}

    @property
    def title(self) -> str:
        """What people know it by."""
        return self.row.text(self.row.sheet.key[-1]) or (self.existing.title if self.existing else "")

    def differs(self, *names: str) -> bool:
        """Whether saving would change one of the fields."""
        return any(self.values.get(name, "") != self.before.get(name, "") for name in names)

    @property
    def changes(self) -> list[str]:
        """The fields that saving would change."""
        return [column.name for column in self.row.sheet.columns if self.differs(column.name)]

    @property
    def kind(self) -> Class:
        """New, changed or unchanged."""
        if self.existing is None:
            return Class.NEW
        return Class.CHANGED if self.changes else Class.UNCHANGED


@dataclass(slots=True)
class Comparison:
    """Every row of the file matched, and the rows of the plan that the file does not have, per sheet."""

    matches: dict[str, list[Match]] = field(default_factory=dict)
    missing: dict[str, list[Existing]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def match(book: ReadWorkbook, contents: Contents, lists: Lists) -> Comparison:
    """Match by reference, else by exact title whatever the case; two that fit is a problem."""
    found = Comparison()
    parents = _Parents(book, contents)
    for sheet in SHEETS:
        if sheet.name in book.sheets:
            _Matching(book.sheets[sheet.name], contents[sheet.name], lists, parents, found).run()
    return found


class _Parents:
    """Initiatives by reference and by title, those of the plan and those that are new in the file."""

    def __init__(self, book: ReadWorkbook, contents: Contents) -> None:
        self.references = {row.reference for row in contents[INITIATIVES.name]}
        self.by_title: defaultdict[str, set[str]] = defaultdict(set)
        for row in contents[INITIATIVES.name]:
            self.by_title[folded(row.title)].add(row.reference)
        rows = book.sheets[INITIATIVES.name].rows if INITIATIVES.name in book.sheets else []
        for read in rows:
            title = folded(read.text("title"))
            known = read.text("reference")
            if title and known in self.references:
                self.by_title[title].add(known)
            elif title and not known and not self.by_title[title]:
                self.by_title[title].add(NEW_INITIATIVE + title)

    def find(self, text: str) -> set[str]:
        if text.upper() in self.references:
            return {text.upper()}
        return self.by_title.get(folded(text), set())


class _Matching:
    """One sheet."""

    def __init__(
        self, read: ReadSheet, existing: list[Existing], lists: Lists, parents: _Parents, found: Comparison
    ) -> None:
        self.read, self.sheet, self.lists, self.parents, self.found = read, read.sheet, lists, parents, found
        self.existing = existing
        self.by_reference = {row.reference: row for row in existing if row.reference}
        self.by_key: defaultdict[tuple[str, ...], list[Existing]] = defaultdict(list)
        for row in existing:
            self.by_key[_key(self.sheet, row.values)].append(row)

    def run(self) -> None:
        matches = [each for row in self.read.rows if (each := self._matched(row)) is not None]
        twice = self._twice(matches)
        held = {each.existing.id if each.existing else 0 for each in matches} if self.sheet.prefix else set()
        keys = {_key(self.sheet, each.values) for each in matches}
        named = {row.text("reference") for row in self.read.rows} - {""}
        self.found.matches[self.sheet.name] = [each for each in matches if each.row.number not in twice]
        self.found.missing[self.sheet.name] = [
            row
            for row in self.existing
            if row.reference not in named
            and (row.id not in held if self.sheet.prefix else _key(self.sheet, row.values) not in keys)
        ]

    def _matched(self, row: ReadRow) -> Match | None:
        """None when it cannot be told which row it is; then a problem says so, or a cell of it is in error."""
        given = dict(row.values)
        if "initiative" in given and "initiative" not in row.wrong:
            parent = self._parent(row)
            if parent is None:
                return None
            given["initiative"] = parent
        if row.wrong & {"reference", *self.sheet.key} or not all(given.get(name) for name in self.sheet.key):
            return None
        existing, known = self._existing(row, given)
        if not known:
            return None
        if (
            existing
            and self.sheet.prefix
            and given.get("initiative", "") != existing.values.get("initiative", "")
        ):
            self._problem("WB-505", row, "initiative", before=existing.values["initiative"])
            return None
        return Match(row, existing, self._effective(row, given, existing))

    def _parent(self, row: ReadRow) -> str | None:
        text = row.text("initiative")
        fits = self.parents.find(text)
        if len(fits) == 1:
            return next(iter(fits))
        if fits:
            self._problem("WB-503", row, "initiative")
            return None
        near = nearest(text, [title for title in self.parents.by_title if title])
        self._problem("WB-504", row, "initiative", near=f" Did you mean “{near}”?" if near else "")
        return None

    def _existing(self, row: ReadRow, given: dict[str, Value]) -> tuple[Existing | None, bool]:
        reference = row.text("reference")
        if reference:
            existing = self.by_reference.get(reference)
            if existing is None:
                self._problem("WB-502", row, "reference")
            return existing, existing is not None
        fits = self.by_key[_key(self.sheet, given)]
        if len(fits) > 1:
            self._problem("WB-503", row, self.sheet.key[-1])
        return (fits[0] if fits else None), len(fits) <= 1

    def _effective(
        self, row: ReadRow, given: dict[str, Value], existing: Existing | None
    ) -> dict[str, Value]:
        """What would stand there: the file's value, or the plan's where the file leaves it alone."""
        before = existing.values if existing else {}
        values: dict[str, Value] = {}
        for column in self.sheet.columns:
            nothing: Value = [] if column.kind is Kind.CODES else ""
            stays = column.name not in given or column.name in row.wrong or column.kind is Kind.REFERENCE
            if stays or (column.keeps and not given[column.name]):
                values[column.name] = before.get(column.name, nothing)
            else:
                values[column.name] = given[column.name]
        return values

    def _twice(self, matches: list[Match]) -> set[int]:
        """The numbers of rows that are the same thing as another row, which each is told."""
        found: set[int] = set()
        rows: defaultdict[object, list[Match]] = defaultdict(list)
        for each in matches:
            known = each.existing.id if each.existing and self.sheet.prefix else None
            rows[known or _key(self.sheet, each.values)].append(each)
        for same in rows.values():
            if len(same) > 1:
                found |= {each.row.number for each in same}
                numbers = " and ".join(str(each.row.number) for each in same[:10])
                for each in same:
                    name = "reference" if each.row.text("reference") else self.sheet.key[-1]
                    self._problem("WB-501", each.row, name, noun=self.sheet.noun, rows=numbers)
        return found

    def _problem(self, code: str, row: ReadRow, name: str, **facts: object) -> None:
        self.found.problems.append(cell_problem(code, self.read, row, name, self.lists, **facts))


def cell_problem(
    code: str, read: ReadSheet, row: ReadRow, name: str, lists: Lists, **facts: object
) -> Problem:
    """A problem at the cell of a field of a row."""
    where = {"sheet": read.sheet.name, "row": row.number, "column": read.letter(name)}
    value = facts.pop("value", row.text(name))
    return of_cell(code, read.sheet.column(name), lists, value=value, **where, **facts)


def _key(sheet: Sheet, values: dict[str, Value]) -> tuple[str, ...]:
    return tuple(folded(str(values.get(name, ""))) for name in sheet.key)


def changes_as_json(found: Comparison, lists: Lists) -> dict[str, object]:
    """What saving would do, for storing and showing.

    {"sheets": [{"name", "new": [{row, title}], "changed": [{row, reference, title, fields: [[heading, before,
    after]]}], "unchanged": n, "missing": [[reference, title]]}]}
    """
    sheets = []
    for name, matches in found.matches.items():
        kinds = [(each, each.kind) for each in matches]
        sheets.append({
            "name": name,
            "new": [{"row": each.row.number, "title": each.title} for each, kind in kinds if kind is Class.NEW],
            "changed": [_changed(each, lists) for each, kind in kinds if kind is Class.CHANGED],
            "unchanged": sum(kind is Class.UNCHANGED for _, kind in kinds),
            "missing": [[row.reference, row.title] for row in found.missing[name]],
        })  # fmt: skip
    return {"sheets": sheets}


def _changed(each: Match, lists: Lists) -> dict[str, object]:
    columns = [each.row.sheet.column(name) for name in each.changes]
    fields = [
        [column.heading, cell_text(column, each.before.get(column.name, ""), lists),
         cell_text(column, each.values[column.name], lists)]
        for column in columns
    ]  # fmt: skip
    reference = each.existing.reference if each.existing else ""
    title = each.existing.title if each.existing else each.title
    return {"row": each.row.number, "reference": reference, "title": title, "fields": fields}


def of_sheet(found: Comparison, sheet: Sheet) -> Iterable[Match]:
    """The matches of a sheet; none when the file has no such sheet."""
    return found.matches.get(sheet.name, [])
