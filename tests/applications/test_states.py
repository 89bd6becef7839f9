"""The states of an application: what may become of each, by whom, and what is kept of it (CASE-A-01 to A-07)."""

from contextlib import suppress

import pytest
from django.db import transaction

from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_decide, actions_draft, actions_queue, actions_release
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.statuses import (
    APPROVALS,
    EDITABLE,
    FINAL,
    LIVE,
    OWNERS,
    PUBLIC_LABELS,
    TRANSITIONS,
    WITH_US,
    Outcome,
    Status,
)
from tests.factories import applications as factory

ROLES = (
    "applicant",
    "another_gp",
    Role.COORDINATOR,
    Role.SCHEME_LEAD,
    Role.COMMISSIONER,
    "other_coordinator",
)
REACHED = [status for status in Status if status is not Status.NOT_SUBMITTED]
OUTCOMES = {
    Status.OFFERED: Verdict(Outcome.OFFER),
    Status.RESERVE: Verdict(Outcome.RESERVE),
    Status.DEFERRED: Verdict(Outcome.DEFER),
    Status.NOT_THIS_TIME: factory.NO,
}
CLOCK = (Status.LAPSED, Status.NOT_SUBMITTED)


def movers(start: Status, end: Status) -> set[object]:
    """Written down a second time: who may move an application from one state to another."""
    if end not in TRANSITIONS[start] or end in CLOCK or start is Status.INTEREST:
        return set()
    if (start, end) == (Status.MORE_ASKED_AFTER, Status.IN_REVIEW):  # only what a panel read: see test_review
        return set()
    if (start, end) == (Status.SUBMITTED, Status.EDUCATION):  # only with a scheme that has steps: see below
        return set()
    if end is Status.WITHDRAWN or OWNERS[start] == (Role.GP,):
        return {"applicant"}
    return set(OWNERS[start])


def attempt(home: factory.House, application: Application, end: Status, by) -> None:
    """Try the one door that leads to a state."""
    start = Status(application.status)
    if end is Status.WITHDRAWN:
        actions_draft.withdraw(application=application, because="", by=by)
    elif start in APPROVALS:
        actions_decide.approve(
            application=application, approved=end is APPROVALS[start][1], comment="No.", by=by
        )
    elif start in EDITABLE:
        version = application.edit_version
        actions_draft.submit(application=application, edit_version=version, by=by)
    elif start is Status.OFFERED:
        actions_decide.answer_offer(application=application, accept=end is Status.ACCEPTED, by=by)
    elif end in (Status.MORE_ASKED, Status.MORE_ASKED_AFTER):
        actions_queue.ask_for_more(application=application, text="Which?", by=by)
    elif end in OUTCOMES:
        made = actions_decide.set_decision(application=application, verdict=OUTCOMES[end], by=by)
        asked = actions_release.release_letters(
            offer=application.offer, decisions=[made.pk], by=home.colleague
        )
        actions_release.send_release(release_id=asked.pk)
    else:
        actions_queue.pass_on(application=application, to=end, by=by)


@pytest.mark.parametrize("start", REACHED)
def test_grid_of_application_states(home: factory.House, start: Status) -> None:
    """CASE-A-01, CASE-A-04: any pair that is not written down is refused."""
    application = factory.at(home, start)
    if start in EDITABLE and start is Status.DRAFT:
        factory.answered(application)
    people = {
        "applicant": application.applicant or factory.gp(),
        "another_gp": factory.gp(),
        "other_coordinator": factory.house("QJK", "Y58").coordinator,
        **{role: home.of(role) for role in ROLES if isinstance(role, Role)},
    }
    for end in Status:
        for role in ROLES:
            with transaction.atomic():
                application.refresh_from_db()
                with suppress(Refused, BadInput):
                    attempt(home, application, end, people[role])
                application.refresh_from_db()
                arrived = application.status == end and start != end
                wanted = role in movers(start, end)
                assert arrived is wanted, (start, end, role)
                transaction.set_rollback(True)


def test_every_state_has_an_owner_or_is_over_and_public_words():
    assert set(TRANSITIONS) == set(OWNERS) == set(PUBLIC_LABELS) == set(Status)
    assert {status for status in Status if not OWNERS[status]} == {*FINAL, Status.ACCEPTED}
    assert set(LIVE) == {status for status in Status if OWNERS[status]}


def test_several_states_of_ours_are_one_to_the_applicant():
    assert (
        len({PUBLIC_LABELS[status] for status in (Status.SUBMITTED, Status.IN_REVIEW, Status.DISCUSSION)})
        == 1
    )
    assert {PUBLIC_LABELS[status] for status in (Status.READY, *APPROVALS, Status.APPROVED)} == {
        "We are deciding"
    }


def test_public_words_do_not_say_reject():
    assert not [
        words for words in PUBLIC_LABELS.values() if "reject" in words.lower() or "approve" in words.lower()
    ]


@pytest.mark.parametrize("status", FINAL)
def test_final_states_have_no_way_out(status: Status):
    assert TRANSITIONS[status] == ()


def test_whose_turn_is_kept_in_the_row(home: factory.House):
    for status in (Status.SUBMITTED, Status.MORE_ASKED, Status.READY, Status.OFFERED):
        application = factory.at(home, status)
        assert application.with_us is (status in WITH_US), status


def test_each_move_keeps_its_moment_and_who_made_it(home: factory.House):
    """CASE-A-05."""
    application = factory.at(home, Status.ACCEPTED)
    moves = [(change.before, change.after, change.by) for change in application.changes.all()]
    gp = application.applicant
    assert moves == [
        ("", "draft", gp),
        ("draft", "submitted", gp),
        ("submitted", "ready", home.coordinator),
        ("ready", "offered", home.colleague),
        ("offered", "accepted", gp),
    ]


@pytest.mark.parametrize("to", [Status.READY, Status.IN_REVIEW])
def test_with_steps_of_approval_it_goes_to_the_scheme_lead_and_nowhere_else(home: factory.House, to: Status):
    application = factory.submitted(home, scheme="SCH-NGPRS")
    with pytest.raises(Refused, match="cannot go there"):
        actions_queue.pass_on(application=application, to=to, by=home.coordinator)
    actions_queue.pass_on(application=application, to=Status.EDUCATION, by=home.coordinator)
    application.refresh_from_db()
    assert application.status == Status.EDUCATION
