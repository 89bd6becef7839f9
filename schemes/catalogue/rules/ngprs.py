"""SCH-NGPRS: National GP Retention Scheme (handbook 3.1). Who may join; the money is in `ngprs_money`."""

from datetime import date
from decimal import Decimal

from retention_portal.core.dates import date_text
from schemes.catalogue.rules.book import Check, Opening, Rule, RuleBook
from schemes.catalogue.rules.checks import said
from schemes.catalogue.rules.configuration import day, setting
from schemes.catalogue.rules.findings import (
    Verdict,
    all_of,
    any_of,
    is_one_of,
    judgement,
    met,
    negated,
    not_met,
    unknown,
)
from schemes.catalogue.rules.money import counted, number_text
from schemes.catalogue.rules.ngprs_money import LINES, READS, ngprs_money
from schemes.catalogue.rules.ngprs_practice import PRACTICE_RULES
from schemes.catalogue.rules.periods import plus_months, plus_years
from schemes.catalogue.rules.stated import View
from schemes.catalogue.rules.working import weekly_sessions

CAP_REMOVED = date(2023, 4, 1)  # NGPRS-R16
VERSION_6 = date(2023, 5, 31)  # NGPRS-R19
YEARS = 5  # NGPRS-R21
FUNDED_A_WEEK = 4  # NGPRS-R15
RECORDS_KEPT_YEARS = 6  # CASE-E-02
ACCEPTED_REASONS = ("caring", "own_health", "other_personal", "approaching_retirement", "other_work")


def _registration(view: View, on: date) -> bool | None:
    profession = view("profession")
    if profession is not None and profession != "gp":
        return False
    return is_one_of(view("gmc_status"), "full_with_licence")


def _conditions(view: View, on: date) -> bool | None:
    return is_one_of(view("gmc_conditions"), "none", "health_only")


def _concerns(view: View, on: date) -> bool | Verdict | None:
    if view("responsible_officer_concerns"):
        return judgement(
            "The Responsible Officer has concerns: the scheme is not a remediation route, and the doctor is usually "
            "not taken on. The scheme lead decides.",
            premise=False,
        )
    return negated(view("responsible_officer_concerns"))


def _leaving(view: View, on: date) -> bool | Verdict | None:
    going = any_of(view("considering_leaving"), view("left_general_practice"))
    answer = all_of(going, is_one_of(view("leaving_reason"), *ACCEPTED_REASONS))
    if answer is None and going and view("leaving_narrative"):
        return judgement("A narrative is given, the reason is not: the scheme lead asks.", premise=False)
    if answer is None:
        whether = "whether the doctor considers leaving, or has left" if going is None else ""
        why = "why" if view("leaving_reason") is None else ""
        return unknown(f"Not known yet: {' and '.join(part for part in (whether, why) if part)}.")
    return answer


def _needed(fact: str, narrative: str, words: str) -> Check:
    """R06 and R07: a yes is the premise of a judgement; a narrative without it leaves the premise open."""

    def check(view: View, on: date) -> bool | Verdict | None:
        if view(fact):
            told = "" if view(narrative) else " The reasons are still to be written."
            return judgement(
                f"The doctor states that {words}: the scheme lead judges it.{told}", premise=True
            )
        if view(fact) is None and view(narrative):
            return judgement(
                f"Reasons are given, but not plainly that {words}: the scheme lead asks.", premise=False
            )
        return view(fact)

    return check


def _least_sessions(view: View, on: date) -> bool | Verdict | None:
    week = weekly_sessions(view)
    if week is None:
        return None
    if week < 1:
        return not_met(f"{counted(week, 'session')} a week: the scheme starts at 1.")
    return met(
        f"{counted(week, 'session')} a week, of which {number_text(min(week, Decimal(4)))} can be funded."
    )


def _no_cap(view: View, on: date) -> bool | Verdict | None:
    week = weekly_sessions(view)
    if week is None:
        return None
    extra = " The sessions above four are at the practice's expense." if week > FUNDED_A_WEEK else ""
    return met(f"Since 1 April 2023 there is no cap on sessions worked; money stops at four a week.{extra}")


def _cap(view: View, on: date) -> bool | Verdict | None:
    week = weekly_sessions(view)
    if week is None:
        return None
    if week <= FUNDED_A_WEEK:
        return met(
            f"{counted(week, 'session')} a week: within the cap of four that held before 1 April 2023."
        )
    if day("ngprs.cap_lifted_from") <= on <= day("ngprs.cap_lifted_to"):
        mark = setting("ngprs.cap_lifted_from").mark
        return judgement(
            f"The cap of four sessions a week was lifted during the pandemic{mark}.", premise=False
        )
    return not_met(f"{counted(week, 'session')} a week break the cap of four that held before 1 April 2023.")


def _weeks(view: View, on: date) -> Verdict:
    least = setting("ngprs.minimum_weeks")
    if view("weeks_per_year") >= least.value:
        return met(f"Annualised over {view('weeks_per_year')} weeks, at least {least.value}{least.mark}.")
    return judgement(
        f"Annualised over {view('weeks_per_year')} weeks: fewer than {least.value} may be too few{least.mark}.",
        premise=False,
    )


def _other_work(view: View, on: date) -> bool | Verdict | None:
    if view("other_in_hours_gp_work") is None:
        return None
    if not view("other_in_hours_gp_work"):
        return met("No other in-hours locum or salaried GP work.")
    if on >= VERSION_6:
        return judgement(
            "Other in-hours locum or salaried GP work: whether the earlier bar still holds is unconfirmed (U-06).",
            premise=True,
        )
    return view("changing_workplace_or_last_year")


def last_day(starts_on: date, paused_months: int = 0) -> date:
    """NGPRS-R21, R22: the last day of the five years, moved by pauses up to the configured most (U-05)."""
    pause = min(paused_months, setting("ngprs.pause_months").value)
    return date.fromordinal(plus_months(plus_years(starts_on, YEARS), pause).toordinal() - 1)


def next_review(starts_on: date, reviews_passed: int) -> date | None:
    """NGPRS-R21, X-12: when the next yearly review is due; None after the fifth: the scheme ends, no year 6."""
    return None if reviews_passed >= YEARS else plus_years(starts_on, reviews_passed + 1)


def records_kept_until(ended_on: date) -> date:
    """CASE-E-02: records are kept for audit for up to six years."""
    return plus_years(ended_on, RECORDS_KEPT_YEARS)


def _term(view: View, on: date) -> Verdict:
    passed, starts = view("reviews_passed") or 0, view("starts_on")
    if passed >= YEARS:
        return not_met("The year 5 review is passed: the scheme ends, there is no year 6.")
    if starts is None:
        return met(f"{passed} yearly reviews passed; the scheme lasts up to five years.")
    ends = last_day(starts, view("paused_months") or 0)
    mark = setting("ngprs.pause_months").mark if view("paused_months") else ""
    if on > ends:
        return not_met(f"The five years ended on {date_text(ends)}{mark}.")
    review = next_review(starts, passed)
    assert review is not None  # fewer than five reviews are passed
    return met(
        f"Up to five years, to {date_text(ends)}{mark}; the next yearly review is due on {date_text(review)}."
    )


def _earlier_time(view: View, on: date) -> Verdict | None:
    months = view("earlier_retainer_months")
    if months is None:
        return None
    if months == 0:
        return met("No earlier time on a retainer scheme.")
    return judgement(
        f"{months} months on a retainer scheme before: what is left is unconfirmed (U-05).", premise=False
    )


def _approval(view: View, on: date) -> Verdict | bool | None:
    approved, starts = view("approved_on"), view("starts_on")
    if approved is None and starts > on:
        return met("The start lies ahead; it waits for formal approval.")
    if approved is None:
        return unknown("No start before formal approval: a start is stated, an approval is not.")
    return bool(starts >= approved)


RULES = (
    Rule(
        code="NGPRS-R01",
        text="A GP with full GMC registration and licence to practise",
        reads=("profession", "gmc_status"),
        check=_registration,
        met="Full GMC registration with a licence to practise.",
        not_met="The scheme is for GPs with full GMC registration and a licence to practise.",
    ),
    Rule(
        code="NGPRS-R02",
        text="On the National Medical Performers List (England)",
        reads=("on_performers_list",),
        check=said("on_performers_list"),
        met="On the National Medical Performers List.",
        not_met="Not on the National Medical Performers List.",
    ),
    Rule(
        code="NGPRS-R03",
        text="No GMC conditions or undertakings, except solely about health",
        reads=("gmc_conditions",),
        check=_conditions,
        met="No GMC conditions or undertakings, except solely about health.",
        not_met="GMC conditions or undertakings that are not solely about health.",
    ),
    Rule(
        code="NGPRS-R04",
        text="Not a remediation route: where the Responsible Officer has concerns, a judgement",
        reads=("responsible_officer_concerns",),
        check=_concerns,
        met="The Responsible Officer has no concerns.",
    ),
    Rule(
        code="NGPRS-R05",
        text="Seriously considering leaving, or has left, general practice for (a) personal reasons such as caring or "
        "own health, or (b) approaching retirement, or (c) needing flexibility for other work",
        reads=("considering_leaving", "left_general_practice", "leaving_reason", "leaving_narrative"),
        check=_leaving,
        met="Seriously considering leaving, or has left, for a personal reason, retirement or other work.",
        not_met="Not leaving general practice for a personal reason, retirement or other work.",
    ),
    Rule(
        code="NGPRS-R06",
        text="And a regular part-time post does not give the flexibility needed",
        reads=("regular_post_falls_short", "flexibility_narrative"),
        check=_needed(
            "regular_post_falls_short",
            "flexibility_narrative",
            "a regular part-time post is not flexible enough",
        ),
        not_met="A regular part-time post gives the flexibility needed.",
    ),
    Rule(
        code="NGPRS-R07",
        text="And needs additional educational supervision",
        reads=("needs_supervision", "supervision_narrative"),
        check=_needed(
            "needs_supervision", "supervision_narrative", "additional educational supervision is needed"
        ),
        not_met="No additional educational supervision is needed.",
    ),
    Rule(
        code="NGPRS-R08",
        text="The doctor finds the employing practice",
        reads=("practice_found",),
        check=said("practice_found"),
        met="A practice that will employ the doctor is found.",
        not_met="No practice is found yet: the doctor looks for one, and the coordinator can help.",
    ),
    *PRACTICE_RULES,
    Rule(
        code="NGPRS-R15",
        text="Funded sessions: 1 to 4 a week, at most 208 a year",
        reads=("sessions_per_week", "sessions_per_year"),
        check=_least_sessions,
    ),
    Rule(
        code="NGPRS-R16",
        text="From 1 April 2023 no cap on sessions worked; money stops at four a week",
        reads=("sessions_per_week", "sessions_per_year"),
        check=_no_cap,
        valid_from=CAP_REMOVED,
    ),
    Rule(
        code="NGPRS-R17",
        text="Before 1 April 2023 the cap was four a week (lifted during the pandemic)",
        reads=("sessions_per_week", "sessions_per_year"),
        check=_cap,
        valid_to=date(2023, 3, 31),
    ),
    Rule(
        code="NGPRS-R18",
        text="Sessions may be annualised; a least number of weeks may apply (unconfirmed, U-05)",
        reads=("weeks_per_year",),
        check=_weeks,
        only_if=("weeks_per_year",),
    ),
    Rule(
        code="NGPRS-R20",
        text="Earlier: no other in-hours locum or salaried GP work, except when changing workplace or in the last year",
        reads=("other_in_hours_gp_work", "changing_workplace_or_last_year"),
        check=_other_work,
        only_if=("other_in_hours_gp_work",),
        met="Other in-hours GP work while changing workplace or in the last 12 months.",
        not_met="Other in-hours locum or salaried GP work was not allowed under the rules of that time.",
    ),
    Rule(
        code="NGPRS-R21",
        text="Up to five years, with a review every year",
        reads=("starts_on", "reviews_passed", "paused_months"),
        check=_term,
        only_if=("starts_on", "reviews_passed"),
    ),
    Rule(
        code="NGPRS-R23",
        text="Earlier time on a retainer scheme must be declared",
        reads=("earlier_retainer_months",),
        check=_earlier_time,
    ),
    Rule(
        code="NGPRS-P06",
        text="No start before formal approval",
        reads=("approved_on", "starts_on"),
        check=_approval,
        only_if=("starts_on",),
        met="The start is not before the formal approval.",
        not_met="The start lies before the formal approval: no start before it.",
    ),
)

NGPRS = RuleBook(
    code="SCH-NGPRS",
    names=((None, "National GP Retention Scheme"),),
    openings=(Opening(date(2017, 4, 1)),),
    rules=RULES,
    decided_by="NHS England, after educational approval by the scheme lead and review by the ICB",
    confirmed_until=setting("ngprs.confirmed_until"),
    money=ngprs_money,
    money_reads=READS,
    money_lines=LINES,
    not_checked={
        "NGPRS-M02": "Session caps 52, 104, 156 and 208 a year for 1 to 4 a week: they shape NGPRS-M01.",
        "NGPRS-M05": "Edges of the supplement for patterns between whole sessions are unconfirmed: configuration.",
        "NGPRS-M06": "One press item prints £76.29; £76.92 is used.",
        "NGPRS-R19": "Paid work outside the retained post has no upper limit since version 6: nothing to check.",
        "NGPRS-R22": "Terms of absence and extension are unconfirmed (U-05): pauses move the end in NGPRS-R21.",
    },
)
