"""Register interest in one page without an account; open the form later by a code from the mail."""

import re
import threading
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import Refused
from schemes.applications import actions_interest as actions
from schemes.applications import queries
from schemes.applications.models import Application, EntryCode
from schemes.applications.statuses import Status
from schemes.catalogue import actions as catalogue
from tests.factories import applications as factory
from tests.factories.people import person, person_with, signed_in

SAID = {
    "full_name": "Dr A Name",
    "email": "A.Name@Example.net",
    "phone": "01632 960123",
    "best_time": "morning",
    "line": "A word, please",
}


@pytest.fixture(autouse=True)
def no_limits_used_up():
    cache.clear()


def link_in(mail: Email) -> str:
    return re.search(r"/applications/open/([^/\s]+)/", mail.text)[1]


def register(home: factory.House, **said: str):
    address = reverse("applications:register", args=[home.offer().slug])
    return Client().post(address, SAID | said)


def test_one_page_keeps_a_place_and_sends_one_mail(home: factory.House):
    answer = register(home)
    assert (answer.status_code, answer["Location"]) == (302, reverse("applications:registered"))
    row = Application.objects.get()
    assert (row.name, row.email, row.status, row.applicant) == (
        "Dr A Name",
        "a.name@example.net",
        Status.INTEREST,
        None,
    )
    assert (row.with_us, row.waiting_since, row.arrived_on) == (True, date(2026, 10, 12), date(2026, 10, 12))
    mail = Email.objects.get()
    assert (mail.to, mail.subject) == ("a.name@example.net", "Thank you, we have your name")
    assert row.offer.title not in mail.text + mail.html
    assert list(queries.applications_visible_to(home.coordinator)) == [row]


def test_the_same_address_again_keeps_one_place_and_the_page_says_the_same(home: factory.House):
    first, again = register(home), register(home, email="a.name@EXAMPLE.net")
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Application.objects.count() == 1
    assert list(Email.objects.order_by("pk").values_list("template", flat=True)) == [
        "applications/way_in",
        "applications/known_already",
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"full_name": ""}, "Enter your name"),
        ({"email": "nothing"}, "Enter an email address in the correct format"),
        ({"phone": "12"}, "Enter a telephone number"),
        ({"best_time": "3am"}, "Select one of the choices shown"),
        ({"line": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(home: factory.House, said: dict, sentence: str):
    answer = register(home, **said)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Application.objects.exists()


def test_the_sixth_try_of_an_address_in_an_hour_is_refused(home: factory.House):
    answers = [register(home).status_code for _ in range(6)]
    assert answers == [302] * 5 + [200]


def test_an_offer_that_closed_takes_nobody_and_says_whom_to_ask(home: factory.House):
    offer = home.offer()
    catalogue.close_offer(offer=offer, by=home.coordinator)
    page = Client().get(reverse("applications:register", args=[offer.slug])).content.decode()
    assert "takes nobody new at the moment" in page
    assert register(home).status_code == 200
    assert not Application.objects.exists()


def test_the_link_opens_a_page_with_one_button_and_only_the_button_uses_it(home: factory.House):
    register(home)
    address = reverse("applications:open", args=[link_in(Email.objects.get())])
    client = Client()
    assert [client.get(address).status_code for _ in range(3)] == [200] * 3
    assert Application.objects.get().status == Status.INTEREST
    answer = client.post(address)
    row = Application.objects.get()
    assert answer["Location"] == reverse("applications:form", args=[row.pk])
    assert (row.status, row.applicant.email) == (Status.DRAFT, "a.name@example.net")
    assert client.get(answer["Location"]).status_code == 200
    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 404


def test_the_token_is_kept_as_a_hash_only(home: factory.House):
    register(home)
    token = link_in(Email.objects.get())
    assert EntryCode.objects.get().token_hash == queries.token_hash(token)
    assert token not in str(list(EntryCode.objects.values())) + str(list(AuditEvent.objects.values()))


def test_a_code_runs_out_after_seven_days(home: factory.House, settings):
    register(home)
    code = EntryCode.objects.get()
    settings.PORTAL_TODAY = "2026-10-19"
    assert actions.check_code(code) == code
    settings.PORTAL_TODAY = "2026-10-20"
    with pytest.raises(Refused, match="run out"):
        actions.check_code(code)


def test_a_new_link_stops_the_old_one(home: factory.House):
    register(home)
    old = link_in(Email.objects.get())
    actions.ask_for_way_in(email=" a.NAME@example.net ")
    new = link_in(Email.objects.order_by("-pk").first())
    assert Client().get(reverse("applications:open", args=[old])).status_code == 404
    assert Client().get(reverse("applications:open", args=[new])).status_code == 200


def test_asking_for_a_link_says_the_same_to_a_stranger(home: factory.House):
    register(home)
    address, emails = reverse("applications:new_link"), ("a.name@example.net", "nobody@example.net")
    pages = [Client().post(address, {"email": email}) for email in emails]
    assert [page.status_code for page in pages] == [302, 302]
    assert Email.objects.filter(to="nobody@example.net").count() == 0


@pytest.mark.parametrize("who", ["with_a_password", "staff"])
def test_a_mailbox_alone_signs_nobody_in_who_has_a_password_or_a_role(home: factory.House, who: str):
    if who == "staff":
        known = person_with(Role.COORDINATOR, home.system, email="a.name@example.net")
    else:
        known = person("a.name@example.net", password="correct horse battery")
    register(home)
    address = reverse("applications:open", args=[link_in(Email.objects.get())])
    client = Client()
    answer = client.post(address)
    assert answer["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session
    signed_in(client, known)
    assert client.post(address)["Location"].endswith("/form/")
    assert Application.objects.get().applicant == known


def test_another_person_signed_in_does_not_take_the_place(home: factory.House):
    register(home)
    client = signed_in(Client(), person())
    page = client.post(reverse("applications:open", args=[link_in(Email.objects.get())]))
    assert "sent to another address" in page.content.decode()
    assert Application.objects.get().applicant is None


def test_whoever_joined_by_code_comes_back_by_code(home: factory.House):
    register(home)
    Client().post(reverse("applications:open", args=[link_in(Email.objects.get())]))
    joined = Person.objects.get(email="a.name@example.net")
    assert not joined.has_usable_password()
    assert not actions.needs_password(joined)


def test_a_draft_that_is_there_already_is_carried_on(home: factory.House):
    gp = factory.gp(email="a.name@example.net")
    draft = factory.drafted(home, gp)
    row = Application.objects.create(
        offer=draft.offer, version=draft.version, owner=draft.owner, name="A", email=gp.email,
        status=Status.INTEREST, status_by=gp, with_us=True, waiting_since=date(2026, 10, 12),
    )  # fmt: skip
    token = actions.send_way_in(application=row)
    found = actions.open_with_code(code=queries.code_by_token(token), user=gp)
    row.refresh_from_db()
    assert (found, row.status) == (draft, Status.WITHDRAWN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["register", "open"])
def test_race_of_two_is_one(act: str):
    """CASE-C-06: two at once are one place, and one draft."""
    home = factory.house()
    offer = home.offer()
    if act == "open":
        factory.registered(home)
        code = queries.code_by_token(link_in(Email.objects.get()))
    start, results = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            if act == "register":
                actions.register_interest(offer=offer, interest=factory.INTEREST)
            else:
                actions.open_with_code(code=code, user=None)
            results.append("done")
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Application.objects.count() == 1
    assert sorted(results) == (["done", "done"] if act == "register" else ["done", "refused"])
    assert Person.objects.filter(email=factory.INTEREST.email).count() == (0 if act == "register" else 1)
