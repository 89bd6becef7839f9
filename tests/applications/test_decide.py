"""Decisions that wait, letters that go out once, offers that are answered, approvals by three people."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_decide as actions
from schemes.applications import actions_draft, actions_queue, queries
from schemes.applications import actions_release as release
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.models_decision import Approval, Decision
from schemes.applications.rules_letters import BY_CODE, REASONS
from schemes.applications.statuses import ConditionState, Outcome, Status
from tests.factories import applications as factory
from tests.factories.people import person_with, signed_in

OFFER = Verdict(Outcome.OFFER, conditions=("A signed contract", "A job plan"), answer_by=date(2026, 10, 30))


def pending(
    home: factory.House, verdict: Verdict = OFFER, application: Application | None = None
) -> Decision:
    ready = application or factory.at(home, Status.READY)
    return actions.set_decision(application=ready, verdict=verdict, by=home.coordinator)


def test_a_decision_that_is_not_sent_changes_nothing_for_the_applicant(home: factory.House):
    """CASE-A-12."""
    decision = pending(home)
    again = actions.set_decision(application=decision.application, verdict=factory.NO, by=home.colleague)
    assert (Decision.objects.get(), again.outcome) == (again, Outcome.NOT_THIS_TIME)
    made = decision.application
    made.refresh_from_db()
    page = (
        signed_in(Client(), made.applicant)
        .get(reverse("applications:detail", args=[made.pk]))
        .content.decode()
    )
    assert "We are deciding" in page
    assert again.letter not in page
    assert not Email.objects.filter(template__in=["applications/answer", "applications/offer"]).exists()


def test_whoever_wrote_a_decision_does_not_send_it(home: factory.House):
    decision = pending(home)
    with pytest.raises(Refused, match="no letter here that you can send"):
        release.release_letters(
            offer=decision.application.offer, decisions=[decision.pk], by=home.coordinator
        )
    decision.released_at, decision.released_by = decision.set_at, decision.set_by
    with pytest.raises(IntegrityError, match="decision_released_by_another"), transaction.atomic():
        decision.save()


def test_letters_go_out_together_each_once(home: factory.House):
    decisions = [pending(home, verdict) for verdict in (OFFER, factory.NO, Verdict(Outcome.RESERVE))]
    offer = decisions[0].application.offer
    asked = release.release_letters(offer=offer, decisions=[row.pk for row in decisions], by=home.colleague)
    assert job_for(release.RELEASE, asked.pk).key == f"applications.release_letters:{asked.pk}"
    seen = []
    for _ in range(2):
        release.send_release(
            release_id=asked.pk, progress=lambda **at: seen.append((at["done"], at["total"]))
        )
    assert seen == [(1, 3), (2, 3), (3, 3)] * 2
    statuses = [Application.objects.get(pk=row.application_id).status for row in decisions]
    assert statuses == ["offered", "not_this_time", "reserve"]
    mails = Email.objects.filter(key__startswith="applications.letter:")
    assert sorted(mails.values_list("template", flat=True)) == [
        "applications/answer",
        "applications/answer",
        "applications/offer",
    ]
    assert mails.get(template="applications/offer").subject == "Action needed by 30 October 2026"
    assert [row.messages.filter(internal=False).count() for row in Application.objects.all()] == [2, 2, 2]


def test_a_worker_that_dies_after_two_letters_is_followed_by_one_that_sends_the_third(home: factory.House):
    decisions = [pending(home, verdict) for verdict in (OFFER, factory.NO, Verdict(Outcome.RESERVE))]
    offer = decisions[0].application.offer
    asked = release.release_letters(offer=offer, decisions=[row.pk for row in decisions], by=home.colleague)
    mails = Email.objects.filter(key__startswith="applications.letter:")

    def die(**at: Any) -> None:
        if at["done"] == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        release.send_release(release_id=asked.pk, progress=die)
    first = set(mails.values_list("pk", flat=True))
    release.send_release(release_id=asked.pk)
    assert (len(first), mails.count(), first < set(mails.values_list("pk", flat=True))) == (2, 3, True)
    assert mails.values("key").distinct().count() == 3
    assert [row.messages.filter(internal=False).count() for row in Application.objects.all()] == [2, 2, 2]


def test_a_letter_that_no_longer_fits_is_skipped_and_named(home: factory.House):
    """CASE-A-13."""
    first, second = pending(home), pending(home)
    asked = release.release_letters(
        offer=first.application.offer, decisions=[first.pk, second.pk], by=home.colleague
    )
    actions_draft.withdraw(application=first.application, because="", by=first.application.applicant)
    asked = release.send_release(release_id=asked.pk)
    assert asked.skipped == [{"application": first.application_id, "status": "withdrawn"}]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.released_at, first.release) == (None, None)
    assert second.released_by == home.colleague


def test_a_flag_raised_after_the_decision_keeps_the_letter_back(home: factory.House):
    decision = pending(home)
    asked = release.release_letters(
        offer=decision.application.offer, decisions=[decision.pk], by=home.colleague
    )
    actions_queue.raise_flag(
        application=decision.application, reason="R", team="T", stops=False, by=home.coordinator
    )
    assert len(release.send_release(release_id=asked.pk).skipped) == 1


def test_a_place_needs_a_checked_gmc_number(home: factory.House):
    ready = factory.submitted(home, factory.gp())
    actions_queue.pass_on(application=ready, to=Status.READY, by=home.coordinator)
    with pytest.raises(Refused) as no:
        actions.set_decision(application=ready, verdict=OFFER, by=home.coordinator)
    assert no.value.code == "gmc_not_checked"
    assert actions.set_decision(application=ready, verdict=factory.NO, by=home.coordinator).pk


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict(Outcome.NOT_THIS_TIME), "Choose the reason"),
        (Verdict(Outcome.NOT_THIS_TIME, reason="rejected"), "Choose the reason"),
        (Verdict(Outcome.OFFER, answer_by=date(2026, 10, 12)), "must be still to come"),
    ],
    ids=["no-reason", "unknown-reason", "today"],
)
def test_decisions_that_cannot_be(home: factory.House, verdict: Verdict, sentence: str):
    with pytest.raises(BadInput, match=sentence):
        pending(home, verdict)


@pytest.mark.parametrize("reason", [reason.code for reason in REASONS])
def test_every_reason_has_kind_words_and_advice(reason: str):
    words = BY_CODE[reason].words + BY_CODE[reason].advice
    assert not {"reject", "unsuccessful", "fail", "eligible"} & set(words.lower().split())
    assert BY_CODE[reason].advice


def test_an_answer_in_time_takes_or_leaves_the_place(home: factory.House, settings):
    offered = factory.decided(home, factory.at(home, Status.READY), OFFER)
    settings.PORTAL_TODAY = "2026-10-30"
    answered = actions.answer_offer(application=offered, accept=True, by=offered.applicant)
    assert answered.status == Status.ACCEPTED
    with pytest.raises(Refused, match="no offer to answer"):
        actions.answer_offer(application=answered, accept=False, by=offered.applicant)


def test_reminders_then_release_of_an_offer_that_nobody_answers(home: factory.House, settings):
    """CASE-A-15: five and one working days before; the day after its day it lapses, once, with its own word."""
    offered = factory.decided(home, factory.at(home, Status.READY), OFFER)
    told = []
    for day in (
        "2026-10-22",
        "2026-10-23",
        "2026-10-26",
        "2026-10-29",
        "2026-10-30",
        "2026-10-31",
        "2026-11-01",
    ):
        settings.PORTAL_TODAY = day
        for _ in range(2):
            release.remind_and_close()
        told.append(
            Email.objects.filter(template__in=["applications/offer_reminder", "applications/lapsed"]).count()
        )
    assert told == [0, 1, 1, 2, 2, 3, 3]
    offered.refresh_from_db()
    assert offered.status == Status.LAPSED
    assert set(
        Email.objects.filter(template="applications/offer_reminder").values_list("subject", flat=True)
    ) == {"Action needed by 30 October 2026"}
    with pytest.raises(Refused):
        actions.answer_offer(application=offered, accept=True, by=offered.applicant)


def test_drafts_are_reminded_once_and_told_once_when_it_closes(home: factory.House, settings):
    """CASE-A-14."""
    draft = factory.drafted(home, closes_on=date(2026, 10, 30))
    told = []
    for day in ("2026-10-22", "2026-10-23", "2026-10-30", "2026-10-31", "2026-11-02"):
        settings.PORTAL_TODAY = day
        for _ in range(2):
            release.remind_and_close()
        draft.refresh_from_db()
        told.append((draft.status, Email.objects.exclude(template="applications/way_in").count()))
    assert told == [("draft", 0), ("draft", 1), ("draft", 1), ("not_submitted", 2), ("not_submitted", 2)]


def test_each_condition_is_judged_by_itself(home: factory.House):
    offered = factory.decided(home, factory.at(home, Status.READY), OFFER)
    contract, plan = queries.offer_in_force(offered).conditions.all()
    actions.judge_condition(condition=contract, state=ConditionState.MET, by=home.coordinator)
    plan.refresh_from_db()
    assert (plan.state, queries.offer_in_force(offered).conditions.get(pk=contract.pk).judged_by) == (
        "pending",
        home.coordinator,
    )
    with pytest.raises(Refused):
        actions.judge_condition(condition=plan, state=ConditionState.MET, by=offered.applicant)


# approvals (NGPRS-P04 to P06)


def test_three_steps_by_three_people_then_an_offer(home: factory.House):
    approved = factory.at(home, Status.APPROVED)
    assert [(row.step, row.by) for row in Approval.objects.all()] == [
        ("NGPRS-P04", home.scheme_lead),
        ("NGPRS-P05", home.coordinator),
        ("NGPRS-P06", home.commissioner),
    ]
    offered = factory.decided(home, approved, Verdict(Outcome.OFFER))
    assert (
        actions.answer_offer(application=offered, accept=True, by=offered.applicant).status == Status.ACCEPTED
    )


def test_one_person_takes_one_step_only(home: factory.House):
    made = factory.submitted(home, scheme="SCH-NGPRS")
    both = person_with(Role.SCHEME_LEAD, home.system)
    from tests.factories.people import give

    give(both, Role.COORDINATOR, home.system)
    actions_queue.pass_on(application=made, to=Status.EDUCATION, by=home.coordinator)
    actions.approve(application=made, approved=True, comment="", by=both)
    made.refresh_from_db()
    with pytest.raises(Refused, match="approved an earlier step"):
        actions.approve(application=made, approved=True, comment="", by=both)


@pytest.mark.parametrize("status", [Status.EDUCATION, Status.SYSTEM_REVIEW, Status.FORMAL])
def test_no_offer_and_no_start_before_formal_approval(home: factory.House, status: Status):
    """NGPRS-P06."""
    made = factory.at(home, status)
    with pytest.raises(Refused):
        actions.set_decision(application=made, verdict=Verdict(Outcome.OFFER), by=home.coordinator)
    with pytest.raises(Refused, match=r"Nobody may start before formal approval: .*NGPRS-P06 is missing"):
        actions.check_may_start(made)


def test_a_step_that_is_not_approved_says_why_and_is_decided_kindly(home: factory.House):
    made = factory.at(home, Status.FORMAL)
    with pytest.raises(BadInput, match="Say why"):
        actions.approve(application=made, approved=False, comment=" ", by=home.commissioner)
    actions.approve(application=made, approved=False, comment="No line.", by=home.commissioner)
    made.refresh_from_db()
    assert made.status == Status.READY
    with pytest.raises(Refused) as no:
        actions.set_decision(application=made, verdict=Verdict(Outcome.OFFER), by=home.coordinator)
    assert no.value.code == "NGPRS-P06"
    told = factory.decided(home, made, Verdict(Outcome.NOT_THIS_TIME, reason="step_not_approved"))
    assert told.status == Status.NOT_THIS_TIME


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["decide", "release", "approve"])
def test_race_of_two_is_one_effect(act: str):
    """CASE-C-06 with two real connections."""
    home = factory.house()
    made = factory.at(home, Status.FORMAL if act == "approve" else Status.READY)
    other = person_with(Role.COMMISSIONER, factory.organisation("Y63"))
    people = {"decide": [home.coordinator, home.colleague], "approve": [home.commissioner, other]}
    asked = None
    if act == "release":
        decision = pending(home, application=made)
        asked = release.release_letters(offer=made.offer, decisions=[decision.pk], by=home.colleague)
    start, results = threading.Barrier(2), []

    def run(by) -> None:
        start.wait()
        try:
            if act == "decide":
                actions.set_decision(application=made, verdict=OFFER, by=by)
            elif act == "release":
                release.send_release(release_id=asked.pk)
            else:
                actions.approve(application=made, approved=True, comment="", by=by)
            results.append("done")
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[by]) for by in people.get(act, [None, None])]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(results) == (["done", "refused"] if act == "approve" else ["done", "done"])
    assert Decision.objects.count() == (0 if act == "approve" else 1)
    assert Email.objects.filter(template="applications/offer").count() == (1 if act == "release" else 0)
