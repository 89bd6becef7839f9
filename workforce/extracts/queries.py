"""Reading imports and versions. Published figures are official statistics: any signed-in person may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Month
from retention_portal.core.models import Job, JobState
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.models import (
    DataVersion,
    EditionNotice,
    OrganisationSummary,
    PracticeRow,
    WorkforceImport,
)
from workforce.extracts.permissions import is_keeper
from workforce.extracts.rules import CHECK_JOB, STUCK_AFTER
from workforce.extracts.statuses import ImportStatus, Scope

FIGURES_ABOVE = (
    OrganisationKind.NATION,
    OrganisationKind.REGION,
    OrganisationKind.SYSTEM,
    OrganisationKind.SUB_ICB_LOCATION,
    OrganisationKind.NETWORK,
)


def imports_visible_to(user: Any) -> QuerySet[WorkforceImport]:
    """Administrators see every file; system leads the national ones, their system's and their own."""
    imports = WorkforceImport.objects.select_related("uploaded_by", "owner")
    if is_keeper(user):
        return imports
    if not access.has_role(user, Role.SYSTEM_LEAD):
        return imports.none()
    own = access.organisations_where(user, [Role.SYSTEM_LEAD])
    return imports.filter(Q(scope=Scope.NATIONAL) | Q(uploaded_by=user) | Q(owner__in=own))


def published_versions() -> QuerySet[DataVersion]:
    """Every edition that was published and not undone, the superseded ones too."""
    return DataVersion.objects.filter(edition__isnull=False, undone_at__isnull=True)


def current_versions() -> QuerySet[DataVersion]:
    """The editions that serve figures now."""
    return DataVersion.objects.filter(is_current=True)


def current_version(
    *, layout: str, period: str, scope: str, owner: Organisation | None
) -> DataVersion | None:
    """The edition that a newly checked file would replace."""
    return current_versions().filter(layout=layout, period=period, scope=scope, owner=owner).first()


def version_with_content(content_sha256: str, period: Month | None) -> DataVersion | None:
    """The current edition made of these very bytes, for this month if one is stated; whoever sent them."""
    found = current_versions().filter(workforce_import__content_sha256=content_sha256)
    if period is not None:
        found = found.filter(period=period.code)
    return found.select_related("workforce_import").order_by("-published_at").first()


def latest_national() -> DataVersion | None:
    """The newest month of England that is here."""
    return current_versions().filter(scope=Scope.NATIONAL, generated=False).order_by("-period").first()


@dataclass(frozen=True)
class Holding:
    """What one version holds of one organisation: a practice's row, or a sum."""

    version: DataVersion
    row: PracticeRow | None
    summary: OrganisationSummary | None

    @property
    def figures(self) -> PracticeRow | OrganisationSummary:
        """Whichever there is."""
        found = self.row or self.summary
        assert found is not None
        return found


def holdings_of(
    organisation: Organisation, periods: Iterable[str] | None = None, system_code: str | None = None
) -> dict[str, Holding]:
    """By month, the figures of an organisation in the version that serves it; two queries at most.

    Of several current versions of a month, the national one counts; else the extract of the organisation's
    own system, else the latest published. Made-up figures never stand for a region or for England.
    """
    found = _holdings(organisation, periods)
    own = system_code if system_code is not None else _system_code(organisation, found)
    best: dict[str, Holding] = {}
    for holding in sorted(found, key=lambda one: _rank(one, own)):
        best[holding.version.period] = holding
    return dict(sorted(best.items()))


_NOT_READ = ("version__headings",)  # eight hundred texts a month, which no figure needs


def _holdings(organisation: Organisation, periods: Iterable[str] | None) -> list[Holding]:
    current = Q(version__is_current=True)
    if periods is not None:
        current &= Q(version__period__in=list(periods))
    if organisation.kind == OrganisationKind.PRACTICE:
        rows = PracticeRow.objects.filter(current, prac_code=organisation.code).defer("raw_line", *_NOT_READ)
        return [Holding(row.version, row, None) for row in rows.select_related("version__owner")]
    sums = OrganisationSummary.objects.filter(current, code=organisation.code, level=organisation.kind)
    if organisation.kind in (OrganisationKind.NATION, OrganisationKind.REGION):
        sums = sums.filter(version__generated=False)
    return [
        Holding(one.version, None, one) for one in sums.select_related("version__owner").defer(*_NOT_READ)
    ]


def _system_code(organisation: Organisation, found: list[Holding]) -> str:
    """The system whose extract is preferred; asked for only when there is a choice."""
    if organisation.kind == OrganisationKind.SYSTEM:
        return organisation.code
    periods = {holding.version.period for holding in found}
    if len(periods) == len(found) or not found:
        return ""
    if found[0].row is not None:
        return found[0].row.icb_code
    above = ancestors(organisation, Month.parse(max(periods)).end)
    system = above.get(OrganisationKind.SYSTEM)
    return system.code if system else ""


def _rank(holding: Holding, own_system: str) -> tuple[bool, bool, Any]:
    version = holding.version
    return (
        version.scope == Scope.NATIONAL,
        bool(version.owner and version.owner.code == own_system),
        version.published_at,
    )


def waiting_imports(user: Any) -> QuerySet[WorkforceImport]:
    """Files that were checked and wait for this person to publish them or set them aside."""
    return WorkforceImport.objects.filter(uploaded_by=user, status=ImportStatus.PREVIEWED)


def stuck_checks(at: datetime) -> QuerySet[WorkforceImport]:
    """Files whose check was asked for more than two hours ago and is not over."""
    return _unchecked(at).filter(Exists(_check_jobs().exclude(state__in=_OVER)))


def stopped_checks(at: datetime) -> list[WorkforceImport]:
    """Files whose check is not over although no work for it is left: it failed, or its process is gone."""
    return list(_unchecked(at).exclude(Exists(_check_jobs().exclude(state__in=_OVER))))


_OVER = (JobState.DONE, JobState.FAILED)


def _unchecked(at: datetime) -> QuerySet[WorkforceImport]:
    asked = Coalesce(Subquery(_check_jobs().order_by("-pk").values("created_at")[:1]), F("uploaded_at"))
    waiting = WorkforceImport.objects.filter(status__in=(ImportStatus.RECEIVED, ImportStatus.CHECKING))
    return waiting.annotate(asked_at=asked).filter(asked_at__lt=at - STUCK_AFTER)


def _check_jobs() -> QuerySet[Job]:
    return Job.objects.filter(kind=CHECK_JOB, object_id=Cast(OuterRef("pk"), TextField()))


def abandoned_previews(before: datetime) -> QuerySet[WorkforceImport]:
    """Files that were checked, or could not be, before a moment, and that nobody published or set aside."""
    waiting = WorkforceImport.objects.filter(status__in=(ImportStatus.PREVIEWED, ImportStatus.FAILED))
    return waiting.filter(Q(checked_at__lt=before) | Q(checked_at__isnull=True, uploaded_at__lt=before))


def files_past_their_time(before: datetime) -> QuerySet[WorkforceImport]:
    """Files sent before a moment that no check needs any more, and whose bytes are still kept."""
    over = WorkforceImport.objects.exclude(status__in=(*_NEED_THE_FILE,))
    return over.filter(uploaded_at__lt=before).exclude(file="")


_NEED_THE_FILE = (
    ImportStatus.RECEIVED,
    ImportStatus.CHECKING,
    ImportStatus.FAILED,
    ImportStatus.PREVIEWED,
)


def edition_before(version: DataVersion) -> DataVersion | None:
    """The edition that this one replaced."""
    if version.edition is None:
        return None
    same = published_versions().filter(
        layout=version.layout, period=version.period, scope=version.scope, owner=version.owner
    )
    return same.filter(edition__lt=version.edition).order_by("-edition").first()


def notices_for(user: Any) -> QuerySet[EditionNotice]:
    """Newer editions that this person has not said to have seen, while they are current."""
    notices = EditionNotice.objects.filter(person=user, seen_at__isnull=True, version__is_current=True)
    return notices.select_related("version__owner", "replaced__owner").order_by("told_at")


def others_at_work(one: WorkforceImport) -> QuerySet[WorkforceImport]:
    """Other files of the same month and owner that somebody is about to publish."""
    same = WorkforceImport.objects.filter(
        status=ImportStatus.PREVIEWED, layout=one.layout, period=one.period, scope=one.scope
    ).exclude(pk=one.pk)
    if one.scope == Scope.EXTRACT:
        same = same.filter(owner=one.owner)
    return same.select_related("uploaded_by").order_by("uploaded_at")
