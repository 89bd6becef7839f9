"""How many rows each set has, as printed. A file that loses or gains a row is refused, not loaded."""

from collections import Counter

EXPECTED: dict[str, dict[str, int]] = {
    "stages": {"all": 5},
    "levels": {"all": 3},
    "goals": {"L1": 7, "L2": 4, "L3": 5},
    "essentials": {"L1": 11, "L2": 6, "L3": 5},
    "national_items": {"L1": 7, "L2": 6, "L3": 2, "sub-items": 5},
    "checklist": {"CC": 7, "EE": 4, "KW": 4, "SG": 3, "RP": 4},
    "contributors": {"all": 13},
    "career_stages": {"all": 5},
    "loss_reasons": {"LR-T": 3, "LR-N": 3, "LR-Q": 3, "LR-X": 4},
    "case_studies": {"L1": 10, "L2": 5, "L3": 5, "sidebar": 1},
    "EE": {"all": 3},
    "QW": {"all": 5},
    "SG": {"all": 4},
    "GL": {"all": 4},
    "GS": {"all": 7},
    "TH": {"all": 8},
    "FN": {"all": 9},
    "TL": {"all": 5},
    "EQ": {"all": 5},
    "AS": {"all": 10},
    "GPCP": {"Clinical capacity": 4, "Specific work": 3, "Leadership": 4},
    "SI": {"all": 14},
    "PS": {"all": 14},
    "EM": {"all": 8},
    "KPI": {"all": 10},
}

GROUP_OF = {
    "goals": lambda row: row["code"][:2],
    "essentials": lambda row: row["code"][:2],
    "national_items": lambda row: "sub-items" if "parent" in row else row["code"][:2],
    "checklist": lambda row: row["code"][3:5],
    "loss_reasons": lambda row: row["code"][:4],
    "case_studies": lambda row: "sidebar" if row.get("sidebar") else row["level"],
    "GPCP": lambda row: row["group"],
}


def counted(name: str, rows: list[dict]) -> dict[str, int]:
    """How many of `rows` each group of the set `name` has; one group "all" where the set has no parts."""
    group_of = GROUP_OF.get(name, lambda _: "all")
    return dict(Counter(group_of(row) for row in rows))


def check_counts(name: str, rows: list[dict]) -> int:
    """The number of rows of the set `name`. Raises ValueError when it, or one of its parts, is not as
    printed.
    """
    found = counted(name, rows)
    if found != EXPECTED[name]:
        raise ValueError(f"The toolkit's set {name} has {found} rows, expected {EXPECTED[name]}.")
    return len(rows)
