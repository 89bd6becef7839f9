"""The certificate as PDF: rendered from what was frozen when it was issued."""

import hashlib
from datetime import date

from django.template.loader import render_to_string

from retention_portal.core.dates import date_text
from retention_portal.core.pdf import html_to_pdf
from retention_portal.core.sessions import hours_text
from schemes.opportunities.models_places import Certificate


def html_of(certificate: Certificate) -> str:
    """The certificate, one page of A4."""
    content = certificate.content
    days = [date_text(date.fromisoformat(day)) for day in content["days"]]
    shown = {
        "content": content,
        "number": certificate.number,
        "issued": certificate.issued_at,
        "when": days[0] if len(days) == 1 else f"{len(days)} dates from {days[0]} to {days[-1]}",
        "length": hours_text(content["minutes"]),
    }
    return render_to_string("opportunities/places_certificate.jinja", shown)


def pdf_of(certificate: Certificate) -> bytes:
    """The certificate as PDF: the same certificate gives the same bytes."""
    name = hashlib.sha256(f"certificate {certificate.number}".encode()).hexdigest()[:32]
    return html_to_pdf(
        html_of(certificate), identifier=name, created=certificate.issued_at, stylesheet="poster.css"
    )
