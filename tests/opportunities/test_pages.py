"""Work and learning on the screen: a visitor looks, a practice posts, a coordinator publishes, a mail is stopped."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import today
from schemes.opportunities import actions, actions_merge
from schemes.opportunities.models import Opportunity, SavedSearch
from schemes.opportunities.statuses import Status
from tests.factories.people import signed_in
from tests.opportunities import access
from tests.opportunities.samples import Board, board

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Board:
    return board()


def as_one(person: Person) -> Client:
    return signed_in(Client(), person)


def text(answer) -> str:
    return str(answer.content.decode())


TYPED = {
    "kind": "role",
    "title": "Salaried GP, four sessions",
    "summary": "A friendly practice.",
    "provider": "The practice",
    "sessions_per_week": "4",
    "amount": "11,500",
    "amount_for": "session_year",
    "where": "on_site",
    "place": "The surgery",
    "contact_name": "Dr Contact",
    "contact_email": "contact@example.net",
}


def test_the_whole_way_of_a_posting(here: Board, client: Client) -> None:
    practice, coordinator = as_one(here.practice_lead), as_one(here.coordinator)

    wrong = practice.post(
        reverse("opportunities:post_new"), {**TYPED, "owner": here.practice.code, "amount_for": ""}
    )
    assert "Say what the amount is for" in text(wrong)
    made = practice.post(
        reverse("opportunities:post_new"), {**TYPED, "owner": here.practice.code}, follow=True
    )
    assert "Saved as a draft" in text(made)
    row = Opportunity.objects.get()
    page = reverse("opportunities:detail", args=[row.pk])
    assert client.get(page).status_code == 404
    practice.post(reverse("opportunities:submit", args=[row.pk]))
    assert "Salaried GP, four sessions" in text(coordinator.get(reverse("opportunities:moderate")))
    coordinator.post(reverse("opportunities:publish", args=[row.pk]))

    shown = text(client.get(page))
    assert "4 sessions a week" in shown
    assert "£11,500 a year for each weekly session" in shown
    assert "Work and learning" in text(client.get(reverse("opportunities:browse")))
    changed = {**TYPED, "owner": here.practice.code, "title": "Salaried GP, five sessions", "revision": "1"}
    practice.post(reverse("opportunities:post_edit", args=[row.pk]), changed)
    row.refresh_from_db()
    assert (row.title, row.status) == ("Salaried GP, five sessions", Status.SUBMITTED)
    again = practice.post(reverse("opportunities:post_edit", args=[row.pk]), changed)
    assert "Somebody else changed this meanwhile" in text(again)
    late = practice.post(reverse("opportunities:post_edit", args=[row.pk]), {**changed, "revision": "x"})
    assert "This form is out of date" in text(late)
    coordinator.post(reverse("opportunities:publish", args=[row.pk]))
    practice.post(reverse("opportunities:close", args=[row.pk]), {"outcome": "here"})
    row.refresh_from_db()
    assert (row.status, row.outcome) == (Status.CLOSED, "here")


def test_a_date_of_30_hours_is_refused_on_its_page(here: Board) -> None:
    row, poster = here.draft(), as_one(here.poster)
    day = today() + timedelta(days=9)
    typed = {
        "on-day": day.day,
        "on-month": day.month,
        "on-year": day.year,
        "begins": "18:30",
        "ends": "17:00",
    }

    answer = poster.post(reverse("opportunities:date_add", args=[row.pk]), typed)
    assert "It must end after it starts. Check both times." in text(answer)
    poster.post(reverse("opportunities:date_add", args=[row.pk]), {**typed, "ends": "20.30"})
    assert row.dates.get().hours == f"{day.day} {day:%B %Y}, 6:30pm to 8:30pm"


def test_what_is_asked_for_and_not_known_is_said(here: Board, client: Client) -> None:
    here.published()
    page = text(client.get(reverse("opportunities:browse"), {"near": "ZZ99", "kind": "nothing", "page": "x"}))

    assert "The postcode was not recognised, so the list is not narrowed by it." in page
    assert "The kind was not recognised, so the list is not narrowed by it." in page
    assert "1 role, course or event" in page


def test_the_file_and_the_feed_are_the_list(here: Board, client: Client) -> None:
    here.published(title="=Course & more")
    here.published(kind="role", title="A role")

    file = client.get(reverse("opportunities:browse_csv"), {"kind": "training"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    feed = ElementTree.fromstring(client.get(reverse("opportunities:feed"), {"kind": "training"}).content)

    assert len(lines) == 2
    assert "'=Course & more" in lines[1]
    atom = "{http://www.w3.org/2005/Atom}"
    assert [one.findtext(f"{atom}title") for one in feed.iter(f"{atom}entry")] == ["=Course & more"]


def test_the_api_answers_as_the_list_does(here: Board, client: Client) -> None:
    course = here.course(evenings=2)
    here.published(kind="role")
    assert client.get(reverse("api-opportunities")).status_code in (401, 403)
    client.force_login(here.gp())

    found = client.get(reverse("api-opportunities"), {"kind": "training", "page": "1"}).json()
    one = client.get(reverse("api-opportunity", args=[course.pk])).json()

    assert (found["count"], [row["id"] for row in found["results"]]) == (1, [course.pk])
    assert len(one["dates"]) == 2
    assert "join_link" not in one["dates"][0]
    assert client.get(reverse("api-opportunities"), {"page": "99999"}).json()["results"] == []
    assert client.get(reverse("api-opportunity", args=[10**12])).status_code == 404


def test_the_address_of_what_was_merged_leads_on(here: Board, client: Client) -> None:
    keep, away = here.published(), here.published()
    actions_merge.merge(keep=keep, away=away, by=here.coordinator)

    answer = client.get(reverse("opportunities:detail", args=[away.pk]))

    assert answer.headers["Location"] == reverse("opportunities:detail", args=[keep.pk])
    client.force_login(here.gp())
    assert client.get(reverse("api-opportunity", args=[away.pk])).json()["id"] == keep.pk


def test_two_are_compared_and_kept_apart_or_merged_on_one_screen(here: Board) -> None:
    coordinator = as_one(here.coordinator)
    one, other, third = here.published(), here.published(), here.published()

    page = text(coordinator.get(reverse("opportunities:merge", args=[one.pk, other.pk])))
    assert "Everybody who has booked either keeps their place" in page
    assert "None" not in page
    coordinator.post(reverse("opportunities:merge", args=[one.pk, other.pk]), {"keep": "both"})
    coordinator.post(reverse("opportunities:merge", args=[one.pk, third.pk]), {"keep": str(third.pk)})
    states = {row.pk: row.status for row in Opportunity.objects.all()}
    assert states == {one.pk: Status.MERGED, other.pk: Status.PUBLISHED, third.pk: Status.PUBLISHED}


def test_a_search_is_kept_from_the_list_and_changed_on_its_page(here: Board) -> None:
    gp = here.gp()
    mine = as_one(gp)

    page = text(mine.get(reverse("opportunities:search_new"), {"kind": "training", "q": "skin"}))
    assert "Training, “skin”" in page
    mine.post(f"{reverse('opportunities:search_new')}?kind=training&q=skin", {"every": "week"})
    search = SavedSearch.objects.get()
    assert (search.criteria, search.every) == ({"kind": "training", "text": "skin"}, "week")
    mine.post(reverse("opportunities:search_change", args=[search.pk]), {"every": "day"})
    mine.post(reverse("opportunities:search_change", args=[search.pk]))
    search.refresh_from_db()
    assert (search.every, search.stopped_at is not None) == ("day", True)


def test_the_link_of_a_mail_opens_a_button_and_a_mail_program_may_press_it(here: Board) -> None:
    address = reverse("opportunities:stop", kwargs=access.token(here.area))
    program = Client(enforce_csrf_checks=True)

    assert "Stop these mails" in text(program.get(address))
    assert SavedSearch.objects.get().stopped_at is None
    pressed = program.post(address, {"List-Unsubscribe": "One-Click"})
    assert "We write no more about this search." in text(pressed)
    assert SavedSearch.objects.get().stopped_at is not None
    assert program.get(reverse("opportunities:stop", args=["guessed"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "queries"),
    [pytest.param("browse", 3, id="list"), pytest.param("feed", 1, id="feed")],
)
def test_the_list_asks_as_often_for_30_rows_as_for_one(
    here: Board, client: Client, name: str, queries: int
) -> None:
    first = here.published()

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(f"opportunities:{name}")).status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in seen)

    client.get(reverse("opportunities:browse"))
    one = asked()
    values = {
        field.attname: getattr(first, field.attname)
        for field in Opportunity._meta.concrete_fields
        if not field.primary_key
    }
    Opportunity.objects.bulk_create(Opportunity(**values) for _ in range(29))
    assert (one, asked()) == (queries, queries)


def test_the_page_of_posters_asks_as_often_for_30_rows_as_for_one(here: Board) -> None:
    first, mine = here.published(), as_one(here.poster)
    mine.get(reverse("opportunities:posts"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            mine.get(reverse("opportunities:posts"))
        return sum("SAVEPOINT" not in query["sql"] for query in seen)

    one = asked()
    values = {
        field.attname: getattr(first, field.attname)
        for field in Opportunity._meta.concrete_fields
        if not field.primary_key
    }
    Opportunity.objects.bulk_create(Opportunity(**values) for _ in range(29))
    assert asked() == one


def test_sent_back_from_the_page_of_what_waits(here: Board) -> None:
    row = here.submitted(by_practice=True)
    coordinator = as_one(here.coordinator)

    coordinator.post(reverse("opportunities:send_back", args=[row.pk]), {"note": "Which day?"})

    assert "Which day?" in text(
        as_one(here.practice_lead).get(reverse("opportunities:manage", args=[row.pk]))
    )
    own = as_one(here.poster).post(reverse("opportunities:publish", args=[here.submitted().pk]), follow=True)
    assert "You posted this yourself." in text(own)
    actions.submit(row=Opportunity.objects.get(pk=row.pk), by=here.practice_lead)
