"""What the two agree: a changed plan, an end, the next session (M-03, M-11), and cover so one can go."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.core.dates import LONDON, today
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.mentoring import actions_plan, queries, rules_plan
from schemes.mentoring.models import Pairing
from schemes.mentoring.models_meeting import Appointment
from schemes.mentoring.waiting import waiting_for
from tests.factories.mentoring import Scene, scene
from tests.factories.people import signed_in

BEGAN, TODAY = date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        pytest.param(date(2026, 6, 1), "is not in the future", id="M-03 today"),
        pytest.param(date(2026, 6, 4), None, id="M-03 five weeks"),
        pytest.param(date(2026, 10, 16), None, id="M-03 twenty-four weeks"),
        pytest.param(date(2026, 10, 17), "lasts 4 to 24 weeks", id="M-03 a day more"),
    ],
)
def test_an_end_is_in_the_future_and_within_the_weeks_case_m_03(ends_on: date, words: str | None) -> None:
    facts = {"began": BEGAN, "shortest": 4, "longest": 24, "today": TODAY}
    if words is None:
        rules_plan.check_end(ends_on, **facts)
        return
    with pytest.raises(BadInput, match=words):
        rules_plan.check_end(ends_on, **facts)


@pytest.mark.parametrize(("sessions", "weeks"), [pytest.param(6, 24, id="M-08"), (1, 4), (3, 12), (24, 52)])
def test_the_usual_end_is_one_session_every_four_weeks(sessions: int, weeks: int) -> None:
    assert rules_plan.usual_end(BEGAN, sessions, 4, 52) == BEGAN + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("sessions", "words"), [(1, "never fewer"), (2, None), (24, None), (25, "up to 24 sessions")]
)
def test_a_changed_plan_never_has_fewer_sessions_case_m_11(sessions: int, words: str | None) -> None:
    if words is None:
        rules_plan.check_sessions(sessions, 2)
        return
    with pytest.raises(BadInput, match=words):
        rules_plan.check_sessions(sessions, 2)


NOON = datetime(2026, 6, 1, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("starts_at", "minutes", "words"),
    [
        (NOON, 60, "is past"),
        (NOON + timedelta(days=367), 60, "more than a year"),
        (NOON + timedelta(days=1), 0, "between 1 and 240"),
        (NOON + timedelta(days=1), 1800, "between 1 and 240"),
    ],
)
def test_a_next_session_that_cannot_be(starts_at: datetime, minutes: int, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        rules_plan.check_appointment(starts_at, minutes, now=NOON)


@pytest.fixture
def here() -> Scene:
    return scene()


@pytest.mark.django_db
def test_the_other_agrees_once_and_to_the_latest_only_case_m_11(here: Scene) -> None:
    pairing = here.pairing()
    mentor, gp = pairing.mentor.person, pairing.request.person
    end = today() + timedelta(weeks=20)
    first = actions_plan.propose_plan(pairing=pairing, sessions=4, ends_on=end, by=mentor)
    latest = actions_plan.propose_plan(pairing=pairing, sessions=3, ends_on=end, by=mentor)

    assert [task.title for task in waiting_for(gp, today())] == ["Somebody you meet has proposed a change"]
    assert waiting_for(mentor, today()) == []
    with pytest.raises(Refused, match="A later plan was proposed"):
        actions_plan.agree_plan(plan=first, by=gp)
    with pytest.raises(Refused, match="proposed this yourself"):
        actions_plan.agree_plan(plan=latest, by=mentor)
    with pytest.raises(Refused, match="Only the two people"):
        actions_plan.agree_plan(plan=latest, by=here.coordinator)
    actions_plan.agree_plan(plan=latest, by=gp)
    with pytest.raises(Refused, match="agreed already"):
        actions_plan.agree_plan(plan=latest, by=gp)

    pairing.refresh_from_db()
    assert (pairing.sessions, pairing.ends_on) == (3, end)
    with pytest.raises(BadInput, match="You agreed 3 sessions"):
        actions_plan.propose_plan(pairing=pairing, sessions=2, ends_on=end, by=gp)


@pytest.mark.django_db
def test_a_pairing_begins_with_the_usual_end(here: Scene) -> None:
    assert here.pairing().ends_on == today() + timedelta(weeks=8)


@pytest.mark.django_db
def test_the_next_session_is_the_twos_alone_and_no_mail_tells_of_it(here: Scene) -> None:
    pairing = here.pairing()
    told = Email.objects.count()
    made = here.appointment(pairing)

    assert Email.objects.count() == told
    for one in (pairing.mentor.person, pairing.request.person):
        assert list(queries.appointments_visible_to(one)) == [made]
    assert not queries.appointments_visible_to(here.coordinator).exists()
    with pytest.raises(Refused, match="at this time is agreed already"):
        here.appointment(pairing)
    actions_plan.cancel_appointment(appointment=made, by=pairing.request.person)
    with pytest.raises(Refused, match="taken out already"):
        actions_plan.cancel_appointment(appointment=made, by=pairing.mentor.person)
    assert here.appointment(pairing).pk != made.pk


def typed(day: date, **more: str) -> dict[str, str]:
    return {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year), **more}


@pytest.mark.django_db
def test_the_two_on_their_pages(here: Scene) -> None:
    pairing = here.pairing()
    mentor, gp = (signed_in(Client(), one) for one in (pairing.mentor.person, pairing.request.person))
    page = reverse("mentoring:pairing", args=[pairing.pk])
    day = today() + timedelta(days=9)

    wrong = mentor.post(
        reverse("mentoring:appointment", args=[pairing.pk]), typed(day, at="25:00", minutes="60")
    )
    assert "Enter a time of day, like 13:30" in wrong.content.decode()
    mentor.post(reverse("mentoring:appointment", args=[pairing.pk]), typed(day, at="9.30", minutes="60"))
    made = Appointment.objects.get()
    assert made.starts_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") == f"{day} 09:30"
    end = today() + timedelta(weeks=30)
    plan = {"sessions": "6", **{f"ends_{name}": value for name, value in typed(end).items()}}
    gp.post(reverse("mentoring:plan", args=[pairing.pk]), plan)
    shown = mentor.get(page).content.decode()
    assert "The other of you proposes: 6 sessions in all" in shown
    mentor.post(reverse("mentoring:plan_agree", args=[pairing.pk]), {"plan": str(pairing.plans.get().pk)})
    assert Pairing.objects.get(pk=pairing.pk).sessions == 6
    gp.post(reverse("mentoring:appointment_cancel", args=[made.pk]))
    assert "Agreed, still to come" not in mentor.get(page).content.decode()
