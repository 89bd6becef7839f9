"""Who may do what with an application. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.accounts.access import reaches
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from schemes.applications import queries, queries_release
from schemes.applications.models import Application, Evidence
from schemes.applications.models_decision import Appeal, Decision
from schemes.applications.rules import check_another, check_not_own
from schemes.applications.statuses import (
    APPROVALS,
    EDITABLE,
    OPEN_TO_DECIDE,
    OWNERS,
    TAKES_PAPERS,
    TRANSITIONS,
    Status,
)
from schemes.catalogue.models import Offer

NOT_YOURS = "This application belongs to somebody else."


def check_is_applicant(user: Any, application: Application) -> None:
    """Refuse to anyone but the applicant."""
    if application.applicant_id is None or application.applicant_id != user.pk:
        raise Refused(NOT_YOURS)


def check_can_say_for_counts(user: Any, application: Application) -> None:
    """Refuse to anyone but the applicant, before the form is sent, and once they have answered (CASE-A-17)."""
    check_is_applicant(user, application)
    if not application.was_sent:
        raise Refused("This is asked after you have sent the form.", code="wrong_status")
    if application.equality_asked:
        raise Refused("You have answered these already. Thank you.", code="asked")


def check_can_start(user: Any, offer: Offer) -> None:
    """Refuse when the offer takes nobody today, saying so."""
    if not queries.is_taking_people(offer, today()):
        raise Refused("This offer takes nobody new at the moment.", code="closed")


def check_can_answer(user: Any, application: Application) -> None:
    """Refuse to change answers to anyone but the applicant, and outside the states for it (CASE-A-02)."""
    check_is_applicant(user, application)
    if application.status not in EDITABLE:
        raise Refused(
            "You have sent this. It can be changed only when we ask you for more.", code="CASE-A-02"
        )


def check_can_submit(user: Any, application: Application) -> None:
    """Refuse to send when it is not the applicant's to send; a draft also when the offer has closed."""
    check_can_answer(user, application)
    if application.status == Status.DRAFT and not queries.is_taking_people(application.offer, today()):
        raise Refused(
            "This offer has closed, so it cannot be sent. What you wrote is kept. Ring the person named on the "
            "offer’s page and ask what is possible.",
            code="closed",
        )


def check_can_add_paper(user: Any, application: Application) -> None:
    """Refuse papers from anyone but the applicant, and outside the states for it."""
    check_is_applicant(user, application)
    if application.status not in TAKES_PAPERS:
        raise Refused(
            "You have sent this. Papers can be added only when we ask you for more.", code="CASE-A-02"
        )


def check_can_read_paper(user: Any, paper: Evidence) -> None:
    """Refuse a paper to those who need not see it: health papers open to the fewest."""
    application = paper.application
    if application.applicant_id == user.pk:
        if paper.part_id is not None:
            raise Refused("This was sent by somebody who confirmed a part. Ask them for it.")
        return
    if not paper.was_sent(application) or (paper.part and paper.part.taken_back_at):
        raise Refused("This paper was not sent yet, or was taken back.")
    if paper.health and not queries.sees_health(user, application):
        raise Refused("This paper may hold health details. Only the person who must judge it opens it.")


def check_can_withdraw(user: Any, application: Application) -> None:
    """Refuse to anyone but the applicant, and once it is over."""
    check_is_applicant(user, application)
    if Status.WITHDRAWN not in _moves(application):
        raise Refused("This is finished already, so there is nothing to withdraw.", code="CASE-A-06")


def _moves(application: Application) -> tuple[Status, ...]:
    return TRANSITIONS[Status(application.status)]


def check_can_look_after(user: Any, application: Application) -> None:
    """Refuse to anyone but a coordinator of the offer's owner, and for one's own (CASE-R-02)."""
    check_not_own(application.applicant_id, user.pk)
    if not reaches(user, [Role.COORDINATOR], application.owner):
        raise Refused(f"Only a coordinator of {application.owner.name} looks after this.")


def check_can_ask(user: Any, application: Application) -> None:
    """Refuse to ask for more unless it is our turn and a state that has the question (CASE-A-07)."""
    check_can_look_after(user, application)
    if not {Status.MORE_ASKED, Status.MORE_ASKED_AFTER} & set(_moves(application)):
        raise Refused("Nothing more can be asked for at this point.", code="wrong_status")


def check_can_pass_on(user: Any, application: Application, to: Status) -> None:
    """Refuse a move between our own states while a flag stops assessment, and any other move."""
    check_can_look_after(user, application)
    if to not in passes(application):
        raise Refused("It cannot go there from here.", code="wrong_status")
    if queries.has_open_flag(application, stops=True):
        raise Refused("A flag stops this. Resolve it first.", code="CASE-A-16")


def passes(application: Application) -> tuple[Status, ...]:
    """The states of ours to which a coordinator may pass it on without deciding.

    With steps of approval it goes to the scheme lead instead of straight to a decision (NGPRS-P04).
    """
    wanted = {Status.IN_REVIEW, Status.DISCUSSION, Status.READY}
    if application.status in (Status.RESERVE, *APPROVALS):
        return ()
    if application.form.by_panel and application.status in (Status.IN_REVIEW, Status.DISCUSSION):
        return ()  # the reviews move it on, and what the panel agrees
    if needs_approval(application) and application.status == Status.SUBMITTED:
        wanted = {Status.EDUCATION}
    return tuple(status for status in _moves(application) if status in wanted)


def needs_approval(application: Application) -> bool:
    """True for an offer of a scheme whose places need formal approval before a start."""
    scheme = application.offer.scheme
    return scheme is not None and scheme.code in queries.APPROVED_SCHEMES


def check_can_approve(user: Any, application: Application) -> None:
    """Refuse a step of approval to anyone but its approver; three steps, three people, none the applicant."""
    check_not_own(application.applicant_id, user.pk)
    status = Status(application.status)
    if status not in APPROVALS:
        raise Refused("Nothing waits for approval.", code="wrong_status")
    owners = OWNERS[status]
    if not reaches(user, owners, application.owner):
        raise Refused(f"This waits for the {owners[0].label}.", code=APPROVALS[status][0])
    for approval in application.approvals.all():
        check_another(approval.by_id, user.pk, "approved an earlier step")
    if queries.has_open_flag(application):
        raise Refused("A flag is open. Resolve it before anything is approved.", code="CASE-A-16")


def check_can_decide(user: Any, application: Application) -> None:
    """Refuse a decision to others, in a state without one, while a flag is open, or a part of somebody is missing."""
    check_can_look_after(user, application)
    if application.status not in OPEN_TO_DECIDE:
        raise Refused("This is not ready to decide.", code="wrong_status")
    if queries.has_open_flag(application):
        raise Refused("A flag is open. Resolve it before anything is decided.", code="CASE-A-16")


def check_can_release(user: Any, decision: Decision) -> None:
    """Refuse letters of one's own application, and those that one wrote oneself: author and releaser differ.

    A coordinator sends them; where the author is the only one, the system lead or scheme lead of the place.
    """
    application = decision.application
    check_not_own(application.applicant_id, user.pk)
    check_another(decision.set_by_id, user.pk, "wrote the decision on")
    if reaches(user, [Role.COORDINATOR], application.owner):
        return
    may = queries_release.who_may_send(decision)
    if not any(one.person_id == user.pk for one in may):
        raise Refused(f"These letters are sent by {queries_release.names_of(may) or 'a coordinator'}.")


def check_can_answer_appeal(user: Any, appeal: Appeal) -> None:
    """Refuse an appeal to others, and to the author of the decision that is appealed against."""
    check_can_look_after(user, appeal.decision.application)
    check_another(appeal.decision.set_by_id, user.pk, "wrote the decision on")


def check_can_answer_offer(user: Any, application: Application) -> None:
    """Refuse to anyone but the applicant, and when no offer waits for an answer."""
    check_is_applicant(user, application)
    if application.status != Status.OFFERED:
        raise Refused("There is no offer to answer.", code="wrong_status")
