"""A table of counts of people with its totals, shown so that no hidden count can be worked out."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from retention_portal.core.rounding import Number
from retention_portal.core.suppression.candidates import UNBOUNDED, Arc, Network
from retention_portal.core.suppression.rule import (
    LARGEST_HIDDEN,
    MANAGEMENT_NOTE,
    RULE_VERSION,
    SMALLEST_SHOWN,
    Cell,
    CellState,
    CountClass,
    cell,
    is_controlled,
    state_of,
    to_nearest_5,
)

FEWEST_CANDIDATES = 3

Place = tuple[int | None, int | None]
"""(row, column); None is the total over that side, so (None, None) is the grand total."""


@dataclass(frozen=True, slots=True)
class SuppressedTable:
    """What may be shown. Compute once, store (`as_json`), and show, export and chart the same one everywhere.

    `rule` names the rule (or says why there is none) and `note` explains the signs: print both with the
    table. In a table with one row or column, the totals over that single line repeat its cells.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    grand_total: Cell
    count_class: CountClass
    rule: str
    note: str
    used_secondary: bool

    def as_json(self) -> dict[str, object]:
        """The table as plain data: texts and states only."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "cells": [[_plain(c) for c in row] for row in self.cells],
            "row_totals": [_plain(c) for c in self.row_totals],
            "column_totals": [_plain(c) for c in self.column_totals],
            "grand_total": _plain(self.grand_total),
            "count_class": self.count_class.value,
            "rule": self.rule,
            "note": self.note,
            "used_secondary": self.used_secondary,
        }


def table(
    counts: Sequence[Sequence[int]],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    count_class: CountClass,
    national: bool = False,
    linked: Mapping[str, Sequence[Sequence[Number]]] | None = None,
) -> SuppressedTable:
    """Show `counts[row][column]` of people with row, column and grand totals as `count_class` allows.

    Every person is in one cell only: a table that counts a person twice does not add up and must not come
    here. `linked` gives other figures of the same shape by name (money in pounds, FTE): hidden and rounded
    with their count. After the rule, more is hidden until each hidden figure, totals included, has three
    possible values or more for a reader who knows all that is printed and which `*` are 1 to 7. The same
    counts always give the same table. Raises ValueError for a ragged or empty table and for a negative count.
    """
    _check_shape(counts, rows, columns, linked or {})
    controlled = is_controlled(count_class, national=national)
    places = _summed(counts)
    states = {place: state_of(count, controlled=controlled) for place, count in places.items()}
    primary = dict(states)
    if controlled:
        _Protection(places, states, len(rows), len(columns)).run()
        _repeat_single_lines(states, len(rows), len(columns))
    shown = _shown(places, states, linked or {})
    height, width = range(len(rows)), range(len(columns))
    return SuppressedTable(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(tuple(shown[r, c] for c in width) for r in height),
        row_totals=tuple(shown[r, None] for r in height),
        column_totals=tuple(shown[None, c] for c in width),
        grand_total=shown[None, None],
        count_class=count_class,
        rule=_rule(count_class, controlled=controlled),
        note=_note(controlled=controlled, used_secondary=states != primary),
        used_secondary=states != primary,
    )


def line(
    counts: Mapping[str, int],
    *,
    count_class: CountClass,
    national: bool = False,
    linked: Mapping[str, Mapping[str, Number]] | None = None,
) -> SuppressedTable:
    """A single list of counts by label, with its total: a `table` of one row.

    Read `cells[0]` and `grand_total`.
    """
    columns = tuple(counts)
    return table(
        [[counts[label] for label in columns]],
        rows=("Total",),
        columns=columns,
        count_class=count_class,
        national=national,
        linked={name: [[values[label] for label in columns]] for name, values in (linked or {}).items()},
    )


_N = TypeVar("_N", int, Number)


def _summed(values: Sequence[Sequence[_N]]) -> dict[Place, _N]:
    """Every place of the table with its figure, totals included, cells first in reading order."""
    height, width = range(len(values)), range(len(values[0]))
    places: dict[Place, _N] = {(r, c): values[r][c] for r in height for c in width}
    places |= {(r, None): sum(values[r]) for r in height}
    places |= {(None, c): sum(values[r][c] for r in height) for c in width}
    places[None, None] = sum(sum(row) for row in values)
    return places


def _shown(
    places: Mapping[Place, int],
    states: Mapping[Place, CellState],
    linked: Mapping[str, Sequence[Sequence[Number]]],
) -> dict[Place, Cell]:
    """Every place as it is printed, with its linked figures, which are summed like the counts."""
    sums = {name: _summed(values) for name, values in linked.items()}
    return {
        place: cell(count, states[place], {name: by_place[place] for name, by_place in sums.items()})
        for place, count in places.items()
    }


class _Protection:
    """The places of one table with what a reader knows of each, while more of them are being hidden."""

    def __init__(
        self, places: Mapping[Place, int], states: dict[Place, CellState], height: int, width: int
    ) -> None:
        self.places = places
        self.states = states
        self.order = _distinct(height, width)
        distinct = set(self.order)
        self.index = {place: number for number, place in enumerate(places)}
        self.network = Network(
            [
                Arc(*_ends(place, height), count, *_bounds(count, states[place], known=place in distinct))
                for place, count in places.items()
            ]
        )

    def run(self) -> None:
        """Hide more until each hidden place has enough candidates.

        It ends: hiding only ever widens what is possible, so a place that is safe stays safe, and when all
        but the noughts is hidden nothing is bounded.
        """
        waiting = deque(place for place in self.order if self.states[place] is CellState.HIDDEN)
        while waiting:
            place = waiting.popleft()
            while not self._is_safe(place):
                waiting.append(self._hide_for(place))

    def _is_safe(self, place: Place) -> bool:
        return self.network.has_at_least(FEWEST_CANDIDATES, self.index[place])

    def _hide_for(self, exposed: Place) -> Place:
        """Hide the figure that protects `exposed` at the least loss: the nearest and smallest that is enough
        alone.

        When none is, the exposed total itself (its 1 to 7 may be what binds), else the nearest, and look
        again.
        """
        choices = [place for place in self.order if place != exposed and self._may_protect(place)]
        choices.sort(key=lambda place: (_loss(place, exposed), self.places[place]))
        chosen = next((place for place in choices if self._would_protect(place, exposed)), None)
        if chosen is None:
            chosen = exposed if self._may_protect(exposed) else choices[0]
        self.states[chosen] = CellState.PROTECTING
        self._bound(chosen, 1, UNBOUNDED)
        return chosen

    def _may_protect(self, place: Place) -> bool:
        """A rounded figure may be hidden; of a hidden total, a reader need not know that it is 1 to 7."""
        state = self.states[place]
        return state is CellState.ROUNDED or (None in place and state is CellState.HIDDEN)

    def _would_protect(self, place: Place, exposed: Place) -> bool:
        before = self._bound(place, 1, UNBOUNDED)
        enough = self._is_safe(exposed)
        self._bound(place, *before)
        return enough

    def _bound(self, place: Place, low: int, high: int) -> tuple[int, int]:
        arc = self.network.arcs[self.index[place]]
        before = arc.low, arc.high
        arc.low, arc.high = low, high
        return before


def _loss(place: Place, exposed: Place) -> int:
    """What a reader loses: least with a cell of the same line, then its total, then elsewhere, then all."""
    if place == (None, None):
        return 5
    shares_line = place[0] == exposed[0] or place[1] == exposed[1]
    return (1 if None not in place else 2) + (0 if shares_line else 2)


def _ends(place: Place, height: int) -> tuple[int, int]:
    """The nodes that the arc of `place` joins: 0 gives to rows, they to columns, they to 1, and 1 to 0."""
    row, column = place
    if row is None and column is None:
        return 1, 0
    tail = 0 if column is None else 2 + row if row is not None else 2 + height + column
    head = 1 if row is None else 2 + row if column is None else 2 + height + column
    return tail, head


def _bounds(count: int, state: CellState, *, known: bool) -> tuple[int, int]:
    """The least and most that a reader may believe of a count; a repeated figure bounds nothing."""
    if not known:
        return 0, UNBOUNDED
    if state is CellState.HIDDEN:
        return 1, LARGEST_HIDDEN
    if state is CellState.ZERO:
        return 0, 0
    shown = to_nearest_5(count)
    return max(SMALLEST_SHOWN, shown - 2), shown + 2


def _distinct(height: int, width: int) -> list[Place]:
    """The places that are figures of their own: totals over a single row or column repeat their cells."""
    places: list[Place] = [(r, c) for r in range(height) for c in range(width)]
    places += [(r, None) for r in range(height) if width > 1 and height > 1]
    places += [(None, c) for c in range(width) if width > 1 and height > 1]
    return places + ([(None, None)] if height > 1 or width > 1 else [])


def _repeat_single_lines(states: dict[Place, CellState], height: int, width: int) -> None:
    if height == 1 and width == 1:
        states[None, None] = states[0, 0]
    if height == 1:
        states[0, None] = states[None, None]
        states.update({(None, c): states[0, c] for c in range(width)})
    if width == 1:
        states[None, 0] = states[None, None]
        states.update({(r, None): states[r, 0] for r in range(height)})


def _rule(count_class: CountClass, *, controlled: bool) -> str:
    if controlled:
        return RULE_VERSION
    if count_class is CountClass.MANAGEMENT:
        return MANAGEMENT_NOTE
    return f"{RULE_VERSION}: national figures are not controlled"


def _note(*, controlled: bool, used_secondary: bool) -> str:
    if not controlled:
        return ""
    hidden = "* stands for 1 to 7 people"
    if used_secondary:
        hidden += ", or for a number hidden so that another cannot be worked out"
    return f"{hidden}. Other numbers are rounded to the nearest 5, so they may not add up to the totals."


def _plain(shown: Cell) -> dict[str, object]:
    plain: dict[str, object] = {"text": shown.text, "number": shown.number, "state": shown.state.value}
    if shown.linked:
        plain["linked"] = dict(shown.linked)
    return plain


def _check_shape(
    counts: Sequence[Sequence[int]],
    rows: Sequence[str],
    columns: Sequence[str],
    linked: Mapping[str, Sequence[Sequence[Number]]],
) -> None:
    if not rows or not columns:
        raise ValueError("A table has at least one row and one column.")
    for name, values in {"counts": counts, **linked}.items():
        if [len(row) for row in values] != [len(columns)] * len(rows):
            raise ValueError(f"The table of {name} is not {len(rows)} rows by {len(columns)} columns.")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("A count of people is not negative.")
