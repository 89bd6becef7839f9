"""Points that the handbook's section 7 leaves open: a value of ours, marked as unconfirmed wherever it shows."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from schemes.catalogue.rules.shipped import table


@dataclass(frozen=True, slots=True)
class Setting:
    """One configured point. `code` is the handbook's reference for the doubt, such as "U-05"."""

    name: str
    value: Any
    unit: str
    code: str
    note: str
    unconfirmed: bool = True
    allowed: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What a sentence that rests on it ends with: "(unconfirmed, U-05)", or nothing."""
        return unconfirmed_mark(self.code) if self.unconfirmed else ""


def unconfirmed_mark(code: str) -> str:
    """The words, with a space before them, that stand wherever an unconfirmed value is used."""
    return f" (unconfirmed, {code})"


@cache
def setting(name: str) -> Setting:
    """The configured point `name`, such as "ngprs.minimum_weeks".

    KeyError for a name that `configuration.yaml` does not hold; ValueError for a value outside its `allowed`.
    """
    row = table("configuration")[name]
    allowed = tuple(row.get("allowed", ()))
    if allowed and row["value"] not in allowed:
        raise ValueError(f"configuration.yaml: {name} is none of {', '.join(allowed)}.")
    return Setting(name=name, **{**row, "allowed": allowed})


def settings() -> tuple[Setting, ...]:
    """Every configured point, in the file's order."""
    return tuple(setting(name) for name in table("configuration"))


def day(name: str) -> date:
    """The configured day `name`."""
    value = setting(name).value
    assert isinstance(value, date)  # the file's tests hold this for every setting of unit "date"
    return value
