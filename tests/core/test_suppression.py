from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention_portal.core.suppression import (
    RULE_VERSION,
    Cell,
    CellState,
    CountClass,
    SuppressedTable,
    line,
    mean_text,
    published,
    rate_text,
    table,
)

quick = settings(max_examples=150, deadline=None)
COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 24))
CONTROLLED = CountClass.PUBLISHABLE


def shown(counts: Sequence[Sequence[int]], count_class: CountClass = CONTROLLED, **kwargs) -> SuppressedTable:
    rows = [f"row {n}" for n in range(len(counts))]
    columns = [f"column {n}" for n in range(len(counts[0]))]
    return table(counts, rows=rows, columns=columns, count_class=count_class, **kwargs)


def texts(result: SuppressedTable) -> list[str]:
    """The printed table, a line per row, totals after the bar."""
    body = [
        f"{' '.join(map(str, row))} | {total}"
        for row, total in zip(result.cells, result.row_totals, strict=True)
    ]
    return [*body, f"{' '.join(map(str, result.column_totals))} | {result.grand_total}"]


def tables(height: int, width: int) -> st.SearchStrategy[list[list[int]]]:
    row = st.lists(COUNTS, min_size=width, max_size=width)
    return st.lists(row, min_size=height, max_size=height)


# The rule


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (22, "20"), (1234, "1,235")],
)
def test_below_england_the_2018_rule_applies(count: int, text: str) -> None:
    assert published(count, CountClass.PUBLISHABLE).text == text
    assert published(count, CountClass.CONFIDENTIAL).text == text


@pytest.mark.parametrize(
    ("count_class", "national", "text"),
    [
        (CountClass.MANAGEMENT, False, "3"),
        (CountClass.PUBLISHABLE, False, "*"),
        (CountClass.PUBLISHABLE, True, "3"),
        (CountClass.CONFIDENTIAL, False, "*"),
        (CountClass.CONFIDENTIAL, True, "*"),
    ],
)
def test_the_class_decides_whether_the_rule_applies(
    count_class: CountClass, national: bool, text: str
) -> None:
    assert published(3, count_class, national=national).text == text
    assert shown([[3]], count_class, national=national).cells[0][0].text == text


def test_every_table_says_its_rule() -> None:
    assert shown([[3]], CountClass.MANAGEMENT).rule == "Management information, not for publication."
    assert shown([[3]]).rule == RULE_VERSION == "NHS England small numbers, 2018 rule"
    assert shown([[3]], national=True).rule == f"{RULE_VERSION}: national figures are not controlled"


def test_a_hidden_count_is_not_kept_in_what_is_stored() -> None:
    stored = shown([[3, 40], [12, 0]]).as_json()
    assert stored["cells"] == [
        [{"text": "*", "number": None, "state": "hidden"}, {"text": "40", "number": 40, "state": "rounded"}],
        [{"text": "10", "number": 10, "state": "rounded"}, {"text": "0", "number": 0, "state": "zero"}],
    ]
    assert stored["rule"] == RULE_VERSION


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(13, 40, "38"), (3, 40, "*"), (0, 40, "0"), (0, 3, "*"), (0, 0, "not available"), (13, 13, "100")],
)
def test_rates_come_from_the_rounded_numbers(part: int, whole: int, text: str) -> None:
    assert rate_text(published(part, CONTROLLED), published(whole, CONTROLLED)) == text


@pytest.mark.parametrize(
    ("people", "text"), [(0, "not available"), (1, "*"), (7, "*"), (8, "4.3"), (100, "4.3")]
)
def test_a_mean_over_one_to_seven_is_hidden(people: int, text: str) -> None:
    assert mean_text(Decimal("4.25"), people) == text


# Tables


def test_a_table_that_gives_nothing_away_is_left_with_the_rule_alone() -> None:
    result = shown([[3, 0], [0, 50]])
    assert texts(result) == ["* 0 | *", "0 50 | 50", "* 50 | 55"]
    assert result.used_secondary is False
    assert result.note.startswith("* stands for 1 to 7 people. ")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # 18 to 22 less 8 to 12 leaves 6 or 7
        pytest.param([[7, 11]], ["* * | 20", "* * | 20"], id="subtraction-from-a-rounded-total"),
        # seven people in seven hidden cells is one each
        pytest.param([[1] * 7], ["* * * * * * * | *"] * 2, id="total-of-ones"),
        # 13 or more in two cells of at most 7
        pytest.param([[7, 7]], ["* * | *", "* * | *"], id="total-near-its-largest"),
    ],
)
def test_more_is_hidden_when_arithmetic_would_give_a_count_back(
    counts: list[list[int]], expected: list[str]
) -> None:
    result = shown(counts)
    assert texts(result) == expected
    assert result.used_secondary is True
    assert "or for a number hidden so that another cannot be worked out" in result.note


def test_a_list_is_a_table_of_one_row() -> None:
    result = line({"burn out": 7, "emigration": 11, "gap years": 0}, count_class=CountClass.CONFIDENTIAL)
    assert dict(zip(result.columns, map(str, result.cells[0]), strict=True)) == {
        "burn out": "*",
        "emigration": "*",
        "gap years": "0",
    }
    assert str(result.grand_total) == "20"


@given(st.one_of(tables(1, 4), tables(4, 1), tables(2, 2), tables(2, 3), tables(3, 3)))
@quick
def test_no_count_of_1_to_7_is_shown_and_noughts_stay(counts: list[list[int]]) -> None:
    result = shown(counts)
    for row, cells in zip(counts, result.cells, strict=True):
        for count, cell in zip(row, cells, strict=True):
            assert (cell.text == "0") == (count == 0)
            assert cell.number is None or (cell.number % 5 == 0 and abs(cell.number - count) <= 2)
            assert not 1 <= count <= 7 or cell.text == "*"
    assert all(not 1 <= c.number <= 7 for c in _all_cells(result) if c.number is not None)
    assert shown(counts) == result, "the same counts give the same table"


@given(st.one_of(tables(1, 2), tables(1, 3), tables(3, 1), tables(2, 2), tables(2, 3), tables(3, 2)))
@quick
def test_every_hidden_figure_has_three_candidates_or_more(counts: list[list[int]]) -> None:
    assert _too_few(counts, shown(counts)) == []


@given(tables(3, 3))
@settings(max_examples=25, deadline=None)
def test_every_hidden_figure_of_a_3_by_3_has_three_candidates_or_more(counts: list[list[int]]) -> None:
    assert _too_few(counts, shown(counts)) == []


@pytest.mark.parametrize("counts", [[[7, 7], [7, 7]], [[1] * 3] * 3, [[7] * 3] * 3, [[7, 11, 0], [12, 8, 7]]])
def test_the_hard_corners_have_three_candidates_or_more(counts: list[list[int]]) -> None:
    assert _too_few(counts, shown(counts)) == []


def test_the_brute_force_notices_a_table_with_the_rule_alone() -> None:
    cells = [[CellState.HIDDEN, CellState.ROUNDED]]
    found = _candidates([[7, 11]], cells, [CellState.ROUNDED], cells[0], CellState.ROUNDED)
    assert found[0, 0] == {6, 7}


def test_a_large_table_is_done_at_once() -> None:
    counts = [[(r * 7 + c * 11) % 13 for c in range(12)] for r in range(42)]
    assert shown(counts).grand_total.text == "3,030"


# Money and FTE beside the counts


def test_linked_figures_are_hidden_with_their_count_and_rounded_with_it() -> None:
    counts = [[3, 11], [0, 40]]
    money = [[Decimal(12000), Decimal(44000)], [Decimal(0), Decimal(160000)]]
    result = shown(counts, linked={"money": money})
    assert [[cell.linked["money"] for cell in row] for row in result.cells] == [
        ["*", "40,000"],
        ["0", "160,000"],
    ]
    exact = shown(counts, CountClass.MANAGEMENT, linked={"money": money})
    assert exact.cells[0][1].linked["money"] == "44,000"
    assert exact.grand_total.linked["money"] == "216,000"


@given(tables(2, 2), st.sampled_from([Decimal(4000), Decimal("77.57"), Decimal("0.444"), Decimal(1)]))
@quick
def test_at_a_known_rate_the_money_says_no_more_than_the_count(
    counts: list[list[int]], rate: Decimal
) -> None:
    result = shown(counts, linked={"money": [[rate * count for count in row] for row in counts]})
    for cell in _all_cells(result):
        if cell.number is None:
            assert cell.linked["money"] == "*"
        elif cell.number:
            value = Decimal(cell.linked["money"].replace(",", ""))
            assert abs(value - rate * cell.number) <= rate * cell.number * Decimal("0.051")
            again = published(cell.number, CONTROLLED)
            same = line(
                {"a": again.number or 0}, count_class=CONTROLLED, linked={"m": {"a": rate * cell.number}}
            )
            assert same.cells[0][0].linked["m"] == cell.linked["money"]


@pytest.mark.parametrize("counts", [[], [[]], [[1, 2], [3]], [[-1]]])
def test_a_table_of_the_wrong_shape_is_a_fault(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"table|count"):
        table(
            counts,
            rows=["a"] * len(counts),
            columns=["x"] * len(counts[0]) if counts else [],
            count_class=CONTROLLED,
        )


# The reader who tries everything: every integer table that agrees with what is printed


def _too_few(counts: list[list[int]], result: SuppressedTable) -> list[tuple[object, set[int]]]:
    candidates = _candidates(
        counts,
        [[c.state for c in row] for row in result.cells],
        [c.state for c in result.row_totals],
        [c.state for c in result.column_totals],
        result.grand_total.state,
    )
    hidden = _hidden_places(result)
    return [(place, values) for place, values in candidates.items() if place in hidden and len(values) < 3]


def _candidates(counts, cell_states, row_states, column_states, grand_state) -> dict[object, set[int]]:
    """The values each place takes over all tables that agree. A reader is even told which `*` are 1 to 7."""
    height, width = len(counts), len(counts[0])
    true = _places(counts)
    allowed = {(r, c): _values(counts[r][c], cell_states[r][c]) for r in range(height) for c in range(width)}
    allowed |= {(r, None): _values(true[r, None], row_states[r]) for r in range(height)}
    allowed |= {(None, c): _values(true[None, c], column_states[c]) for c in range(width)}
    allowed[None, None] = _values(true[None, None], grand_state)
    possible = [
        [row for row in product(*(allowed[r, c] for c in range(width))) if sum(row) in allowed[r, None]]
        for r in range(height)
    ]
    return _seen(possible, allowed, height, width)


def _seen(possible, allowed, height: int, width: int) -> dict[object, set[int]]:
    """Which rows go together: each row with the sums of columns that the other rows can make.

    Stops when every place has three values: more are not asked for.
    """
    found: dict[object, set[int]] = {place: set() for place in allowed}
    above = _sums_before(possible, width)
    below = list(reversed(_sums_before(list(reversed(possible)), width)))
    for r in range(height):
        watched = [place for place in allowed if place[0] in (r, None)]
        others = sorted({_plus(a, b) for a in above[r] for b in below[r]})
        for row, other in product(possible[r], others):
            columns = _plus(row, other)
            if sum(columns) not in allowed[None, None]:
                continue
            if all(columns[c] in allowed[None, c] for c in range(width)):
                _note(found, r, row, columns)
                if all(len(found[place]) >= min(3, len(allowed[place])) for place in watched):
                    break
    return found


def _plus(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(a, b, strict=True)))


def _note(found: dict[object, set[int]], r: int, row: tuple[int, ...], columns: tuple[int, ...]) -> None:
    for c, value in enumerate(row):
        found[r, c].add(value)
        found[None, c].add(columns[c])
    found[r, None].add(sum(row))
    found[None, None].add(sum(columns))


def _sums_before(possible, width: int) -> list[set[tuple[int, ...]]]:
    sums = [{(0,) * width}]
    for rows in possible[:-1]:
        sums.append({_plus(a, b) for a in sums[-1] for b in rows})
    return sums


def _values(count: int, state: CellState) -> range:
    """What a reader may believe. A protecting figure is 1 or more: trying three either side proves enough."""
    if state is CellState.ZERO:
        return range(1)
    if state is CellState.HIDDEN:
        return range(1, 8)
    if state is CellState.PROTECTING:
        return range(max(1, count - 3), count + 4)
    rounded = (count + 2) // 5 * 5
    return range(max(8, rounded - 2), rounded + 3)


def _places(counts: list[list[int]]) -> dict[object, int]:
    height, width = range(len(counts)), range(len(counts[0]))
    places: dict[object, int] = {(r, c): counts[r][c] for r in height for c in width}
    places |= {(r, None): sum(counts[r]) for r in height}
    places |= {(None, c): sum(counts[r][c] for r in height) for c in width}
    places[None, None] = sum(map(sum, counts))
    return places


def _hidden_places(result: SuppressedTable) -> set[object]:
    height, width = len(result.rows), len(result.columns)
    cells = {(r, c): result.cells[r][c] for r in range(height) for c in range(width)}
    cells |= {(r, None): result.row_totals[r] for r in range(height)}
    cells |= {(None, c): result.column_totals[c] for c in range(width)}
    cells[None, None] = result.grand_total
    return {place for place, cell in cells.items() if cell.is_hidden}


def _all_cells(result: SuppressedTable) -> Iterator[Cell]:
    for row in result.cells:
        yield from row
    yield from (*result.row_totals, *result.column_totals, result.grand_total)
