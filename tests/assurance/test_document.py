"""The PDF: text, figures, tags, and what it may reach."""

import io
import re
from decimal import Decimal

import pdfplumber
import pikepdf
import pytest

from action_plans.assurance import actions, document, queries
from action_plans.funding import actions as funding
from action_plans.funding.models import Programme
from action_plans.plans.models import Plan
from retention_portal.core.rounding import rounded
from tests.factories.plans import initiative_at, team
from tests.factories.reports import drafted, planned, submitted
from tests.workforce.files import SAMPLE, SAMPLE_NAME, published
from workforce.profile.queries import figures

SECTIONS = (
    "Summary",
    "What is off track",
    "Workforce",
    "What is covered, and what is not",
    "Initiatives",
    "Milestones of the quarter",
    "Money by line",
    "Risks",
    "Who was consulted",
    "In our words",
    "What we ask of the region",
    "What changed since the last version",
    "Sources and data quality",
    "Sign-off",
    "Annex A: the 22 essentials",
    "Annex B: initiatives and milestones",
)


@pytest.fixture
def people(db, settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path
    made = team()
    planned(made)
    for code, amount in (("FUND-POOL-A", "120000"), ("FUND-LGPRF", "320000.50")):
        funding.enter_allocation(
            system=made.system,
            programme=Programme.objects.get(code=code),
            financial_year="2026-27",
            amount=Decimal(amount),
            by=made.commissioner,
        )
    return made


@pytest.fixture
def version(people):
    return actions.render_report(version_id=submitted(people).pk)


def pages_of(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pdf.pages]


def test_every_section_of_the_contents_is_in_the_text_and_on_its_page_case_c_12(version):
    pages = pages_of(queries.pdf_of(version))
    (contents,) = [page for page in pages if " Contents " in page and "Annex A" in page]
    listed = contents[contents.index(" Contents ") :]
    for section in SECTIONS:
        number = int(re.search(rf"{re.escape(section)} (\d+)", listed)[1])
        assert section in pages[number - 1], section
    assert len(re.findall(r" \d+(?= [A-Z])| \d+$", listed.split(" Page ")[0])) == len(SECTIONS)


def test_every_figure_is_the_frozen_one_case_c_12(version):
    content, pages = queries.content_of(version), pages_of(queries.pdf_of(version))
    text = " ".join(pages)
    for row in content.money:
        assert f"£{row.allocated:,.2f}".removesuffix(".00") in text
    assert f"{content.met} of 22" in text
    for row in content.coverage:
        assert row.code in text
    for row in content.initiatives:
        assert row.reference in text
        assert row.title in text
    assert "£440,000.50" in pages[1]
    assert "Agree £60,000 for active signposting by 31 October" in pages[1]


def test_workforce_figures_are_printed_as_the_profile_has_them(people):
    published(SAMPLE.read_bytes(), SAMPLE_NAME, people.lead, people.system)
    version = actions.render_report(version_id=submitted(people).pk)
    text = " ".join(pages_of(queries.pdf_of(version)))
    found = figures(people.system)
    assert f"Registered patients {found['TOTAL_PATIENTS'].value:,}" in text
    assert f"All GPs {rounded(found['TOTAL_GP_FTE'].value, 1):,}" in text
    assert "September 2024: 5 practices in this extract" in text


def test_running_header_page_numbers_and_code(version):
    pages = pages_of(queries.pdf_of(version))
    header = queries.content_of(version).header
    for number, page in enumerate(pages[1:], start=2):
        assert f"QHM {header.system_name} · 2026/27 quarter 2 · version 1" in page
        assert f"Page {number} of {len(pages)}" in page
    assert version.code in pages[0]
    assert f"/assurance/verify/{version.code}/" in pages[0]


def test_table_headings_are_repeated_on_the_next_page(people):
    plan = Plan.objects.get()
    for number in range(40):
        initiative_at(plan, people.lead, title=f"Initiative number {number}")
    version = actions.render_report(version_id=submitted(people).pk)
    pages = pages_of(queries.pdf_of(version))
    assert sum("Initiative Reference Level State" in page for page in pages) >= 2


def test_the_pdf_is_tagged_named_and_in_english(version):
    with pikepdf.open(io.BytesIO(queries.pdf_of(version))) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]).startswith("GP retention assurance report: NHS North East")
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        kinds = [str(element.get("/S")) for element in _elements(pdf.Root.StructTreeRoot)]
        figures = [e for e in _elements(pdf.Root.StructTreeRoot) if str(e.get("/S")) == "/Figure"]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure"} <= set(kinds)
    assert len(figures) == 3  # the code, and two charts
    with pikepdf.open(io.BytesIO(queries.pdf_of(version))) as pdf:
        for element in _elements(pdf.Root.StructTreeRoot):
            if str(element.get("/S")) == "/Figure":
                assert str(element.Alt)


def _elements(node):
    stack = [node]
    while stack:
        each = stack.pop()
        kids = each.get("/K")
        if each.get("/S") is not None:
            yield each
        if isinstance(kids, pikepdf.Array):
            stack.extend(kid for kid in kids if isinstance(kid, pikepdf.Dictionary))
        elif isinstance(kids, pikepdf.Dictionary):
            stack.append(kids)


def test_no_corner_cell_is_a_header(version):
    html = document.html_of(version)
    for head in re.findall(r"<thead.*?</thead>", html, re.S):
        assert re.search(r"<tr[^>]*>\s*<td", head)


def test_only_the_portals_own_font_is_used(version):
    with pdfplumber.open(io.BytesIO(queries.pdf_of(version))) as pdf:
        fonts = {char["fontname"] for page in pdf.pages for char in page.chars}
    assert {re.sub(r"^[A-Z]+\+", "", font).split("-")[0] for font in fonts} == {"Report"}


def test_the_same_version_gives_the_same_bytes(version):
    kept = queries.pdf_of(version)
    assert document.pdf_of(version, document.html_of(version)) == kept


def test_typed_text_cannot_make_the_document_reach_anything(people):
    report = drafted(
        people, narrative='<img src="file:///etc/passwd"> <link rel="attachment" href="http://127.0.0.1:1/">'
    )
    version = actions.render_report(version_id=actions.freeze_report(report=report, by=people.lead).pk)
    assert '<img src="file:///etc/passwd">' in " ".join(pages_of(queries.pdf_of(version)))
    with pikepdf.open(io.BytesIO(queries.pdf_of(version))) as pdf:
        assert not pdf.attachments


def test_a_long_figure_stays_on_one_line(people):
    funding.enter_allocation(
        system=people.system,
        programme=Programme.objects.get(code="FUND-SDF"),
        financial_year="2026-27",
        amount=Decimal("1234567890.12"),
        by=people.commissioner,
    )
    version = actions.render_report(version_id=submitted(people).pk)
    with pdfplumber.open(io.BytesIO(queries.pdf_of(version))) as pdf:
        assert "£1,234,567,890.12" in pdf.pages[1].extract_text()


def test_a_draft_is_marked_on_every_page(people):
    version = actions.render_report(
        version_id=actions.keep_working_copy(report=drafted(people), by=people.lead).pk
    )
    pages = pages_of(queries.pdf_of(version))
    assert "Draft, not submitted" in pages[0]
    assert all("Draft, not submitted: not for decisions" in page for page in pages[1:])


def test_the_name_of_the_file_is_safe(version):
    assert (
        document.file_name(queries.content_of(version))
        == "GP-retention-assurance-QHM-2026-27-Q2-version-1.pdf"
    )
