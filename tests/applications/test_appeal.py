"""A "not this time" looked at again by another person, and an offer that fits better taken up with one's answers."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_appeal as actions
from schemes.applications import actions_decide, actions_draft, queries
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.statuses import Outcome, Status
from schemes.applications.waiting import waiting_for
from tests.factories import applications as factory
from tests.factories.offers import QUESTIONS
from tests.factories.people import signed_in


@pytest.fixture
def refused(home: factory.House) -> Application:
    return factory.at(home, Status.NOT_THIS_TIME)


def ask(application: Application):
    return actions.ask_again(application=application, text="You missed the clinic.", by=application.applicant)


def test_it_is_asked_once_and_only_by_the_applicant(home: factory.House, refused: Application):
    with pytest.raises(Refused, match="somebody else"):
        actions.ask_again(application=refused, text="Please.", by=factory.gp())
    with pytest.raises(BadInput):
        actions.ask_again(application=refused, text=" ", by=refused.applicant)
    ask(refused)
    with pytest.raises(Refused, match="asked for this already"):
        ask(refused)


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.OFFERED, Status.RESERVE, Status.WITHDRAWN, Status.DECLINED]
)
def test_only_a_not_this_time_is_looked_at_again(home: factory.House, status: Status):
    with pytest.raises(Refused, match="Only a “not this time”"):
        ask(factory.at(home, status))


def test_the_author_does_not_answer_and_is_not_asked_to(home: factory.House, refused: Application):
    appeal = ask(refused)
    with pytest.raises(Refused, match="wrote the decision on"):
        actions.answer_appeal(appeal=appeal, upheld=True, answer="Yes.", by=home.coordinator)
    day = refused.waiting_since
    assert "Look again: Portfolio role" not in [one.title for one in waiting_for(home.coordinator, day)]
    assert "Look again: Portfolio role" in [one.title for one in waiting_for(home.colleague, day)]


def test_a_yes_begins_a_new_one_that_another_person_decides(home: factory.House, refused: Application):
    """CASE-A-06, CASE-A-11: what was over stays over; a second one is linked to it."""
    again = actions.answer_appeal(appeal=ask(refused), upheld=True, answer="Right.", by=home.colleague)
    refused.refresh_from_db()
    assert (refused.status, again.status, again.continues) == (Status.NOT_THIS_TIME, Status.READY, refused)
    assert again.sent_answers == refused.sent_answers
    assert [paper.sha256 for paper in queries.papers_of(again)] == [
        paper.sha256 for paper in queries.papers_of(refused)
    ]
    with pytest.raises(Refused, match="wrote the first decision on"):
        actions_decide.set_decision(application=again, verdict=Verdict(Outcome.OFFER), by=home.coordinator)
    assert actions_decide.set_decision(
        application=again, verdict=Verdict(Outcome.OFFER), by=home.colleague
    ).pk
    assert Email.objects.filter(template="applications/message", to=refused.applicant.email).exists()


def test_a_no_is_answered_in_words_and_once(home: factory.House, refused: Application):
    appeal = ask(refused)
    assert actions.answer_appeal(appeal=appeal, upheld=False, answer="It stands.", by=home.colleague) is None
    with pytest.raises(Refused, match="answered a moment ago"):
        actions.answer_appeal(appeal=appeal, upheld=True, answer="Yes.", by=home.colleague)
    assert [row.text for row in queries.thread_of(refused, internal=False)][-1] == "It stands."


def test_one_who_began_again_has_nothing_to_take_up(home: factory.House, refused: Application):
    appeal = ask(refused)
    factory.drafted(home, refused.applicant)
    with pytest.raises(Refused, match="begun again already"):
        actions.answer_appeal(appeal=appeal, upheld=True, answer="Yes.", by=home.colleague)
    appeal.refresh_from_db()
    assert appeal.upheld is None


def test_pages_of_an_appeal(home: factory.House, refused: Application):
    gp = signed_in(Client(), refused.applicant)
    address = reverse("applications:ask_again", args=[refused.pk])
    assert gp.get(address).status_code == 200
    assert "Somebody who did not write" in gp.post(address, {"text": "Why?"}, follow=True).content.decode()
    assert gp.get(address).status_code == 403
    appeal = queries.appeal_of(refused)
    page = reverse("applications:appeal", args=[appeal.pk])
    assert signed_in(Client(), home.coordinator).get(page).status_code == 403
    colleague = signed_in(Client(), home.colleague)
    assert colleague.get(page).status_code == 200
    assert colleague.post(page, {"upheld": "no", "answer": "It stands."}).status_code == 302
    assert "The decision stands" in gp.get(reverse("applications:detail", args=[refused.pk])).content.decode()
    assert colleague.get(page).status_code == 404


def test_an_offer_that_fits_better_takes_the_same_answers_by_the_applicants_wish(home: factory.House):
    """Only the same questions, never health, and nothing at all until the applicant presses the button."""
    made = factory.answered(factory.drafted(home), factory.ANSWERS | {"hurdle": "HEALTH-CANARY"})
    made = actions_draft.submit(application=made, edit_version=made.edit_version, by=made.applicant)
    better = home.offer(
        title="Another role", questions=[*QUESTIONS, {"key": "new", "text": "New?", "kind": "text"}]
    )
    factory.work.pass_on(application=made, to=Status.READY, by=home.coordinator)
    verdict = Verdict(Outcome.NOT_THIS_TIME, reason="another_offer_fits_better", suggests=better)
    factory.decided(home, made, verdict)
    assert Application.objects.filter(offer=better).count() == 0
    client = signed_in(Client(), made.applicant)
    assert (
        "Another role may fit you better"
        in client.get(reverse("applications:detail", args=[made.pk])).content.decode()
    )
    client.post(reverse("applications:carry_on", args=[made.pk]))
    begun = Application.objects.get(offer=better)
    assert (begun.status, begun.answers) == (Status.DRAFT, factory.ANSWERS)
