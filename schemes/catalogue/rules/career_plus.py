"""SCH-GPCP: GP Career Plus, the pilot of 2017/18 (handbook 2.1 and 3.6).

The handbook prints no codes for its rules and money: GPCP-R01 to R04 and GPCP-M01, M02 number them in its order.
No rule asks an age: the headline said over 55, some pilots took younger GPs.
"""

from datetime import date
from fractions import Fraction

from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import said
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, all_of, any_of, is_one_of, judgement, met, not_met
from schemes.catalogue.rules.money import line
from schemes.catalogue.rules.periods import Span
from schemes.catalogue.rules.rates import rate
from schemes.catalogue.rules.stated import View

ROLES = {
    "GPCP-C1": "cover for vacancies",
    "GPCP-C2": "cover for annual leave",
    "GPCP-C3": "cover for parental leave",
    "GPCP-C4": "sick cover",
    "GPCP-W1": "long term conditions",
    "GPCP-W2": "access hub sessions",
    "GPCP-W3": "home visits",
    "GPCP-L1": "clinical training",
    "GPCP-L2": "individual mentoring and coaching",
    "GPCP-L3": "innovation and change leadership",
    "GPCP-L4": "support for practices in crisis or in under-doctored areas",
}


def _at_risk(view: View, on: date) -> bool | None:
    leaving = any_of(view("considering_leaving"), view("left_general_practice"))
    return all_of(is_one_of(view("profession"), "gp"), leaving)


def _experienced(view: View, on: date) -> Verdict | None:
    stage = view("career_stage")
    if stage is None:
        return None
    if stage == "CS-TRN":
        return not_met("In GP training: the pilot was for experienced GPs.")
    if stage == "CS-W5":
        return met("Planning the last years in practice.")
    return judgement(
        "Experienced is a judgement: some pilots took GPs who were not near retirement.", premise=True
    )


RULES = (
    Rule(
        code="GPCP-R01",
        text="A GP at risk of leaving",
        reads=("profession", "considering_leaving", "left_general_practice"),
        check=_at_risk,
        met="A GP who considers leaving, or has left.",
        not_met="The pilot was for GPs at risk of leaving.",
    ),
    Rule(
        code="GPCP-R02",
        text="Experienced: a judgement, with no age rule",
        reads=("career_stage",),
        check=_experienced,
    ),
    Rule(
        code="GPCP-R03",
        text="In one of the ten pilot areas (the list is unconfirmed, U-11)",
        reads=("in_pilot_area",),
        check=said("in_pilot_area"),
        met=f"In one of the ten pilot areas{setting('gpcp.areas').mark}.",
        not_met=f"Not in one of the ten pilot areas{setting('gpcp.areas').mark}.",
    ),
    Rule(
        code="GPCP-R04",
        text="Eleven roles: clinical cover, specific work, leadership",
        reads=("wanted_role",),
        check=lambda view, _on: met(f"One of the eleven roles: {ROLES[view('wanted_role')]}."),
        only_if=("wanted_role",),
    ),
)


def career_plus_money(view: View, on: date) -> Paid:
    """The average share of areas or of GPs in the pilot's £1m: an average, never an entitlement."""
    areas, gps = view("pilot_areas"), view("pilot_gps")
    if (areas is None) == (gps is None):
        raise BadInput(
            "The money of SCH-GPCP needs one of the facts “pilot_areas” and “pilot_gps”, not both: they share one sum.",
            allowed=("pilot_areas", "pilot_gps"),
            code="fact_needed",
        )
    count, share = (areas, rate("gpcp.area", on)) if areas is not None else (gps, rate("gpcp.gp", on))
    unit = "areas" if areas is not None else "GPs"
    text = "Average share of £1m over 10 areas and up to 80 GPs."
    return [
        line(
            share.code,
            Span(on, on, Fraction(0)),
            units=count,
            unit=unit,
            rate=share.value,
            payee="pilot site",
            text=text,
        )
    ], []


CAREER_PLUS = RuleBook(
    code="SCH-GPCP",
    names=((None, "GP Career Plus"),),
    openings=(Opening(date(2017, 3, 1), date(2018, 9, 30)),),
    rules=RULES,
    decided_by="the pilot site",
    instead="Its roles live on in flexible pools and local banks of experienced GPs.",
    money=career_plus_money,
    money_reads={"pilot_areas": ("GPCP-M01",), "pilot_gps": ("GPCP-M02",)},
    money_lines={"GPCP-M01": "About £100,000 an area", "GPCP-M02": "About £12,500 a GP"},
)
