"""Made-up reports for the demonstration's system: last quarter's submitted and answered, this quarter's begun."""

from typing import Any

from action_plans.assurance import actions, actions_region, queries_calendar
from action_plans.assurance.models import Report
from action_plans.assurance.statuses import ReportStatus
from action_plans.plans.queries import plan_of
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import Quarter, today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisation_by_code
from retention_portal.organisations.statuses import OrganisationKind

SYSTEM = "QHM"
LEAD, REGION = "lead@example.org", "commissioner@example.org"
DUE_AFTER_DAYS = 28
WORDS = {
    "went_well": "Twenty GPs in their first two years have a mentor, and the career conversations are booked up.",
    "got_worse": "The hospital sessions wait for the first trust’s signature. We agreed a new date with its medical "
    "director, and will offer the sessions elsewhere if it passes.",
    "gp_voice": "GPs told us that they hear of offers too late. Every practice now gets one page a month.",
    "learning": "A named person who rings is worth more than another web page. We will do more of it.",
    "next_quarter": "A second group of newly qualified GPs begins, and each trust is met about letters.",
}


def seed() -> dict[str, int]:
    """Make both reports and the region's days once; nothing when they are there, or when there is no plan yet."""
    system = organisation_by_code(SYSTEM)
    this = Quarter.of(today())
    made = 0
    if system is None or Report.objects.filter(system=system).exists():
        return {"demo_reports": made}
    lead, region = person_by_email(LEAD), person_by_email(REGION)
    _set_days(system, this, region)
    if plan_of(system, this.previous().year.code):
        _answered(system, this.previous(), lead, region)
        made += 1
    if plan_of(system, this.year.code):
        actions.draft_report(system=system, quarter=this.code, by=lead)
        made += 1
    return {"demo_reports": made}


def _set_days(system: Organisation, this: Quarter, by: Any) -> None:
    region = ancestors(system, today()).get(OrganisationKind.REGION)
    if region is not None and queries_calendar.rule_of(region, today()) is None:
        actions_region.set_due_rule(
            region=region,
            due_after_days=DUE_AFTER_DAYS,
            closes_after_days=None,
            valid_from=this.previous().start,
            by=by,
        )


def _answered(system: Organisation, quarter: Quarter, lead: Any, region: Any) -> None:
    report = actions.draft_report(system=system, quarter=quarter.code, by=lead)
    report = actions.save_words(
        report=report,
        rag="amber",
        rag_reason="Support for newly qualified GPs runs as planned; the sessions in hospitals are late.",
        narrative="Four of six initiatives are live and reach people. Two matters keep us from green: hospital "
        "sessions wait for a signature, and fewer practices than planned post sessions in the pool.",
        words=WORDS,
        asks="Introduce us to the second trust’s medical director before the end of the quarter\n"
        "Confirm by the end of January whether unspent money may be carried into the next year",
        edit_version=report.edit_version,
        by=lead,
    )
    actions.freeze_report(report=report, by=lead)
    report.refresh_from_db()
    actions_region.write_message(
        report=report, text="Which practices post sessions in the pool, and which do not yet?", by=region
    )
    actions_region.write_message(
        report=report,
        text="Twelve of thirty: the list is in the plan, under the flexible staff pool.",
        by=lead,
    )
    actions.respond(
        report=report,
        response=ReportStatus.ACCEPTED,
        assurance="reasonable",
        comment="A clear report. We will make the introduction to the second trust, and answer on unspent money.",
        by=region,
    )
