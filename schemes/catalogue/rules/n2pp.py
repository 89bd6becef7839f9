"""SCH-N2PP: New to Partnership Payment Scheme (handbook 3.5). Who may join; the money is in `n2pp_money`."""

from datetime import date, timedelta

from retention_portal.core.dates import date_text
from retention_portal.core.vocabulary import Profession
from schemes.catalogue.rules.book import Opening, Rule, RuleBook
from schemes.catalogue.rules.checks import said
from schemes.catalogue.rules.configuration import day, setting
from schemes.catalogue.rules.findings import (
    Verdict,
    all_of,
    any_of,
    at_least,
    is_one_of,
    met,
    negated,
    not_met,
)
from schemes.catalogue.rules.money import counted
from schemes.catalogue.rules.n2pp_money import LINES, READS, n2pp_money
from schemes.catalogue.rules.periods import plus_months
from schemes.catalogue.rules.stated import View
from schemes.catalogue.rules.working import clinical_at_least

OPENED, AGREEMENTS_FROM = date(2020, 7, 1), date(2020, 4, 1)
PROFESSIONS = tuple(
    choice.value
    for choice in Profession
    if choice not in (Profession.GP_TRAINEE, Profession.PRACTICE_MANAGER, Profession.OTHER)
)
LEAST_SHARE, LEAST_CLINICAL_SESSIONS, LEAST_CONTRACT_YEARS = 10, 2, 2
APPLY_WITHIN_MONTHS = 6


def _profession(view: View, on: date) -> bool | None:
    return all_of(is_one_of(view("profession"), *PROFESSIONS), view("professional_registration"))


def _contract(view: View, on: date) -> bool | None:
    return all_of(
        view("delivers_clinical_care"),
        is_one_of(view("contract_type"), "GMS", "PMS", "APMS"),
        at_least(view("contract_years_left"), LEAST_CONTRACT_YEARS),
    )


def _first_time(view: View, on: date) -> bool | None:
    return all_of(negated(view("earlier_partner_in_england")), negated(view("earlier_n2pp_application")))


def _equity(view: View, on: date) -> bool | None:
    return all_of(
        is_one_of(view("partner_kind"), "equity", "fixed_share", "probationary_fixed_share"),
        negated(view("also_salaried_there")),
        at_least(view("agreement_signed_on"), AGREEMENTS_FROM),
    )


def _fixed_share(view: View, on: date) -> bool | Verdict | None:
    kind = view("partner_kind")
    if kind == "equity":
        return met("An equity partner: the rule on fixed shares does not bind.")
    if kind == "probationary_fixed_share":
        return not_met("A probationary fixed share: the payment is for full equity, once it is reached.")
    if kind == "salaried_partner":
        return not_met("A salaried partner has no share of the profit.")
    if kind is None:
        return None
    return any_of(view("equal_share"), at_least(view("profit_share_per_cent"), LEAST_SHARE))


def _sessions(view: View, on: date) -> bool | Verdict | None:
    enough, sessions = clinical_at_least(view, LEAST_CLINICAL_SESSIONS), view("clinical_sessions_per_week")
    if enough is False and sessions is not None:
        return not_met(
            f"{counted(sessions, 'clinical session')} a week: at least 2 are needed for all five years."
        )
    return enough


def _in_time(view: View, on: date) -> bool | Verdict | None:
    since = view("partner_since")
    if since is None:
        return None
    if since > on:
        return met("The partnership starts later: the application is in time.")
    until = plus_months(since, APPLY_WITHIN_MONTHS)
    mark = setting("n2pp.window_removed_on").mark
    if on <= until:
        return met(f"Within six months of starting, by {date_text(until)}.")
    return not_met(
        f"Applications were due by {date_text(until)}; the limit was removed in December 2021{mark}."
    )


RULES = (
    Rule(
        code="N2PP-R01",
        text="Registered health professional of one of the professions that it was open to (12 by 2022)",
        reads=("profession", "professional_registration"),
        check=_profession,
        met="A registered professional of one of the professions that it was open to.",
        not_met="Not a registered professional of one of the professions that it was open to.",
    ),
    Rule(
        code="N2PP-R02",
        text="Practice managers cannot have it, though it was announced for them",
        reads=("profession",),
        check=lambda view, _on: negated(is_one_of(view("profession"), "practice_manager")),
        met="Not a practice manager.",
        not_met="Practice managers cannot have it: it was announced for them in February 2020, and never opened to them.",
    ),
    Rule(
        code="N2PP-R03",
        text="Meets the partner definition of the NHS Act 2006, section 86(2)",
        reads=("meets_partner_definition",),
        check=said("meets_partner_definition"),
        met="Meets the partner definition of the NHS Act 2006, section 86(2).",
        not_met="Does not meet the partner definition of the NHS Act 2006, section 86(2).",
    ),
    Rule(
        code="N2PP-R04",
        text="Delivers clinical care under a GMS, PMS or APMS contract with at least two years left",
        reads=("delivers_clinical_care", "contract_type", "contract_years_left"),
        check=_contract,
        met="Delivers clinical care under a contract with at least two years left.",
        not_met="Needs clinical care under a GMS, PMS or APMS contract with at least two years left.",
    ),
    Rule(
        code="N2PP-R05",
        text="Not a partner in a GP practice in England before; one application only",
        reads=("earlier_partner_in_england", "earlier_n2pp_application"),
        check=_first_time,
        met="A partner in England for the first time, with a first application.",
        not_met="Was a partner in England, or applied, before.",
    ),
    Rule(
        code="N2PP-R06",
        text="Profit-sharing partner, not also salaried in the same practice; agreement signed on or after 1 April 2020",
        reads=("partner_kind", "also_salaried_there", "agreement_signed_on"),
        check=_equity,
        met="A profit-sharing partner by an agreement signed on or after 1 April 2020, not also salaried there.",
        not_met="Needs a profit-sharing partner, not also salaried there, by an agreement signed from 1 April 2020.",
    ),
    Rule(
        code="N2PP-R07",
        text="Fixed-share partner: equal share, or at least 10%; probationary only at full equity (changed and disputed)",
        reads=("partner_kind", "equal_share", "profit_share_per_cent"),
        check=_fixed_share,
        met="A fixed-share partner with an equal share, or at least 10%.",
        not_met="A fixed-share partner needs an equal share, or at least 10%.",
    ),
    Rule(
        code="N2PP-R08",
        text="At least two clinical sessions a week for the whole five years",
        reads=("clinical_sessions_per_week", "sessions_per_week"),
        check=_sessions,
        met="At least two clinical sessions a week.",
        not_met="Fewer than two clinical sessions a week.",
    ),
    Rule(
        code="N2PP-R09",
        text="Commits to partnership for five years (in any practice that meets the rules)",
        reads=("commits_five_years",),
        check=said("commits_five_years"),
        met="Commits to partnership for five years.",
        not_met="Does not commit to partnership for five years.",
    ),
    Rule(
        code="N2PP-R10",
        text="Apply within six months of starting; removed December 2021",
        reads=("partner_since",),
        check=_in_time,
        valid_to=day("n2pp.window_removed_on") - timedelta(days=1),
    ),
)

N2PP = RuleBook(
    code="SCH-N2PP",
    names=((None, "New to Partnership Payment Scheme"),),
    openings=(Opening(OPENED, day("n2pp.closed_on")),),
    close_mark=setting("n2pp.closed_on").mark,
    rules=RULES,
    decided_by="NHS England, national team",
    in_term="Five-year commitments run to 2028.",
    instead="It is not reopening; nothing replaced it.",
    money=n2pp_money,
    money_reads=READS,
    money_lines=LINES,
    not_checked={
        "N2PP-M04": "Full time is nine sessions or 37.5 hours (one note says seven, U-08): the basis of N2PP-M01.",
        "N2PP-M07": "Paid to the contract holder: a lump sum for GMS and PMS, in line with the contract for APMS.",
        "N2PP-M08": "Taxable, not pensionable.",
    },
)
