"""Practices: every one that any register file lists, with names, sub-ICB locations and where it stands."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from retention_portal.organisations.building.history import Span, spans
from retention_portal.organisations.building.names import name_rows, readable
from retention_portal.organisations.building.register import Entry, Register
from retention_portal.organisations.building.rows import NameRow, OrganisationRow, ParentRow, Seen
from retention_portal.organisations.building.sources import (
    ALLOCATION,
    GEOGRAPHY_2021,
    LIST_2026,
    MAP_2022,
    MAP_2022_CCG,
    REGISTERS,
    Source,
    records_of,
    sheet_of,
)


def practice_rows(folder: Path, register: Register) -> list[OrganisationRow]:
    """One row a practice, from the newest file that lists it."""
    points = {
        record["Practice_Code"]: (record["Latitude"], record["Longitude"])
        for record in records_of(folder, ALLOCATION)
    }
    return [_practice_row(register.of(code), points.get(code, ("", ""))) for code in register.codes]


def _practice_row(seen: list[tuple[Source, Entry]], point: tuple[str, str]) -> OrganisationRow:
    source, entry = seen[-1]
    return OrganisationRow(
        code=entry.code,
        kind="practice",
        name=readable(entry.name),
        opened_on=entry.opened_on,
        closed_on=entry.closed_on,
        dormant_seen_on=_dormant_seen_on(seen),
        address=readable(entry.address.upper()),
        postcode=entry.postcode,
        latitude=point[0],
        longitude=point[1],
        source=source.id,
    )


def _dormant_seen_on(seen: list[tuple[Source, Entry]]) -> date | None:
    """The first file from which on the practice is dormant, or no longer listed as a GP practice."""
    later = [source.on for source in REGISTERS if source.on > seen[-1][0].on]
    first = later[0] if later and not seen[-1][1].closed_on else None
    for source, entry in reversed(seen):
        if entry.status != "D":
            break
        first = source.on
    return first


def practice_names(register: Register) -> list[NameRow]:
    """The names of practices that have had more than one."""
    rows: list[NameRow] = []
    for code in register.codes:
        seen = [Seen(readable(entry.name), None, source.on, source.id) for source, entry in register.of(code)]
        rows += name_rows(code, seen)
    return rows


def practice_areas(
    folder: Path, register: Register, began: Callable[[str], date | None]
) -> dict[str, list[Span]]:
    """For each practice the CCGs and sub-ICB locations it was in, dated."""
    mapped = {
        record["PRACTICE_CODE"]: record["CCG_ODS_CODE"] for record in records_of(folder, GEOGRAPHY_2021)
    }
    listed = {record["CODE"]: record["SUB_ICB_LOCATION_CODE"] for record in records_of(folder, LIST_2026)}
    records = _map_of_2022(folder)
    older = {record["PRACTICE_CODE"]: record["CCG_CODE"] for record in records}
    moved = _moved_in_july_2022(records)
    undated = ((MAP_2022_CCG, older), (GEOGRAPHY_2021, mapped), (LIST_2026, listed))
    areas = {}
    for code in register.codes:
        seen = [
            Seen(entry.commissioner, entry.commissioner_from, source.on, source.id)
            for source, entry in register.of(code)
        ]
        seen += [Seen(of[code], None, source.on, source.id) for source, of in undated if code in of]
        found = spans(sorted(seen, key=lambda item: item.seen_on), began)
        areas[code] = _with_move(found, moved.get(code))
    return areas


def _with_move(found: list[Span], to: str | None) -> list[Span]:
    """The boundary changes of July 2022 as the map of that month gives them, where the register is silent."""
    if to is None or any(span.value == to and span.valid_from == MAP_2022.on for span in found):
        return found
    before = [span for span in found if (span.valid_from or date.min) < MAP_2022.on]
    sightings = [Seen(s.value, s.valid_from, s.seen_on or date.min, s.source, s.basis) for s in before]
    return spans([*sightings, Seen(to, MAP_2022.on, MAP_2022.on, MAP_2022.id)])


def _map_of_2022(folder: Path) -> list[dict[str, str]]:
    head, *lines = sheet_of(folder, MAP_2022)
    return [dict(zip(head, line, strict=True)) for line in lines]


def _moved_in_july_2022(records: list[dict[str, str]]) -> dict[str, str]:
    """Practices whose ICB from July 2022 is not their STP until then, with their new sub-ICB location."""
    return {
        record["PRACTICE_CODE"]: found.group(1)
        for record in records
        if record["STP_CODE"] != record["ICB22"]
        and (found := re.search(r"ICB - (\w{3,5})\b", record["New Sub-ICB location name"]))
    }


def area_links(areas: dict[str, list[Span]]) -> list[ParentRow]:
    """The sub-ICB spans of practices as parent rows. The last link stays open when the practice closes."""
    return [
        ParentRow(code, span.value, span.valid_from, span.valid_to, span.seen_on, span.basis, span.source)
        for code, found in areas.items()
        for span in found
    ]
