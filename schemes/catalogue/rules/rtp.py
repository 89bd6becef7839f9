"""SCH-IR: Induction and Refresher, since 2023 Return to Practice and International Induction (handbook 3.2)."""

from datetime import date

from retention_portal.core.dates import date_text
from retention_portal.core.sessions import MINUTES_PER_SESSION
from schemes.catalogue.rules.book import SKIP, Opening, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen, denied
from schemes.catalogue.rules.configuration import day, setting
from schemes.catalogue.rules.findings import Verdict, judgement, met, negated, not_met, unknown
from schemes.catalogue.rules.money import counted
from schemes.catalogue.rules.periods import plus_years
from schemes.catalogue.rules.rtp_money import LINES, READS, rtp_money
from schemes.catalogue.rules.stated import View

ABSENT_YEARS = 2  # IR-R01: more than
LOCAL_SUPPORT_YEARS = 1  # IR-R08
LONGEST_BREAK_YEARS = 10  # IR-R05
MOST_ATTEMPTS = 4  # IR-R04
ROUTE = "route"


def absent_more_than(years: int, last: date, on: date) -> bool:
    """True when more than `years` years have passed since `last`: not yet on the anniversary itself."""
    return on > plus_years(last, years)


def _absent(view: View, on: date) -> bool | Verdict | None:
    if view("ever_nhs_gp") is False:
        return judgement(
            "Never worked as a GP in the NHS: International Induction, rather than Return to Practice, is the "
            "programme to ask about. The educational lead decides.",
            premise=True,
        )
    last = view("last_nhs_gp_work_on")
    if last is None:
        return None
    if last > on:
        return not_met(f"Still in NHS general practice on {date_text(on)}.")
    return absent_more_than(ABSENT_YEARS, last, on)


def _local_support(view: View, on: date) -> Verdict:
    last = view("last_nhs_gp_work_on")
    away = absent_more_than(LOCAL_SUPPORT_YEARS, last, on) if last <= on else False
    if not away or absent_more_than(ABSENT_YEARS, last, on):
        return SKIP
    return not_met(
        "Absent for one to two years: outside Return to Practice. Local support on coming back, a flexible pool or "
        "the National GP Retention Scheme may fit."
    )


def _refresher(view: View, on: date) -> bool | None:
    return view("on_performers_list")


def _assessment(view: View, on: date) -> bool | Verdict | None:
    if view("on_performers_list"):
        return not_met(
            "The assessment route is for doctors off the performers list; the refresher route fits instead."
        )
    failed = view("mcq_attempts_failed")
    if failed is not None and failed >= MOST_ATTEMPTS:
        return not_met(f"{failed} attempts without a pass: at most {MOST_ATTEMPTS} are allowed.")
    if failed is None or view("on_performers_list") is None:
        return None
    return met(f"Learning Needs Assessment: {MOST_ATTEMPTS - failed} of {MOST_ATTEMPTS} attempts are left.")


def _portfolio(view: View, on: date) -> bool | Verdict | None:
    overseas, last = view("worked_as_gp_overseas"), view("last_nhs_gp_work_on")
    if overseas is None or not overseas:
        return negated(True) if overseas is False else None
    if last is None:
        return unknown() if view("ever_nhs_gp") is not False else _asks_first()
    if absent_more_than(LONGEST_BREAK_YEARS, last, on):
        return not_met(f"The break since {date_text(last)} is longer than {LONGEST_BREAK_YEARS} years.")
    return _asks_first()


def _asks_first() -> Verdict:
    return judgement(
        "Worked as a GP abroad: the portfolio route, with evidence instead of an assessment, once the local "
        "NHS England team approves it.",
        premise=True,
    )


def _placement(view: View, on: date) -> bool | Verdict | None:
    months, hours = view("placement_months"), view("placement_hours_per_week")
    if months is not None and not 1 <= months <= 6:
        return judgement(
            f"A placement of {counted(months, 'month')}: 1 to 6 months are usual.", premise=False
        )
    least = setting("ir.least_placement_sessions")
    if hours is not None and hours * 60 < least.value * MINUTES_PER_SESSION:
        words = f"{counted(hours, 'hour')} a week are fewer than {least.value} sessions{least.mark}."
        return judgement(words, premise=False)
    return met("The placement is as long, and as many hours a week, as is usual.")


RULES = (
    Rule(
        code="IR-R01",
        text="Absent from NHS general practice for more than two years (Return to Practice)",
        reads=("last_nhs_gp_work_on", "ever_nhs_gp"),
        check=_absent,
        met="Absent from NHS general practice for more than two years.",
        not_met="Not absent from NHS general practice for more than two years.",
    ),
    Rule(
        code="IR-R02",
        text="On the GMC GP Register, or becoming so",
        reads=("gmc_gp_register",),
        check=chosen("gmc_gp_register", "on_register", "applying"),
        met="On the GMC GP Register, or applying to be.",
        not_met="Neither on the GMC GP Register nor applying to be.",
    ),
    Rule(
        code="IR-R03",
        text="Still on the performers list: the MPL refresher route; the local NHS England team applies for the doctor",
        reads=("on_performers_list",),
        check=_refresher,
        met="Still on the performers list: the MPL refresher route; the local NHS England team applies for the doctor.",
        not_met="Not on the performers list: not the MPL refresher route.",
        one_of=ROUTE,
    ),
    Rule(
        code="IR-R04",
        text="Learning Needs Assessment route: multiple choice papers, at most four attempts",
        reads=("on_performers_list", "mcq_attempts_failed"),
        check=_assessment,
        one_of=ROUTE,
    ),
    Rule(
        code="IR-R05",
        text="Portfolio route: worked as a GP abroad, break of up to ten years, local NHS England approval first",
        reads=("worked_as_gp_overseas", "last_nhs_gp_work_on", "ever_nhs_gp"),
        check=_portfolio,
        not_met="Did not work as a GP abroad: not the portfolio route.",
        one_of=ROUTE,
    ),
    Rule(
        code="IR-R06",
        text="No performers list or GMC conditions that need remediation",
        reads=("needs_remediation",),
        check=denied("needs_remediation"),
        met="No conditions that need remediation.",
        not_met="Conditions need remediation: the NHS England region helps, not this scheme.",
    ),
    Rule(
        code="IR-R07",
        text="Placement of 1 to 6 months by need; an older local rule asks for at least 4 or 4.5 sessions a week",
        reads=("placement_months", "placement_hours_per_week"),
        check=_placement,
        only_if=("placement_months", "placement_hours_per_week"),
    ),
    Rule(
        code="IR-R08",
        text="Absent 1 to 2 years: outside Return to Practice; local support on coming back",
        reads=("last_nhs_gp_work_on",),
        check=_local_support,
        only_if=("last_nhs_gp_work_on",),
    ),
)

IR = RuleBook(
    code="SCH-IR",
    names=(
        (None, "Induction and Refresher"),
        (day("ir.two_programmes_from"), "Return to Practice and International Induction"),
    ),
    openings=(Opening(date(2015, 3, 1)),),
    rules=RULES,
    decided_by="NHS England (performers list), with the educational lead's advice",
    money=rtp_money,
    money_reads=READS,
    money_lines=LINES,
    not_checked={
        "IR-M06": "Invoices within three months of completing the programme: shown with the childcare line.",
        "IR-M07": "Up to four attempts at the assessment are funded, subject to a pass; no amount is published.",
    },
)
