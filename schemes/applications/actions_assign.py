"""Who reads what: given out evenly, without anybody who should not; given to another; conflicts declared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import add_working_days, now, today, working_days_between
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import emails_review, permissions_review, queries_review, rules_review
from schemes.applications.actions_move import locked
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, DeclaredConflict, Review
from schemes.applications.statuses import Status
from schemes.applications.statuses_review import Ended
from schemes.catalogue.models import Offer

REMIND_DAYS = 2
"""Working days before its day at which somebody is reminded of what they have not read."""


@dataclass(frozen=True, slots=True)
class GivenOut:
    """What came of giving out: new assignments, and how many readers are still missing, by application."""

    made: tuple[Assignment, ...]
    short: dict[int, int]


@transaction.atomic
def assign_waiting(*, offer: Offer, by: Person) -> GivenOut:
    """Give every application of an offer that is with the reviewers as many readers as its form says.

    Evenly, without conflicts, and always the same for the same people. Nothing already given out changes. Of two
    who press at once the second finds nothing left to do: the offer's row is held.
    """
    permissions_review.check_can_run_panel(by, offer)
    Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    waiting = _waiting(offer, by)
    held = _held(waiting)
    readers, papers = queries_review.readers_of(offer.owner), queries_review.papers_to_assign(waiting)
    needs = {row.pk: max(0, row.form.review.reviewers - len(held[row.pk])) for row in waiting}
    allowed = {
        row.pk: [
            key
            for key, reader in readers.items()
            if key not in held[row.pk] and not rules_review.conflict(reader, papers[row.pk])
        ]
        for row in waiting
    }
    chosen = rules_review.assign(needs, allowed, _loads(offer, readers))
    made = [_given(row, reader, by) for row in waiting for reader in chosen[row.pk]]
    _tell(made)
    short = {row.pk: needs[row.pk] - len(chosen[row.pk]) for row in waiting}
    return GivenOut(tuple(made), {key: count for key, count in short.items() if count})


def _waiting(offer: Offer, by: Person) -> list[Application]:
    rows = queries_review.read_by_panel(by).filter(offer=offer, status=Status.IN_REVIEW)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _held(rows: Iterable[Application]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = {row.pk: set() for row in rows}
    live = Assignment.objects.filter(application__in=held, ended_at=None)
    for application, reviewer in live.values_list("application", "reviewer"):
        held[application].add(reviewer)
    return held


def _loads(offer: Offer, readers: Iterable[int]) -> dict[int, int]:
    """How many applications of this offer each has been given: the whole round is shared out evenly."""
    loads = dict.fromkeys(readers, 0)
    rows = Assignment.objects.filter(application__offer=offer, ended_at=None, reviewer__in=loads)
    for reviewer in rows.values_list("reviewer", flat=True):
        loads[reviewer] += 1
    return loads


def _given(application: Application, reviewer_id: int, by: Person) -> Assignment:
    made = Assignment.objects.create(
        application=application,
        reviewer_id=reviewer_id,
        due_on=due_day(application),
        assigned_by=by,
    )
    audit.record(by=by, verb="applications.review_assigned", obj=made, organisation=application.owner)
    return made


def due_day(application: Application) -> date:
    """By when somebody who gets it today should have read it."""
    return add_working_days(today(), application.form.review.days)


def _tell(made: Iterable[Assignment]) -> None:
    """One mail to each reviewer for everything that was given to them now."""
    piles: dict[int, list[Assignment]] = {}
    for one in made:
        piles.setdefault(one.reviewer_id, []).append(one)
    people = Person.objects.in_bulk(list(piles))
    for key, pile in piles.items():
        before = Review.objects.filter(assignment__in=pile).count()  # what is read again is told again
        batch = f"{pile[0].pk}:{pile[0].due_on.isoformat()}:{before}"
        emails_review.tell_reviewer(people[key], batch, len(pile), min(one.due_on for one in pile))


@transaction.atomic
def give_to_another(*, assignment: Assignment, reviewer: Person, by: Person) -> Assignment:
    """Give an application to another reviewer instead, who has no conflict. A draft that was begun is set aside."""
    application = locked(assignment.application)
    assignment = Assignment.objects.get(pk=assignment.pk)
    assignment.application = application
    permissions_review.check_can_give_to_another(by, assignment)
    readers = queries_review.readers_of(application.owner)
    if reviewer.pk not in readers:
        raise BadInput("Choose one of the reviewers here.")
    paper = queries_review.papers_to_assign([application])[application.pk]
    if why := rules_review.conflict(readers[reviewer.pk], paper):
        raise Refused(f"{reviewer.full_name} cannot read this: {why}.", code="CASE-R-02")
    if Assignment.objects.filter(application=application, reviewer=reviewer, ended_at=None).exists():
        raise Refused(f"{reviewer.full_name} reads this already.")
    _end(assignment, Ended.GIVEN_TO_ANOTHER, by)
    made = _given(application, reviewer.pk, by)
    _tell([made])
    return made


@transaction.atomic
def declare_conflict(*, assignment: Assignment, reason: str, by: Person) -> DeclaredConflict:
    """A reviewer says that they should not read this one: it is gone from their list, for good.

    The coordinator finds another reader. Refused once the review is sent.
    """
    application = locked(assignment.application)
    assignment = Assignment.objects.get(pk=assignment.pk)
    assignment.application = application
    permissions_review.check_can_review(by, assignment)
    if not reason.strip():
        raise BadInput("Say in a few words why: only the coordinator reads it.", code="why")
    kept = DeclaredConflict.objects.create(
        application=application, reviewer=by, reason=reason.strip()[:300], declared_by=by
    )
    _end(assignment, Ended.CONFLICT, by)
    audit.record(by=by, verb="applications.conflict_declared", obj=kept, organisation=application.owner)
    return kept


def _end(assignment: Assignment, why: Ended, by: Person) -> None:
    at = now()
    Review.objects.filter(assignment=assignment, set_aside_at=None).update(set_aside_at=at)
    Assignment.objects.filter(pk=assignment.pk).update(ended=why, ended_at=at, ended_by=by)
    audit.record(
        by=by,
        verb="applications.review_ended",
        obj=assignment,
        fields=["ended"],
        organisation=assignment.application.owner,
        note=why.value,
    )


def remind_reviewers() -> dict[str, int]:
    """Remind each reviewer once of what they have not read and whose day is near. Safe to run twice."""
    day = today()
    piles: dict[tuple[int, date], int] = {}
    rows = Assignment.objects.filter(ended_at=None, application__status=Status.IN_REVIEW, due_on__gte=day)
    done = Review.objects.filter(submitted_at__isnull=False, set_aside_at=None).values("assignment")
    for reviewer, due_on in rows.exclude(pk__in=done).values_list("reviewer", "due_on"):
        if working_days_between(day, due_on) <= REMIND_DAYS:
            piles[reviewer, due_on] = piles.get((reviewer, due_on), 0) + 1
    people = Person.objects.in_bulk({reviewer for reviewer, _ in piles})
    for (reviewer, due_on), count in piles.items():
        with transaction.atomic():
            emails_review.remind_reviewer(people[reviewer], count, due_on)
    return {"reviewers_reminded": len(piles)}


def assigned_again(application: Application) -> None:
    """It is to be read once more by the same people: a new day, and a mail (CASE-R-08)."""
    rows = Assignment.objects.filter(application=application, ended_at=None)
    rows.update(due_on=due_day(application))
    for one in rows:
        _tell([one])
