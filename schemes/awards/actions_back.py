"""Money that comes back goes to the lines that paid: spend is reversed, and what was promised is free again."""

from datetime import date
from decimal import Decimal
from typing import Any

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import drawn
from action_plans.funding.rules import code_of
from retention_portal.core.dates import FinancialYear
from retention_portal.core.money import NOTHING
from schemes.awards.models import Award, Claim
from schemes.awards.queries import SOURCE, lines_that_paid


def day_in_year(line: AllocationLine, day: date) -> date:
    """The day for which money counts on a line: the day itself, or the nearest of the line's year."""
    year = FinancialYear.parse(line.financial_year)
    return min(max(day, year.start), year.end)


def give_back(
    *, award: Award, claim: Claim, line: AllocationLine, amount: Decimal, on: date, by: Any
) -> None:
    """Take `amount` pounds off the spend of the award: off the chosen line as far as it paid, then off the others,
    newest year first. Within the caller's transaction, which holds the award."""
    others = [each for each in lines_that_paid(award) if each.pk != line.pk]
    left = amount
    for each in (line, *others):
        part = min(left, drawn(each, code_of(SOURCE, award.pk))[1])
        if part > NOTHING:
            _reverse(award, claim, each, part, on, by)
            left -= part


def _reverse(award: Award, claim: Claim, line: AllocationLine, amount: Decimal, on: date, by: Any) -> None:
    reason = f"Claim {claim.pk}: came back"
    funding.reverse(
        line=line, source=SOURCE, source_key=award.pk, amount=amount, on=day_in_year(line, on), by=by,
        reason=reason, label=award.title, vouched=True,
    )  # fmt: skip
    funding.release(
        line=line, source=SOURCE, source_key=award.pk, amount=amount, by=by, reason=reason, label=award.title,
        vouched=True,
    )  # fmt: skip
