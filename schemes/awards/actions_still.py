"""Still in post: ask once for each milestone, and keep the answer. And what the clock does every day."""

from typing import Any

from django.db import transaction

from retention_portal.accounts.actions import system_account
from retention_portal.core import audit
from retention_portal.core.dates import Month, now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from schemes.awards import actions, emails
from schemes.awards.actions_ledger import post_month, silent
from schemes.awards.models import Award, StillInPost
from schemes.awards.rules.still_in_post import Answer, is_open, milestones_due
from schemes.awards.statuses import RUNNING, AwardStatus

NOT_BEGUN = (AwardStatus.PLANNED, AwardStatus.CANCELLED)


@transaction.atomic
def ask(*, award: Award, milestone: int) -> StillInPost:
    """Ask about one milestone, once: a second time changes nothing and sends nothing."""
    question, made = StillInPost.objects.get_or_create(
        award=award, milestone=milestone, defaults={"asked_on": today()}
    )
    if made:
        emails.ask_still_in_post(question)
    return question


@transaction.atomic
def answer(*, question: StillInPost, said: str) -> StillInPost:
    """Keep an answer, or change it while it is not counted. No one is signed in, and the audit names nobody."""
    if said not in tuple(Answer):
        raise BadInput("Choose one of the five answers.", allowed=[each.value for each in Answer])
    row = StillInPost.objects.select_for_update().get(pk=question.pk)
    if not is_open(row.asked_on, today()):
        raise Refused(
            "Thank you. The answers of that time have been counted, so this one cannot change any more."
        )
    row.answer, row.answered_at = said, now()
    row.save(update_fields=["answer", "answered_at"])
    audit.record(by=None, verb="awards.still_in_post_answered", obj=row)
    return row


def daily(*, progress: Any = silent) -> None:
    """Begin what begins, close what is over, ask what is asked, and post the month that ended. It may run twice."""
    by, day = system_account(name="awards"), today()
    for award in Award.objects.filter(status=AwardStatus.PLANNED, starts_on__lte=day):
        actions.begin_award(award=award, by=by)
    progress(stage="Closing what is over", done=1, total=3)
    for award in Award.objects.filter(status__in=RUNNING):
        _finish(award, by)
    progress(stage="Asking", done=2, total=3)
    for award in Award.objects.exclude(status__in=NOT_BEGUN).select_related("person"):
        for milestone in milestones_due(award.starts_on, day):
            ask(award=award, milestone=milestone)
    progress(stage="Posting", done=3, total=3)
    _post_last_month(by)


def _finish(award: Award, by: Any) -> None:
    try:
        actions.finish_award(award=award, by=by)
    except (Refused, BadInput):
        return  # it goes on, or a rate is missing: the list says so


def _post_last_month(by: Any) -> None:
    month = Month.of(today()).previous()
    waiting = Award.objects.exclude(status__in=NOT_BEGUN).filter(starts_on__lte=month.end)
    systems = waiting.exclude(posted_to__gte=month.end).values("system")
    for system in Organisation.objects.filter(pk__in=systems):
        post_month(system=system, month=month, by=by)
