"""Reads of applications. Each says how many statements it makes; none grows with the rows."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from retention_portal.accounts.access import has_role, reached_ids, reaches
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, add_working_days, date_text, today
from retention_portal.core.refusals import Refused
from schemes.applications.models import Application, EntryCode, Evidence, StatusChange
from schemes.applications.models_decision import Appeal, Decision
from schemes.applications.models_talk import Message, Part
from schemes.applications.periods import length
from schemes.applications.rules_form import APPROVED_SCHEMES
from schemes.applications.statuses import FINAL, LIVE, Status
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS, open_offers

STAFF = (Role.COORDINATOR, Role.SCHEME_LEAD, Role.COMMISSIONER)
"""The roles that look after applications; each sees what it has a step in."""

_SENT_ON = (
    Status.EDUCATION,
    Status.SYSTEM_REVIEW,
    Status.FORMAL,
    Status.APPROVED,
    Status.OFFERED,
    Status.ACCEPTED,
)
_WITH_NATION = _SENT_ON[2:]


def with_offer(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The rows with what a list prints of each: offer, its scheme, owner."""
    return rows.select_related("offer__scheme", "owner", "version")


def own_applications(user: Any) -> QuerySet[Application]:
    """The user's own applications, newest first. One statement."""
    return with_offer(Application.objects.filter(applicant=user.pk)).order_by("-began_at", "-pk")


def listed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Without forms, answers and findings: they are most of a row, and a list shows none of them."""
    return rows.select_related(None).select_related("offer", "owner").only(*_LISTED)


_LISTED = (
    *(
        "name",
        "status",
        "with_us",
        "waiting_since",
        "arrived_on",
        "first_word_at",
        "began_at",
        "submitted_at",
    ),
    *("registered_at", "saved_at", "offer__title", "offer__slug", "offer__closes_on"),
    *("owner__name", "owner__code"),
)


def applications_visible_to(user: Any) -> QuerySet[Application]:
    """What the user looks after: never their own (CASE-R-02), nor a draft that nobody told us of.

    Coordinators: those of their system or hub. Scheme leads: those of the retention scheme there, from their step
    on. NHS England: those of its region that have reached its step (NGPRS-P06).
    """
    kept = Q(pk__in=[])
    if has_role(user, Role.COORDINATOR):
        kept |= Q(owner__in=reached_ids(user, [Role.COORDINATOR], OWNER_KINDS))
    needing = Q(offer__scheme__code__in=APPROVED_SCHEMES)
    if has_role(user, Role.SCHEME_LEAD):
        reached = reached_ids(user, [Role.SCHEME_LEAD], OWNER_KINDS)
        kept |= needing & Q(owner__in=reached, status__in=_SENT_ON)
    if has_role(user, Role.COMMISSIONER):
        reached = reached_ids(user, [Role.COMMISSIONER], OWNER_KINDS)
        kept |= needing & Q(owner__in=reached, status__in=_WITH_NATION)
    theirs = Q(applicant=user.pk) & Q(applicant__isnull=False)
    begun = ~Q(status__in=(Status.DRAFT, Status.NOT_SUBMITTED)) | Q(registered_at__isnull=False)
    return with_offer(Application.objects.filter(kept, begun).exclude(theirs))


def papers_of(application: Application) -> list[Evidence]:
    """The applicant's papers that were not taken away, in order. One statement."""
    return list(application.papers.filter(removed_at__isnull=True, part__isnull=True))


def papers_for_staff(application: Application) -> list[Evidence]:
    """The papers that staff may know of: sent by the applicant, and by hosts and supervisors. One statement."""
    rows = application.papers.filter(removed_at__isnull=True).exclude(part__taken_back_at__isnull=False)
    return [row for row in rows.select_related("part") if row.was_sent(application)]


def paper_keys(application: Application) -> set[str]:
    """Keys of the file questions that have a paper. One statement."""
    rows = application.papers.filter(removed_at__isnull=True, part__isnull=True)
    return set(rows.values_list("question", flat=True))


def sees_health(user: Any, application: Application) -> bool:
    """Whether the user must see the health papers and answers: the applicant, and who judges them.

    That is the scheme lead where there is educational approval (NGPRS-D06, P04), the coordinator elsewhere.
    """
    if application.applicant_id is not None and application.applicant_id == user.pk:
        return True
    scheme = application.offer.scheme
    judge = Role.SCHEME_LEAD if scheme and scheme.code in APPROVED_SCHEMES else Role.COORDINATOR
    return reaches(user, [judge], application.owner)


def thread_of(application: Application, *, internal: bool) -> list[Message]:
    """What was said, oldest first; notes for staff alone only when asked for. One statement."""
    rows = application.messages.select_related("written_by")
    return list(rows if internal else rows.filter(internal=False))


def history_of(application: Application) -> list[StatusChange]:
    """Every move, oldest first, with who made it. One statement."""
    return list(application.changes.select_related("by"))


def live_application(offer: Offer, applicant: Person) -> Application | None:
    """The application to this offer that is not over yet, if any. One statement."""
    rows = with_offer(Application.objects.filter(offer=offer, applicant=applicant))
    return rows.filter(status__in=(*LIVE, Status.ACCEPTED)).first()


def is_taking_people(offer: Offer, on: date) -> bool:
    """Whether the offer is published and open on a day. One statement."""
    return open_offers(on).filter(pk=offer.pk, live__isnull=False).exists()


def token_hash(token: str) -> str:
    """The only form in which a link's token is kept: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_by_token(token: str) -> EntryCode | None:
    """The way in that this token opens, used and run out ones too; None for one we never made. One statement."""
    rows = EntryCode.objects.select_related(
        "application__offer__scheme", "application__applicant", "application__version"
    )
    return rows.filter(token_hash=token_hash(token)).first()


def part_by_token(token: str) -> Part | None:
    """The part that this link opens, in whatever state; None for a link we never made. One statement."""
    rows = Part.objects.select_related("application__offer__scheme", "application__version")
    return rows.filter(token_hash=token_hash(token)).first()


def parts_of(application: Application) -> list[Part]:
    """The parts of others that were not taken back. One statement."""
    return list(application.parts.filter(taken_back_at__isnull=True))


def pending_decision(application: Application) -> Decision | None:
    """What is decided and not sent yet. One statement."""
    rows = application.decisions.filter(released_at__isnull=True).select_related("set_by")
    return rows.prefetch_related("conditions").first()


def released_decisions(application: Application) -> list[Decision]:
    """What was sent, newest first. Two statements."""
    rows = application.decisions.filter(released_at__isnull=False).select_related("set_by", "released_by")
    return list(rows.prefetch_related("conditions").order_by("-released_at", "-pk"))


def decisions_of(application: Application) -> list[Decision]:
    """Every decision, the one that is not sent first, then newest first; with conditions and appeal. Two statements."""
    rows = application.decisions.select_related("set_by", "released_by", "appeal__answered_by")
    return list(rows.prefetch_related("conditions").order_by(F("released_at").desc(nulls_first=True), "-pk"))


def has_open_flag(application: Application, *, stops: bool | None = None) -> bool:
    """Whether a flag is open; with `stops`, one that stops assessment too. One statement, none when prefetched."""
    rows = [flag for flag in application.flags.all() if flag.resolved_at is None]
    return any(stops is None or flag.stops is stops for flag in rows)


def accepted_applications(owners: Iterable[Any] | None = None) -> QuerySet[Application]:
    """Applications whose place was taken: what awards begin from. With formal approval where it is needed."""
    rows = with_offer(Application.objects.filter(status=Status.ACCEPTED)).select_related("applicant")
    return rows if owners is None else rows.filter(owner__in=owners)


def approved_steps(application: Application) -> set[str]:
    """The steps that were approved (NGPRS-P04 to P06). One statement."""
    return set(application.approvals.filter(approved=True).values_list("step", flat=True))


def is_over(application: Application) -> bool:
    """Whether nothing more happens. No statement."""
    return application.status in FINAL


def offer_in_force(application: Application) -> Decision | None:
    """The offer that was sent and not answered yet. Two statements."""
    rows = application.decisions.filter(outcome="offer", released_at__isnull=False, answered_at=None)
    return rows.prefetch_related("conditions").order_by("-released_at").first()


def offers_to_answer() -> QuerySet[Decision]:
    """Every offer that waits for an answer, with its application; the calendar's."""
    rows = Decision.objects.filter(outcome="offer", released_at__isnull=False, answered_at=None)
    return rows.filter(application__status=Status.OFFERED).select_related(
        "application__offer", "application__applicant", "application__owner"
    )


def pending_decisions(user: Any, offer: Offer | None = None) -> QuerySet[Decision]:
    """Decisions that are not sent yet, of applications that the user looks after."""
    rows = Decision.objects.filter(
        released_at=None, application__in=applications_visible_to(user).values("pk")
    )
    rows = rows if offer is None else rows.filter(application__offer=offer)
    return rows.select_related("application__offer__scheme", "application__owner", "set_by").order_by("pk")


def decision_to_appeal(application: Application, user: Any) -> Decision:
    """The "not this time" that the applicant may ask to be looked at again. Raises Refused for others. One statement."""
    if application.applicant_id is None or application.applicant_id != user.pk:
        raise Refused("This application belongs to somebody else.")
    if application.status != Status.NOT_THIS_TIME:
        raise Refused("Only a “not this time” can be looked at again.", code="wrong_status")
    rows = application.decisions.filter(outcome="not_this_time", released_at__isnull=False)
    decision = rows.select_related("suggests").order_by("-released_at").first()
    if decision is not None and decision.released_at is not None:
        _check_in_time(application, decision.released_at.astimezone(LONDON).date())
    if decision is None or Appeal.objects.filter(decision=decision).exists():
        raise Refused("You have asked for this already.", code="asked")
    return decision


def _check_in_time(application: Application, sent_on: date) -> None:
    last = add_working_days(sent_on, length("appeal", application.owner.code, sent_on))
    if last < today():
        raise Refused(
            f"This could be asked for until {date_text(last)}. Write to us or ring all the same.",
            code="too_late",
        )


def appeal_of(application: Application) -> Appeal | None:
    """The latest appeal against a decision on it, or None. One statement."""
    rows = Appeal.objects.filter(decision__application=application)
    return rows.select_related("decision", "answered_by", "asked_by").order_by("-asked_at").first()


def open_appeals(user: Any) -> QuerySet[Appeal]:
    """Appeals that nobody has answered, of applications that the user looks after, oldest first."""
    visible = applications_visible_to(user).values("pk")
    rows = Appeal.objects.filter(upheld=None, decision__application__in=visible)
    return rows.select_related("decision__application__offer", "decision__application__owner")


def suggestion_of(application: Application) -> Offer | None:
    """The offer that was named as fitting better in what was sent last, while it takes people. One or two statements."""
    decision = (
        application.decisions.filter(released_at__isnull=False, suggests__isnull=False)
        .select_related("suggests")
        .order_by("-released_at")
        .first()
    )
    if decision is None or decision.suggests_id is None:
        return None
    return open_offers(today()).filter(pk=decision.suggests_id).first()
