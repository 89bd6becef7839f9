"""The parts that a printed report is made of. Page, PDF, Word and CSV each draw these and nothing else.

So a figure cannot stand otherwise in one of them: it is put into words once, in `sections.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retention_portal.core.charts import Chart, svg

Raw = object


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed, with a smaller note below; `colour` makes it a tag. `raw` is the value for machines.

    Without `raw` machines get the text.
    """

    text: str
    note: str = ""
    colour: str = ""
    raw: Raw = None

    @property
    def plain(self) -> str:
        """Text and note on one line."""
        return ". ".join(part for part in (self.text, self.note) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `width` is "wide", "mid", "narrow" or "" for the paper. `numeric` columns lie to the right."""

    title: str
    numeric: bool = False
    width: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; the first cell of a row names it. `key` names its CSV file."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    hide_caption: bool = False
    note: str = ""

    def first(self, count: int, where_all: str) -> "Table":
        """At most `count` rows, with a note that says where all stand."""
        if len(self.rows) <= count:
            return self
        note = f"{count} of {len(self.rows)} are shown. All stand in {where_all}."
        return replace(self, rows=self.rows[:count], note=" ".join(filter(None, (note, self.note))))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` are the words at its beginning that are printed bold."""

    text: str
    lead: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with numbers or with dots."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its title is the finding, its description the alternative text."""

    chart: Chart

    @property
    def alternative(self) -> str:
        """What somebody reads who does not see the picture."""
        return f"{self.chart.title}. {self.chart.description}"

    def drawn(self, paper: bool) -> str:
        """The picture as SVG; on paper in the document's own font."""
        text = str(svg(self.chart))
        return text.replace("Arial, sans-serif", "Report") if paper else text


Block = Table | Paragraph | Items | Subheading | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report. An annex stands after the body."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A large figure of the summary, what it is, and what must be known with it."""

    value: str
    label: str
    note: str = ""


def cells(*values: "Cell | str") -> tuple[Cell, ...]:
    """A row."""
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)


def columns(*titles: str, numeric: Sequence[int] = (), widths: Sequence[str] = ()) -> tuple[Column, ...]:
    """The headings of a table; `numeric` holds the places of those that lie to the right."""
    return tuple(
        Column(title, place in numeric, widths[place] if widths else "") for place, title in enumerate(titles)
    )


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """What somebody wrote, a paragraph a line."""
    return tuple(Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def tables_of(sections: Iterable[Section]) -> list[Table]:
    """The tables of sections, in order."""
    return [block for section in sections for block in section.blocks if isinstance(block, Table)]
