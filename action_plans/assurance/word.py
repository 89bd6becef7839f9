"""A report as a Word document: the same blocks as on paper, so the same figures."""

from collections.abc import Sequence

from action_plans.assurance import annexes, document, sections
from action_plans.assurance.blocks import Block, Items, Paragraph, Picture, Section, Subheading, Table
from action_plans.assurance.models import ReportVersion
from action_plans.assurance.queries import content_of, signatures_of
from action_plans.assurance.report import FrozenReport
from retention_portal.core.charts import png
from retention_portal.core.word import WordDocument

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_of(version: ReportVersion) -> bytes:
    """The Word document of a version: the same version gives the same bytes."""
    content = content_of(version)
    header = content.header
    made = WordDocument(
        f"GP retention assurance report: {header.system_name}, {header.quarter_label}, {header.version_label}",
        author=header.system_name,
        created=version.frozen_at,
        running=f"{header.system_code} {header.system_name} · {header.quarter_label} · {header.version_label}",
    )
    signed = [document.signed_of(row) for row in signatures_of(version)]
    _cover(made, content)
    _summary(made, content, signed)
    body = (*sections.body(content), sections.sign_off(content, signed, version.sha256))
    for section in (*body, *annexes.annexes(content)):
        _section(made, section)
    return made.save()


def _cover(made: WordDocument, content: FrozenReport) -> None:
    header = content.header
    made.heading(f"GP retention assurance report: {header.system_name}", 0)
    made.paragraph(f"{header.quarter_label}, {header.version_label}")
    made.paragraph(header.region_name, lead="For the NHS England region:")
    made.paragraph(header.plan_status, lead="Plan:")
    if header.draft:
        made.paragraph(
            "Draft, not submitted: nobody has signed it and it is not for decisions.", lead="State:"
        )
    if header.made_up:
        made.paragraph("the plan, people and money in this report are made up.", lead="Demonstration:")
    made.paragraph(
        "Management information, not for publication. Published workforce figures are official statistics and may be "
        "quoted with their source."
    )
    made.paragraph(
        f"{header.verification_code}. The PDF of this report can be checked at {header.verify_url}",
        lead="Verification code:",
    )


def _summary(made: WordDocument, content: FrozenReport, signed: Sequence[sections.Signed]) -> None:
    made.heading("Summary", 1)
    executive = content.executive
    if executive.rag:
        change = f", {executive.change}" if executive.change else ""
        made.paragraph(executive.reason, lead=f"Overall: {executive.rag}{change}.")
    for line in filter(str.strip, executive.narrative.splitlines()):
        made.paragraph(line)
    tiles = [((tile.label, tile.note), (tile.value, "")) for tile in sections.tiles(content)]
    made.table("The quarter in figures", ("What", "Figure"), tiles, numeric=(1,))
    _block(made, sections.positions(content))
    made.heading("What we ask", 2)
    for block in sections.asks(content):
        _block(made, block)


def _section(made: WordDocument, section: Section) -> None:
    made.heading(section.title, 1)
    for block in section.blocks:
        _block(made, block)


def _block(made: WordDocument, block: Block) -> None:
    match block:
        case Table():
            _table(made, block)
        case Paragraph():
            made.paragraph(block.text, lead=block.lead, small=block.quiet)
        case Items():
            made.items(block.items, numbered=block.numbered)
        case Subheading():
            made.heading(block.text, 2)
        case Picture():
            made.picture(png(block.chart), block.alternative)


def _table(made: WordDocument, table: Table) -> None:
    numeric = [place for place, column in enumerate(table.columns) if column.numeric]
    rows = [[(cell.text, cell.note) for cell in row] for row in table.rows]
    made.table(table.caption, [column.title for column in table.columns], rows, numeric=numeric)
    if table.note:
        made.paragraph(table.note, small=True)
