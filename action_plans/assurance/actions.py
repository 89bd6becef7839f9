"""The only door for changes to reports: draft, freeze, sign, submit, answer, correct, and the PDF."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from action_plans.assurance import (
    assembly,
    document,
    emails,
    permissions,
    queries,
    queries_calendar,
    rules,
    rules_due,
    rules_words,
)
from action_plans.assurance.models import RegionResponse, Report, ReportVersion, Signature, SigningRule
from action_plans.assurance.report import FrozenReport, canonical, digest
from action_plans.assurance.rules_levels import check_level
from action_plans.assurance.statuses import RESPONSES, STEPS, TRANSITIONS, NarrativeBox, ReportStatus
from action_plans.plans.rules import check_rag
from retention_portal.core import audit
from retention_portal.core.dates import Quarter, now, today
from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation

RENDER = "assurance.render_report"
Progress = Callable[..., None]


def silent(**stage: Any) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def draft_report(*, system: Organisation, quarter: str, by: Any) -> Report:
    """Start the report of a system for a quarter, with last quarter's words and this quarter's updates to begin from.

    Gives back the one that is there already. Refused for a quarter that has not begun, and without a plan.
    """
    permissions.check_can_draft(by, system)
    period = Quarter.parse(quarter)
    if period.start > today():
        raise Refused(
            f"{period.label} has not begun. It begins on {period.start.day} {period.months[0].label}."
        )
    existing = Report.objects.filter(system=system, quarter=period.code).select_related("system").first()
    if existing:
        return existing
    report = Report(system=system, quarter=period.code, drafted_by=by, updated_by=by)
    plan = assembly.plan_for(report)
    before = queries.report_before(report)
    label = Quarter.parse(before.quarter).label if before else ""
    updates = assembly.updates_for_words(plan, period)
    report.words = rules_words.prefilled(before.words if before else {}, label, updates)
    report.asks = before.asks if before else ""
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:  # two who press at once get one report
        return Report.objects.select_related("system").get(system=system, quarter=period.code)
    audit.record(by=by, verb="assurance.report_drafted", obj=report, organisation=system)
    return report


@transaction.atomic
def save_words(
    *,
    report: Report,
    rag: str,
    rag_reason: str,
    narrative: str,
    words: Mapping[str, str],
    asks: str,
    edit_version: int,
    by: Any,
) -> Report:
    """Save what people write in a draft. Refused when somebody else saved since `edit_version`."""
    permissions.check_can_edit(by, report)
    check_rag(rag, rag_reason)
    kept = {box.value: words.get(box.value, "") for box in NarrativeBox}
    changed = Report.objects.filter(
        pk=report.pk, edit_version=edit_version, status=ReportStatus.DRAFT
    ).update(
        rag=rag,
        rag_reason=rag_reason,
        narrative=narrative,
        words=kept,
        asks=asks,
        edit_version=edit_version + 1,
        updated_by=by,
        updated_at=now(),
    )
    if not changed:
        report.refresh_from_db()
        raise Refused(
            f"{report.updated_by} saved this while you were writing. Copy your words, open the page again "
            "and put them beside theirs.",
            code="changed_meanwhile",
        )
    audit.record(
        by=by, verb="assurance.words_saved", obj=report, fields=["narrative"], organisation=report.system
    )
    report.refresh_from_db()
    return report


@transaction.atomic
def bring_in_updates(*, report: Report, by: Any) -> int:
    """Add the quarter's updates that do not stand in the boxes yet, each with its mark; how many boxes changed."""
    report = Report.objects.select_for_update(of=("self",)).select_related("system").get(pk=report.pk)
    permissions.check_can_edit(by, report)
    updates = assembly.updates_for_words(assembly.plan_for(report), Quarter.parse(report.quarter))
    words = rules_words.with_updates(report.words, updates)
    changed = sum(words.get(box) != report.words.get(box) for box in words)
    if changed:
        Report.objects.filter(pk=report.pk).update(
            words=words, edit_version=report.edit_version + 1, updated_by=by, updated_at=now()
        )
        audit.record(
            by=by,
            verb="assurance.updates_brought_in",
            obj=report,
            fields=["words"],
            organisation=report.system,
        )
    return changed


@transaction.atomic
def freeze_report(*, report: Report, by: Any) -> ReportVersion:
    """Freeze a draft into its next version, and pass it on: to the next required signer, or to the region.

    Refused without a rating with its reason and a summary, and for a correction that changes nothing (CASE-C-07).
    Of two who press at once one freezes, the other is told (CASE-C-06).
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("system").get(pk=report.pk)
    permissions.check_can_edit(by, report)
    _check_complete(report)
    _check_open(report)
    version = _next_version(report, by)
    audit.record(
        by=by,
        verb="assurance.report_frozen",
        obj=version,
        fields=["content"],
        organisation=report.system,
        note=version.sha256,
    )
    _pass_on(report, version, by)
    return version


def _check_complete(report: Report) -> None:
    missing = [
        name
        for name, value in (
            ("an overall rating", report.rag),
            ("the reason for it", report.rag_reason.strip()),
            ("the summary", report.narrative.strip()),
        )
        if not value
    ]
    if missing:
        raise Refused(f"Before it can be frozen the report needs {', '.join(missing)}.", code="CASE-P-19")


def _check_open(report: Report) -> None:
    """A first version goes in before its quarter closes (CASE-P-18); a correction is always heard."""
    if not report.versions.filter(submitted_at__isnull=False).exists():
        due = queries_calendar.due_for(report.system, Quarter.parse(report.quarter), today())
        rules_due.check_open(due, today())


def _next_version(report: Report, by: Any) -> ReportVersion:
    last = queries.latest_version(report)
    stamp = _stamp(last, by, draft=False)
    content = assembly.assemble(report, stamp, today())
    if last:
        changes = rules.compare(last.content, canonical(content))
        if not changes:
            raise Refused(f"Nothing has changed since version {last.number}.", code="CASE-C-07")
        content = replace(content, changes=changes)
    return _keep(report, content, stamp, by)


def _stamp(last: ReportVersion | None, by: Any, *, draft: bool) -> assembly.Stamp:
    code = rules.new_code()
    address = f"{settings.PUBLIC_URL}{reverse('assurance:verify_code', args=[code])}"
    number = last.number + 1 if last else 1
    return assembly.Stamp(
        number, now().replace(microsecond=0).isoformat(), by.full_name, code, address, draft
    )


def _keep(report: Report, content: FrozenReport, stamp: assembly.Stamp, by: Any) -> ReportVersion:
    text = canonical(content)
    return ReportVersion.objects.create(
        report=report,
        number=stamp.version,
        is_draft=stamp.draft,
        content=text,
        sha256=digest(text),
        code=stamp.code,
        token=secrets.token_urlsafe(32),
        frozen_by=by,
        frozen_at=datetime.fromisoformat(stamp.frozen_at),
    )


@transaction.atomic
def keep_working_copy(*, report: Report, by: Any) -> ReportVersion:
    """A draft as it stands, kept with a code of its own, so that a printed draft can be told from a report.

    The last copy is given back while nothing has changed since. It moves the report nowhere.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("system").get(pk=report.pk)
    permissions.check_can_edit(by, report)
    last = queries.latest_working_copy(report)
    stamp = _stamp(last, by, draft=True)
    content = assembly.assemble(report, stamp, today())
    if last and not rules.compare(last.content, canonical(content)):
        return last
    _supersede(Q(report=report, is_draft=True))
    copy = _keep(report, content, stamp, by)
    audit.record(by=by, verb="assurance.draft_printed", obj=copy, organisation=report.system)
    return copy


def _supersede(those: Q) -> None:
    ReportVersion.objects.filter(those, superseded_at=None).update(superseded_at=now())


def _pass_on(report: Report, version: ReportVersion, by: Any) -> None:
    """Move to the next required step; when none is left, to the region, and ask for the PDF."""
    to = rules.next_status(report.status, queries.required_steps(report.system, today()))
    move(report, to, by=by, transitions=TRANSITIONS, organisation=report.system)
    if to is ReportStatus.SUBMITTED:
        _supersede(Q(report=report) & (Q(submitted_at__isnull=False) | Q(is_draft=True)))
        ReportVersion.objects.filter(pk=version.pk).update(submitted_at=now())
        emails.tell_region(version)
        enqueue(kind=RENDER, object_id=version.pk, key=f"{RENDER}:{version.pk}", by=by)


@transaction.atomic
def sign_report(*, report: Report, comment: str, by: Any) -> Signature:
    """Sign the step that the report waits for, and pass it on. Nobody signs what they froze (handbook 4.5)."""
    report = Report.objects.select_for_update(of=("self",)).select_related("system").get(pk=report.pk)
    version = queries.latest_version(report)
    if version is None:
        raise Refused("Nothing waits to be signed.", code="wrong_status")
    permissions.check_can_sign(by, report, version)
    rules.check_not_twice(version.signatures.values_list("signed_by", flat=True), by.pk)
    signature = Signature.objects.create(version=version, step=report.status, comment=comment, signed_by=by)
    audit.record(
        by=by, verb="assurance.report_signed", obj=signature, fields=["step"], organisation=report.system
    )
    _pass_on(report, version, by)
    return signature


@transaction.atomic
def correct_report(*, report: Report, reason: str, by: Any) -> Report:
    """Open a frozen report for a correction, which becomes the next version. The last one stays as it is."""
    permissions.check_can_correct(by, report)
    return _back_to_draft(report, reason, by)


@transaction.atomic
def send_back(*, report: Report, reason: str, by: Any) -> Report:
    """A signer sends the report back to draft with a reason; what was signed counts for that version only."""
    version = queries.latest_version(report)
    if version is None or report.status not in STEPS:
        raise Refused("Nothing waits to be signed.", code="wrong_status")
    permissions.check_can_sign(by, report, version)
    return _back_to_draft(report, reason, by)


def _back_to_draft(report: Report, reason: str, by: Any) -> Report:
    if not reason.strip():
        raise Refused("Say why: the reason stands in the next version.", code="CASE-P-03")
    also = {"correction_reason": reason.strip()}
    move(report, ReportStatus.DRAFT, by=by, transitions=TRANSITIONS, also=also, organisation=report.system)
    return report


@transaction.atomic
def respond(*, report: Report, response: str, comment: str, by: Any, assurance: str = "") -> RegionResponse:
    """The region's answer: accepted, queries, or not accepted; the last two say why.

    `assurance` is a code of the list of levels, or empty.
    """
    check_level(assurance)
    permissions.check_can_respond(by, report)
    to = ReportStatus(response)
    if to not in RESPONSES:
        raise Refused("Answer with accepted, queries or not accepted.")
    if to is not ReportStatus.ACCEPTED and not comment.strip():
        raise Refused("Say what you ask, or why it is not accepted.")
    versions = ReportVersion.objects.select_related("report__system")
    version = versions.get(report=report, submitted_at__isnull=False, superseded_at=None)
    move(report, to, by=by, transitions=TRANSITIONS, organisation=report.system)
    answer = RegionResponse.objects.create(
        version=version, response=to, assurance=assurance, comment=comment, answered_by=by
    )
    emails.tell_system(answer)
    return answer


@transaction.atomic
def close_report(*, report: Report, by: Any) -> Report:
    """The region closes a report that it accepted."""
    permissions.check_can_close(by, report)
    move(report, ReportStatus.CLOSED, by=by, transitions=TRANSITIONS, organisation=report.system)
    return report


@transaction.atomic
def set_signing_rule(
    *, system: Organisation, steps: tuple[str, ...], valid_from: date, by: Any
) -> SigningRule:
    """Say which steps a system signs from a day on; the rule before ends the day before."""
    permissions.check_can_set_signing(by)
    wanted = rules.check_steps(steps)
    SigningRule.objects.filter(system=system, valid_from__gte=valid_from).delete()
    SigningRule.objects.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from), system=system).update(
        valid_to=valid_from - timedelta(days=1)
    )
    rule = SigningRule.objects.create(system=system, steps=list(wanted), valid_from=valid_from, set_by=by)
    audit.record(by=by, verb="assurance.signing_set", obj=rule, fields=["steps"], organisation=system)
    return rule


def render_report(*, version_id: int, progress: Progress = silent) -> ReportVersion:
    """Make and keep the PDF of a version, once: running again gives the one that is kept.

    The same version always gives the same bytes, so a second worker that was faster does no harm.
    """
    version = ReportVersion.objects.select_related("report__system").get(pk=version_id)
    if version.pdf_name:
        return version
    progress(stage="Reading the frozen report", done=0, total=3)
    html = document.html_of(version)
    progress(stage="Setting the pages", done=1, total=3)
    made = document.pdf_of(version, html)
    progress(stage="Keeping the PDF", done=2, total=3)
    name = _stored(f"reports/{version.token}.pdf", made)
    ReportVersion.objects.filter(pk=version.pk, pdf_name="").update(
        pdf_name=name, pdf_sha256=sha256(made).hexdigest(), pdf_bytes=len(made)
    )
    version.refresh_from_db()
    if version.pdf_name != name:  # another worker was faster, with a file of its own
        default_storage.delete(name)
    progress(stage="Done", done=3, total=3)
    return version


def _stored(name: str, content: bytes) -> str:
    """Where the file is kept: a worker that died after keeping it has left it there, whole."""
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            if kept.read() == content:
                return name
    return default_storage.save(name, ContentFile(content))
