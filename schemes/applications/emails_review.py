"""The mails to reviewers: that something waits, and once that its day is near. No name of anybody in them."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import date_text
from retention_portal.core.emails.actions import send_email


def tell_reviewer(reviewer: Person, batch: str, count: int, due_on: date) -> None:
    """Applications wait for somebody's review: one mail for everything that was given out together."""
    _send(reviewer, "applications/review_waits", f"applications.review:{batch}:{reviewer.pk}", count, due_on)


def remind_reviewer(reviewer: Person, count: int, due_on: date) -> None:
    """The day by which to have read is near. Once for each day."""
    key = f"applications.review_reminder:{reviewer.pk}:{due_on.isoformat()}"
    _send(reviewer, "applications/review_reminder", key, count, due_on)


def _send(reviewer: Person, template: str, key: str, count: int, due_on: date) -> None:
    context = {
        "service": settings.STAFF_SERVICE_NAME,
        "name": reviewer.full_name,
        "count": count,
        "due_on": date_text(due_on),
        "address": f"{settings.PUBLIC_URL}{reverse('applications:reviews')}",
    }
    send_email(key=key, to=reviewer.email, template=template, context=context)
