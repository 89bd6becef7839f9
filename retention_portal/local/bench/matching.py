"""Five hundred people who look for a mentor among five hundred mentors."""

import random

import numpy as np
from scipy.optimize import linear_sum_assignment

from retention_portal.local.bench.measure import Row, seconds
from schemes.mentoring.matching import Bar, Mentee, Mentor, Points, propose

PEOPLE = 500
BAR = "≤ 3 × SciPy's bare assignment and a matrix"
TOPICS = [f"topic {number}" for number in range(12)]
AREAS = [f"area {number}" for number in range(20)]
POINTS = Points(60, 40, 25, 20, 15, 10, 10, 30, 20)


def run() -> list[Row]:
    """The whole round with its reasons, beside the bare sum over the same number of places."""
    dice = random.Random(2026)  # noqa: S311 - the same made-up people every time
    mentors = [_mentor(dice, number) for number in range(PEOPLE)]
    mentees = [_mentee(dice, number) for number in range(PEOPLE)]
    barred = [(dice.randrange(PEOPLE), dice.randrange(PEOPLE), Bar.DECLARED) for _ in range(PEOPLE)]
    places = sum(mentor.free for mentor in mentors)

    def bare() -> None:
        left, right = np.random.default_rng(1).integers(0, 2, (2, PEOPLE, len(TOPICS)))
        seats = np.repeat(np.arange(PEOPLE), [mentor.free for mentor in mentors])
        linear_sum_assignment((left @ right.T * 20)[:, seats], maximize=True)

    what = f"{PEOPLE} mentees, {places} places, with reasons"
    return [
        seconds("matching", what, lambda: propose(mentors, mentees, POINTS, barred), against=bare, bar=BAR)
    ]


def _some(dice: random.Random, words: list[str], most: int) -> frozenset[str]:
    return frozenset(dice.sample(words, dice.randint(1, most)))


def _mentor(dice: random.Random, number: int) -> Mentor:
    return Mentor(
        number,
        number,
        dice.randint(1, 3),
        _some(dice, TOPICS, 6),
        _some(dice, AREAS, 3),
        _some(dice, ["in person", "by video", "by phone"], 2),
        practice=f"practice {dice.randrange(300)}",
    )


def _mentee(dice: random.Random, number: int) -> Mentee:
    return Mentee(
        number,
        PEOPLE + number,
        _some(dice, TOPICS, 4),
        _some(dice, AREAS, 2),
        _some(dice, ["in person", "by video", "by phone"], 2),
        practice=f"practice {dice.randrange(300)}",
        preferences=tuple(dice.sample(range(PEOPLE), dice.randint(0, 3))),
        rounds_left_out=dice.randint(0, 2),
    )
