"""Still in post and cost per GP retained: reads of answers that are counted, under the rule of small numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from retention_portal.core.dates import Quarter
from retention_portal.core.money import display
from retention_portal.core.rounding import rounded
from retention_portal.core.suppression import HIDDEN_TEXT, Cell, CellState, CountClass, rate_text, table
from retention_portal.organisations.models import Organisation
from schemes.awards.models import Award, LedgerEntry, StillInPost
from schemes.awards.rules.still_in_post import (
    MILESTONES,
    OPEN_DAYS,
    Answer,
    Outcomes,
    Reply,
    group_of,
    outcomes,
)
from schemes.awards.statuses import EntryKind

_MONEY: DecimalField = DecimalField(max_digits=12, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Uptake:
    """One scheme in a system, exact: for the staff of the system and its region."""

    title: str
    running: int
    started: int
    due: Decimal
    paid: Decimal


def counted_to(on: date) -> date:
    """The last day of asking whose answers are counted: they are counted by the quarter, so that two looks on
    different days never differ by one person."""
    return Quarter.of(on).start - timedelta(days=OPEN_DAYS)


def counted(systems: Iterable[int], milestone: int, on: date) -> dict[int, list[Reply]]:
    """The replies of each system to the questions of a milestone that are counted. One statement."""
    paid = (
        LedgerEntry.objects.filter(
            award=OuterRef("award"), kind=EntryKind.PAID, starts_on__lte=OuterRef("asked_on")
        )
        .order_by()
        .values("award")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    rows = StillInPost.objects.filter(
        award__system__in=list(systems), milestone=milestone, asked_on__lte=counted_to(on)
    )
    rows = rows.annotate(
        paid=Coalesce(Subquery(paid, output_field=_MONEY), Value(Decimal(0)), output_field=_MONEY)
    )
    found: dict[int, list[Reply]] = {}
    for system, said, money in rows.values_list("award__system", "answer", "paid").order_by("pk"):
        found.setdefault(system, []).append(Reply(Answer(said) if said else None, money))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One system's answers as they may be shown; rates in per cent and the cost in pounds, as text."""

    system: Organisation
    cells: tuple[Cell, ...]
    total: Cell
    response: str
    here: str
    in_general_practice: str
    cost: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The answers at one milestone, a row for each system that the reader may see."""

    milestone: int
    rows: tuple[Row, ...]
    rule: str
    note: str


def shown(milestone: int, on: date, together: list[Organisation], seen: set[int]) -> Shown | None:
    """The rule of small numbers always, because an answer may tell an intention; None when nothing is counted.

    The table is made over `together`, the whole region, and a system sees its own row of that very table, so that
    nothing can be worked out between the two.
    """
    replies = counted((system.pk for system in together), milestone, on)
    systems = [system for system in together if replies.get(system.pk)]
    if not any(system.pk in seen for system in systems):
        return None
    groups = [_groups(outcomes(replies[system.pk]), replies[system.pk]) for system in systems]
    made = table(
        [[count for count, _ in row] for row in groups],
        rows=[system.code for system in systems],
        columns=GROUPS,
        count_class=CountClass.CONFIDENTIAL,
        linked={"paid": [[money for _, money in row] for row in groups]},
    )
    rows = tuple(
        _row(system, made.cells[number], made.row_totals[number])
        for number, system in enumerate(systems)
        if system.pk in seen
    )
    return Shown(milestone, rows, made.rule, made.note)


GROUPS = ("Still here", "Moved, still a GP", "Left general practice", "No answer")


def _groups(found: Outcomes, replies: list[Reply]) -> list[tuple[int, Decimal]]:
    """(people, pounds paid for them) of each of `GROUPS`."""
    moved = found.in_general_practice - found.here
    counts = (found.here, moved, found.answered - found.in_general_practice, found.asked - found.answered)
    money = [Decimal(0)] * 4
    for reply in replies:
        money[group_of(reply.answer)] += reply.paid
    return list(zip(counts, money, strict=True))


def _row(system: Organisation, cells: tuple[Cell, ...], total: Cell) -> Row:
    here, moved, left, silent = cells
    answered = _together(here, moved, left)
    return Row(
        system,
        cells,
        total,
        response=rate_text(answered, _together(here, moved, left, silent)),
        here=rate_text(here, answered),
        in_general_practice=rate_text(_together(here, moved), answered),
        cost=_cost(here, (here, moved, left)),
    )


def _together(*cells: Cell) -> Cell:
    """What a reader adds up: hidden when one of them is."""
    if any(cell.number is None for cell in cells):
        return Cell(HIDDEN_TEXT, CellState.HIDDEN, None)
    number = sum(cell.number or 0 for cell in cells)
    return Cell(f"{number:,}", CellState.ROUNDED, number)


def _cost(here: Cell, answered: tuple[Cell, ...]) -> str:
    """Pounds for each GP still here, from what is printed: the money of all who answered."""
    if any(cell.number is None for cell in answered):
        return HIDDEN_TEXT
    if not here.number:
        return "not available"
    money = sum((Decimal(cell.linked["paid"].replace(",", "")) for cell in answered), Decimal(0))
    return display(rounded(money / here.number, -1))


def uptake(systems: QuerySet[Organisation]) -> list[Uptake]:
    """People started and on each scheme, and its money. Two statements."""
    awards = Award.objects.filter(system__in=systems.values("pk")).exclude(
        status__in=["planned", "cancelled"]
    )
    entries = LedgerEntry.objects.filter(award__system__in=systems.values("pk"))
    money: dict[tuple[str, str], Decimal] = {
        (row["award__title"], row["kind"]): row["total"]
        for row in entries.values("award__title", "kind").order_by().annotate(total=Sum("amount"))
    }
    rows: dict[str, list[int]] = {}
    for title, status in awards.order_by("title").values_list("title", F("status")):
        counts = rows.setdefault(title, [0, 0])
        counts[0] += status in ("active", "paused")
        counts[1] += 1
    return [
        Uptake(
            title,
            running,
            started,
            money.get((title, "due"), Decimal(0)),
            money.get((title, "paid"), Decimal(0)),
        )
        for title, (running, started) in rows.items()
    ]


def all_shown(region: list[Organisation], seen: set[int], on: date) -> list[Shown]:
    """Every milestone that has counted answers for a system in `seen`. Two statements."""
    found = [shown(milestone, on, region, seen) for milestone in MILESTONES]
    return [one for one in found if one]
