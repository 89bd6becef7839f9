"""How values of a report are put into words: once, for every way out."""

from datetime import date
from decimal import Decimal

from action_plans.assurance.blocks import Cell
from action_plans.assurance.rows import Figure, InitiativeRow
from retention_portal.core.nhsuk.figures import MISSING, date_words, fte, number, percent, pounds

RAG_COLOURS = {"green": "green", "amber": "yellow", "red": "red", "blue": "blue", "grey": "grey"}
STANDING_COLOURS = {"met": "green", "part": "yellow", "gap": "red"}
NOT_RECORDED = "not recorded"


def figure_text(figure: Figure, value: Decimal | None) -> str:
    """A workforce value with the places of its unit; "not available" when it is missing."""
    if value is None:
        return MISSING
    if figure.unit.lower() == "fte":
        return fte(value)
    if figure.unit == "share":
        return percent(value, 1)
    return number(value, 2) if figure.unit == "FTE per head" else number(value)


def figure_cell(figure: Figure, value: Decimal | None) -> Cell:
    """The same, with the exact value for machines."""
    return Cell(figure_text(figure, value), raw=value)


def change_text(figure: Figure) -> str:
    """The change on the same month a year before: per cent, or points where the figure is a share."""
    if figure.change is None or figure.value is None or figure.year_before is None:
        return MISSING
    if figure.unit in ("share", "FTE per head"):
        is_share = figure.unit == "share"
        points = (figure.value - figure.year_before) * (100 if is_share else 1)
        text = number(points, 1 if is_share else 2)
        return f"{'+' if points > 0 else ''}{text}{' points' if is_share else ''}"
    return f"{'+' if figure.change > 0 else ''}{percent(figure.change, 1)}"


def money_cell(amount: Decimal | None) -> Cell:
    """Pounds, with the exact amount for machines."""
    return Cell(pounds(amount), raw=amount)


def day_cell(iso: str, without: str = "–") -> Cell:
    """A day in words, with its ISO form for machines; `without` when there is none."""
    return Cell(date_words(date.fromisoformat(iso)), raw=iso) if iso else Cell(without, raw="")


def people_cell(row: InitiativeRow) -> Cell:
    """The people reached by an initiative: a number, "*" when it is hidden, or that nobody counted."""
    if row.people_text:
        return Cell(row.people_text)
    return count_cell(row.people_reached)


def count_cell(count: int | None, without: str = NOT_RECORDED) -> Cell:
    """A count of people; None says that nobody counted, which is not nought."""
    return Cell(without, raw="") if count is None else Cell(number(count), raw=count)


def rag_cell(rag: str, note: str = "") -> Cell:
    """A rating in words on its colour, with its reason."""
    return Cell(rag.capitalize() if rag else "Not rated", note, RAG_COLOURS[rag or "grey"])
