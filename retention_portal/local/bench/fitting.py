"""What fits me: every scheme × one person's facts, the rules alone; and the same with two hundred offers, in order."""

import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from retention_portal.local.bench.measure import Row
from schemes.catalogue.fitting import questions
from schemes.catalogue.fitting.configuration import weights
from schemes.catalogue.fitting.questions import Told
from schemes.catalogue.fitting.rules import Taking, Thing, assess, sort
from schemes.catalogue.rules import BOOKS, check_all

ON = date(2026, 11, 22)
TIMES = 200
OFFERS = 200
PERSON = Told(
    areas=("QHM", "QJM"),
    role="gp_salaried",
    profession="gp",
    post="salaried",
    stage="CS-EMC",
    qualified_on=date(2012, 8, 1),
    now=Decimal(6),
    wanted=Decimal(4),
    needs=("variety", "flexible"),
    when="months",
    may_leave=True,
)
RULES = ({"kind": "full_gmc"}, {"kind": "sessions_at_most", "value": 6}, {"kind": "works_here"})


def run() -> list[Row]:
    """The median of many times, in milliseconds."""
    facts = questions.facts_by_area(PERSON)
    things = [*map(_scheme, BOOKS), *map(_offer, range(OFFERS))]
    return [
        _row(f"{len(BOOKS)} schemes × one person", lambda: check_all(facts[0], ON), "≤ 20 ms"),
        _row(
            f"{len(BOOKS)} schemes, {OFFERS} offers, two areas, in order",
            lambda: sort(assess(things, facts, ON), PERSON, weights()),
            "printed",
        ),
    ]


def _row(what: str, act: Callable[[], object], bar: str) -> Row:
    return Row("fitting", what, round(_median(act), 2), "ms", bar=bar)


def _median(act: Callable[[], object]) -> float:
    act()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def _scheme(code: str) -> Thing:
    return Thing(
        key=code, title=code, taking=Taking.OPEN, code=code, professions=("gp",), needs=("flexible",)
    )


def _offer(number: int) -> Thing:
    return Thing(
        key=f"offer:{number}",
        title=f"Offer {number}",
        taking=Taking.HERE,
        kind="portfolio",
        is_offer=True,
        professions=("gp",),
        stages=("CS-EMC",),
        needs=("variety",),
        local_rules=RULES,
    )
