"""Pure rules of work and learning: what may be posted, until when it shows, which two look like one, and searches."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from retention_portal.core.refusals import BadInput
from schemes.opportunities import rules
from schemes.opportunities.rules import Meeting, check_content, check_meeting
from schemes.opportunities.rules_search import Wanted, as_address, in_words, wanted_from, why
from schemes.opportunities.statuses import (
    BOOKING_TRANSITIONS,
    CONVERSATION_TRANSITIONS,
    ENTRY_TRANSITIONS,
    POST_TRANSITIONS,
    TRANSITIONS,
    Status,
)
from tests.opportunities.samples import content

TODAY = date(2027, 1, 10)
NOON = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"starts_on": date(2027, 2, 2), "ends_on": date(2027, 2, 1)},
            "It ends on 1 February 2027, before it starts on 2 February 2027.",
            id="end before start",
        ),
        pytest.param(
            {"ends_on": date(2027, 2, 1)},
            "Enter the day on which it starts as well as the day on which it ends.",
            id="end without start",
        ),
        pytest.param(
            {"amount": Decimal("-1"), "amount_for": "hour"},
            "Enter an amount of £0 or more.",
            id="negative rate",
        ),
        pytest.param(
            {"amount": Decimal(1)},
            "Say what the amount is for: a session, an hour, a year, or in all.",
            id="amount of nothing",
        ),
        pytest.param(
            {"sessions_per_week": Decimal(15)},
            "Enter more than 0 and at most 14 sessions a week.",
            id="15 sessions a week",
        ),
        pytest.param(
            {"sessions_per_week": Decimal(0)},
            "Enter more than 0 and at most 14 sessions a week.",
            id="no session a week",
        ),
        pytest.param(
            {"closes_on": date(2027, 1, 9)},
            "9 January 2027 is in the past. Enter a closing date from today on.",
            id="closed yesterday",
        ),
        pytest.param(
            {"starts_on": date(2027, 1, 9)},
            "It was over on 9 January 2027. Enter days from today on.",
            id="over",
        ),
        pytest.param(
            {"place": ""},
            "Enter the place or its postcode, or say that it can be done from anywhere.",
            id="nowhere",
        ),
        pytest.param(
            {"postcode": "12345"}, "Enter a postcode such as SG1 4AB, or its first half.", id="no postcode"
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(changes: dict, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_content(content(**changes), TODAY)

    assert refused.value.sentence == sentence


def test_a_role_may_have_begun_already() -> None:
    check_content(content(kind="role", starts_on=date(2027, 1, 1)), TODAY)


@pytest.mark.parametrize(
    ("start", "hours", "sentence"),
    [
        pytest.param(24, 0, "It must end after it starts. Check both times.", id="no length"),
        pytest.param(24, -1, "It must end after it starts. Check both times.", id="end before start"),
        pytest.param(
            24, 30, "A day lasts 14 hours at most. Enter several dates for a longer programme.", id="30 hours"
        ),
        pytest.param(-1, 2, "This date is in the past. Enter one that is still to come.", id="past"),
        pytest.param(49, 2, "This overlaps another date of the programme.", id="overlap"),
    ],
)
def test_a_date_that_cannot_be_is_refused(start: int, hours: int, sentence: str) -> None:
    first = NOON + timedelta(hours=start)
    others = [(NOON + timedelta(hours=48), NOON + timedelta(hours=52))]

    with pytest.raises(BadInput) as refused:
        check_meeting(Meeting(first, first + timedelta(hours=hours)), others, NOON)

    assert refused.value.sentence == sentence


def test_a_day_of_exactly_14_hours_beside_another_is_taken() -> None:
    first = NOON + timedelta(hours=52)

    check_meeting(Meeting(first, first + timedelta(hours=14)), [(NOON, first)], NOON)


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "closes", "over"),
    [
        pytest.param("role", date(2027, 2, 1), None, None, None, id="a role goes on after its start"),
        pytest.param("role", date(2027, 2, 1), None, date(2027, 1, 20), date(2027, 1, 20), id="closing date"),
        pytest.param(
            "event", date(2027, 2, 1), None, None, date(2027, 2, 1), id="an event ends with its day"
        ),
        pytest.param(
            "training",
            date(2027, 2, 1),
            date(2027, 3, 1),
            None,
            date(2027, 3, 1),
            id="a course, its last day",
        ),
        pytest.param(
            "training",
            date(2027, 2, 1),
            date(2027, 3, 1),
            date(2027, 1, 20),
            date(2027, 1, 20),
            id="the earlier",
        ),
        pytest.param("training", None, None, None, None, id="no days"),
    ],
)
def test_until_when_it_shows(kind: str, starts: date, ends: date, closes: date, over: date) -> None:
    assert rules.over_since(kind, starts, ends, closes) == over


def test_the_60_days_of_the_handbook_end_on_the_sixtieth_day() -> None:
    assert rules.hidden_after(date(2027, 1, 1)) == date(2027, 3, 2)
    assert rules.remind_from(date(2027, 1, 1)) == date(2027, 2, 20)
    day = rules.hidden_after(date(2027, 1, 1))
    assert rules.why_not_shown(Status.PUBLISHED, None, date(2027, 1, 1), day) == ""
    hidden = rules.why_not_shown(Status.PUBLISHED, None, date(2027, 1, 1), day + timedelta(days=1))
    assert hidden == "Nobody has confirmed for 60 days that it is still right."


@pytest.mark.parametrize("status", [one for one in Status if one != Status.PUBLISHED])
def test_every_other_state_has_its_sentence(status: Status) -> None:
    assert rules.why_not_shown(status, None, TODAY, TODAY).endswith(".")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(
            ("training", "GPs: joint injections", "Hub", date(2027, 2, 3)), True, id="near, reordered"
        ),
        pytest.param(("training", "Joint injections", "Hub", date(2027, 2, 15)), True, id="14 days apart"),
        pytest.param(("training", "Joint injections", "Hub", date(2027, 2, 16)), False, id="15 days apart"),
        pytest.param(("event", "Joint injections", "Hub", date(2027, 2, 1)), False, id="another kind"),
        pytest.param(
            ("training", "Leadership for partners", "Hub", date(2027, 2, 1)), False, id="another title"
        ),
        pytest.param(("training", "Joint injections", "The Hub", None), True, id="no start, same provider"),
        pytest.param(
            ("training", "Joint injections", "Deanery", None), False, id="no start, another provider"
        ),
    ],
)
def test_which_two_may_be_one(other: tuple, same: bool) -> None:
    assert rules.may_be_one(("training", "Joint injections for GPs", "Hub", date(2027, 2, 1)), other) is same


def test_miles_between_two_towns() -> None:
    durham, newcastle = (54.7761, -1.5733), (54.9783, -1.6178)

    assert 13.5 < rules.miles_between(durham, newcastle) < 14.5


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sg1 4ab", ("SG1", "4AB")),
        ("SG14AB", ("SG1", "4AB")),
        ("ec1a", ("EC1A", "")),
        ("town", None),
        ("", None),
    ],
)
def test_postcodes_are_read_whole_or_by_their_first_half(text: str, parts: tuple | None) -> None:
    assert rules.postcode_parts(text) == parts


WHOLE = Wanted("skin", "training", "CS-NQ", "gp", "QHM", "SG1", 10, "remote", 4, 30, free=True, sort="near")


def test_a_search_survives_being_kept_and_its_order_is_not_kept() -> None:
    kept = wanted_from(WHOLE.criteria)

    assert kept == Wanted(*list(vars(WHOLE).values())[:-1])
    assert wanted_from({"text": "a", "gone": 1}) == Wanted(text="a")
    assert Wanted().criteria == {}
    assert Wanted(miles=5).criteria == {}
    assert as_address(Wanted(text="a b", free=True, sessions=4)) == {
        "q": "a b",
        "free": "yes",
        "sessions": "4",
    }


def test_a_search_in_words() -> None:
    assert in_words(Wanted()) == "Everything"
    assert in_words(WHOLE, "Luton") == (
        "Training, “skin”, career stage “newly qualified”, open to: GP, in Luton, within 10 miles of SG1, "
        "from anywhere, up to 4 sessions a week, starting in the next month, free of charge"
    )


def test_every_part_of_a_search_says_why_it_matches() -> None:
    row = SimpleNamespace(
        kind="training",
        career_stages=["CS-NQ"],
        professions=[],
        where="both",
        sessions_per_week=Decimal("1.0"),
    )

    assert why(WHOLE, row, 7.6, "Luton") == [
        "It is training.",
        "It mentions “skin”.",
        "It is for the career stage “newly qualified”.",
        "It is open to every profession.",
        "It is in Luton.",
        "It is about 8 miles from SG1.",
        "It can be done from anywhere.",
        "It is 1 session a week.",
        "It starts within 30 days.",
        "It is free of charge.",
    ]
    assert why(Wanted(), row, None) == ["It is new, and your search is for everything."]


@pytest.mark.parametrize(
    "table",
    [TRANSITIONS, ENTRY_TRANSITIONS, BOOKING_TRANSITIONS, POST_TRANSITIONS, CONVERSATION_TRANSITIONS],
)
def test_every_state_has_a_row_and_leads_to_states_of_its_own_kind(table: dict) -> None:
    kind = type(next(iter(table)))

    assert set(table) == set(kind)
    assert all(isinstance(one, kind) for row in table.values() for one in row)
