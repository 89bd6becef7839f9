"""Reading by a panel, through the actions: who reads, what is seen, when it moves on (CASE-R-01 to R-15)."""

from typing import Any

import pytest

from retention_portal.accounts.roles import Role
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from schemes.applications import actions_assign, actions_draft, actions_panel, actions_papers, actions_queue
from schemes.applications import actions_review as actions
from schemes.applications import queries_review as queries
from schemes.applications.actions_review import Said
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, Review
from schemes.applications.statuses import Status
from tests.applications.panels import BAD, GOOD, Panel, held, panel, send
from tests.factories import applications as factory
from tests.factories.people import give, person_with


@pytest.fixture
def reading(home: factory.House) -> Panel:
    return panel(home)


def status(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


def test_each_application_gets_two_readers_and_nobody_has_more_than_must_be(reading: Panel) -> None:
    for _ in range(3):
        reading.waiting()
    given = actions_assign.assign_waiting(offer=reading.offer, by=reading.home.coordinator)
    loads = {one.pk: 0 for one in reading.reviewers}
    for made in given.made:
        loads[made.reviewer_id] += 1
    assert (list(loads.values()), given.short) == ([2, 2, 2], {})
    again = actions_assign.assign_waiting(offer=reading.offer, by=reading.home.coordinator)
    assert (again.made, again.short) == ((), {})


def test_what_is_not_with_the_reviewers_is_not_given_out(reading: Panel) -> None:
    factory.submitted(reading.home, **reading.content)
    assert actions_assign.assign_waiting(offer=reading.offer, by=reading.home.coordinator).made == ()


def test_nobody_with_a_known_conflict_is_given_it(home: factory.House) -> None:
    """CASE-R-02: the applicant, one of the same round, of the same practice, the host, one who looked after it."""
    crowd = panel(home, reviewers=7)
    own, same_round, colleague, host, knows, *free = crowd.reviewers
    application = factory.submitted(home, own, **crowd.content)
    factory.submitted(home, same_round, **crowd.content)
    practice = Organisation.objects.filter(kind="practice").order_by("code").first()
    give(colleague, Role.PRACTICE_LEAD, practice)
    Application.objects.filter(pk=application.pk).update(
        sent_answers={"practice": f"I am at {practice.name}."}
    )
    application.parts.create(
        kind="host", name="Host", email=host.email, token_hash="x", approved_by=own, expires_on="2026-12-01"
    )
    actions_draft.keep_message(application, "I rang.", knows, internal=True)
    actions_queue.pass_on(application=application, to=Status.IN_REVIEW, by=home.coordinator)
    actions_assign.assign_waiting(offer=crowd.offer, by=home.coordinator)
    assert [row.reviewer for row in held(application)] == free


def test_too_few_readers_are_said(home: factory.House) -> None:
    few = panel(home, reviewers=1)
    application = few.waiting()
    given = actions_assign.assign_waiting(offer=few.offer, by=home.coordinator)
    assert (len(given.made), given.short) == (1, {application.pk: 1})


def test_one_mail_for_everything_given_out_together_and_one_reminder(reading: Panel, settings: Any) -> None:
    for _ in range(3):
        reading.waiting()
    actions_assign.assign_waiting(offer=reading.offer, by=reading.home.coordinator)
    mails = Email.objects.filter(template="applications/review_waits")
    assert sorted(mails.values_list("to", flat=True)) == sorted(one.email for one in reading.reviewers)
    assert {mail.subject for mail in mails} == {"Applications wait for your review"}
    assert not [mail for mail in mails for row in Application.objects.all() if row.name in mail.text]

    due_on = Assignment.objects.first().due_on
    for day in ("2026-10-20", due_on.isoformat(), due_on.isoformat()):
        settings.PORTAL_TODAY = day
        actions_assign.remind_reviewers()
    assert Email.objects.filter(template="applications/review_reminder").count() == 3


def test_a_draft_is_its_writers_alone(reading: Panel) -> None:
    """CASE-R-03"""
    application, (one, other) = reading.given()
    actions.save_review(assignment=one, said=GOOD, edit_version=0, by=one.reviewer)
    for reader in (one.reviewer, other.reviewer, reading.home.coordinator):
        assert queries.readable_reviews(application, reader) == []
    assert queries.own_review(one).comment == "It would help."
    assert queries.own_review(other) is None


def test_two_windows_on_one_draft_lose_nothing(reading: Panel) -> None:
    _, (one, _) = reading.given()
    actions.save_review(assignment=one, said=GOOD, edit_version=0, by=one.reviewer)
    with pytest.raises(Refused, match="another window"):
        actions.save_review(assignment=one, said=BAD, edit_version=0, by=one.reviewer)
    assert queries.own_review(one).comment == "It would help."


def test_only_what_was_assigned_is_found(reading: Panel) -> None:
    """CASE-R-04, and R-05, R-13, R-14: two places are added together, and a coordinator sees all besides."""
    application, (one, other) = reading.given()
    third = next(who for who in reading.reviewers if who not in (one.reviewer, other.reviewer))
    assert list(queries.assignments_visible_to(one.reviewer)) == [one]
    assert list(queries.assignments_visible_to(third)) == []
    away = panel(factory.house("QJK", "Y58"))
    give(one.reviewer, Role.REVIEWER, away.home.system)
    there = away.waiting()
    actions_assign.assign_waiting(offer=away.offer, by=away.home.coordinator)
    mine = [row.application for row in queries.assignments_visible_to(one.reviewer)]
    assert mine == (
        [application, there] if one.reviewer in [row.reviewer for row in held(there)] else [application]
    )
    give(one.reviewer, Role.COORDINATOR, reading.home.system)
    assert application in queries.read_by_panel(one.reviewer)
    assert one in queries.assignments_visible_to(one.reviewer)


def test_whoever_reviews_no_more_sees_nothing(reading: Panel) -> None:
    _, (one, _) = reading.given()
    one.reviewer.memberships.update(valid_from="2026-01-01", valid_to="2026-10-11")
    fresh = type(one.reviewer).objects.get(pk=one.reviewer_id)
    assert list(queries.assignments_visible_to(fresh)) == []
    with pytest.raises(Refused, match="any more"):
        actions.submit_review(assignment=one, said=GOOD, edit_version=0, by=fresh)


def test_others_words_show_once_the_number_is_in_and_then_to_all(reading: Panel) -> None:
    """CASE-R-06"""
    application, (one, other) = reading.given()
    first = send(one)
    assert [queries.readable_reviews(application, who) for who in (one.reviewer, other.reviewer)] == [
        [first],
        [],
    ]
    assert queries.readable_reviews(application, reading.home.coordinator) == []
    second = send(other)
    application.refresh_from_db()
    for who in (one.reviewer, other.reviewer, reading.home.coordinator):
        assert queries.readable_reviews(application, who) == [first, second]


def test_the_applicant_reads_marked_words_only_once_there_is_an_answer(reading: Panel) -> None:
    """CASE-R-06"""
    application, (one, other) = reading.given()
    send(one)
    send(other, Said(GOOD.scores, "yes", "Between us."))
    application.refresh_from_db()
    assert queries.feedback_for(application) == []
    factory.decided(reading.home, application, factory.NO)
    assert queries.feedback_for(application) == ["Well thought through."]


def test_asking_for_more_needs_words(reading: Panel) -> None:
    """CASE-R-07"""
    _, (one, _) = reading.given()
    with pytest.raises(BadInput) as no:
        send(one, Said(GOOD.scores, "more", "  "))
    assert no.value.code == "CASE-R-07"
    assert Review.objects.count() == 0


@pytest.mark.parametrize("change", ["answer", "paper", "nothing"])
def test_changed_material_resets_its_reviews(reading: Panel, change: str) -> None:
    """CASE-R-08: read again by the same people; where nothing changed the reviews stand."""
    application, (one, other) = reading.given()
    send(one)
    send(other, Said(GOOD.scores, "more", "Which day?"))
    application.refresh_from_db()
    actions_queue.ask_for_more(application=application, text="Which day?", by=reading.home.coordinator)
    assert queries.feedback_for(Application.objects.get(pk=application.pk)) == ["Well thought through."]
    by = application.applicant
    if change == "answer":
        actions_draft.save_answer(application=application, key="why", answer="A clinic on Mondays.", by=by)
    if change == "paper":
        file = factory.upload(factory.PDF + b"more")
        actions_papers.add_paper(application=application, key="cv", file=file, by=by)
    application.refresh_from_db()
    actions_draft.submit(application=application, edit_version=application.edit_version, by=by)
    counted = Review.objects.filter(set_aside_at=None).count()
    if change == "nothing":
        assert (status(application), counted) == (Status.DISCUSSION, 2)
    else:
        assert (status(application), counted) == (Status.IN_REVIEW, 0)
        assert queries.was_set_aside(one)
        told = Email.objects.filter(template="applications/review_waits", to=one.reviewer.email)
        assert told.count() == 2
        assert [row.reviewer for row in held(application)] == [one.reviewer, other.reviewer]
        assert queries.readable_reviews(Application.objects.get(pk=application.pk), one.reviewer) == []
        for row in held(application):
            send(row)
        assert status(application) == Status.READY


@pytest.mark.parametrize(
    ("second", "to"),
    [
        pytest.param(GOOD, Status.READY, id="CASE-R-11-agreed"),
        pytest.param(BAD, Status.DISCUSSION, id="CASE-R-09-disagree"),
        pytest.param(Said(GOOD.scores, "more", "Which day?"), Status.DISCUSSION, id="CASE-R-09-more"),
    ],
)
def test_after_the_configured_number_it_moves_on_by_itself_once(
    reading: Panel, second: Said, to: Status
) -> None:
    application, (one, other) = reading.given()
    send(one)
    assert status(application) == Status.IN_REVIEW
    send(other, second)
    assert status(application) == to
    with pytest.raises(Refused, match="have sent"):
        send(one)
    assert application.changes.filter(before=Status.IN_REVIEW).count() == 1


def test_the_panel_agrees_where_it_disagreed_and_a_reviewer_does_not_write_it_down(reading: Panel) -> None:
    """CASE-R-09: the agreed scores make the total."""
    application, (one, other) = reading.given()
    send(one)
    send(other, BAD)
    application.refresh_from_db()
    facts = {"recommends": "offer", "scores": {"benefit": 3, "doable": 4}, "note": "We talked."}
    give(one.reviewer, Role.COORDINATOR, reading.home.system)
    with pytest.raises(Refused, match="reviewed this yourself"):
        actions_panel.consolidate(application=application, by=one.reviewer, **facts)
    coordinator = reading.home.coordinator
    with pytest.raises(BadInput, match="Doable"):
        actions_panel.consolidate(
            application=application, by=coordinator, **(facts | {"scores": {"benefit": 3}})
        )
    actions_panel.consolidate(application=application, by=coordinator, **facts)
    (row,) = queries.ranking(coordinator, reading.offer)
    assert (status(application), row.row.weighed.total, str(row.row.total)) == (Status.READY, None, "17/5")


def test_a_reviewer_may_abstain_only_where_nothing_is_required(home: factory.House, reading: Panel) -> None:
    """CASE-R-15: it counts as having looked; when all abstain, people talk."""
    _, (one, _) = reading.given()
    with pytest.raises(Refused, match="asks everybody"):
        actions.abstain(assignment=one, by=one.reviewer)
    free = panel(
        home, score_weights=[], blind=False, review={"scores_required": False, "text_required": False}
    )
    application, rows = free.given()
    for row in rows:
        actions.save_review(assignment=row, said=Said(comment="Hm."), edit_version=0, by=row.reviewer)
        actions.abstain(assignment=row, by=row.reviewer)
    assert status(application) == Status.DISCUSSION
    assert list(Review.objects.filter(abstained=True).values_list("comment", flat=True)) == ["", ""]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said({"benefit": 6}, "yes", "x"), "“Doable” first|0 to 5"),
        (Said({"benefit": 4, "doable": 4, "fit": 9}, "yes", "x"), "0 to 5"),
        (Said({"benefit": 4, "doable": 4, "fit": 4, "looks": 5}, "yes", "x"), "not scored here"),
        (Said({"benefit": 4, "doable": 4, "fit": 4}, "", "x"), "what you would do"),
        (Said({"benefit": 4, "doable": 4, "fit": 4}, "maybe", "x"), "what you would do"),
        (Said({"benefit": 4, "doable": 4, "fit": 4}, "yes", " "), "Write why"),
    ],
)
def test_what_is_missing_or_impossible_is_not_sent(reading: Panel, said: Said, sentence: str) -> None:
    _, (one, _) = reading.given()
    with pytest.raises(BadInput, match=sentence):
        send(one, said)
    assert Review.objects.count() == 0


def test_a_declared_conflict_is_for_good(reading: Panel) -> None:
    application, (one, other) = reading.given()
    with pytest.raises(BadInput, match="few words"):
        actions_assign.declare_conflict(assignment=one, reason=" ", by=one.reviewer)
    actions_assign.declare_conflict(assignment=one, reason="We trained together", by=one.reviewer)
    assert list(queries.assignments_visible_to(one.reviewer)) == []
    given = actions_assign.assign_waiting(offer=reading.offer, by=reading.home.coordinator)
    third = next(who for who in reading.reviewers if who not in (one.reviewer, other.reviewer))
    assert [row.reviewer for row in given.made] == [third]
    (mine,) = [row for row in held(application) if row.reviewer == third]
    with pytest.raises(Refused, match="declared a conflict"):
        actions_assign.give_to_another(assignment=mine, reviewer=one.reviewer, by=reading.home.coordinator)


def test_it_is_given_to_another_while_it_is_not_sent(reading: Panel) -> None:
    application, (one, other) = reading.given()
    third = next(who for who in reading.reviewers if who not in (one.reviewer, other.reviewer))
    actions.save_review(assignment=one, said=GOOD, edit_version=0, by=one.reviewer)
    actions_assign.give_to_another(assignment=one, reviewer=third, by=reading.home.coordinator)
    assert {row.reviewer for row in held(application)} == {other.reviewer, third}
    send(other)
    with pytest.raises(Refused, match="review is in"):
        actions_assign.give_to_another(assignment=other, reviewer=one.reviewer, by=reading.home.coordinator)


def test_nobody_touches_their_own(reading: Panel) -> None:
    """CASE-R-02: as reviewer, as coordinator who runs the panel, and as the one who decides."""
    coordinator = reading.home.coordinator
    coordinator.gmc_number = "7654321"
    coordinator.save()
    mine, _ = reading.given()
    own = factory.submitted(reading.home, coordinator, **reading.content)
    actions_queue.pass_on(application=own, to=Status.IN_REVIEW, by=reading.home.colleague)
    assert own not in queries.read_by_panel(coordinator)
    with pytest.raises(Refused, match="applied for this offer yourself"):
        actions_assign.assign_waiting(offer=reading.offer, by=coordinator)
    with pytest.raises(Refused, match="applied for this offer yourself"):
        actions_panel.close_reading(application=mine, reason="Enough", by=coordinator)
    one = reading.reviewers[0]
    Assignment.objects.create(
        application=factory.submitted(reading.home, one, **reading.content), reviewer=one,
        due_on="2026-11-01", assigned_by=coordinator,
    )  # fmt: skip
    row = Assignment.objects.get(application__applicant=one)
    assert row not in queries.assignments_visible_to(one)
    with pytest.raises(Refused, match="your own application"):
        send(row)


def test_a_stopping_flag_stops_reviewers_too(reading: Panel) -> None:
    application, (one, _) = reading.given()
    actions_queue.raise_flag(
        application=application,
        reason="Is it funded?",
        team="Finance",
        stops=True,
        by=reading.home.coordinator,
    )
    with pytest.raises(Refused, match="flag stops"):
        send(one)


def test_scoring_ends_early_with_a_reason_and_nobody_passes_it_on_without_the_panel(reading: Panel) -> None:
    application, (one, _) = reading.given()
    coordinator = reading.home.coordinator
    send(one)
    for to in (Status.READY, Status.DISCUSSION):
        with pytest.raises(Refused, match="cannot go there"):
            actions_queue.pass_on(application=application, to=to, by=coordinator)
    with pytest.raises(BadInput, match="does not wait"):
        actions_panel.close_reading(application=application, reason=" ", by=coordinator)
    actions_panel.close_reading(application=application, reason="A reviewer is ill", by=coordinator)
    assert status(application) == Status.DISCUSSION


def test_ranked_by_total_with_ties_and_moved_with_a_reason(reading: Panel) -> None:
    coordinator, made = reading.home.coordinator, []
    for said in (Said({"benefit": 3, "doable": 3, "fit": 0}, "yes", "Good."), GOOD, GOOD):
        application, rows = reading.given()
        made.append(application)
        for row in rows:
            send(row, said)
    low, *high = made

    def order() -> list[tuple[Application, int, bool, bool]]:
        return [
            (one.row.application, one.place, one.tied, one.moved)
            for one in queries.ranking(coordinator, reading.offer)
        ]

    assert order() == [(high[0], 1, True, False), (high[1], 1, True, False), (low, 3, False, False)]
    with pytest.raises(BadInput, match="Say why"):
        actions_panel.place(application=low, place=1, reason="", by=coordinator)
    actions_panel.place(application=low, place=1, reason="The only one of a small practice", by=coordinator)
    assert [row[0] for row in order()] == [low, *high]
    assert order()[0][1:] == (3, False, True)
    actions_panel.place(application=low, place=None, reason="", by=coordinator)
    assert [row[0] for row in order()] == [*high, low]


def test_without_a_panel_nothing_of_this_happens(home: factory.House) -> None:
    application = factory.at(home, Status.IN_REVIEW)
    assert application not in queries.read_by_panel(home.coordinator)
    assert actions_assign.assign_waiting(offer=application.offer, by=home.coordinator).made == ()
    with pytest.raises(Refused, match="no panel"):
        actions_panel.close_reading(application=application, reason="Enough", by=home.coordinator)
    actions_queue.pass_on(application=application, to=Status.READY, by=home.coordinator)
    assert status(application) == Status.READY


def test_another_place_runs_nothing_here(reading: Panel) -> None:
    application, (one, _) = reading.given()
    stranger = factory.house("QJK", "Y58").coordinator
    lead = person_with(Role.SYSTEM_LEAD, reading.home.system)
    for by in (stranger, lead, one.reviewer, application.applicant):
        with pytest.raises(Refused):
            actions_assign.assign_waiting(offer=reading.offer, by=by)
        with pytest.raises(Refused):
            actions_panel.close_reading(application=application, reason="Enough", by=by)
