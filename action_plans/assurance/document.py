"""A report as HTML for print, and as PDF. Reads the frozen text and the signatures on it, and nothing else."""

import base64
import datetime
from typing import Any

import segno
from django.template.loader import render_to_string

from action_plans.assurance.models import ReportVersion, Signature
from action_plans.assurance.queries import content_of, signatures_of
from action_plans.assurance.report import FrozenReport, LevelCount
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
    return {
        "report": content,
        "frozen_at": _moment(content),
        "signatures": signatures,
        "sha256": sha256,
        "qr": _qr(address) if address else "",
        "bars": {level.code: _bar(level) for level in content.levels},
        "day": datetime.date.fromisoformat,
        "draft": content.header.draft or not content.header.frozen_at,
    }


def pdf_of(version: ReportVersion, html: str) -> bytes:
    """The PDF of a version's HTML: the same version gives the same bytes."""
    return html_to_pdf(
        html,
        identifier=version.sha256[:32],
        created=version.frozen_at,
        keywords=f"verification code {version.code}",
    )


def file_name(content: FrozenReport) -> str:
    """A safe name: "GP-retention-assurance-QHM-2026-27-Q2-version-1.pdf"."""
    header = content.header
    name = f"GP-retention-assurance-{header.system_code}-{header.quarter}-{header.version_label}"
    return (
        "".join(
            letter if letter.isascii() and (letter.isalnum() or letter == "-") else "-" for letter in name
        )
        + ".pdf"
    )


def _moment(content: FrozenReport) -> datetime.datetime | None:
    text = content.header.frozen_at
    return datetime.datetime.fromisoformat(text) if text else None


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=2, dark="#212b32"))


def _bar(level: LevelCount) -> str:
    """How the essentials of a level stand, as a bar: solid is met, striped is part, empty is gap."""
    wide, left, shapes = 100 / max(level.essentials, 1), 0.0, []
    for count, fill in ((level.met, "#005eb8"), (level.part, "url(#s)"), (level.gap, "#ffffff")):
        if count:
            shapes.append(
                f'<rect x="{left:.2f}" y="0.5" width="{count * wide:.2f}" height="7" fill="{fill}"/>'
            )
        left += count * wide
    edges = "".join(
        f'<path d="M{n * wide:.2f} 0.5v7" stroke="#ffffff" stroke-width="0.3"/>'
        for n in range(1, level.essentials)
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 8" preserveAspectRatio="none"><defs>'
        '<pattern id="s" width="2" height="2" patternUnits="userSpaceOnUse"><rect width="2" height="2" fill="#cfe0f2"/>'
        '<rect width="1" height="2" fill="#6fa3d4"/></pattern></defs>'
        f"{''.join(shapes)}{edges}"
        '<rect x="0.2" y="0.5" width="99.6" height="7" fill="none" stroke="#425563" stroke-width="0.3"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
