"""The one widget that Django lacks: a date typed as day, month and year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Widget

PARTS = ("day", "month", "year")


class DateParts(Widget):
    """Three text inputs, named `<field>-day`, `-month` and `-year`. Drawn by `drawing`, not by Django."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """What was typed, as [day, month, year]."""
        return [str(data.get(f"{name}-{part}") or "").strip() for part in PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True when none of the three was sent."""
        return not any(f"{name}-{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: str = "0") -> str:
        """A label would point at the day."""
        return f"{id_}-day" if id_ else ""

    @staticmethod
    def parts(value: date | list[str] | None) -> list[str]:
        """[day, month, year] as text, from a date, from what was typed, or from nothing."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return list(value) if value else ["", "", ""]
