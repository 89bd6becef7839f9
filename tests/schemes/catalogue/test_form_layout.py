"""Layouts of forms: what is shown, what is frozen, and what keeps an offer from being published."""

import json
from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from schemes.catalogue import form_layout
from schemes.catalogue.form_check import check_form
from schemes.catalogue.form_layout import Form, form_from_json, form_of, visible_questions
from tests.factories.offers import DOCUMENTS, QUESTIONS, content


def offer(**changes: Any) -> Any:
    """What `form_of` reads of an offer, in order to be published."""
    facts = content() | {"scheme": None, "decision_by": "single", "blind": False, "score_weights": []}
    facts |= {"rules": [], "host_part": {}, "supervisor_part": {}, "review": {}}
    return SimpleNamespace(**(facts | changes))


def form(**changes: Any) -> Form:
    return form_of(offer(**changes))


def codes(**changes: Any) -> list[str]:
    return [problem.code for problem in check_form(form(**changes))]


def test_a_complete_form_has_no_fault() -> None:
    assert codes() == []


def test_documents_are_questions_answered_with_a_file() -> None:
    made = form(documents=DOCUMENTS)
    assert [(one.key, one.kind) for one in made.questions][-1] == ("cv", "file")
    assert [section.title for section in made.sections] == ["Your application", "Documents"]


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, ["why", "post", "hurdle", "cv"]),
        ({"post": "partner"}, ["why", "post", "hurdle", "cv"]),
        ({"post": "salaried"}, ["why", "post", "practice", "hurdle", "cv"]),
    ],
)
def test_a_question_is_shown_after_its_answer_only(answers: dict[str, str], shown: list[str]) -> None:
    assert [one.key for one in visible_questions(form(), answers)] == shown


def test_a_question_behind_a_hidden_one_is_hidden_too() -> None:
    behind = {"key": "deep", "text": "And?", "kind": "text", "shown_if": ["gate", True]}
    gate = {"key": "gate", "text": "Sure?", "kind": "yes_no", "shown_if": ["post", "salaried"]}
    made = form(questions=[QUESTIONS[1], gate, behind], documents=[])
    assert [one.key for one in visible_questions(made, {"post": "partner", "gate": True})] == ["post"]
    assert [one.key for one in visible_questions(made, {"post": "salaried", "gate": True})] == [
        *("post", "gate", "deep"),
    ]


def test_a_choice_among_several_shows_a_question() -> None:
    several = {"key": "likes", "text": "What?", "kind": "choices", "choices": [["a", "A"], ["b", "B"]]}
    then = {"key": "then", "text": "Why?", "kind": "text", "shown_if": ["likes", "b"]}
    made = form(questions=[several, then], documents=[])
    assert [one.key for one in visible_questions(made, {"likes": ["a", "b"]})] == ["likes", "then"]
    assert [one.key for one in visible_questions(made, {"likes": ["a"]})] == ["likes"]


def test_frozen_and_read_again_a_form_is_the_same() -> None:
    part = {"needed": True, "intro": "Hello", "shows": ["practice"]}
    part["questions"] = [{"key": "host_1", "text": "Will you?", "kind": "yes_no"}]
    made = form(
        host_part=part, rules=[{"kind": "stays_years", "value": 2}], blind=True,
        score_weights=[{"key": "a", "label": "A", "weight": 100}],
    )  # fmt: skip
    frozen = json.loads(json.dumps(form_layout.as_json(made)))
    assert form_from_json(frozen) == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"shown_if": ["nothing", True]}, "FORM-01", id="waits for a question that is not asked"),
        pytest.param({"shown_if": ["late", True]}, "FORM-01", id="waits for a later question"),
        pytest.param(
            {"shown_if": ["post", "astronaut"]}, "FORM-01", id="waits for an answer nobody can give"
        ),
        pytest.param({"key": "why"}, "FORM-04", id="a key twice"),
        pytest.param({"kind": "choice"}, "FORM-05", id="a choice without choices"),
        pytest.param({"kind": "essay"}, "FORM-06", id="an unknown kind"),
        pytest.param({"fact": "shoe_size"}, "FORM-06", id="an unknown fact"),
    ],
)
def test_a_faulty_question_keeps_an_offer_from_being_published(changes: dict[str, Any], code: str) -> None:
    late = {"key": "late", "text": "Late?", "kind": "yes_no"}
    bad = {"key": "bad", "text": "Bad?", "kind": "text"} | changes
    assert codes(questions=[*QUESTIONS, bad, late]) == [code]
    good = {"key": "good", "text": "Good?", "kind": "text", "shown_if": ["post", "salaried"]}
    assert codes(questions=[*QUESTIONS, good, late]) == []


def test_the_sentence_says_which_question_and_why() -> None:
    bad = {"key": "bad", "text": "And then?", "kind": "text", "shown_if": ["post", "astronaut"]}
    (problem,) = check_form(form(questions=[*QUESTIONS, bad]))
    assert problem.sentence == (
        "“And then?” must be answered and can never be shown: “What is your post?” has no answer “astronaut”."
    )


@pytest.mark.parametrize("kind", list(form_layout.LETTER_KINDS))
def test_every_letter_is_needed(kind: str) -> None:
    letters = deepcopy(content()["letters"])
    letters[kind]["text"] = "  "
    assert codes(letters=letters) == ["FORM-02"]
    del letters[kind]
    assert codes(letters=letters) == ["FORM-02"]


def test_a_letter_holds_only_what_something_fills() -> None:
    letters = deepcopy(content()["letters"])
    letters["offer"]["text"] = "Dear {name}, your secret is {secret}."
    (problem,) = check_form(form(letters=letters))
    assert (problem.code, problem.sentence) == (
        "FORM-07",
        "The letter “An offer” holds “{secret}”, which nothing fills.",
    )
    letters["offer"]["text"] = "Dear {name"
    assert codes(letters=letters) == ["FORM-07"]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        pytest.param({"kind": "age_at_least", "value": 55}, ["FORM-03"], id="handbook 4.7: age without aim"),
        pytest.param(
            {"kind": "age_at_most", "value": 40, "aim": "because"}, ["FORM-03"], id="4.7: not an aim"
        ),
        pytest.param(
            {
                "kind": "age_at_least",
                "value": 55,
                "aim": "To keep experience that only the last years bring.",
            },
            [],
            id="4.7: age with its aim",
        ),
        pytest.param({"kind": "stays_years", "value": "two"}, ["FORM-08"], id="no number"),
        pytest.param({"kind": "stays_years", "value": 0}, ["FORM-08"], id="no years"),
        pytest.param({"kind": "horoscope"}, ["FORM-08"], id="an unknown rule"),
        pytest.param({"kind": "statement", "value": " "}, ["FORM-08"], id="an empty sentence"),
        pytest.param({"kind": "works_here"}, [], id="a rule without a value"),
    ],
)
def test_rules(rule: dict[str, Any], found: list[str]) -> None:
    assert codes(rules=[rule]) == found


def test_somebody_must_be_able_to_apply() -> None:
    assert codes(professions=[]) == ["FORM-08"]


@pytest.mark.parametrize(
    ("weights", "blind", "found"),
    [
        ([60, 40], True, []),
        ([60, 30], True, ["FORM-09"]),
        ([100, 0], False, ["FORM-09"]),
        ([], True, ["FORM-09"]),
        ([], False, []),
    ],
)
def test_scoring(weights: list[int], blind: bool, found: list[str]) -> None:
    rows = [{"key": f"k{n}", "label": f"K{n}", "weight": w} for n, w in enumerate(weights)]
    assert codes(score_weights=rows, blind=blind) == found


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ({}, []),
        ({"reviewers": 3, "hidden": ["why"]}, []),
        ({"reviewers": 0}, ["FORM-11"]),
        ({"reviewers": 10}, ["FORM-11"]),
        ({"scale": ["Bad", "Good"]}, ["FORM-11"]),
        ({"hidden": ["not_asked"]}, ["FORM-11"]),
    ],
)
def test_how_a_panel_reads(plan: dict[str, Any], found: list[str]) -> None:
    assert codes(review=plan) == found


def test_a_criterion_outside_the_total_needs_no_weight() -> None:
    rows = [
        {"key": "a", "label": "A", "weight": 100},
        {"key": "b", "label": "B", "weight": 0, "independent": True},
    ]
    assert codes(score_weights=rows) == []
    assert codes(score_weights=rows[1:]) == ["FORM-09"]


@pytest.mark.parametrize(
    ("shows", "found"),
    [
        (["practice"], []),
        (["nothing"], ["FORM-10"]),
        pytest.param(["hurdle"], ["FORM-10"], id="health is never shown"),
        pytest.param(["reason"], ["FORM-10"], id="reasons are never shown"),
    ],
)
def test_what_a_practice_may_see(shows: list[str], found: list[str]) -> None:
    reason = {"key": "reason", "text": "Why?", "kind": "long_text", "fact": "leaving_narrative"}
    part = {
        "needed": True,
        "shows": shows,
        "questions": [{"key": "h", "text": "Will you?", "kind": "yes_no"}],
    }
    assert codes(questions=[*QUESTIONS, reason], host_part=part) == found


def test_a_part_that_asks_nothing_is_a_fault() -> None:
    assert codes(supervisor_part={"needed": True, "intro": "Hello", "questions": []}) == ["FORM-10"]


def test_questions_keep_their_order_within_headings() -> None:
    rows = [row | {"section": title} for row, title in zip(QUESTIONS, ["B", "A", "B", "A"], strict=True)]
    made = form(questions=rows, documents=[])
    assert [(one.title, [q.key for q in one.questions]) for one in made.sections] == [
        ("B", ["why", "practice"]),
        ("A", ["post", "hurdle"]),
    ]
    assert replace(made, sections=made.sections[:1]).question("post") is None
