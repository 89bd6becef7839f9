"""Regions and systems: the STPs, the ICBs of the same codes, and the bodies of 1 April 2026."""

from collections import defaultdict
from collections.abc import Container
from datetime import date, timedelta
from pathlib import Path

from retention_portal.organisations.building.names import name_rows
from retention_portal.organisations.building.rows import (
    NameRow,
    OrganisationRow,
    ParentRow,
    Seen,
    SuccessionRow,
)
from retention_portal.organisations.building.sources import (
    GEOGRAPHY_2021,
    ICB_2026,
    STP_2019,
    STP_CLOSED,
    STP_LOG,
    SUB_ICB_2022,
    SUB_ICB_ONS,
    records_of,
    sheet_of,
)

DAY = timedelta(days=1)
ENGLAND = "ENG"
NORTH_AND_MIDLANDS_SPLIT = date(2019, 4, 3)
SOUTH_SPLIT = date(2018, 7, 12)
# The change log names the regions that were split and the day it recorded each split.
OLD_REGIONS = {
    "Y54": ("North of England", NORTH_AND_MIDLANDS_SPLIT, ("Y62", "Y63")),
    "Y55": ("Midlands and East", NORTH_AND_MIDLANDS_SPLIT, ("Y60", "Y61")),
    "Y57": ("South of England", SOUTH_SPLIT, ("Y58", "Y59")),
}
REGION_BEFORE = {new: (old, on) for old, (_, on, news) in OLD_REGIONS.items() for new in news}


class Systems:
    """Everything the files say of regions and systems, read once."""

    def __init__(self, folder: Path) -> None:
        self.region_names: dict[str, str] = {}
        self.names: defaultdict[str, list[Seen]] = defaultdict(list)
        self.region: dict[str, str] = {}
        self.mergers = [r for r in records_of(folder, STP_LOG) if "code closed" in r["change_type"]]
        self.new = records_of(folder, ICB_2026)
        for record in records_of(folder, STP_2019):
            self._name(record["stp_ods"], record["stp_name"], STP_2019.on, STP_2019.id)
        for record in records_of(folder, GEOGRAPHY_2021):
            self.region_names[record["REGION_ODS_CODE"]] = record["REGION_NAME"]
            self._name(record["STP_ODS_CODE"], record["STP_NAME"], GEOGRAPHY_2021.on, GEOGRAPHY_2021.id)
        for line in sheet_of(folder, SUB_ICB_2022)[1:]:
            self.region[line[3]] = line[6]
        for record in records_of(folder, SUB_ICB_ONS):
            self._name(record["icb_ods"], record["icb_name"], SUB_ICB_ONS.on, SUB_ICB_ONS.id, SUB_ICB_2022.on)
        self.created = {r["new_icb_ods"]: r for r in self.new if r["new_icb_ods"] not in self.region}
        self.replaced = sorted({r["old_icb_ods"] for r in self.new})

    def _name(self, code: str, name: str, seen_on: date, source: str, stated: date | None = None) -> None:
        if not self.names[code] or self.names[code][-1].value != name:
            self.names[code].append(Seen(name, stated, seen_on, source))

    def region_rows(self) -> list[OrganisationRow]:
        """England, the regions of today and the regions they came from."""
        rows = [OrganisationRow(ENGLAND, "nation", "England", source=GEOGRAPHY_2021.id)]
        for code, (name, split, _) in OLD_REGIONS.items():
            rows.append(OrganisationRow(code, "region", name, None, split - DAY, source=STP_LOG.id))
        for code, name in sorted(self.region_names.items()):
            opened = REGION_BEFORE[code][1] if code in REGION_BEFORE else None
            rows.append(OrganisationRow(code, "region", name, opened, source=GEOGRAPHY_2021.id))
        return rows

    def system_rows(self) -> list[OrganisationRow]:
        """The STPs that merged in 2018, the 42 codes since, the six bodies of 2026."""
        rows = []
        for record in self.mergers:
            closed = date.fromisoformat(record["date"]) - DAY
            code, name = record["stp_codes"], record["stp_names"]
            rows.append(OrganisationRow(code, "system", name, None, closed, source=STP_LOG.id))
        merged_on = {
            record["details"].rsplit(" ", 1)[1]: date.fromisoformat(record["date"]) for record in self.mergers
        }
        for code in sorted(self.region):
            replaced = ICB_2026.on - DAY if code in self.replaced else None
            last = self.names[code][-1]
            rows.append(
                OrganisationRow(code, "system", last.value, merged_on.get(code), replaced, source=last.source)
            )
        for code, record in self.created.items():
            rows.append(
                OrganisationRow(code, "system", record["new_icb_name"], ICB_2026.on, source=ICB_2026.id)
            )
        return rows

    def names_rows(self) -> list[NameRow]:
        """STP names as files show them, and the ICB names from 1 July 2022."""
        return [row for code in sorted(self.region) for row in name_rows(code, self.names[code])]

    def parents(self) -> list[ParentRow]:
        """Regions of systems over time, and regions in England."""
        rows = [
            ParentRow(row.code, ENGLAND, None, None, GEOGRAPHY_2021.on, "seen_by", GEOGRAPHY_2021.id)
            for row in self.region_rows()
            if row.kind == "region"
        ]
        for record in self.mergers:
            on = date.fromisoformat(record["date"])
            rows.append(ParentRow(record["stp_codes"], "Y54", None, None, on, "seen_by", STP_CLOSED.id))
        for code, region in sorted(self.region.items()):
            rows += _region_history(code, region)
        for code, record in self.created.items():
            rows.append(ParentRow(code, record["region_ods"], ICB_2026.on, None, None, "stated", ICB_2026.id))
        return rows

    def successions(self) -> list[SuccessionRow]:
        """Regions split, STPs merged, ICBs replaced."""
        rows = [
            SuccessionRow(old, new, on, "part", STP_LOG.id)
            for old, (_, on, news) in OLD_REGIONS.items()
            for new in news
        ]
        for record in self.mergers:
            successor = record["details"].rsplit(" ", 1)[1]
            on = date.fromisoformat(record["date"])
            rows.append(SuccessionRow(record["stp_codes"], successor, on, "whole", STP_LOG.id))
        return rows + [
            SuccessionRow(
                record["old_icb_ods"], record["new_icb_ods"], ICB_2026.on, record["extent"], ICB_2026.id
            )
            for record in self.new
        ]

    def follow(self, links: list[ParentRow], current: Container[str]) -> list[ParentRow]:
        """Today's sub-ICB locations leave a replaced system: for its successor, or for one of several."""
        heirs: defaultdict[str, list[str]] = defaultdict(list)
        for record in self.new:
            heirs[record["old_icb_ods"]].append(record["new_icb_ods"])
        rows = []
        for link in links:
            if link.valid_to or link.parent not in heirs or link.child not in current:
                rows.append(link)
                continue
            rows.append(link._replace(valid_to=ICB_2026.on - DAY))
            rows += self._heirs(link.child, heirs[link.parent])
        return rows

    def _heirs(self, child: str, candidates: list[str]) -> list[ParentRow]:
        on, source = ICB_2026.on, ICB_2026.id
        if len(candidates) == 1:
            return [ParentRow(child, candidates[0], on, None, None, "follows", source)]
        rows = [ParentRow(child, code, on, None, None, "one_of", source) for code in candidates]
        regions = {
            self.created[code]["region_ods"] if code in self.created else self.region[code]
            for code in candidates
        }
        if len(regions) == 1:  # wherever it lies, its region is certain
            rows.append(ParentRow(child, regions.pop(), on, None, None, "follows", source))
        return rows


def _region_history(code: str, region: str) -> list[ParentRow]:
    source = STP_LOG.id
    if region not in REGION_BEFORE:
        return [ParentRow(code, region, None, None, STP_2019.on, "seen_by", STP_2019.id)]
    old, split = REGION_BEFORE[region]
    return [
        ParentRow(code, old, None, split - DAY, split - DAY, "seen_by", source),
        ParentRow(code, region, split, None, split, "seen_by", source),
    ]
