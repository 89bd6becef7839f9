"""A posting from its first draft to “did you fill it?”: written, looked at, published, confirmed, closed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from schemes.opportunities import emails, permissions, queries, queries_search
from schemes.opportunities.models import Opportunity, OpportunityDate
from schemes.opportunities.models_places import Booking
from schemes.opportunities.rules import Content, Meeting, check_content, check_meeting, remind_from
from schemes.opportunities.statuses import TRANSITIONS, BookingStatus, Outcome, Status

CHANGED_MEANWHILE = "Somebody else changed this meanwhile. Look at it again, then make your change."


@transaction.atomic
def write(*, owner: Organisation, content: Content, by: Person, made_up: bool = False) -> Opportunity:
    """Begin a posting. Nobody sees it before it is sent in and a coordinator has published it."""
    permissions.check_can_post_for(by, owner)
    check_content(content, today())
    values = _values(content, owner)
    row = Opportunity.objects.create(owner=owner, created_by=by, made_up=made_up, **values)
    audit.record(by=by, verb="opportunities.written", obj=row, fields=values, organisation=owner)
    return row


@transaction.atomic
def change(*, row: Opportunity, content: Content, revision: int, by: Person) -> Opportunity:
    """Change a posting. One that was sent in, published, hidden or closed waits for a coordinator again.

    Refused when `revision` is not the present one: of two people who change it at once, one is told.
    """
    permissions.check_can_change(by, row)
    check_content(content, today())
    values = {**_values(content, row.owner), **_days_of_dates(row), "revision": F("revision") + 1}
    changed = Opportunity.objects.filter(pk=row.pk, revision=revision).update(**values)
    if not changed:
        raise Refused(CHANGED_MEANWHILE, code="moved")
    row.refresh_from_db()
    audit.record(by=by, verb="opportunities.changed", obj=row, fields=values, organisation=row.owner)
    if row.status != Status.DRAFT:
        _send_in(row, by)
    return row


def _values(content: Content, owner: Organisation) -> dict[str, Any]:
    values = asdict(content)
    values |= {"career_stages": list(content.career_stages), "professions": list(content.professions)}
    values["postcode"] = content.postcode.upper().strip()
    place = queries_search.point_of(values["postcode"]) if values["postcode"] else None
    values["latitude"], values["longitude"] = place or (None, None)
    said = (content.title, content.summary, content.provider, content.setting, content.place, owner.name)
    values["search_text"] = " ".join(said).lower()
    values["area"] = queries.area_of(owner, today())
    return values


@transaction.atomic
def add_date(*, row: Opportunity, meeting: Meeting, by: Person) -> OpportunityDate:
    """Add a date to a programme; its first and last day follow."""
    permissions.check_can_change(by, row)
    Opportunity.objects.select_for_update().get(pk=row.pk)
    others = list(row.dates.values_list("starts_at", "ends_at"))
    check_meeting(meeting, others, now())
    made = OpportunityDate.objects.create(opportunity=row, **asdict(meeting))
    _follow_dates(row, by, "opportunities.date_added")
    return made


@transaction.atomic
def remove_date(*, date: OpportunityDate, by: Person) -> None:
    """Take a date out; not once somebody has booked."""
    row = date.opportunity
    permissions.check_can_change(by, row)
    Opportunity.objects.select_for_update().get(pk=row.pk)
    booked = Booking.objects.filter(opportunity=row, status=BookingStatus.BOOKED).count()
    if booked or date.attendances.exists() or date.check_ins.exists():
        raise Refused("People have booked this. Close it, or agree another date with them first.")
    date.delete()
    _follow_dates(row, by, "opportunities.date_removed")


def _follow_dates(row: Opportunity, by: Person, verb: str) -> None:
    Opportunity.objects.filter(pk=row.pk).update(revision=F("revision") + 1, **_days_of_dates(row))
    row.refresh_from_db()
    audit.record(by=by, verb=verb, obj=row, fields=["dates"], organisation=row.owner)


def _days_of_dates(row: Opportunity) -> dict[str, date]:
    days = [(one.starts_at.astimezone(LONDON).date(), one.ends_at) for one in row.dates.all()]
    if not days:
        return {}
    return {"starts_on": days[0][0], "ends_on": max(end.astimezone(LONDON).date() for _, end in days)}


@transaction.atomic
def submit(*, row: Opportunity, by: Person) -> Opportunity:
    """Send a draft in; a coordinator of the area, another person, looks at it."""
    permissions.check_can_change(by, row)
    if row.status not in (Status.DRAFT, Status.CLOSED):
        raise Refused("This was sent in already.")
    _check_still_to_come(row)
    _send_in(row, by)
    return row


def _send_in(row: Opportunity, by: Person) -> None:
    also = {
        "submitted_by": by,
        "submitted_at": now(),
        "moderated_by": None,
        "note": "",
        "outcome": "",
        "outcome_at": None,
    }
    if row.status == Status.SUBMITTED:
        Opportunity.objects.filter(pk=row.pk).update(submitted_by=by)
        row.submitted_by = by
        return
    move(row, Status.SUBMITTED, by=by, transitions=TRANSITIONS, also=also, organisation=row.owner)


def _check_still_to_come(row: Opportunity) -> None:
    over = Opportunity.objects.annotate(over=queries.OVER).values_list("over", flat=True).get(pk=row.pk)
    if over is not None and over < today():
        raise Refused("Its days are over. Change the days first.")


@transaction.atomic
def publish(*, row: Opportunity, by: Person) -> Opportunity:
    """Show it to everybody; never one's own. Its 60 days begin now (handbook 2.2)."""
    permissions.check_can_moderate(by, row)
    _check_still_to_come(row)
    also = {
        "moderated_by": by,
        "published_at": row.published_at or now(),
        "verified_on": today(),
        "verified_by": row.submitted_by,
        "reminded_on": None,
    }
    move(row, Status.PUBLISHED, by=by, transitions=TRANSITIONS, also=also, organisation=row.owner)
    emails.tell_published(row)
    return row


@transaction.atomic
def send_back(*, row: Opportunity, note: str, by: Person) -> Opportunity:
    """Ask for a change; it is a draft again, with what is asked for."""
    permissions.check_can_moderate(by, row)
    if not note.strip():
        raise BadInput("Say what should be changed.")
    move(
        row, Status.DRAFT, by=by, transitions=TRANSITIONS, also={"note": note.strip()}, organisation=row.owner
    )
    emails.tell_sent_back(row)
    return row


@transaction.atomic
def verify(*, row: Opportunity, by: Person) -> Opportunity:
    """“Still right”: one press, and another 60 days begin; what was hidden shows again."""
    permissions.check_can_verify(by, row)
    _check_still_to_come(row)
    said = {"verified_on": today(), "verified_by": by, "reminded_on": None}
    if row.status == Status.HIDDEN:
        move(row, Status.PUBLISHED, by=by, transitions=TRANSITIONS, also=said, organisation=row.owner)
        return row
    if not Opportunity.objects.filter(pk=row.pk, status=Status.PUBLISHED).update(**said):
        raise Refused(CHANGED_MEANWHILE, code="moved")
    row.refresh_from_db()
    audit.record(by=by, verb="opportunities.verified", obj=row, fields=said, organisation=row.owner)
    return row


@transaction.atomic
def close(*, row: Opportunity, outcome: str = "", by: Person) -> Opportunity:
    """Take it off the list, with the answer to “did you fill it?” when it is known already."""
    permissions.check_can_change(by, row)
    also = {"closed_at": now(), **_answered(outcome)}
    move(row, Status.CLOSED, by=by, transitions=TRANSITIONS, also=also, organisation=row.owner)
    return row


@transaction.atomic
def say_outcome(*, row: Opportunity, outcome: str, by: Person) -> Opportunity:
    """Answer “did you fill it?”, or correct the answer."""
    permissions.check_can_manage(by, row)
    if row.status != Status.CLOSED:
        raise Refused("This is asked once it is closed.")
    said = _answered(outcome)
    if not said:
        raise BadInput("Choose one of the answers.", allowed=Outcome.values)
    Opportunity.objects.filter(pk=row.pk, status=Status.CLOSED).update(**said)
    row.refresh_from_db()
    audit.record(by=by, verb="opportunities.outcome_said", obj=row, fields=said, organisation=row.owner)
    return row


def _answered(outcome: str) -> dict[str, Any]:
    if outcome and outcome not in Outcome.values:
        raise BadInput("Choose one of the answers.", allowed=Outcome.values)
    return {"outcome": outcome, "outcome_at": now()} if outcome else {}


@dataclass(frozen=True)
class DayDone:
    """What one run of the clock did."""

    closed: int
    hidden: int
    reminded: int


def daily() -> DayDone:
    """Close what is over and ask for its outcome, hide what nobody confirmed for 60 days, remind before that.

    May run twice, and two may run at once: each row is moved by a statement that repeats what it was.
    """
    by, on = system_account(name="opportunities"), today()
    live = Opportunity.objects.select_related("owner", "submitted_by")
    over = live.annotate(over=queries.OVER).filter(status__in=(Status.PUBLISHED, Status.HIDDEN), over__lt=on)
    closed = _each(over, lambda row: _close_by_clock(row, by))
    unconfirmed = live.filter(status=Status.PUBLISHED).exclude(pk__in=queries.shown(on).values("pk"))
    hidden = _each(unconfirmed, lambda row: _hide(row, by))
    waiting = live.filter(status=Status.PUBLISHED, reminded_on=None)
    reminded = _each((row for row in waiting if _is_due(row, on)), lambda row: _remind(row, on))
    return DayDone(closed, hidden, reminded)


def _each(rows: Any, act: Callable[[Opportunity], None]) -> int:
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                act(row)
        except Refused:  # somebody moved it meanwhile
            continue
        done += 1
    return done


def _close_by_clock(row: Opportunity, by: Person) -> None:
    also = {"closed_at": now()}
    move(row, Status.CLOSED, by=by, transitions=TRANSITIONS, also=also, organisation=row.owner)
    emails.ask_outcome(row)


def _hide(row: Opportunity, by: Person) -> None:
    move(row, Status.HIDDEN, by=by, transitions=TRANSITIONS, organisation=row.owner)


def _is_due(row: Opportunity, on: date) -> bool:
    return row.verified_on is not None and remind_from(row.verified_on) <= on


def _remind(row: Opportunity, on: date) -> None:
    taken = Opportunity.objects.filter(pk=row.pk, status=Status.PUBLISHED, reminded_on=None)
    if not taken.update(reminded_on=on):
        raise Refused(CHANGED_MEANWHILE, code="moved")
    emails.remind_to_verify(row)
