"""Reads of reports. Each says how many statements it makes; none grows with the rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet

from action_plans.assurance.models import RegionResponse, Report, ReportVersion, Signature, SigningRule
from action_plans.assurance.report import FrozenReport, read
from action_plans.assurance.rules import ALPHABET, read_code
from action_plans.assurance.statuses import Verification
from retention_portal.accounts.access import has_role, reach_of
from retention_portal.accounts.roles import Role
from retention_portal.core import pdf
from retention_portal.core.dates import LONDON, Quarter
from retention_portal.core.models import AuditEvent
from retention_portal.core.refusals import BadInput, Refused, quoted
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_of_kind
from retention_portal.organisations.statuses import OrganisationKind

READS_REPORTS = (Role.SYSTEM_LEAD, Role.CLINICAL_LEAD, Role.FINANCE_LEAD, Role.SRO, Role.CONTRIBUTOR)
READERS = (*READS_REPORTS, Role.COMMISSIONER)
_CODE_IN_FILE = re.compile(rb"[%s]{4}(?:-[%s]{4}){3}" % (ALPHABET.encode(), ALPHABET.encode()))


@dataclass(frozen=True, slots=True)
class Verified:
    """What can be said of a code or a file, and of which version when that is known."""

    state: Verification
    version: ReportVersion | None = None


def reports_visible_to(user: Any) -> QuerySet[Report]:
    """The reports of the user's systems in any state, and for a region those with a submitted version."""
    own = Q(system__in=reach_of(user, READS_REPORTS).values("pk"))
    region = reach_of(user, [Role.COMMISSIONER]).values("pk")
    submitted = ReportVersion.objects.filter(submitted_at__isnull=False).values("report")
    return Report.objects.filter(own | Q(system__in=region, pk__in=submitted)).select_related("system")


def versions_visible_to(user: Any) -> QuerySet[ReportVersion]:
    """The frozen versions of the user's systems; for a region only those that were submitted."""
    own = Q(report__system__in=reach_of(user, READS_REPORTS).values("pk"))
    region = Q(
        report__system__in=reach_of(user, [Role.COMMISSIONER]).values("pk"), submitted_at__isnull=False
    )
    versions = ReportVersion.objects.filter(own | region, is_draft=False)
    return versions.select_related("report__system", "frozen_by")


def systems_to_report_for(user: Any) -> QuerySet[Organisation]:
    """The systems whose report the user drafts. One statement."""
    held = reach_of(user, [Role.SYSTEM_LEAD]).values("pk")
    return Organisation.objects.filter(kind=OrganisationKind.SYSTEM, pk__in=held)


def region_table(user: Any, quarter: str, on: date) -> list[dict[str, Any]]:
    """Every system that the user's region reaches, with its submitted report of a quarter or None. Two statements."""
    reached = reach_of(user, [Role.COMMISSIONER], on).values("pk")
    systems = organisations_of_kind(OrganisationKind.SYSTEM, on).filter(pk__in=reached).order_by("name")
    submitted = Q(submitted_at__isnull=False, report__quarter=quarter, superseded_at=None)
    rows = ReportVersion.objects.filter(submitted, report__system__in=reached).select_related("report")
    versions = {row.report.system_id: row for row in rows}
    return [{"system": system, "version": versions.get(system.pk)} for system in systems]


def required_steps(system: Organisation, on: date) -> tuple[str, ...]:
    """The signing steps that a system requires on a day, in order; none when no rule holds. One statement."""
    rule = SigningRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), system=system, valid_from__lte=on
    ).first()
    return tuple(rule.steps) if rule else ()


def signing_table(user: Any, on: date) -> list[dict[str, Any]]:
    """The systems that the user may read it of, each with its rule now, the rules to come and those before.

    Administrators read every system. Two statements.
    """
    systems = organisations_of_kind(OrganisationKind.SYSTEM, on).order_by("name")
    if not has_role(user, Role.ADMINISTRATOR, on=on):
        systems = systems.filter(pk__in=reach_of(user, READERS, on).values("pk"))
    rules: dict[int, list[SigningRule]] = {}
    for rule in (
        SigningRule.objects.filter(system__in=systems).select_related("set_by").order_by("valid_from")
    ):
        rules.setdefault(rule.system_id, []).append(rule)
    return [{"system": system, **_by_time(rules.get(system.pk, []), on)} for system in systems]


def _by_time(rules: list[SigningRule], on: date) -> dict[str, Any]:
    over = [rule for rule in rules if rule.valid_to is not None and rule.valid_to < on]
    coming = [rule for rule in rules if rule.valid_from > on]
    now = next((rule for rule in rules if rule not in over and rule not in coming), None)
    return {"now": now, "before": over, "coming": coming}


def versions_of(report: Report) -> list[ReportVersion]:
    """All versions, newest first, with signatures and responses. Three statements."""
    signatures = Prefetch("signatures", queryset=Signature.objects.select_related("signed_by"))
    responses = Prefetch("responses", queryset=RegionResponse.objects.select_related("answered_by"))
    versions = report.versions.filter(is_draft=False).select_related("frozen_by")
    return list(versions.prefetch_related(signatures, responses))


def latest_version(report: Report) -> ReportVersion | None:
    """The newest version, or None. One statement."""
    return _newest(report, is_draft=False)


def latest_working_copy(report: Report) -> ReportVersion | None:
    """The newest printed draft, or None. One statement."""
    return _newest(report, is_draft=True)


def _newest(report: Report, *, is_draft: bool) -> ReportVersion | None:
    rows = report.versions.filter(is_draft=is_draft).select_related("report__system")
    return rows.order_by("-number").first()


def content_of(version: ReportVersion) -> FrozenReport:
    """What a version holds. No statement."""
    return read(version.content)


def report_before(report: Report) -> Report | None:
    """The system's report of an earlier quarter, the latest such. One statement."""
    return (
        Report.objects.filter(system=report.system, quarter__lt=report.quarter).order_by("-quarter").first()
    )


def milestones_added(ids: Iterable[int]) -> dict[int, date]:
    """The day on which each milestone was written, by its number, from the audit trail. One statement."""
    events = AuditEvent.objects.filter(
        object_type="plans.milestone",
        object_id__in=[str(number) for number in ids],
        verb="plans.milestone_added",
    )
    return {int(number): at.astimezone(LONDON).date() for number, at in events.values_list("object_id", "at")}


def signatures_of(version: ReportVersion) -> list[Signature]:
    """Who signed a version, in order. One statement."""
    return list(version.signatures.select_related("signed_by"))


def report_named(name: str) -> Report:
    """A report by its number, or as SYSTEM/QUARTER such as QHM/2026-27-Q2 (for commands). Raises Refused."""
    rows = Report.objects.select_related("system")
    if name.isdecimal() and len(name) < 19:
        found = rows.filter(pk=int(name)).first()
    else:
        code, _, quarter = name.partition("/")
        found = rows.filter(system__code=code.upper(), quarter=_quarter_code(quarter)).first()
    if found is None:
        raise Refused(f"There is no report {quoted(name)}.", code="unknown_report")
    return found


def _quarter_code(text: str) -> str:
    try:
        return Quarter.parse(text).code
    except BadInput:
        return ""


def system_named(code: str) -> Organisation:
    """The system with this code, in any case. Raises Refused for others."""
    found = organisation_by_code(code)
    if found is None or found.kind != OrganisationKind.SYSTEM:
        raise Refused(f"{quoted(code)} is not the code of a system.", code="unknown_system")
    return found


def pdf_of(version: ReportVersion) -> bytes:
    """The PDF that was made of a version. Raises Refused when it is not made yet."""
    if not version.pdf_name:
        raise Refused("The PDF is not made yet.", code="not_made")
    with default_storage.open(version.pdf_name) as stored:
        return stored.read()


def verify_code(text: str) -> Verified:
    """What can be said of a code that somebody typed: authentic, superseded or unknown. One statement."""
    try:
        code = read_code(text)
    except BadInput:
        return Verified(Verification.UNKNOWN)
    return _by(Q(code=code))


def verify_pdf(content: bytes, *, open_it: bool = False) -> Verified:
    """What can be said of a PDF: authentic, superseded, altered (our code, other bytes) or unknown.

    With `open_it` a code is also looked for inside compressed parts: not for files of strangers.
    """
    found = _by(Q(pdf_sha256=sha256(content).hexdigest()))
    if found.version:
        return found
    told = pdf.words_about(content) if open_it else ""
    codes = [match.decode() for match in _CODE_IN_FILE.findall(content)] + _CODE_IN_FILE_TEXT.findall(told)
    named = Q(code__in=codes[:50])
    for identifier in pdf.identifiers_in(content)[:50]:
        named |= Q(sha256__startswith=identifier)
    known = _by(named)
    return Verified(Verification.ALTERED, known.version) if known.version else known


_CODE_IN_FILE_TEXT = re.compile(_CODE_IN_FILE.pattern.decode())


def _by(condition: Q) -> Verified:
    known = Q(submitted_at__isnull=False) | Q(is_draft=True)
    version = ReportVersion.objects.filter(condition, known).select_related("report__system").first()
    if version is None:
        return Verified(Verification.UNKNOWN)
    state = Verification.SUPERSEDED if version.superseded_at else Verification.AUTHENTIC
    return Verified(state, version)
