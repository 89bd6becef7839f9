"""A mail is told once per key, with text and HTML, and is sent once."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from retention_portal.core.emails.actions import deliver, send_written
from retention_portal.core.models import Email, EmailState, Job

pytestmark = pytest.mark.django_db


def write(key: str = "tests:1") -> Email:
    return send_written(
        key=key,
        to="gp@example.org",
        subject="A message for you",
        text="Hello\n",
        html="<p>Hello</p>",
        template="t",
    )


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "retention_portal.core.emails.backend.FolderBackend"
    settings.MAIL_FOLDER = tmp_path
    return tmp_path


def test_one_fact_is_one_mail_and_one_job() -> None:
    assert write().pk == write().pk
    assert (Email.objects.count(), Job.objects.count()) == (1, 1)


def test_a_mail_lands_once_with_both_parts(folder: Path) -> None:
    email = write()
    deliver(email_id=email.pk)
    deliver(email_id=email.pk)

    (file,) = folder.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert (message["Subject"], message["To"], kinds) == (
        "A message for you",
        "gp@example.org",
        ["text/plain", "text/html"],
    )
    email.refresh_from_db()
    assert email.state == EmailState.SENT


def test_a_worker_that_died_before_marking_makes_no_second_mail(folder: Path) -> None:
    email = write()
    deliver(email_id=email.pk)
    Email.objects.filter(pk=email.pk).update(state=EmailState.SENDING, sent_at=None)
    deliver(email_id=email.pk)

    assert len(list(folder.glob("*.eml"))) == 1
