"""What the matching reads: who mentors, who asks, who must not meet, and what a match is worth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from retention_portal.accounts.models import Person
from retention_portal.core.dates import today
from retention_portal.organisations.models import Parent
from retention_portal.organisations.statuses import OrganisationKind
from schemes.mentoring import matching
from schemes.mentoring.matching import Bar
from schemes.mentoring.models import Barred, KeepApart, Mentor, Proposal, Request, Round, Service
from schemes.mentoring.rules import usual_points
from schemes.mentoring.rules_apart import Known, kept_apart
from schemes.mentoring.statuses import MentorStatus, RequestStatus

Bars = list[tuple[int, int, Bar]]


def points_of(service: Service) -> matching.Points:
    """What a match is worth in this service."""
    return matching.Points(**{**usual_points().__dict__, **service.points})


def mentors_for_matching(service: Service) -> list[matching.Mentor]:
    """Confirmed mentors with their free places. One statement, two where the network counts."""
    rows = list(
        Mentor.objects.filter(service=service, status=MentorStatus.CONFIRMED)
        .select_related("person")
        .annotate(free=Count("seats", filter=Q(seats__pairing__isnull=True)))
    )
    networks = _networks(service, (row.practice for row in rows))
    return [
        matching.Mentor(
            id=row.pk,
            person=row.person_id,
            free=row.free,
            topics=frozenset(row.topics),
            areas=frozenset(row.areas),
            ways=frozenset(row.ways),
            stages=frozenset(row.stages),
            practice=row.practice,
            network=networks.get(row.practice, ""),
        )
        for row in rows
    ]


def mentees_for_matching(service: Service, *also: int) -> list[matching.Mentee]:
    """Everybody who waits for a mentor, and the requests named in `also`. One statement, two with networks."""
    wanted = Q(status=RequestStatus.WAITING) | Q(pk__in=also)
    rows = list(Request.objects.filter(wanted, service=service).select_related("person"))
    networks = _networks(service, (row.practice for row in rows))
    return [
        matching.Mentee(
            id=row.pk,
            person=row.person_id,
            topics=frozenset(row.topics),
            areas=frozenset(row.areas),
            ways=frozenset(row.ways),
            stage=row.stage,
            profession=row.person.profession,
            practice=row.practice,
            network=networks.get(row.practice, ""),
            preferences=tuple(row.preferences),
            rounds_left_out=row.rounds_left_out,
        )
        for row in rows
    ]


def _networks(service: Service, practices: Iterable[str], on: date | None = None) -> dict[str, str]:
    """Practice code → its network today; asked only where the network bars. One statement, or none."""
    codes = set(filter(None, practices))
    if not codes or not points_of(service).same_network_bars:
        return {}
    day = on or today()
    rows = Parent.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day),
        Q(valid_to=None) | Q(valid_to__gte=day),
        child__code__in=codes,
        parent_kind=OrganisationKind.NETWORK,
    )
    return {practice: str(network) for practice, network in rows.values_list("child__code", "parent_id")}


def bars_for_matching(
    service: Service, mentors: Iterable[matching.Mentor], mentees: Iterable[matching.Mentee]
) -> Bars:
    """All bars as (request, mentor, why), whichever of the two was named first. Three statements.

    They are those that coordinators declared or that earlier pairings left, and those that people said themselves.
    """
    by_person = {mentor.person: mentor.id for mentor in mentors}
    asking = {mentee.person: mentee.id for mentee in mentees}
    declared = Barred.objects.filter(service=service).values_list("one", "other", "why")
    said = _said_by({*by_person, *asking})
    found = []
    for one, other, why in [*((a, b, Bar(why)) for a, b, why in declared), *said]:
        for mentee, mentor in ((one, other), (other, one)):
            if mentee in asking and mentor in by_person:
                found.append((asking[mentee], by_person[mentor], why))
    return found


def _said_by(people: set[int]) -> Bars:
    rows = KeepApart.objects.filter(person__in=people).values_list("person", "who", "why")
    said = [(person, who, Bar(why)) for person, who, why in rows]
    if not said:
        return []
    known = Person.objects.filter(pk__in=people).values_list("pk", "full_name", "email", "gmc_number")
    return kept_apart(said, [Known(pk, name, email, gmc or "") for pk, name, email, gmc in known])


@dataclass(frozen=True)
class Choice:
    """One mentor for one person of a round. `swap` is the pair that would get this person's mentor instead."""

    mentor: Mentor
    points: int
    reasons: tuple[matching.Reason, ...]
    why_not: str
    swap: Proposal | None = None


def choices_for(drawn: Round, request: Request) -> list[Choice]:
    """Every mentor of the service for one person of a round, best first; for each that cannot be, why.

    A mentor whose places this round has given away can be swapped for, where the other pair may then be too.
    """
    mentors = mentors_for_matching(drawn.service)
    kept = list(drawn.proposals.filter(dropped=False).select_related("request__person"))
    mentees = {
        one.id: one
        for one in mentees_for_matching(drawn.service, request.pk, *(pair.request_id for pair in kept))
    }
    bars = bars_for_matching(drawn.service, mentors, mentees.values())
    points = matching.Points(**drawn.points)
    mine = next((pair for pair in kept if pair.request_id == request.pk), None)
    table = _Choosing(mentors, mentees, points, bars, kept, mine)
    rows = {row.pk: row for row in Mentor.objects.filter(service=drawn.service).select_related("person")}
    found = [table.choice(rows[option.mentor], option) for option in table.options(request.pk)]
    return sorted(found, key=lambda one: (bool(one.why_not), -one.points, one.mentor.pk))


class _Choosing:
    """The people of one round, and which places it gives to whom."""

    def __init__(
        self, mentors: Sequence[matching.Mentor], mentees: dict[int, Any], points: matching.Points, bars: Bars,
        kept: Sequence[Proposal], mine: Proposal | None,
    ) -> None:  # fmt: skip
        self.mentors, self.mentees, self.points, self.bars = mentors, mentees, points, bars
        self.kept, self.mine = kept, mine

    def options(self, request: int) -> tuple[matching.Option, ...]:
        return matching.options(self.mentees[request], self.mentors, self.points, self.bars)

    def choice(self, row: Mentor, option: matching.Option) -> Choice:
        if self.mine and self.mine.mentor_id == row.pk:
            return Choice(row, option.points, option.reasons, "This is the mentor proposed now.")
        if option.why_not:
            return Choice(row, option.points, option.reasons, option.why_not)
        holders = [pair for pair in self.kept if pair.mentor_id == row.pk]
        free = next(one.free for one in self.mentors if one.id == row.pk)
        if len(holders) < free:
            return Choice(row, option.points, option.reasons, "")
        swap = next((pair for pair in holders if self._may_take_mine(pair)), None)
        why_not = "" if swap else "No place is left with this mentor in this round."
        return Choice(row, option.points, option.reasons, why_not, swap)

    def _may_take_mine(self, pair: Proposal) -> bool:
        if self.mine is None:
            return False
        return any(
            option.mentor == self.mine.mentor_id and not option.why_not
            for option in self.options(pair.request_id)
        )
