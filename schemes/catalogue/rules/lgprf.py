"""SCH-LGPRF: Local GP Retention Fund (handbook 3.8): money for initiatives, never for one person.

The handbook prints no codes for its rules: LGPRF-R01 to R03 and M01 number them in its order.
"""

from datetime import date
from fractions import Fraction

from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen, said
from schemes.catalogue.rules.findings import Verdict, met, not_met
from schemes.catalogue.rules.money import line
from schemes.catalogue.rules.periods import Span
from schemes.catalogue.rules.stated import View

GROUPS = ("newly_qualified_or_first_five", "considering_leaving_or_changing", "not_practising_on_list")


def _applicant(view: View, on: date) -> bool | Verdict | None:
    if view("applying_as") == "individual":
        return not_met(
            "The fund pays for initiatives of a system, not for one person. The scheme for one person is the "
            "National GP Retention Scheme."
        )
    if view("applying_as") == "practice":
        return not_met("A system proposes initiatives; a practice takes its idea to the system.")
    return met("A system proposes the initiative.") if view("applying_as") else None


def lgprf_money(view: View, on: date) -> Paid:
    """The cost of the initiative, as proposed: the fund sets no amount for one."""
    cost = view.needed("initiative_cost", "SCH-LGPRF")
    text = "The initiative's cost as proposed; the region decides."
    notes = ["No amount per initiative is published: the line repeats what is asked for."]
    return [
        line(
            "LGPRF-M01",
            Span(on, on, Fraction(0)),
            units=1,
            unit="initiatives",
            rate=cost,
            payee="system",
            text=text,
        )
    ], notes


LGPRF = RuleBook(
    code="SCH-LGPRF",
    names=((None, "Local GP Retention Fund"),),
    openings=(Opening(date(2018, 5, 1), date(2023, 3, 31)),),
    rules=(
        Rule(
            code="LGPRF-R01",
            text="A system proposes an initiative",
            reads=("applying_as",),
            check=_applicant,
        ),
        Rule(
            code="LGPRF-R02",
            text="For GPs newly qualified or in their first five years; or considering leaving or changing role or "
            "hours; or not practising but still on the performers list",
            reads=("initiative_group",),
            check=chosen("initiative_group", *GROUPS),
            met="For one of the fund's three groups.",
            not_met="Not for one of the fund's three groups.",
        ),
        Rule(
            code="LGPRF-R03",
            text="The proposal states need, group, level, offer, places, cost, outcome measure, lead and start date",
            reads=("proposal_complete",),
            check=said("proposal_complete"),
            met="The proposal is complete.",
            not_met="The proposal is not complete.",
        ),
    ),
    decided_by="the NHS England region",
    instead="It is folded into the ICB's service development funding: ask the ICB.",
    money=lgprf_money,
    money_reads={"initiative_cost": ("LGPRF-M01",)},
    money_lines={"LGPRF-M01": "What the region grants an initiative; no amount is published"},
)
