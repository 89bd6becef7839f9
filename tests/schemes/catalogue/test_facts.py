"""Facts: what may be stated, and the sentence when it cannot be."""

from datetime import date
from decimal import Decimal

import pytest

from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.facts import register
from schemes.catalogue.rules.stated import AFTER_QUALIFYING, View, read_facts, read_json

GOOD = {
    '{"sessions_per_week": 4}': {"sessions_per_week": Decimal(4)},
    '{"sessions_per_week": 4.5}': {"sessions_per_week": Decimal("4.5")},
    '{"reviews_passed": 5.0}': {"reviews_passed": 5},
    '{"practice_found": false}': {"practice_found": False},
    '{"starts_on": "2024-02-29"}': {"starts_on": date(2024, 2, 29)},
    '{"profession": null}': {},
    "\ufeff{}": {},
}


@pytest.mark.parametrize(("text", "facts"), GOOD.items(), ids=list(GOOD))
def test_facts_are_read(text: str, facts: dict[str, object]) -> None:
    assert read_facts(read_json(text)) == facts
    assert read_facts(read_json(text.encode())) == facts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        '"facts"',
        '{"sessions_per_week": NaN}',
        '{"sessions_per_week": Infinity}',
        '{"sessions_per_week": -Infinity}',
        '{"sessions_per_week": 1, "sessions_per_week": 2}',
        "[" * 100_000,
        '{"sessions_per_week": ' + "9" * 5000 + "}",
        '{"sessions_per_week": 1e999999999999999999999}',
        " " * 1_000_001,
        b"\xff\xfe{}",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_json(text)

    assert refused.value.code == "facts_not_json"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("sessions_per_week", 0),
        ("sessions_per_week", 40),
        ("sessions_per_week", -1),
        ("sessions_per_week", "4"),
        ("sessions_per_week", True),
        ("sessions_per_week", [4]),
        ("sessions_per_week", Decimal("4.00001")),
        ("sessions_per_week", Decimal("1e-999999")),
        ("sessions_per_week", Decimal("1e999999")),
        ("sessions_per_week", Decimal("NaN")),
        ("clinical_sessions_per_week", -1),
        ("sessions_per_year", 729),
        ("reviews_passed", 6),
        ("reviews_passed", Decimal("1.5")),
        ("training_cost", Decimal("10.005")),
        ("practice_found", "true"),
        ("practice_found", 1),
        ("practice_found", {}),
        ("starts_on", "2024-02-30"),
        ("starts_on", "1 May 2024"),
        ("starts_on", "1066-10-14"),
        ("starts_on", 20240501),
        ("profession", "doctor"),
        ("profession", ["gp"]),
        ("flexibility_narrative", "  "),
        ("flexibility_narrative", "a\0b"),
        ("flexibility_narrative", 7),
        ("flexibility_narrative", "x" * 10_001),
    ],
)
def test_a_wrong_type_or_impossible_value_is_a_sentence(name: str, written: object) -> None:
    with pytest.raises(BadInput) as refused:
        read_facts({name: written})

    assert refused.value.code == "fact_value"
    assert f"“{name}”" in refused.value.sentence
    assert refused.value.allowed == register()[name].values


def test_the_sentence_about_forty_sessions() -> None:
    with pytest.raises(
        BadInput, match=r"^“40” is not possible for “sessions_per_week”: a number, more than 0 to 14.$"
    ):
        read_facts({"sessions_per_week": 40})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"qualified_on": "2024-05-02", "starts_on": "2024-05-01"},
            "“starts_on” is 1 May 2024, before qualification on 2 May 2024.",
        ),
        (
            {"starts_on": "2024-05-02", "ends_on": "2024-05-01"},
            "“ends_on” is 1 May 2024, before “starts_on”, 2 May 2024.",
        ),
        (
            {"partner_since": "2021-04-01", "left_on": "2021-03-31"},
            "“left_on” is 31 March 2021, before “partner_since”, 1 April 2021.",
        ),
        (
            {"new_sessions_per_week": 4},
            "“new_sessions_per_week” says nothing without “sessions_changed_on”.",
        ),
        (
            {"clinical_sessions_per_week": 5, "sessions_per_week": 4},
            "There cannot be 5 clinical sessions a week in a post of 4 sessions a week.",
        ),
        (
            {"ever_nhs_gp": False, "last_nhs_gp_work_on": "2020-01-01"},
            "“ever_nhs_gp” is false, yet “last_nhs_gp_work_on” gives a day.",
        ),
    ],
)
def test_facts_that_cannot_both_be_true(facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_facts(facts)

    assert (refused.value.code, refused.value.sentence) == ("facts_disagree", sentence)


@pytest.mark.parametrize("name", AFTER_QUALIFYING)
def test_no_date_lies_before_qualification(name: str) -> None:
    with pytest.raises(BadInput, match="before qualification"):
        read_facts(
            {
                "qualified_on": "2024-05-02",
                name: "2024-05-01",
                "partner_since": None,
                "new_sessions_per_week": 3,
            }
            if name == "sessions_changed_on"
            else {"qualified_on": "2024-05-02", name: "2024-05-01"}
        )


def test_an_unknown_fact_gets_the_nearest_name_and_the_names_there_are() -> None:
    with pytest.raises(BadInput) as refused:
        read_facts({"sesions_per_week": 4})

    assert refused.value.sentence == "There is no fact “sesions_per_week”. Did you mean “sessions_per_week”?"
    assert refused.value.allowed == tuple(register())


def test_every_registered_fact_is_read_by_some_scheme_and_every_read_is_registered() -> None:
    read = {name for book in BOOKS.values() for name in book.reads()}

    assert read == set(register())


def test_every_fact_asks_a_plain_question() -> None:
    for one in register().values():
        assert "?" in one.question
        assert one.about in {"person", "post", "practice", "application", "system"}
        assert one.type in {"bool", "int", "decimal", "date", "choice", "text"}
        assert bool(one.allowed) == (one.type == "choice")
        assert (one.most is not None) == (one.type in {"int", "decimal"})


def test_a_rule_cannot_see_a_fact_it_does_not_declare() -> None:
    with pytest.raises(KeyError):
        View({"profession": "gp"}, ("gmc_status",))("profession")
