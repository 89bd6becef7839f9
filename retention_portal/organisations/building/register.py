"""The register of practices (epraccur) as of three days: English GP practices and their commissioners."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from retention_portal.organisations.building.sources import REGISTERS, Source, day, rows_of

GP_SETTING = "4"
WALES = "W00"


class Entry(NamedTuple):
    """One practice in one file. `commissioner` is the CCG or sub-ICB location, `system` the STP or ICB."""

    code: str
    name: str
    region: str
    system: str
    address: str
    postcode: str
    opened_on: date | None
    closed_on: date | None
    status: str
    commissioner: str
    commissioner_from: date | None


@dataclass(frozen=True)
class Register:
    """Every English GP practice of every file, by source and code."""

    files: dict[Source, dict[str, Entry]]

    @cached_property
    def codes(self) -> list[str]:
        """Every practice code in any file, in order."""
        return sorted(set().union(*self.files.values()))

    def of(self, code: str) -> list[tuple[Source, Entry]]:
        """What each file says of one practice, oldest file first."""
        return [(source, entries[code]) for source, entries in self.files.items() if code in entries]

    @cached_property
    def commissioner_began(self) -> dict[str, date]:
        """The commonest start date that practices give for each commissioner: the day it came into being."""
        starts: defaultdict[str, Counter[date]] = defaultdict(Counter)
        for entries in self.files.values():
            for entry in entries.values():
                if entry.commissioner_from:
                    starts[entry.commissioner][entry.commissioner_from] += 1
        return {code: max(days, key=lambda on: (days[on], -on.toordinal())) for code, days in starts.items()}

    def usual(self, source: Source, field: str) -> dict[str, str]:
        """For each commissioner of the active practices of one file, the commonest `field` beside it."""
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for entry in self.files[source].values():
            if entry.status == "A":
                seen[entry.commissioner][getattr(entry, field)] += 1
        return {code: values.most_common(1)[0][0] for code, values in seen.items()}


def read_register(folder: Path) -> Register:
    """English GP practices (prescribing setting 4) of the three register files."""
    return Register({source: _entries(rows_of(folder, source)) for source in REGISTERS})


def _entries(lines: list[list[str]]) -> dict[str, Entry]:
    found = {}
    for line in lines:
        if len(line) > 25 and line[25] == GP_SETTING and line[2] != WALES:
            found[line[0]] = Entry(
                code=line[0],
                name=line[1],
                region=line[2],
                system=line[3],
                address=", ".join(part.strip() for part in line[4:9] if part.strip()),
                postcode=line[9].strip(),
                opened_on=day(line[10]),
                closed_on=day(line[11]),
                status=line[12],
                commissioner=line[14],
                commissioner_from=day(line[15]),
            )
    return found
