"""Cover so you can go: at which practices, and exactly what the practice will see. Nothing is written here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from retention_portal.accounts.access import organisations_where
from retention_portal.accounts.queries import known_facts
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, now
from retention_portal.core.refusals import Refused
from retention_portal.core.sessions import hours_text
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import queries
from schemes.pools.models import Pool
from schemes.pools.rules_booking import time_words
from schemes.pools.rules_policy import check_times, minutes_between
from schemes.pools.statuses import CoverType, Why

PRACTICE_FACT = "works_at"
"""The fact under which a person's own practice is remembered, by its code."""

COVER_TYPE = CoverType.SURGERY
WHY = Why.DEVELOPMENT


@dataclass(frozen=True, slots=True)
class CoverPreview:
    """What one practice will read, in order: (what, the words)."""

    practice: Organisation
    pool: Pool
    lines: tuple[tuple[str, str], ...]


def practices_of(person: Any) -> list[Organisation]:
    """Where the person works, as far as the portal knows: what they told us, then what they lead. Two queries."""
    told = organisation_by_code(str(known_facts(person).get(PRACTICE_FACT, "")))
    found = {told.pk: told} if told and told.kind == OrganisationKind.PRACTICE else {}
    for practice in organisations_where(person, [Role.PRACTICE_LEAD]).order_by("name"):
        found.setdefault(practice.pk, practice)
    return list(found.values())


def practice_read(text: str) -> Organisation:
    """The open practice with this code. Raises Refused with a sentence for anything else."""
    found = organisation_by_code(text.strip().upper())
    if found is None or found.kind != OrganisationKind.PRACTICE or found.closed_on:
        raise Refused("Enter the code of an open practice, one letter and five digits, like E81001.")
    return found


def check_can_be_asked(practice: Organisation, starts_at: datetime, ends_at: datetime) -> Pool:
    """The pool that would find somebody. Raises Refused where none can, BadInput for times that cannot be."""
    pool = queries.pool_for(practice, starts_at.astimezone(LONDON).date())
    if pool is None or not queries.runs_here(pool):
        raise Refused(
            f"No pool that is run here covers {practice.name} on that day, so cover cannot be asked for here. "
            "Ask your practice."
        )
    policy = queries.policy_on(pool, starts_at.astimezone(LONDON).date())
    if policy is None:
        raise Refused(
            f"{pool.name} has not said yet how it works, so it takes no sessions. Ask your practice."
        )
    check_times(
        starts_at,
        ends_at,
        now=now(),
        longest_minutes=policy.longest_minutes,
        ahead_days=policy.post_ahead_days,
    )
    return pool


def preview(person: Any, practice: Organisation, starts_at: datetime, ends_at: datetime) -> CoverPreview:
    """Exactly what the practice will see; refused as `check_can_be_asked`."""
    pool = check_can_be_asked(practice, starts_at, ends_at)
    lines = (
        ("Who would be away", person.full_name),
        ("When", time_words(starts_at, ends_at)),
        ("How long", hours_text(minutes_between(starts_at, ends_at))),
        ("Why", WHY.label),
        ("What it is", f"{COVER_TYPE.label} at {practice.name}"),
        ("What happens", f"A draft for {pool.name}. Nobody else sees it until the practice posts it."),
    )
    return CoverPreview(practice, pool, lines)
