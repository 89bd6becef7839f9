"""Starting an initiative from a gap and, if the lead wants, from a case study of the toolkit. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from retention_portal.core.dates import FinancialYear, Month, date_text

LEAD_TIME = timedelta(weeks=4)
"""What is begun today starts on the first of a month, four weeks from now at the earliest."""

_READ = yaml.safe_load((Path(__file__).parent / "reference/first_steps.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Step:
    """A first milestone: `key` names it in a form, `weeks` counts from the start."""

    key: str
    title: str
    weeks: int

    def on(self, start: date, last: date) -> date:
        """Its day for a start, not after the plan's last day."""
        return min(start + timedelta(weeks=self.weeks), last)


def steps_for(case_code: str) -> tuple[Step, ...]:
    """The first milestones after a case study; three general ones for none, or for one that we did not read so."""
    rows = _READ.get(case_code) or _READ["general"]
    return tuple(Step(f"{number}", title, weeks) for number, (title, weeks) in enumerate(rows, start=1))


def first_start(year: FinancialYear, today: date) -> date:
    """When an initiative begun today would start: the first of a month four weeks on, within the plan's year."""
    soon = max(today + LEAD_TIME, year.start)
    month = Month.of(soon)
    start = month.start if month.start >= soon else month.next().start
    return min(start, year.end)


def choices(steps: tuple[Step, ...], start: date, last: date) -> list[tuple[str, str]]:
    """The steps as a form offers them: each with its day for the suggested start."""
    return [(step.key, f"{step.title}, by {date_text(step.on(start, last))}") for step in steps]


def chosen(steps: tuple[Step, ...], keys: list[str], start: date, last: date) -> list[tuple[str, date]]:
    """The steps that were ticked, with their days for the start that was typed."""
    return [(step.title, step.on(start, last)) for step in steps if step.key in keys]
