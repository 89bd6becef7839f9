"""Reports for tests: a drafted report with its words, frozen and submitted."""

import datetime
from typing import Any

from action_plans.assurance import actions
from action_plans.assurance.models import Report, ReportVersion
from action_plans.assurance.statuses import RESPONSES, STEPS, ReportStatus
from action_plans.plans import actions as plans
from action_plans.plans.rules import MilestoneFacts
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from tests.factories.people import person_with
from tests.factories.plans import Team, initiative_at, plan_for

QUARTER = "2026-27-Q2"


def planned(people: Team) -> None:
    """A small plan with something live that reaches people."""
    plan = plan_for(people)
    row = initiative_at(plan, people.lead, "live", goals=("L1-G02",), career_stages=("CS-NQ",))
    plans.write_update(
        initiative=row,
        text="Twelve joined.",
        people_reached=12,
        rag="green",
        rag_reason="On plan.",
        by=people.lead,
    )
    plans.add_milestone(
        initiative=row,
        title="Second group begins",
        facts=MilestoneFacts(today().replace(day=1)),
        by=people.lead,
    )
    initiative_at(
        plan, people.lead, title="Pool of flexible staff", essentials=("L2-E05", "L1-E05"), level="L2"
    )


def drafted(people: Team, quarter: str = QUARTER, **words: Any) -> Report:
    """A draft that is ready to be frozen."""
    report = actions.draft_report(system=people.system, quarter=quarter, by=people.lead)
    facts: dict[str, Any] = {
        "rag": "amber",
        "rag_reason": "The pool is late.",
        "narrative": "Support for newly qualified GPs is on plan.",
        "words": {"went_well": "Twelve GPs joined a peer group."},
        "asks": "Agree £60,000 for active signposting by 31 October",
    }
    return actions.save_words(
        report=report, edit_version=report.edit_version, by=people.lead, **(facts | words)
    )


def submitted(people: Team, quarter: str = QUARTER, **words: Any) -> ReportVersion:
    """A report frozen and submitted; its PDF is asked for and not made yet."""
    return actions.freeze_report(report=drafted(people, quarter, **words), by=people.lead)


def report_at(people: Team, status: ReportStatus) -> Report:
    """A report in any state, reached by the doors that people use."""
    if status == ReportStatus.DRAFT:
        return drafted(people)
    if status in STEPS:
        signing(people, status.value)
    report = submitted(people).report
    if status in RESPONSES or status is ReportStatus.CLOSED:
        answer = status if status in RESPONSES else ReportStatus.ACCEPTED
        actions.respond(report=report, response=answer, comment="Because.", by=people.commissioner)
    if status is ReportStatus.CLOSED:
        actions.close_report(report=report, by=people.commissioner)
    report.refresh_from_db()
    return report


def signing(people: Team, *steps: str) -> None:
    """The system requires these steps, and no others, from the beginning of 2026."""
    admin = person_with(Role.ADMINISTRATOR)
    actions.set_signing_rule(
        system=people.system, steps=steps, valid_from=datetime.date(2026, 1, 1), by=admin
    )
