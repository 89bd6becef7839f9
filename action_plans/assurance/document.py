"""A report as HTML for print, and as PDF. Reads the frozen text and the signatures on it, and nothing else."""

import datetime
from typing import Any

import segno
from django.template.loader import render_to_string

from action_plans.assurance import annexes, sections
from action_plans.assurance.models import ReportVersion, Signature
from action_plans.assurance.queries import content_of, signatures_of
from action_plans.assurance.report import FrozenReport
from action_plans.assurance.statuses import WHO_SIGNS, ReportStatus
from retention_portal.core.dates import LONDON
from retention_portal.core.nhsuk.figures import date_words
from retention_portal.core.pdf import html_to_pdf

TEMPLATE = "assurance/document/report.jinja"


def html_of(version: ReportVersion) -> str:
    """The whole document of a version."""
    return html_of_content(content_of(version), signatures_of(version), version.sha256)


def html_of_content(content: FrozenReport, signatures: list[Signature], sha256: str) -> str:
    """The document of any content; without a moment of freezing it is marked as a draft on every page."""
    return render_to_string(TEMPLATE, context_of(content, signatures, sha256))


def context_of(content: FrozenReport, signatures: list[Signature], sha256: str) -> dict[str, Any]:
    """What the templates of a report need, on paper and on the page."""
    address = content.header.verify_url
    signed = [signed_of(row) for row in signatures]
    return {
        "report": content,
        "frozen_at": _moment(content),
        "signed": signed,
        "qr": _qr(address) if address else "",
        "tiles": sections.tiles(content),
        "positions": sections.positions(content),
        "summary_money": sections.summary_money(content),
        "asks": sections.asks(content),
        "sections": (*sections.body(content), sections.sign_off(content, signed, sha256)),
        "annexes": annexes.annexes(content),
        "draft": content.header.draft or not content.header.frozen_at,
    }


def signed_of(row: Signature) -> sections.Signed:
    """A signature in words."""
    day = date_words(row.signed_at.astimezone(LONDON).date())
    return sections.Signed(WHO_SIGNS[ReportStatus(row.step)], row.signed_by.full_name, day, row.comment)


def pdf_of(version: ReportVersion, html: str) -> bytes:
    """The PDF of a version's HTML: the same version gives the same bytes."""
    return html_to_pdf(
        html,
        identifier=version.sha256[:32],
        created=version.frozen_at,
        keywords=f"verification code {version.code}",
    )


def file_name(content: FrozenReport, ending: str = "pdf") -> str:
    """A safe name: "GP-retention-assurance-QHM-2026-27-Q2-version-1.pdf"."""
    header = content.header
    name = f"GP-retention-assurance-{header.system_code}-{header.quarter}-{header.version_label}"
    return (
        "".join(
            letter if letter.isascii() and (letter.isalnum() or letter == "-") else "-" for letter in name
        )
        + f".{ending}"
    )


def _moment(content: FrozenReport) -> datetime.datetime | None:
    text = content.header.frozen_at
    return datetime.datetime.fromisoformat(text) if text else None


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=2, dark="#212b32"))
