"""Rows to visit pages with: made through the actions of the slices, in whichever database is at hand."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from action_plans.assurance import actions as assurance
from action_plans.assurance.models import Report, ReportVersion
from action_plans.assurance.statuses import ReportStatus
from action_plans.funding.models import AllocationLine, SpendEntry
from action_plans.plans import actions as plans
from action_plans.plans import actions_registers as registers
from action_plans.plans.actions_goals import take_up_goal
from action_plans.plans.models import Initiative, Milestone, Plan
from action_plans.plans.models_cycle import PlanGoal
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.rules import InitiativeContent, MilestoneFacts
from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from action_plans.plans.statuses import PlanStatus
from action_plans.plans.statuses_registers import Stance
from action_plans.plans.workbook import actions as workbooks
from action_plans.plans.workbook.contents import contents_of, lists_for
from action_plans.plans.workbook.models import PlanWorkbook
from action_plans.plans.workbook.writing import template
from action_plans.toolkit.models import CareerStageDefinition, CaseStudy, LevelDefinition, Stage
from action_plans.toolkit.pages import LIST_PAGES
from retention_portal.accounts import actions as accounts
from retention_portal.accounts.models import Invitation, Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear, today
from retention_portal.core.models import Job
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.awards.emails import question_token
from schemes.awards.models import Award, Claim, StillInPost
from schemes.catalogue.models import Offer
from schemes.mentoring.models import Barred, KeepApart, Mentor, Pairing, Proposal, Request, Round, Service
from schemes.mentoring.models_group import Group, GroupMeeting
from schemes.mentoring.models_meeting import Appointment, Note
from tests.applications import examples as applying
from tests.opportunities import examples as opportunities
from tests.pools import access as pools_supply
from tests.pools import access_gp as pools_gp
from tests.sweeps.visitors import ADMIN, LEAD, PRACTICE
from workforce.extracts import actions as extracts
from workforce.extracts.models import WorkforceImport

SYSTEM = "QHM"
OLD_MONTH = "General Practice – July 2023"
MONTH_FILE = next((settings.ROOT / "tests/data/workforce").glob("1 General Practice*Detailed.csv"))


def person(email: str) -> Person:
    """A demo account."""
    return Person.objects.get(email=email)


def last_year() -> str:
    """The financial year before this one, which no journey touches."""
    return FinancialYear(FinancialYear.of(today()).first - 1).code


def make() -> None:
    """Whatever a page needs and the demo does not hold yet. Safe to repeat."""
    lead, practice = person(LEAD), person(PRACTICE)
    _plan(lead, organisation_by_code(SYSTEM))
    own = Membership.objects.get(person=practice, role=Role.PRACTICE_LEAD).organisation
    agreed = _plan(practice, own)
    if agreed.status == PlanStatus.DRAFT:
        plans.agree_plan(plan=agreed, by=practice)
    _invitation()
    _figures(lead)
    _reports(lead, organisation_by_code(SYSTEM))


def _plan(by: Person, body: Organisation) -> Plan:
    """A plan of last year, which no journey touches, with an initiative and a milestone."""
    year = last_year()
    plan = Plan.objects.filter(organisation=body, financial_year=year).first()
    if plan:
        return plan
    plan = plans.start_plan(organisation=body, financial_year=year, by=by)
    essential = "L1-E03" if body.code == SYSTEM else "L3-E01"
    content = InitiativeContent(
        title="Peer groups", level=essential[:2], essentials=(essential,), area=body.code, lead_name="Dr A Lead",
        summary="Monthly peer groups for newly qualified GPs.",
    )  # fmt: skip
    initiative = plans.add_initiative(plan=plan, content=content, by=by)
    facts = MilestoneFacts(planned_on=today())
    plans.add_milestone(initiative=initiative, title="First meeting", facts=facts, by=by)
    _registers(plan, by)
    return plan


def _registers(plan: Plan, by: Person) -> None:
    """A risk, a stakeholder, a workbook that could be saved and one that could not."""
    risk = RiskContent("Too few mentors", "Mentors retire.", "Dr A Lead", 3, 4, 2, 3)
    registers.add_risk(plan=plan, content=risk, by=by)
    stakeholder = StakeholderContent(name="The LMC", contributor="", stance=Stance.values[0])
    registers.add_stakeholder(plan=plan, content=stakeholder, by=by)
    take_up_goal(plan=plan, code="L1-G02", by=by)
    standing = contents_of(plan)
    good = template(lists_for(plan, today(), standing), standing)
    workbooks.receive_workbook(plan=plan, data=good, file_name="plan.xlsx", by=by)
    workbooks.receive_workbook(plan=plan, data=b"not a workbook", file_name="other.xlsx", by=by)


def _invitation() -> None:
    if Invitation.objects.filter(email=LEAD).exists():
        return
    accounts.invite(
        email=LEAD, role=Role.CLINICAL_LEAD, organisation=organisation_by_code(SYSTEM), by=person(ADMIN)
    )


def _figures(lead: Person) -> None:
    """A published month older than that of any journey, a file that waits to be published, one that is no good."""
    if WorkforceImport.objects.filter(file_name__startswith=OLD_MONTH).exists():
        return
    body = MONTH_FILE.read_bytes()
    name = "General Practice – {} 2023 Practice Level - Detailed.csv"
    published = _checked(lead, name.format("July"), body.replace(b"SURGERY", b"Surgery"))
    extracts.publish_import(workforce_import=published, by=lead, accept_rejects_reason="For the sweeps.")
    _checked(lead, name.format("August"), body.replace(b"SURGERY", b"surgery"))
    _checked(lead, name.format("September"), b"not,a,workforce\nfile,at,all\n")


def _checked(lead: Person, name: str, body: bytes) -> WorkforceImport:
    file = SimpleUploadedFile(name, body)
    owner = organisation_by_code(SYSTEM)
    received = extracts.receive_file(file=file, name=name, owner=owner, by=lead, in_worker=False)
    return extracts.check_import(import_id=received.pk)


def _reports(lead: Person, system: Organisation) -> None:
    """Last year's: one sent to the region, one still a draft."""
    year = last_year()
    sent = assurance.draft_report(system=system, quarter=f"{year}-Q2", by=lead)
    if sent.status == ReportStatus.DRAFT:
        assurance.save_words(
            report=sent, rag="amber", rag_reason="The pool is late.", narrative="On plan.", words={}, asks="",
            edit_version=sent.edit_version, by=lead,
        )  # fmt: skip
        assurance.freeze_report(report=sent, by=lead)
    assurance.draft_report(system=system, quarter=f"{year}-Q3", by=lead)


def _each(parameter: str, rows: Any, field: str = "pk") -> list[dict[str, Any]]:
    return [{parameter: value} for value in rows.order_by(field).values_list(field, flat=True)]


def _one(parameter: str, rows: Any, field: str = "pk") -> list[dict[str, Any]]:
    return _each(parameter, rows, field)[-1:]


def _own(model: Any, path: str) -> Any:
    return model.objects.filter(**{f"{path}organisation__code": SYSTEM})


def _plans() -> list[dict[str, Any]]:
    return _one("plan_id", _own(Plan, "").filter(financial_year=last_year()))


def _goals() -> list[dict[str, Any]]:
    return _one("goal_id", _own(PlanGoal, "plan__").filter(plan__financial_year=last_year()))


def _lines() -> list[dict[str, Any]]:
    return _one("line_id", AllocationLine.objects.filter(system__code=SYSTEM, committed__gt=0))


def _agreed_plans() -> list[dict[str, Any]]:
    return _one("plan_id", Plan.objects.filter(status=PlanStatus.AGREED, organisation__kind="practice"))


def _initiatives() -> list[dict[str, Any]]:
    return _one("initiative_id", _own(Initiative, "plan__").filter(plan__financial_year=last_year()))


def _milestones() -> list[dict[str, Any]]:
    rows = _own(Milestone, "initiative__plan__").filter(initiative__plan__financial_year=last_year())
    return _one("milestone_id", rows)


def _membership() -> list[dict[str, Any]]:
    return _one("pk", Membership.objects.filter(person__email="reviewer@example.org"))


def _mails() -> list[dict[str, Any]]:
    """The newest mail that a running demo has sent."""
    return [{"name": path.stem} for path in sorted(settings.MAIL_FOLDER.glob("*.eml"))[-1:]]


def _workbooks() -> list[dict[str, Any]]:
    return _each("workbook_id", _own(PlanWorkbook, "plan__"))[:2]


def _import(status: str) -> list[dict[str, Any]]:
    return _one("import_id", WorkforceImport.objects.filter(status=status, owner__code=SYSTEM))


def _imports() -> list[dict[str, Any]]:
    return [*_import("published"), *_import("previewed"), *_import("rejected")]


def _report(status: str) -> list[dict[str, Any]]:
    return _one("report_id", Report.objects.filter(status=status, system__code=SYSTEM))


def _versions() -> list[dict[str, Any]]:
    return _one(
        "version_id", ReportVersion.objects.filter(submitted_at__isnull=False, report__system__code=SYSTEM)
    )


def _offers(**narrowed: Any) -> list[dict[str, Any]]:
    """An offer of the system, published unless it is said otherwise."""
    facts = {"status": "published", "scheme__isnull": True} | narrowed
    return _one("offer_id", Offer.objects.filter(owner__code=SYSTEM, **facts))


def _questions() -> list[dict[str, Any]]:
    """A question of a published offer of the system."""
    offer = Offer.objects.filter(owner__code=SYSTEM, status="published").exclude(questions=[]).first()
    return [{"offer_id": offer.pk, "key": offer.questions[0]["key"]}] if offer else []


def _codes() -> list[dict[str, Any]]:
    return _one(
        "code", ReportVersion.objects.filter(submitted_at__isnull=False, report__system__code=SYSTEM), "code"
    )


def _awards(status: str) -> list[dict[str, Any]]:
    """An award of the demonstration in a state."""
    return _one("award_id", Award.objects.filter(system__code=SYSTEM, status=status))


def _claims(status: str) -> list[dict[str, Any]]:
    return _one("claim_id", Claim.objects.filter(award__system__code=SYSTEM, status=status))


MENTORING_SERVICE = (
    "ask",
    "offer",
    "service",
    "service_settings",
    "service_close",
    "bars",
    "round_draw",
    "days",
    "days_csv",
)
MENTORING_PAIRING = ("pairing", "answer", "log", "end", "plan", "plan_agree", "appointment", "notes")
MENTORING_GROUP = ("group", "group_join", "group_leave", "group_close", "meeting_new")


def _first(parameter: str, model: Any) -> Callable[[], list[dict[str, Any]]]:
    """The oldest row, which the demonstration made."""
    return lambda: _each(parameter, model.objects.all())[:1]


def _choice() -> list[dict[str, Any]]:
    """A person of the oldest round."""
    return [{"round_id": row.round_id, "request_id": row.request_id} for row in Proposal.objects.all()[:1]]


def _still_in_post() -> list[dict[str, Any]]:
    rows = StillInPost.objects.filter(award__system__code=SYSTEM).order_by("pk")
    return [{"token": question_token(row)} for row in rows[:1]]


EXAMPLES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "organisations:organisation_page": lambda: [{"code": SYSTEM}],
    "accounts:person_switch": lambda: _one("pk", Person.objects.filter(email="gp2@example.org")),
    "accounts:membership_end": _membership,
    "accounts:invitation_revoke": lambda: _one("pk", Invitation.objects.filter(email=LEAD)),
    "accounts:invitation_for_me": lambda: _one("pk", Invitation.objects.filter(email=LEAD)),
    "toolkit:stage": lambda: _each("code", Stage.objects.all(), "code"),
    "toolkit:level": lambda: _each("code", LevelDefinition.objects.all(), "code"),
    "toolkit:career_stage": lambda: _each("code", CareerStageDefinition.objects.all(), "code"),
    "toolkit:case_study": lambda: _one("code", CaseStudy.objects.all(), "code"),
    "toolkit:entry_list": lambda: [{"slug": page.slug} for page in LIST_PAGES],
    "local:mail_detail": _mails,
    "plans:plan": _plans,
    "plans:plan_agree": _plans,
    "plans:plan_reopen": _agreed_plans,
    "plans:one_page": _plans,
    "plans:cycle": _plans,
    "plans:question": lambda: [row | {"code": code} for row in _plans() for code in ("CQ-CC-04", "CQ-EE-01")],
    "plans:question_check": lambda: [row | {"code": "CQ-CC-04"} for row in _plans()],
    "plans:gap_list": _plans,
    "plans:gap_source": lambda: [row | {"code": "SG-01"} for row in _plans()],
    "plans:goal_list": _plans,
    "plans:goal_take_up": _plans,
    "plans:goal_new": _plans,
    "plans:goal": _goals,
    "plans:goal_edit": _goals,
    "plans:goal_status": _goals,
    "plans:essential_new": _plans,
    "plans:money_release": _initiatives,
    "funding:line": _lines,
    "funding:spend_new": _lines,
    "funding:forecast_state": _lines,
    "funding:ledger_csv": _lines,
    "funding:spend_correct": lambda: _one(
        "entry_id", SpendEntry.objects.filter(line__system__code=SYSTEM, amount__gt=0, corrected_by=None)
    ),
    "api-plan": _plans,
    "plans:initiative_new": _plans,
    "plans:initiative": _initiatives,
    "plans:initiative_edit": _initiatives,
    "plans:initiative_status": _initiatives,
    "plans:update_new": _initiatives,
    "plans:money_commit": _initiatives,
    "plans:milestone_new": _initiatives,
    "plans:milestone_edit": _milestones,
    "plans:initiative_table": _plans,
    "plans:risk_list": _plans,
    "plans:risk_new": _plans,
    "plans:risk_edit": lambda: _one("risk_id", Risk.objects.filter(plan__organisation__code=SYSTEM)),
    "plans:stakeholder_list": _plans,
    "plans:stakeholder_new": _plans,
    "plans:stakeholder_edit": lambda: _one("stakeholder_id", _own(Stakeholder, "plan__")),
    "plans:workbook": _plans,
    "plans:workbook_template": _plans,
    "plans:workbook_export": _plans,
    "plans:workbook_preview": _workbooks,
    "plans:workbook_apply": _workbooks,
    "plans:workbook_compare": _workbooks,
    "plans:workbook_commented": _workbooks,
    "fitting:question": lambda: [{"slug": slug} for slug in ("where", "stage", "help")],
    "profile:profile": lambda: [{"code": SYSTEM}],
    "profile:figures_csv": lambda: [{"code": SYSTEM}],
    "profile:watch_list": lambda: [{"code": SYSTEM}],
    "profile:watch_practice": lambda: [{"code": "A81001"}],
    "profile:watch_weights": lambda: [{"code": SYSTEM}],
    "profile:watch_weights_reset": lambda: [{"code": SYSTEM}],
    "extracts:import_detail": _imports,
    "extracts:import_publish": lambda: _import("previewed"),
    "extracts:import_commented": lambda: _import("previewed"),
    "extracts:import_original": lambda: _import("previewed"),
    "extracts:import_month": lambda: _import("rejected"),
    "extracts:import_seen": lambda: _import("published"),
    "extracts:import_set_aside": lambda: _import("previewed"),
    "extracts:import_check_again": lambda: _import("previewed"),
    "extracts:import_try_again": lambda: _import("rejected"),
    "extracts:import_undo": lambda: _import("published"),
    "assurance:report": lambda: [*_report("draft"), *_report("submitted")],
    "assurance:report_words": lambda: _report("draft"),
    "assurance:report_freeze": lambda: _report("draft"),
    "assurance:report_correct": lambda: _report("submitted"),
    "assurance:report_respond": lambda: _report("submitted"),
    "assurance:report_close": lambda: _report("submitted"),
    "assurance:version": _versions,
    "assurance:version_retry": _versions,
    "assurance:version_word": _versions,
    "assurance:version_pack": _versions,
    "assurance:report_message": lambda: _report("submitted"),
    "assurance:report_updates": lambda: _report("draft"),
    "assurance:calendar_rule": lambda: [{"code": "Y63"}],
    "assurance:calendar_due": lambda: [{"code": SYSTEM, "quarter": f"{last_year()}-Q2"}],
    "assurance:signing_edit": lambda: [{"code": SYSTEM}],
    "api-report": lambda: _report("submitted"),
    "api-report-figures": _versions,
    "api-report-download": lambda: [each | {"kind": "pack"} for each in _versions()],
    "assurance:verify_code": _codes,
    "api-workforce-figures": lambda: [{"code": SYSTEM}],
    "api-watch-list": lambda: [{"code": SYSTEM}],
    "catalogue:scheme": lambda: [
        {"slug": slug} for slug in ("gp-retention-scheme", "new-to-partnership-payment")
    ],
    "catalogue:offer": lambda: _one(
        "slug", Offer.objects.filter(owner__code=SYSTEM, status="published"), "slug"
    ),
    "catalogue:area": lambda: [{"slug": SYSTEM.lower()}, {"slug": "qjk"}],
    "catalogue:roadmap": lambda: [{"slug": "partner"}],
    "catalogue:offer_edit": lambda: [*_offers(), *_offers(status="draft")],
    "catalogue:offer_publish": lambda: _offers(status="draft"),
    "catalogue:offer_close": _offers,
    "catalogue:offer_tell": _offers,
    "catalogue:offer_poster": _offers,
    "catalogue:offer_rules": _offers,
    "catalogue:offer_papers": _offers,
    "catalogue:offer_letters": _offers,
    "catalogue:offer_others": lambda: [row | {"part": "host"} for row in _offers()],
    "catalogue:offer_questions": _offers,
    "catalogue:question_new": _offers,
    "catalogue:question_edit": _questions,
    "catalogue:row_change": lambda: [row | {"part": "rules"} for row in _offers()],
    "api-scheme": lambda: [{"code": "SCH-NGPRS"}],
    "api-offer": lambda: _one("slug", Offer.objects.filter(owner__code=SYSTEM, status="published"), "slug"),
    "awards:award": lambda: [*_awards("active"), *_awards("paused"), *_awards("ended")],
    "awards:ledger_csv": lambda: _awards("active"),
    "awards:pattern": lambda: _awards("active"),
    "awards:pause": lambda: _awards("active"),
    "awards:resume": lambda: _awards("paused"),
    "awards:review": lambda: _awards("active"),
    "awards:end": lambda: _awards("active"),
    "awards:cancel": lambda: _awards("planned"),
    "awards:settle": lambda: _awards("active"),
    "awards:claim_month": lambda: _awards("active"),
    "awards:claim_cost": lambda: _awards("active"),
    "awards:claim": lambda: [*_claims("submitted"), *_claims("returned"), *_claims("paid")],
    "awards:evidence": lambda: _claims("submitted"),
    "awards:claim_again": lambda: _claims("returned"),
    "awards:claim_withdraw": lambda: _claims("submitted"),
    "awards:claim_confirm": lambda: _claims("submitted"),
    "awards:claim_approve": lambda: _claims("submitted"),
    "awards:claim_return": lambda: _claims("submitted"),
    "awards:claim_pay": lambda: _claims("approved"),
    "awards:still_in_post": _still_in_post,
    "api-application": lambda: [
        {"application_id": row["application_id"]} for row in applying.EXAMPLES["applications:flag_new"]()
    ],
    "api-award": lambda: _awards("active"),
    **applying.EXAMPLES,
    **opportunities.EXAMPLES,
    "desk:job_retry": lambda: _one("job_id", Job.objects.filter(state="failed")),
    **{f"mentoring:{name}": _first("service_id", Service) for name in MENTORING_SERVICE},
    **{f"mentoring:{name}": _first("pairing_id", Pairing) for name in MENTORING_PAIRING},
    **{f"mentoring:{name}": _first("group_id", Group) for name in MENTORING_GROUP},
    "mentoring:claim": _first("mentor_id", Mentor),
    "mentoring:apart_forget": _first("line_id", KeepApart),
    "mentoring:appointment_cancel": _first("appointment_id", Appointment),
    "mentoring:appointment_cover": _first("appointment_id", Appointment),
    "mentoring:note_erase": _first("note_id", Note),
    "mentoring:meeting_remove": _first("meeting_id", GroupMeeting),
    "mentoring:came": _first("meeting_id", GroupMeeting),
    "mentoring:bar_lift": _first("bar_id", Barred),
    "mentoring:choose": _choice,
    "api-mentoring-sessions": _first("service_id", Service),
    "mentoring:places": _first("mentor_id", Mentor),
    "mentoring:confirm": _first("mentor_id", Mentor),
    "mentoring:offer_change": lambda: [row | {"change": "pause"} for row in _first("mentor_id", Mentor)()],
    "mentoring:withdraw": _first("request_id", Request),
    "mentoring:round": _first("round_id", Round),
    "mentoring:round_decide": _first("round_id", Round),
    "mentoring:proposal_keep": _first("proposal_id", Proposal),
    **pools_supply.EXAMPLES,
    **pools_gp.EXAMPLES,
}
"""The parameters of every route that has some, by the route's name; several where pages differ much."""
