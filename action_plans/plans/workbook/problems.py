"""What can be wrong with a workbook: a catalogue by code. Tests walk it, each code with a failing and passing twin."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from action_plans.plans.workbook.layout import Column, Lists, allowed, example
from action_plans.plans.workbook.statuses import Severity
from retention_portal.core.refusals import quoted

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

# code → severity, title of the group, sentence. `{read}` is the value in quotation marks.
CATALOGUE: dict[str, tuple[Severity, str, str]] = {
    "WB-101": (ERROR, "The file is empty", "The file is empty. Choose the workbook that you filled in."),
    "WB-102": (ERROR, "Not an Excel workbook", "This is not an Excel workbook (.xlsx). {why}"),
    "WB-103": (ERROR, "Old or protected workbook",
               "This is an old (.xls) or password-protected workbook. Save it as .xlsx without a password."),
    "WB-104": (ERROR, "Macros or links", "The workbook holds {what}. Save it as a plain .xlsx workbook without."),
    "WB-105": (ERROR, "Too large", "The file is too large: {why}"),
    "WB-106": (ERROR, "Damaged", "The workbook is damaged or cut off. Open it in Excel and save it once more."),
    "WB-107": (ERROR, "Virus scanner", "{why}"),
    "WB-201": (ERROR, "No sheet of the template", ("No sheet of the template is in this file. Its sheets are: {found}. "
               "The template has: {allowed}.")),
    "WB-202": (NOTE, "Sheets that are not read", "The sheet {read} is not part of the template and is not read."),
    "WB-203": (ERROR, "Sheet name nearly right", "There is no sheet {read} in the template. Did you mean “{near}”?"),
    "WB-204": (ERROR, "Too many rows", "The sheet has {count:,} rows or more. At most {most:,} are read."),
    "WB-205": (NOTE, "Sheets that are not in the file", "The sheet “{name}” is not in the file: nothing of it changes."),
    "WB-206": (ERROR, "Sheet twice", "The file has the sheet “{name}” twice. Leave one of them."),
    "WB-207": (
        ERROR,
        "Too much at once",
        "The file has {count:,} new and changed rows. At most {most:,} are saved at once: send it in parts.",
    ),
    "WB-301": (ERROR, "No headings", "None of the first 10 rows holds the headings of this sheet: {allowed}."),
    "WB-302": (WARNING, "Columns that are not read", "The column {read} is not part of the template and is not read."),
    "WB-303": (ERROR, "Heading nearly right", "There is no column {read} in this sheet. Did you mean “{near}”?"),
    "WB-304": (ERROR, "Column missing", "The column “{name}” is missing. Add it, as in the template."),
    "WB-305": (NOTE, "Columns that are not in the file",
               "The column “{name}” is not in the file: what stands in the plan stays."),
    "WB-306": (ERROR, "Heading twice", "The column {read} stands twice, in {other} too. Leave one of them."),
    "WB-401": (ERROR, "Empty cell", "This cell is empty and must not be."),
    "WB-402": (ERROR, "Text too long", "The text has {count:,} characters."),
    "WB-403": (ERROR, "Not one of the choices", "{read} is not one of the choices.{near}"),
    "WB-404": (ERROR, "Unknown code", "{read} is not a code of the list.{near}"),
    "WB-405": (ERROR, "Not a date", "{read} is not a real date."),
    "WB-406": (ERROR, "Date in the future", "{read} is in the future: write the date when it has been reached."),
    "WB-407": (ERROR, "Not a whole number", "{read} is not a whole number in the range."),
    "WB-408": (ERROR, "Not an amount", "{read} is not an amount of money that can be committed."),
    "WB-409": (ERROR, "Not a reference", "{read} is not a reference of this sheet."),
    "WB-410": (ERROR, "Spreadsheet error", "The cell holds an error of the spreadsheet ({read})."),
    "WB-411": (ERROR, "Ends before it starts", "The end {read} is before the start, {start}."),
    "WB-412": (ERROR, "Rating without a reason", "The rating changes: say in new words why it is rated so."),
    "WB-413": (ERROR, "Status cannot change so", "{before} cannot become {read}. It can become: {can}."),
    "WB-414": (ERROR, "Status without a reason", "The status changes: say in new words why."),
    "WB-415": (ERROR, "Date moved without a reason", "A date moves: say in new words why."),
    "WB-416": (WARNING, "Start is past", "It is planned with a start in the past, {read}: has it started?"),
    "WB-417": (WARNING, "Reason is not saved", ("The reason goes with a change of status. The status stays, "
               "so the reason stays too.")),
    "WB-418": (ERROR, "Score aimed at", "{why}"),
    "WB-419": (WARNING, "Score above the one before", ("The score now, {now}, is above the score before mitigation, "
               "{before}.")),
    "WB-420": (ERROR, "No rating", "What happened, the people reached and the reason go with a rating: give one."),
    "WB-501": (ERROR, "Same thing twice", "This {noun} stands twice in the file: rows {rows}."),
    "WB-502": (ERROR, "Reference not in this plan", "{read} is not in this plan."),
    "WB-503": (ERROR, "Title that several have", "Several have the title {read}: give the reference."),
    "WB-504": (ERROR, "Initiative not found", "No initiative {read} is in the plan or in this file.{near}"),
    "WB-505": (ERROR, "Belongs to another initiative", "This milestone belongs to {before} and cannot move to {read}."),
    "WB-506": (ERROR, "More than the line holds", "{why}"),
    "WB-507": (ERROR, "Lowered without a reason", "The amount goes down from {before}: say why."),
    "WB-508": (ERROR, "Nothing to commit", "A new row commits more than £0, or is left out."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found. `row` is the spreadsheet's own number; `column` its letter; None for the sheet or file."""

    code: str
    sentence: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""
    value: str = ""

    @property
    def severity(self) -> Severity:
        """As the catalogue says."""
        return CATALOGUE[self.code][0]

    @property
    def title(self) -> str:
        """What its group is called."""
        return CATALOGUE[self.code][1]

    @property
    def is_error(self) -> bool:
        """Whether nothing can be saved while it is there."""
        return self.severity == Severity.ERROR

    @property
    def place(self) -> str:
        """Where: "Risks, row 4, column E (Likelihood before)"."""
        parts = [self.sheet, f"row {self.row}" if self.row else "", self._column()]
        return ", ".join(part for part in parts if part)

    def _column(self) -> str:
        heading = f" ({self.heading})" if self.heading else ""
        return f"column {self.column}{heading}" if self.column else ""

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return asdict(self)


def problem(code: str, *, value: object = "", **facts: object) -> Problem:
    """A problem of the file, of a sheet (`sheet=`) or of a place (`row=`, `column=`, `heading=`)."""
    text = str(value)[:200].replace("\x00", "�")
    place = {name: facts.pop(name) for name in ("sheet", "row", "column", "heading") if name in facts}
    sentence = CATALOGUE[code][2].format(read=quoted(text), **facts)
    return Problem(code, sentence, value=text, **place)  # type: ignore[arg-type]


def of_cell(code: str, of: Column, lists: Lists, *, value: object = "", **facts: object) -> Problem:
    """A problem of one cell, its sentence with what is allowed there and an example."""
    found = problem(code, value=value, heading=of.heading, **facts)
    sample = example(of, lists)
    more = [allowed(of, lists), f"Example: {sample}" if sample else ""]
    sentence = " ".join(part for part in (found.sentence, *more) if part)
    return Problem(code, sentence, found.sheet, found.row, found.column, found.heading, found.value)


def grouped(problems: Iterable[Problem]) -> list[tuple[str, list[Problem]]]:
    """By code, errors first, each group in the order of the file."""
    rank = {severity: number for number, severity in enumerate(Severity)}
    ordered = sorted(problems, key=lambda item: (rank[item.severity], item.code))
    codes = dict.fromkeys(item.code for item in ordered)
    return [(code, [item for item in ordered if item.code == code]) for code in codes]
