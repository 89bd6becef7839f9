"""Hours that both confirmed, handed over for payment. The portal pays nobody: this is no payroll."""

from datetime import date

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from schemes.pools import permissions, queries_gp
from schemes.pools.models import Pool
from schemes.pools.models_sessions import Booking, Timesheet
from schemes.pools.statuses import BOOKING_TRANSITIONS, BookingStatus

MOST_AT_ONCE = 5000


@transaction.atomic
def send_for_payment(*, pool: Pool, first: date, last: date, by: Person) -> list[Booking]:
    """Mark the confirmed hours of a period as sent, each once; the rows of the file, in order."""
    permissions.check_can_run_pool(by, pool)
    if last < first:
        raise BadInput("The last day comes before the first.")
    rows = queries_gp.to_pay(pool, first, last).filter(status=BookingStatus.CONFIRMED)
    found = list(rows.exclude(person=by).select_for_update(of=("self",))[:MOST_AT_ONCE])
    if not found:
        raise Refused("No confirmed hours of these days wait for payment.")
    moment = now()
    for booking in found:
        move(
            booking, BookingStatus.PAID, by=by, transitions=BOOKING_TRANSITIONS,
            organisation=booking.session.practice,
        )  # fmt: skip
    sheets = Timesheet.objects.filter(booking__in=found)
    sheets.update(sent_at=moment, sent_by=by)
    return found
