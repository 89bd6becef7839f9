"""Where each fact comes from: the files, the day each one speaks for, and how they are read."""

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import python_calamine


@dataclass(frozen=True)
class Source:
    """One published file. `id` is what the reference rows cite; `on` is the day it shows."""

    id: str
    file: str
    on: date


REGISTER_2016 = Source("epraccur-2016-06", "epraccur_2016-06_ccg_era_with_header.csv.gz", date(2016, 6, 30))
REGISTER_2022 = Source("epraccur-2022-02", "epraccur_2022-02_stp_era.csv.gz", date(2022, 2, 28))
REGISTER_2025 = Source("epraccur-2025-11", "epraccur_2025-11_icb_era.csv.gz", date(2025, 11, 30))
REGISTERS = (REGISTER_2016, REGISTER_2022, REGISTER_2025)
NETWORKS_2019 = Source("epcn-2019-12", "epcn_2019-12_ccg_era.xlsx", date(2019, 12, 31))
NETWORKS_2023 = Source("epcn-2023-02", "epcn_2023-02_icb_era.xlsx", date(2023, 2, 28))
NETWORKS_2026 = Source("epcn-2026-02", "epcn_2026-02_icb_era.xlsx", date(2026, 2, 28))
NETWORK_FILES = (NETWORKS_2019, NETWORKS_2023, NETWORKS_2026)
# The map of 2020/21 already has the 106 CCGs of 1 April 2021.
GEOGRAPHY_2021 = Source("qof-map-2020-21", "practice_geography_2020-21_stp_ccg_pcn.csv.gz", date(2021, 4, 1))
MAP_2022 = Source("practice-map-2022-07", "practice_map_2022_stp_ccg_to_icb.xlsx", date(2022, 7, 1))
# The same map's CCG codes are those of before April 2021.
MAP_2022_CCG = Source("practice-map-2022-07", MAP_2022.file, date(2021, 3, 31))
SUB_ICB_2022 = Source("sub-icb-2022-07", "sub_icb_to_icb_2022-07.xlsx", date(2022, 7, 1))
SUB_ICB_ONS = Source("ons-sub-icb-2024", "sub_icb_to_icb_2024_ons.csv", date(2024, 4, 30))
STP_2019 = Source("stp-ccg-2019-04", "stp_to_ccg_2019-04.csv", date(2019, 4, 30))
STP_CLOSED = Source("stp-closed-2019-04", "stp_closed_codes_2019-04.csv", date(2018, 6, 7))
STP_LOG = Source("stp-log-2019-04", "stp_change_log_2018-06_2019-04.csv", date(2019, 4, 30))
CCG_CODES = Source("ccg-all-years", "ccg_all_years_to_icb.csv", date(2022, 7, 1))
ICB_2026 = Source("icb-2026", "icb_2026_successors_derived.csv", date(2026, 4, 1))
ALLOCATION = Source("allocation-2025-26", "icb_allocation_practices_2025-26.csv.gz", date(2025, 4, 1))
LIST_2026 = Source("list-size-2026-03", "practice_list_size_2026-03.csv.gz", date(2026, 3, 1))


def text_of(path: Path) -> str:
    """The file's text, unpacked when it ends in .gz; UTF-8 (with or without a mark), else Windows-1252."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def rows_of(folder: Path, source: Source) -> list[list[str]]:
    """Every line of a CSV as text fields, headings included when the file has them."""
    return list(csv.reader(io.StringIO(text_of(folder / source.file))))


def records_of(folder: Path, source: Source) -> list[dict[str, str]]:
    """Every line of a CSV with headings, as text by heading."""
    return list(csv.DictReader(io.StringIO(text_of(folder / source.file))))


def sheet_of(folder: Path, source: Source, number: int = 0) -> list[list[str]]:
    """Every line of one sheet of a workbook as text; whole numbers lose their `.0`."""
    workbook = python_calamine.CalamineWorkbook.from_path(str(folder / source.file))
    return [[_text(cell) for cell in line] for line in workbook.get_sheet_by_index(number).to_python()]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def day(text: str) -> date | None:
    """A register's date (YYYYMMDD), or None when blank."""
    text = text.strip()
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if text else None
