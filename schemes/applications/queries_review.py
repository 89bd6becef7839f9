"""Reads of a panel's work. Who sees whose words is decided here, not on the pages (CASE-R-02 to R-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from retention_portal.accounts.access import reached_ids
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.queries import held_on
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from schemes.applications import rules_review
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, Consolidation, DeclaredConflict, Review
from schemes.applications.queries import applications_visible_to
from schemes.applications.rules_review import Paper, Reader, Vote, Weighed
from schemes.applications.statuses import OPEN_TO_DECIDE, Status
from schemes.applications.statuses_review import PHASES, SEEN_BY_REVIEWERS, Opinion, Phase, phase_of
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS

READ = Q(version__form__decision_by="panel")
"""Applications whose frozen form has a panel."""

COUNTED = Review.objects.filter(set_aside_at=None)


def reviewers_for(owner: Organisation) -> QuerySet[Person]:
    """Everybody who reviews for an organisation today: there or above it, by name. Two statements."""
    above = [owner.pk, *(body.pk for body in ancestors(owner, today()).values() if body)]
    held = Membership.objects.filter(held_on(today()), role=Role.REVIEWER, organisation__in=above)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("full_name", "pk")


def assignments_visible_to(user: Any) -> QuerySet[Assignment]:
    """What the user reads, what is to do first, soonest first: assigned, never their own, while they review there.

    From the decision on there is nothing to see. Anything else is not found (CASE-R-02, CASE-R-04).
    """
    reached = reached_ids(user, [Role.REVIEWER], OWNER_KINDS)
    rows = Assignment.objects.filter(reviewer=user.pk, ended_at=None, application__owner__in=reached)
    rows = rows.filter(application__status__in=SEEN_BY_REVIEWERS).exclude(application__applicant=user.pk)
    related = rows.select_related("application__offer", "application__version", "application__owner")
    sent = COUNTED.filter(assignment=OuterRef("pk"), submitted_at__isnull=False)
    ordered = related.annotate(is_sent=Exists(sent)).order_by("is_sent", "due_on", "pk")
    return ordered.prefetch_related(Prefetch("reviews", COUNTED, to_attr="counted"))


def own_review(assignment: Assignment) -> Review | None:
    """The reviewer's own words, draft or sent; never one that was set aside. One statement."""
    return COUNTED.filter(assignment=assignment).first()


def was_set_aside(assignment: Assignment) -> bool:
    """Whether an earlier review was set aside because the application changed (CASE-R-08). One statement."""
    return Review.objects.filter(assignment=assignment, set_aside_at__isnull=False).exists()


def sent_reviews(application: Application) -> list[Review]:
    """The reviews that count: sent, not set aside, of those who still read it; with their writers. One statement."""
    rows = COUNTED.filter(assignment__application=application, assignment__ended_at=None)
    rows = rows.filter(submitted_at__isnull=False).select_related("assignment__reviewer")
    return list(rows.order_by("submitted_at", "pk"))


def readable_reviews(application: Application, user: Any) -> list[Review]:
    """The reviews that the user may read: all once the independent number is in, until then their own (CASE-R-06).

    That holds for coordinators too: a word dropped early would not be independent any more. One statement.
    """
    rows = sent_reviews(application)
    if phase_of(Status(application.status)) is Phase.SCORING:
        return [row for row in rows if row.assignment.reviewer_id == user.pk]
    return rows


def vote_of(review: Review) -> Vote:
    """A review as the rules weigh it."""
    return Vote(review.scores, review.opinion, review.abstained)


def consolidation_of(application: Application) -> Consolidation | None:
    """What was agreed, if anything was, and counts. One statement."""
    return application.consolidations.filter(set_aside_at=None).select_related("agreed_by").first()


def feedback_for(application: Application) -> list[str]:
    """What reviewers marked for the applicant, when the applicant may read it (CASE-R-06): returned, or decided.

    Without names, in the order in which it was sent. One or two statements.
    """
    returned = application.status == Status.MORE_ASKED_AFTER
    if not returned and not application.decisions.filter(released_at__isnull=False).exists():
        return []
    return [row.feedback for row in sent_reviews(application) if row.feedback]


# --- the coordinator's side -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One application of a panel: who reads it and how far they are. `weighed` is None while they still score."""

    application: Application
    assignments: Sequence[Assignment]
    done: int
    wanted: int
    weighed: Weighed | None
    agreed: Consolidation | None
    opinions: frozenset[str]

    @property
    def recommended(self) -> str:
        """What the panel recommends in words: what was agreed, else what all of them would do; empty for neither."""
        if self.agreed is not None:
            return str(self.agreed.get_recommends_display())
        return Opinion(next(iter(self.opinions))).label if len(self.opinions) == 1 else ""

    @property
    def missing(self) -> int:
        """How many reviewers are still to be found, while it is being scored."""
        scoring = phase_of(Status(self.application.status)) is Phase.SCORING
        return max(0, self.wanted - len(self.assignments)) if scoring else 0

    @property
    def total(self) -> Fraction | None:
        """What it is ranked by: the scores that were agreed, else the total of reviewers who do not disagree."""
        if self.agreed is not None and self.agreed.scores:
            return rules_review.weighted_total(self.application.form.criteria, self.agreed.scores)
        return self.weighed.total if self.weighed else None


def panel_offers(user: Any) -> list[tuple[Offer, dict[Status, int]]]:
    """Offers with a panel that the user looks after: how many applications stand where. Two statements."""
    rows = read_by_panel(user).filter(status__in=(*PHASES[Phase.BEFORE], *SEEN_BY_REVIEWERS))
    counted = rows.order_by("offer", "status").values_list("offer", "status").annotate(Count("pk"))
    counts: dict[int, dict[Status, int]] = {}
    for offer, status, count in counted:
        counts.setdefault(offer, {})[Status(status)] = count
    offers = Offer.objects.filter(pk__in=counts).order_by("title", "pk")
    return [(offer, counts[offer.pk]) for offer in offers]


def read_by_panel(user: Any) -> QuerySet[Application]:
    """The applications that a panel reads and the user coordinates: never their own."""
    reached = reached_ids(user, [Role.COORDINATOR], OWNER_KINDS)
    return applications_visible_to(user).filter(READ, owner__in=reached)


def panel_rows(user: Any, offer: Offer, statuses: Sequence[Status]) -> list[PanelRow]:
    """The applications of an offer in these states, each with its readers and what they came to. Four statements."""
    live = Assignment.objects.filter(ended_at=None).select_related("reviewer")
    rows = read_by_panel(user).filter(offer=offer, status__in=statuses).select_related("placing__placed_by")
    rows = rows.prefetch_related(
        Prefetch(
            "assignments", live.prefetch_related(Prefetch("reviews", COUNTED, to_attr="counted")), "live"
        ),
        Prefetch("consolidations", Consolidation.objects.filter(set_aside_at=None), "agreed_on"),
    )
    return [panel_row(row) for row in rows.order_by("arrived_on", "pk")]


def panel_row(row: Any) -> PanelRow:
    """One row of `panel_rows`. No statement."""
    votes = [vote_of(one) for held in row.live for one in held.counted if one.submitted_at]
    scoring = phase_of(Status(row.status)) is Phase.SCORING
    return PanelRow(
        application=row,
        assignments=row.live,
        done=len(votes),
        wanted=row.form.review.reviewers,
        weighed=None if scoring else rules_review.weigh(row.form, votes),
        agreed=row.agreed_on[0] if row.agreed_on else None,
        opinions=frozenset(vote.opinion for vote in votes if vote.opinion),
    )


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One application in the order of decision: its place by total, whether it shares that, and whether it was moved."""

    row: PanelRow
    place: int
    tied: bool
    moved: bool


def ranking(user: Any, offer: Offer) -> list[RankedRow]:
    """The applications that may be decided, by weighted total; those somebody moved stand where they were put.

    Applications with equal totals share a place. Four statements.
    """
    rows = {row.application.pk: row for row in panel_rows(user, offer, OPEN_TO_DECIDE)}
    found = rules_review.places({key: row.total for key, row in rows.items()})
    ranked = sorted(rows, key=lambda key: (found[key][0], rows[key].application.arrived_on or today(), key))
    moved = {key: row.application.placing.place for key, row in rows.items() if _is_moved(row)}
    return [RankedRow(rows[key], *found[key], key in moved) for key in rules_review.in_order(ranked, moved)]


def standing_of(user: Any, application: Application) -> RankedRow | None:
    """Where an application stands in the order of its offer; None without a panel. None or four statements."""
    if not application.form.by_panel:
        return None
    rows = ranking(user, application.offer)
    return next((one for one in rows if one.row.application.pk == application.pk), None)


def _is_moved(row: PanelRow) -> bool:
    return hasattr(row.application, "placing")


# --- who must not read what -----------------------------------------------------------------------------------


def readers_of(owner: Organisation) -> dict[int, Reader]:
    """The reviewers of an organisation with what could make them partial. Three statements."""
    people = list(reviewers_for(owner))
    places = practices_of([person.pk for person in people])
    return {
        person.pk: Reader(
            person.pk, person.email.lower(), person.full_name.lower(), places.get(person.pk, frozenset())
        )
        for person in people
    }


def practices_of(people: Sequence[int]) -> dict[int, frozenset[str]]:
    """{person: names and codes of the practices at which they hold a role today}, in small letters. One statement."""
    rows = Membership.objects.filter(held_on(today()), person__in=people, organisation__kind="practice")
    found: dict[int, frozenset[str]] = {}
    for person, name, code in rows.values_list("person", "organisation__name", "organisation__code"):
        found[person] = found.get(person, frozenset()) | {name.lower(), code.lower()}
    return found


def papers_to_assign(applications: Sequence[Application]) -> dict[int, Paper]:
    """What of each application could touch a reviewer. Seven statements, however many there are."""
    keys = [row.pk for row in applications]
    people = [row.applicant_id for row in applications if row.applicant_id]
    offers = {row.offer_id for row in applications}
    round_of: dict[int, set[int]] = {}
    for offer, person in Application.objects.filter(offer__in=offers, applicant__isnull=False).values_list(
        "offer", "applicant"
    ):
        round_of.setdefault(offer, set()).add(person)  # type: ignore[arg-type]
    places, declared, touched = practices_of(people), _declared(keys), _looked_after(keys)
    found = {}
    for row in Application.objects.filter(pk__in=keys).prefetch_related("parts"):
        parts = [part for part in row.parts.all() if part.taken_back_at is None]
        said = [*map(str, row.sent_answers.values()), *(part.place for part in parts)]
        found[row.pk] = Paper(
            id=row.pk,
            applicant=row.applicant_id,
            same_round=frozenset(round_of.get(row.offer_id, ())),
            practices=places.get(row.applicant_id or 0, frozenset()),
            named=frozenset(one.lower() for part in parts for one in (part.email, part.name)),
            text="\n".join(said).lower(),
            looked_after_by=frozenset(touched.get(row.pk, ())),
            declared=frozenset(declared.get(row.pk, ())),
        )
    return found


def _declared(keys: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = DeclaredConflict.objects.filter(application__in=keys)
    for application, person in rows.values_list("application", "reviewer"):
        found.setdefault(application, set()).add(person)
    return found


def _looked_after(keys: Sequence[int]) -> dict[int, set[int]]:
    """Who wrote to the applicant or noted something: they know it otherwise than a reader does."""
    found: dict[int, set[int]] = {}
    rows = Application.objects.filter(pk__in=keys)
    for field in ("messages__written_by", "first_word_by"):
        for application, person in rows.exclude(**{field: None}).values_list("pk", field).distinct():
            found.setdefault(application, set()).add(person)
    return found
