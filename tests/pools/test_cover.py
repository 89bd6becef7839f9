"""Cover so you can go, the passport's warnings, the calendar's words, and hours on the night of a clock change."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from retention_portal.core.dates import LONDON, today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.pools import actions_cover, actions_watch, cover, rules_checks, rules_hours
from schemes.pools.ical import calendar_of
from schemes.pools.models import ExpiryNotice, Pool
from schemes.pools.models_sessions import Session
from schemes.pools.rules_checks import Check
from schemes.pools.statuses import SessionStatus, Why
from tests.pools.samples import Scene, at, scene


def times(days: int = 10, start: str = "09:00", end: str = "13:10") -> tuple[datetime, datetime]:
    return tuple(at(today() + timedelta(days=days), clock) for clock in (start, end))  # type: ignore[return-value]


def ask(here: Scene, person, starts_at: datetime, ends_at: datetime) -> Session:
    return actions_cover.ask_for_cover(
        person=person, practice=here.practice, starts_at=starts_at, ends_at=ends_at, by=person
    )


@pytest.mark.django_db
def test_the_practice_gets_a_draft_that_says_professional_development() -> None:
    here = scene()
    gp = here.gp(full_name="Dr Away")
    starts_at, ends_at = times()
    seen = dict(cover.preview(gp, here.practice, starts_at, ends_at).lines)

    session = ask(here, gp, starts_at, ends_at)

    assert (session.status, session.why, session.cover_for) == (SessionStatus.DRAFT, Why.DEVELOPMENT, gp)
    assert (seen["Who would be away"], seen["Why"], seen["How long"]) == (
        "Dr Away",
        "Professional development",
        "4 h 10 min",
    )
    assert cover.practices_of(gp) == [here.practice]
    mail = Email.objects.get(to=here.lead.email)
    assert "Dr Away" not in mail.text + mail.subject + mail.html
    assert not AuditEvent.objects.filter(verb="pools.cover_asked").exclude(note="").exists()


@pytest.mark.django_db
def test_the_same_cover_is_asked_for_once_and_only_by_oneself() -> None:
    here = scene()
    gp = here.gp()
    ask(here, gp, *times())

    with pytest.raises(Refused, match="at this time already"):
        ask(here, gp, *times(start="13:00", end="15:00"))
    with pytest.raises(Refused, match="Only you yourself"):
        actions_cover.ask_for_cover(
            person=gp, practice=here.practice, starts_at=times()[0], ends_at=times()[1], by=here.lead
        )


@pytest.mark.django_db
def test_cover_needs_a_pool_that_is_run_here_and_times_that_can_be() -> None:
    here = scene()
    gp = here.gp()
    with pytest.raises(BadInput, match="before it starts"):
        ask(here, gp, *reversed(times()))
    with pytest.raises(BadInput, match="is over"):
        ask(here, gp, *times(days=-2))
    with pytest.raises(BadInput, match="would last 30 h"):
        ask(here, gp, times()[0], times()[0] + timedelta(hours=30))
    Pool.objects.update(mode="supplier", supplier_name="Somebody", supplier_url="https://example.net")
    with pytest.raises(Refused, match="cover cannot be asked for here"):
        ask(here, gp, *times())
    assert not Session.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "QHM", "X", "E8100\x001", "=1+1"])
def test_only_a_practice_is_a_practice(text: str) -> None:
    with pytest.raises(Refused, match="Enter the code of an open practice"):
        cover.practice_read(text)


# --- checks ---------------------------------------------------------------------------------------------------

DAY = datetime(2026, 12, 1, tzinfo=UTC).date()


@pytest.mark.parametrize(
    ("left", "warned"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None), (None, None)],
)
def test_when_somebody_is_warned(left: int | None, warned: int | None) -> None:
    assert rules_checks.warning_due(DAY + timedelta(days=left) if left is not None else None, DAY) == warned


@pytest.mark.parametrize(
    ("held", "told"),
    [
        pytest.param({"dbs": Check("passed", DAY)}, (), id="S-18 does not run out"),
        pytest.param({"dbs": Check("passed", DAY, DAY)}, (), id="S-18 the last day counts"),
        pytest.param({}, ("Not on record, or not in order: Disclosure and Barring Service.",), id="none"),
        pytest.param(
            {"dbs": Check("stated", DAY)},
            ("Not on record, or not in order: Disclosure and Barring Service.",),
            id="only stated",
        ),
        pytest.param(
            {"dbs": Check("passed", DAY - timedelta(days=9), DAY - timedelta(days=1))},
            ("Disclosure and Barring Service: the check runs out on 30 November 2026.",),
            id="S-18 has run out",
        ),
    ],
)
def test_what_is_missing_is_named(held: dict[str, Check], told: tuple[str, ...]) -> None:
    assert rules_checks.gaps(["dbs"], held, DAY) == told


@pytest.mark.django_db
def test_each_warning_goes_once_and_both_sides_hear_of_a_session_at_risk() -> None:
    here = scene()
    member = here.member()
    here.booked(here.session(days=40), member)
    here.check(member.person, "indemnity", today() + timedelta(days=29))

    assert [actions_watch.watch_day() for _ in range(2)] == [
        {"warned": 1, "at_risk": 1, "reminded": 0},
        {"warned": 0, "at_risk": 1, "reminded": 0},
    ]
    assert ExpiryNotice.objects.get().days_before == 30
    risk = Email.objects.filter(subject="A booked session needs a look").values_list("to", flat=True)
    assert sorted(risk) == sorted([member.person.email, here.lead.email])


@pytest.mark.django_db
def test_a_word_the_day_before() -> None:
    here = scene()
    here.booked(here.session(days=1))
    here.booked(here.session(days=2))

    assert actions_watch.remind() == actions_watch.remind() == 1
    assert Email.objects.filter(subject="A reminder for tomorrow").count() == 1


# --- calendar and hours ---------------------------------------------------------------------------------------


def booking(starts_at: datetime, ends_at: datetime, **session: object) -> SimpleNamespace:
    facts = {
        "practice": SimpleNamespace(name="Hill; Surgery, Luton"),
        "site": "Größe " * 12,
        "postcode": "",
        "revision": 2,
    }
    return SimpleNamespace(
        pk=7,
        session=SimpleNamespace(**(facts | session)),
        status="accepted",
        starts_at=starts_at,
        ends_at=ends_at,
    )


def test_a_calendar_is_in_utc_escaped_and_folded() -> None:
    night = datetime(2026, 10, 24, 22, tzinfo=LONDON)
    row = booking(night, datetime(2026, 10, 25, 6, tzinfo=LONDON))

    body = calendar_of([row], name="GP careers", moment=datetime(2026, 10, 1, tzinfo=UTC)).decode()

    lines = body.split("\r\n")
    assert "DTSTART:20261024T210000Z" in lines
    assert "DTEND:20261025T060000Z" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = body.replace("\r\n ", "")
    assert "LOCATION:Hill\\; Surgery\\, Luton\\, Größe" in unfolded
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


@pytest.mark.parametrize(
    ("night", "minutes", "pounds"),
    [
        pytest.param((2027, 3, 27), 420, "560.00", id="2027-03-28 an hour is lost"),
        pytest.param((2026, 10, 24), 540, "720.00", id="2026-10-25 an hour is won"),
        pytest.param((2026, 12, 31), 480, "640.00", id="over midnight and a year"),
    ],
)
def test_hours_of_a_night_are_paid_as_they_pass(
    night: tuple[int, int, int], minutes: int, pounds: str
) -> None:
    start = datetime(*night, 22, tzinfo=LONDON)
    end = (start + timedelta(days=1)).replace(hour=6)

    assert rules_hours.worked_minutes(start, end, 0) == minutes
    assert rules_hours.pay(Decimal(80), start, end, 0) == Decimal(pounds)


@pytest.mark.parametrize(("count", "total", "shown"), [(7, 35, None), (8, 34, Decimal("4.3")), (0, 0, None)])
def test_ratings_are_shown_above_a_floor(count: int, total: int, shown: Decimal | None) -> None:
    assert rules_hours.average_shown(count, total) == shown
