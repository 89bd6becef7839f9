"""The mails that a demonstration wrote instead of sending, newest first."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.utils import timezone


@dataclass(frozen=True)
class DemoMail:
    """One mail of the folder."""

    name: str
    written_at: datetime
    to: str
    subject: str
    text: str
    html: str


def mails() -> list[DemoMail]:
    """All of them, newest first."""
    folder: Path = settings.MAIL_FOLDER
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [_read(file) for file in files]


def mail(name: str) -> DemoMail:
    """One of them; raises Http404."""
    file = next((file for file in settings.MAIL_FOLDER.glob("*.eml") if file.stem == name), None)
    if file is None:  # looked up, never built: a name may be no path, or too long for one
        raise Http404("There is no such mail.")
    return _read(file)


def _read(file: Path) -> DemoMail:
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    written = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_default_timezone())
    return DemoMail(
        file.stem,
        written,
        str(message["To"]),
        str(message["Subject"]),
        _part(message, "plain"),
        _part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return body.get_content() if body else ""
