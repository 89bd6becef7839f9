"""What must add up inside a row of the practice-level detailed file. They hold in every published row looked at."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

import polars

from workforce.extracts.checks.values import check_not_too_many
from workforce.extracts.measures import GP_ROLES
from workforce.extracts.problems import Problem, problem

TOLERANCE = 0.01  # published FTE is rounded to ten digits, so sums of parts differ a little
_BAND = re.compile(r"^(.+_(?:HC|FTE))_(?:UNDER\d+|\d+TO\d+|70PLUS|UNKNOWN_AGE)$")
_COUNTRY = re.compile(r"^(.+_HC)_COQ_.+$")
_TRAINEES = tuple(role for role in GP_ROLES if role.startswith("TRN_GR"))
_LOCUMS = tuple(role for role in GP_ROLES if role.startswith("LOCUM"))
# One name of the published file breaks its own pattern.
_ODD_FEMALE = {"TOTAL_DPC_TRAINEE_NURSE_ASSOC_HC": "FEMALE_TRAINEE_DPC_NURSE_ASSOC_HC"}


@dataclass(frozen=True)
class Identity:
    """`total` equals the sum of `parts` (or, with `at_most`, is no more than it)."""

    code: str
    total: str
    parts: tuple[str, ...]
    what: str = ""
    at_most: bool = False

    def broken(self) -> polars.Expr:
        """True where it does not hold; silent where any of the cells is missing or in error already."""
        gap = polars.col(self.total) - self.sum_of_parts()
        return (gap > TOLERANCE) if self.at_most else (gap.abs() > TOLERANCE)

    def sum_of_parts(self) -> polars.Expr:
        """Missing when any part is."""
        return reduce(add, [polars.col(part) for part in self.parts])


def identities_of(columns: Iterable[str], unknown: Iterable[str] = ()) -> list[Identity]:
    """The identities whose columns a file all has. `unknown` are columns that are not read.

    Other staff's roles are not added up when an unknown column looks like one more role.
    """
    found = frozenset(columns)
    candidates = [
        *_by_sex(found),
        *_patients(found),
        *_gp_roles(),
        *_staff_roles(found, list(unknown)),
        *_bands(found),
    ]
    return [one for one in candidates if one.total in found and found.issuperset(one.parts)]


def check_identities(
    numbers: polars.DataFrame, rows: list[int], unknown: Iterable[str] = ()
) -> list[Problem]:
    """A problem for each row in which an identity is broken. `numbers` has one float column per known field."""
    wanted = identities_of(numbers.columns, unknown)
    if not wanted or numbers.is_empty():
        return []
    broken = numbers.select(
        one.broken().fill_null(False).alias(str(place)) for place, one in enumerate(wanted)
    )
    failing = broken.select(polars.all().sum()).row(0)
    check_not_too_many(sum(failing), "sums of parts differ from their totals")
    problems = []
    for place, fails in enumerate(failing):
        if fails:
            problems += _described(wanted[place], broken[str(place)], numbers, rows)
    return problems


def _described(
    one: Identity, broken: polars.Series, numbers: polars.DataFrame, rows: list[int]
) -> list[Problem]:
    at = [place for place, is_broken in enumerate(broken) if is_broken]
    values = numbers.select(polars.col(one.total).alias("total"), one.sum_of_parts().alias("parts"))
    return [
        problem(
            one.code,
            row=rows[place],
            column=one.total,
            value=shown(values["total"][place]),
            total=shown(values["total"][place]),
            parts=shown(values["parts"][place]),
            what=one.what,
        )
        for place in at
    ]


def shown(number: float) -> str:
    """A number as a person would write it: 5, 3.2."""
    return f"{round(number, 6) + 0:,.6f}".rstrip("0").rstrip(".")  # + 0: no "-0"


def _by_sex(found: frozenset[str]) -> list[Identity]:
    totals = [name for name in found if name.startswith("TOTAL_") and re.search(r"_(HC|FTE)(_|$)", name)]
    return [
        Identity("W-401", name, (f"MALE_{name[6:]}", _ODD_FEMALE.get(name, f"FEMALE_{name[6:]}")))
        for name in sorted(totals)
    ]


def _patients(found: frozenset[str]) -> list[Identity]:
    unknown = ("TOTAL_UNKNOWN_GENDER",) if "TOTAL_UNKNOWN_GENDER" in found else ()
    ages = [
        Identity(
            "W-403",
            f"TOTAL_{sex}",
            tuple(sorted(n for n in found if n.startswith(f"{sex}_PATIENTS_"))),
            "age bands",
        )
        for sex in ("MALE", "FEMALE")
    ]
    total = Identity("W-401", "TOTAL_PATIENTS", ("TOTAL_MALE", "TOTAL_FEMALE", *unknown), at_most=False)
    return [one for one in (total, *ages) if one.parts]


def _gp_roles() -> list[Identity]:
    result = []
    for sex in ("TOTAL", "MALE", "FEMALE"):
        for stem, left_out in (
            ("", ()),
            ("EXTG_", _TRAINEES),
            ("EXL_", _LOCUMS),
            ("EXTGL_", _TRAINEES + _LOCUMS),
        ):
            roles = [role for role in GP_ROLES if role not in left_out]
            fte = tuple(f"{sex}_GP_{role}_FTE" for role in roles)
            heads = tuple(f"{sex}_GP_{role}_HC" for role in roles)
            result.append(Identity("W-402", f"{sex}_GP_{stem}FTE", fte))
            result.append(Identity("W-404", f"{sex}_GP_{stem}HC", heads, at_most=True))
    return result


def _staff_roles(found: frozenset[str], unknown: list[str]) -> list[Identity]:
    """Roles of other staff: whichever of them the file has, because roles came and went over the years."""
    result = []
    for sex in ("TOTAL", "MALE", "FEMALE"):
        for group, stem in (("NURSES", "N"), ("DPC", "DPC"), ("ADMIN", "ADMIN")):
            role = re.compile(rf"{sex}_{stem}_.+_FTE")
            fte = tuple(sorted(name for name in found if role.fullmatch(name)))
            if fte and not any(role.fullmatch(name) for name in unknown):
                result.append(Identity("W-402", f"{sex}_{group}_FTE", fte))
    return result


def _bands(found: frozenset[str]) -> list[Identity]:
    """Age bands and countries of qualification, each to the field they divide."""
    ages: defaultdict[str, list[str]] = defaultdict(list)
    countries: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(found):
        if match := _BAND.match(name):
            ages[match[1]].append(name)
        elif match := _COUNTRY.match(name):
            countries[match[1]].append(name)
    return [
        *(Identity("W-403", total, tuple(parts), "age bands") for total, parts in ages.items()),
        *(
            Identity("W-403", total, tuple(parts), "countries of qualification")
            for total, parts in countries.items()
        ),
    ]
