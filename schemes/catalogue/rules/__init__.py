"""The rule books: one module for each scheme, pure, dated, three-valued, with handbook codes on every finding.

Enter here: `check`, `check_all`, `money`, `describe`. Facts come from `stated.read_facts`.
"""

from datetime import date
from difflib import get_close_matches

from retention_portal.core.refusals import BadInput, quoted
from schemes.catalogue.rules.arrs import ARRS
from schemes.catalogue.rules.book import Answer, RuleBook, answer_of, money_of
from schemes.catalogue.rules.career_plus import CAREER_PLUS
from schemes.catalogue.rules.coaching import COACHING
from schemes.catalogue.rules.facts import Facts
from schemes.catalogue.rules.fellowship import FELLOWSHIP
from schemes.catalogue.rules.lgprf import LGPRF
from schemes.catalogue.rules.mentors import MENTORS
from schemes.catalogue.rules.money import Money
from schemes.catalogue.rules.n2pp import N2PP
from schemes.catalogue.rules.ngprs import NGPRS
from schemes.catalogue.rules.phoenix import PHOENIX
from schemes.catalogue.rules.pool import POOL
from schemes.catalogue.rules.portfolio_plus import GPS, PORTFOLIO_PLUS
from schemes.catalogue.rules.practitioner_health import PRACTITIONER_HEALTH
from schemes.catalogue.rules.rtp import IR

BOOKS: dict[str, RuleBook] = {
    book.code: book
    for book in (
        *(NGPRS, IR, FELLOWSHIP, MENTORS, N2PP, CAREER_PLUS, POOL, LGPRF, PORTFOLIO_PLUS, GPS, PHOENIX),
        *(COACHING, PRACTITIONER_HEALTH, ARRS),
    )
}


def book(code: str) -> RuleBook:
    """The rule book of the scheme `code`, in any case: "sch-ngprs" is SCH-NGPRS.

    Raises BadInput (code "unknown_scheme") with the nearest code, listing every code.
    """
    wanted = code.strip().upper()
    if wanted not in BOOKS:
        near = get_close_matches(
            wanted[:100], [*BOOKS, *(one.removeprefix("SCH-") for one in BOOKS)], n=1, cutoff=0.5
        )
        hint = f" Did you mean “SCH-{near[0].removeprefix('SCH-')}”?" if near else ""
        raise BadInput(
            f"There is no scheme {quoted(code)}.{hint}", allowed=tuple(BOOKS), code="unknown_scheme"
        )
    return BOOKS[wanted]


def check(code: str, facts: Facts, on: date) -> Answer:
    """What the rules of the scheme `code` find in `facts` on the day `on`. Raises BadInput for an unknown scheme."""
    return answer_of(book(code), facts, on)


def check_all(facts: Facts, on: date) -> list[Answer]:
    """Every scheme × one person's facts, in the handbook's order."""
    return [answer_of(one, facts, on) for one in BOOKS.values()]


def money(code: str, facts: Facts, on: date) -> Money:
    """The money of the scheme `code` for `facts`: at the rates of the days they name, else of `on`.

    Raises BadInput: "unknown_scheme"; "no_rate" for a day without a known rate; "fact_needed"; "closed" for a start
    after the scheme closed; "no_money" when no amount is known at all.
    """
    return money_of(book(code), facts, on)
