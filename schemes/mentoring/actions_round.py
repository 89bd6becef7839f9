"""A coordinator's own choice inside a round, before anybody hears of it: another mentor, or two pairs exchanged."""

from dataclasses import asdict

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.refusals import Refused
from schemes.mentoring import permissions, queries_matching
from schemes.mentoring.models import Mentor, Proposal, Request, Round
from schemes.mentoring.queries_matching import Choice
from schemes.mentoring.statuses import RequestStatus, RoundStatus


@transaction.atomic
def give_mentor(*, drawn: Round, request: Request, mentor: Mentor, by: Person) -> Proposal:
    """Propose this mentor to this person; where the mentor's places are given away, the two pairs are exchanged.

    Raises Refused with the sentence that the page shows: a bar, too little in common, or no place left. What is
    free is read again under the lock of the round.
    """
    permissions.check_can_run(by, drawn.service)
    drawn = Round.objects.select_for_update().select_related("service__owner").get(pk=drawn.pk)
    _check_open(drawn, request)
    choice = _choice(drawn, request, mentor)
    mine = drawn.proposals.filter(request=request, dropped=False).first()
    if choice.swap is not None and mine is not None:
        _set(choice.swap, _choice(drawn, choice.swap.request, mine.mentor), by)
    return _set(drawn.proposals.filter(request=request).first() or _new(drawn, request), choice, by)


def _check_open(drawn: Round, request: Request) -> None:
    if drawn.status != RoundStatus.PROPOSED:
        raise Refused("This round was decided already.")
    if request.service_id != drawn.service_id or request.status != RequestStatus.WAITING:
        raise Refused("This person does not look for a mentor any more.")


def _choice(drawn: Round, request: Request, mentor: Mentor) -> Choice:
    for choice in queries_matching.choices_for(drawn, request):
        if choice.mentor.pk == mentor.pk:
            if choice.why_not and choice.swap is None:
                raise Refused(choice.why_not)
            return choice
    raise Refused("This mentor takes nobody at the moment.")


def _new(drawn: Round, request: Request) -> Proposal:
    """A pair for somebody whom the round had left without one."""
    drawn.waiting = [one for one in drawn.waiting if one["request"] != request.pk]
    drawn.save(update_fields=["waiting"])
    return Proposal(round=drawn, request=request)


def _set(pair: Proposal, choice: Choice, by: Person) -> Proposal:
    pair.mentor, pair.points, pair.dropped, pair.by_hand = choice.mentor, choice.points, False, True
    pair.reasons = [asdict(reason) for reason in choice.reasons]
    pair.save()
    audit.record(
        by=by, verb="mentoring.pair_chosen", obj=pair, fields=["mentor"],
        organisation=pair.round.service.owner,
    )  # fmt: skip
    return pair
