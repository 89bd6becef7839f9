"""Puts the reference together and writes it."""

import csv
import gzip
import io
from pathlib import Path
from typing import NamedTuple

from retention_portal.organisations.building.areas import (
    Areas,
    area_names,
    area_parents,
    area_rows,
    area_successions,
)
from retention_portal.organisations.building.networks import Networks
from retention_portal.organisations.building.practices import (
    area_links,
    practice_areas,
    practice_names,
    practice_rows,
)
from retention_portal.organisations.building.register import read_register
from retention_portal.organisations.building.rows import NameRow, OrganisationRow, ParentRow, SuccessionRow
from retention_portal.organisations.building.systems import Systems

PACK_ABOVE = 500_000  # bytes; smaller sets stay readable


class Built(NamedTuple):
    """The whole reference. `organisations` by the name of the file each set goes to."""

    organisations: dict[str, list[OrganisationRow]]
    names: list[NameRow]
    parents: list[ParentRow]
    successions: list[SuccessionRow]


def build(folder: Path) -> Built:
    """Read the published files in `folder` and return the reference; FileNotFoundError for a missing one."""
    register = read_register(folder)
    areas, systems, networks = Areas(folder, register), Systems(folder), Networks(folder)
    placed = practice_areas(folder, register, areas.began)
    merged = area_successions(areas, placed)
    practices = practice_rows(folder, register)
    return Built(
        organisations={
            "regions": systems.region_rows(),
            "systems": systems.system_rows(),
            "sub_icb_locations": area_rows(areas, merged),
            "networks": networks.rows(),
            "practices": practices,
        },
        names=systems.names_rows() + area_names(areas) + networks.names() + practice_names(register),
        parents=[
            *systems.parents(),
            *systems.follow(area_parents(areas), areas.current),
            *networks.area_links(areas.began),
            *area_links(placed),
            *networks.practice_links({row.code for row in practices}),
        ],
        successions=systems.successions() + merged,
    )


def write(built: Built, folder: Path) -> dict[str, int]:
    """Write one CSV a set into `folder`, packed when large, always the same bytes. Rows per set."""
    sets: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        name: (OrganisationRow._fields, list(rows)) for name, rows in built.organisations.items()
    }
    sets["names"] = NameRow._fields, list(built.names)
    sets["parents"] = ParentRow._fields, list(built.parents)
    sets["successions"] = SuccessionRow._fields, list(built.successions)
    for name, (head, rows) in sets.items():
        _write(folder, name, head, rows)
    return {name: len(rows) for name, (_, rows) in sets.items()}


def _write(folder: Path, name: str, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    data = text.getvalue().encode()
    packed = len(data) > PACK_ABOVE
    (folder / f"{name}.csv{'' if packed else '.gz'}").unlink(missing_ok=True)
    target = folder / (f"{name}.csv.gz" if packed else f"{name}.csv")
    target.write_bytes(gzip.compress(data, mtime=0) if packed else data)
