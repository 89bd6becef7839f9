"""Word documents: the only place that touches python-docx.

Headings are real headings, tables have a header row that repeats on each page, pictures have alternative text, the
language is British English. The same calls give the same bytes.
"""

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
PICTURE_CM, TEXT_PT, SMALL_PT = 16, 10, 8.5
NAVY, GREY = "003087", "E8EDEE"

TableCell = tuple[str, str]
"""The text of a cell, and a smaller note below it or ""."""


class WordDocument:
    """A document that is written from top to bottom. `created` is the moment of its facts."""

    def __init__(self, title: str, *, author: str, created: datetime.datetime, running: str = "") -> None:
        import docx  # takes a third of a second: only those who make documents pay

        self._document: Any = docx.Document()
        _set_styles(self._document)
        facts = self._document.core_properties
        moment = created.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
        facts.title, facts.author, facts.language = title, author, "en-GB"
        facts.created = facts.modified = moment
        facts.last_modified_by, facts.revision, facts.comments = author, 1, ""
        section = self._document.sections[0]
        _set_page(section)
        section.header.paragraphs[0].text = running
        _add_page_number(section.footer.paragraphs[0])

    def heading(self, text: str, level: int) -> None:
        """A heading; level 0 is the title of the document."""
        self._document.add_heading(printable(text), level)

    def paragraph(self, text: str, *, lead: str = "", small: bool = False) -> None:
        """A paragraph; `lead` are bold words before it."""
        paragraph = self._document.add_paragraph()
        if lead:
            paragraph.add_run(printable(f"{lead} ")).bold = True
        run = paragraph.add_run(printable(text))
        if small:
            run.font.size = _points(SMALL_PT)

    def items(self, items: Sequence[str], *, numbered: bool = False) -> None:
        """A list. Numbers are written as text, so that two lists never run on into each other."""
        for number, item in enumerate(items, start=1):
            if numbered:
                self._document.add_paragraph(f"{number}. {printable(item)}")
            else:
                self._document.add_paragraph(printable(item), style="List Bullet")

    def table(
        self,
        caption: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[TableCell]],
        *,
        numeric: Sequence[int] = (),
    ) -> None:
        """A table under its caption; the header row repeats on every page, and no row breaks over two."""
        above = self._document.add_paragraph(printable(caption), style="Caption")
        above.paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=0, cols=len(headings), style="Table Grid")
        _describe(table, printable(caption))
        self._row(table, [(text, "") for text in headings], numeric, header=True)
        for row in rows:
            self._row(table, row, numeric)
        self._document.add_paragraph()

    def _row(
        self, table: Any, texts: Sequence[TableCell], numeric: Sequence[int], *, header: bool = False
    ) -> None:
        row = table.add_row()
        _mark_row(row, header=header)
        for place, (cell, (text, note)) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(printable(text))
            run.bold, run.font.size = header, _points(SMALL_PT + 0.5)
            if note:
                run.add_break()
                paragraph.add_run(printable(note)).font.size = _points(SMALL_PT - 0.5)
            if place in numeric:
                paragraph.alignment = 2  # right
            if header:
                _shade(cell)

    def picture(self, png: bytes, alternative: str) -> None:
        """A picture as wide as the text, with its alternative text."""
        from docx.shared import Cm

        self._document.add_picture(io.BytesIO(png), width=Cm(PICTURE_CM))
        drawing = self._document.inline_shapes[-1]._inline.docPr
        drawing.set("descr", printable(alternative))
        drawing.set("title", "Chart")

    def save(self) -> bytes:
        """The document. Its parts carry no moment, so the same calls give the same bytes."""
        made = io.BytesIO()
        self._document.save(made)
        return _without_moments(made.getvalue())


def printable(text: str) -> str:
    """Text without the control characters that XML does not have."""
    return "".join(letter for letter in text if letter in "\t\n" or ord(letter) >= 32)


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _set_styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", _points(TEXT_PT)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    normal.element.get_or_add_rPr().append(language)
    for name, size in (("Title", 24), ("Heading 1", 16), ("Heading 2", 12), ("Caption", 9)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", _points(size)
        style.font.color.rgb = RGBColor.from_string(NAVY)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(which), "Arial")
        for which in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(which), None)


def _set_page(section: Any) -> None:
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _add_page_number(paragraph: Any) -> None:
    """ "Page 3 of 12" by fields that Word fills in."""
    from docx.oxml.ns import qn

    paragraph.add_run("Page ")
    for between, field in (("", "PAGE"), (" of ", "NUMPAGES")):
        if between:
            paragraph.add_run(between)
        simple = paragraph._p.makeelement(qn("w:fldSimple"), {qn("w:instr"): field})
        paragraph._p.append(simple)


def _mark_row(row: Any, *, header: bool) -> None:
    from docx.oxml.ns import qn

    marks = row._tr.get_or_add_trPr()
    marks.append(marks.makeelement(qn("w:cantSplit"), {}))
    if header:
        marks.append(marks.makeelement(qn("w:tblHeader"), {}))


def _describe(table: Any, caption: str) -> None:
    from docx.oxml.ns import qn

    marks = table._tbl.tblPr
    marks.append(marks.makeelement(qn("w:tblCaption"), {qn("w:val"): caption}))


def _shade(cell: Any) -> None:
    from docx.oxml.ns import qn

    marks = cell._tc.get_or_add_tcPr()
    marks.append(
        marks.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): GREY})
    )


def _without_moments(content: bytes) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as read,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            info = zipfile.ZipInfo(name, FIRST_DAY_OF_ZIP)
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, read.read(name))
    return made.getvalue()
