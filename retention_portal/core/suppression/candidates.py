"""How many values a hidden cell could have, for a reader who knows all that is printed.

A table with its totals is a network: people flow from the grand total through the rows, the cells and the
columns back to the grand total, and every printed figure bounds one arc (0 is exact, 10 means 8 to 12, `*`
means 1 to 7 or, when it protects another, 1 or more). The matrix of such a network is totally unimodular, so
the values that an arc takes over ALL integer tables that agree with the print are a whole interval without
gaps. The true table is one of them; the ends of the interval are found by pushing people round cycles from
there. So the answer is exact for the whole table at once, not an estimate line by line.
"""

from collections import deque
from dataclasses import dataclass

UNBOUNDED = 10**9


@dataclass(slots=True)
class Arc:
    """One position of the table: from node to node, its true count, and what the print says of it."""

    tail: int
    head: int
    count: int
    low: int
    high: int


class Network:
    """The arcs of one table. Bounds may be widened between questions; `count` always lies within them."""

    def __init__(self, arcs: list[Arc]) -> None:
        self.arcs = arcs
        self._at: list[list[int]] = [[] for _ in range(1 + max(max(a.tail, a.head) for a in arcs))]
        for index, arc in enumerate(arcs):
            self._at[arc.tail].append(index)
            self._at[arc.head].append(index)

    def has_at_least(self, wanted: int, index: int) -> bool:
        """True when arc `index` can take `wanted` different values or more, whatever else is printed."""
        arc = self.arcs[index]
        above = self._room(index, arc.head, arc.tail, min(arc.high - arc.count, wanted - 1))
        if above + 1 >= wanted:
            return True
        below = self._room(index, arc.tail, arc.head, min(arc.count - arc.low, wanted - 1 - above))
        return above + below + 1 >= wanted

    def _room(self, without: int, start: int, goal: int, limit: int) -> int:
        """How much can be pushed from `start` to `goal` without arc `without`, up to `limit`."""
        pushed: dict[int, int] = {}
        done = 0
        while done < limit and (path := self._path(without, start, goal, pushed)):
            amount = min([limit - done, *(self._left(index, sign, pushed) for index, sign in path)])
            for index, sign in path:
                pushed[index] = pushed.get(index, 0) + sign * amount
            done += amount
        return done

    def _left(self, index: int, sign: int, pushed: dict[int, int]) -> int:
        arc, now = self.arcs[index], self.arcs[index].count + pushed.get(index, 0)
        return arc.high - now if sign > 0 else now - arc.low

    def _path(
        self, without: int, start: int, goal: int, pushed: dict[int, int]
    ) -> list[tuple[int, int]] | None:
        """The shortest way along arcs with room left, as (arc, +1 with or -1 against its direction)."""
        came: dict[int, tuple[int, int, int]] = {}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            for index in self._at[node]:
                arc = self.arcs[index]
                sign, to = (1, arc.head) if arc.tail == node else (-1, arc.tail)
                if index == without or to == start or to in came or not self._left(index, sign, pushed):
                    continue
                came[to] = (index, sign, node)
                if to == goal:
                    return _walk_back(came, start, goal)
                waiting.append(to)
        return None


def _walk_back(came: dict[int, tuple[int, int, int]], start: int, goal: int) -> list[tuple[int, int]]:
    path = []
    while goal != start:
        index, sign, goal = came[goal]
        path.append((index, sign))
    return path
