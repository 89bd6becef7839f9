"""SCH-COACH: national 1:1 coaching (handbook 3.10, CASE-06). Confidential: referrals may be counted, never content.

The handbook prints no codes for its rules: COACH-R01 and R02 number them in its order.
"""

from datetime import date

from schemes.catalogue.rules.book import Opening, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen, said_one
from schemes.catalogue.rules.configuration import day, setting
from schemes.catalogue.rules.portfolio_plus import free

COACHING = RuleBook(
    code="SCH-COACH",
    names=((None, "1:1 coaching"), (date(2020, 4, 1), "1:1 coaching (Looking After You)")),
    openings=(
        Opening(date(2017, 1, 1), date(2018, 12, 31)),
        Opening(date(2020, 4, 1), day("coach.closed_on")),
    ),
    close_mark=setting("coach.closed_on").mark,
    rules=(
        Rule(
            code="COACH-R01",
            text="GPs",
            reads=("profession",),
            check=chosen("profession", "gp", "gp_trainee"),
            met="A GP: three confidential sessions of 90 minutes.",
            not_met="The coaching in the handbook's case is for GPs.",
        ),
        Rule(
            code="COACH-R02",
            text="With challenges at work, or considering leaving",
            reads=("workplace_challenges", "considering_leaving"),
            check=said_one("workplace_challenges", "considering_leaving"),
            met="Challenges at work, or considering leaving.",
            not_met="For GPs with challenges at work, or considering leaving.",
        ),
    ),
    decided_by="the provider: one refers oneself",
    instead="Systems may offer coaching of their own.",
    money=free,
)
