"""Primary care networks: opening and closing, where they lie, and which practices belong when."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from retention_portal.organisations.building.history import spans
from retention_portal.organisations.building.names import name_rows, readable
from retention_portal.organisations.building.rows import NameRow, OrganisationRow, ParentRow, Seen
from retention_portal.organisations.building.sources import (
    NETWORK_FILES,
    NETWORKS_2026,
    Source,
    day,
    sheet_of,
)

DAY = timedelta(days=1)


class Membership(NamedTuple):
    """A practice in a network from one day to another (None: still)."""

    start: date
    end: date | None
    network: str


class Networks:
    """The three files of networks and their core partners, read once."""

    def __init__(self, folder: Path) -> None:
        self.lines: defaultdict[str, list[tuple[Source, list[str]]]] = defaultdict(list)
        for source in NETWORK_FILES:
            for line in sheet_of(folder, source)[1:]:
                self.lines[line[0]].append((source, line))
        self.partners = sheet_of(folder, NETWORKS_2026, 1)[1:]

    def rows(self) -> list[OrganisationRow]:
        """One row a network, from the newest file that lists it."""
        return [_network_row(*self.lines[code][-1]) for code in sorted(self.lines)]

    def names(self) -> list[NameRow]:
        """The names of networks that have had more than one."""
        rows: list[NameRow] = []
        for code in sorted(self.lines):
            rows += name_rows(code, [Seen(readable(n[1]), None, s.on, s.id) for s, n in self.lines[code]])
        return rows

    def area_links(self, began: Callable[[str], date | None]) -> list[ParentRow]:
        """The CCG or sub-ICB location of each network; the files date none of these links."""
        rows = []
        for code in sorted(self.lines):
            found = spans(
                [Seen(line[2], None, source.on, source.id) for source, line in self.lines[code]], began
            )
            rows += [
                ParentRow(code, s.value, s.valid_from, s.valid_to, s.seen_on, s.basis, s.source)
                for s in found
            ]
        return rows

    def practice_links(self, practices: set[str]) -> list[ParentRow]:
        """The networks of each practice, as the newest file dates them; one network at a time."""
        links: defaultdict[str, list[Membership]] = defaultdict(list)
        for line in self.partners:
            start = day(line[8])
            if line[0] in practices and start:
                links[line[0]].append(Membership(start, day(line[9]), line[4]))
        source = NETWORKS_2026.id
        return [
            ParentRow(code, link.network, link.start, link.end, None, "stated", source)
            for code in sorted(links)
            for link in one_at_a_time(links[code])
        ]


def one_at_a_time(links: list[Membership]) -> list[Membership]:
    """Memberships without overlap: a one-day entry is a correction, a shared day goes to the later."""
    lasting = [link for link in links if link.end is None or link.end > link.start] or links
    kept: list[Membership] = []
    for link in sorted(lasting, key=lambda item: (item.start, item.end or date.max)):
        before = kept[-1] if kept else None
        if before and (before.end is None or before.end >= link.start):
            kept.pop()
            if before.start < link.start:
                kept.append(before._replace(end=link.start - DAY))
        kept.append(link)
    return kept


def _network_row(source: Source, line: list[str]) -> OrganisationRow:
    return OrganisationRow(
        code=line[0],
        kind="network",
        name=readable(line[1]),
        opened_on=day(line[4]),
        closed_on=day(line[5]),
        address=readable(", ".join(part for part in line[6:11] if part).upper()),
        postcode=line[11],
        source=source.id,
    )
