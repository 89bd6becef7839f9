"""Ask one's practice for cover: the one door by which higher slices reach pools. Nothing of theirs comes with it."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from retention_portal.accounts.actions import state_fact
from retention_portal.accounts.models import Person
from retention_portal.core import audit, limits
from retention_portal.core.dates import LONDON
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from schemes.pools import cover, emails_gp, queries, queries_gp
from schemes.pools.actions_post import SessionContent, make_draft
from schemes.pools.models import Pool
from schemes.pools.models_sessions import Session
from schemes.pools.statuses import SEEN_BY_MEMBERS, SessionStatus

MOST_A_DAY = 20
STILL_THERE = (SessionStatus.DRAFT, SessionStatus.TO_APPROVE, *SEEN_BY_MEMBERS)


@transaction.atomic
def ask_for_cover(
    *, person: Person, practice: Organisation, starts_at: datetime, ends_at: datetime, by: Person
) -> Session:
    """A draft session at the practice, whose reason is always professional development; its leads get one mail.

    Raises Refused where no pool can find somebody or the same cover was asked for already, BadInput for times that
    cannot be. The practice is remembered as the person's own.
    """
    if person.pk != by.pk:
        raise Refused("Only you yourself can ask for cover for you.")
    limits.take(
        f"cover:{person.pk}", most=MOST_A_DAY, within=timedelta(days=1), what="requests for cover in one day"
    )
    pool = cover.check_can_be_asked(practice, starts_at, ends_at)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    asked = Session.objects.filter(cover_for=person, practice=practice, status__in=STILL_THERE)
    if asked.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(f"You have asked {practice.name} for cover at this time already.")
    content = SessionContent(
        cover_type=cover.COVER_TYPE, why=cover.WHY, starts_at=starts_at, ends_at=ends_at,
        site=practice.name[:160], rate=_usual_rate(pool, starts_at), postcode=practice.postcode[:10],
    )  # fmt: skip
    session = make_draft(pool=pool, practice=practice, content=content, by=by, cover_for=person)
    state_fact(person=person, name=cover.PRACTICE_FACT, value=practice.code, by=by)
    audit.record(by=by, verb="pools.cover_asked", obj=session, organisation=practice)
    emails_gp.tell_cover_asked(session, queries_gp.leads_of(practice))
    return session


def _usual_rate(pool: Pool, starts_at: datetime) -> Decimal:
    """What the pool recommends for such work on that day; nothing where it has set none: the practice sets it."""
    card = queries.rate_on(pool, cover.COVER_TYPE, starts_at.astimezone(LONDON).date())
    return card.recommended if card else Decimal(0)
