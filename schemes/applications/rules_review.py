"""Reading by a panel, pure: who may read what, who reads how much, totals, disagreement, places. No database.

Scores are whole numbers from 0 to 5; totals are exact fractions of the same scale.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemes.applications.statuses import Status
from schemes.applications.statuses_review import Opinion
from schemes.catalogue.form_layout import Criterion, Form

BEST = 5

# --- who may not read what ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """A reviewer: address and name in small letters, and the names and codes of the practices they belong to."""

    id: int
    email: str
    name: str
    practices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Paper:
    """What of an application could touch a reviewer. Text is in small letters.

    `applicant` and `same_round` are people: who asked, and everybody who asked for the same offer. `practices` are
    the applicant's own. `named` are addresses and names of host and supervisor. `text` is every answer and place.
    `looked_after_by` dealt with it already; `declared` have said that they should not read it.
    """

    id: int
    applicant: int | None
    same_round: frozenset[int] = frozenset()
    practices: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    text: str = ""
    looked_after_by: frozenset[int] = frozenset()
    declared: frozenset[int] = frozenset()


def conflict(reader: Reader, paper: Paper) -> str:
    """Why this reviewer must not read this application, in words; empty when nothing is known (CASE-R-02)."""
    if reader.id == paper.applicant:
        return "it is their own"
    if reader.id in paper.same_round:
        return "they applied for the same offer"
    if reader.id in paper.declared:
        return "they declared a conflict"
    if reader.practices & paper.practices:
        return "they work at the same practice"
    if any(len(place) > 3 and place in paper.text for place in reader.practices):
        return "their practice is named in it"
    if paper.named & {reader.email, reader.name} - {""}:
        return "they are named as host or supervisor"
    if reader.id in paper.looked_after_by:
        return "they have looked after it"
    return ""


# --- who reads how much ---------------------------------------------------------------------------------------


def assign(
    needs: Mapping[int, int], allowed: Mapping[int, Collection[int]], loads: Mapping[int, int]
) -> dict[int, list[int]]:
    """{application: new reviewers} so that nobody has more to read than must be. The same input, the same answer.

    `needs`: how many more each application needs; `allowed`: who may read it and does not yet; `loads`: what each
    reviewer has already. An application with too few people gets those there are. The result is balanced as far as
    the conflicts let it: no chain of exchanges makes a heavier pile lighter.
    """
    weights = {reader: loads.get(reader, 0) for names in allowed.values() for reader in names} | dict(loads)
    chosen: dict[int, list[int]] = {}
    together: Counter[frozenset[int]] = Counter()
    for paper in sorted(needs, key=lambda one: (len(set(allowed.get(one, ()))) - needs[one], one)):
        names = chosen[paper] = list[int]()
        while len(names) < needs[paper] and (free := set(allowed.get(paper, ())) - set(names)):
            reader = min(free, key=lambda one: (weights[one], _times(together, one, names), one))
            together.update(frozenset((reader, other)) for other in names)
            names.append(reader)
            weights[reader] += 1
    while chain := _lighter(chosen, allowed, weights):
        for giver, paper, taker in chain:
            chosen[paper] = [*(one for one in chosen[paper] if one != giver), taker]
            weights[giver] -= 1
            weights[taker] += 1
    return {paper: sorted(chosen[paper]) for paper in sorted(chosen)}


def _times(together: Counter[frozenset[int]], reader: int, others: Iterable[int]) -> int:
    """How often somebody reads beside these already: the same two are not always a pair."""
    return sum(together[frozenset((reader, other))] for other in others)


Chain = list[tuple[int, int, int]]


def _lighter(
    chosen: Mapping[int, Sequence[int]], allowed: Mapping[int, Collection[int]], weights: Mapping[int, int]
) -> Chain:
    """A chain of (giver, application, taker) from a heavy pile to one lighter by two or more; empty when none is."""
    for start in sorted(weights, key=lambda reader: (-weights[reader], reader)):
        came: dict[int, tuple[int, int]] = {}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            for paper, taker in _could_take(giver, chosen, allowed):
                if taker == start or taker in came:
                    continue
                came[taker] = (giver, paper)
                if weights[taker] <= weights[start] - 2:
                    return _back(taker, start, came)
                queue.append(taker)
    return []


def _could_take(
    giver: int, chosen: Mapping[int, Sequence[int]], allowed: Mapping[int, Collection[int]]
) -> Iterable[tuple[int, int]]:
    for paper in sorted(chosen):
        if giver in chosen[paper]:
            yield from ((paper, taker) for taker in sorted(set(allowed[paper]) - set(chosen[paper])))


def _back(taker: int, start: int, came: Mapping[int, tuple[int, int]]) -> Chain:
    chain: Chain = []
    while taker != start:
        giver, paper = came[taker]
        chain.append((giver, paper, taker))
        taker = giver
    return chain


# --- totals and disagreement ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vote:
    """What one reviewer sent: scores by criterion, what they would do; nothing of either when they abstained."""

    scores: Mapping[str, int]
    opinion: str = ""
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """All votes on one application. `total` is None when nobody scored, and while reviewers disagree (CASE-R-09).

    `low` and `high` are the lowest and highest of the reviewers' own totals; `spreads` those of each criterion.
    """

    total: Fraction | None
    low: Fraction | None
    high: Fraction | None
    spreads: Mapping[str, tuple[int, int]]
    split: tuple[str, ...]
    votes: int

    @property
    def conflicted(self) -> bool:
        """Whether reviewers disagree: `split` says about what."""
        return bool(self.split)

    @property
    def gap(self) -> Fraction:
        """How far apart the reviewers' totals are."""
        return self.high - self.low if self.high is not None and self.low is not None else Fraction(0)


def weighted_total(criteria: Iterable[Criterion], scores: Mapping[str, int]) -> Fraction | None:
    """The weighted mean of the scores, from 0 to 5, exact; None without any (CASE-R-10).

    A criterion left without a score is ignored, and an independent one never counts.
    """
    counted = [(one.weight, scores[one.key]) for one in criteria if one.key in scores and not one.independent]
    weight = sum(one for one, _ in counted)
    return Fraction(sum(weight * score for weight, score in counted), weight) if weight else None


def weigh(form: Form, votes: Sequence[Vote]) -> Weighed:
    """What the votes come to: a total where reviewers agree, the spread where they do not (CASE-R-09)."""
    own = [weighted_total(form.criteria, vote.scores) for vote in votes]
    totals = [total for total in own if total is not None]
    spreads = {}
    for one in form.criteria:
        given = [vote.scores[one.key] for vote in votes if one.key in vote.scores]
        if given:
            spreads[one.key] = (min(given), max(given))
    split = [
        one.label
        for one in form.criteria
        if one.key in spreads and spreads[one.key][1] - spreads[one.key][0] >= form.review.apart
    ]
    if len({vote.opinion for vote in votes if vote.opinion}) > 1:
        split.insert(0, "What to do")
    agreed = sum(totals, Fraction(0)) / len(totals) if totals and not split else None
    low, high = (min(totals), max(totals)) if totals else (None, None)
    return Weighed(agreed, low, high, spreads, tuple(split), len(votes))


def next_status(form: Form, votes: Sequence[Vote]) -> Status | None:
    """Where the application goes by itself after so many votes; None while some are still to come (CASE-R-11).

    To talk when reviewers disagree, when one would ask for more, or when nobody had anything to say.
    """
    if len(votes) < form.review.reviewers:
        return None
    asks = any(vote.opinion == Opinion.MORE for vote in votes)
    silent = all(vote.abstained for vote in votes)
    return Status.DISCUSSION if asks or silent or weigh(form, votes).conflicted else Status.READY


def by_disagreement(rows: Iterable[tuple[int, Weighed]]) -> list[int]:
    """The applications, those about which reviewers disagree most first; then as they came."""
    return [
        key
        for key, _ in sorted(rows, key=lambda row: (not row[1].conflicted, -len(row[1].split), -row[1].gap))
    ]


# --- places ---------------------------------------------------------------------------------------------------


def places(totals: Mapping[int, Fraction | None]) -> dict[int, tuple[int, bool]]:
    """{application: (place from 1, whether it shares it)}. Equal totals share a place; those without come last."""
    ordered = sorted(totals, key=lambda one: (totals[one] is None, -(totals[one] or Fraction(0))))
    found: dict[int, tuple[int, bool]] = {}
    for key in ordered:
        same = [one for one in ordered if totals[one] == totals[key]]
        found[key] = (ordered.index(same[0]) + 1, len(same) > 1)
    return found


def in_order(ranked: Sequence[int], moved: Mapping[int, int]) -> list[int]:
    """The ranked applications with those that somebody moved at the place they were moved to, from 1."""
    order = [one for one in ranked if one not in moved]
    for key, place in sorted(moved.items(), key=lambda row: (row[1], row[0])):
        if key in ranked:
            order.insert(place - 1, key)
    return order
