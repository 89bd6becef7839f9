"""SCH-GPPP and SCH-GPS: GP Portfolio Plus and GP-S, local to Nottinghamshire and around (handbook 2.2).

The handbook prints no codes for their rules: GPPP-R01, R02 and GPS-R01, R02 number them in its order. Neither
pays or costs anything.
"""

from datetime import date

from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import all_of, any_of, is_one_of
from schemes.catalogue.rules.stated import View

GPS_AREAS = ("nottinghamshire", "derbyshire", "lincolnshire")


def _portfolio(view: View, on: date) -> bool | None:
    leaving = all_of(view("considering_leaving"), view("wants_portfolio"))
    new = is_one_of(view("career_stage"), "CS-NQ")
    return all_of(is_one_of(view("profession"), "gp"), any_of(leaving, new))


def free(view: View, on: date) -> Paid:
    """Nothing is paid, and nothing is charged."""
    return [], ["Free to the person; it pays nobody."]


PORTFOLIO_PLUS = RuleBook(
    code="SCH-GPPP",
    names=((None, "GP Portfolio Plus"),),
    openings=(Opening(date(2018, 5, 18)),),
    rules=(
        Rule(
            code="GPPP-R01",
            text="A GP who considers leaving and would rather have a portfolio career, or is newly qualified",
            reads=("profession", "considering_leaving", "wants_portfolio", "career_stage"),
            check=_portfolio,
            met="A GP who would rather have a portfolio career than leave, or is newly qualified.",
            not_met="For GPs who would rather have a portfolio career than leave, and for newly qualified GPs.",
        ),
        Rule(
            code="GPPP-R02",
            text="In Nottinghamshire",
            reads=("area",),
            check=chosen("area", "nottinghamshire"),
            met="In Nottinghamshire.",
            not_met="Run by Nottinghamshire LMC for its own area.",
        ),
    ),
    decided_by="the LMC's team: one signs up, nobody decides",
    confirmed_until=setting("gppp.confirmed_until"),
    taken_as_open=False,
    money=free,
)

GPS = RuleBook(
    code="SCH-GPS",
    names=((None, "GP-S mentoring"),),
    openings=(Opening(None),),
    rules=(
        Rule(
            code="GPS-R01",
            text="GPs; also practice managers and nurses",
            reads=("profession",),
            check=chosen("profession", "gp", "gp_trainee", "practice_manager", "nurse"),
            met="Open to this profession: free, confidential, by self-referral.",
            not_met="For GPs, practice managers and nurses.",
        ),
        Rule(
            code="GPS-R02",
            text="In Nottinghamshire, Derbyshire or Lincolnshire",
            reads=("area",),
            check=chosen("area", *GPS_AREAS),
            met="In Nottinghamshire, Derbyshire or Lincolnshire.",
            not_met="For Nottinghamshire, Derbyshire and Lincolnshire.",
        ),
    ),
    decided_by="the service: one refers oneself",
    confirmed_until=setting("gps.confirmed_until"),
    taken_as_open=False,
    money=free,
)
