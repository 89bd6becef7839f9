"""The only door for a pool's money and for what its supplier reports."""

import hashlib
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.money import display
from retention_portal.core.refusals import BadInput, Refused
from schemes.catalogue.rules.rates import rates_of
from schemes.pools import permissions, queries
from schemes.pools.importer import ReadFile, read_bookings
from schemes.pools.models import Pool, PoolFunding
from schemes.pools.models_outside import SupplierImport, SupplierSession
from schemes.pools.statuses import FundingKind, Mode

PROGRAMME_A = "FUND-POOL-A"
SOURCE = "pool"
MOST_PROBLEMS = 500  # sentences kept of one file; the count is kept in full


def most_of_a() -> Decimal:
    """Pounds that a system can get to set up and run its pool, at most (POOL-M1)."""
    return rates_of("pool.system")[-1].value


@transaction.atomic
def add_funding(*, pool: Pool, line: AllocationLine, kind: str, amount: Decimal, by: Person) -> PoolFunding:
    """Say that money of an allocation line is meant for the pool; it is promised once it is released.

    A is for setting up and running, at most £120,000 a system (POOL-M1); B for the sessions (POOL-M2, POOL-R09).
    """
    permissions.check_can_run_pool(by, pool)
    if kind not in FundingKind.values:
        raise BadInput("Choose what the money is for.")
    if amount <= 0:
        raise BadInput("Enter an amount above £0.")
    if line not in queries.lines_for(pool):
        raise Refused("This line belongs to another system.")
    AllocationLine.objects.select_for_update().get(pk=line.pk)
    if kind == FundingKind.A:
        _check_a(line, amount)
    try:
        with transaction.atomic():
            row = PoolFunding.objects.create(pool=pool, line=line, kind=kind, amount=amount, added_by=by)
    except IntegrityError:
        raise Refused("Money of this line is meant for the pool already.") from None
    audit.record(by=by, verb="pools.funding_added", obj=row, fields=["amount"], organisation=pool.owner)
    return row


def _check_a(line: AllocationLine, amount: Decimal) -> None:
    if line.programme.code != PROGRAMME_A:
        raise BadInput("Money to set up and run a pool comes from the programme of that name.")
    held = PoolFunding.objects.filter(line__system=line.system, kind=FundingKind.A)
    total = sum((row.amount for row in held), Decimal(0)) + amount
    if total > most_of_a():
        raise Refused(
            f"With this, {line.system.name} would have {display(total)} to set up and run pools. "
            f"The most for a system is {display(most_of_a())}.",
            code="POOL-M1",
        )


@transaction.atomic
def note_plan(*, row: PoolFunding, on: date, by: Person) -> PoolFunding:
    """Note the day on which the NHS England region had the plan (POOL-R05)."""
    permissions.check_can_run_pool(by, row.pool)
    if on > today():
        raise BadInput("Choose today or an earlier day.")
    changed = PoolFunding.objects.filter(pk=row.pk, released_at__isnull=True).update(
        plan_received_on=on, plan_noted_by=by
    )
    if not changed:
        raise Refused("This money is released already.")
    audit.record(
        by=by, verb="pools.plan_noted", obj=row, fields=["plan_received_on"], organisation=row.pool.owner
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def release(*, row: PoolFunding, by: Person) -> PoolFunding:
    """Promise the money of the line to the pool, as the system or finance lead; A only after a plan (POOL-R05)."""
    row = (
        PoolFunding.objects.select_for_update(of=("self",))
        .select_related("pool__owner", "line")
        .get(pk=row.pk)
    )
    if row.released_at is not None:
        raise Refused("This money is released already.")
    if row.kind == FundingKind.A and row.plan_received_on is None:
        raise Refused(
            "The NHS England region has to have the plan before this money is released. Note the day first.",
            code="POOL-R05",
        )
    funding.commit(
        line=row.line, source=SOURCE, source_key=row.pool_id, amount=row.amount, by=by, label=row.pool.name
    )
    PoolFunding.objects.filter(pk=row.pk).update(released_at=now())
    audit.record(
        by=by, verb="pools.funding_released", obj=row, fields=["released_at"], organisation=row.pool.owner
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def import_bookings(*, pool: Pool, name: str, data: bytes, by: Person) -> tuple[SupplierImport, bool]:
    """Take in a supplier's file; True when it is new. The same bytes again change nothing.

    Rows with a fault are left out with a sentence each; the newest file's word on a reference counts. Raises
    BadInput when the file as a whole cannot be read, Refused for a pool without a supplier.
    """
    permissions.check_can_run_pool(by, pool)
    if pool.mode != Mode.SUPPLIER:
        raise Refused("This pool is run here, so there is nothing to import.")
    Pool.objects.select_for_update().get(pk=pool.pk)
    sha256 = hashlib.sha256(data).hexdigest()
    known = SupplierImport.objects.filter(pool=pool, sha256=sha256).first()
    if known:
        return known, False
    practices = {row.code: row.pk for row in queries.practices_of(pool, today())}
    read = read_bookings(data, practices)
    kept = SupplierImport.objects.create(
        pool=pool, name=name[:160], sha256=sha256, rows_read=read.count, rows_loaded=len(read.rows),
        rows_rejected=len(read.problems), imported_by=by,
        problems=[problem.as_json() for problem in read.problems[:MOST_PROBLEMS]],
    )  # fmt: skip
    _store(kept, read)
    audit.record(by=by, verb="pools.bookings_imported", obj=kept, organisation=pool.owner)
    return kept, True


def _store(kept: SupplierImport, read: ReadFile) -> None:
    fields = [
        "source", "practice", "cover_type", "starts_at", "ends_at", "posted_on", "outcome", "worked_minutes",
        "rate",
    ]  # fmt: skip
    SupplierSession.objects.bulk_create(
        [
            SupplierSession(
                pool=kept.pool, source=kept, reference=row.reference, practice_id=row.practice,
                cover_type=row.cover_type, starts_at=row.starts_at, ends_at=row.ends_at,
                posted_on=row.posted_on, outcome=row.outcome, worked_minutes=row.worked_minutes, rate=row.rate,
            )
            for row in read.rows
        ],
        update_conflicts=True,
        unique_fields=["pool", "reference"],
        update_fields=fields,
        batch_size=1000,
    )  # fmt: skip
