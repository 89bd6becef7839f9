"""SCH-POOL: primary care flexible staff pools (handbook 2.3 and 3.7)."""

from datetime import date
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.rounding import exact
from retention_portal.core.sessions import MINUTES_PER_SESSION
from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import said
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, is_one_of, judgement, met, not_met
from schemes.catalogue.rules.money import Line, counted, line
from schemes.catalogue.rules.periods import Span
from schemes.catalogue.rules.rates import rate, rates_of
from schemes.catalogue.rules.stated import View

HOURS_PER_SESSION = Fraction(MINUTES_PER_SESSION, 60)
CHECKS = tuple(setting("pool.checks").value)
GOOD = {"gmc_status": "full_with_licence", "on_performers_list": True}


def _checks(view: View, on: date) -> bool | Verdict | None:
    mark = setting("pool.checks").mark
    if view("profession") not in (None, "gp"):
        return judgement(
            "Pools start with GPs and may take other clinicians later: ask the system.", premise=False
        )
    answers = [is_one_of(view(name), GOOD[name]) for name in CHECKS]
    if False in answers:
        return not_met(f"Pool GPs are fully registered and on the performers list{mark}.")
    return (
        None
        if None in (view("profession"), *answers)
        else met(
            f"A GP, fully registered and on the performers list{mark}. The way in is to contact the system."
        )
    )


RELATIONS = {
    "employed": "Employed on a flexible contract: benefits such as death in service follow the contract.",
    "engaged": "Engaged for extra sessions: benefits such as death in service follow a contract, not membership.",
    "locum": "Matched as a locum: membership is no contract, and brings no death in service.",
}


def _rate(view: View, on: date) -> Verdict:
    stated = view("hourly_rate")
    most = next((row for row in rates_of("pool.hour") if row.holds(on)), None)
    if most is None:
        return met(
            f"£{stated:.2f} an hour is a local rate: no national recommendation is known for {date_text(on)}."
        )
    if stated <= most.value:
        return met(f"£{stated:.2f} an hour is within the recommended highest rate of £{most.value}.")
    return judgement(
        f"£{stated:.2f} an hour is above the recommended highest rate of £{most.value}.", premise=False
    )


RULES = (
    Rule(
        code="POOL-R01",
        text="A pool may employ, engage for extra sessions, or match locums",
        reads=("pool_relation",),
        check=lambda view, _on: met(RELATIONS[view("pool_relation")]),
        only_if=("pool_relation",),
    ),
    Rule(
        code="POOL-R02",
        text="A locally agreed host holds contracts and liabilities",
        reads=("pool_host_agreed",),
        check=said("pool_host_agreed"),
        only_if=("pool_host_agreed",),
        met="A host is agreed.",
        not_met="No host is agreed that holds contracts and liabilities.",
    ),
    Rule(
        code="POOL-R04",
        text="Locums 2020/21: recommended highest rate £77.57 an hour, £323.21 a session",
        reads=("hourly_rate",),
        check=_rate,
        only_if=("hourly_rate",),
    ),
    Rule(
        code="POOL-R05",
        text="The £120,000 of a system needs a plan shared with the NHS England region",
        reads=("pool_plan_shared",),
        check=said("pool_plan_shared"),
        only_if=("pool_plan_shared",),
        met="The plan is shared with the NHS England region.",
        not_met="Up to £120,000 for a system needs a plan shared with the NHS England region.",
    ),
    Rule(
        code="POOL-EN1",
        text="A digital supplier is on the national framework and makes or helps payment; the enabler is optional",
        reads=("supplier_on_framework", "supplier_makes_payments"),
        check=said("supplier_on_framework", "supplier_makes_payments"),
        only_if=("supplier_on_framework", "supplier_makes_payments"),
        met="The supplier is on the national framework and makes or helps payment to clinicians.",
        not_met="A digital supplier comes from the national framework and makes or helps payment to clinicians.",
    ),
    Rule(
        code="U-10",
        text="Checks on a GP who joins; no national list is known (configuration); other clinicians may follow",
        reads=("profession", *CHECKS),
        check=_checks,
    ),
)


def pool_money(view: View, on: date) -> Paid:
    """Sessions worked in the pool at the local rate, else at the recommended highest rate of that day; and the
    system's development money when its plan is shared."""
    span = Span(on, on, Fraction(0))
    lines: list[Line] = []
    if not view("pool_plan_shared"):
        view.needed("pool_sessions", "SCH-POOL")
    if view("pool_sessions"):
        lines.append(_sessions(view, on, span))
    if view("pool_plan_shared"):
        most = rate("pool.system", on)
        lines.append(
            line(
                most.code,
                span,
                units=1,
                unit="systems",
                rate=most.value,
                payee="system",
                text="Development and running costs, up to.",
            )
        )
    return lines, []


def _sessions(view: View, on: date, span: Span) -> Line:
    local, count = view("hourly_rate"), view("pool_sessions")
    value = local if local is not None else rate("pool.hour", on).value
    basis = "at the local rate" if local is not None else "at the recommended highest rate"
    words = f"{counted(count, 'session')} of 4 hours 10 minutes {basis}."
    code = "POOL-R03" if local is not None else "POOL-R04"
    return line(
        code,
        span,
        units=exact(count) * HOURS_PER_SESSION,
        unit="hours",
        rate=value,
        payee="pool GP",
        text=words,
    )


POOL = RuleBook(
    code="SCH-POOL",
    names=((None, "Primary care flexible staff pool"),),
    openings=(Opening(date(2020, 12, 1)),),
    rules=RULES,
    decided_by="the host and the system; the region releases the system's money",
    confirmed_until=setting("pool.confirmed_until"),
    money=pool_money,
    money_reads={
        "pool_sessions": ("POOL-R03", "POOL-R04"),
        "hourly_rate": ("POOL-R03",),
        "pool_plan_shared": ("POOL-M1",),
    },
    money_lines={
        "POOL-R03": "Salaried pool GPs are paid at local rates",
        "POOL-R04": "Locums 2020/21: £77.57 an hour, £323.21 a session",
        "POOL-M1": "Up to £120,000 for a system, through the region",
    },
    not_checked={
        "POOL-R06": "What the system may use its money for: a matter of its plan.",
        "POOL-R07": "Pool shifts could be paid from national funds until September 2021.",
        "POOL-R08": "Manual matching is acceptable at the start; digital is expected.",
        "POOL-R09": "2023/24: continues with ICB funding, and supports extended access.",
        "POOL-M2": "£120m nationally by weighted capitation: allocated to systems, not counted here.",
        "POOL-EN2": "Flexible working contract template: optional.",
    },
)
