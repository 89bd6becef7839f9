"""Reads of awards, their ledgers and claims. Each says how many statements it makes; none grows with the rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import lines_of, spend_for
from action_plans.funding.rules import code_of
from retention_portal.accounts.access import organisations_where, reached_ids
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear, Month
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.applications.models import Application
from schemes.applications.queries import accepted_applications
from schemes.awards.models import Award, Claim, LedgerEntry, StillInPost
from schemes.awards.rules.history import RETENTION
from schemes.awards.rules.reviews import DUE_SOON_DAYS
from schemes.awards.statuses import RUNNING, ClaimKind, ClaimStatus, EntryKind
from schemes.catalogue.queries import OWNER_KINDS

SOURCE = "awards.award"  # what the money lines call an award
LOOKS_AFTER = (Role.COORDINATOR,)
READS_OUTCOMES = (
    Role.COORDINATOR,
    Role.SYSTEM_LEAD,
    Role.CLINICAL_LEAD,
    Role.FINANCE_LEAD,
    Role.SRO,
    Role.COMMISSIONER,
)
PAYS = (Role.FINANCE_LEAD,)
SEES_CLAIMS = (Role.FINANCE_LEAD, Role.COORDINATOR, Role.PRACTICE_LEAD)
SYSTEMS = (OrganisationKind.SYSTEM,)
_MONEY: DecimalField = DecimalField(max_digits=12, decimal_places=2)


def awards_visible_to(user: Any) -> QuerySet[Award]:
    """A person's own awards, and those that a coordinator or (retention scheme only) a scheme lead looks after.

    Staff never see their own here: those are on their own page (`awards_of`).
    """
    looked_after = Q(system__in=reached_ids(user, LOOKS_AFTER, SYSTEMS))
    approved = Q(system__in=reached_ids(user, [Role.SCHEME_LEAD], SYSTEMS), scheme_code=RETENTION)
    return (
        Award.objects.filter(looked_after | approved)
        .exclude(person=user.pk)
        .select_related("person", "system", "host")
    )


def awards_of(person: Any) -> QuerySet[Award]:
    """A person's own awards, newest first, with everything the rules read. Five statements."""
    return with_history(Award.objects.filter(person=person.pk).order_by("-starts_on", "-pk"))


def awards_to_claim_for(user: Any) -> QuerySet[Award]:
    """Awards for which the user may claim: own, hosted by a practice of theirs, or looked after."""
    own = Q(person=user.pk)
    hosted = Q(host__in=organisations_where(user, [Role.PRACTICE_LEAD]).values("pk"))
    looked_after = Q(system__in=reached_ids(user, LOOKS_AFTER, SYSTEMS)) & ~Q(person=user.pk)
    return Award.objects.filter(own | hosted | looked_after).select_related("person", "system", "host")


def with_history(awards: QuerySet[Award]) -> QuerySet[Award]:
    """With what `history_of` and the ledger read, prefetched: five statements for any number of awards."""
    related = ("patterns", "pauses", "claims", "reviews", "entries")
    return awards.select_related("person", "system", "host").prefetch_related(*related)


def systems_of(user: Any, roles: Iterable[Role], on: date) -> QuerySet[Organisation]:
    """The systems that one of `roles` of the user reaches on a day. One statement."""
    return Organisation.objects.filter(pk__in=reached_ids(user, roles, SYSTEMS, on)).order_by("name")


def hosts_in(system: Organisation, on: date) -> QuerySet[Organisation]:
    """Where an award can be hosted: the system's practices, networks and hubs. One statement."""
    kinds = (OrganisationKind.PRACTICE, OrganisationKind.NETWORK, OrganisationKind.TRAINING_HUB)
    return organisations_within(system, on, open_only=True).filter(kind__in=kinds)


def sums(kind: EntryKind) -> Coalesce:
    """An annotation: pounds of one kind in the ledger of each award."""
    entries = LedgerEntry.objects.filter(award=OuterRef("pk"), kind=kind).order_by().values("award")
    total = entries.annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=_MONEY), Value(Decimal("0.00")), output_field=_MONEY)


def award_list(user: Any, filters: dict[str, Any], on: date) -> QuerySet[Award]:
    """The awards of a coordinator or scheme lead, filtered, next review first, with `.due` and `.paid` in pounds.

    `filters`: scheme, status, review ("due", "soon"), settle (anything), text (a name). One statement.
    """
    rows = awards_visible_to(user)
    if filters.get("scheme"):
        rows = rows.filter(scheme_code=filters["scheme"])
    if filters.get("status"):
        rows = rows.filter(status=filters["status"])
    if filters.get("review"):
        soon = on if filters["review"] == "due" else on + timedelta(days=DUE_SOON_DAYS)
        rows = rows.filter(next_review_on__lte=soon, status__in=RUNNING)
    if filters.get("settle"):
        rows = rows.exclude(to_settle=0)
    if filters.get("text"):
        words = filters["text"]
        rows = rows.filter(Q(person__full_name__icontains=words) | Q(host__name__icontains=words))
    rows = rows.annotate(due=sums(EntryKind.DUE), paid=sums(EntryKind.PAID))
    return rows.order_by("next_review_on", "starts_on", "pk")


def counts(user: Any, on: date) -> dict[str, int]:
    """What a coordinator's list says first: running, paused, reviews due, reviews soon. One statement."""
    running = Q(status__in=RUNNING)
    return awards_visible_to(user).aggregate(
        running=Count("pk", filter=running),
        paused=Count("pk", filter=Q(status="paused")),
        due=Count("pk", filter=running & Q(next_review_on__lte=on)),
        soon=Count(
            "pk",
            filter=running & Q(next_review_on__gt=on, next_review_on__lte=on + timedelta(days=DUE_SOON_DAYS)),
        ),
    )


def schemes_held(user: Any) -> list[tuple[str, str]]:
    """(code, title) of the schemes of the awards that the user may see. One statement."""
    rows = awards_visible_to(user).order_by("title").values_list("scheme_code", "title").distinct()
    return list(dict(rows).items())


def ledger_total(award: Award, kind: EntryKind) -> Decimal:
    """Pounds of one kind in the ledger of one award. One statement."""
    found = LedgerEntry.objects.filter(award=award, kind=kind).aggregate(total=Sum("amount"))
    return found["total"] or Decimal("0.00")


def due_in_month(award: Award, month: date, payee: str) -> Decimal:
    """Pounds that the ledger has for one payee in one calendar month, costs left out. One statement."""
    days = Month.of(month)
    rows = LedgerEntry.objects.filter(
        award=award, kind=EntryKind.DUE, payee=payee, starts_on__range=(days.start, days.end)
    ).exclude(slot__startswith="cost/")
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal("0.00")


def months_to_claim(award: Award) -> list[tuple[date, str, Decimal]]:
    """(first day, payee, pounds) of each month that is due and not claimed, oldest first. Two statements."""
    found: dict[tuple[date, str], Decimal] = {}
    rows = LedgerEntry.objects.filter(award=award, kind=EntryKind.DUE).exclude(slot__startswith="cost/")
    for starts_on, payee, amount in rows.values_list("starts_on", "payee", "amount"):
        key = (starts_on.replace(day=1), payee)
        found[key] = found.get(key, Decimal("0.00")) + amount
    claimed = set(
        Claim.objects.filter(award=award, kind="month")
        .exclude(status=ClaimStatus.WITHDRAWN)
        .values_list("month", "payee")
    )
    return [(*key, amount) for key, amount in sorted(found.items()) if amount > 0 and key not in claimed]


def claims_visible_to(user: Any) -> QuerySet[Claim]:
    """Finance and coordinators: their systems' claims, never on their own award; others: what they may claim for."""
    of_system = Q(award__system__in=reached_ids(user, (*PAYS, *LOOKS_AFTER), SYSTEMS)) & ~Q(
        award__person=user.pk
    )
    own = Q(award__in=awards_to_claim_for(user).values("pk"))
    hosted_only = Q(award__person=user.pk) | Q(submitted_by=user.pk) | Q(kind="month")
    return Claim.objects.filter(of_system | (own & hosted_only)).select_related(
        "award__person", "award__system", "award__host", "submitted_by", "decided_by", "line__programme"
    )


def claim_counts(user: Any) -> dict[str, int]:
    """How many claims are in each state, of those the user may see. One statement."""
    rows = claims_visible_to(user).order_by().values_list("status").annotate(number=Count("pk"))
    return dict(rows)


def lines_for_claim(claim: Claim) -> QuerySet[AllocationLine]:
    """The money lines that can pay for a claim: its system's, of the financial year it counts in. One statement.

    Of a repayment, those that paid for the award: the money goes back to where it came from.
    """
    if claim.kind == ClaimKind.REPAYMENT:
        return lines_that_paid(claim.award)
    return lines_of(claim.award.system, FinancialYear.of(claim.counts_on).code)


def not_started(user: Any) -> QuerySet[Application]:
    """Accepted applications without support yet, of systems and hubs that the user coordinates, oldest first.

    Never one's own. One statement.
    """
    owners = reached_ids(user, LOOKS_AFTER, OWNER_KINDS)
    rows = accepted_applications().filter(award=None, owner__in=owners)
    return rows.exclude(applicant=user.pk).order_by("status_at", "pk")


def places_of(person: Any) -> list[Application]:
    """A person's own accepted places whose support is not open yet. One statement."""
    return list(accepted_applications().filter(award=None, applicant=person.pk).order_by("status_at"))


def lines_that_paid(award: Award) -> QuerySet[AllocationLine]:
    """The money lines on which something is recorded as paid for an award, newest year first. One statement."""
    paid = spend_for(code_of(SOURCE, award.pk)).order_by().values("line")
    rows = AllocationLine.objects.filter(pk__in=paid).select_related("programme")
    return rows.order_by("-financial_year", "pk")


def people_named(text: str) -> list[Person]:
    """People with an account by exact address, for opening an award; none for anything else. One statement."""
    return list(Person.objects.filter(email=text.strip().lower(), is_active=True, is_system=False))


def question_open(pk: int) -> StillInPost | None:
    """A still-in-post question with its award. One statement."""
    return StillInPost.objects.select_related("award").filter(pk=pk).first()
