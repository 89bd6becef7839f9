"""The pages of reviewers and of those who run a panel: what shows, what does not, and how often the database is asked."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from schemes.applications import actions_assign, waiting
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, DeclaredConflict, Review
from schemes.applications.personal_data import erase, export
from schemes.applications.statuses import Status
from tests.applications.panels import BAD, GOOD, Panel, held, panel, send
from tests.applications.test_pages import get, post
from tests.factories import applications as factory
from tests.factories.people import give, signed_in

SENT = {
    "do": "send", "edit_version": "0", "score_benefit": "4", "score_doable": "3", "score_fit": "0",
    "opinion": "yes", "comment": "It would help.", "feedback": "Clear.",
}  # fmt: skip


@pytest.fixture
def reading(home: factory.House) -> Panel:
    return panel(home)


def at(page: str, *args: object) -> str:
    return reverse(f"applications:{page}", args=args)


def test_a_reviewer_lands_on_what_to_read_scores_and_sends(reading: Panel) -> None:
    application, (one, _) = reading.given()
    client = signed_in(Client(), one.reviewer)
    assert client.get(at("home")).headers["Location"] == at("reviews")
    assert "1 application to review" in get(client, "reviews")
    kept = post(client, "review", one.pk, do="keep", edit_version="0", score_benefit="4").content.decode()
    assert "Only you see it until you send it" in kept
    missing = post(client, "review", one.pk, **(SENT | {"edit_version": "1", "score_doable": ""}))
    assert "There is a problem" in missing.content.decode()
    answer = post(client, "review", one.pk, **(SENT | {"edit_version": "1"})).content.decode()
    assert "Your review is sent" in answer
    assert "Nothing to review" in answer
    review = Review.objects.get()
    assert (review.scores, review.feedback) == ({"benefit": 4, "doable": 3, "fit": 0}, "Clear.")
    assert "What you said" in get(client, "review", one.pk)
    assert "You have sent this review" in post(client, "review", one.pk, **SENT).content.decode()
    assert Application.objects.get(pk=application.pk).status == Status.IN_REVIEW


def test_while_names_are_hidden_no_page_of_a_reviewer_holds_one(reading: Panel) -> None:
    """CASE-R-12: name, contact, practice, papers; the original comes back after."""
    gp = factory.gp(
        checked_by=reading.home.coordinator, full_name="Dr Amina Yusuf", email="amina.y@example.net"
    )
    application, (one, other) = reading.given(gp)
    Application.objects.filter(pk=application.pk).update(
        sent_answers={"why": "Patients of Dr Yusuf, AMINA.Y@example.net.", "post": "salaried", "practice": "The Surgery"}
        | {"hurdle": "My back."},
        phone="01632 960123",
    )  # fmt: skip
    client = signed_in(Client(), one.reviewer)
    pages = [get(client, "reviews"), get(client, "review", one.pk), get(client, "review_conflict", one.pk)]
    told = ("yusuf", "amina", "the surgery", "01632", gp.gmc_number, "cv.pdf", "my back")
    assert [word for page in pages for word in told if word in page.lower()] == []
    assert f"Application {application.pk}" in pages[1]
    assert "Patients of Dr [hidden]" in pages[1]
    paper = application.papers.get()
    assert client.get(at("review_paper", one.pk, paper.pk)).status_code == 403
    send(one)
    send(other)
    after = get(client, "review", one.pk)
    assert "Dr Amina Yusuf" in after
    assert "The Surgery" in after
    assert "My back" not in after
    assert client.get(at("review_paper", one.pk, paper.pk)).content == factory.PDF
    assert "Reviewer" in after


def test_what_is_not_assigned_or_over_is_not_found(reading: Panel) -> None:
    """CASE-R-04"""
    application, (one, other) = reading.given()
    client = signed_in(Client(), one.reviewer)
    paper = application.papers.get()
    for address in (
        at("review", other.pk), at("review_conflict", other.pk), at("review_paper", other.pk, paper.pk),
        at("review_paper", one.pk, 0), at("review", 10**15),
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    assert client.get(at("case", application.pk)).status_code == 403
    assert client.get(at("paper", application.pk, paper.pk)).status_code == 404
    send(one)
    send(other)
    application.refresh_from_db()
    factory.decided(reading.home, application, factory.NO)
    assert client.get(at("review", one.pk)).status_code == 404


def test_a_reviewer_takes_one_off_their_list_or_abstains(home: factory.House, reading: Panel) -> None:
    _, (one, _) = reading.given()
    client = signed_in(Client(), one.reviewer)
    answer = post(client, "review_conflict", one.pk, reason="We share a house").content.decode()
    assert "It is off your list" in answer
    assert DeclaredConflict.objects.get().reason == "We share a house"
    free = panel(
        home, score_weights=[], blind=False, review={"scores_required": False, "text_required": False}
    )
    _, (row, _) = free.given()
    client = signed_in(Client(), row.reviewer)
    assert "Abstain" in get(client, "review", row.pk)
    assert "You abstained" in post(client, "review_abstain", row.pk).content.decode()


def test_a_coordinator_gives_out_sees_how_far_it_is_and_writes_down_what_was_agreed(reading: Panel) -> None:
    application = reading.waiting()
    client, slug = signed_in(Client(), reading.home.coordinator), reading.offer.slug
    assert reading.offer.title in get(client, "panels")
    assert "2 readers are still to be found" in get(client, "panel", slug)
    assert "Given out: 2 to 2 reviewers" in post(client, "panel_assign", slug).content.decode()
    assert "Everything has its readers already" in post(client, "panel_assign", slug).content.decode()
    one, other = held(application)
    third = next(who for who in reading.reviewers if who not in (one.reviewer, other.reviewer))
    post(client, "panel_another", one.pk, reviewer=str(third.pk))
    one = Assignment.objects.get(reviewer=third)
    send(one, BAD)
    page = get(client, "panel_case", application.pk)
    assert "1 of 2 reviews are in" in page
    assert "Too little time." not in page
    assert "Say why it does not wait" in post(client, "panel_close", application.pk).content.decode()
    send(other)
    assert "1 application divides the reviewers" in get(client, "panel", slug)
    page = get(client, "panel_case", application.pk)
    assert "Reviewers disagree" in page
    assert "1 to 4" in page
    assert "Too little time." in page
    said = {
        "recommends": "offer",
        "note": "We talked.",
        "score_benefit": "3",
        "score_doable": "4",
        "score_fit": "",
    }
    assert "There is a problem" in post(client, "panel_case", application.pk, **said).content.decode()
    post(client, "panel_case", application.pk, **(said | {"score_fit": "3"}))
    assert Application.objects.get(pk=application.pk).status == Status.READY
    assert "3.4" in get(client, "panel_order", slug)
    decide = get(client, "decide", application.pk)
    assert "Place 1 by total" in decide
    assert "offer a place. We talked." in decide
    post(client, "panel_place", application.pk, place="2", reason="Later round")
    assert "Moved to 2: Later round" in get(client, "panel_order", slug)


def test_scoring_is_ended_early_on_its_page(reading: Panel) -> None:
    application, (one, _) = reading.given()
    send(one)
    client = signed_in(Client(), reading.home.coordinator)
    page = post(client, "panel_close", application.pk, reason="One is ill").content.decode()
    assert "Write down what was agreed" in page
    assert "It would help." in page


def test_the_applicant_reads_what_was_marked_after_the_answer(reading: Panel) -> None:
    application, (one, other) = reading.given()
    for row in (one, other):
        send(row)
    client = signed_in(Client(), application.applicant)
    assert "Well thought through" not in get(client, "detail", application.pk)
    application.refresh_from_db()
    factory.decided(reading.home, application, factory.NO)
    page = get(client, "detail", application.pk)
    assert "Well thought through" in page
    assert "It would help." not in page
    assert "Reviewer" not in page


def test_what_waits_on_reviewers_and_coordinators(reading: Panel) -> None:
    first, coordinator = reading.waiting(), reading.home.coordinator
    assert [one.title for one in waiting.waiting_for(coordinator, today())] == [
        *("1 application waits on us", "1 application without reviewers"),
    ]
    actions_assign.assign_waiting(offer=reading.offer, by=coordinator)
    one, other = held(first)
    (mine,) = waiting.waiting_for(one.reviewer, today())
    assert (mine.title, mine.due, mine.owner) == ("Review 1 application", one.due_on, "Reviewer")
    send(one)
    send(other, BAD)
    assert waiting.waiting_for(one.reviewer, today()) == []
    assert "1 application to talk about after review" in [
        one.title for one in waiting.waiting_for(coordinator, today())
    ]


def test_an_erased_applicant_leaves_no_words_of_reviewers(reading: Panel) -> None:
    application, (one, other) = reading.given()
    for row in (one, other):
        send(row)
    application.refresh_from_db()
    factory.decided(reading.home, application, factory.NO)
    (exported,) = export(application.applicant)["applications"]
    assert exported["said_by_reviewers"] == [{"for_you": "Well thought through."}] * 2
    erase(application.applicant)
    assert set(Review.objects.values_list("comment", "feedback")) == {("Erased", "")}


def grown(reading: Panel, rows: int) -> None:
    """So many applications at both ends of reading, without the walk there."""
    offer, by = reading.offer, reading.home.coordinator
    for number in range(rows):
        gp = factory.gp()
        row = factory.drafted(reading.home, gp, **reading.content)
        facts = {
            "with_us": True,
            "arrived_on": today(),
            "submitted_at": "2026-10-01T09:00Z",
            "submitted_by": gp,
        }
        status = (Status.IN_REVIEW, Status.DISCUSSION)[number % 2]
        Application.objects.filter(pk=row.pk).update(status=status, **facts)
        for reviewer in reading.reviewers[:2]:
            made = Assignment.objects.create(
                application=row, reviewer=reviewer, due_on="2026-11-02", assigned_by=by
            )
            facts_of = {
                "scores": GOOD.scores,
                "opinion": "yes",
                "comment": "x",
                "submitted_at": "2026-10-02T09:00Z",
            }
            Review.objects.create(assignment=made, **(facts_of if status == Status.DISCUSSION else {}))
    assert Application.objects.filter(offer=offer).count() == rows


LISTS = {"reviews": 7, "panel": 10, "panels": 6, "panel_order": 10}


def test_lists_ask_as_often_for_thirty_as_for_two(reading: Panel) -> None:
    slug, counts = reading.offer.slug, []
    for rows in (2, 30):
        with transaction.atomic():
            grown(reading, rows)
            counts.append({page: asked(reading, page, slug) for page in LISTS})
            transaction.set_rollback(True)
    assert counts == [LISTS, LISTS]


def asked(reading: Panel, page: str, slug: str) -> int:
    who = reading.reviewers[0] if page == "reviews" else reading.home.coordinator
    if page == "panel_order":
        Application.objects.update(status=Status.READY)
    client = signed_in(Client(), who)
    client.get("/help/")  # what is asked once a session is not the list's
    with CaptureQueriesContext(connection) as statements:
        get(client, page, *([slug] if page in ("panel", "panel_order") else []))
    return sum("SAVEPOINT" not in one["sql"] for one in statements)


@pytest.mark.parametrize("value", ["abc", "-1", "7", "4.5", "१", "4" * 400, "\u0000"])
def test_no_score_that_is_none_gets_in(reading: Panel, value: str) -> None:
    _, (one, _) = reading.given()
    client = signed_in(Client(), one.reviewer)
    answer = client.post(at("review", one.pk), SENT | {"score_benefit": value})
    assert answer.status_code in (200, 400)
    assert Review.objects.count() == 0


def test_a_person_with_both_roles_keeps_both_lists_and_reads_nothing_early(reading: Panel) -> None:
    """CASE-R-13 and R-06: running the panel does not open what the others said."""
    application, (one, other) = reading.given()
    give(one.reviewer, Role.COORDINATOR, reading.home.system)
    send(other)
    client = signed_in(Client(), one.reviewer)
    assert client.get(at("home")).headers["Location"] == at("queue")
    assert "1 application to review" in get(client, "reviews")
    assert "It would help." not in get(client, "panel_case", application.pk)
