"""Count a region's quarter once, when it is over and late entries are in."""

from datetime import date, timedelta

from django.db import transaction

from retention_portal.core.dates import Quarter
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_of_kind
from retention_portal.organisations.statuses import OrganisationKind
from schemes.mentoring.models_counts import RegionCounts
from schemes.mentoring.queries_counts import counted

LATE_ENTRIES = timedelta(days=21)


def last_quarter(on: date) -> Quarter:
    """The latest quarter that is over and whose late entries are in."""
    return Quarter.of(on - LATE_ENTRIES).previous()


@transaction.atomic
def count_region(*, region: Organisation, quarter: Quarter) -> RegionCounts | None:
    """Keep the counts of a region in a quarter, or those kept before; None where there is nothing to count."""
    kept = RegionCounts.objects.filter(region=region, quarter=quarter.code).first()
    if kept is not None:
        return kept
    shown = counted(region, quarter)
    if shown is None:
        return None
    return RegionCounts.objects.get_or_create(region=region, quarter=quarter.code, defaults={"shown": shown})[
        0
    ]


def count_all(*, on: date) -> int:
    """Count the last quarter of every region that has not been counted; how many regions have counts of it."""
    quarter = last_quarter(on)
    regions = organisations_of_kind(OrganisationKind.REGION, quarter.end)
    return sum(count_region(region=region, quarter=quarter) is not None for region in regions)
