"""Things for addresses with parts: each makes one that belongs to a system, and returns the parts of its address."""

from collections.abc import Callable
from decimal import Decimal

from django.core.files.base import ContentFile

from action_plans.assurance.models import Report
from action_plans.funding import actions as funding
from action_plans.plans.actions import add_milestone
from action_plans.plans.actions_checklist import answer_question
from action_plans.plans.actions_goals import take_up_goal
from action_plans.plans.actions_registers import add_risk, add_stakeholder
from action_plans.plans.models import Initiative, Milestone, Plan
from action_plans.plans.rules import MilestoneFacts
from action_plans.plans.rules_checklist import AnswerContent
from action_plans.plans.workbook.models import PlanWorkbook
from action_plans.toolkit.models import ChecklistQuestion
from retention_portal.accounts import actions
from retention_portal.accounts.models import Invitation
from retention_portal.accounts.queries import token_hash
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now, today
from retention_portal.core.models import Job
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisations_within
from schemes.catalogue.models import Offer
from schemes.mentoring.actions_apart import keep_apart
from schemes.mentoring.actions_notes import write_note
from schemes.mentoring.actions_pairing import draw_round
from schemes.mentoring.models import Round
from tests.applications import samples as applying
from tests.awards import samples as support
from tests.factories import offers, plans, registers, reports
from tests.factories.mentoring import scene
from tests.factories.people import person_with
from tests.opportunities import access as opportunities
from tests.opportunities import access_places as opportunity_places
from tests.pools import access as pools_supply
from tests.pools import access_gp as pools_gp
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


def practice(system: Organisation) -> Parts:
    """The first open practice of the system, by code."""
    inside = organisations_within(system, today(), open_only=True)
    return {"code": inside.filter(kind="practice")[0].code}


def chart(system: Organisation) -> Parts:
    """A picture of the system's figures."""
    return {"code": system.code, "name": "trend", "kind": "svg"}


def plan(system: Organisation) -> Parts:
    """The system's plan."""
    return {"plan_id": _plan(system)[0].pk}


def initiative(system: Organisation) -> Parts:
    """An initiative of the system's plan."""
    return {"initiative_id": _initiative(system)[0].pk}


def question(system: Organisation) -> Parts:
    """A question of the checklist in the system's plan, with an answer."""
    made, people = _plan(system)
    asked = ChecklistQuestion.objects.get(code="CQ-CC-04")
    answer_question(plan=made, question=asked, content=AnswerContent("not_yet"), version=0, by=people.lead)
    return {"plan_id": made.pk, "code": asked.code}


def gap_source(system: Organisation) -> Parts:
    """A source of the support gap in the system's plan."""
    return plan(system) | {"code": "SG-01"}


def goal(system: Organisation) -> Parts:
    """A goal of the system's plan."""
    made, people = _plan(system)
    return {"goal_id": take_up_goal(plan=made, code="L1-G01", by=people.lead).pk}


def money_line(system: Organisation) -> Parts:
    """A money line of the system."""
    return {"line_id": registers.allocated(_team(system)).pk}


def spend(system: Organisation) -> Parts:
    """Spend on a money line of the system."""
    people = _team(system)
    line = registers.allocated(people)
    facts = {
        "line": line,
        "source": "initiative",
        "source_key": "1",
        "amount": Decimal(100),
        "by": people.lead,
    }
    funding.commit(**facts)
    return {"entry_id": funding.spend(**facts, on=today()).pk}


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


def region_of(system: Organisation) -> Parts:
    """The region that the system lies in."""
    return {"code": ancestors(system, today())["region"].code}


def system_and_quarter(system: Organisation) -> Parts:
    """A quarter of the system."""
    return {"code": system.code, "quarter": reports.QUARTER}


def _offer(system: Organisation) -> Offer:
    return offers.published(system, person_with(Role.COORDINATOR, system), rules=[{"kind": "full_gmc"}])


def offer(system: Organisation) -> Parts:
    """What the system offers to GPs, published."""
    return {"offer_id": _offer(system).pk}


def offer_draft(system: Organisation) -> Parts:
    """An offer that the system has not published yet, by its address."""
    return {"slug": offers.draft(system, person_with(Role.COORDINATOR, system)).slug}


def offer_question(system: Organisation) -> Parts:
    """A question of the system's offer."""
    return offer(system) | {"key": "why"}


def offer_host(system: Organisation) -> Parts:
    """What the practice confirms for the system's offer."""
    return offer(system) | {"part": "host"}


def offer_row(system: Organisation) -> Parts:
    """The rules of the system's offer."""
    return offer(system) | {"part": "rules"}


def fixed(**parts: object) -> Callable[[Organisation], Parts]:
    """The same parts whatever the system."""
    return lambda system: parts


# Route → what makes its parts. Several routes may share one.
def mentoring_service(system: Organisation) -> Parts:
    """A mentoring service of the system."""
    return {"service_id": scene(system.code).service.pk}


def mentor(system: Organisation) -> Parts:
    """Somebody's offer to mentor there."""
    return {"mentor_id": scene(system.code).offered().pk}


def mentor_changed(system: Organisation) -> Parts:
    """The same, to be paused."""
    return {**mentor(system), "change": "pause"}


def mentor_request(system: Organisation) -> Parts:
    """Somebody who looks for a mentor there."""
    return {"request_id": scene(system.code).request().pk}


def pairing(system: Organisation) -> Parts:
    """Two people who meet there."""
    return {"pairing_id": scene(system.code).pairing().pk}


def matching_round(system: Organisation) -> Parts:
    """A round that waits to be looked at."""
    return {"round_id": _round(system).pk}


def proposal(system: Organisation) -> Parts:
    """A pair of it."""
    return {"proposal_id": _round(system).proposals.get().pk}


def matching_choice(system: Organisation) -> Parts:
    """A person of it."""
    drawn = _round(system)
    return {"round_id": drawn.pk, "request_id": drawn.proposals.get().request_id}


def barred(system: Organisation) -> Parts:
    """Two who must not be matched there."""
    here = scene(system.code)
    mentor, request = here.mentor(), here.request()
    return {"bar_id": here.bar(mentor, request).pk}


def kept_apart(system: Organisation) -> Parts:
    """Somebody's line."""
    return {"line_id": keep_apart(who="Dr Somebody", by=scene(system.code).gp()).pk}


def appointment(system: Organisation) -> Parts:
    """An agreed session of two who meet there."""
    here = scene(system.code)
    return {"appointment_id": here.appointment(here.pairing()).pk}


def mentoring_note(system: Organisation) -> Parts:
    """A note of two who meet there."""
    here = scene(system.code).with_notes()
    pairing = here.pairing()
    return {"note_id": write_note(pairing=pairing, text="Between us", by=pairing.mentor.person).pk}


def group(system: Organisation) -> Parts:
    """A group of the system."""
    return {"group_id": scene(system.code).group().pk}


def group_meeting(system: Organisation) -> Parts:
    """A meeting of it."""
    here = scene(system.code)
    return {"meeting_id": here.group_meeting(here.group()).pk}


def _round(system: Organisation) -> Round:
    here = scene(system.code)
    here.mentor()
    here.request()
    return draw_round(service=here.service, by=here.coordinator)


SAMPLES: dict[str, Callable[[Organisation], Parts]] = {
    "desk:job_retry": failed_job,
    "mentoring:ask": mentoring_service,
    "mentoring:offer": mentoring_service,
    "mentoring:places": mentor,
    "mentoring:offer_change": mentor_changed,
    "mentoring:withdraw": mentor_request,
    "mentoring:claim": mentor,
    "mentoring:apart_forget": kept_apart,
    "mentoring:plan": pairing,
    "mentoring:plan_agree": pairing,
    "mentoring:appointment": pairing,
    "mentoring:appointment_cancel": appointment,
    "mentoring:appointment_cover": appointment,
    "mentoring:notes": pairing,
    "mentoring:note_erase": mentoring_note,
    "mentoring:group": group,
    "mentoring:group_join": group,
    "mentoring:group_leave": group,
    "mentoring:group_close": group,
    "mentoring:meeting_new": group,
    "mentoring:meeting_remove": group_meeting,
    "mentoring:came": group_meeting,
    "mentoring:service_settings": mentoring_service,
    "mentoring:days": mentoring_service,
    "mentoring:days_csv": mentoring_service,
    "mentoring:bar_lift": barred,
    "mentoring:choose": matching_choice,
    "mentoring:pairing": pairing,
    "mentoring:answer": pairing,
    "mentoring:log": pairing,
    "mentoring:end": pairing,
    "mentoring:service": mentoring_service,
    "mentoring:service_close": mentoring_service,
    "mentoring:bars": mentoring_service,
    "mentoring:round_draw": mentoring_service,
    "mentoring:confirm": mentor,
    "mentoring:round": matching_round,
    "mentoring:round_decide": matching_round,
    "mentoring:proposal_keep": proposal,
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
    "profile:watch_list": organisation,
    "profile:watch_list_csv": organisation,
    "profile:watch_practice": practice,
    "profile:watch_weights": organisation,
    "profile:watch_weights_reset": organisation,
    "extracts:import_detail": workforce_import,
    "extracts:import_publish": workforce_import,
    "extracts:import_commented": workforce_import,
    "extracts:import_original": workforce_import,
    "extracts:import_month": workforce_import,
    "extracts:import_seen": workforce_import,
    "extracts:import_set_aside": workforce_import,
    "extracts:import_check_again": workforce_import,
    "extracts:import_try_again": workforce_import,
    "extracts:import_undo": workforce_import,
    "plans:plan": plan,
    "plans:plan_agree": plan,
    "plans:plan_reopen": plan,
    "plans:one_page": plan,
    "plans:cycle": plan,
    "plans:question": question,
    "plans:question_check": question,
    "plans:gap_list": plan,
    "plans:gap_source": gap_source,
    "plans:goal_list": plan,
    "plans:goal_take_up": plan,
    "plans:goal_new": plan,
    "plans:goal": goal,
    "plans:goal_edit": goal,
    "plans:goal_status": goal,
    "plans:essential_new": plan,
    "plans:money_release": initiative,
    "funding:line": money_line,
    "funding:spend_new": money_line,
    "funding:forecast_state": money_line,
    "funding:ledger_csv": money_line,
    "funding:spend_correct": spend,
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
    "assurance:version_word": version,
    "assurance:version_pack": version,
    "assurance:report_message": report,
    "assurance:report_updates": report,
    "assurance:calendar_rule": region_of,
    "assurance:calendar_due": system_and_quarter,
    "assurance:signing_edit": organisation,
    "assurance:verify_code": fixed(code="NOT-A-CODE"),
    "awards:award": support.award_sample,
    "awards:ledger_csv": support.award_sample,
    "awards:pattern": support.award_sample,
    "awards:pause": support.award_sample,
    "awards:resume": support.award_sample,
    "awards:review": support.award_sample,
    "awards:end": support.award_sample,
    "awards:cancel": support.award_sample,
    "awards:settle": support.award_sample,
    "awards:claim_month": support.award_sample,
    "awards:claim_cost": support.award_sample,
    "awards:claim": support.claim_sample,
    "awards:evidence": support.claim_sample,
    "awards:claim_again": support.claim_sample,
    "awards:claim_withdraw": support.claim_sample,
    "awards:claim_confirm": support.claim_sample,
    "awards:claim_approve": support.claim_sample,
    "awards:claim_return": support.claim_sample,
    "awards:claim_pay": support.claim_sample,
    "awards:still_in_post": support.question_sample,
    "fitting:question": fixed(slug="role"),
    "catalogue:scheme": fixed(slug="gp-retention-scheme"),
    "catalogue:roadmap": fixed(slug="partner"),
    "catalogue:area": lambda system: {"slug": system.code.lower()},
    "catalogue:offer": offer_draft,
    "catalogue:offer_edit": offer,
    "catalogue:offer_publish": offer,
    "catalogue:offer_close": offer,
    "catalogue:offer_tell": offer,
    "catalogue:offer_poster": offer,
    "catalogue:offer_rules": offer,
    "catalogue:offer_papers": offer,
    "catalogue:offer_letters": offer,
    "catalogue:offer_others": offer_host,
    "catalogue:offer_questions": offer,
    "catalogue:question_new": offer,
    "catalogue:question_edit": offer_question,
    "catalogue:row_change": offer_row,
    **applying.SAMPLES,
    **pools_supply.SAMPLES,
    **pools_gp.SAMPLES,
    **opportunities.SAMPLES,
    **opportunity_places.SAMPLES,
}
