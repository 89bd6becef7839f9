"""Sums over money lines. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from retention_portal.core import money
from retention_portal.core.dates import FinancialYear, Month, date_text
from retention_portal.core.refusals import BadInput, Refused

PACE_NEEDS_MONTHS = 3
"""Whole months of spend before a pace is worked out: less than a quarter says nothing of a year."""

GREEN_WITHIN, AMBER_WITHIN = Decimal(5), Decimal(10)
"""Per cent off the allocation (handbook 4.3, finance)."""


@dataclass(frozen=True, slots=True)
class Position:
    """How one line stands on a day, in pounds. `stated` is what somebody expects for the year, or None.

    `months` counts the whole months of the financial year that are over; `spent_by_then` is what they cost.
    """

    allocated: Decimal
    committed: Decimal
    spent: Decimal
    stated: Decimal | None = None
    stated_why: str = ""
    stated_on: date | None = None
    months: int = 0
    spent_by_then: Decimal = money.NOTHING

    @property
    def left(self) -> Decimal:
        """What may still be committed."""
        return left(self.allocated, self.committed)

    @property
    def unspent(self) -> Decimal:
        """What is promised and not paid yet."""
        return self.committed - self.spent

    @property
    def pace(self) -> Decimal | None:
        """The year's spend if every month costs what the months so far did; None before three whole months."""
        if self.months < PACE_NEEDS_MONTHS:
            return None
        return money.pro_rata(self.spent_by_then, 12, self.months)

    @property
    def outturn(self) -> Decimal:
        """The forecast to the end of the year: as stated; else everything committed, and nothing more."""
        return self.committed if self.stated is None else self.stated

    @property
    def underspend(self) -> Decimal:
        """What the forecast leaves of the allocation; below nothing when it goes above it."""
        return self.allocated - self.outturn

    @property
    def per_cent_off(self) -> Decimal | None:
        """How far the forecast is off the allocation, either way; None without an allocation."""
        if not self.allocated:
            return None
        return money.pro_rata(abs(self.underspend), 100, self.allocated)

    @property
    def rag(self) -> str:
        """What handbook 4.3 would say of the finance: green within 5%, amber within 10%, else red; grey: no budget."""
        off = self.per_cent_off
        if off is None:
            return "grey"
        return "green" if off <= GREEN_WITHIN else "amber" if off <= AMBER_WITHIN else "red"

    @property
    def finding(self) -> str:
        """The forecast in a sentence, with where it comes from."""
        basis = "As stated" if self.stated is not None else "If all that is committed is spent"
        if self.underspend > 0:
            return f"{basis}, {money.display(self.underspend)} will be left at the end of the year."
        if self.underspend < 0:
            return f"{basis}, the line will be {money.display(-self.underspend)} short."
        return f"{basis}, the line will be used to the pound."

    def __add__(self, other: "Position") -> "Position":
        """Lines of one year together. A stated forecast counts where there is one, else what is committed."""
        stated = None if self.stated is None and other.stated is None else self.outturn + other.outturn
        return Position(
            self.allocated + other.allocated,
            self.committed + other.committed,
            self.spent + other.spent,
            stated,
            months=max(self.months, other.months),
            spent_by_then=self.spent_by_then + other.spent_by_then,
        )


NO_MONEY = Position(money.NOTHING, money.NOTHING, money.NOTHING)


def left(amount: Decimal, committed: Decimal) -> Decimal:
    """What may still be committed, in pounds."""
    return amount - committed


def whole_months(financial_year: str, on: date) -> tuple[int, date]:
    """How many months of the year ("2026-27") are over on a day, and the last day of the last of them."""
    year = FinancialYear.parse(financial_year)
    over = [month for month in year.months if month.end < on or month.end == on == year.end]
    return len(over), (over[-1].end if over else year.start)


def code_of(source: str, source_key: object) -> str:
    """What the ledgers know a caller's thing by: "initiative:12", "awards.award:7". Raises BadInput when too long."""
    code = f"{source}:{source_key}"
    if not source or not str(source_key) or len(code) > 60:
        raise BadInput("A source and its key together are 3 to 60 characters.")
    return code


def check_within(asked: Decimal, amount: Decimal, committed: Decimal) -> None:
    """Refuse a commitment above the line, with both figures (CASE-P-20)."""
    if committed + asked > amount:
        raise Refused(
            f"{money.display(asked)} is more than the {money.display(left(amount, committed))} left of this line: "
            f"{money.display(amount)} is allocated and {money.display(committed)} is committed.",
            code="CASE-P-20",
        )


def check_not_below_committed(amount: Decimal, committed: Decimal) -> None:
    """Refuse to lower an allocation below what is committed already, with both figures."""
    if amount < committed:
        raise Refused(
            f"The allocation cannot be {money.display(amount)}, because {money.display(committed)} of it is "
            "committed. Release commitments first.",
            code="CASE-P-20",
        )


def check_spend_within(asked: Decimal, committed: Decimal, spent: Decimal) -> None:
    """Refuse spend above what is committed to the thing, with both figures (CASE-P-20).

    What is committed is never above the line, so spend is never above the allocation either.
    """
    if spent + asked > committed:
        raise Refused(
            f"{money.display(asked)} is more than the {money.display(committed - spent)} left to spend on it: "
            f"{money.display(committed)} of this line is committed and {money.display(spent)} is spent. "
            "Commit more first.",
            code="CASE-P-20",
        )


def check_release(asked: Decimal, held: Decimal, spent: Decimal) -> None:
    """Refuse to give back more than is committed and not spent, with the figures (CASE-P-20)."""
    if asked > held - spent:
        used = f", of which {money.display(spent)} is spent" if spent else ""
        raise Refused(
            f"No more than £{held - spent:,.2f} of this line can be given back here: "
            f"{money.display(held)} is committed{used}.",
            code="CASE-P-20",
        )


def check_reverse(asked: Decimal, spent: Decimal) -> None:
    """Refuse to take back more than was spent."""
    if asked > spent:
        raise Refused(
            f"{money.display(asked)} is more than the {money.display(spent)} recorded as spent here.",
            code="CASE-P-20",
        )


def check_spend_day(on: date, financial_year: str, today: date) -> None:
    """Refuse spend dated outside the line's year, or in the future."""
    year = FinancialYear.parse(financial_year)
    if on not in year:
        raise Refused(f"This line is for {year.label}: spend on {date_text(on)} belongs to another year.")
    if on > today:
        raise Refused(
            f"{date_text(on)} has not come yet. Record money when it is spent; what is expected is a forecast."
        )


def check_match(match_funded: bool, other_funder: str) -> None:
    """Refuse match funding that is claimed without another funder (CASE-P-22)."""
    if match_funded and not other_funder.strip():
        raise Refused("Name at least one other funder: match funding needs one.", code="CASE-P-22")


def check_reason(reason: str, what: str) -> str:
    """`reason` when it says something. Raises Refused."""
    if not reason.strip():
        raise Refused(f"Say why {what}: the ledger keeps it.")
    return reason


def positive(amount: Decimal) -> Decimal:
    """`amount` when it is above nothing. Raises BadInput."""
    if amount <= 0:
        raise BadInput("Enter an amount of more than £0.", allowed=("pounds and pence, such as 12000",))
    return amount


def last_day(month: Month, today: date) -> date:
    """The day that money of a month counts for: its last, or today while the month runs."""
    return min(month.end, today)
