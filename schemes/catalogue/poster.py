"""The poster of an offer as PDF, its QR code, and a text to copy into a message."""

import hashlib
from datetime import date

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from retention_portal.core.dates import date_text
from retention_portal.core.pdf import html_to_pdf
from schemes.catalogue import wording
from schemes.catalogue.models import Offer

MOST_OF_SUMMARY = 320


def address_of(offer: Offer) -> str:
    """The whole address of an offer's page."""
    return f"{settings.PUBLIC_URL}{reverse('catalogue:offer', args=[offer.slug])}"


def qr_of(offer: Offer, scale: int = 6) -> str:
    """The address as a QR code, an SVG as a data: address."""
    code = segno.make(address_of(offer), error="m")
    return str(code.svg_data_uri(scale=scale, border=2, dark="#212b32"))


def html_of(offer: Offer) -> str:
    """The poster, one page of A4."""
    return render_to_string(
        "schemes/offers/poster.jinja",
        {
            "offer": offer,
            "summary": _shortened(offer.summary, MOST_OF_SUMMARY),
            "when": when_words(offer),
            "who": wording.stages_text(offer.career_stages),
            "professions": wording.professions_text(offer.professions),
            "qr": qr_of(offer, 8),
            "address": address_of(offer).removeprefix("https://").removeprefix("http://"),
        },
    )


def pdf_of(offer: Offer) -> bytes:
    """The poster as PDF: the same revision gives the same bytes."""
    name = hashlib.sha256(f"poster {offer.slug} {offer.revision}".encode()).hexdigest()[:32]
    return html_to_pdf(html_of(offer), identifier=name, created=offer.updated_at, stylesheet="poster.css")


def message_of(offer: Offer, on: date) -> str:
    """A text for a message group or a mail: short, neutral, with the address."""
    who = wording.stages_text(offer.career_stages)
    lines = [
        offer.title,
        _shortened(offer.summary, 220),
        f"For: {who}." if who else "",
        when_words(offer) if wording.state_of_offer(offer, on).is_open else "",
        f"Look, and register interest in a minute (no account): {address_of(offer)}",
    ]
    contact = " ".join(
        part for part in (offer.contact_role or offer.contact_name, offer.contact_phone) if part
    )
    return "\n".join(line for line in (*lines, f"Or ask: {contact}" if contact else "") if line)


def when_words(offer: Offer) -> str:
    """When people may apply, as a sentence."""
    if offer.closes_on:
        return f"Open from {date_text(offer.opens_on)} to {date_text(offer.closes_on)}."
    return f"Open at any time from {date_text(offer.opens_on)}."


def _shortened(text: str, most: int) -> str:
    """`text`, cut at a word with an ellipsis when it is longer than `most`."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip('.,;:')}…"
