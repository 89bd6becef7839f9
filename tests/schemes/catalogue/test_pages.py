"""The public pages: what they say, what they cost, and what odd addresses get."""

from datetime import date

import pytest
from django.test import Client

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue import actions, browsing
from schemes.catalogue.browsing import Wanted
from schemes.catalogue.models import Offer, Scheme, SchemeRecord
from tests.factories.offers import draft, published
from tests.factories.people import person_with

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 1)


def coordinator(code: str = "QHM"):
    return person_with(Role.COORDINATOR, organisation_by_code(code))


def offer(code: str = "QHM", **changes) -> Offer:
    return published(organisation_by_code(code), coordinator(code), **changes)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def titles(**wanted: str) -> list[str]:
    return [entry.title for entry in browsing.browse(Wanted(**wanted), ON).entries]


OPEN_ON_THAT_DAY = [
    *("National GP Retention Scheme", "Return to Practice and International Induction"),
    *("Primary care flexible staff pools", "GP Portfolio Plus", "GP-S peer coaching and mentoring"),
    *("Phoenix Programme", "NHS Practitioner Health", "Additional Roles Reimbursement (GPs)"),
]


def test_what_is_open_stands_in_the_list_and_the_closed_are_counted() -> None:
    found = browsing.browse(Wanted(), ON)
    assert [entry.title for entry in found.entries] == OPEN_ON_THAT_DAY
    assert found.closed == 6


def test_closed_schemes_say_what_came_instead() -> None:
    found = browsing.browse(Wanted(state="closed"), ON)
    assert [(entry.title, entry.state.text) for entry in found.entries] == [
        ("General Practice Fellowship (New to Practice)", "Closed to new people"),
        ("Supporting Mentors Scheme", "Closed to new people"),
        ("New to Partnership Payment Scheme", "Closed to new people"),
        ("GP Career Plus", "Ended"),
        ("Local GP Retention Fund", "Closed to new people"),
        ("Looking After You coaching", "Ended"),
    ]
    assert "Its roles live on in flexible pools" in found.entries[3].summary


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"stage": "CS-TRN"}, ["Phoenix Programme", "NHS Practitioner Health"]),
        ({"need": "health"}, ["National GP Retention Scheme", "NHS Practitioner Health"]),
        ({"level": "L2"}, ["Additional Roles Reimbursement (GPs)"]),
        ({"profession": "practice_manager"}, ["GP-S peer coaching and mentoring"]),
        ({"text": "childcare bursary"}, ["Return to Practice and International Induction"]),
        (
            {"text": "nottinghamshire", "stage": "CS-RET"},
            ["GP-S peer coaching and mentoring", "Phoenix Programme"],
        ),
        ({"text": "unicorn"}, []),
    ],
)
def test_the_filter(wanted: dict[str, str], expected: list[str]) -> None:
    assert titles(**wanted) == expected


def test_practice_managers_never_see_the_20000_as_theirs() -> None:
    """N2PP-R02: announced, never delivered."""
    assert "New to Partnership Payment Scheme" not in titles(profession="practice_manager", state="all")
    assert "New to Partnership Payment Scheme" in titles(profession="pharmacist", state="all")


def test_an_area_shows_its_own_offer_in_place_of_the_national_scheme() -> None:
    offer(scheme="SCH-NGPRS", title="Retention Scheme here", opens_on=ON)
    offer(title="Portfolio here", opens_on=ON)
    offer("QJK", title="Portfolio there", opens_on=ON)
    here = titles(area="QHM")
    assert here[:2] == ["Portfolio here", "Retention Scheme here"]
    assert "National GP Retention Scheme" not in here
    assert "Portfolio there" not in here
    everywhere = browsing.browse(Wanted(), ON).entries
    assert [one.offered_in for one in everywhere if one.title == "National GP Retention Scheme"] == [1]
    assert {"Portfolio here", "Portfolio there"} <= {one.title for one in everywhere}


def test_drafts_are_in_no_list(client: Client) -> None:
    made = draft(organisation_by_code("QHM"), coordinator(), title="Secret plan")
    for address in ("/schemes/?state=all", "/areas/qhm/", f"/schemes/compare/?with=local:{made.slug}"):
        assert "Secret plan" not in text_of(client, address)
    assert client.get(f"/schemes/local/{made.slug}/").status_code == 404
    assert client.get(f"/api/v1/offers/{made.slug}/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("address", "questions"),
    [
        ("/schemes/", 5),
        ("/schemes/?area=QHM&q=a", 6),
        ("/schemes/gp-retention-scheme/", 5),
        ("/schemes/new-to-practice-fellowship/", 5),
        ("/schemes/compare/?with=gp-retention-scheme&with=flexible-pools", 1),
        ("/areas/qhm/", 3),
        ("/roadmaps/partner/", 2),
        ("/schemes/announced-and-delivered/", 2),
        ("/api/v1/schemes/", 1),
        ("/api/v1/offers/", 1),
    ],
)
def test_a_page_costs_the_same_at_1_and_30_offers(
    client: Client, django_assert_num_queries, address: str, questions: int, count: int
) -> None:
    by, owner = coordinator(), organisation_by_code("QHM")
    for number in range(count):
        published(owner, by, title=f"Offer {number}", needs=["starting_out"], career_stages=["CS-NQ"])
    with django_assert_num_queries(questions):
        text_of(client, address)


def test_a_kept_page_costs_one_statement_and_is_never_from_before_a_change(
    client: Client, django_assert_num_queries
) -> None:
    offer = published(organisation_by_code("QHM"), coordinator(), title="As it was")
    assert "As it was" in text_of(client, "/schemes/?area=QHM")
    with django_assert_num_queries(1):
        assert "As it was" in text_of(client, "/schemes/?area=QHM")
    content = {"title": "As it is"}
    actions.update_offer(offer=offer, content=content, revision=offer.revision, by=offer.created_by)
    assert "As it is" in text_of(client, "/schemes/?area=QHM")


def test_two_hundred_schemes_cost_no_more(client: Client, django_assert_num_queries) -> None:
    model = SchemeRecord.objects.filter(scheme__code="SCH-PH").get()
    for number in range(200):
        scheme = Scheme.objects.create(
            code=f"SCH-T{number}", slug=f"t{number}", name=f"T{number}", position=99
        )
        SchemeRecord.objects.create(
            **{
                field.name: getattr(model, field.name)
                for field in SchemeRecord._meta.concrete_fields
                if field.name not in ("id", "scheme")
            },
            scheme=scheme,
        )
    with django_assert_num_queries(4):
        assert "208 things on offer" in text_of(client, "/schemes/")


def test_a_scheme_says_what_it_was_on_another_day(client: Client) -> None:
    then = text_of(client, "/schemes/return-to-practice/?on=2019-06-01")
    assert "National GP Induction and Refresher Scheme" in then
    assert "£3,500 a month" in then
    assert "This is how it was 1 March 2015 to 31 March 2023" in then
    now = text_of(client, "/schemes/return-to-practice/")
    assert "£4,000 a month" in now
    assert "This is how it was" not in now


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/schemes/gp-retention-scheme/?on=2010-01-01", "It had not begun on 1 January 2010"),
        ("/schemes/gp-retention-scheme/?on=yesterday", "yesterday"),
        ("/schemes/?stage=CS-XX", "The career stage was not recognised"),
        ("/schemes/?state=half", "The state was not recognised"),
        ("/schemes/?page=99", "things on offer"),
        ("/schemes/?area=QQQ", "things on offer"),
        ("/schemes/compare/?with=nothing", "Nothing to compare yet"),
        ("/areas/qjk/", "has published nothing yet"),
    ],
)
def test_odd_addresses_get_a_sentence(client: Client, address: str, words: str) -> None:
    assert words in text_of(client, address)


@pytest.mark.parametrize(
    "address", ["/schemes/sch-x/", "/schemes/local/x/", "/areas/e82060/", "/areas/x/", "/roadmaps/x/"]
)
def test_what_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_at_most_three_are_compared(client: Client) -> None:
    four = ["gp-retention-scheme", "flexible-pools", "return-to-practice", "practitioner-health"]
    page = text_of(client, "/schemes/compare/?" + "&".join(f"with={slug}" for slug in four))
    assert "The first three are shown" in page
    assert "NHS Practitioner Health</a>" not in page


def test_practitioner_health_is_a_signpost_without_a_form(client: Client) -> None:
    """Handbook 3.11: no form, no log, no referral field."""
    page = text_of(client, "/schemes/practitioner-health/")
    main = page[page.index("<main") : page.index("</main>")]
    assert "https://www.practitionerhealth.nhs.uk/" in main
    assert "<form" not in main
    assert "Register interest" not in main


def test_an_offer_leads_to_registering_interest_while_it_is_open(client: Client) -> None:
    made = offer()
    assert f"/applications/register/{made.slug}/" in text_of(client, f"/schemes/local/{made.slug}/")
    actions.close_offer(offer=made, by=made.created_by)
    page = text_of(client, f"/schemes/local/{made.slug}/")
    assert "/applications/register/" not in page
    assert "It takes nobody new now" in page


def test_announced_and_delivered_says_why_practice_managers_got_nothing(client: Client) -> None:
    """U-23, N2PP-R02."""
    page = text_of(client, "/schemes/announced-and-delivered/")
    assert "Practice managers were not among the professions, then or later" in page
    assert page.count("app-code") == 9  # every item of handbook 2.4, with its code


def test_the_api_gives_the_day_that_was_asked_for(client: Client) -> None:
    then = client.get("/api/v1/schemes/sch-ngprs/?on=2019-05-01").json()
    assert (then["status"], then["valid_to"]) == ("open", "2023-03-31")
    assert {
        "code": "NGPRS-R17",
        "text": "Before 1 April 2023 the cap was four a week (lifted during the pandemic)",
    } in (then["rules"])
    assert then["money"][0]["amount"] == "£76.92 a session"
    assert client.get("/api/v1/schemes/sch-ngprs/?on=1999-01-01").status_code == 404
    assert client.get("/api/v1/schemes/?on=soon").status_code == 400
    assert len(client.get("/api/v1/schemes/").json()) == 14


def test_the_api_lists_open_offers_of_an_area(client: Client) -> None:
    made, other = offer(rules=[{"kind": "works_here"}]), offer("QJK")
    rows = client.get("/api/v1/offers/?area=qhm").json()
    assert [(row["slug"], row["rules"]) for row in rows] == [
        (made.slug, ["You work in this area, or would like to."])
    ]
    assert "questions" not in rows[0]
    assert {row["slug"] for row in client.get("/api/v1/offers/").json()} == {made.slug, other.slug}
    assert client.get("/api/v1/offers/?area=QQQ9").status_code == 400


def test_states_of_an_offer_by_day(client: Client) -> None:
    made = offer(opens_on=today())
    assert "Open until" not in text_of(client, f"/schemes/local/{made.slug}/")
    Offer.objects.filter(pk=made.pk).update(closes_on=today())
    assert "Open until" in text_of(client, f"/schemes/local/{made.slug}/")


def test_appraisers_read_what_to_ask_whom_to_hand_on_to_and_what_it_rests_on(client: Client) -> None:
    offer()
    page = text_of(client, "/appraisers/")

    for words in (
        "What fits me?",
        "North East and North Cumbria",
        "National GP Retention Scheme",
        "Read 22 November 2026",
    ):
        assert words in page, words
    for code in ("L1-E11", "L1-N01", "L3-E04", "CASE-17"):
        assert code in page, code
    assert "practitionerhealth.nhs.uk" in page
    assert "Closed to new people" not in page
