"""Reads of schemes and offers. Each says how many statements it makes; none grows with the rows."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from retention_portal.accounts.access import reach_of, reached_ids
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.catalogue.models import Offer, Scheme, SchemeRecord
from schemes.catalogue.statuses import EDITORS, OfferStatus

OWNER_KINDS = (OrganisationKind.SYSTEM, OrganisationKind.TRAINING_HUB)
"""The bodies that may offer something to GPs."""


def records_on(on: date, *joined: str) -> QuerySet[SchemeRecord]:
    """What each scheme was on a day, in the handbook's order. One statement.

    `joined` are the rows that come along: `.scheme` and `.replaced_by` when left out.
    """
    return SchemeRecord.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    ).select_related(*(joined or ("scheme", "replaced_by")))


def schemes_on(on: date) -> list[SchemeRecord]:
    """Every scheme as it was on a day, closed and ended ones included; one that had not begun is left out."""
    return list(records_on(on))


def scheme_by_code(code: str) -> Scheme | None:
    """The scheme with the handbook's code in any letter case; None when there is none. One statement."""
    return Scheme.objects.filter(code=code.strip().upper()[:20]).first()


def record_on(scheme: Scheme, on: date) -> SchemeRecord | None:
    """What a scheme was on a day; None before it began. One statement."""
    return records_on(on).filter(scheme=scheme).first()


def records_of(scheme: Scheme) -> list[SchemeRecord]:
    """Every dated record of a scheme, newest first. One statement."""
    return list(SchemeRecord.objects.filter(scheme=scheme).select_related("scheme", "replaced_by"))


def edition() -> int:
    """A number that changes with any write to a scheme, an offer, or a body that offers something. One statement.

    PostgreSQL's own mark of the last write of each row (`xmin`) goes into it, so no writer can forget to say so.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        return int(cursor.fetchone()[0])


_EDITION = """
    SELECT coalesce(sum(hashtextextended(mark, 0)::numeric), 0) FROM (
        SELECT 'record ' || id || ' ' || xmin AS mark FROM catalogue_schemerecord
        UNION ALL SELECT 'offer ' || id || ' ' || xmin FROM catalogue_offer
        UNION ALL SELECT 'body ' || o.id || ' ' || o.xmin FROM organisations_organisation o
            WHERE EXISTS (SELECT FROM catalogue_offer f WHERE f.owner_id = o.id)
    ) AS marks
"""


def offers_visible_to(user: Any) -> QuerySet[Offer]:
    """Published and closed offers, which are public; drafts for those who write the offers of their owner.

    Each with `.scheme`, `.owner` and `.live`.
    """
    rows = Offer.objects.select_related("scheme", "owner", "live")
    return rows.filter(~Q(status=OfferStatus.DRAFT) | Q(owner__in=reach_of(user, EDITORS).values("pk")))


def offers_to_edit(user: Any) -> QuerySet[Offer]:
    """The offers that the user writes, in every state."""
    rows = Offer.objects.select_related("scheme", "owner", "live")
    return rows.filter(owner__in=reached_ids(user, EDITORS, OWNER_KINDS))


def owners_to_write_for(user: Any) -> QuerySet[Organisation]:
    """The systems and training hubs whose offers the user writes. One statement."""
    return reach_of(user, EDITORS).filter(kind__in=OWNER_KINDS)


def open_offers(on: date, area: Organisation | None = None) -> QuerySet[Offer]:
    """Published offers that take people on a day: everywhere, or those of one area (`owners_in`)."""
    rows = Offer.objects.filter(
        Q(closes_on=None) | Q(closes_on__gte=on), status=OfferStatus.PUBLISHED, opens_on__lte=on
    ).select_related("scheme", "owner", "live")
    return rows if area is None else rows.filter(owner__in=owners_in(area, on).values("pk"))


def offer_by_slug(user: Any, slug: str) -> Offer | None:
    """The offer at this address, if the user may see it. One statement, one more for staff."""
    return offers_visible_to(user).filter(slug=slug).first()


def owners_in(area: Organisation, on: date) -> QuerySet[Organisation]:
    """The system that an organisation lies in, and the training hubs within that system.

    `area` may be a practice, network, sub-ICB location, hub or the system itself. Two statements to find the
    system, none when it is one; an organisation outside every system offers only what is its own.
    """
    system = area if area.kind == OrganisationKind.SYSTEM else ancestors(area, on).get("system")
    if system is None:
        return Organisation.objects.filter(pk=area.pk)
    return organisations_within(system, on).filter(kind__in=OWNER_KINDS)
