"""A visit in the browser: six questions, the first screen, and nothing left behind."""

import logging
import re
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from retention_portal.accounts.queries import known_facts
from retention_portal.accounts.roles import Role
from retention_portal.core.emails.actions import FORGOTTEN, deliver
from retention_portal.core.models import AuditEvent, Email
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue.fitting import answers
from schemes.catalogue.fitting.questions import ROLES, SLUGS
from tests.factories.offers import published
from tests.factories.people import person, person_with, signed_in
from tests.schemes.fitting.visits import RESULTS, SALARIED, START, answer, day

pytestmark = pytest.mark.django_db
MAIL, KEEP = f"{START}mail/", f"{START}keep/"


@pytest.fixture
def system() -> Organisation:
    found = organisation_by_code("QHM")
    assert found is not None
    return found


@pytest.fixture
def offers(system: Organisation) -> list[Any]:
    by = person_with(Role.COORDINATOR, system)
    facts = {"contact_name": "Robin Example", "contact_phone": "01632 960001"}
    return [published(system, by, title=f"Portfolio role {number}", **facts) for number in range(4)]


def text(response: Any) -> str:
    """What a page says, without markup, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1]))


def test_six_questions_lead_to_the_results(client: Client) -> None:
    ways = [response.headers["Location"] for response in answer(client)]

    assert ways == [*(f"{START}questions/{slug}/" for slug in SLUGS[1:]), RESULTS]


def test_first_screen_has_at_most_three_and_a_person(client: Client, offers: list[Any]) -> None:
    answer(client)

    page = client.get(RESULTS)
    words = text(page)

    assert page.content.decode().count('class="app-fit"') == 3
    assert "Three worth a look" in words
    assert "Robin Example" in words
    assert page.content.decode().count(f'href="/applications/register/{offers[0].slug}/"') >= 1
    assert "You asked for more varied work." in words


@pytest.mark.parametrize("role", [role.value for role in ROLES])
@pytest.mark.parametrize("stage", ["CS-NQ", "CS-EMC", "CS-W5", "CS-RET"])
def test_no_page_says_that_somebody_may_or_has_been_let_in(
    client: Client, offers: list[Any], role: str, stage: str
) -> None:
    """Principle 2: never "eligible", never "approved"."""
    answer(client, role={"role": role, "profession": "paramedic"}, stage={"stage": stage})

    words = text(client.get(RESULTS)).lower()

    assert {word for word in ("eligible", "approved", "rejected", "undefined") if word in words} == set()


SECRET = {
    "where": {"place": "NE8 4AB"},
    "role": {"role": "other", "profession": "occupational_therapist"},
    "stage": {"stage": "CS-W5"} | day("last_worked_on", 2023, 4, 17),
    "sessions": {"now": "7.25", "wanted": "3.75"},
    "help": {"needs": ["health", "last_years"]},
    "when": {"when": "looking", "may_leave": "on"},
}
VALUES = (
    *("NE8", "QHM", "occupational_therapist", "CS-W5", "2023-04-17", "17 April 2023", "7.25", "3.75"),
    *("last_years", "looking", "may_leave"),
)


def test_nothing_of_it_is_in_an_address_a_log_or_the_audit_trail(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(lambda record: not record.name.startswith("django.db"))
    ways = [response.headers["Location"] for response in answer(client, **SECRET)]
    page = client.get(RESULTS)
    client.post(MAIL, {"email": "somebody@example.net"})
    links = re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode())
    audit = [str(vars(event)) for event in AuditEvent.objects.all()]
    cookies = [morsel.value for morsel in client.cookies.values()]
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]

    assert page.status_code == 200
    for value in VALUES:
        assert [one for one in [*ways, *links, *audit, *cookies, *logged] if value in one] == []


@pytest.mark.parametrize("path", ["", "questions/where/", "questions/help/", "areas/", "results/", "mail/"])
def test_no_page_of_it_is_kept_by_a_browser(client: Client, path: str) -> None:
    answer(client)

    assert "no-store" in client.get(START + path).headers["Cache-Control"]


def test_answers_are_gone_after_an_hour(client: Client) -> None:
    answer(client)
    session = client.session
    session[answers.KEY] = session[answers.KEY] | {"at": time.time() - answers.KEPT_SECONDS - 1}
    session.save()

    assert client.get(RESULTS).headers["Location"] == f"{START}questions/where/"
    assert answers.KEY not in client.session


def test_the_session_of_a_visitor_ends_with_the_answers(client: Client) -> None:
    answer(client)

    assert 0 < client.session.get_expiry_age() <= answers.KEPT_SECONDS


def test_start_again_forgets_everything_and_only_by_post(client: Client) -> None:
    answer(client)

    assert client.get(f"{START}start-again/").status_code == 405
    assert client.post(f"{START}start-again/").headers["Location"] == START
    assert [Session.objects.get().get_decoded().get(answers.KEY)] == [None]


def test_going_back_shows_what_was_said(client: Client) -> None:
    answer(client)

    assert 'value="6"' in client.get(f"{START}questions/sessions/").content.decode()
    assert "North East and North Cumbria" in text(client.get(f"{START}questions/where/"))


def test_a_changed_answer_leads_back_to_the_results(client: Client) -> None:
    answer(client)

    changed = client.post(f"{START}questions/help/", {"needs": ["coming_back"]})

    assert changed.headers["Location"] == RESULTS
    assert "coming back after time away" in text(client.get(RESULTS))


@pytest.mark.parametrize(
    ("slug", "given", "sentence"),
    [
        ("where", {}, "Enter a postcode or a name, or say that you work outside England"),
        ("where", {"place": "zzzz qqqq"}, "We do not know this place"),
        ("where", {"place": "x" * 101}, "100 characters"),
        ("role", {}, "Choose what you do"),
        ("role", {"role": "pilot"}, "Select one of the choices shown"),
        ("role", {"role": "other"}, "Choose your profession"),
        ("stage", {"stage": "CS-EMC"} | day("qualified_on", 2031, 2, 3), "still to come"),
        ("stage", {"stage": "CS-EMC"} | day("qualified_on", 2024, 2, 31), "must be a real date"),
        ("stage", {"stage": "CS-EMC"} | day("last_worked_on", 1900, 1, 1), "1900 is too long ago"),
        (
            "stage",
            {"stage": "CS-RET"} | day("qualified_on", 2024, 2, 3) | day("last_worked_on", 2023, 2, 3),
            "before you qualified",
        ),
        ("sessions", {"now": "40", "wanted": "4"}, "14 sessions a week or fewer"),
        ("sessions", {"now": "-1", "wanted": "4"}, "cannot be fewer than 0"),
        ("sessions", {"now": "NaN", "wanted": "1e9"}, "Enter a number"),
        ("help", {}, "Choose at least one thing"),
        (
            "help",
            {"needs": ["variety", "flexible", "learning", "health"]},
            "Choose the three that matter most",
        ),
        ("when", {"when": "never"}, "Select one of the choices shown"),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_keeps_the_others(
    client: Client, slug: str, given: dict[str, str], sentence: str
) -> None:
    answer(client)

    refused = client.post(f"{START}questions/{slug}/", given)

    assert refused.status_code == 422
    assert sentence in text(refused)
    assert client.get(RESULTS).status_code == 200


def test_a_question_that_does_not_exist_is_404(client: Client) -> None:
    assert client.get(f"{START}questions/salary/").status_code == 404


def test_no_results_before_every_question(client: Client) -> None:
    client.post(f"{START}questions/where/", SALARIED["where"])

    for path in (RESULTS, MAIL):
        assert client.get(path).headers["Location"] == f"{START}questions/role/"


def test_a_place_near_a_border_asks_which_and_takes_two(client: Client) -> None:
    unsure = client.post(f"{START}questions/where/", {"place": "Newcastle"})
    page = client.get(f"{START}areas/")
    chosen = client.post(f"{START}areas/", {"areas": ["QHM", "QNC"]})

    assert unsure.headers["Location"] == f"{START}areas/"
    assert page.content.decode().count('name="areas"') == 2
    assert chosen.headers["Location"] == f"{START}questions/role/"
    assert client.session[answers.KEY]["answers"]["where"]["areas"] == ["QHM", "QNC"]


def test_two_places_of_two_systems_need_no_further_question(client: Client) -> None:
    sure = client.post(f"{START}questions/where/", {"place": "NE8", "second": "DL10 4RN"})

    assert sure.headers["Location"] == f"{START}questions/role/"
    assert client.session[answers.KEY]["answers"]["where"]["areas"] == ["QHM", "QOQ"]


def test_three_areas_are_one_too_many(client: Client) -> None:
    refused = client.post(f"{START}areas/", {"areas": ["QHM", "QNC", "QWO"]})

    assert (refused.status_code, "Choose two areas at most" in text(refused)) == (422, True)


def test_an_area_that_does_not_exist_is_refused(client: Client) -> None:
    assert client.post(f"{START}areas/", {"areas": ["QQQ"]}).status_code == 422


def test_somebody_outside_england_is_told_so(client: Client) -> None:
    answer(client, where={"outside": "on"})

    words = text(client.get(RESULTS))

    assert "outside England" in words
    assert "These schemes are for general practice in England" in words


def test_an_area_without_offers_says_whom_to_ask(client: Client) -> None:
    answer(client, where={"place": "Devon"})

    assert "Nobody in this area has put their name here yet" in text(client.get(RESULTS))


def test_a_practice_manager_reads_what_became_of_the_announcement(client: Client) -> None:
    """N2PP-R02, U-23: announced and never delivered."""
    answer(client, role={"role": "practice_manager"})

    assert "it never opened to them" in text(client.get(RESULTS))


def test_money_is_worked_out_for_the_sessions_wanted(client: Client) -> None:
    """X-06: four sessions, £15,999.36 and £4,000."""
    answer(client, help={"needs": ["fewer_sessions", "flexible", "last_years"]})

    words = text(client.get(RESULTS))

    assert "£4,000 to you and £15,999.36 to your practice for a year at 4 sessions a week" in words


def test_one_mail_goes_out_and_is_forgotten(client: Client, offers: list[Any], mailoutbox: list[Any]) -> None:
    answer(client)

    sent = client.post(MAIL, {"email": "somebody@example.net"})
    row = Email.objects.get(key__startswith=FORGOTTEN)
    deliver(email_id=row.pk)
    row.refresh_from_db()

    assert sent.headers["Location"] == RESULTS
    assert [mail.subject for mail in mailoutbox] == ["What you asked us to send"]
    assert [mail.to for mail in mailoutbox] == [["somebody@example.net"]]
    assert "Portfolio role 0" in mailoutbox[0].body
    assert "more varied work" not in mailoutbox[0].body
    assert (row.to, row.subject, row.text, row.html) == ("", "", "", "")


def test_a_fourth_mail_in_an_hour_is_refused(client: Client) -> None:
    answer(client)
    states = [client.post(MAIL, {"email": f"person{n}@example.net"}).status_code for n in range(4)]

    assert states == [302, 302, 302, 429]
    assert Email.objects.filter(key__startswith=FORGOTTEN).count() == 3


def test_a_mail_needs_an_address(client: Client) -> None:
    answer(client)

    assert client.post(MAIL, {"email": "nobody"}).status_code == 422


def test_keeping_shows_first_exactly_what_is_stored_then(client: Client) -> None:
    someone = person()
    signed_in(client, someone)
    answer(client, when={"when": "months", "may_leave": "on"})

    page = client.get(KEEP)
    before = known_facts(someone)
    client.post(KEEP)

    assert before == {}
    assert known_facts(someone) == {
        "profession": "gp",
        "career_stage": "CS-EMC",
        "post": "salaried",
        "sessions_per_week": "4",
    }
    assert page.content.decode().count("nhsuk-summary-list__row") == 4
    assert [
        str(vars(e))
        for e in AuditEvent.objects.filter(verb="accounts.fact_stated")
        if "CS-EMC" in str(vars(e))
    ] == []


def test_keeping_needs_an_account(client: Client) -> None:
    answer(client)

    assert client.get(KEEP).headers["Location"].startswith("/accounts/login/")


def test_what_is_known_is_filled_in(client: Client) -> None:
    """Principle 5: ask once."""
    someone = person()
    signed_in(client, someone)
    answer(client)
    client.post(KEEP)
    client.post(f"{START}start-again/")

    assert re.search(r'value="gp_salaried"\s+checked', client.get(f"{START}questions/role/").content.decode())
    assert 'value="4"' in client.get(f"{START}questions/sessions/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_results_take_five_statements(client: Client, system: Organisation, count: int) -> None:
    """The same at 1 and at 30 offers, and less than half of the bar of 12."""
    by = person_with(Role.COORDINATOR, system)
    for number in range(count):
        published(system, by, title=f"Role {number}")
    answer(client)
    client.get(RESULTS)

    with CaptureQueriesContext(connection) as captured:
        client.get(RESULTS)

    assert len(captured) == 5
