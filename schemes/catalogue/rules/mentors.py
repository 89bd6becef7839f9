"""SCH-MEN: Supporting Mentors Scheme (handbook 3.4)."""

from datetime import date
from fractions import Fraction

from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import denied, said
from schemes.catalogue.rules.closing import first_day
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, all_of, is_one_of, judgement, met, not_met
from schemes.catalogue.rules.money import Line, counted, line
from schemes.catalogue.rules.periods import Span, plus_years
from schemes.catalogue.rules.rates import rate
from schemes.catalogue.rules.stated import View
from schemes.catalogue.rules.working import clinical_at_least

LEAST_CLINICAL_SESSIONS = 3  # MEN-R04
TRAINING_SESSIONS = 4  # the training money is four mentoring sessions
PAYEE = "mentor or employer (which is unconfirmed)"


def _mentor(view: View, on: date) -> bool | None:
    return all_of(
        is_one_of(view("profession"), "gp"),
        is_one_of(view("gmc_status"), "full_with_licence"),
        is_one_of(view("post"), "partner", "salaried", "substantive_and_locum"),
    )


def _years(view: View, on: date) -> Verdict:
    least = setting("men.local_years").value
    if on >= plus_years(view("qualified_on"), least):
        return met(f"Qualified for at least {least} years, as local hubs ask.")
    return judgement(
        f"Qualified for less than {least} years: no national rule, but local hubs ask it.", premise=False
    )


def _sessions(view: View, on: date) -> bool | Verdict | None:
    enough = clinical_at_least(view, LEAST_CLINICAL_SESSIONS)
    sessions = view("clinical_sessions_per_week")
    if enough is False and sessions is not None:
        return not_met(f"{counted(sessions, 'clinical session')} a week: at least 3 are needed.")
    return enough


RULES = (
    Rule(
        code="MEN-R01",
        text="GP, partner or salaried, with full registration and licence",
        reads=("profession", "gmc_status", "post"),
        check=_mentor,
        met="A partner or salaried GP with full registration and licence.",
        not_met="The scheme is for partners and salaried GPs with full registration and licence.",
    ),
    Rule(
        code="MEN-R02",
        text="Meets performers list requirements; tells NHS England of concerns",
        reads=("on_performers_list", "declares_concerns"),
        check=said("on_performers_list", "declares_concerns"),
        met="On the performers list, and tells NHS England of concerns.",
        not_met="Mentors are on the performers list and tell NHS England of concerns.",
    ),
    Rule(
        code="MEN-R03",
        text="Not under interim suspension (Medical Act 1983, section 41A)",
        reads=("interim_suspension",),
        check=denied("interim_suspension"),
        met="Not under interim suspension.",
        not_met="Under interim suspension.",
    ),
    Rule(
        code="MEN-R04",
        text="Delivers or agrees to deliver at least 3 clinical sessions a week",
        reads=("clinical_sessions_per_week", "sessions_per_week"),
        check=_sessions,
        met="At least 3 clinical sessions a week.",
        not_met="Fewer than 3 clinical sessions a week.",
    ),
    Rule(
        code="MEN-R05",
        text="Plus one mentoring session a week",
        reads=("agrees_weekly_mentoring",),
        check=said("agrees_weekly_mentoring"),
        met="Agrees to one mentoring session a week.",
        not_met="Does not agree to one mentoring session a week.",
    ),
    Rule(
        code="MEN-R06",
        text="Years since qualifying: no national rule; local hubs ask 5, prefer 8 to 10",
        reads=("qualified_on",),
        check=_years,
        only_if=("qualified_on",),
    ),
)


def mentors_money(view: View, on: date) -> Paid:
    """Mentoring sessions given, and the time of the training when it is done."""
    day = first_day(MENTORS, view("starts_on"), on)
    span = Span(day, day, Fraction(0))
    lines: list[Line] = []
    if not view("mentor_training_done"):
        view.needed("mentoring_sessions", "SCH-MEN")
    if view("mentoring_sessions"):
        session, count = rate("men.session", day), view("mentoring_sessions")
        text = f"{counted(count, 'mentoring session')}."
        lines.append(
            line(session.code, span, units=count, unit="sessions", rate=session.value, payee=PAYEE, text=text)
        )
    if view("mentor_training_done"):
        training = rate("men.training", day)
        text = f"Time for the mentor's training: {TRAINING_SESSIONS} sessions' worth."
        lines.append(
            line(training.code, span, units=1, unit="training", rate=training.value, payee=PAYEE, text=text)
        )
    return lines, ["A recognised mentoring qualification is funded too; no amount is published."]


_PAID = ("MEN-M01", "MEN-M02")
MENTORS = RuleBook(
    code="SCH-MEN",
    names=((None, "Supporting Mentors Scheme"),),
    openings=(Opening(date(2020, 4, 1), date(2024, 3, 31)),),
    rules=RULES,
    decided_by="the ICB or training hub",
    in_term="People already on it are funded to the end of their term.",
    instead="Systems may run local successors.",
    money=mentors_money,
    money_reads={
        "mentoring_sessions": ("MEN-M01",),
        "mentor_training_done": ("MEN-M02",),
        "starts_on": _PAID,
    },
    money_lines={"MEN-M01": "£289 a mentoring session", "MEN-M02": "£1,156 for training time (4 × £289)"},
    not_checked={"MEN-R07": "The order of mentees is a matter of matching, not of who may be a mentor."},
)
