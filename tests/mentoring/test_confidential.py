"""Nothing confidential stands in logs, jobs, the audit trail, subjects of mails, admin, or what a practice reads."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, include, path, reverse

from retention_portal.core.dates import now
from retention_portal.core.models import Email
from retention_portal.desk.admin_site import addresses
from schemes.mentoring import actions_apart, actions_notes, actions_pairing, actions_plan
from schemes.mentoring.models_meeting import Appointment
from schemes.mentoring.statuses import Attendance
from tests.factories.mentoring import Scene, scene
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db
TOPIC, NOTE, APART = "avoiding or handling burnout", "canary-note", "canary-apart"
TOLD_NOWHERE = ("core_auditevent", "core_auditoldvalue", "core_job")


def everything_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(string_agg(t::text, ' '), '') FROM {table} t")
        (found,) = cursor.fetchone()
    return str(found)


def a_whole_life(here: Scene) -> list[str]:
    """Two people ask, are matched, meet, write, and end; the words that must stand nowhere else."""
    here.with_notes()
    mentor = here.mentor(TOPIC)
    request = here.request(TOPIC)
    actions_apart.keep_apart(who=APART, by=request.person)
    drawn = actions_pairing.draw_round(service=here.service, by=here.coordinator)
    actions_pairing.release_round(drawn=drawn, by=here.coordinator)
    pairing = mentor.pairings.get()
    actions_pairing.answer_pairing(pairing=pairing, accept=True, by=mentor.person)
    two = [signed_in(Client(), one) for one in (mentor.person, request.person)]
    for client in two:
        client.post(reverse("mentoring:notes", args=[pairing.pk]), {"text": NOTE})
        client.get(reverse("mentoring:pairing", args=[pairing.pk]))
    here.appointment(pairing)
    actions_pairing.log_session(
        pairing=pairing, on=now().date(), minutes=60, attendance=Attendance.ATTENDED, by=mentor.person
    )
    actions_plan.propose_plan(
        pairing=pairing, sessions=4, ends_on=now().date() + timedelta(weeks=9), by=mentor.person
    )
    actions_pairing.end_pairing(pairing=pairing, look_again=True, by=request.person)
    return [TOPIC, NOTE, APART, mentor.person.full_name, request.person.full_name]


def test_the_audit_trail_the_jobs_and_the_logs_name_nobody_and_nothing(here_with_logs) -> None:
    here, caplog = here_with_logs
    words = a_whole_life(here)

    told = {table: everything_of(table) for table in TOLD_NOWHERE}
    found = [(word, where) for word in words for where, text in told.items() if word in text]

    assert found == []
    assert [word for word in words if word in caplog.text] == []


def test_subjects_of_mails_are_neutral(here_with_logs) -> None:
    here, _ = here_with_logs
    words = a_whole_life(here)

    for mail in Email.objects.filter(template__startswith="mentoring/"):
        assert not any(word in mail.subject + mail.text + mail.html for word in words)
        assert not any(word in mail.subject.lower() for word in ("mentor", "coach", "confiden", "match"))


urlpatterns = [path("", include("retention_portal.urls")), *addresses()]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("model", ["note", "request", "pairing", "keepapart", "groupplace"])
def test_no_record_of_mentoring_is_in_the_admin(model: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:mentoring_{model}_changelist")


def test_errors_do_not_print_a_note(here_with_logs) -> None:
    here, _ = here_with_logs
    pairing = here.with_notes().pairing()
    note = actions_notes.write_note(pairing=pairing, text=NOTE, by=pairing.mentor.person)

    assert NOTE not in f"{note!r} {note} {note.__dict__}"


@pytest.fixture
def here_with_logs(caplog):
    caplog.set_level(logging.DEBUG)
    return scene(), caplog


def test_a_practice_that_is_asked_for_cover_cannot_tell_what_for(here_with_logs) -> None:
    from schemes.pools import cover
    from schemes.pools.models_sessions import Session as PoolSession
    from tests.pools import samples

    here, _ = here_with_logs
    pairing = here.pairing()
    made: Appointment = here.appointment(pairing)
    gp = pairing.request.person
    there = samples.scene()
    practice = there.practice
    client = signed_in(Client(), gp)
    address = reverse("mentoring:appointment_cover", args=[made.pk])

    seen = client.get(address, {"practice": practice.code}).content.decode()
    assert "Professional development" in seen
    client.post(address, {"practice": practice.code})

    session = PoolSession.objects.get(cover_for=gp)
    assert (session.starts_at, session.why) == (made.starts_at, cover.WHY)
    page = signed_in(Client(), there.lead).get(f"/pools/practice/{session.pk}/").content.decode()
    text = page + "".join(everything_of(table) for table in ("pools_session", *TOLD_NOWHERE))
    mails = "".join(
        mail.subject + mail.text + mail.html for mail in Email.objects.filter(template__startswith="pools/")
    )
    for word in ("mentor", "coach", pairing.mentor.person.full_name):
        assert word.lower() not in mails.lower()
    assert pairing.mentor.person.full_name not in text
