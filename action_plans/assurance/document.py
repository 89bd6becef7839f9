"""A report as HTML for print, and as PDF. Reads the frozen text and the signatures on it, and nothing else."""

import datetime

import segno
from django.template.loader import render_to_string

from action_plans.assurance.models import ReportVersion, Signature
from action_plans.assurance.queries import content_of, signatures_of
from action_plans.assurance.report import FrozenReport, digest
from retention_portal.core.pdf import html_to_pdf

TEMPLATE = "assurance/document/report.jinja"


def html_of(version: ReportVersion) -> str:
    """The whole document of a version."""
    return html_of_content(content_of(version), signatures_of(version), version.sha256)


def html_of_content(content: FrozenReport, signatures: list[Signature], sha256: str) -> str:
    """The document of any content; without a moment of freezing it is marked as a draft on every page."""
    address = content.header.verify_url
    return render_to_string(
        TEMPLATE,
        {
            "report": content,
            "frozen_at": _moment(content),
            "signatures": signatures,
            "sha256": sha256,
            "qr": _qr(address) if address else "",
            "draft": not content.header.frozen_at,
        },
    )


def pdf_of(version: ReportVersion, html: str) -> bytes:
    """The PDF of a version's HTML: the same version gives the same bytes."""
    return html_to_pdf(
        html,
        identifier=bytes.fromhex(version.sha256)[:16],
        created=version.frozen_at,
        keywords=f"verification code {version.code}",
    )


def draft_pdf(content: FrozenReport, text: str, on: datetime.datetime) -> bytes:
    """The PDF of what is not frozen: marked as a draft, without a verification code."""
    html = html_of_content(content, [], "")
    return html_to_pdf(html, identifier=bytes.fromhex(digest(text))[:16], created=on)


def file_name(content: FrozenReport) -> str:
    """A safe name: "GP-retention-assurance-QHM-2026-27-Q2-version-1.pdf"."""
    header = content.header
    name = f"GP-retention-assurance-{header.system_code}-{header.quarter}-version-{header.version}"
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter == "-") else "-" for letter in name) + ".pdf"


def _moment(content: FrozenReport) -> datetime.datetime | None:
    text = content.header.frozen_at
    return datetime.datetime.fromisoformat(text) if text else None


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=2, dark="#212b32"))
