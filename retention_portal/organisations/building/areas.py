"""Sub-ICB locations and the CCGs before them: one kind, one code, a new name in July 2022."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from retention_portal.organisations.building.history import Span, spans
from retention_portal.organisations.building.names import name_rows
from retention_portal.organisations.building.register import Register
from retention_portal.organisations.building.rows import (
    NameRow,
    OrganisationRow,
    ParentRow,
    Seen,
    SuccessionRow,
)
from retention_portal.organisations.building.sources import (
    CCG_CODES,
    GEOGRAPHY_2021,
    REGISTER_2016,
    REGISTER_2022,
    STP_2019,
    STP_CLOSED,
    SUB_ICB_2022,
    SUB_ICB_ONS,
    Source,
    records_of,
    sheet_of,
)

DAY = timedelta(days=1)
STRAYS = 0.05  # fewer practices than this share went elsewhere one by one, not with their CCG


class Areas:
    """Everything the files say of CCGs and sub-ICB locations, read once."""

    def __init__(self, folder: Path, register: Register) -> None:
        self.register = register
        self.current = {line[0]: line[3] for line in sheet_of(folder, SUB_ICB_2022)[1:]}
        self.names: defaultdict[str, list[Seen]] = defaultdict(list)
        self.systems: defaultdict[str, list[Seen]] = defaultdict(list)
        self._read(folder)
        listed = {record["CCG Code"] for record in records_of(folder, CCG_CODES)}
        # A code that no practice and no list of CCGs ever showed has no dates and no name: left out.
        known = set(self.current) | set(self.systems) | set(register.commissioner_began)
        self.codes = sorted(known & (listed | set(self.current)))

    def _read(self, folder: Path) -> None:
        for record in records_of(folder, STP_CLOSED):
            self._saw(self.systems, record["ccg_ods"], record["stp_ods"], STP_CLOSED)
        for record in records_of(folder, STP_2019):
            self._saw(self.names, record["ccg_ods"], _nhs(record["ccg_name"]), STP_2019)
            merged = date(2018, 6, 7) if self.systems[record["ccg_ods"]] else None
            self._saw(self.systems, record["ccg_ods"], record["stp_ods"], STP_2019, merged)
        for record in records_of(folder, GEOGRAPHY_2021):
            self._saw(self.names, record["CCG_ODS_CODE"], record["CCG_NAME"], GEOGRAPHY_2021)
            self._saw(self.systems, record["CCG_ODS_CODE"], record["STP_ODS_CODE"], GEOGRAPHY_2021)
        for code, system in self.register.usual(REGISTER_2022, "system").items():
            self._saw(self.systems, code, system, REGISTER_2022)
        for line in sheet_of(folder, SUB_ICB_2022)[1:]:
            self._saw(self.systems, line[0], line[3], SUB_ICB_2022, SUB_ICB_2022.on)
        for record in records_of(folder, SUB_ICB_ONS):
            self._saw(self.names, record["sub_icb_ods"], record["sub_icb_name"], SUB_ICB_ONS, SUB_ICB_2022.on)

    @staticmethod
    def _saw(
        where: defaultdict[str, list[Seen]], code: str, value: str, source: Source, on: date | None = None
    ) -> None:
        value = " ".join(value.split())
        if not where[code] or where[code][-1].value != value:
            where[code].append(Seen(value, on, source.on, source.id))

    def began(self, code: str) -> date | None:
        """The day a CCG came into being, by what its practices state."""
        return self.register.commissioner_began.get(code)

    def system_spans(self, code: str) -> list[Span]:
        """The systems a CCG or sub-ICB location was in."""
        return spans(self.systems[code])


def _nhs(name: str) -> str:
    return name if name.startswith("NHS ") else f"NHS {name}"


def area_rows(areas: Areas, successions: list[SuccessionRow]) -> list[OrganisationRow]:
    """The 106 sub-ICB locations of today and every CCG closed before."""
    closed = {row.predecessor: row.on - DAY for row in successions}
    rows = []
    for code in areas.codes:
        names = areas.names[code]
        name = names[-1].value if names else f"CCG {code} (name not in the sources)"
        source = names[-1].source if names else CCG_CODES.id
        # With no practice left to move, all that is known is that it was gone by the register of 2016.
        closed_on = None if code in areas.current else closed.get(code, REGISTER_2016.on - DAY)
        rows.append(
            OrganisationRow(code, "sub_icb_location", name, areas.began(code), closed_on, source=source)
        )
    return rows


def area_names(areas: Areas) -> list[NameRow]:
    """CCG names and the sub-ICB names from 1 July 2022."""
    return [row for code in areas.codes for row in name_rows(code, areas.names[code])]


def area_parents(areas: Areas) -> list[ParentRow]:
    """The dated systems of each; where no file names a system, the region that the 2016 register shows."""
    regions = areas.register.usual(REGISTER_2016, "region")
    rows = []
    for code in areas.codes:
        found = areas.system_spans(code)
        rows += [
            ParentRow(code, s.value, s.valid_from, s.valid_to, s.seen_on, s.basis, s.source) for s in found
        ]
        if not found and code in regions:
            seen = REGISTER_2016
            rows.append(ParentRow(code, regions[code], None, None, seen.on, "seen_by", seen.id))
    return rows


def area_successions(areas: Areas, practices: dict[str, list[Span]]) -> list[SuccessionRow]:
    """Which CCG became which, read off the practices that moved together; strays do not make a merger."""
    moves: defaultdict[str, Counter[tuple[str, date]]] = defaultdict(Counter)
    for found in practices.values():
        for before, after in pairwise(found):
            if before.value not in areas.current and after.valid_from:
                moves[before.value][after.value, after.valid_from] += 1
    rows = []
    for code, counted in sorted(moves.items()):
        total = sum(counted.values())
        by_successor: Counter[str] = Counter()
        for (successor, _), number in counted.items():
            by_successor[successor] += number
        kept = sorted(to for to, number in by_successor.items() if number > STRAYS * total)
        for successor in kept:
            on = max((n, on) for (to, on), n in counted.items() if to == successor)[1]
            extent = "whole" if len(kept) == 1 else "part"
            rows.append(SuccessionRow(code, successor, on, extent, "epraccur"))
    return rows
