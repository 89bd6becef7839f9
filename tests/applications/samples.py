"""Applications for the permission matrix: each function makes one that belongs to a system."""

from collections.abc import Callable

from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from schemes.applications import actions_appeal, actions_parts, actions_queue, queries
from schemes.applications.actions_decide import Verdict
from schemes.applications.statuses import Outcome, PartKind, Status
from tests.applications import panels
from tests.applications.test_parts import HOST
from tests.factories import applications as factory

Parts = dict[str, object]
Sample = Callable[[Organisation], Parts]


def _house(system: Organisation) -> factory.House:
    return factory.house(system.code, ancestors(system, today())["region"].code)


def offer(system: Organisation) -> Parts:
    """A published offer of the system."""
    return {"slug": _house(system).offer().slug}


def at(status: Status) -> Sample:
    """An application in a state."""
    return lambda system: {"application_id": factory.at(_house(system), status).pk}


def question(system: Organisation) -> Parts:
    """A question of a draft."""
    return {"application_id": factory.drafted(_house(system)).pk, "key": "why"}


def paper(system: Organisation) -> Parts:
    """A paper that was sent."""
    sent = factory.submitted(_house(system))
    return {"application_id": sent.pk, "paper_id": queries.papers_of(sent)[0].pk}


def _part(system: Organisation) -> actions_parts.Part:
    draft = factory.answered(factory.drafted(_house(system), host_part=HOST))
    seen = actions_parts.seal(actions_parts.what_they_see(draft, PartKind.HOST))
    return actions_parts.send_part(
        application=draft,
        kind=PartKind.HOST,
        name="Host",
        email="host@example.net",
        place="",
        seen=seen,
        by=draft.applicant,
    )


def part(system: Organisation) -> Parts:
    """A part that is out."""
    made = _part(system)
    return {"application_id": made.application_id, "part_id": made.pk}


def part_kind(system: Organisation) -> Parts:
    """The preview of a part."""
    made = factory.drafted(_house(system), host_part=HOST)
    return {"application_id": made.pk, "kind": "host"}


def token(system: Organisation) -> Parts:
    """A link that is none of ours: whoever holds a right one needs no role."""
    return {"token": "not-one-of-ours"}


def flag(system: Organisation) -> Parts:
    """An open flag."""
    home = _house(system)
    made = factory.submitted(home)
    raised = actions_queue.raise_flag(
        application=made, reason="R", team="T", stops=False, by=home.coordinator
    )
    return {"flag_id": raised.pk}


def condition(system: Organisation) -> Parts:
    """A condition of an offer that was sent."""
    home = _house(system)
    verdict = Verdict(Outcome.OFFER, conditions=("A contract",))
    made = factory.decided(home, factory.at(home, Status.READY), verdict)
    return {"condition_id": queries.offer_in_force(made).conditions.get().pk}


def release(system: Organisation) -> Parts:
    """Letters that were sent."""
    made = factory.at(_house(system), Status.RESERVE)
    return {"release_id": made.decisions.get().release_id}


def appeal(system: Organisation) -> Parts:
    """An appeal that nobody has answered."""
    made = factory.at(_house(system), Status.NOT_THIS_TIME)
    return {"appeal_id": actions_appeal.ask_again(application=made, text="Why?", by=made.applicant).pk}


def _panel(system: Organisation) -> panels.Panel:
    return panels.panel(_house(system), reviewers=2)


def panel_offer(system: Organisation) -> Parts:
    """An offer that a panel reads."""
    return {"slug": _panel(system).offer.slug}


def read_by_panel(system: Organisation) -> Parts:
    """An application with its reviewers."""
    application, _ = _panel(system).given()
    return {"application_id": application.pk}


def assignment(system: Organisation) -> Parts:
    """An application that was given to somebody else than the viewer."""
    _, rows = _panel(system).given()
    return {"assignment_id": rows[0].pk}


def paper_to_read(system: Organisation) -> Parts:
    """A paper of it."""
    application, rows = _panel(system).given()
    return {"assignment_id": rows[0].pk, "paper_id": queries.papers_of(application)[0].pk}


def to_place(system: Organisation) -> Parts:
    """An application that waits for a decision after a panel."""
    application, rows = _panel(system).given()
    for row in rows:
        panels.send(row)
    return {"application_id": application.pk}


SAMPLES: dict[str, Sample] = {
    "applications:review": assignment,
    "applications:review_abstain": assignment,
    "applications:review_conflict": assignment,
    "applications:review_paper": paper_to_read,
    "applications:panel": panel_offer,
    "applications:panel_assign": panel_offer,
    "applications:panel_order": panel_offer,
    "applications:panel_another": assignment,
    "applications:panel_case": read_by_panel,
    "applications:panel_close": read_by_panel,
    "applications:panel_place": to_place,
    "applications:register": offer,
    "applications:sheet": offer,
    "applications:start": offer,
    "applications:letters": offer,
    "applications:open": token,
    "applications:part": token,
    "applications:detail": at(Status.SUBMITTED),
    "applications:form": at(Status.DRAFT),
    "applications:question": question,
    "applications:check": at(Status.DRAFT),
    "applications:message": at(Status.SUBMITTED),
    "applications:withdraw": at(Status.SUBMITTED),
    "applications:equality": at(Status.SUBMITTED),
    "applications:paper": paper,
    "applications:paper_remove": paper,
    "applications:answer_offer": at(Status.OFFERED),
    "applications:part_send": part_kind,
    "applications:part_take_back": part,
    "applications:ask_again": at(Status.NOT_THIS_TIME),
    "applications:carry_on": at(Status.NOT_THIS_TIME),
    "applications:case": at(Status.SUBMITTED),
    "applications:say": at(Status.SUBMITTED),
    "applications:first_word": at(Status.SUBMITTED),
    "applications:pass_on": at(Status.SUBMITTED),
    "applications:flag_new": at(Status.SUBMITTED),
    "applications:flag_resolve": flag,
    "applications:gmc_checked": at(Status.SUBMITTED),
    "applications:approve": at(Status.EDUCATION),
    "applications:decide": at(Status.READY),
    "applications:condition": condition,
    "applications:release": release,
    "applications:release_retry": release,
    "applications:appeal": appeal,
}
