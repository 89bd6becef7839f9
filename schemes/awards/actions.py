"""The only door for changes to awards: open, begin, change the pattern, pause, review, end."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from retention_portal.core import audit
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from schemes.applications.actions_decide import check_may_start
from schemes.applications.models import Application
from schemes.applications.statuses import Status
from schemes.awards import permissions, rules
from schemes.awards.actions_ledger import locked, rebase_ledger
from schemes.awards.history_of import history_of
from schemes.awards.models import Award, Pause, Review, SessionPattern
from schemes.awards.queries_mentor import system_over
from schemes.awards.rules.opening import Approval, check_change, check_opening, check_pause
from schemes.awards.rules.reviews import Outcome, check_outcome, next_review
from schemes.awards.statuses import OVER, RUNNING, TRANSITIONS, AwardStatus
from schemes.catalogue.rules.periods import ONE_DAY


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new award is: the scheme by code and title, its days, first pattern, approval, and its money's facts."""

    scheme: str
    title: str
    starts: date
    ends: date
    approval: Approval
    per_week: Decimal | None = None
    per_year: Decimal | None = None
    employed: bool = False
    full_time_salary: Decimal | None = None
    grant: Decimal | None = None
    allowance: Decimal | None = None
    hourly_rate: Decimal | None = None
    admin_minutes: int = 0
    programme_code: str = ""


@transaction.atomic
def open_award(
    *,
    person: Any,
    system: Organisation,
    host: Organisation,
    opening: Opening,
    by: Any,
    offer: Any = None,
    application: Any = None,
    made_up: bool = False,
) -> Award:
    """Open an award after its approval. It runs from its first day on; before, it is planned.

    Refused before approval (NGPRS-P06, CASE-E-02), for a pattern or term that the scheme does not have, and while
    the person has one of the same scheme. An `application` was accepted, is the person's, and opens one award.
    """
    permissions.check_can_open(by, system, person)
    if application is not None:
        offer = _checked_offer(application, person, system, opening)
    first = rules.Pattern(opening.starts, opening.per_week or Decimal(0), opening.per_year)
    check_opening(rules.History(opening.scheme, opening.starts, opening.ends, (first,)), opening.approval)
    award = _new_award(person, system, host, opening, by)
    award.offer, award.application, award.made_up = offer, application, made_up
    _save_once(award)
    SessionPattern.objects.create(
        award=award,
        starts_on=opening.starts,
        sessions_per_week=opening.per_week,
        sessions_per_year=opening.per_year,
    )
    audit.record(by=by, verb="awards.opened", obj=award, organisation=system, note=opening.scheme)
    rebase_ledger(award=award, source="opened", by=by)
    return award


def _checked_offer(application: Application, person: Any, system: Organisation, opening: Opening) -> Any:
    """The offer of an application from which support may begin: accepted, approved (NGPRS-P06), and this person's."""
    if application.status != Status.ACCEPTED or application.applicant_id != person.pk:
        raise Refused("Support begins from an accepted place of this very person.", code="wrong_status")
    if system_over(application.owner, opening.starts) != system:
        raise Refused(f"This place was offered by {application.owner.name}, not in {system.name}.")
    check_may_start(application)
    return application.offer


def _save_once(award: Award) -> None:
    try:
        with transaction.atomic():
            award.save(force_insert=True)
    except IntegrityError as error:
        if "award_one_of_a_scheme_at_a_time" in str(error):
            raise Refused("This person has this support already in those days.", code="twice") from error
        if "application_id" in str(error):
            raise Refused("The support of this place was opened already.", code="twice") from error
        raise


def _new_award(person: Any, system: Organisation, host: Organisation, opening: Opening, by: Any) -> Award:
    return Award(
        person=person,
        scheme_code=opening.scheme,
        title=opening.title,
        system=system,
        host=host,
        starts_on=opening.starts,
        ends_on=opening.ends,
        approved_by=opening.approval.by,
        approved_on=opening.approval.on,
        job_plan_on=opening.approval.job_plan_on,
        employed=opening.employed,
        full_time_salary=opening.full_time_salary,
        grant=opening.grant,
        allowance=opening.allowance,
        hourly_rate=opening.hourly_rate,
        admin_minutes=opening.admin_minutes,
        programme_code=opening.programme_code,
        status=AwardStatus.PLANNED if opening.starts > today() else AwardStatus.ACTIVE,
        opened_by=by,
    )


@transaction.atomic
def begin_award(*, award: Award, by: Any) -> Award:
    """Begin a planned award whose first day has come."""
    award = locked(award)
    if award.starts_on > today():
        raise Refused("Its first day has not come yet.", code="wrong_status")
    move(award, AwardStatus.ACTIVE, by=by, transitions=TRANSITIONS, organisation=award.system)
    rebase_ledger(award=award, source="begun", by=by)
    return award


@transaction.atomic
def cancel_award(*, award: Award, reason: str, by: Any) -> Award:
    """Cancel a planned award: it never began."""
    permissions.check_can_change(by, award)
    award = locked(award)
    also = {"end_reason": _said(reason), "next_review_on": None}
    move(award, AwardStatus.CANCELLED, by=by, transitions=TRANSITIONS, also=also, organisation=award.system)
    return award


@transaction.atomic
def change_pattern(
    *, award: Award, starts: date, per_week: Decimal | None, per_year: Decimal | None, by: Any
) -> SessionPattern:
    """Another pattern from a day on; the day of an existing change corrects that one. The ledger is re-based."""
    permissions.check_can_change(by, award)
    award = locked(award)
    _check_not_over(award)
    wanted = rules.Pattern(starts, per_week or Decimal(0), per_year)
    check_change(history_of(award), wanted, today())
    row = SessionPattern.objects.filter(award=award, starts_on=starts).first()
    if row is None:
        SessionPattern.objects.filter(award=award, ends_on=None).update(ends_on=starts - ONE_DAY)
        row = SessionPattern(award=award, starts_on=starts)
    row.sessions_per_week, row.sessions_per_year = per_week, per_year
    row.save()
    audit.record(
        by=by, verb="awards.pattern_changed", obj=row, fields=["sessions_per_week"], organisation=award.system
    )
    rebase_ledger(award=award, source=f"pattern:{row.pk}", by=by)
    return row


@transaction.atomic
def pause_award(*, award: Award, starts: date, ends: date | None, by: Any) -> Pause:
    """Record days away, with no reason. Without an end the award is paused until it resumes (NGPRS-R22)."""
    permissions.check_can_change(by, award)
    award = locked(award)
    _check_not_over(award)
    check_pause(history_of(award), starts, ends, today())
    try:
        with transaction.atomic():
            pause = Pause.objects.create(award=award, starts_on=starts, ends_on=ends)
    except IntegrityError as error:
        raise Refused("Another pause is recorded for some of these days.", code="twice") from error
    audit.record(by=by, verb="awards.pause_recorded", obj=pause, organisation=award.system)
    if ends is None:
        move(award, AwardStatus.PAUSED, by=by, transitions=TRANSITIONS, organisation=award.system)
    rebase_ledger(award=award, source=f"pause:{pause.pk}", by=by)
    return pause


@transaction.atomic
def resume_award(*, award: Award, last_day: date, by: Any) -> Pause:
    """End the pause that lasts: `last_day` is the last day away."""
    permissions.check_can_change(by, award)
    award = locked(award)
    pause = Pause.objects.filter(award=award, ends_on=None).first()
    if pause is None:
        raise Refused("Nothing is paused here.", code="wrong_status")
    check_pause(history_of(award), pause.starts_on, last_day, today())
    pause.ends_on = last_day
    pause.save(update_fields=["ends_on"])
    move(award, AwardStatus.ACTIVE, by=by, transitions=TRANSITIONS, organisation=award.system)
    rebase_ledger(award=award, source=f"resumed:{pause.pk}", by=by)
    return pause


@transaction.atomic
def hold_review(
    *,
    award: Award,
    held_on: date,
    need_continues: bool,
    practice_meets: bool,
    outcome: str,
    reason: str,
    by: Any,
) -> Review:
    """Record the review that is due next (years 1 to 5). A review that ends it ends it on the day it was due for."""
    permissions.check_can_review(by, award)
    award = locked(award)
    _check_not_over(award)
    coming = next_review(history_of(award), award.reviews.values_list("year", flat=True), today())
    if coming is None:
        raise Refused("Every review was held: there is no year after the last.", code="X-12")
    if held_on > today() or held_on < award.starts_on:
        raise Refused("A review is recorded on the day it was held or later.", code="outside")
    check_outcome(
        Outcome(outcome), need_continues=need_continues, practice_meets=practice_meets, reason=reason
    )
    review = Review.objects.create(
        award=award,
        year=coming[0],
        due_on=coming[1],
        held_on=held_on,
        need_continues=need_continues,
        practice_meets=practice_meets,
        outcome=outcome,
        reason=reason.strip(),
        held_by=by,
    )
    audit.record(by=by, verb="awards.review_held", obj=review, fields=["outcome"], organisation=award.system)
    if outcome == Outcome.END and coming[1] <= rules.last_day(history_of(award), today()):
        _leave(award, coming[1], reason, by)
    else:
        rebase_ledger(award=award, source=f"review:{review.pk}", by=by)
    return review


@transaction.atomic
def end_award(*, award: Award, left_on: date, reason: str, by: Any) -> Award:
    """End it early: `left_on` is the first day that no longer counts. What is to be repaid is posted at once."""
    permissions.check_can_change(by, award)
    award = locked(award)
    _check_not_over(award)
    last = rules.last_day(history_of(award), today())
    if not award.starts_on < left_on <= last or left_on > today():
        raise Refused("Choose the first day without it: after its start, before its end, not in the future.")
    _leave(award, left_on, _said(reason), by)
    return award


def _leave(award: Award, left_on: date, reason: str, by: Any) -> None:
    """End it on a day: at once when the day has come, else the clock closes it (`finish_award`)."""
    Pause.objects.filter(award=award, ends_on=None, starts_on__lt=left_on).update(ends_on=left_on - ONE_DAY)
    also: dict[str, Any] = {"left_on": left_on, "end_reason": reason.strip(), "next_review_on": None}
    award.left_on = left_on
    if left_on > today():
        Award.objects.filter(pk=award.pk).update(**also)
        audit.record(by=by, verb="awards.end_set", obj=award, fields=also, organisation=award.system)
    else:
        also["posted_to"] = max(left_on, award.posted_to or left_on)
        move(award, AwardStatus.LEFT, by=by, transitions=TRANSITIONS, also=also, organisation=award.system)
    rebase_ledger(award=award, source=f"left:{left_on}", by=by)


@transaction.atomic
def finish_award(*, award: Award, by: Any) -> Award:
    """Close an award whose last day has passed, posted to its end."""
    award = locked(award)
    last = rules.last_day(history_of(award), today())
    if last >= today():
        raise Refused("Its last day has not passed.", code="wrong_status")
    until = award.left_on or last
    also = {"next_review_on": None, "posted_to": max(until, award.posted_to or until)}
    to = AwardStatus.LEFT if award.left_on else AwardStatus.ENDED
    move(award, to, by=by, transitions=TRANSITIONS, also=also, organisation=award.system)
    rebase_ledger(award=award, source="ended", by=by)
    return award


def _check_not_over(award: Award) -> None:
    if award.status in OVER or award.status not in (*RUNNING, AwardStatus.PLANNED):
        raise Refused("This is over: nothing of it changes any more.", code="wrong_status")


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why, in a few words that the person may read.")
    return reason.strip()
