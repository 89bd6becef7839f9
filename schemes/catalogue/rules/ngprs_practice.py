"""SCH-NGPRS: what the practice owes a retained GP (handbook 3.1, NGPRS-R09 to R14)."""

from datetime import date
from decimal import Decimal

from retention_portal.core.rounding import exact, rounded
from schemes.catalogue.rules.book import SKIP, Rule
from schemes.catalogue.rules.checks import said
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, is_one_of, judgement, met, not_met
from schemes.catalogue.rules.money import counted, number_text
from schemes.catalogue.rules.stated import View
from schemes.catalogue.rules.working import weekly_sessions

RECOMMENDED_SUPERVISION_HOURS = 2  # NGPRS-R11


def _supervisor(view: View, on: date) -> bool | Verdict | None:
    hours = view("supervision_hours_per_month")
    if view("supervisor_named") and hours is not None and hours < RECOMMENDED_SUPERVISION_HOURS:
        return judgement(
            f"An educational supervisor is named, with {counted(hours, 'hour')} a month; 2 are recommended.",
            premise=False,
        )
    return view("supervisor_named")


def cpd_needed(sessions_per_year: Decimal, weekly: Decimal) -> Decimal:
    """NGPRS-R12: CPD sessions a year for a pattern, to two places: a region's table, else a ninth, never below 8."""
    own = setting("ngprs.cpd_table").value.get(number_text(weekly))
    if own is not None:
        return Decimal(str(own))
    return max(Decimal(setting("ngprs.cpd_floor").value), rounded(exact(sessions_per_year) / 9, 2))


def _cpd(view: View, on: date) -> bool | Verdict | None:
    week, given = weekly_sessions(view), view("cpd_sessions_per_year")
    if week is None or given is None:
        return None
    need = cpd_needed(min(view("sessions_per_year") or week * 52, Decimal(208)), week)
    floor = setting("ngprs.cpd_floor").value
    words = f"{counted(given, 'session')} of CPD a year; {number_text(need)} are due, and never fewer than {floor}."
    if floor <= given < need:
        mark = setting("ngprs.cpd_table").mark
        return judgement(f"{words} Tables differ by region{mark}: the scheme lead is asked.", premise=False)
    return met(words) if given >= need else not_met(words)


def _supervisor_qualified(view: View, on: date) -> bool | Verdict | None:
    if view("supervisor_qualification") == "other":
        mark = setting("ngprs.supervisor_list").mark
        return judgement(
            f"Another qualification of the supervisor: the scheme lead is asked{mark}.", premise=False
        )
    return is_one_of(view("supervisor_qualification"), "trainer_or_equivalent")


def _others(view: View, on: date) -> bool | Verdict | None:
    if not view("other_retained_gps"):
        return SKIP
    if view("each_retained_gp_supported"):
        return judgement(
            "The practice has more than one retained GP: talk early to the scheme lead.", premise=True
        )
    return view("each_retained_gp_supported")


PRACTICE_RULES = (
    Rule(
        code="NGPRS-R09",
        text="Contract at least as good as the BMA model salaried contract, with agreed job plan",
        reads=("contract_meets_model", "job_plan_agreed"),
        check=said("contract_meets_model", "job_plan_agreed"),
        met="The contract is at least as good as the BMA model, and the job plan is agreed.",
        not_met="The contract must be at least as good as the BMA model salaried contract, with an agreed job plan.",
    ),
    Rule(
        code="NGPRS-R10",
        text="Induction programme",
        reads=("induction_planned",),
        check=said("induction_planned"),
        met="There is an induction programme.",
        not_met="The practice has no induction programme.",
    ),
    Rule(
        code="NGPRS-R11",
        text="Named educational supervisor, protected time; at least 2 hours a month recommended",
        reads=("supervisor_named", "supervision_hours_per_month"),
        check=_supervisor,
        met="An educational supervisor is named, with protected time.",
        not_met="No educational supervisor with protected time is named.",
    ),
    Rule(
        code="NGPRS-R12",
        text="CPD: one session a week full time, pro rata, never less than 8 a year",
        reads=("cpd_sessions_per_year", "sessions_per_week", "sessions_per_year"),
        check=_cpd,
    ),
    Rule(
        code="NGPRS-R13",
        text="More than one retained GP is allowed if each one's needs are met",
        reads=("other_retained_gps", "each_retained_gp_supported"),
        check=_others,
        only_if=("other_retained_gps",),
        not_met="The practice has other retained GPs whose needs are not met.",
    ),
    Rule(
        code="NGPRS-R14",
        text="Supervisor is a trainer or equivalent; student teaching alone is not enough",
        reads=("supervisor_qualification",),
        check=_supervisor_qualified,
        met="The supervisor is a trainer or equivalent.",
        not_met="Student teaching alone does not qualify a supervisor.",
    ),
)
