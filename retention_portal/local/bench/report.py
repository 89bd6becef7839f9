"""The report's job against making the PDF of the same HTML and nothing else."""

from django.test.utils import override_settings

from action_plans.assurance import actions
from action_plans.assurance.document import html_of, pdf_of
from action_plans.assurance.models import ReportVersion
from action_plans.plans import demo as plans_demo
from retention_portal.accounts import demo as accounts_demo
from retention_portal.accounts.actions import system_account
from retention_portal.core.dates import Quarter, today
from retention_portal.local.bench.measure import Row, seconds
from retention_portal.organisations.queries import organisation_by_code

BAR = "≤ 1.2 ×"


def run() -> list[Row]:
    """One row: the whole job on three quarters, beside WeasyPrint alone."""
    versions = _versions()
    html = html_of(versions[0])
    pdf_of(versions[0], html)  # fonts are found once a process
    waiting = iter(versions)

    def job() -> None:
        actions.render_report(version_id=next(waiting).pk)

    return [
        seconds("report", "the PDF of one quarter", job, against=lambda: pdf_of(versions[0], html), bar=BAR)
    ]


def _versions() -> list[ReportVersion]:
    with override_settings(DEMO=True):
        accounts_demo.seed()
        plans_demo.seed()
    system = organisation_by_code(plans_demo.SYSTEM)
    if system is None:
        raise RuntimeError("The demonstration's system is not in the reference.")
    by = system_account(name="bench")
    first = Quarter.of(today()).previous()
    quarters = [first, first.previous(), Quarter.of(today())]
    reports = [actions.draft_report(system=system, quarter=quarter.code, by=by) for quarter in quarters]
    return [actions.keep_working_copy(report=report, by=by) for report in reports]
