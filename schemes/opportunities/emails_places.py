"""Mails about places: neutral subjects, a link to the person's own page, each fact told once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from retention_portal.core.dates import moment_text
from retention_portal.core.emails import send_email
from schemes.opportunities.models_places import Booking, Certificate, WaitingEntry
from schemes.opportunities.rules_places import waiting_words


def tell_booked(booking: Booking) -> None:
    """You have a place."""
    dates = [moment_text(day.starts_at) for day in booking.opportunity.dates.order_by("starts_at")]
    _tell(booking.person, "place_booked", str(booking.pk), _booking_page(booking), dates=dates)


def tell_cancelled(booking: Booking, *, by_themselves: bool) -> None:
    """The place was given back, by the person or by those who run it."""
    _tell(
        booking.person, "place_cancelled", str(booking.pk), _page(booking.opportunity_id),
        by_themselves=by_themselves, title=booking.opportunity.title,
    )  # fmt: skip


def tell_waiting(entry: WaitingEntry, ahead: int) -> None:
    """You are on the list, and where."""
    _tell(entry.person, "place_waiting", str(entry.pk), _mine(), where=waiting_words(ahead))


def tell_offer(entry: WaitingEntry, ends_at: datetime) -> None:
    """A place is kept for you until then."""
    _tell(entry.person, "place_offered", str(entry.pk), _mine(), until=moment_text(ends_at))


def tell_expired(entry: WaitingEntry) -> None:
    """The place was kept for you and has gone to the next."""
    _tell(entry.person, "place_expired", str(entry.pk), _page(entry.opportunity_id))


def tell_certificate(certificate: Certificate) -> None:
    """Your certificate is there."""
    _tell(certificate.booking.person, "certificate", str(certificate.pk), _booking_page(certificate.booking))


def _page(opportunity_id: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse('opportunities:detail', args=[opportunity_id])}"


def _mine() -> str:
    """One's own bookings and lists: there also when the posting itself shows no more."""
    return f"{settings.PUBLIC_URL}{reverse('opportunities:bookings')}"


def _booking_page(booking: Booking) -> str:
    return f"{settings.PUBLIC_URL}{reverse('opportunities:booking', args=[booking.pk])}"


def _tell(person: Any, template: str, key: str, address: str, **context: object) -> None:
    if person is None or not person.is_active:
        return
    send_email(
        key=f"opportunities.{template}:{key}",
        to=person.email,
        template=f"opportunities/{template}",
        context={"address": address, **context},
    )
