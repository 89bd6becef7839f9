"""Made-up goals, answers, risks, stakeholders and findings of the demonstration's plan."""

from typing import Any

from action_plans.plans import actions_checklist, actions_goals, actions_registers
from action_plans.plans.models import Plan
from action_plans.plans.models_cycle import ChecklistAnswer, PlanGoal
from action_plans.plans.rules_checklist import AnswerContent
from action_plans.plans.rules_goals import GoalContent
from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from action_plans.plans.statuses_cycle import Answer, Check, GoalStatus
from action_plans.plans.statuses_registers import Proximity, Stance, Trend
from action_plans.toolkit.queries import checklist, entries
from action_plans.toolkit.statuses import EntrySet
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import FinancialYear, today

SECOND_PERSON = "clinical-lead@example.org"

ANSWERS = {
    "CQ-EE-01": (
        Answer.YES,
        "A mapping session with the hub and the LMC; the result is the stakeholder register.",
    ),
    "CQ-EE-02": (Answer.YES, "One event with 46 people and two focus groups."),
    "CQ-EE-03": (Answer.PARTLY, "A page and a monthly letter; the pulse survey is not agreed yet."),
    "CQ-EE-04": (Answer.PARTLY, "The pool gives cover for the first-years group only."),
    "CQ-CC-01": (Answer.YES, "Practices with the fewest sessions for their list come first."),
    "CQ-CC-02": (Answer.YES, "A clinical lead with two sessions a week since the spring."),
    "CQ-CC-03": (Answer.YES, "A project manager is in post; the hub gives administration."),
    "CQ-CC-04": (Answer.YES, "The board has met three times, with GPs, two networks and the hub."),
    "CQ-CC-05": (Answer.NOT_YET, "To be looked at with the networks in the new year."),
    "CQ-CC-06": (Answer.YES, "The hub runs the first-years group."),
    "CQ-CC-07": (
        Answer.NOT_APPLICABLE,
        "The national fellowship closed to new entrants; the first-years group takes its place.",
    ),
    "CQ-KW-01": (Answer.YES, "The newest month is loaded each month."),
    "CQ-KW-03": (Answer.PARTLY, "A survey of newly qualified GPs; the others follow."),
    "CQ-SG-01": (Answer.PARTLY, "The LMC's own scheme is known; partner schemes of the RCGP are not mapped."),
    "CQ-SG-02": (Answer.NOT_YET, "Uptake is on the profile; nobody promotes the scheme yet."),
    "CQ-RP-01": (Answer.PARTLY, "The system plan stands; networks begin theirs."),
    "CQ-RP-02": (Answer.PARTLY, "Most essentials have an initiative; the gap list says which do not."),
    "CQ-RP-04": (Answer.YES, "Updates each month, a report each quarter."),
}
"""Made-up answers by question. The questions left out are not answered."""

RISKS = (
    RiskContent(
        title="Too few sessions for cover",
        description="Practices cannot release GPs for the groups, so places stay empty.",
        owner_name="Pool manager, federation",
        likelihood_before=4,
        consequence_before=4,
        likelihood=3,
        consequence=3,
        mitigation="Pool sessions are offered first to practices that release a GP.",
        likelihood_target=2,
        consequence_target=3,
        trend=Trend.FALLING,
        proximity=Proximity.SOON,
    ),
    RiskContent(
        title="Money for one year only",
        description="People join what may end in March, and the lead may leave before.",
        owner_name="System lead",
        likelihood_before=4,
        consequence_before=4,
        likelihood=4,
        consequence=4,
        mitigation="A case for two years goes to the board in January.",
        trend=Trend.STEADY,
        proximity=Proximity.YEAR,
    ),
    RiskContent(
        title="The trust's agreement comes too late",
        description="Portfolio sessions cannot start before the agreement, and the money is annual.",
        owner_name="Deputy medical director",
        likelihood_before=3,
        consequence_before=3,
        likelihood=4,
        consequence=3,
        mitigation="A second trust is asked, so that a part of the sessions can begin.",
        likelihood_target=2,
        consequence_target=3,
        trend=Trend.RISING,
        proximity=Proximity.SOON,
    ),
)
STAKEHOLDERS = (
    StakeholderContent(
        "Newly qualified GPs' group", "CT-01", Stance.SUPPORTIVE, "Time to learn", "Monthly evening"
    ),
    StakeholderContent(
        "Network clinical directors", "CT-02", Stance.SUPPORTIVE, "Sessions", "A seat on the board"
    ),
    StakeholderContent(
        "Local Medical Committee", "CT-04", Stance.SUPPORTIVE, "Workload", "Reads every draft"
    ),
    StakeholderContent(
        "Appraisal leads", "CT-05", Stance.NEUTRAL, "Protected conversations", "Yearly conference"
    ),
    StakeholderContent(
        "Primary care training hub", "CT-06", Stance.SUPPORTIVE, "Steady money", "Runs one initiative"
    ),
    StakeholderContent(
        "RCGP faculty", "CT-08", Stance.NEUTRAL, "First five years", "Invited to the next board"
    ),
    StakeholderContent(
        "Acute trust, outpatients", "CT-13", Stance.TO_WIN_OVER, "Waiting lists", "A trial clinic"
    ),
)
GOALS = {
    "L1-G07": "Members still working in the area 12 months after joining",
    "L1-G05": "Practice sessions kept by members after six months",
    "L2-G01": "Sessions worked out of sessions posted",
    "L3-G01": "Board meetings held, posts filled",
}
"""How the plan will know, by goal."""

OWN_GOAL = GoalContent(
    name="Every practice within reach of cover",
    text="has cover that each practice can book, so that a GP can leave for a day of learning",
    measure="Practices that booked a pool session in the last quarter",
    lead_name="Pool manager, federation",
)
FINDINGS = {
    "SG-01": "Three schemes begun with the fund still run: the first-years group, the pool and the conversations.",
    "SG-02": "Uptake is low for the size of the system and known to few practice managers.",
    "SG-04": "The LMC offers mentoring; nobody has asked the RCGP faculty yet.",
}


def tell(plan: Plan, lead: Any) -> None:
    """All of it, as the plan's lead and one second person would have entered it."""
    for risk in RISKS:
        actions_registers.add_risk(plan=plan, content=risk, by=lead)
    for stakeholder in STAKEHOLDERS:
        actions_registers.add_stakeholder(plan=plan, content=stakeholder, by=lead)
    _goals(plan, lead)
    _answers(plan, lead)
    for source in entries(EntrySet.GAP_SOURCES, today()):
        if source.code in FINDINGS:
            actions_checklist.assess_source(
                plan=plan, source=source, finding=FINDINGS[source.code], version=0, by=lead
            )


def _goals(plan: Plan, lead: Any) -> None:
    year_end = FinancialYear.parse(plan.financial_year).end
    for row in PlanGoal.objects.filter(plan=plan, goal__code__in=GOALS).select_related(
        "goal", "plan__organisation"
    ):
        content = GoalContent(GOALS[row.goal.code], "", year_end, row.goal.name, row.goal.text)
        actions_goals.update_goal(row=row, content=content, version=row.version, by=lead)
    own = actions_goals.add_own_goal(plan=plan, level="L2", content=OWN_GOAL, by=lead)
    actions_goals.move_goal(row=own, to=GoalStatus.NOT_STARTED, reason="", by=lead)


def _answers(plan: Plan, lead: Any) -> None:
    for question in checklist(today()):
        if question.code in ANSWERS:
            answer, note = ANSWERS[question.code]
            actions_checklist.answer_question(
                plan=plan, question=question, content=AnswerContent(answer, note), version=0, by=lead
            )
    second = person_by_email(SECOND_PERSON)
    row = ChecklistAnswer.objects.select_related("plan__organisation").get(
        plan=plan, question__code="CQ-CC-04"
    )
    actions_checklist.check_evidence(row=row, result=Check.ENOUGH, note="", version=row.version, by=second)
