"""Things for addresses with parts: each makes one that belongs to a system, and returns the parts of its address."""

from collections.abc import Callable

from django.core.files.base import ContentFile

from action_plans.assurance.models import Report
from action_plans.plans.actions import add_milestone
from action_plans.plans.actions_registers import add_risk, add_stakeholder
from action_plans.plans.models import Initiative, Milestone, Plan
from action_plans.plans.rules import MilestoneFacts
from action_plans.plans.workbook.models import PlanWorkbook
from retention_portal.accounts import actions
from retention_portal.accounts.models import Invitation
from retention_portal.accounts.queries import token_hash
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now, today
from retention_portal.core.models import Job
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from tests.factories import plans, registers, reports
from tests.factories.people import person_with
from workforce.extracts.models import WorkforceImport

Parts = dict[str, object]


def _invitation(system: Organisation) -> Invitation:
    return Invitation.objects.create(
        email="invited@example.net",
        role=Role.SRO,
        organisation=system,
        token_hash=token_hash(f"a-token-for-{system.code}"),
        invited_by=actions.system_account(name="tests"),
        expires_on=today(),
    )


def _team(system: Organisation) -> plans.Team:
    return plans.team(system.code, ancestors(system, today())["region"].code)


def _plan(system: Organisation) -> tuple[Plan, plans.Team]:
    people = _team(system)
    return plans.plan_for(people), people


def _initiative(system: Organisation) -> tuple[Initiative, plans.Team]:
    made, people = _plan(system)
    return plans.initiative_at(made, people.lead, area=system.code), people


def _report(system: Organisation) -> Report:
    people = _team(system)
    made = plans.plan_for(people)
    plans.initiative_at(made, people.lead, "live", area=system.code)
    return reports.submitted(people).report


def invitation(system: Organisation) -> Parts:
    """An open invitation of somebody else to the system."""
    return {"pk": _invitation(system).pk}


def invitation_by_link(system: Organisation) -> Parts:
    """The link of an open invitation of somebody else."""
    _invitation(system)
    return {"token": f"a-token-for-{system.code}"}


def failed_job(system: Organisation) -> Parts:
    """Long work that failed, of nobody in particular."""
    facts = {"kind": "core.send_email", "object_id": "1", "state": "failed", "failure": "No answer."}
    key = f"sample-{system.code}-{Job.objects.count()}"
    return {"job_id": Job.objects.create(key=key, finished_at=now(), **facts).pk}


def membership(system: Organisation) -> Parts:
    """Somebody's role at the system."""
    return {"pk": person_with(Role.SRO, system).memberships.get().pk}


def somebody(system: Organisation) -> Parts:
    """Somebody at the system."""
    return {"pk": person_with(Role.SRO, system).pk}


def organisation(system: Organisation) -> Parts:
    """The system itself, by code."""
    return {"code": system.code}


def chart(system: Organisation) -> Parts:
    """A picture of the system's figures."""
    return {"code": system.code, "name": "trend", "kind": "svg"}


def plan(system: Organisation) -> Parts:
    """The system's plan."""
    return {"plan_id": _plan(system)[0].pk}


def initiative(system: Organisation) -> Parts:
    """An initiative of the system's plan."""
    return {"initiative_id": _initiative(system)[0].pk}


def risk(system: Organisation) -> Parts:
    """A risk of the system's plan."""
    made, people = _plan(system)
    return {"risk_id": add_risk(plan=made, content=registers.risk_content(), by=people.lead).pk}


def stakeholder(system: Organisation) -> Parts:
    """A stakeholder of the system's plan."""
    made, people = _plan(system)
    row = add_stakeholder(plan=made, content=registers.stakeholder_content(), by=people.lead)
    return {"stakeholder_id": row.pk}


def workbook(system: Organisation) -> Parts:
    """A workbook that was sent for the system's plan and compared with it."""
    made, people = _plan(system)
    facts = {"file_name": "plan.xlsx", "file_size": 1, "file_sha256": "0" * 64, "status": "previewed"}
    return {"workbook_id": PlanWorkbook.objects.create(plan=made, sent_by=people.lead, **facts).pk}


def milestone(system: Organisation) -> Parts:
    """A milestone of an initiative of the system."""
    row, people = _initiative(system)
    facts = MilestoneFacts(planned_on=today())
    made: Milestone = add_milestone(initiative=row, title="First meeting", facts=facts, by=people.lead)
    return {"milestone_id": made.pk}


def report(system: Organisation) -> Parts:
    """The system's report of a quarter, submitted."""
    return {"report_id": _report(system).pk}


def version(system: Organisation) -> Parts:
    """The frozen version of that report."""
    return {"version_id": _report(system).versions.get().pk}


def workforce_import(system: Organisation) -> Parts:
    """A file that the system's lead sent, not checked yet."""
    row = WorkforceImport.objects.create(
        file_name="file.csv",
        file_size=1,
        file_sha256="0" * 64,
        file=ContentFile(b"PRAC_CODE\n", "file.csv"),
        owner=system,
        uploaded_by=person_with(Role.SYSTEM_LEAD, system),
    )
    return {"import_id": row.pk}


def fixed(**parts: object) -> Callable[[Organisation], Parts]:
    """The same parts whatever the system."""
    return lambda system: parts


# Route → what makes its parts. Several routes may share one.
SAMPLES: dict[str, Callable[[Organisation], Parts]] = {
    "desk:job_retry": failed_job,
    "accounts:person_switch": somebody,
    "accounts:membership_end": membership,
    "accounts:invitation_revoke": invitation,
    "accounts:invitation_for_me": invitation,
    "accounts:invitation_accept": invitation_by_link,
    "organisations:organisation_page": organisation,
    "toolkit:stage": fixed(code="ST-1"),
    "toolkit:level": fixed(code="L1"),
    "toolkit:career_stage": fixed(code="CS-NQ"),
    "toolkit:case_study": fixed(code="CASE-07"),
    "toolkit:entry_list": fixed(slug="tools"),
    "profile:profile": organisation,
    "profile:figures_csv": organisation,
    "profile:chart_file": chart,
    "extracts:import_detail": workforce_import,
    "extracts:import_publish": workforce_import,
    "extracts:import_commented": workforce_import,
    "extracts:import_set_aside": workforce_import,
    "extracts:import_check_again": workforce_import,
    "extracts:import_try_again": workforce_import,
    "extracts:import_undo": workforce_import,
    "plans:plan": plan,
    "plans:plan_agree": plan,
    "plans:plan_reopen": plan,
    "plans:initiative_new": plan,
    "plans:initiative": initiative,
    "plans:initiative_edit": initiative,
    "plans:initiative_status": initiative,
    "plans:update_new": initiative,
    "plans:money_commit": initiative,
    "plans:milestone_new": initiative,
    "plans:milestone_edit": milestone,
    "plans:initiative_table": plan,
    "plans:risk_list": plan,
    "plans:risk_new": plan,
    "plans:risk_edit": risk,
    "plans:stakeholder_list": plan,
    "plans:stakeholder_new": plan,
    "plans:stakeholder_edit": stakeholder,
    "plans:workbook": plan,
    "plans:workbook_template": plan,
    "plans:workbook_export": plan,
    "plans:workbook_preview": workbook,
    "plans:workbook_apply": workbook,
    "plans:workbook_compare": workbook,
    "plans:workbook_commented": workbook,
    "assurance:report": report,
    "assurance:report_words": report,
    "assurance:report_freeze": report,
    "assurance:report_sign": report,
    "assurance:report_correct": report,
    "assurance:report_respond": report,
    "assurance:report_close": report,
    "assurance:version": version,
    "assurance:version_pdf": version,
    "assurance:version_retry": version,
    "assurance:verify_code": fixed(code="NOT-A-CODE"),
}
