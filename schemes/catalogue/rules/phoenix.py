"""SCH-PHX: Phoenix Programme, local to Nottinghamshire (handbook 3.9). Eligibility and money are unconfirmed (U-12)."""

from datetime import date

from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, judgement
from schemes.catalogue.rules.stated import View


def _stage(view: View, on: date) -> Verdict | None:
    if view("career_stage") is None:
        return None
    return judgement(
        f"Its offers differ by career stage; who may have which is not published{setting('phx.confirmed_until').mark}: "
        "ask the programme.",
        premise=False,
    )


def phoenix_money(view: View, on: date) -> Paid:
    """Always refused: no amount is known, and missing is not nought."""
    mark = setting("phx.confirmed_until").mark
    raise BadInput(f"No money of the Phoenix Programme is known{mark}: ask the programme.", code="no_money")


PHOENIX = RuleBook(
    code="SCH-PHX",
    names=((None, "Phoenix Programme"),),
    openings=(Opening(date(2019, 1, 31)),),
    rules=(
        Rule(
            code="PHX-R01",
            text="In Nottinghamshire",
            reads=("area",),
            check=chosen("area", "nottinghamshire"),
            met="In Nottinghamshire.",
            not_met="Run for Nottinghamshire.",
        ),
        Rule(
            code="PHX-R02",
            text="Trainees to first five years; later mid and late career and coming back (unconfirmed, U-12)",
            reads=("career_stage",),
            check=_stage,
        ),
    ),
    decided_by="the programme",
    confirmed_until=setting("phx.confirmed_until"),
    taken_as_open=False,
    money=phoenix_money,
)
