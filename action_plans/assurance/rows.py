"""The rows of a frozen report: frozen dataclasses of plain values, as they stand in its canonical text.

Dates are ISO 8601 or empty; money is pounds; None is missing and never nought.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Header:
    """Whose report, of which quarter, which version; `frozen_at` is ISO 8601, or empty in a preview."""

    system_code: str
    system_name: str
    region_name: str
    quarter: str
    quarter_label: str
    version: int
    frozen_at: str
    frozen_by: str
    verification_code: str
    verify_url: str
    plan_status: str
    made_up: bool
    draft: bool
    as_of: str = ""

    @property
    def version_label(self) -> str:
        """As on pages: "version 1" or "draft 1"."""
        return f"{'draft' if self.draft else 'version'} {self.version}"


@dataclass(frozen=True, slots=True)
class Executive:
    """The line that a board reads first. `change` compares the rating with the last report's."""

    rag: str
    reason: str
    change: str
    narrative: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One workforce figure as the profile gives it; `value` is None when `basis` says why it is missing."""

    code: str
    label: str
    value: Decimal | None
    unit: str
    basis: str
    period: str
    version: str
    practices_reporting: int | None
    practices_missing: int | None
    year_before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """The share by which it grew on the same month a year before; None when either is missing."""
        if self.value is None or not self.year_before:
            return None
        return (self.value - self.year_before) / self.year_before


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a series; `value` None is a gap."""

    label: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class ComparedPlace:
    """The system, or a place that it lies in, out of the same file; `extent` says how many practices."""

    name: str
    extent: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Workforce:
    """The latest published period, or the sentence why there is none.

    `generated` figures are a demonstration's; an `extract` holds some practices of the system only. `roles` are
    full-time equivalents by role, `trend` the fully qualified full-time equivalent by month, oldest first.
    """

    period: str
    period_label: str
    practices_reporting: int | None
    practices_missing: int | None
    figures: tuple[Figure, ...]
    missing: str
    generated: bool = False
    extract: bool = False
    roles: tuple[Figure, ...] = ()
    trend: tuple[Point, ...] = ()
    compared: tuple[ComparedPlace, ...] = ()

    @property
    def practices_words(self) -> str:
        """How much of the system the figures are about: "5 practices in this extract"."""
        count = self.practices_reporting or 0
        noun = "practice" if count == 1 else "practices"
        return f"{count:,} {noun} {'in this extract' if self.extract else 'reporting'}"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One essential: handbook code, name, level, grade and standing by their values."""

    code: str
    name: str
    level: str
    inherited: bool
    grade: str
    grade_label: str
    standing: str
    initiatives: tuple[str, ...]
    people_reached: int | None


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How the essentials of one level stand, and its initiatives by state."""

    code: str
    name: str
    essentials: int
    met: int
    part: int
    gap: int
    initiatives: int
    live: int
    planned: int


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A step; dates are ISO or empty."""

    title: str
    planned_on: str
    forecast_on: str
    actual_on: str
    moved_reason: str
    days_late: int


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """What was written on an initiative within the quarter."""

    written_on: str
    text: str
    rag: str
    rag_reason: str


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """One initiative with its rating, the computed hint beside it, and its milestones. `committed` in pounds.

    `people_reached` is what may be shown: None when nobody counted, or when the count is hidden and
    `people_text` is "*".
    """

    reference: str
    title: str
    level: str
    lead: str
    area: str
    status: str
    status_reason: str
    rag: str
    rag_reason: str
    summary: str
    outcome_measure: str
    career_stages: tuple[str, ...]
    people_reached: int | None
    committed: Decimal
    milestones: tuple[MilestoneRow, ...]
    hint: str = ""
    hint_reason: str = ""
    people_text: str = ""
    essentials: tuple[str, ...] = ()
    updates: tuple[UpdateRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A milestone in the light of the quarter (CASE-P-25): `movement` is due, moved out, added, or overdue.

    `state` says where it stands in words.
    """

    reference: str
    initiative: str
    title: str
    movement: str
    state: str
    planned_on: str
    expected_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One line in pounds."""

    programme: str
    ring_fenced: bool
    allocated: Decimal
    committed: Decimal
    left: Decimal
    spent: Decimal | None = None
    forecast: Decimal | None = None
    basis: str = ""
    slippage: str = ""
    rag: str = ""

    @property
    def variance(self) -> Decimal | None:
        """Forecast less allocation: below nothing is an underspend. None without a forecast."""
        return None if self.forecast is None else self.forecast - self.allocated


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk with its three scores (handbook 4.4); `target` None when nobody said."""

    reference: str
    title: str
    owner: str
    before: int
    now: int
    target: int | None
    band: str
    trend: str
    proximity: str
    mitigation: str
    status: str


@dataclass(frozen=True, slots=True)
class ConsultedRow:
    """A body or role that was consulted, which of the toolkit's contributors it is, and how we work with it."""

    reference: str
    name: str
    contributor: str
    approach: str


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One question of the toolkit's checklist as it is answered; `answer` empty when it is not."""

    code: str
    question: str
    answer: str
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from the last version: what, from, to."""

    matter: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Position:
    """A matter as it stood in the last quarter's report, and now; both as they are printed."""

    matter: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Box:
    """A narrative box that has something in it."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked of the region."""

    text: str
