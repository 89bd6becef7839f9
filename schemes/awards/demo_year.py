"""A year of the fictional system: enough people on support for the answers at 6 and 12 months to be shown."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from django.core.files.uploadedfile import SimpleUploadedFile

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import lines_of, programmes
from retention_portal.accounts.actions import grant_membership, system_account
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear, Month, now, today
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.awards import actions, actions_claims, actions_ledger
from schemes.awards.actions import Opening
from schemes.awards.actions_claims import Cost, Papers
from schemes.awards.models import Award, Claim, StillInPost
from schemes.awards.queries import hosts_in
from schemes.awards.rules.history import RETENTION, CostKind
from schemes.awards.rules.opening import Approval
from schemes.awards.rules.still_in_post import MILESTONES
from schemes.awards.wording import LOCAL, scheme_title
from schemes.catalogue.rules.periods import ONE_DAY, plus_months, plus_years

SYSTEM, PROGRAMME, ALLOCATED = "QZZ", "FUND-SDF", Decimal(120_000)
FIRST = ("Ann", "Ben", "Chloe", "Dev", "Ellen", "Farah", "Gwen", "Hugh")
LAST = ("Ashby", "Birch", "Carver", "Dale", "Easton", "Finch", "Garner", "Holt", "Ingram")
RETAINED, PORTFOLIO = (
    8,
    34,
)  # of the 72: on the retention scheme, with a portfolio grant; the rest had training paid
EACH_PAID = 2  # every second grant has a cost that was claimed and paid
# what the 72 said at 6 and at 12 months; made up, like the people
SAID = {
    6: ("same",) * 26 + ("fewer",) * 9 + ("more",) * 6 + ("moved",) * 9 + ("left",) * 9 + ("",) * 13,
    12: ("same",) * 22 + ("fewer",) * 10 + ("more",) * 4 + ("moved",) * 10 + ("left",) * 10 + ("",) * 16,
}
INVOICE = b"%PDF-1.4\n% An invoice made up for the demonstration\n"


def seed() -> int:
    """Make the year once; how many awards. None when they are there, or the fictional system is not."""
    system = organisation_by_code(SYSTEM)
    if system is None or Award.objects.filter(system=system, made_up=True).exists():
        return 0
    hosts = list(hosts_in(system, today()).filter(kind="practice").order_by("code"))
    finance = _person("other-finance@example.org", "Demo finance lead elsewhere", Role.FINANCE_LEAD, system)
    rows = [_award(system, hosts, number, name) for number, name in enumerate(_names())]
    actions_ledger.post_month(
        system=system, month=Month.of(today()).previous(), by=system_account(name="demo")
    )
    lead = _person("other-scheme-lead@example.org", "Demo scheme lead elsewhere", Role.SCHEME_LEAD, system)
    for row in rows[:RETAINED]:
        _reviewed(row, lead)
        _pay_month(row, finance)
    for row in rows[RETAINED::EACH_PAID]:
        _pay(row, finance)
    for milestone in MILESTONES:
        StillInPost.objects.bulk_create(_questions(rows, milestone))
    return len(rows)


def _names() -> list[str]:
    return [f"Dr {first} {last}" for last, first in product(LAST, FIRST)]


def _award(system: Organisation, hosts: list[Organisation], number: int, name: str) -> Award:
    """One person who started 19 to 24 months ago: long enough that both questions are counted."""
    starts = Month.of(today()).shifted(-19 - number % 6).start + timedelta(days=number % 9)
    scheme, title, per_week = RETENTION, scheme_title(RETENTION, starts), Decimal(2 + number % 3)
    if number >= RETAINED:
        title = "Portfolio grants" if number < RETAINED + PORTFOLIO else "Training fund"
        scheme, per_week = f"{LOCAL}{title.upper().replace(' ', '-')}", Decimal(4 + number % 4)
    opening = Opening(
        scheme=scheme,
        title=title,
        starts=starts,
        ends=plus_years(starts, 5 if scheme == RETENTION else 3) - ONE_DAY,
        approval=Approval("Demonstration system", starts - timedelta(days=20), starts - timedelta(days=20)),
        per_week=per_week,
        grant=None if scheme == RETENTION else Decimal(1_500 if title.startswith("P") else 400),
    )
    email = f"{name.removeprefix('Dr ').replace(' ', '.').lower()}@example.net"
    return actions.open_award(
        person=_person(email, name, Role.GP, None),
        system=system,
        host=hosts[number % len(hosts)],
        opening=opening,
        by=person_by_email("other-coordinator@example.org"),
        made_up=True,
    )


def _pay(row: Award, finance: Person) -> None:
    """A cost of the second month, claimed by the person and paid in the third."""
    spent = Cost(CostKind.GRANT, plus_months(row.starts_on, 1), (row.grant or Decimal(0)) * Decimal("0.80"))
    papers = Papers(SimpleUploadedFile("invoice.pdf", INVOICE))
    _settled(actions_claims.claim_cost(award=row, cost=spent, papers=papers, by=row.person), row, finance)


def _reviewed(row: Award, lead: Person) -> None:
    actions.hold_review(
        award=row, held_on=plus_years(row.starts_on, 1), need_continues=True, practice_meets=True,
        outcome="continue", reason="", by=lead,
    )  # fmt: skip


def _pay_month(row: Award, finance: Person) -> None:
    """The supplement of the second month, claimed by the person."""
    month = Month.of(row.starts_on).next().start
    _settled(
        actions_claims.claim_month(award=row, month=month, payee="doctor", papers=Papers(), by=row.person),
        row,
        finance,
    )


def _settled(claim: Claim, row: Award, finance: Person) -> None:
    line = _line(row.system, claim.counts_on)
    claim = actions_claims.approve_claim(
        claim=Claim.objects.select_related("award__system").get(pk=claim.pk), line=line, by=finance
    )
    actions_claims.pay_claim(claim=claim, paid_on=plus_months(row.starts_on, 2), by=finance)


def _line(system: Organisation, day: date) -> AllocationLine:
    year = FinancialYear.of(day).code
    found = lines_of(system, year).filter(programme__code=PROGRAMME).first()
    if found:
        return found
    programme = programmes(today()).get(code=PROGRAMME)
    return funding.enter_allocation(
        system=system, programme=programme, financial_year=year, amount=ALLOCATED,
        by=person_by_email("admin@example.org"), reason="Made up for the demonstration",
    )  # fmt: skip


def _questions(rows: list[Award], milestone: int) -> list[StillInPost]:
    """What was asked and said, without the mails: nobody there has a mailbox. Neighbours did not say the same."""
    said = SAID[milestone]
    return [
        StillInPost(
            award=row,
            milestone=milestone,
            asked_on=plus_months(row.starts_on, milestone),
            answer=answer,
            answered_at=now() if answer else None,
        )
        for number, row in enumerate(rows)
        for answer in [said[number * 7 % len(said)]]
    ]


def _person(email: str, name: str, role: Role, at: Organisation | None) -> Person:
    """Somebody made up who cannot sign in, and the role that they hold."""
    person, made = Person.objects.get_or_create(
        email=email, defaults={"full_name": name, "is_demo": True, "password": "!"}
    )
    if made:
        if role is Role.GP:
            Person.objects.filter(pk=person.pk).update(profession=Profession.GP)
        grant_membership(
            person=person, role=role, organisation=at, by=system_account(name="demo"), valid_from=today()
        )
    return person
