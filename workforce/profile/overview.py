"""What a profile page shows beyond one set of figures: the months there are, the places above and below, gaps."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from retention_portal.core.dates import Month
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.models import DataVersion, OrganisationSummary, PracticeRow
from workforce.extracts.queries import Holding
from workforce.extracts.rules import reason_in_words
from workforce.profile.changes import change_on_year
from workforce.profile.queries import CODE_COLUMNS, FigureSet, all_figures, figure_set, no_figures
from workforce.profile.rules_change import Change

_BELOW: dict[str, tuple[str, ...]] = {
    OrganisationKind.NATION: (OrganisationKind.REGION,),
    OrganisationKind.REGION: (OrganisationKind.SYSTEM,),
    OrganisationKind.SYSTEM: (OrganisationKind.SUB_ICB_LOCATION, OrganisationKind.NETWORK),
    OrganisationKind.SUB_ICB_LOCATION: (OrganisationKind.NETWORK, OrganisationKind.PRACTICE),
    OrganisationKind.NETWORK: (OrganisationKind.PRACTICE,),
    OrganisationKind.PRACTICE: (),
}
_ABOVE = (
    OrganisationKind.NETWORK,
    OrganisationKind.SUB_ICB_LOCATION,
    OrganisationKind.SYSTEM,
    OrganisationKind.REGION,
    OrganisationKind.NATION,
)
GAPS_LISTED = 30


@dataclass(frozen=True)
class Gap:
    """A practice without GP figures, and why."""

    code: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """One organisation in one month, with every other month that there is."""

    organisation: Organisation
    months: dict[str, FigureSet]
    now: FigureSet

    @property
    def version(self) -> DataVersion:
        """The version that every figure of the page comes from, but for earlier months."""
        return self.now.version

    @property
    def year_before(self) -> FigureSet | None:
        """The same month a year earlier: the only fair comparison, because the figures are seasonal."""
        return self.months.get(self.now.period.year_before().code)

    @cached_property
    def change(self) -> Change:
        """The change on the same month a year before, or why the two are not compared. One query, none for a practice."""
        return change_on_year(self.now, self.year_before)

    def as_json(self) -> dict[str, Any]:
        """The answer of the command and the API: the figures, and the change on the year before."""
        return {**self.now.as_json(), "change": self.change.as_json()}

    @cached_property
    def around_before(self) -> dict[str, FigureSet]:
        """The places of `beside` but its own as they were a year before, by code. One query, none where it is not fair.

        Only national files are asked: an extract of another month need not hold the same practices.
        """
        before = self.year_before
        if before is None or before.version.is_partial or self.version.is_partial:
            return {}
        levels = {one.organisation.code: one.organisation.kind for one in beside(self) if one is not self.now}
        sums = before.version.summaries.filter(code__in=list(levels))
        return {one.code: _of_summary(one, before.version) for one in sums if levels[one.code] == one.level}

    @cached_property
    def above(self) -> list[FigureSet]:
        """The places it lies in, by the file's own geography of that month, nearest first. Two queries.

        Made-up figures never stand for a region or for England.
        """
        if self.organisation.kind == OrganisationKind.NATION:
            return []
        place = _rows_of(self.organisation, self.version).values(*CODE_COLUMNS.values()).first() or {}
        wanted = Q(level=OrganisationKind.NATION)
        for kind in _ABOVE[:-1]:
            code = place.get(CODE_COLUMNS[kind])
            if code and _is_above(kind, self.organisation.kind):
                wanted |= Q(level=kind, code=code)
        sums = self.version.summaries.filter(wanted)
        if self.version.generated:
            sums = sums.exclude(level__in=[OrganisationKind.REGION, OrganisationKind.NATION])
        found = {one.level: one for one in sums}
        return [_of_summary(found[kind], self.version) for kind in _ABOVE if kind in found]

    @cached_property
    def below(self) -> dict[str, list[FigureSet]]:
        """By kind, the places in it, by name. One query a kind."""
        return {kind: self._children(kind) for kind in _BELOW[self.organisation.kind]}

    def _children(self, kind: str) -> list[FigureSet]:
        rows = _rows_of(self.organisation, self.version)
        if kind == OrganisationKind.PRACTICE:
            if self.organisation.kind == OrganisationKind.SUB_ICB_LOCATION:
                rows = rows.filter(pcn_code="")
            return [_of_practice(row, self.version) for row in rows.defer("raw_line").order_by("prac_name")]
        sums = self.version.summaries.filter(level=kind, code__in=rows.values(CODE_COLUMNS[kind]))
        return [_of_summary(one, self.version) for one in sums.order_by("name")]

    @cached_property
    def gaps(self) -> list[Gap]:
        """Practices without GP figures, at most thirty. One query."""
        rows = _rows_of(self.organisation, self.version).filter(total_gp_fte__isnull=True)
        return [
            Gap(
                code,
                name,
                tuple(
                    reason_in_words(reason)
                    for reason, columns in missing.items()
                    if "total_gp_fte" in columns
                ),
            )
            for code, name, missing in rows.order_by("prac_name").values_list(
                "prac_code", "prac_name", "missing"
            )[:GAPS_LISTED]
        ]


def beside(shown: Overview) -> list[FigureSet]:
    """What a place is compared with, itself first: the places that it lies in, for England its regions."""
    around = shown.above or shown.below.get(OrganisationKind.REGION, [])
    return [shown.now, *around]


def overview(organisation: Organisation, period: Month | None) -> Overview:
    """The page's data. Raises BadInput (code "no_figures") when there are none for the month, or at all."""
    months = all_figures(organisation)
    wanted = period.code if period else (max(months) if months else "")
    if wanted not in months:
        raise no_figures(organisation, period, list(months))
    return Overview(organisation, months, months[wanted])


def _rows_of(organisation: Organisation, version: DataVersion) -> QuerySet[PracticeRow]:
    rows = PracticeRow.objects.filter(version=version)
    column = CODE_COLUMNS.get(organisation.kind)
    return rows.filter(**{column: organisation.code}) if column else rows


def _is_above(kind: str, own: str) -> bool:
    order: list[str] = [OrganisationKind.PRACTICE, *_ABOVE]
    return order.index(kind) > order.index(own)


def _of_summary(summary: OrganisationSummary, version: DataVersion) -> FigureSet:
    place = Organisation(code=summary.code, name=summary.name or summary.code, kind=summary.level)
    return figure_set(place, Holding(version, None, summary))


def _of_practice(row: PracticeRow, version: DataVersion) -> FigureSet:
    place = Organisation(code=row.prac_code, name=row.prac_name.title(), kind=OrganisationKind.PRACTICE)
    return figure_set(place, Holding(version, row, None))
