"""The queue: who waits, for how long on us, and what stands in the way. Each page is a fixed number of statements."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from retention_portal.accounts.access import reached_ids
from retention_portal.core.dates import LONDON
from schemes.applications.models import Application
from schemes.applications.models_decision import Decision
from schemes.applications.models_talk import Flag
from schemes.applications.periods import length
from schemes.applications.queries import STAFF, applications_visible_to, listed
from schemes.applications.rules import days_waiting, service_clock
from schemes.applications.statuses import FINAL, Status
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS

VIEWS = {
    "us": "Waiting on us",
    "applicant": "Waiting on the applicant",
    "decided": "Decided, letter not sent",
    "flagged": "With an open flag",
    "over": "Finished",
    "all": "All",
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the list is narrowed to: a key of VIEWS, an offer's number, a state, part of a name."""

    view: str = "us"
    offer: int | None = None
    status: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line: the application, working days waited on whoever has the turn, and the service clock."""

    application: Application
    days: int
    first_word_days: int | None
    in_time: bool
    spoken: bool
    flagged: bool
    pending: bool

    @property
    def status(self) -> Status:
        """Where it stands."""
        return Status(self.application.status)


def queue(user: Any, wanted: QueueFilter) -> QuerySet[Application]:
    """The user's queue, longest wait first; the database orders it by its index."""
    rows = with_marks(applications_visible_to(user))
    narrowed = rows.filter(_view(wanted.view))
    if wanted.offer is not None:
        narrowed = narrowed.filter(offer=wanted.offer)
    if wanted.status in Status.values:
        narrowed = narrowed.filter(status=wanted.status)
    if wanted.name:
        narrowed = narrowed.filter(name__icontains=wanted.name)
    return narrowed.order_by("waiting_since", "pk")


def queue_rows(page: Iterable[int], user: Any) -> list[Application]:
    """The applications of one page, by the keys that the list found; only what a line shows. One statement."""
    rows = with_marks(applications_visible_to(user).filter(pk__in=list(page)))
    return list(listed(rows).order_by("waiting_since", "pk"))


def with_marks(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Each row with `.flagged` (an open flag) and `.pending` (decided, letter not sent)."""
    return rows.annotate(
        flagged=Exists(Flag.objects.filter(application=OuterRef("pk"), resolved_at=None)),
        pending=Exists(Decision.objects.filter(application=OuterRef("pk"), released_at=None)),
    )


def _view(name: str) -> Q:
    over = Q(status__in=(*FINAL, Status.ACCEPTED))
    return {
        "us": Q(with_us=True),
        "applicant": Q(with_us=False) & ~over,
        "decided": Q(pending=True),
        "flagged": Q(flagged=True),
        "over": over,
    }.get(name, Q())


def queue_row(application: Any, on: date) -> QueueRow:
    """One line from a row of `queue`. No statement."""
    spoken = application.first_word_at
    days, in_time = None, True
    if application.arrived_on:
        spoken_on = spoken.astimezone(LONDON).date() if spoken else None
        target = length("first_word", application.owner.code, application.arrived_on)
        days, in_time = service_clock(application.arrived_on, spoken_on, on, target)
    return QueueRow(
        application=application,
        days=days_waiting(application.waiting_since, on),
        first_word_days=days,
        in_time=in_time,
        spoken=spoken is not None,
        flagged=application.flagged,
        pending=application.pending,
    )


def offers_in_queue(user: Any) -> list[tuple[int, str]]:
    """(number, title) of the offers that the user's queue holds, by title. One statement."""
    asked = applications_visible_to(user).filter(offer=OuterRef("pk"))
    offers = Offer.objects.filter(Exists(asked), owner__in=reached_ids(user, STAFF, OWNER_KINDS))
    return list(offers.order_by("title", "pk").values_list("pk", "title"))


def csv_rows(rows: QuerySet[Application], on: date) -> Iterator[list[object]]:
    """The list as it is shown, for the file. One statement."""
    for application in listed(rows).iterator(chunk_size=500):
        row = queue_row(application, on)
        yield [
            application.name,
            application.offer.title,
            application.owner.name,
            row.status.label,
            "us" if application.with_us else "applicant",
            row.days,
            application.arrived_on,
            row.first_word_days if row.spoken else None,
            row.in_time,
            row.flagged,
        ]


CSV_HEADINGS = (
    *("Name", "Offer", "Looked after by", "Status", "Waits on", "Working days waiting"),
    *("Arrived on", "Working days to the first word", "First word within the standard", "Open flag"),
)
