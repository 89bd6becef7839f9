"""Made-up spend of the demonstration's months so far, one mistake corrected, and a forecast of the year."""

from decimal import Decimal
from typing import Any

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries import money_source
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import FinancialYear, Month, today

FINANCE = "finance@example.org"
SPEND = (
    ("First years in practice", "FUND-FEL", 9_400, "Mentors, peer groups and study sessions"),
    ("Flexible staff pool", "FUND-POOL-A", 9_850, "Pool manager and the booking system"),
    ("Career conversations in the last years", "FUND-LGPRF", 4_900, "Sessions of the GPs who hold them"),
)
"""Initiative, programme, pounds a month, what for."""


def tell(plan: Plan, made: dict[str, Initiative], lines: dict[str, AllocationLine]) -> None:
    """Spend for each month that is over since each initiative went live; then a correction and a forecast."""
    finance = person_by_email(FINANCE)
    for title, programme, amount, why in SPEND:
        if programme in lines and title in made:
            _months(made[title], lines[programme], Decimal(amount), f"{why} (made up)", finance)
    _mistake(made[SPEND[2][0]], lines, finance)
    if "FUND-LGPRF" in lines:
        funding.state_forecast(
            line=lines["FUND-LGPRF"],
            amount=Decimal(238_000),
            reason="The portfolio sessions begin later than planned (made up)",
            by=finance,
        )


def _months(row: Initiative, line: AllocationLine, amount: Decimal, why: str, by: Any) -> None:
    for month in FinancialYear.parse(line.financial_year).months:
        if month.start >= Month.of(row.live_since or today()).start and month.end < today():
            funding.spend(line=line, **money_source(row), amount=amount, on=month.end, by=by, reason=why)


def _mistake(row: Initiative, lines: dict[str, AllocationLine], by: Any) -> None:
    """The last month was entered twice, and one of the two was taken back."""
    month = Month.of(today()).previous()
    line = lines.get("FUND-LGPRF")
    if (
        line is None
        or month.end < (row.live_since or today())
        or month.financial_year.code != line.financial_year
    ):
        return
    entry = funding.spend(
        line=line,
        **money_source(row),
        amount=Decimal(4_900),
        on=month.end,
        by=by,
        reason="Sessions (made up)",
    )
    funding.correct(entry=entry, reason="Entered twice (made up)", by=by)
