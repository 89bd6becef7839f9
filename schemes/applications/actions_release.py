"""Letters that go out together: asked for once, sent by a job that may run twice and sends each letter once."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import add_working_days, now, today, working_days_between
from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.refusals import Refused, is_allowed
from schemes.applications import emails, permissions, queries, queries_release
from schemes.applications.actions_draft import keep_message
from schemes.applications.actions_interest import SYSTEM_NAME
from schemes.applications.actions_move import locked, moved
from schemes.applications.models import Application
from schemes.applications.models_decision import Decision, Release
from schemes.applications.periods import length
from schemes.applications.statuses import OUTCOME_STATUS, TRANSITIONS, Outcome, Status
from schemes.catalogue.models import Offer

RELEASE = "applications.release_letters"
Progress = Callable[..., None]


def silent(**stage: Any) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def release_letters(*, offer: Offer, decisions: Sequence[int], by: Person) -> Release:
    """Ask for the letters of these decisions to be sent together. Whoever wrote one does not release it.

    Refused when none of them may be released by this person; a decision in another release stays there.
    """
    mine = {row.pk for row in queries_release.decisions_for(by, offer)} & set(decisions)
    rows = Decision.objects.filter(pk__in=mine, release=None, released_at=None).order_by("pk")
    wanted = [
        row
        for row in rows.select_related("application__owner").select_for_update(of=("self",))
        if is_allowed(permissions.check_can_release, by, row)
    ]
    if not wanted:
        raise Refused("There is no letter here that you can send. Whoever wrote a decision does not send it.")
    release = Release.objects.create(offer=offer, asked_by=by)
    Decision.objects.filter(pk__in=[row.pk for row in wanted]).update(release=release)
    audit.record(by=by, verb="applications.release_asked", obj=release, organisation=offer.owner)
    enqueue(kind=RELEASE, object_id=release.pk, key=f"{RELEASE}:{release.pk}", by=by)
    return release


def send_release(*, release_id: int, progress: Progress = silent) -> Release:
    """Send the letters of a release, each in its own transaction: stopping half way loses and repeats none.

    A state that no longer permits what was decided is skipped and named (CASE-A-13).
    """
    release = Release.objects.select_related("asked_by").get(pk=release_id)
    waiting = list(release.decisions.order_by("pk").values_list("pk", flat=True))
    for number, decision_id in enumerate(waiting, start=1):
        _send_one(release, decision_id)
        progress(stage="Sending letters", done=number, total=len(waiting))
    release.refresh_from_db()
    return release


@transaction.atomic
def _send_one(release: Release, decision_id: int) -> None:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("application")
    decision = rows.filter(pk=decision_id, released_at=None, release=release).first()
    if decision is None:  # sent already by this release's first run
        return
    application = locked(decision.application)
    to = OUTCOME_STATUS[Outcome(decision.outcome)]
    if to not in TRANSITIONS[Status(application.status)] or queries.has_open_flag(application):
        _skip(release, decision, application)
        return
    released = {"released_at": now(), "released_by": release.asked_by}
    Decision.objects.filter(pk=decision.pk).update(**released)
    moved(application, to, by=release.asked_by)
    keep_message(application, decision.letter, release.asked_by)
    emails.tell_answer(application, decision.pk, decision.answer_by)
    audit.record(
        by=release.asked_by,
        verb="applications.letter_released",
        obj=decision,
        fields=[*released],
        organisation=application.owner,
    )


def _skip(release: Release, decision: Decision, application: Application) -> None:
    """Take a decision out of the release and name it; it can be looked at again."""
    row = Release.objects.select_for_update().get(pk=release.pk)
    row.skipped = [*row.skipped, {"application": application.pk, "status": application.status}]
    row.save(update_fields=["skipped"])
    Decision.objects.filter(pk=decision.pk).update(release=None)


def remind_and_close() -> dict[str, int]:
    """What the calendar does each day: reminders of offers and closings, offers that lapse, drafts that closed.

    Safe to run twice a day: each mail has its key, each move happens once (CASE-A-14, CASE-A-15).
    """
    day = today()
    return {
        "reminded": _remind_of_offers(day),
        "lapsed": _lapse_offers(day),
        "closing": _remind_of_closing(day),
        "not_submitted": _close_drafts(day),
    }


def _remind_of_offers(day: date) -> int:
    count = 0
    for decision in queries.offers_to_answer().filter(answer_by__gte=day):
        last = decision.answer_by or day  # the database keeps no offer without its day
        owner = decision.application.owner.code
        before = (length(name, owner, day) for name in ("offer_reminder_first", "offer_reminder_last"))
        due = [days for days in before if working_days_between(day, last) <= days]
        if due:
            with transaction.atomic():
                emails.remind_of_offer(decision.application, decision.pk, last, min(due))
            count += 1
    return count


def _lapse_offers(day: date) -> int:
    actor = accounts.system_account(name=SYSTEM_NAME)
    late = list(queries.offers_to_answer().filter(answer_by__lt=day))
    return sum(_lapse(decision, actor) for decision in late)


@transaction.atomic
def _lapse(decision: Decision, actor: Person) -> bool:
    application = locked(decision.application)
    if application.status != Status.OFFERED:
        return False
    moved(application, Status.LAPSED, by=actor)
    Decision.objects.filter(pk=decision.pk).update(answered_at=now())
    emails.tell_lapsed(application, decision.pk)
    return True


def _remind_of_closing(day: date) -> int:
    rows = queries.with_offer(Application.objects.filter(status=Status.DRAFT)).select_related("applicant")
    near = [row for row in rows.filter(offer__closes_on__gte=day) if _closes_soon(row, day)]
    for application in near:
        with transaction.atomic():
            emails.remind_of_closing(application, application.offer.closes_on or day)
    return len(near)


def _closes_soon(application: Application, day: date) -> bool:
    before = length("closing_reminder", application.owner.code, day)
    return (application.offer.closes_on or date.max) <= add_working_days(day, before)


def _close_drafts(day: date) -> int:
    actor = accounts.system_account(name=SYSTEM_NAME)
    closed = Application.objects.filter(status=Status.DRAFT, offer__closes_on__lte=day - timedelta(days=1))
    return sum(_close(application, actor) for application in closed)


@transaction.atomic
def _close(application: Application, actor: Person) -> bool:
    application = locked(application)
    if application.status != Status.DRAFT:
        return False
    moved(application, Status.NOT_SUBMITTED, by=actor)
    emails.tell_not_submitted(application)
    return True
