"""Mentoring on the screen: a GP asks, a coordinator matches, a mentor says yes, both meet."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from schemes.mentoring.models import Mentor, Pairing, Request, Service
from schemes.mentoring.statuses import PairingStatus
from tests.factories.mentoring import Scene, scene
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Scene:
    return scene()


def as_one(person) -> Client:
    return signed_in(Client(), person)


def text(answer) -> str:
    return str(answer.content.decode())


def test_a_visitor_reads_what_there_is_and_who_reads_what(here: Scene, client: Client) -> None:
    page = text(client.get(reverse("mentoring:home")))

    assert "GP mentoring" in page
    assert "What you talk about is never written here" in page


def test_the_whole_way(here: Scene) -> None:
    mentor, gp = here.gp(), here.gp()
    service = here.service.pk
    coordinator, theirs, mine = as_one(here.coordinator), as_one(mentor), as_one(gp)

    wish = {"topics": ["finance"], "ways": ["by video"], "areas": ["Luton"]}
    theirs.post(reverse("mentoring:offer", args=[service]), {**wish, "places": "1", "shown": "on"})
    coordinator.post(reverse("mentoring:confirm", args=[Mentor.objects.get().pk]))
    mine.post(
        reverse("mentoring:ask", args=[service]), {**wish, "preference_0": str(Mentor.objects.get().pk)}
    )
    drawn = coordinator.post(reverse("mentoring:round_draw", args=[service]), follow=True)
    assert "You named this mentor first." in text(drawn)
    asked = coordinator.post(drawn.request["PATH_INFO"] + "decide/", {"decision": "release"}, follow=True)
    assert "1 mentor was asked." in text(asked)

    pairing = Pairing.objects.get()
    assert mentor.email not in text(mine.get(reverse("mentoring:pairing", args=[pairing.pk])))
    theirs.post(reverse("mentoring:answer", args=[pairing.pk]), {"answer": "yes"})
    assert mentor.email in text(mine.get(reverse("mentoring:pairing", args=[pairing.pk])))
    day = today()
    session = {
        "on-day": day.day,
        "on-month": day.month,
        "on-year": day.year,
        "attendance": "attended",
        "minutes": "50",
    }
    logged = mine.post(reverse("mentoring:log", args=[pairing.pk]), session, follow=True)
    assert "1 of 2 took place" in text(logged)
    mine.post(reverse("mentoring:end", args=[pairing.pk]), {"look_again": "no"})
    pairing.refresh_from_db()
    assert pairing.status == PairingStatus.ENDED_EARLY


def test_what_somebody_has_asked_or_offered_is_not_offered_to_them_again(here: Scene) -> None:
    request = here.request()
    ask, offer = (reverse(f"mentoring:{name}", args=[here.service.pk]) for name in ("ask", "offer"))

    page = text(as_one(request.person).get(reverse("mentoring:home")))

    assert ask not in page
    assert offer in page
    assert "Stop looking" in page


def test_naming_a_mentor_twice_is_told(here: Scene) -> None:
    mentor = here.mentor()
    gp = as_one(here.gp())
    twice = {"preference_0": str(mentor.pk), "preference_1": str(mentor.pk)}

    page = text(
        gp.post(
            reverse("mentoring:ask", args=[here.service.pk]),
            {"topics": ["finance"], "ways": ["by phone"], **twice},
        )
    )

    assert "Choose each mentor only once" in page
    assert not Request.objects.exists()


def test_a_practice_code_that_is_none_is_told(here: Scene) -> None:
    gp = as_one(here.gp())
    values = {"topics": ["finance"], "ways": ["by phone"], "practice": "NONE"}

    page = text(gp.post(reverse("mentoring:ask", args=[here.service.pk]), values))

    assert "Enter the code of a practice" in page


def test_the_unknown_change_of_an_offer_is_not_found(here: Scene) -> None:
    mentor = here.mentor()
    address = reverse("mentoring:offer_change", args=[mentor.pk, "explode"])

    assert as_one(mentor.person).post(address).status_code == 404


def test_a_coordinator_opens_a_service(here: Scene) -> None:
    values = {
        "owner": "QHM", "kind": "coaching", "name": "Coaching", "summary": "Three talks.", "sessions": "3",
        "minutes": "90", "contact_name": "Somebody", "contact_email": "a@example.net",
    }  # fmt: skip

    as_one(here.coordinator).post(reverse("mentoring:service_new"), values)

    made = Service.objects.get(name="Coaching")
    assert (made.sessions, made.minutes, made.owner.code) == (3, 90, "QHM")
    assert made.areas


def test_a_coordinator_opens_none_elsewhere(here: Scene) -> None:
    values = {"owner": "QJK", "kind": "coaching", "name": "Coaching"}

    page = text(as_one(here.coordinator).post(reverse("mentoring:service_new"), values))

    assert "Select one of the choices shown" in page


def test_an_offer_that_cannot_be_confirmed_says_why_beside_the_button(here: Scene) -> None:
    gp = person_with(Role.GP, profession="gp")
    as_one(gp).post(
        reverse("mentoring:offer", args=[here.service.pk]),
        {"topics": ["finance"], "ways": ["by phone"], "places": "1", "shown": "on"},
    )

    page = text(as_one(here.coordinator).get(reverse("mentoring:service", args=[here.service.pk])))

    assert "The GMC number of this person is not checked yet" in page


@pytest.mark.parametrize("people", [1, 15])
def test_a_service_asks_as_often_for_many_as_for_one(
    here: Scene, people: int, django_assert_num_queries
) -> None:
    for _ in range(people):
        here.mentor()
        here.request()
    coordinator = as_one(here.coordinator)
    coordinator.get(reverse("mentoring:service", args=[here.service.pk]))

    with django_assert_num_queries(9):
        coordinator.get(reverse("mentoring:service", args=[here.service.pk]))
