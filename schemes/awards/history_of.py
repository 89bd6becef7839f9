"""An award's rows as the frozen history that the rules read, and its ledger as they compare it."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from schemes.awards import rules
from schemes.awards.models import Award, Claim, LedgerEntry, Pause, SessionPattern
from schemes.awards.statuses import GRANTED, SETTLING, ClaimKind, ClaimStatus, EntryKind
from schemes.catalogue.rules.money import Line


def history_of(award: Award) -> rules.History:
    """The whole dated history. Three statements, none when patterns, pauses and claims are prefetched."""
    return rules.History(
        scheme=award.scheme_code,
        starts=award.starts_on,
        ends=award.ends_on,
        patterns=tuple(pattern_of(row) for row in award.patterns.all()),
        pauses=tuple(_pause(row) for row in award.pauses.all()),
        costs=tuple(cost_of(row) for row in award.claims.all() if row.status in GRANTED and is_cost(row)),
        left_on=award.left_on,
        employed=award.employed,
        full_time_salary=award.full_time_salary,
        grant=award.grant,
        hourly_rate=award.hourly_rate,
        admin_minutes=award.admin_minutes,
    )


def claimed_history(award: Award, leaving_out: Claim | None = None) -> rules.History:
    """The history with every cost that was sent and is not decided yet, so that no two claims use the same allowance.

    Three statements.
    """
    claims = [row for row in award.claims.all() if is_cost(row)]
    waiting = tuple(
        cost_of(row)
        for row in claims
        if row.status in (ClaimStatus.SUBMITTED, ClaimStatus.RETURNED) and row != leaving_out
    )
    history = history_of(award)
    return replace(history, costs=history.costs + waiting)


def pattern_of(row: SessionPattern) -> rules.Pattern:
    """One pattern for the rules."""
    return rules.Pattern(row.starts_on, row.sessions_per_week or Decimal(0), row.sessions_per_year)


def _pause(row: Pause) -> rules.Pause:
    return rules.Pause(row.starts_on, row.ends_on)


def is_cost(claim: Claim) -> bool:
    """True for a cost, which the ledger follows; a month claimed is due already, a difference follows from both."""
    return claim.kind != ClaimKind.MONTH and claim.kind not in SETTLING


def cost_of(claim: Claim) -> rules.Cost:
    """A claim of a cost for the rules."""
    assert claim.cost_on is not None  # the database holds it
    return rules.Cost(
        id=claim.pk or 0,
        kind=rules.CostKind(claim.kind),
        on=claim.cost_on,
        amount=claim.amount,
        units=claim.units,
        item=claim.item,
    )


def posted_of(entries: Iterable[LedgerEntry]) -> tuple[rules.Posted, ...]:
    """What the ledger holds of what is due."""
    return tuple(_posted(row) for row in entries if row.kind == EntryKind.DUE)


def _posted(row: LedgerEntry) -> rules.Posted:
    line = Line(
        row.code,
        row.starts_on,
        row.ends_on,
        Fraction(row.units),
        row.unit,
        row.rate,
        row.amount,
        row.payee,
        row.text,
    )
    return rules.Posted(row.pk, row.version, rules.LedgerLine(row.slot, line), row.reverses_id)
