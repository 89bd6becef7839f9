"""A coordinator's pages: copy and change, parts, publishing, the poster; and what a writer's mistakes get."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue import actions, poster
from schemes.catalogue.form_layout import form_from_json
from schemes.catalogue.models import Offer
from schemes.catalogue.starting import templates
from schemes.catalogue.waiting import waiting_for
from tests.factories.offers import QUESTIONS, draft, published
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db

START = {
    "title": "Portfolio role",
    "summary": "A day a week elsewhere.",
    "opens_on-day": "1",
    "opens_on-month": "12",
    "opens_on-year": "2026",
    "closes_on-day": "",
    "closes_on-month": "",
    "closes_on-year": "",
    "places": "",
    "contact_role": "Careers coordinator",
    "contact_phone": "0191 498 0100",
    "professions": ["gp"],
    "level": "L1",
    "decision_by": "single",
    "decided_by_text": "The coordinator",
    "programme_dates": "",
    "score_weights": "",
}


@pytest.fixture
def writer() -> Person:
    return person_with(Role.COORDINATOR, organisation_by_code("QHM"))


@pytest.fixture
def desk(client: Client, writer: Person) -> Client:
    return signed_in(client, writer)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_copy_and_change_offers_every_case_study_and_every_scheme_that_takes_people(desk: Client) -> None:
    page = text_of(desk, "/schemes/offers/new/")
    assert all(f"?from=case:{row['case']}" in page for row in templates())
    assert "?from=scheme:SCH-NGPRS" in page
    assert "SCH-FEL" not in page  # closed
    assert "SCH-PH" not in page.replace("SCH-PHX", "")  # a signpost, never offered


def test_a_draft_from_a_case_study_brings_everything_along(desk: Client) -> None:
    answer = desk.post("/schemes/offers/start/?from=case:CASE-04", START)
    made = Offer.objects.get()
    assert answer["Location"] == f"/schemes/offers/{made.pk}/"
    assert (made.status, made.kind, made.case_study) == ("draft", "portfolio", "CASE-04")
    assert [row["key"] for row in made.questions] == ["interest", "why", "sessions", "practice"]
    assert (len(made.letters), len(made.host_part["questions"]), len(made.rules)) == (5, 2, 4)
    assert made.contact_phone == "0191 498 0100"


def test_another_round_keeps_what_it_was_copied_from(desk: Client, writer: Person) -> None:
    first = published(organisation_by_code("QHM"), writer)
    page = text_of(desk, f"/schemes/offers/start/?from=offer:{first.pk}")
    assert "Another round of Portfolio role" in page
    desk.post(f"/schemes/offers/start/?from=offer:{first.pk}", START)
    second = Offer.objects.exclude(pk=first.pk).get()
    assert (second.copied_from, second.questions, second.slug) == (first, QUESTIONS, "portfolio-role-qhm-2")


@pytest.mark.parametrize(
    "begun", ["case:CASE-99", "scheme:SCH-FEL", "scheme:SCH-PH", "scheme:X", "offer:999999999"]
)
def test_what_nothing_begins_from(desk: Client, begun: str) -> None:
    assert desk.get(f"/schemes/offers/start/?from={begun}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Enter the name of the offer"),
        ({"opens_on-day": "31", "opens_on-month": "2"}, "Opens"),
        (
            {"closes_on-day": "1", "closes_on-month": "11", "closes_on-year": "2026"},
            "It closes before it opens",
        ),
        ({"places": "0"}, "Places"),
        ({"professions": ["astronaut"]}, "Select one of the choices shown"),
        ({"score_weights": "Benefit"}, "Line 1 has no weight"),
        ({"contact_email": "nobody"}, "Enter an email address"),
    ],
)
def test_a_mistake_gets_a_sentence_and_loses_nothing(desk: Client, changes: dict, sentence: str) -> None:
    answer = desk.post("/schemes/offers/start/?from=case:CASE-02", START | changes)
    page = answer.content.decode()
    assert (answer.status_code, Offer.objects.count()) == (200, 0)
    assert sentence in page
    assert "A day a week elsewhere." in page


def test_a_change_says_what_it_reaches(desk: Client, writer: Person) -> None:
    offer = published(organisation_by_code("QHM"), writer)
    page = desk.post(
        f"/schemes/offers/{offer.pk}/", START | {"revision": "1", "summary": "New."}, follow=True
    )
    assert (
        "Applications already begun keep the questions and letters they began with." in page.content.decode()
    )
    offer.refresh_from_db()
    assert (offer.summary, offer.revision) == ("New.", 2)
    stale = desk.post(f"/schemes/offers/{offer.pk}/", START | {"revision": "1", "summary": "Stale."})
    assert "Somebody else saved this offer a moment ago" in stale.content.decode()
    assert Offer.objects.get(pk=offer.pk).summary == "New."


def test_a_draft_that_is_not_ready_says_why_and_has_no_button(desk: Client, writer: Person) -> None:
    offer = draft(organisation_by_code("QHM"), writer, letters={}, contact_phone="")
    page = text_of(desk, f"/schemes/offers/{offer.pk}/")
    assert "The letter “An offer” is missing." in page
    assert "Say whom a GP may ring or write to" in page
    assert f'action="/schemes/offers/{offer.pk}/publish/"' not in page
    desk.post(f"/schemes/offers/{offer.pk}/publish/")
    assert Offer.objects.get(pk=offer.pk).status == "draft"


def test_publish_and_close(desk: Client, writer: Person) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    answer = desk.post(f"/schemes/offers/{offer.pk}/publish/")
    assert answer["Location"] == f"/schemes/offers/{offer.pk}/tell/"
    desk.post(f"/schemes/offers/{offer.pk}/close/")
    offer.refresh_from_db()
    assert (offer.status, offer.closes_on) == ("closed", today())


def test_rules_are_added_and_taken_out(desk: Client, writer: Person) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    address = f"/schemes/offers/{offer.pk}/rules/"
    desk.post(address, {"revision": "1", "kind": "stays_years", "value": "2"})
    bad = desk.post(address, {"revision": "2", "kind": "stays_years", "value": "soon"})
    assert "“Means to stay for” needs a number of years, at most 80." in bad.content.decode()
    offer.refresh_from_db()
    assert offer.rules == [{"kind": "stays_years", "value": "2"}]
    assert "You mean to stay in this area for 2 years." in text_of(desk, address)
    desk.post(f"/schemes/offers/{offer.pk}/rows/rules/", {"revision": "2", "row": "0", "do": "remove"})
    assert Offer.objects.get(pk=offer.pk).rules == []


def test_a_question_is_added_changed_and_moved(desk: Client, writer: Person) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    base = f"/schemes/offers/{offer.pk}/questions/"
    row = {"revision": "1", "text": "How far?", "kind": "choice", "choices": "Near\nFar", "required": "on"}
    desk.post(f"{base}new/", row | {"after": "post", "answer": "salaried"})
    made = Offer.objects.get(pk=offer.pk).questions[-1]
    assert made == {
        "key": "how_far", "text": "How far?", "kind": "choice", "required": True,
        "choices": [["near", "Near"], ["far", "Far"]], "shown_if": ["post", "salaried"],
    }  # fmt: skip
    desk.post(f"{base}how_far/", {"revision": "2", "text": "How far is it?", "kind": "text"})
    made = Offer.objects.get(pk=offer.pk).questions[-1]
    assert made == {"key": "how_far", "text": "How far is it?", "kind": "text", "required": False}
    desk.post(f"/schemes/offers/{offer.pk}/rows/questions/", {"revision": "3", "row": "4", "do": "up"})
    assert [one["key"] for one in Offer.objects.get(pk=offer.pk).questions][-2:] == ["how_far", "hurdle"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"kind": "choice", "choices": "One"}, "Write at least two choices"),
        (
            {"kind": "text", "after": "post", "answer": "astronaut"},
            "Write an answer that the earlier question has",
        ),
        ({"kind": "text", "fact": "on_performers_list"}, "This was answered in another way before"),
        ({"kind": "essay"}, "Select one of the choices shown"),
    ],
)
def test_a_question_that_cannot_be(desk: Client, writer: Person, row: dict, sentence: str) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    page = desk.post(f"/schemes/offers/{offer.pk}/questions/new/", {"revision": "1", "text": "Eh?"} | row)
    assert sentence in page.content.decode()
    assert Offer.objects.get(pk=offer.pk).questions == QUESTIONS


def test_a_question_that_another_waits_for_is_not_taken_from_a_published_offer(
    desk: Client, writer: Person
) -> None:
    offer = published(organisation_by_code("QHM"), writer)
    answer = desk.post(
        f"/schemes/offers/{offer.pk}/rows/questions/",
        {"revision": "1", "row": "1", "do": "remove"},
        follow=True,
    )
    assert "which is not asked before it" in answer.content.decode()
    assert Offer.objects.get(pk=offer.pk).questions == QUESTIONS


@pytest.mark.parametrize("data", [{}, {"row": "99"}, {"row": "-1"}, {"row": "x"}])
def test_a_row_that_is_not_there(desk: Client, writer: Person, data: dict) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    assert desk.post(f"/schemes/offers/{offer.pk}/rows/questions/", data).status_code == 404
    assert desk.post(f"/schemes/offers/{offer.pk}/rows/letters/", {"row": "0"}).status_code == 404


def test_what_a_practice_may_be_shown_is_chosen_from_a_list_without_health(
    desk: Client, writer: Person
) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    address = f"/schemes/offers/{offer.pk}/others/host/"
    page = text_of(desk, address)
    assert 'value="practice"' in page
    assert 'value="hurdle"' not in page
    desk.post(
        address, {"revision": "1", "intro": "Hello", "asked": "Will you?\nCan you?", "shows": ["practice"]}
    )
    part = Offer.objects.get(pk=offer.pk).host_part
    assert [row["text"] for row in part["questions"]] == ["Will you?", "Can you?"]
    assert (part["needed"], part["shows"]) == (True, ["practice"])
    refused = desk.post(address, {"revision": "2", "asked": "Will you?", "shows": ["hurdle"]})
    assert "Select one of the choices shown" in refused.content.decode()


def test_letters_and_papers(desk: Client, writer: Person) -> None:
    offer = draft(organisation_by_code("QHM"), writer)
    letters = {f"{kind}_{part}": f"{kind} {part}" for kind in offer.letters for part in ("subject", "text")}
    desk.post(f"/schemes/offers/{offer.pk}/letters/", letters | {"revision": "1"})
    assert Offer.objects.get(pk=offer.pk).letters["reserve"] == {
        "subject": "reserve subject",
        "text": "reserve text",
    }
    desk.post(f"/schemes/offers/{offer.pk}/papers/", {"revision": "2", "text": "A sick note", "health": "on"})
    assert Offer.objects.get(pk=offer.pk).documents[-1] == {
        "key": "a_sick_note", "text": "A sick note", "required": False, "health": True,
    }  # fmt: skip


def test_the_poster_is_one_page_with_name_dates_and_address(desk: Client, writer: Person) -> None:
    offer = published(organisation_by_code("QHM"), writer, places=3)
    answer = desk.get(f"/schemes/offers/{offer.pk}/poster/")
    assert answer["Content-Type"] == "application/pdf"
    assert pages_of(answer.content) == 1
    words = poster.html_of(offer)
    assert "<h1>Portfolio role</h1>" in words
    assert "3 places" in words
    assert "/schemes/local/portfolio-role-qhm/" in words
    assert poster.pdf_of(offer) == answer.content  # the same revision, the same bytes


def test_a_very_long_offer_still_makes_one_page(writer: Person) -> None:
    offer = published(
        organisation_by_code("QHM"),
        writer,
        title="A name of a great many words " * 4,
        summary="Much to say. " * 46,
    )
    assert pages_of(poster.pdf_of(offer)) == 1


def test_the_text_to_copy_is_short_and_neutral(writer: Person) -> None:
    offer = published(organisation_by_code("QHM"), writer, summary="Much to say. " * 40)
    text = poster.message_of(offer, today())
    assert text.splitlines()[0] == "Portfolio role"
    assert text.endswith("Or ask: Careers coordinator 01632 960001")
    assert len(text) < 600
    assert "leav" not in text


def test_offers_of_another_area_are_not_there(client: Client, writer: Person) -> None:
    offer = published(organisation_by_code("QHM"), writer)
    signed_in(client, person_with(Role.COORDINATOR, organisation_by_code("QJK")))
    for part in ("", "rules/", "questions/", "letters/", "tell/", "poster/"):
        assert client.get(f"/schemes/offers/{offer.pk}/{part}").status_code == 404
    assert client.post(f"/schemes/offers/{offer.pk}/close/").status_code == 404
    assert "Portfolio role" not in text_of(client, "/schemes/offers/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_at_1_and_30(
    desk: Client, writer: Person, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        draft(organisation_by_code("QHM"), writer, title=f"Offer {number}")
    text_of(desk, "/schemes/offers/")
    with django_assert_num_queries(6):
        text_of(desk, "/schemes/offers/")


def three(desk_writer: Person) -> None:
    """A draft, one that closes in ten days, one that is open without an end."""
    owner = organisation_by_code("QHM")
    draft(owner, desk_writer, title="Alpha draft")
    published(owner, desk_writer, title="Beta soon", closes_on=today() + timedelta(days=10))
    published(owner, desk_writer, title="=Gamma open", kind="bank")


def shown(desk: Client, question: str) -> list[str]:
    page = text_of(desk, f"/schemes/offers/?{question}")
    return sorted(
        (name for name in ("Alpha draft", "Beta soon", "=Gamma open") if name in page), key=page.index
    )


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("", ["Alpha draft", "=Gamma open", "Beta soon"]),
        ("shows=open", ["=Gamma open", "Beta soon"]),
        ("shows=soon", ["Beta soon"]),
        ("shows=draft", ["Alpha draft"]),
        ("shows=later", []),
        ("kind=bank", ["=Gamma open"]),
        ("text=SOON", ["Beta soon"]),
        ("order=closes", ["Beta soon", "=Gamma open", "Alpha draft"]),
        ("order=title", ["=Gamma open", "Alpha draft", "Beta soon"]),
        ("shows=nonsense&kind=nonsense&order=nonsense&page=99", ["Alpha draft", "=Gamma open", "Beta soon"]),
    ],
)
def test_the_list_is_narrowed_and_ordered_and_the_file_is_the_same(
    desk: Client, writer: Person, question: str, titles: list[str]
) -> None:
    three(writer)
    file = b"".join(desk.get(f"/schemes/offers.csv?{question}").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    assert shown(desk, question) == titles
    assert [line.split(",")[0].lstrip("'") for line in file.splitlines()[1:]] == titles


def test_what_waits_on_a_coordinator_are_drafts_that_are_due_and_windows_that_close(writer: Person) -> None:
    three(writer)
    on = today()
    draft(organisation_by_code("QHM"), writer, title="For next year", opens_on=on + timedelta(days=200))
    draft(organisation_by_code("QHM"), writer, title="Unfinished", letters={})

    assert [(one.title, one.due) for one in waiting_for(writer, on)] == [
        ("Beta soon closes soon", on + timedelta(days=10)),
        ("Publish Alpha draft: it is ready, and a draft", on),
        ("Finish Unfinished: 5 points before it can be published", on),
    ]
    assert waiting_for(person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM")), on) == []


def test_closing_again_is_refused_with_a_sentence(desk: Client, writer: Person) -> None:
    offer = actions.close_offer(offer=published(organisation_by_code("QHM"), writer), by=writer)
    answer = desk.post(f"/schemes/offers/{offer.pk}/close/", follow=True)
    assert "This is “Closed” and cannot become “Closed”" in answer.content.decode()


def test_how_a_panel_reads_is_written_frozen_and_comes_back(desk: Client, writer: Person) -> None:
    offer = published(organisation_by_code("QHM"), writer)
    scale = ["None", "Little", "Some", "Enough", "Good", "Best"]
    panel = {
        "revision": "1", "decision_by": "panel", "blind": "on", "reviewers": "3", "review_days": "", "apart": "",
        "score_weights": "Benefit: 60 – who gains\nDoable: 40%\nFit: not counted", "scale": "\n".join(scale),
        "hidden": ["practice"], "text_required": "on",
    }  # fmt: skip
    desk.post(f"/schemes/offers/{offer.pk}/", START | panel)
    offer.refresh_from_db()
    form = form_from_json(offer.live.form)
    assert offer.review == {
        "reviewers": 3, "scale": scale, "hidden": ["practice"], "scores_required": False,
    }  # fmt: skip
    assert (form.by_panel, form.blind, form.review.reviewers, form.review.days) == (True, True, 3, 10)
    assert [(one.label, one.weight, one.guide, one.independent) for one in form.criteria] == [
        ("Benefit", 60, "who gains", False), ("Doable", 40, "", False), ("Fit", 0, "", True),
    ]  # fmt: skip
    page = text_of(desk, f"/schemes/offers/{offer.pk}/")
    assert "Benefit: 60 – who gains\nDoable: 40\nFit: not counted" in page
    assert "None\nLittle" in page
    more = panel | {"revision": "2", "scale": "Bad\nGood"}
    assert "Write 6 lines" in desk.post(f"/schemes/offers/{offer.pk}/", START | more).content.decode()
