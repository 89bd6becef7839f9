"""Which things come first, and why: by reason, for the same answers always the same."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.fitting import questions, wording
from schemes.catalogue.fitting.configuration import area_fact, weights
from schemes.catalogue.fitting.questions import Told
from schemes.catalogue.fitting.rules import Sorted, Taking, Thing, assess, sort
from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.facts import Facts
from schemes.catalogue.rules.outcome import Outcome
from schemes.catalogue.statuses import Need, OfferKind

ON = date(2026, 11, 22)
GP = Told(
    areas=("QHM",),
    role="gp_salaried",
    profession="gp",
    post="salaried",
    stage="CS-EMC",
    now=Decimal(6),
    wanted=Decimal(4),
    needs=("variety",),
    when="months",
)
EVERY_STAGE = tuple(stage.value for stage in CareerStage)


def offer(key: str = "offer:one", **changes: Any) -> Thing:
    """An area's offer that asks nothing but the profession."""
    facts: dict[str, Any] = {
        "title": key,
        "taking": Taking.HERE,
        "kind": "other",
        "is_offer": True,
        "needs": ("variety",),
        "professions": ("gp",),
    }
    return Thing(key=key, **(facts | changes))


def scheme(code: str, **changes: Any) -> Thing:
    """A national scheme."""
    facts: dict[str, Any] = {
        "title": code,
        "taking": Taking.OPEN,
        "professions": ("gp",),
        "stages": EVERY_STAGE,
    }
    return Thing(key=f"scheme:{code}", code=code, **(facts | changes))


def sorted_for(said: Told, *things: Thing) -> Sorted:
    """The first screen of these things."""
    return sort(assess(things, questions.facts_by_area(said), ON), said, weights())


def keys(rows: list[Any]) -> list[str]:
    """The keys, in order."""
    return [row.thing.key for row in rows]


def test_never_more_than_three() -> None:
    found = sorted_for(GP, *(offer(f"offer:{number}") for number in range(5)))

    assert keys(found.worth) == ["offer:0", "offer:1", "offer:2"]
    assert keys(found.also) == ["offer:3", "offer:4"]


def test_points_say_what_they_are_for() -> None:
    found = sorted_for(GP, offer(kind="portfolio", stages=("CS-EMC",), named=True))

    assert dict(found.worth[0].points) == {
        "need": 3,
        "stage": 2,
        "stage_first": 3,
        "here": 3,
        "named": 1,
        "appears_to_meet": 2,
    }


def test_the_order_does_not_depend_on_the_order_of_loading() -> None:
    things = [
        offer("offer:a"),
        offer("offer:b"),
        scheme("SCH-POOL", needs=("variety",)),
        offer("offer:c", needs=()),
    ]
    orders = {tuple(keys(sorted_for(GP, *order).worth)) for order in permutations(things)}

    assert orders == {("offer:a", "offer:b", "scheme:SCH-POOL")}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"professions": ("nurse",)}, id="another profession"),
        pytest.param({"level": "L2"}, id="a practice asks for it"),
        pytest.param({"needs": ("partnership",)}, id="nothing asked for"),
        pytest.param(
            {"local_rules": ({"kind": "sessions_at_least", "value": 5},)}, id="a rule speaks against it"
        ),
    ],
)
def test_what_is_never_among_the_first(changes: dict[str, Any]) -> None:
    found = sorted_for(GP, offer(**changes))

    assert (keys(found.worth), keys(found.also)) == ([], ["offer:one"])
    assert len(wording.less(found.also[0], GP)) > 10


@pytest.mark.parametrize("code", ["SCH-FEL", "SCH-MEN", "SCH-N2PP", "SCH-GPCP"])
def test_a_closed_scheme_is_closed_whatever_the_answers(code: str) -> None:
    """CASE-E-04; handbook 3.14."""
    found = sorted_for(GP, scheme(code, taking=Taking.CLOSED, needs=("variety",)))

    assert (keys(found.worth), keys(found.also), keys(found.closed)) == ([], [], [f"scheme:{code}"])


def test_practitioner_health_is_a_signpost_and_never_ranked() -> None:
    found = sorted_for(GP, scheme("SCH-PH", signpost=True, needs=("variety",)))

    assert (keys(found.worth), keys(found.also), keys(found.signposts)) == ([], [], ["scheme:SCH-PH"])


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        pytest.param("CS-RET", "SCH-IR", id="coming back: Return to Practice first"),
        pytest.param("CS-W5", "SCH-POOL", id="last years: pool or bank first"),
    ],
)
def test_the_handbooks_picker_puts_it_first(stage: str, code: str) -> None:
    """Handbook 3.13: even when nothing of it was asked for by name."""
    said = replace(GP, stage=stage)
    found = sorted_for(said, scheme(code), scheme("SCH-NGPRS", taking=Taking.ASK_FIRST))

    assert keys(found.worth)[0] == f"scheme:{code}"


def test_what_is_not_open_to_the_profession_is_not_worth_a_conversation() -> None:
    found = sorted_for(replace(GP, profession="practice_manager", role="practice_manager"), scheme("SCH-IR"))

    assert wording.outcome_words(found.also[0], GP)[0] == "Worth a conversation"
    assert wording.outcome_words(found.also[0], replace(GP, profession="practice_manager")) == (
        "Does not fit what you told us",
        "neutral",
    )


def test_of_two_areas_the_better_answer_counts() -> None:
    """GP-S is for Nottinghamshire, Derbyshire and Lincolnshire (GPS-R02)."""
    gps = scheme("SCH-GPS", taking=Taking.ASK_FIRST, needs=("variety",))
    both = replace(GP, areas=("QHM", "QJM"))

    alone, beside = sorted_for(GP, gps), sorted_for(both, gps)

    assert (alone.also[0].outcome, keys(alone.worth)) == (Outcome.DOES_NOT_APPEAR_TO_MEET, [])
    assert keys(beside.worth) == ["scheme:SCH-GPS"]


@pytest.mark.parametrize(
    ("code", "area"),
    [
        *(("QKK", "london"), ("QT1", "nottinghamshire"), ("QJ2", "derbyshire"), ("QJM", "lincolnshire")),
        *(("QHM", "elsewhere_in_england"), ("QZZ", "elsewhere_in_england")),
    ],
)
def test_a_system_is_an_area_of_the_rule_books(code: str, area: str) -> None:
    assert area_fact(code) == area


def test_the_picker_names_only_schemes_and_kinds_that_exist() -> None:
    found = weights()
    named = set().union(*found.first.values(), *found.then.values())

    assert set(found.first) == set(found.then) == set(CareerStage.values)
    assert named <= set(OfferKind.values) | set(BOOKS)


def test_every_need_and_stage_has_words_in_the_second_person() -> None:
    assert set(wording.NEEDS) == set(Need)
    assert set(wording.STAGES) == set(CareerStage)


THINGS = [
    *(
        scheme(code)
        for code in ("SCH-NGPRS", "SCH-IR", "SCH-POOL", "SCH-GPS", "SCH-GPPP", "SCH-ARRS", "SCH-FEL")
    ),
    offer(
        "offer:rules",
        stages=("CS-NQ",),
        local_rules=(
            {"kind": "full_gmc"},
            {"kind": "sessions_at_most", "value": 6},
            {"kind": "considering_leaving"},
        ),
    ),
]
VALUES: dict[str, Any] = {
    "profession": st.sampled_from(Profession.values),
    "career_stage": st.sampled_from(CareerStage.values),
    "post": st.sampled_from(["partner", "salaried", "locum_only", "none"]),
    "area": st.sampled_from(["london", "nottinghamshire", "elsewhere_in_england", "outside_england"]),
    "sessions_per_week": st.sampled_from([Decimal(1), Decimal("4.5"), Decimal(9)]),
    "qualified_on": st.dates(date(1990, 1, 1), date(2010, 1, 1)),
    "last_nhs_gp_work_on": st.dates(date(2012, 1, 1), ON),
    "considering_leaving": st.just(True),
    "wants_portfolio": st.just(True),
}
NAMES = sorted(VALUES)
STATED = st.fixed_dictionaries({}, optional=VALUES)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(facts=STATED, other=STATED, name=st.sampled_from(NAMES))
def test_one_changed_fact_changes_only_findings_that_read_it(facts: Facts, other: Facts, name: str) -> None:
    changed = {key: value for key, value in facts.items() if key != name}
    if name in other:
        changed = {**changed, name: other[name]}

    assert _unread(facts, name) == _unread(changed, name)


def _unread(facts: Facts, name: str) -> list[tuple[str, Any]]:
    return [
        (one.thing.key, finding)
        for one in assess(THINGS, [facts], ON)
        for finding in one.findings
        if name not in finding.facts
    ]
