"""A made-up month in the layout of the practice-level detailed file, whose identities hold.

People are drawn first, one by one, each with a sex, a role, an age band, a country of qualification and
contracted time; every column is a sum over them. So total = male + female, roles and bands add up, and
headcount and FTE are non-zero in the same places, as in the published files. For benchmarks, tests and
the fictional system of the demo; such figures never attach to a real code outside a benchmark.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SEXES = ("MALE", "FEMALE")
GP_BANDS = (
    "UNDER30",
    "30TO34",
    "35TO39",
    "40TO44",
    "45TO49",
    "50TO54",
    "55TO59",
    "60TO64",
    "65TO69",
    "70PLUS",
)
STAFF_BANDS = ("UNDER25", "25TO29", *GP_BANDS[1:])
COUNTRIES = (
    *("UK", "EEA", "EUROPE_OTHER", "AFRICA", "ASIA_OTHER", "ASIA_SOUTH", "AUS_PAC", "CEN_AMERICA"),
    *("NORTH_AMERICA", "SOUTH_AMERICA", "MIDDLE_EAST", "UNKNOWN"),
)
PATIENT_BANDS = ("0TO4", "5TO14", "15TO44", "45TO64", "65TO74", "75TO84", "85PLUS")
GP_ROLES = {  # share of people, and whether the role is a training grade or a locum
    "SEN_PTNR": (0.09, ""),
    "PTNR_PROV": (0.30, ""),
    "SAL_BY_PRAC": (0.27, ""),
    "SAL_BY_OTH": (0.02, ""),
    "TRN_GR_ST1": (0.07, "training"),
    "TRN_GR_ST2": (0.07, "training"),
    "TRN_GR_ST3": (0.11, "training"),
    "TRN_GR_F1_2": (0.02, "training"),
    "RET": (0.01, ""),
    "LOCUM_VAC": (0.01, "locum"),
    "LOCUM_ABS": (0.01, "locum"),
    "LOCUM_OTH": (0.02, "locum"),
}
STAFF_ROLES = {
    "N": {"PRAC_NURSE": 0.6, "ADV_NURSE_PRAC": 0.25, "ENH_PRAC_NURSE": 0.05, "NURSE_SPEC": 0.1},
    "DPC": {"HCA": 0.5, "PHARMA": 0.15, "PARAMED": 0.1, "DISPENSER": 0.15, "PHLEB": 0.1},
    "ADMIN": {"MANAGER": 0.1, "MED_SECRETARY": 0.15, "RECEPT": 0.6, "OTH": 0.15},
}
GROUP_TOTALS = {"N": "NURSES", "DPC": "DPC", "ADMIN": "ADMIN"}
MEAN_STAFF = {"GP": 7.8, "N": 3.8, "DPC": 3.2, "ADMIN": 13.5}
SHARE_MISSING = 0.02
LAST_MONTH = 48  # a series counts from 0; people begin up to here
MEAN_STAY_MONTHS = 84
FTE_STEP = 0.04  # an hour and a half of 37.5: sums stay exact in two decimals


@dataclass(frozen=True)
class Place:
    """One practice with the names that the file repeats on its line."""

    code: str
    name: str
    network: tuple[str, str]
    sub_icb: tuple[str, str]
    icb: tuple[str, str]
    region: tuple[str, str]
    patients: int


def month_csv(places: Sequence[Place], headings: Sequence[str], seed: int, month: int | None = None) -> str:
    """The text of a file: the given headings in their order, one line a practice. Same seed, same text.

    With `month`, a number that counts months, the same people come and go over a series of months with one
    seed; without it everybody ever drawn is there.
    """
    columns = _Columns(np.random.default_rng(seed), len(places), month)
    columns.add_patients([place.patients for place in places])
    columns.add_gps()
    for group in STAFF_ROLES:
        columns.add_staff(group)
    lines = _lines(places, headings, columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(lines)
    return out.getvalue()


class _Columns:
    """Sums per practice, by the name of their heading."""

    def __init__(self, random: np.random.Generator, practices: int, month: int | None) -> None:
        self.random = random
        self.month = month
        self.practices = practices
        self.sums: dict[str, np.ndarray] = {}
        self.missing = random.random(practices) < SHARE_MISSING

    def add_patients(self, lists: Sequence[int]) -> None:
        """Patients by sex and band; the totals are their sums."""
        everyone = np.asarray(lists)
        male = self.random.binomial(everyone, 0.5)
        by_sex = {"MALE": male, "FEMALE": everyone - male}
        for sex, total in by_sex.items():
            self.sums[f"TOTAL_{sex}"] = total
            parts = self.random.multinomial(total, np.full(len(PATIENT_BANDS), 1 / len(PATIENT_BANDS)))
            for band, part in zip(PATIENT_BANDS, parts.T, strict=True):
                self.sums[f"{sex}_PATIENTS_{band}"] = part
        self.sums["TOTAL_PATIENTS"] = everyone
        self.sums["TOTAL_UNKNOWN_GENDER"] = np.zeros_like(everyone)

    def add_gps(self) -> None:
        """GPs, with the three subsets that leave out training grades, locums, or both."""
        people = self._draw(MEAN_STAFF["GP"], [share for share, _ in GP_ROLES.values()], len(GP_BANDS))
        roles = list(GP_ROLES)
        kinds = np.array([GP_ROLES[role][1] for role in roles])[people.role]
        for index, role in enumerate(roles):
            self._count_and_time(f"GP_{role}", people, people.role == index)
        subsets = {
            "GP": np.ones(len(people.role), dtype=bool),
            "GP_EXTG": kinds != "training",
            "GP_EXL": kinds != "locum",
            "GP_EXTGL": kinds == "",
        }
        for name, chosen in subsets.items():
            self._count_and_time(name, people, chosen)
            self._bands(name, GP_BANDS, people, chosen, with_time=name == "GP")
        for index, code in enumerate(COUNTRIES):
            self._count(f"GP_HC_COQ_{code}", people, people.country == index)

    def add_staff(self, group: str) -> None:
        """Nurses, direct patient care or administrative staff."""
        roles = STAFF_ROLES[group]
        people = self._draw(MEAN_STAFF[group], list(roles.values()), len(STAFF_BANDS))
        for index, role in enumerate(roles):
            self._count_and_time(f"{group}_{role}", people, people.role == index)
        everyone = np.ones(len(people.role), dtype=bool)
        total = GROUP_TOTALS[group]
        self._count_and_time(total, people, everyone)
        self._bands(total, STAFF_BANDS, people, everyone, with_time=True)

    def _draw(self, mean: float, shares: list[float], bands: int) -> "_People":
        counts = np.where(self.missing, 0, 1 + self.random.poisson(mean - 1, self.practices))
        size = int(counts.sum())
        weights = np.asarray(shares) / sum(shares)
        people = _People(
            practice=np.repeat(np.arange(self.practices), counts),
            sex=self.random.integers(0, 2, size),
            role=self.random.choice(len(shares), size, p=weights),
            band=self.random.integers(0, bands, size),
            steps=self.random.integers(8, 26, size),
            country=self.random.choice(len(COUNTRIES), size, p=_skewed(len(COUNTRIES))),
        )
        begins = self.random.integers(-120, LAST_MONTH, size)
        ends = begins + 6 + self.random.exponential(MEAN_STAY_MONTHS, size).astype(int)
        if self.month is None:
            return people
        return people.only((begins <= self.month) & (self.month < ends))

    def _count(self, name: str, people: "_People", chosen: np.ndarray) -> None:
        for sex, code in enumerate(SEXES):
            mine = chosen & (people.sex == sex)
            self.sums[f"{code}_{name}"] = np.bincount(people.practice[mine], minlength=self.practices)
        self.sums[f"TOTAL_{name}"] = self.sums[f"MALE_{name}"] + self.sums[f"FEMALE_{name}"]

    def _time(self, name: str, people: "_People", chosen: np.ndarray) -> None:
        for sex, code in enumerate(SEXES):
            mine = chosen & (people.sex == sex)
            steps = np.bincount(people.practice[mine], people.steps[mine], self.practices)
            self.sums[f"{code}_{name}"] = np.round(steps * FTE_STEP, 2)
        total = self.sums[f"MALE_{name}"] + self.sums[f"FEMALE_{name}"]
        self.sums[f"TOTAL_{name}"] = np.round(total, 2)

    def _count_and_time(self, name: str, people: "_People", chosen: np.ndarray) -> None:
        self._count(f"{name}_HC", people, chosen)
        self._time(f"{name}_FTE", people, chosen)

    def _bands(
        self, name: str, bands: Sequence[str], people: "_People", chosen: np.ndarray, *, with_time: bool
    ) -> None:
        for index, band in enumerate(bands):
            mine = chosen & (people.band == index)
            self._count(f"{name}_HC_{band}", people, mine)
            if with_time:
                self._time(f"{name}_FTE_{band}", people, mine)


@dataclass(frozen=True)
class _People:
    practice: np.ndarray
    sex: np.ndarray
    role: np.ndarray
    band: np.ndarray
    steps: np.ndarray
    country: np.ndarray

    def only(self, chosen: np.ndarray) -> "_People":
        """Those of them who are there."""
        return _People(**{name: values[chosen] for name, values in vars(self).items()})


def _skewed(size: int) -> np.ndarray:
    weights = 1.0 / np.arange(1, size + 1) ** 1.5
    return weights / weights.sum()


def _lines(places: Sequence[Place], headings: Sequence[str], columns: _Columns) -> list[list[str]]:
    texts = [_column_text(heading, places, columns) for heading in headings]
    return [list(line) for line in zip(*texts, strict=True)]


def _column_text(heading: str, places: Sequence[Place], columns: _Columns) -> list[str]:
    if heading in PLACE_HEADINGS:
        return [PLACE_HEADINGS[heading](place) for place in places]
    if heading.endswith("_SOURCE"):
        return [MISSING_SOURCE if gone else "Fully provided" for gone in columns.missing]
    values = columns.sums.get(heading)
    texts = ["0"] * len(places) if values is None else [_number(value) for value in values.tolist()]
    if _belongs_to_missing(heading):
        return ["NA" if gone else text for gone, text in zip(columns.missing, texts, strict=True)]
    return texts


MISSING_SOURCE = "Fully estimated - no data provided"
PLACE_HEADINGS = {
    "PRAC_CODE": lambda place: place.code,
    "PRAC_NAME": lambda place: place.name,
    "PCN_CODE": lambda place: place.network[0],
    "PCN_NAME": lambda place: place.network[1],
    "SUB_ICB_CODE": lambda place: place.sub_icb[0],
    "SUB_ICB_NAME": lambda place: place.sub_icb[1],
    "ICB_CODE": lambda place: place.icb[0],
    "ICB_NAME": lambda place: place.icb[1],
    "REGION_CODE": lambda place: place.region[0],
    "REGION_NAME": lambda place: place.region[1],
}


def _belongs_to_missing(heading: str) -> bool:
    """A practice without data shows NA everywhere but in its patients and its training grades."""
    return (
        "PATIENTS" not in heading
        and "TRN_GR" not in heading
        and heading.split("_", 1)[0] in ("TOTAL", *SEXES)
        and heading not in ("TOTAL_MALE", "TOTAL_FEMALE", "TOTAL_UNKNOWN_GENDER")
    )


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.2f}".rstrip("0")
