"""The layout of a plan's workbook: the only place that names its sheets and columns.

A value, here and in everything that reads or writes the workbook, is a text or a list of codes: a date is
2026-10-12, money 1234.50, a choice its code, nothing is an empty text. So values compare and store as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from action_plans.plans.statuses import InitiativeStatus, Rag
from action_plans.plans.statuses_registers import (
    Consequence,
    Likelihood,
    Proximity,
    RiskStatus,
    Stance,
    Trend,
)
from retention_portal.core.vocabulary import CareerStage, Level

Value = str | list[str]

MOST_ROWS = 2000
MOST_SAVED = 500
"""New and changed rows saved at once: each goes through the actions of the plan while somebody waits."""

INSTRUCTIONS = "How to fill this in"
COMMENTS = "Comments"
"""Heading of the column that says what was found; a file that comes back with it is read without it."""


class Kind(StrEnum):
    """What a column holds."""

    REFERENCE = "reference"
    PARENT = "parent"
    TEXT = "text"
    CHOICE = "choice"
    CODES = "codes"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value. `text` is how a cell holds it."""

    value: str
    text: str


Lists = Mapping[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `keeps`: an empty cell leaves what stands in the plan. `list_name`: the list of its choices."""

    name: str
    heading: str
    kind: Kind
    example: str
    required: bool = False
    longest: int = 0
    list_name: str = ""
    most: int = 0
    keeps: bool = False
    why: str = ""
    width: int = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `prefix` begins its references; a sheet without one is known by the columns of `key`."""

    name: str
    noun: str
    prefix: str
    key: tuple[str, ...]
    says: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of a field. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _reference(example: str) -> Column:
    return Column(
        "reference", "Reference", Kind.REFERENCE, example, width=12,
        why="Written by the portal. Leave it as it is; leave it empty in a new row.",
    )  # fmt: skip


def _choice(name: str, heading: str, list_name: str, example: str, **more: object) -> Column:
    return Column(name, heading, Kind.CHOICE, example, list_name=list_name, **more)  # type: ignore[arg-type]


def _text(name: str, heading: str, longest: int, example: str, **more: object) -> Column:
    width = {"width": 44} if longest > 120 else {"width": 28}
    return Column(name, heading, Kind.TEXT, example, longest=longest, **(width | more))  # type: ignore[arg-type]


def _date(name: str, heading: str, example: str, **more: object) -> Column:
    return Column(name, heading, Kind.DATE, example, **({"width": 14} | more))  # type: ignore[arg-type]


_PARENT = Column(
    "initiative", "Initiative", Kind.PARENT, "INI-0007", required=True, width=28,
    why="Its reference, or its exact title, also of one that is new in this file.",
)  # fmt: skip

INITIATIVES = Sheet(
    "Initiatives", "initiative", "INI", ("title",), "What the plan does.",
    (
        _reference("INI-0007"),
        _text("title", "Title", 120, "Peer groups for newly qualified GPs", required=True),
        _text("summary", "Summary", 1200, "Monthly peer groups in each borough, led by two GPs.", required=True),
        _choice("level", "Level", "levels", "L1 Career support for GPs", required=True, width=24),
        Column("essentials", "Essentials", Kind.CODES, "L1-E03; L1-E05", required=True, list_name="essentials"),
        Column("goals", "Goals", Kind.CODES, "L1-G02", list_name="goals"),
        Column("career_stages", "Career stages", Kind.CODES, "CS-NQ; CS-EMC", list_name="stages"),
        _choice("area", "Area", "areas", "", required=True, width=28),
        _text("lead_name", "Lead", 120, "Dr A Lead, clinical lead", required=True),
        _date("starts_on", "Start", "01/10/2026"),
        _date("ends_on", "End", "31/03/2027"),
        _text("outcome_measure", "How we will know", 600, "Share of members still working here after a year."),
        _choice("status", "Status", "statuses", "Live", keeps=True, why="A new one begins as planned.", width=12),
        _text("status_reason", "Why it has this status", 600, "The trust withdrew.", keeps=True,
              why="Needed when it is paused, stopped or taken up again."),
        _choice("rag", "Rating", "rags", "Amber", keeps=True, width=12),
        _text("rag_reason", "Why it is rated so", 600, "Fewer practices than planned.", keeps=True,
              why="Needed when the rating changes."),
        Column("people_reached", "People reached to date", Kind.NUMBER, "41", most=100_000, keeps=True, width=12),
        _text("news", "What happened", 1200, "Twelve practices post sessions.", keeps=True,
              why="Becomes an update, dated the day it is saved. Always empty in a download."),
        Column("budget", "Budget (£)", Kind.MONEY, "60,000.00", keeps=True,
               why="What it will cost this year. Money is committed on the sheet “Funding lines”."),
        Column("national", "National support", Kind.CODES, "L1-N04", list_name="national", keeps=True,
               why="What it uses of the national offers."),
    ),
)  # fmt: skip
MILESTONES = Sheet(
    "Milestones", "milestone", "MIL", ("initiative", "title"), "The dated steps of the initiatives.",
    (
        _reference("MIL-0012"),
        _PARENT,
        _text("title", "Milestone", 120, "Second group begins", required=True),
        _date("planned_on", "Planned date", "01/12/2026", required=True),
        _date("forecast_on", "Date now expected", "15/12/2026", why="When it is not the planned date."),
        _date("actual_on", "Date it was reached", "02/11/2026", why="Not in the future."),
        _text("reason", "Why a date moved", 600, "The venue was not free.", keeps=True,
              why="Needed, in new words, when a planned or expected date moves."),
    ),
)  # fmt: skip
RISKS = Sheet(
    "Risks", "risk", "RSK", ("title",), "What may keep the plan from working.",
    (
        _reference("RSK-0003"),
        _text("title", "Risk", 120, "Too few sessions for cover", required=True),
        _text("description", "What could happen, and why", 1200, "Practices cannot release GPs.", required=True),
        _text("owner_name", "Owner", 120, "Clinical lead", required=True),
        _choice("likelihood_before", "Likelihood before", "likelihoods", "4 Likely", required=True),
        _choice("consequence_before", "Consequence before", "consequences", "3 Moderate", required=True),
        _text("mitigation", "What we do about it", 1200, "Cover is paid from the pool."),
        _choice("likelihood", "Likelihood now", "likelihoods", "2 Unlikely", required=True),
        _choice("consequence", "Consequence now", "consequences", "3 Moderate", required=True),
        _choice("likelihood_target", "Likelihood aimed at", "likelihoods", "1 Rare"),
        _choice("consequence_target", "Consequence aimed at", "consequences", "3 Moderate"),
        _choice("trend", "Trend", "trends", "Steady", keeps=True, width=12),
        _choice("proximity", "How soon", "proximities", "Within 3 months", keeps=True),
        _choice("status", "Status", "risk_statuses", "Open", keeps=True, width=12),
        _text("status_reason", "Why closed or opened again", 600, "The pool is funded for two years.", keeps=True,
              why="Needed, in new words, when the status changes."),
    ),
)  # fmt: skip
STAKEHOLDERS = Sheet(
    "Stakeholders", "stakeholder", "STK", ("name",), "The bodies and roles that the plan needs.",
    (
        _reference("STK-0002"),
        _text("name", "Stakeholder", 120, "Local Medical Committee", required=True),
        _choice("contributor", "Suggested contributor", "contributors", "CT-04 Local Medical Committees (LMCs)",
                width=28),
        _choice("stance", "Stance", "stances", "Supportive", required=True),
        _text("matters", "What matters to them", 600, "Workload in practices.",
              why="Everybody who reads the plan reads this."),
        _text("approach", "How we work with them", 600, "A place on the project board."),
        _text("owner_name", "Who keeps in touch", 120, "System lead"),
    ),
)  # fmt: skip
FUNDING_LINES = Sheet(
    "Funding lines", "commitment", "", ("initiative", "programme"),
    "What is committed to each initiative of each programme.",
    (
        _PARENT,
        _choice("programme", "Programme", "programmes", "", required=True, width=36),
        Column("amount", "Committed in all (£)", Kind.MONEY, "12,000.00", required=True,
               why="The whole amount, not the difference. 0 gives all of it back."),
        _text("reason", "Why it is lowered", 600, "The second group starts next year.", keeps=True,
              why="Needed when the amount goes down. Always empty in a download."),
    ),
)  # fmt: skip
SHEETS = (INITIATIVES, MILESTONES, RISKS, STAKEHOLDERS, FUNDING_LINES)
SHEET_BY_NAME = {sheet.name: sheet for sheet in SHEETS}


def _labels(kind: type) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), str(label)) for value, label in kind.choices)  # type: ignore[attr-defined]


def coded(rows: Mapping[str, str]) -> tuple[Choice, ...]:
    """Choices whose cells hold code and name: {"L1": "Career support for GPs"}."""
    return tuple(Choice(code, f"{code} {name}") for code, name in rows.items())


FIXED_LISTS: Lists = {
    "levels": coded({level.value: level.label for level in Level}),
    "stages": coded({stage.value: stage.label for stage in CareerStage}),
    "statuses": _labels(InitiativeStatus),
    "rags": _labels(Rag),
    "likelihoods": _labels(Likelihood),
    "consequences": _labels(Consequence),
    "trends": _labels(Trend),
    "proximities": _labels(Proximity),
    "risk_statuses": _labels(RiskStatus),
    "stances": _labels(Stance),
}
LIST_NAMES = {
    "levels": "Levels",
    "essentials": "Essentials",
    "goals": "Goals",
    "national": "National support",
    "stages": "Career stages",
    "areas": "Areas",
    "statuses": "Statuses of an initiative",
    "rags": "Ratings",
    "likelihoods": "Likelihoods",
    "consequences": "Consequences",
    "trends": "Trends",
    "proximities": "How soon",
    "risk_statuses": "Statuses of a risk",
    "contributors": "Suggested contributors",
    "stances": "Stances",
    "programmes": "Programmes with a money line in this plan’s year",
}
_SHORT_LIST = 6


def allowed(column: Column, lists: Lists) -> str:
    """What a column takes, in a sentence; the instructions and every problem print this one."""
    if column.kind is Kind.REFERENCE:
        return "A reference as the portal wrote it, or nothing in a new row."
    if column.kind is Kind.PARENT:
        return "The reference or the exact title of an initiative."
    if column.kind is Kind.TEXT:
        return f"Text of at most {column.longest:,} characters."
    if column.kind is Kind.DATE:
        return "A date from 1948 to 2100, day first."
    if column.kind is Kind.NUMBER:
        return f"A whole number from 0 to {column.most:,}."
    if column.kind is Kind.MONEY:
        return "Pounds and pence, £0 or more."
    return _allowed_of_list(column, lists[column.list_name])


def _allowed_of_list(column: Column, choices: tuple[Choice, ...]) -> str:
    if not choices:
        return f"Nothing yet: the list “{LIST_NAMES[column.list_name]}” is empty."
    where = f"the list “{LIST_NAMES[column.list_name]}” in the sheet “{INSTRUCTIONS}”"
    if column.kind is Kind.CODES:
        return f"Codes from {where}, with semicolons between them."
    if len(choices) > _SHORT_LIST:
        return f"One of {where}."
    return f"One of: {', '.join(choice.text for choice in choices)}."


def example(column: Column, lists: Lists) -> str:
    """An example of a cell; of a list that differs from plan to plan, its first entry."""
    if column.example:
        return column.example
    choices = lists.get(column.list_name, ())
    return choices[0].text if choices else ""


def cell_text(column: Column, value: Value, lists: Lists) -> str:
    """A value as a person reads it and as a text cell holds it; dates and money as pages print them."""
    if isinstance(value, list):
        return "; ".join(value)
    if column.kind is Kind.CHOICE and value:
        return next((each.text for each in lists[column.list_name] if each.value == value), value)
    if column.kind is Kind.DATE and value:
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if column.kind is Kind.MONEY and value:
        return f"£{Decimal(value):,.2f}"
    return value
