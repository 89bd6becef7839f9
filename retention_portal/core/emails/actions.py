"""Write a mail, and hand it over."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.timezone import now

from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.models import Email, EmailState

FORGOTTEN = "forgotten:"
"""A mail whose key begins so leaves nothing but its time: address and text go as soon as it is sent."""
FORGET_UNSENT_AFTER = timedelta(days=1)


def send_email(
    *, key: str, to: str, template: str, context: Mapping[str, Any], unsubscribe: str = ""
) -> Email:
    """Write one mail per key and ask for it to be sent, in the caller's transaction.

    `template` names `templates/emails/<template>.txt.jinja`, whose first line is the subject, and
    `.html.jinja`. A second call with the same key changes nothing: a fact is told once. `unsubscribe` is an
    address that a mail program may post to, without a session, to stop mails of this kind (RFC 8058).
    """
    known = Email.objects.filter(key=key).first()
    if known:
        return known
    values = {"public_url": settings.PUBLIC_URL, "service": settings.GP_SERVICE_NAME, **context}
    subject, _, text = render_to_string(f"emails/{template}.txt.jinja", values).strip().partition("\n")
    return send_written(
        key=key,
        to=to,
        subject=subject.strip(),
        text=text.strip() + "\n",
        html=render_to_string(f"emails/{template}.html.jinja", {**values, "subject": subject.strip()}),
        template=template,
        unsubscribe=unsubscribe,
    )


def send_written(
    *, key: str, to: str, subject: str, text: str, html: str, template: str, unsubscribe: str = ""
) -> Email:
    """Keep a mail that is written already, and ask for it to be sent. Once per key."""
    email, created = Email.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "template": template,
            "unsubscribe": unsubscribe,
        },
    )
    if created:
        enqueue(kind="core.send_email", object_id=email.pk, key=f"core.send_email:{email.pk}", by=None)
    return email


def deliver(*, email_id: int) -> None:
    """Hand one mail to the mail server. A mail that is sent is not sent again.

    A worker that dies between handing over and marking is the one gap: the retry then carries the same
    Message-ID, by which receivers and the local mail folder tell a repetition.
    """
    Email.objects.filter(pk=email_id, state=EmailState.WAITING).update(state=EmailState.SENDING)
    email = Email.objects.get(pk=email_id)
    if email.state != EmailState.SENDING:
        return
    message = EmailMultiAlternatives(
        email.subject, email.text, settings.EMAIL_FROM, [email.to], headers=_headers(email)
    )
    message.attach_alternative(email.html, "text/html")
    message.send()
    blank = (
        dict.fromkeys(("to", "subject", "text", "html", "unsubscribe"), "")
        if email.key.startswith(FORGOTTEN)
        else {}
    )
    Email.objects.filter(pk=email_id).update(state=EmailState.SENT, sent_at=now(), **blank)


def _headers(email: Email) -> dict[str, str]:
    headers = {"Message-ID": message_id(email)}
    if email.unsubscribe:
        headers["List-Unsubscribe"] = f"<{email.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def forget_unsent() -> int:
    """Remove mails to be forgotten that could not be sent for a day; how many."""
    old = now() - FORGET_UNSENT_AFTER
    unsent = Email.objects.filter(key__startswith=FORGOTTEN, created_at__lt=old)
    return unsent.exclude(state=EmailState.SENT).delete()[0]


def message_id(email: Email) -> str:
    """The same for every try of the same mail."""
    return f"<{hashlib.sha256(email.key.encode()).hexdigest()[:32]}@portal.invalid>"
