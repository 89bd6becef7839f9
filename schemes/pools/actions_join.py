"""Ask to be told about flexible work in an area, with or without an account, whether or not there is a pool."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.models import Person
from retention_portal.core import audit, limits
from retention_portal.organisations.models import Organisation
from schemes.pools.models import Interest, Pool
from schemes.pools.statuses import PoolStatus


@dataclass(frozen=True)
class Said:
    """What somebody told us, so that a coordinator can ring."""

    name: str
    email: str
    phone: str = ""
    best_time: str = ""
    line: str = ""


@transaction.atomic
def register_interest(*, area: Organisation, said: Said, by: Person | None) -> Interest | None:
    """Keep it for the area's coordinators. None when the address waits already: the page says the same to both."""
    limits.take(
        f"pools.join:{said.email.lower()}", most=5, within=timedelta(hours=1), what="requests in one hour"
    )
    pool = Pool.objects.filter(owner=area).exclude(status=PoolStatus.CLOSED).order_by("status", "pk").first()
    try:
        with transaction.atomic():
            row = Interest.objects.create(
                area=area, pool=pool, person=by, name=said.name, email=said.email, phone=said.phone,
                best_time=said.best_time, line=said.line,
            )  # fmt: skip
    except IntegrityError:
        return None
    audit.record(
        by=by or system_account(name="pools"), verb="pools.interest_registered", obj=row, organisation=area
    )
    return row
