"""The figures of an organisation: the one source of the page, the command and the API."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from retention_portal.core.dates import Month
from retention_portal.core.nhsuk.figures import plural
from retention_portal.core.refusals import BadInput, quoted
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.measures import BY_FIELD, MEASURES, POSITION
from workforce.extracts.models import DataVersion, OrganisationSummary, PracticeRow
from workforce.extracts.queries import Holding, holdings_of
from workforce.extracts.rules import reason_of_column
from workforce.profile import rules
from workforce.profile.rules import Figure, Source

ALIASES = {"ENGLAND": "ENG"}
CODE_COLUMNS: dict[str, str] = {
    OrganisationKind.PRACTICE: "prac_code",
    OrganisationKind.NETWORK: "pcn_code",
    OrganisationKind.SUB_ICB_LOCATION: "sub_icb_code",
    OrganisationKind.SYSTEM: "icb_code",
    OrganisationKind.REGION: "region_code",
}
"""By which column a practice's row lies in a place of a kind; England has none, for every row is in it."""


@dataclass(frozen=True)
class FigureSet:
    """Every figure of one organisation in one month, out of one version.

    `practices_reporting` and `practices_missing` are about GPs: practices whose GP figures are given or not.
    """

    organisation: Organisation
    period: Month
    version: DataVersion
    holding: Holding

    @cached_property
    def source(self) -> Source:
        """The stored columns as plain values, read when the first figure is asked for."""
        return source_of(self.holding)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """By published field name."""
        return rules.figures(self.source)

    @cached_property
    def derived(self) -> dict[str, Figure]:
        """Those worked out: see `rules`."""
        return rules.derived(self.source)

    @property
    def extent(self) -> str:
        """ "5 practices in this extract" when the figures are of a part of a place; else empty."""
        if not self.version.is_partial or self.holding.row is not None:
            return ""
        return f"{plural(self.practices, 'practice')} in this extract"

    @property
    def practices(self) -> int:
        """How many practices of the organisation are in the version."""
        return self.holding.summary.practices if self.holding.summary else 1

    @property
    def practices_reporting(self) -> int:
        """Those with GP figures."""
        return self.source.reporting["TOTAL_GP_FTE"]

    @property
    def practices_missing(self) -> int:
        """Those without."""
        return self.practices - self.practices_reporting

    def __getitem__(self, field: str) -> Figure:
        """A published or derived figure, made alone: a trend asks one of each month. KeyError for an unknown name."""
        if field in BY_FIELD:
            return rules.figure(BY_FIELD[field], self.source)
        return rules.derived_figure(field, self.source)

    def as_json(self) -> dict[str, Any]:
        """The answer of the contract, with the derived figures beside the published ones."""
        return {
            "organisation": self.organisation.code,
            "name": self.organisation.name,
            "kind": self.organisation.kind,
            "period": self.period.code,
            "version": self.version.code,
            "scope": self.version.scope,
            "extent": self.extent,
            "generated": self.version.generated,
            "figures": {field: figure.as_json() for field, figure in self.figures.items()},
            "derived": {field: figure.as_json() for field, figure in self.derived.items()},
            "practices_reporting": self.practices_reporting,
            "practices_missing": self.practices_missing,
        }


def figures(organisation: Organisation, period: Month | None = None) -> FigureSet:
    """The figures of an organisation in a month, the newest there is when left out.

    Raises BadInput (code "no_figures") when there are none, with the months there are.
    """
    found = holdings_of(organisation)
    wanted = period.code if period else (max(found) if found else "")
    if wanted not in found:
        raise no_figures(organisation, period, list(found))
    return figure_set(organisation, found[wanted])


def all_figures(organisation: Organisation) -> dict[str, FigureSet]:
    """Every month there is, oldest first, as {"2024-09": figures}; one query, two where extracts compete."""
    return {
        period: figure_set(organisation, holding) for period, holding in holdings_of(organisation).items()
    }


def organisation_for(code: str) -> Organisation:
    """The organisation with this code, in any letter case; "England" is understood. Raises BadInput."""
    wanted = code.strip().upper()
    found = organisation_by_code(ALIASES.get(wanted, wanted)) or _known_from_files(wanted)
    if found is None:
        raise BadInput(
            f"There is no organisation with the code {quoted(code)}.",
            allowed=("a code such as QHM, A81001, U07032, Y63 or ENG",),
            code="unknown_organisation",
        )
    return found


def _known_from_files(code: str) -> Organisation | None:
    """A place that stands in a published file and not in the portal's list, under its name in the file; unsaved."""
    row = PracticeRow.objects.filter(version__is_current=True, prac_code=code).first()
    if row is not None:
        return Organisation(code=code, name=row.prac_name.title(), kind=OrganisationKind.PRACTICE)
    summary = OrganisationSummary.objects.filter(version__is_current=True, code=code).first()
    return Organisation(code=code, name=summary.name or code, kind=summary.level) if summary else None


def figure_set(organisation: Organisation, holding: Holding) -> FigureSet:
    """The figures out of what a version holds."""
    return FigureSet(organisation, holding.version.month, holding.version, holding)


def source_of(holding: Holding) -> Source:
    """The stored columns as plain values, with the reasons of gaps in words."""
    stored, version = holding.figures, holding.version
    values = {measure.field: getattr(stored, measure.column) for measure in MEASURES}
    if holding.row is not None:
        reporting = {field: int(value is not None) for field, value in values.items()}
        practices, patients = 1, None
        why = {
            measure.field: reason_of_column(
                holding.row.missing, measure.column, measure.field in version.absent
            )
            for measure in MEASURES
            if values[measure.field] is None
        }
    else:
        assert holding.summary is not None
        reporting = {field: holding.summary.reporting[place] for field, place in POSITION.items()}
        practices, patients = holding.summary.practices, holding.summary.patients_where_gp_reported
        why = dict.fromkeys(version.absent, "not in the published data")
    return Source(
        is_practice=holding.row is not None,
        values=values,
        reporting=reporting,
        practices=practices,
        why_missing=why,
        patients_where_gp_reported=patients,
        period=version.period,
        version=version.code,
    )


def no_figures(organisation: Organisation, period: Month | None, months: list[str]) -> BadInput:
    """What is raised when a month, or any, is not here: a sentence with the months there are."""
    if not months:
        return BadInput(f"There are no workforce figures of {organisation.name} here yet.", code="no_figures")
    asked = period.label if period else "any month"
    return BadInput(
        f"There are no figures of {organisation.name} for {asked}. There are for {', '.join(months[-12:])}.",
        allowed=tuple(months),
        code="no_figures",
    )
