"""Made-up people on support for the demonstration's system, in every state, through the actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import lines_of, programmes
from retention_portal.accounts.actions import grant_membership, system_account
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear, Month, today
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.awards import actions, actions_claims, actions_ledger, actions_still, demo_year
from schemes.awards.actions import Opening
from schemes.awards.actions_claims import Cost, Papers
from schemes.awards.actions_mentor import claim_mentor_time
from schemes.awards.models import Award, Claim
from schemes.awards.queries_mentor import mentor_scheme
from schemes.awards.rules.history import FELLOWSHIP, PARTNERSHIP, RETENTION, RETURN, CostKind
from schemes.awards.rules.opening import Approval
from schemes.awards.wording import MENTOR_TITLE, scheme_title
from schemes.catalogue.rules.periods import ONE_DAY, plus_months, plus_years

SYSTEM = "QHM"
PARTNER_SINCE = date(2023, 3, 1)  # the partnership payment took nobody after June 2023
FELLOW_SINCE = date(2024, 2, 1)  # and the fellowship nobody after March 2024
PROGRAMME, ALLOCATED = "FUND-SDF", Decimal(90_000)
INVOICE = b"%PDF-1.4\n% An invoice made up for the demonstration\n"


class _Cast:
    """Who acts, and where."""

    def __init__(self, system: Organisation) -> None:
        self.system = system
        self.coordinator = person_by_email("coordinator@example.org")
        self.scheme_lead = person_by_email("scheme-lead@example.org")
        self.finance = person_by_email("finance@example.org")
        self.region = person_by_email("commissioner@example.org")
        self.practice = person_by_email("practice@example.org")
        held = Membership.objects.select_related("organisation").get(
            person=self.practice, role=Role.PRACTICE_LEAD
        )
        assert held.organisation is not None
        self.host = held.organisation

    def open(
        self, person: Person, scheme: str, starts: date, ends: date, per_week: str, **facts: Any
    ) -> Award:
        """An award opened by the coordinator."""
        approved = starts - timedelta(days=21)
        title = facts.pop("title", None) or scheme_title(scheme, starts)
        wanted = Opening(
            scheme=scheme,
            title=title,
            starts=starts,
            ends=ends,
            approval=Approval(facts.pop("approved_by", "NHS England"), approved, approved),
            per_week=Decimal(per_week),
            **facts,
        )
        return actions.open_award(
            person=person,
            system=self.system,
            host=self.host,
            opening=wanted,
            by=self.coordinator,
            made_up=True,
        )


def seed() -> dict[str, int]:
    """Make the awards once, those of the fictional system too; nothing when there are some already."""
    elsewhere = demo_year.seed()
    system = organisation_by_code(SYSTEM)
    if system is None or Award.objects.filter(system=system, made_up=True).exists():
        return {"demo_awards": elsewhere}
    cast = _Cast(system)
    this_month = Month.of(today())
    retained = _retained(cast, this_month)
    partner = _partner(cast)
    returner = _returner(cast, this_month)
    _others(cast, this_month)
    _post(system, this_month.previous())
    _claims(cast, retained, this_month)
    _paid(cast, partner, PARTNER_SINCE, "contract holder")
    for months in (-4, -3, -2):
        _paid(cast, returner, this_month.shifted(months).start, "doctor")
    _corrected(cast, this_month)
    return {"demo_awards": elsewhere + Award.objects.filter(system=system, made_up=True).count()}


def _corrected(cast: _Cast, now: Month) -> None:
    """A month was paid at four sessions and turned out to be three: a balance to settle."""
    starts = now.shifted(-8).start
    person = _person("retained5@example.org", "Dr Demo Corrected")
    row = cast.open(person, RETENTION, starts, plus_years(starts, 5) - ONE_DAY, "4", programme_code=PROGRAMME)
    _post(cast.system, now.previous())
    month = now.shifted(-4).start
    claim = actions_claims.claim_month(
        award=row, month=month, payee="practice", papers=_papers(""), by=cast.practice
    )
    claim = actions_claims.approve_claim(
        claim=_read(claim), line=_line(cast, claim.counts_on), by=cast.finance
    )
    actions_claims.pay_claim(claim=claim, paid_on=today(), by=cast.finance)
    actions.change_pattern(award=row, starts=month, per_week=Decimal(3), per_year=None, by=cast.coordinator)


def _post(system: Organisation, month: Month) -> None:
    actions_ledger.post_month(system=system, month=month, by=system_account(name="demo"))


def _retained(cast: _Cast, now: Month) -> Award:
    """In the third year, with three sessions that became four."""
    starts = now.shifted(-28).start
    row = cast.open(
        person_by_email("gp@example.org"), RETENTION, starts, plus_years(starts, 5) - ONE_DAY, "3"
    )
    for year in (1, 2):
        actions.hold_review(
            award=row,
            held_on=plus_years(starts, year) - timedelta(days=9),
            need_continues=True,
            practice_meets=True,
            outcome="continue",
            reason="Four sessions from the second year on." if year == 1 else "",
            by=cast.scheme_lead,
        )
    actions.change_pattern(
        award=row, starts=now.shifted(-14).start, per_week=Decimal(4), per_year=None, by=cast.coordinator
    )
    return row


def _partner(cast: _Cast) -> Award:
    person = person_by_email("gp2@example.org")
    row = cast.open(person, PARTNERSHIP, PARTNER_SINCE, plus_years(PARTNER_SINCE, 5) - ONE_DAY, "6")
    for year in (1, 2, 3):
        if plus_years(PARTNER_SINCE, year) <= today():
            actions.hold_review(
                award=row, held_on=plus_years(PARTNER_SINCE, year), need_continues=True, practice_meets=True,
                outcome="continue", reason="", by=cast.coordinator,
            )  # fmt: skip
    return row


def _returner(cast: _Cast, now: Month) -> Award:
    """On placement since half a year, asked whether still in post, with a childcare claim."""
    starts = plus_months(today(), -6)
    person = _person("returner@example.org", "Dr Demo Returner")
    row = cast.open(person, RETURN, starts, plus_months(starts, 8) - ONE_DAY, "5.4")
    question = actions_still.ask(award=row, milestone=6)
    actions_still.answer(question=question, said="more")
    cost = Cost(CostKind.CHILDCARE, now.previous().end, Decimal("410.00"), item="1")
    actions_claims.claim_cost(award=row, cost=cost, papers=_papers("Nursery, one child."), by=person)
    return row


def _others(cast: _Cast, now: Month) -> None:
    """A paused, a planned, an ended-early, a finished and a cancelled one, a mentor and a local grant."""
    starts = now.shifted(-20).start
    paused = cast.open(
        _person("retained2@example.org", "Dr Demo Away"),
        RETENTION,
        starts,
        plus_years(starts, 5) - ONE_DAY,
        "2",
    )
    actions.pause_award(award=paused, starts=now.shifted(-2).start, ends=None, by=cast.coordinator)
    starts = now.shifted(2).start
    end = plus_years(starts, 5) - ONE_DAY
    planned = _person("retained3@example.org", "Dr Demo Soon")
    cast.open(planned, RETENTION, starts, end, "2.5")
    cancelled = cast.open(_person("retained4@example.org", "Dr Demo Elsewhere"), RETENTION, starts, end, "4")
    actions.cancel_award(award=cancelled, reason="Took a salaried post instead.", by=cast.coordinator)
    _fellow(cast, "fellow@example.org", "Dr Demo Fellow", None)
    _fellow(cast, "fellow2@example.org", "Dr Demo Moved", date(2025, 6, 1))
    _mentor_and_grant(cast, now)


def _fellow(cast: _Cast, email: str, name: str, left_on: date | None) -> None:
    """A fellowship that ran its two years, or was left."""
    row = cast.open(
        _person(email, name), FELLOWSHIP, FELLOW_SINCE, plus_years(FELLOW_SINCE, 2) - ONE_DAY, "6",
        full_time_salary=Decimal("93500.00"), approved_by="Training hub",
    )  # fmt: skip
    if left_on and left_on <= today():
        actions.end_award(award=row, left_on=left_on, reason="Moved to another area.", by=cast.coordinator)
    elif plus_years(FELLOW_SINCE, 2) <= today():
        actions.finish_award(award=row, by=cast.coordinator)


def _mentor_and_grant(cast: _Cast, now: Month) -> None:
    starts = now.shifted(-9).start
    mentor = person_by_email("mentor@example.org")
    cast.open(
        mentor,
        mentor_scheme(cast.system),
        starts,
        plus_years(starts, 1) - ONE_DAY,
        "1",
        title=MENTOR_TITLE,
        allowance=Decimal(24),
        hourly_rate=Decimal("72.25"),
        admin_minutes=30,
        approved_by="Training hub",
    )
    claim_mentor_time(
        mentor=mentor, service_owner=cast.system, hours=Decimal(3), on=now.previous().end, by=mentor
    )
    other = cast.open(
        _person("portfolio@example.org", "Dr Demo Portfolio"), "LOC-TRAINING-FUND", starts,
        plus_years(starts, 1) - ONE_DAY, "4", title="Training fund", grant=Decimal("600.00"), approved_by="Training hub",
    )  # fmt: skip
    cost = Cost(CostKind.GRANT, now.previous().start, Decimal("245.00"))
    claim = actions_claims.claim_cost(
        award=other, cost=cost, papers=_papers("Ultrasound course."), by=other.person
    )
    actions_claims.return_claim(
        claim=_read(claim), reason="The invoice shows no date. Please send one that does.", by=cast.finance
    )


def _claims(cast: _Cast, row: Award, now: Month) -> None:
    """Three months of the retained GP's practice: paid, approved, and sent."""
    for months, steps in ((-3, 2), (-2, 1), (-1, 0)):
        claim = actions_claims.claim_month(
            award=row, month=now.shifted(months).start, payee="practice", papers=_papers(""), by=cast.practice
        )
        if steps:
            line = _line(cast, claim.counts_on)
            claim = actions_claims.approve_claim(claim=_read(claim), line=line, by=cast.finance)
        if steps > 1:
            actions_claims.pay_claim(claim=claim, paid_on=today(), by=cast.finance)


def _paid(cast: _Cast, row: Award, month: date, payee: str) -> None:
    """A month claimed by its person and paid since."""
    claim = actions_claims.claim_month(award=row, month=month, payee=payee, papers=_papers(""), by=row.person)
    line = _line(cast, claim.counts_on)
    claim = actions_claims.approve_claim(claim=_read(claim), line=line, by=cast.finance)
    actions_claims.pay_claim(claim=claim, paid_on=today(), by=cast.finance)


def _line(cast: _Cast, day: date) -> AllocationLine:
    """The money line of the year of a day, allocated by the region when there is none."""
    year = FinancialYear.of(day).code
    found = lines_of(cast.system, year).filter(programme__code=PROGRAMME).first()
    if found:
        return found
    programme = programmes(today()).filter(code=PROGRAMME).first() or programmes(today()).first()
    assert programme is not None
    return funding.enter_allocation(
        system=cast.system, programme=programme, financial_year=year, amount=ALLOCATED, by=cast.region,
        reason="Made up for the demonstration",
    )  # fmt: skip


def _read(claim: Claim) -> Claim:
    return Claim.objects.select_related("award__system", "award__person", "submitted_by", "line").get(
        pk=claim.pk
    )


def _papers(words: str) -> Papers:
    return Papers(SimpleUploadedFile("invoice.pdf", INVOICE), words=words)


def _person(email: str, name: str) -> Person:
    """A made-up GP who cannot sign in."""
    person, made = Person.objects.get_or_create(
        email=email,
        defaults={"full_name": name, "profession": Profession.GP, "is_demo": True, "password": "!"},
    )
    if made:
        grant_membership(
            person=person, role=Role.GP, organisation=None, by=system_account(name="demo"), valid_from=today()
        )
    return person
