import pickle

import pytest

from retention_portal.core.refusals import BadInput, Refused, is_allowed, quoted, refusal


def check_can_open(door: str, *, key: bool = False) -> None:
    if not key:
        raise Refused(f"You need a key to open the {door}.", code="X-00")


def test_one_check_gives_the_yes_or_no_and_the_sentence() -> None:
    assert is_allowed(check_can_open, "shed", key=True) is True
    assert refusal(check_can_open, "shed", key=True) is None
    assert is_allowed(check_can_open, "shed") is False
    assert refusal(check_can_open, "shed") == "You need a key to open the shed."


def test_a_fault_inside_a_check_is_not_a_refusal() -> None:
    def check_broken() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError):
        is_allowed(check_broken)
    with pytest.raises(KeyError):
        refusal(check_broken)


def test_refused_is_its_sentence_and_prints_as_an_error() -> None:
    refused = Refused("Only the coordinator decides.", code="NGPRS-P04")
    assert str(refused) == refused.sentence == "Only the coordinator decides."
    assert refused.as_error() == {
        "error": {"code": "NGPRS-P04", "message": "Only the coordinator decides.", "allowed": []}
    }


def test_bad_input_is_a_value_error_that_lists_what_is_allowed() -> None:
    fault = BadInput("“L9” is not a level.", allowed=["L1", "L2", "L3"], code="unknown_level")
    assert isinstance(fault, ValueError)
    assert str(fault) == "“L9” is not a level."
    assert fault.as_error() == {
        "error": {
            "code": "unknown_level",
            "message": "“L9” is not a level.",
            "allowed": ["L1", "L2", "L3"],
        }
    }


@pytest.mark.parametrize("fault", [Refused("No.", code="a"), BadInput("No.", allowed=("x",), code="b")])
def test_both_survive_the_way_from_a_worker_process(fault: Refused | BadInput) -> None:
    again = pickle.loads(pickle.dumps(fault))
    assert type(again) is type(fault)
    assert again.as_error() == fault.as_error()


@pytest.mark.parametrize(
    ("read", "shown"),
    [("abc", "“abc”"), ("a\x00b\nc", "“a�b�c”"), ("x" * 61, "“" + "x" * 60 + "…”"), (None, "“None”")],
)
def test_what_was_read_is_short_and_printable(read: object, shown: str) -> None:
    assert quoted(read) == shown
