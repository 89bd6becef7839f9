"""`check_eligibility` and `scheme_money`: the contract, exit codes, and every refusal as a sentence."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from schemes.catalogue.rules import BOOKS
from tests.schemes.catalogue.people import CAST, PARTNER

COMMANDS = ("check_eligibility", "scheme_money")


def run(command: str, *words: str) -> dict[str, Any]:
    out = StringIO()
    call_command(command, *words, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def refused(command: str, *words: str) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(command, *words, "--json", stdout=out)
    assert error.value.returncode == 1
    return json.loads(out.getvalue().splitlines()[-1])["error"]


@pytest.fixture
def facts(tmp_path: Path) -> Any:
    def write(content: object) -> str:
        path = tmp_path / "facts.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return write


def test_eligibility_answers_the_contract(facts: Any) -> None:
    answer = run("check_eligibility", "sch-n2pp", "--facts", facts(PARTNER), "--on", "2021-05-01")

    assert (answer["scheme"], answer["on"], answer["outcome"]) == (
        "SCH-N2PP",
        "2021-05-01",
        "appears_to_meet",
    )
    assert answer["findings"][1] == {
        "code": "N2PP-R01",
        "result": "met",
        "text": "A registered professional of one of the professions that it was open to.",
        "facts": ["profession", "professional_registration"],
    }


def test_money_answers_the_contract(facts: Any) -> None:
    answer = run("scheme_money", "SCH-N2PP", "--facts", facts({"sessions_per_week": 6}), "--on", "2021-05-01")

    assert (answer["scheme"], answer["on"], answer["total"]) == ("SCH-N2PP", "2021-05-01", "16000.00")
    assert {
        name: answer["lines"][0][name] for name in ("code", "from", "to", "units", "rate", "amount", "payee")
    } == {
        "code": "N2PP-M01",
        "from": "2021-05-01",
        "to": "2026-04-30",
        "units": "0.66666667",
        "rate": "20000.00",
        "amount": "13333.33",
        "payee": "contract holder",
    }


def test_today_is_the_day_when_none_is_given(facts: Any, settings: Any) -> None:
    settings.PORTAL_TODAY = "2024-05-01"

    assert run("check_eligibility", "SCH-FEL", "--facts", facts({}))["on"] == "2024-05-01"
    assert run("check_eligibility", "SCH-FEL", "--facts", facts({}))["outcome"] == "closed"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_stated_fact_that_the_scheme_does_not_read_is_named(command: str, facts: Any) -> None:
    file = facts({"sessions_per_week": 4, "wants_portfolio": True})

    assert run(command, "SCH-NGPRS", "--facts", file, "--on", "2024-05-01")["not_read"] == ["wants_portfolio"]


@pytest.mark.parametrize("command", COMMANDS)
def test_practitioner_health_answers_without_reading(command: str, facts: Any) -> None:
    answer = run(command, "SCH-PH", "--facts", facts({"profession": "gp", "considering_leaving": True}))

    assert answer["not_read"] == []
    assert "profession" not in json.dumps(answer)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("scheme", BOOKS)
def test_describe_lists_what_the_scheme_reads(command: str, scheme: str) -> None:
    answer = run(command, scheme.lower(), "--describe")

    assert {one["name"]: tuple(one["codes"]) for one in answer["facts"]} == BOOKS[scheme].reads()
    assert all(one["allowed"] and one["question"] and one["type"] for one in answer["facts"])


def test_describe_without_a_scheme_lists_all() -> None:
    assert [one["scheme"] for one in run("check_eligibility", "--describe")["schemes"]] == list(BOOKS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("words", "content", "code"),
    [
        (["SCH-NGPR"], {}, "unknown_scheme"),
        (["SCH-NGPRS"], {"sesions_per_week": 4}, "unknown_fact"),
        (["SCH-NGPRS"], {"sessions_per_week": 0}, "fact_value"),
        (["SCH-NGPRS"], {"sessions_per_week": 40}, "fact_value"),
        (["SCH-NGPRS"], {"qualified_on": "2024-01-02", "starts_on": "2024-01-01"}, "facts_disagree"),
        (["SCH-NGPRS"], "{nonsense", "facts_not_json"),
        (["SCH-NGPRS"], "[1]", "facts_not_json"),
        (["SCH-NGPRS"], '{"sessions_per_week": NaN}', "facts_not_json"),
        (["SCH-NGPRS", "--on", "2024-02-30"], {}, "bad_input"),
        ([], {}, "no_scheme"),
    ],
)
def test_bad_input_is_exit_1_with_a_sentence(
    command: str, words: list[str], content: object, code: str, facts: Any
) -> None:
    error = refused(command, *words, "--facts", facts(content))

    assert error["code"] == code
    assert error["message"].endswith((".", "?"))
    assert isinstance(error["allowed"], list)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_scheme_or_fact_lists_what_is_allowed(command: str, facts: Any) -> None:
    scheme = refused(command, "ngprs", "--facts", facts({}))
    fact = refused(command, "SCH-GPS", "--facts", facts({"profesion": "gp"}))

    assert scheme["message"] == "There is no scheme “ngprs”. Did you mean “SCH-NGPRS”?"
    assert scheme["allowed"] == list(BOOKS)
    assert fact["message"] == "There is no fact “profesion”. Did you mean “profession”?"
    assert fact["allowed"] == ["profession", "area"]


@pytest.mark.parametrize("command", COMMANDS)
def test_facts_that_cannot_be_opened(command: str, tmp_path: Path) -> None:
    assert refused(command, "SCH-NGPRS", "--facts", str(tmp_path))["code"] == "no_file"
    assert refused(command, "SCH-NGPRS", "--facts", str(tmp_path / "missing.json"))["code"] == "no_file"
    assert refused(command, "SCH-NGPRS")["code"] == "no_facts"


def test_a_missing_rate_is_exit_1(facts: Any) -> None:
    error = refused(
        "scheme_money", "SCH-NGPRS", "--facts", facts({"sessions_per_week": 4}), "--on", "2030-01-01"
    )

    assert error["code"] == "no_rate"
    assert "1 January 2030" in error["message"]


@pytest.mark.parametrize("scheme", CAST)
def test_answers_read_as_sentences_too(scheme: str, facts: Any) -> None:
    stated, on = CAST[scheme]
    out = StringIO()
    call_command("check_eligibility", scheme, "--facts", facts(stated), "--on", on.isoformat(), stdout=out)
    lines = out.getvalue().splitlines()

    assert lines[0].endswith(f"{on.isoformat()}: Appears to meet")
    assert lines[-1].startswith("The portal advises. It is decided by ")


def test_money_reads_as_sentences_too(facts: Any) -> None:
    out = StringIO()
    file = facts({"sessions_per_week": 4})
    call_command("scheme_money", "SCH-NGPRS", "--facts", file, "--on", "2024-05-01", stdout=out)

    assert "Total: £19999.36" in out.getvalue()


def test_descriptions_read_as_sentences_too() -> None:
    out = StringIO()
    call_command("check_eligibility", "SCH-PH", "--describe", stdout=out)

    assert out.getvalue() == "SCH-PH: NHS Practitioner Health\nIt reads no facts.\n"
