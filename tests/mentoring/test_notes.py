"""Notes: off by default, for the two alone, sealed at rest, erased in time; and the page that says who could read."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from retention_portal.core.models import AuditEvent, Email, Job
from retention_portal.core.refusals import BadInput, Refused
from schemes.mentoring import actions_notes, actions_pairing, personal_data, queries_notes
from schemes.mentoring.models import Pairing, Service
from schemes.mentoring.models_meeting import Note
from tests.factories.mentoring import Scene, scene
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db
TEXT = "Canary-of-the-two: about the partnership"


@pytest.fixture
def here() -> Scene:
    return scene().with_notes()


def written(here: Scene) -> tuple[Pairing, Note]:
    pairing = here.pairing()
    return pairing, actions_notes.write_note(pairing=pairing, text=TEXT, by=pairing.mentor.person)


def test_notes_are_off_until_a_coordinator_switches_them_on() -> None:
    plain = scene()
    pairing = plain.pairing()

    assert Service._meta.get_field("notes_on").default is False
    with pytest.raises(Refused, match="keeps no notes"):
        actions_notes.write_note(pairing=pairing, text=TEXT, by=pairing.mentor.person)
    page = signed_in(Client(), pairing.mentor.person).get(reverse("mentoring:pairing", args=[pairing.pk]))
    assert "Notes for the two of you" not in page.content.decode()


def test_the_two_read_them_and_nobody_else(here: Scene) -> None:
    pairing, _ = written(here)
    address = reverse("mentoring:notes", args=[pairing.pk])

    for one in (pairing.mentor.person, pairing.request.person):
        assert [note.text for note in queries_notes.notes_of(pairing, one)] == [TEXT]
        answer = signed_in(Client(), one).get(address)
        assert TEXT in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    for other in (here.coordinator, here.gp(), *(person_with(role) for role in (Role.ADMINISTRATOR,))):
        assert queries_notes.notes_of(pairing, other) == []
        assert signed_in(Client(), other).get(address).status_code == 404


def test_a_note_is_sealed_in_the_database_and_leaves_no_trace_elsewhere(here: Scene, caplog) -> None:
    pairing = here.pairing()
    before = AuditEvent.objects.count(), Job.objects.count(), Email.objects.count()
    client = signed_in(Client(), pairing.mentor.person)

    client.post(reverse("mentoring:notes", args=[pairing.pk]), {"text": TEXT})

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(n::text, ' ') FROM mentoring_note n")
        (stored,) = cursor.fetchone()
    assert "Canary" not in stored
    assert TEXT.encode().hex() not in stored
    assert (AuditEvent.objects.count(), Job.objects.count(), Email.objects.count()) == before
    assert "Canary" not in caplog.text
    assert "Canary" not in repr(queries_notes.notes_of(pairing, pairing.mentor.person))


def test_the_page_says_truthfully_who_could_ever_read_them(here: Scene) -> None:
    pairing = here.pairing()
    page = signed_in(Client(), pairing.request.person).get(reverse("mentoring:notes", args=[pairing.pk]))
    text = " ".join(page.content.decode().split())

    for words in (
        "there is no emergency way in",
        "hold the key, so it would not be true to say that nobody could",
        "A court can order notes to be shown",
        "erased 12 weeks after you two end",
    ):
        assert words in text


def test_only_the_writer_takes_a_note_out(here: Scene) -> None:
    pairing, note = written(here)
    with pytest.raises(Refused, match="Only the person who wrote"):
        actions_notes.erase_note(note=note, by=pairing.request.person)

    actions_notes.erase_note(note=note, by=pairing.mentor.person)

    assert not Note.objects.exists()


def test_an_empty_or_endless_note_is_told(here: Scene) -> None:
    pairing = here.pairing()
    for text, words in (("  ", "Write something"), ("x" * 4001, "up to 4,000 characters")):
        with pytest.raises(BadInput, match=words):
            actions_notes.write_note(pairing=pairing, text=text, by=pairing.mentor.person)


def test_nothing_is_written_after_the_end_and_the_day_of_erasure_is_told(here: Scene) -> None:
    pairing, _ = written(here)
    actions_pairing.end_pairing(pairing=pairing, by=pairing.request.person)

    with pytest.raises(Refused, match="before the end"):
        actions_notes.write_note(pairing=pairing, text=TEXT, by=pairing.mentor.person)
    assert queries_notes.notes_erased_on(pairing) == pairing.ended_at.date() + timedelta(weeks=12)


@pytest.mark.parametrize(
    ("weeks_ago", "kept"), [pytest.param(11, 1, id="before the time"), pytest.param(13, 0, id="after it")]
)
def test_notes_go_some_weeks_after_the_end(here: Scene, weeks_ago: int, kept: int) -> None:
    pairing, _ = written(here)
    actions_pairing.end_pairing(pairing=pairing, by=pairing.request.person)
    Pairing.objects.filter(pk=pairing.pk).update(ended_at=now() - timedelta(weeks=weeks_ago))

    assert actions_notes.erase_old_notes() == 1 - kept
    assert Note.objects.count() == kept


def test_notes_of_two_who_still_meet_stay(here: Scene) -> None:
    written(here)

    assert actions_notes.erase_old_notes() == 0


def test_an_old_key_is_rotated_away(here: Scene) -> None:
    pairing, _ = written(here)
    new = Fernet.generate_key().decode()
    with override_settings(FIELD_KEYS=[new, *settings.FIELD_KEYS]):
        assert (actions_notes.seal_again(), actions_notes.seal_again()) == (1, 0)
    with override_settings(FIELD_KEYS=[new]):
        assert [one.text for one in queries_notes.notes_of(pairing, pairing.mentor.person)] == [TEXT]
    (lost,) = queries_notes.notes_of(pairing, pairing.mentor.person)
    assert lost.text == queries_notes.CANNOT_BE_OPENED
    assert actions_notes.seal_again() == 0


def test_one_takes_ones_own_notes_away_and_never_the_others(here: Scene) -> None:
    pairing, _ = written(here)

    assert [note["text"] for note in personal_data.export(pairing.mentor.person)["notes"]] == [TEXT]
    assert personal_data.export(pairing.request.person)["notes"] == []
    personal_data.erase(pairing.mentor.person)
    assert not Note.objects.exists()
