"""The measure register: the published fields that the portal keeps as numbers, and what each means.

The table is `reference/measures.csv`; the model's columns, the sums and the pages are all made from it.
"""

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "reference"

GROUPS: dict[str, str] = {
    "patients": "registered patients",
    "gp": "GPs",
    "gp_trainees": "GPs in training",
    "nurses": "nurses",
    "dpc": "direct patient care staff",
    "admin": "administrative and non-clinical staff",
}
"""Staff groups that a practice reports together, in words. Trainees come from another source than other GPs."""

UNITS: dict[str, str] = {"patients": "patients", "headcount": "people", "fte": "FTE"}


@dataclass(frozen=True)
class Measure:
    """One published field. `first_period` is "2023-01" or empty for fields as old as the layout."""

    field: str
    staff_group: str
    unit: str
    additive: bool
    first_period: str
    label: str

    @cached_property
    def column(self) -> str:
        """The name of its column in the database."""
        return self.field.lower()

    @property
    def is_whole(self) -> bool:
        """Whether it counts people: no fractions."""
        return self.unit != "fte"

    def exists_in(self, period: str) -> bool:
        """Whether a file of this month ("2024-09") holds the field."""
        return period >= self.first_period


@dataclass(frozen=True)
class Field:
    """One field of the published layout. `kind` is text, source, integer or decimal."""

    name: str
    kind: str
    first_period: str
    note: str
    description: str


def _measures() -> tuple[Measure, ...]:
    with (REFERENCE / "measures.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Measure(
                row["field"],
                row["staff_group"],
                row["unit"],
                row["additive"] == "yes",
                row["first_period"],
                row["label"],
            )
            for row in csv.DictReader(file)
        )


def _fields() -> dict[str, Field]:
    with (REFERENCE / "fields.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["field"]: Field(
                row["field"], row["kind"], row["first_period"], row["note"], row["description"]
            )
            for row in csv.DictReader(file)
        }


MEASURES: tuple[Measure, ...] = _measures()
BY_FIELD: dict[str, Measure] = {measure.field: measure for measure in MEASURES}
POSITION: dict[str, int] = {measure.field: place for place, measure in enumerate(MEASURES)}
FIELDS: dict[str, Field] = _fields()

GEOGRAPHY = (
    "PRAC_CODE",
    "PRAC_NAME",
    "PCN_CODE",
    "PCN_NAME",
    "SUB_ICB_CODE",
    "SUB_ICB_NAME",
    "ICB_CODE",
    "ICB_NAME",
    "REGION_CODE",
    "REGION_NAME",
)
SOURCES = {"gp": "GP_SOURCE", "nurses": "NURSE_SOURCE", "dpc": "DPC_SOURCE", "admin": "ADMIN_SOURCE"}

GP_ROLES = (
    "SEN_PTNR",
    "PTNR_PROV",
    "SAL_BY_PRAC",
    "SAL_BY_OTH",
    "TRN_GR_ST1",
    "TRN_GR_ST2",
    "TRN_GR_ST3",
    "TRN_GR_ST4",
    "TRN_GR_OTH",
    "TRN_GR_F1_2",
    "RET",
    "LOCUM_VAC",
    "LOCUM_ABS",
    "LOCUM_OTH",
)
AGE_BANDS = (
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
    "UNKNOWN_AGE",
)
BANDS_55_AND_OVER = ("55TO59", "60TO64", "65TO69", "70PLUS")

_IS_COUNT = re.compile(r"_(HC|FTE)(_|$)")


def is_numeric(field: str) -> bool:
    """Whether a field, known or not, holds numbers."""
    known = FIELDS.get(field)
    return known.kind in ("integer", "decimal") if known else bool(_IS_COUNT.search(field))


def staff_group_of(field: str) -> str:
    """The group whose return a field belongs to: a key of GROUPS."""
    if "_GP_" in field or field.startswith("GP_"):
        return "gp_trainees" if "_TRN_GR_" in field else "gp"
    if "PATIENTS" in field or field in ("TOTAL_MALE", "TOTAL_FEMALE", "TOTAL_UNKNOWN_GENDER"):
        return "patients"
    if "_ADMIN_" in field:
        return "admin"
    return "nurses" if "_NURSES_" in field or "_N_" in field else "dpc"
