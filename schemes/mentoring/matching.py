"""Who mentors whom: the best overall assignment over explained points, with nobody matched who must not be.

Pure: people in, pairs with plain reasons out. The same people give the same pairs in whatever order they come.
Cases M-03 to M-06, and W-10 for those who wait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

PREFERENCES = ("preferred_first", "preferred_second", "preferred_third")


class Bar(StrEnum):
    """Why somebody says that a pair can never be; shown to the coordinator alone."""

    APPRAISER = "one appraises the other"
    RESPONSIBLE_OFFICER = "one is the other's responsible officer"
    FAMILY = "they are family"
    EARLIER_PAIR = "an earlier pairing of the two ended early"
    DECLARED = "one of them declared a conflict"
    ASKED = "one of them asked not to be matched with the other"
    DECLINED = "the mentor said before that they could not"


@dataclass(frozen=True)
class Points:
    """What each thing in common is worth; see `reference/matching.yaml`."""

    preferred_first: int
    preferred_second: int
    preferred_third: int
    topic: int
    same_area: int
    way_of_meeting: int
    career_stage: int
    left_out_before: int
    least_points: int = 0
    left_out_rounds: int = 3
    same_network_bars: bool = False


@dataclass(frozen=True)
class Mentor:
    """One who mentors: `free` places now; `areas`, `ways`, `topics`, `stages` and `professions` as they offered."""

    id: int
    person: int
    free: int
    topics: frozenset[str]
    areas: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    professions: frozenset[str] = frozenset()
    practice: str = ""
    network: str = ""


@dataclass(frozen=True)
class Mentee:
    """One who looks for a mentor: up to three `preferences` (mentor ids), and how many rounds left them out."""

    id: int
    person: int
    topics: frozenset[str]
    areas: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    stage: str = ""
    profession: str = ""
    practice: str = ""
    network: str = ""
    preferences: tuple[int, ...] = ()
    rounds_left_out: int = 0


@dataclass(frozen=True)
class Reason:
    """A thing in common: its key in `Points`, how many points, and a plain sentence."""

    key: str
    points: int
    text: str


@dataclass(frozen=True)
class Pair:
    """A proposal, for a coordinator to look at before anybody hears of it."""

    mentee: int
    mentor: int
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Waiting:
    """A mentee without a mentor in this round, and why."""

    mentee: int
    why: str


@dataclass(frozen=True)
class Proposal:
    """The outcome of a round: pairs and those who wait, both by mentee."""

    pairs: tuple[Pair, ...]
    waiting: tuple[Waiting, ...]
    total: int = field(default=0)


def propose(
    mentors: Iterable[Mentor],
    mentees: Iterable[Mentee],
    points: Points,
    barred: Iterable[tuple[int, int, Bar]] = (),
) -> Proposal:
    """The pairs with the most points in all, as many mentees placed as can be.

    `barred` names further pairs that can never be, as (mentee id, mentor id, why). A mentor gets at most `free`
    mentees. First comes the number of people placed, then the points; a mentee who was left out before gains
    `left_out_before` a round in every pair, so that among too few places they come first (M-06).
    """
    sorted_mentors = sorted((one for one in mentors if one.free > 0), key=lambda one: one.id)
    sorted_mentees = sorted(mentees, key=lambda one: one.id)
    if not sorted_mentors or not sorted_mentees:
        return _nobody(sorted_mentees)
    table = Table(sorted_mentees, sorted_mentors, points, barred)
    chosen = table.assign()
    pairs = tuple(table.pair(row, column) for row, column in sorted(chosen.items()))
    waiting = tuple(
        Waiting(mentee.id, table.why_waiting(row))
        for row, mentee in enumerate(sorted_mentees)
        if row not in chosen
    )
    return Proposal(pairs, waiting, sum(pair.points for pair in pairs))


def _nobody(mentees: Sequence[Mentee]) -> Proposal:
    return Proposal((), tuple(Waiting(mentee.id, "No mentor has a free place.") for mentee in mentees))


@dataclass(frozen=True)
class Option:
    """One mentor for one mentee, whether they may be matched or not."""

    mentor: int
    points: int
    reasons: tuple[Reason, ...]
    why_not: str


def options(
    mentee: Mentee, mentors: Sequence[Mentor], points: Points, barred: Iterable[tuple[int, int, Bar]] = ()
) -> tuple[Option, ...]:
    """Every mentor for one mentee, by id, for a coordinator who chooses by hand: points, reasons, and why not."""
    ordered, bars = sorted(mentors, key=lambda one: one.id), list(barred)
    table = Table([mentee], ordered, points, bars)
    said = {mentor: why for asked, mentor, why in bars if asked == mentee.id}
    found = []
    for column, mentor in enumerate(ordered):
        pair = table.pair(0, column)
        why_not = "" if table.allowed[0, column] else _why_not(mentee, mentor, points, said.get(mentor.id))
        found.append(Option(mentor.id, pair.points, pair.reasons, why_not))
    return tuple(found)


def _why_not(mentee: Mentee, mentor: Mentor, points: Points, said: Bar | None) -> str:
    if mentee.person == mentor.person:
        return "Nobody mentors themselves."
    if mentee.practice and mentee.practice == mentor.practice:
        return "They are of the same practice."
    if points.same_network_bars and mentee.network and mentee.network == mentor.network:
        return "Their practices are of the same network."
    if said is not None:
        return f"They must not be matched: {said.value}."
    if mentor.professions and mentee.profession not in mentor.professions:
        return "The mentor helps people of another profession."
    return "They have too little in common."


class Table:
    """Points and bars of every mentee with every mentor, as matrices: one row a mentee, one column a mentor."""

    def __init__(
        self,
        mentees: Sequence[Mentee],
        mentors: Sequence[Mentor],
        points: Points,
        barred: Iterable[tuple[int, int, Bar]] = (),
    ) -> None:
        self.mentees, self.mentors, self.points = mentees, mentors, points
        self.topics = _shared([one.topics for one in mentees], [one.topics for one in mentors])
        self.areas = _shared([one.areas for one in mentees], [one.areas for one in mentors]) > 0
        self.ways = _shared([one.ways for one in mentees], [one.ways for one in mentors]) > 0
        stages = [frozenset({one.stage}) if one.stage else frozenset[str]() for one in mentees]
        self.stages = _shared(stages, [one.stages for one in mentors]) > 0
        self.wanted = self._preferences()
        self.allowed = self._allowed(barred)
        self.scores = self._scores()
        self.allowed &= self.scores >= points.least_points

    def _preferences(self) -> np.ndarray:
        column = {mentor.id: place for place, mentor in enumerate(self.mentors)}
        worth = [getattr(self.points, key) for key in PREFERENCES]
        wanted = np.zeros((len(self.mentees), len(self.mentors)), dtype=np.int64)
        for row, mentee in enumerate(self.mentees):
            for rank, mentor_id in enumerate(mentee.preferences[: len(PREFERENCES)]):
                if mentor_id in column:
                    wanted[row, column[mentor_id]] = worth[rank]
        return wanted

    def _allowed(self, barred: Iterable[tuple[int, int, Bar]]) -> np.ndarray:
        allowed = ~_same([one.person for one in self.mentees], [one.person for one in self.mentors])
        allowed &= ~_same([one.practice for one in self.mentees], [one.practice for one in self.mentors])
        if self.points.same_network_bars:
            allowed &= ~_same([one.network for one in self.mentees], [one.network for one in self.mentors])
        professions = [frozenset({one.profession}) for one in self.mentees]
        open_to_all = np.array([not one.professions for one in self.mentors])
        allowed &= (_shared(professions, [one.professions for one in self.mentors]) > 0) | open_to_all
        row = {mentee.id: place for place, mentee in enumerate(self.mentees)}
        column = {mentor.id: place for place, mentor in enumerate(self.mentors)}
        for mentee_id, mentor_id, _ in barred:
            if mentee_id in row and mentor_id in column:
                allowed[row[mentee_id], column[mentor_id]] = False
        return allowed

    def _scores(self) -> np.ndarray:
        """What a pair has in common. Being left out is no merit of a pair, so it is not counted here."""
        worth = self.points
        return (
            self.wanted
            + self.topics * worth.topic
            + self.areas * worth.same_area
            + self.ways * worth.way_of_meeting
            + self.stages * worth.career_stage
        )

    def _bonus(self) -> np.ndarray:
        rounds = np.array([one.rounds_left_out for one in self.mentees], dtype=np.int64)
        return np.minimum(rounds, self.points.left_out_rounds) * self.points.left_out_before

    def assign(self) -> dict[int, int]:
        """Row of each placed mentee → column of the mentor."""
        from scipy.optimize import linear_sum_assignment  # takes half a second: only who matches pays

        values = self.scores + self._bonus()[:, None]
        # One more person placed is worth more than all the points of everybody together.
        placed = int(np.abs(values).max(initial=0)) * len(self.mentees) + 1
        worth = np.where(self.allowed, values + placed, 0)
        free = np.minimum([one.free for one in self.mentors], len(self.mentees))
        seats = np.repeat(np.arange(len(self.mentors)), free)
        rows, columns = linear_sum_assignment(worth[:, seats], maximize=True)
        chosen = zip(rows.tolist(), seats[columns].tolist(), strict=True)
        return {row: column for row, column in chosen if self.allowed[row, column]}

    def pair(self, row: int, column: int) -> Pair:
        """One cell as a proposal, with its reasons."""
        reasons = tuple(self._reasons(row, column))
        mentee, mentor = self.mentees[row], self.mentors[column]
        return Pair(mentee.id, mentor.id, int(self.scores[row, column]), reasons)

    def _reasons(self, row: int, column: int) -> Iterable[Reason]:
        mentee, mentor, worth = self.mentees[row], self.mentors[column], self.points
        if mentor.id in mentee.preferences[: len(PREFERENCES)]:
            rank = mentee.preferences.index(mentor.id)
            words = ("first", "second", "third")[rank]
            yield Reason(PREFERENCES[rank], int(self.wanted[row, column]), f"You named this mentor {words}.")
        shared = sorted(mentee.topics & mentor.topics)
        if shared:
            yield Reason("topic", len(shared) * worth.topic, f"You both chose {_listed(shared)}.")
        if self.areas[row, column]:
            places = _listed(sorted(mentee.areas & mentor.areas))
            yield Reason("same_area", worth.same_area, f"You both chose to meet in {places}.")
        if self.ways[row, column]:
            ways = _listed(sorted(mentee.ways & mentor.ways))
            yield Reason("way_of_meeting", worth.way_of_meeting, f"You can both meet {ways}.")
        if self.stages[row, column]:
            yield Reason(
                "career_stage", worth.career_stage, "The mentor asked for people at your career stage."
            )

    def why_waiting(self, row: int) -> str:
        """Why this mentee has nobody yet: nobody may, or whoever may is full (W-10)."""
        if self.allowed[row].any():
            return "Every mentor who would suit has no place left in this round."
        return "No mentor with a free place has enough in common, or may be matched."


def _shared(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> np.ndarray:
    """How many words each of `left` has in common with each of `right`."""
    words = {
        word: place for place, word in enumerate(sorted(frozenset().union(*left) & frozenset().union(*right)))
    }
    return _marks(left, words) @ _marks(right, words).T


def _marks(sets: Sequence[frozenset[str]], words: dict[str, int]) -> np.ndarray:
    marks = np.zeros((len(sets), len(words)), dtype=np.int64)
    for row, chosen in enumerate(sets):
        for word in chosen:
            if word in words:
                marks[row, words[word]] = 1
    return marks


def _same(left: Sequence[object], right: Sequence[object]) -> np.ndarray:
    """Which of `left` equal which of `right`; an empty text equals nothing."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys([*left, *right]))}
    first = np.array([numbers[value] if value != "" else -1 for value in left])
    second = np.array([numbers[value] if value != "" else -2 for value in right])
    return np.equal.outer(first, second)


def _listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
