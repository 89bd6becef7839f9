"""Mail of a copy without a mail server: one file a mail in `var/mail`."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes `<hash of Message-ID>.eml`; the same mail twice is one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail whole, then give it its name."""
        folder: Path = settings.MAIL_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            name = hashlib.sha256(str(content["Message-ID"]).encode()).hexdigest()[:24]
            fresh = folder / f"{name}.new"
            fresh.write_bytes(content.as_bytes())
            fresh.rename(folder / f"{name}.eml")
        return len(email_messages)
