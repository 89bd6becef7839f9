"""Letters on the way: an offer's own words are what is sent, read first by staff; and who may send a decision."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from schemes.applications import actions_draft, actions_release, letters, queries, queries_release
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.models_decision import Release
from schemes.applications.statuses import Outcome, Status
from schemes.applications.waiting import waiting_for
from tests.factories import applications as factory
from tests.factories.offers import content
from tests.factories.people import person_with, signed_in

OWN = content()["letters"] | {
    "received": {
        "subject": "Here",
        "text": "Dear {name}, {scheme} is here. Word by {reply_by}, {contact_role}.",
    },
    "more_information": {"subject": "More", "text": "Dear {name}, we need: {what_is_needed} By {reply_by}."},
}


def test_the_letter_received_is_the_offers_own(home: factory.House):
    sent = factory.submitted(home, letters=OWN)
    said = queries.thread_of(sent, internal=False)
    assert [one.text for one in said] == [
        f"Dear {sent.name}, Portfolio role is here. Word by 19 October 2026, Careers coordinator."
    ]
    page = signed_in(Client(), sent.applicant).get(reverse("applications:detail", args=[sent.pk]))
    assert "Portal (applications)" not in page.content.decode()
    assert "When it is decided" in page.content.decode()


def test_without_a_letter_of_its_own_an_offer_speaks_neutrally(home: factory.House):
    sent = factory.submitted(home)
    frozen = {kind: row for kind, row in sent.version.form["letters"].items() if kind in ("offer", "reserve")}
    sent.version.form = sent.version.form | {"letters": frozen}
    assert letters.received(sent, sent.arrived_on)[1].startswith(
        f"Dear {sent.name}, thank you. We have what you"
    )
    assert letters.more_information(sent, " Which day? ", sent.arrived_on) == ("One thing more", "Which day?")


def test_asking_for_more_is_read_before_it_goes(home: factory.House):
    sent = factory.submitted(home, letters=OWN)
    client, address = signed_in(Client(), home.coordinator), reverse("applications:say", args=[sent.pk])
    said = {"kind": "ask", "text": "Which clinic?"}
    page = client.post(address, said).content.decode()
    written = f"Dear {sent.name}, we need: Which clinic? By 26 October 2026."
    assert written in page
    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED
    assert "There is a problem" in client.post(address, said | {"letter": " "}).content.decode()
    client.post(address, said | {"letter": written + " Thank you."})
    sent.refresh_from_db()
    assert sent.status == Status.MORE_ASKED
    assert queries.thread_of(sent, internal=False)[-1].text == written + " Thank you."
    assert client.post(address, said).status_code == 403


def alone(home: factory.House) -> Application:
    """A decision by the only coordinator of the place."""
    home.colleague.memberships.update(valid_from="2025-01-01", valid_to="2026-01-01")
    made = factory.at(home, Status.READY)
    return factory.decided(home, made, Verdict(Outcome.RESERVE), sent=False)


def test_where_there_is_one_coordinator_a_lead_sends(home: factory.House):
    made = alone(home)
    lead = person_with(Role.SYSTEM_LEAD, home.system, full_name="Dr Lead")
    author, client = signed_in(Client(), home.coordinator), signed_in(Client(), lead)
    address = reverse("applications:letters", args=[made.offer.slug])
    assert "Dr Lead (system lead)" in author.get(address).content.decode()
    decision = made.decisions.get()
    with pytest.raises(Refused, match="no letter here that you can send"):
        actions_release.release_letters(offer=made.offer, decisions=[decision.pk], by=home.coordinator)
    assert [one.title for one in waiting_for(lead, made.arrived_on)] == [
        "1 letter to read and send: nobody else there can"
    ]
    assert "Send 1 letter now" in client.get(address).content.decode()
    page = client.post(address, {"decision": decision.pk}, follow=True)
    actions_release.send_release(release_id=Release.objects.get().pk)
    made.refresh_from_db()
    assert (page.status_code, made.status) == (200, Status.RESERVE)
    assert client.get(reverse("applications:case", args=[made.pk])).status_code == 403


def test_a_lead_sends_nothing_where_a_second_coordinator_can(home: factory.House):
    made = factory.decided(home, factory.at(home, Status.READY), Verdict(Outcome.RESERVE), sent=False)
    lead = person_with(Role.SYSTEM_LEAD, home.system)
    assert queries_release.decisions_for(lead) == []
    assert (
        made.name not in signed_in(Client(), lead).get(reverse("applications:letters_all")).content.decode()
    )
    decisions = [made.decisions.get().pk]
    with pytest.raises(Refused, match="no letter here"):
        actions_release.release_letters(offer=made.offer, decisions=decisions, by=lead)


def test_a_lead_who_applied_does_not_send_their_own(home: factory.House):
    gp = factory.gp(checked_by=home.coordinator)
    home.colleague.memberships.update(valid_from="2025-01-01", valid_to="2026-01-01")
    made = factory.submitted(home, gp)
    factory.work.pass_on(application=made, to=Status.READY, by=home.coordinator)
    factory.decided(home, made, Verdict(Outcome.RESERVE), sent=False)
    factory_lead = person_with(Role.SYSTEM_LEAD, home.system)
    gp.memberships.create(
        role=Role.SYSTEM_LEAD, organisation=home.system, valid_from="2026-01-01", granted_by=factory_lead
    )
    assert queries_release.decisions_for(gp) == []
    assert [row.pk for row in queries_release.decisions_for(factory_lead)] == [made.decisions.get().pk]


def test_a_decision_is_looked_at_again_only_in_time(home: factory.House, settings):
    made = factory.at(home, Status.NOT_THIS_TIME)
    client, address = signed_in(Client(), made.applicant), reverse("applications:ask_again", args=[made.pk])
    settings.PORTAL_TODAY = "2026-11-09"
    assert client.get(address).status_code == 200
    settings.PORTAL_TODAY = "2026-11-10"
    late = client.get(address)
    assert (late.status_code, "until 9 November 2026" in late.content.decode()) == (403, True)


def test_sending_twice_writes_twice_that_it_is_here(home: factory.House):
    made = factory.at(home, Status.MORE_ASKED)
    actions_draft.submit(application=made, edit_version=made.edit_version, by=made.applicant)
    assert len(queries.thread_of(made, internal=False)) == 3
