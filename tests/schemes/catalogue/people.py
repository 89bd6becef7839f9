"""People whose facts the tests start from: each appears to meet one scheme."""

from datetime import date
from typing import Any

from schemes.catalogue.rules import check, money
from schemes.catalogue.rules.book import Answer
from schemes.catalogue.rules.findings import Finding
from schemes.catalogue.rules.money import Money
from schemes.catalogue.rules.stated import read_facts

RETAINED = {
    "profession": "gp",
    "gmc_status": "full_with_licence",
    "on_performers_list": True,
    "gmc_conditions": "none",
    "responsible_officer_concerns": False,
    "considering_leaving": True,
    "leaving_reason": "caring",
    "regular_post_falls_short": True,
    "needs_supervision": True,
    "practice_found": True,
    "contract_meets_model": True,
    "job_plan_agreed": True,
    "induction_planned": True,
    "supervisor_named": True,
    "supervision_hours_per_month": 2,
    "supervisor_qualification": "trainer_or_equivalent",
    "cpd_sessions_per_year": 24,
    "sessions_per_week": 4,
    "earlier_retainer_months": 0,
}
RETURNER = {
    "last_nhs_gp_work_on": "2021-06-01",
    "gmc_gp_register": "on_register",
    "on_performers_list": False,
    "mcq_attempts_failed": 0,
    "needs_remediation": False,
}
FELLOW = {"profession": "gp", "qualified_on": "2023-08-01", "post": "salaried"}
MENTOR = {
    "profession": "gp",
    "gmc_status": "full_with_licence",
    "post": "partner",
    "on_performers_list": True,
    "declares_concerns": True,
    "interim_suspension": False,
    "clinical_sessions_per_week": 3,
    "agrees_weekly_mentoring": True,
}
PARTNER = {
    "profession": "gp",
    "professional_registration": True,
    "meets_partner_definition": True,
    "delivers_clinical_care": True,
    "contract_type": "GMS",
    "contract_years_left": 100,
    "earlier_partner_in_england": False,
    "earlier_n2pp_application": False,
    "partner_kind": "equity",
    "also_salaried_there": False,
    "agreement_signed_on": "2021-04-01",
    "partner_since": "2021-04-01",
    "clinical_sessions_per_week": 6,
    "sessions_per_week": 6,
    "commits_five_years": True,
}
POOL_GP = {"profession": "gp", "gmc_status": "full_with_licence", "on_performers_list": True}

CAST: dict[str, tuple[dict[str, Any], date]] = {
    "SCH-NGPRS": (RETAINED, date(2024, 5, 1)),
    "SCH-IR": (RETURNER, date(2024, 6, 2)),
    "SCH-FEL": (FELLOW, date(2024, 3, 31)),
    "SCH-MEN": (MENTOR, date(2024, 3, 31)),
    "SCH-N2PP": (PARTNER, date(2021, 5, 1)),
    "SCH-POOL": (POOL_GP, date(2022, 1, 10)),
    "SCH-GPCP": (
        {"profession": "gp", "considering_leaving": True, "career_stage": "CS-W5", "in_pilot_area": True},
        date(2017, 9, 1),
    ),
    "SCH-GPPP": (
        {"profession": "gp", "considering_leaving": True, "wants_portfolio": True, "area": "nottinghamshire"},
        date(2018, 6, 1),
    ),
    "SCH-GPS": ({"profession": "nurse", "area": "lincolnshire"}, date(2018, 6, 1)),
    "SCH-LGPRF": (
        {
            "applying_as": "system",
            "initiative_group": "newly_qualified_or_first_five",
            "proposal_complete": True,
        },
        date(2018, 6, 30),
    ),
    "SCH-COACH": ({"profession": "gp", "workplace_challenges": True}, date(2018, 6, 1)),
    "SCH-ARRS": (
        {"profession": "gp", "qualified_on": "2023-08-01", "employer": "network"},
        date(2025, 1, 1),
    ),
}


def asked(scheme: str, on: date, facts: dict[str, Any] | None = None, **more: Any) -> Answer:
    """The answer for facts as JSON would give them; None takes a fact out."""
    return check(scheme, read_facts({**(facts or {}), **more}), on)


def paid(scheme: str, on: date, **facts: Any) -> Money:
    """The money for facts as JSON would give them."""
    return money(scheme, read_facts(facts), on)


def finding(answer: Answer, code: str) -> Finding:
    """The only finding with that code."""
    (found,) = [one for one in answer.findings if one.code == code]
    return found


def results(answer: Answer, *codes: str) -> dict[str, str]:
    """Results by code; of every finding when no code is named."""
    return {one.code: one.result.value for one in answer.findings if not codes or one.code in codes}


def amounts(sum_of: Money) -> list[tuple[str, str]]:
    """(code, amount) of every line."""
    return [(one.code, str(one.amount)) for one in sum_of.lines]
