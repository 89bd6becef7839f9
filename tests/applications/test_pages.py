"""Every page in every state, through the browser's own way in: it opens, and its forms do what they say."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from schemes.applications import actions_queue, actions_release, queries
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.models_decision import Release
from schemes.applications.models_talk import Message
from schemes.applications.personal_data import erase, export
from schemes.applications.statuses import PUBLIC_LABELS, Outcome, Status
from tests.applications.test_parts import HOST
from tests.factories import applications as factory
from tests.factories.people import give, signed_in

STATES = [status for status in Status if status not in (Status.INTEREST, Status.NOT_SUBMITTED)]


def get(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"applications:{name}", args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def post(client: Client, page: str, *args: object, **data: object):
    return client.post(reverse(f"applications:{page}", args=args), data, follow=True)


@pytest.mark.parametrize("status", STATES)
def test_both_pages_open_in_every_state(home: factory.House, status: Status):
    application = factory.at(home, status)
    mine = get(signed_in(Client(), application.applicant), "detail", application.pk)
    assert PUBLIC_LABELS[status] in mine
    if status is not Status.DRAFT:
        by = {Status.EDUCATION: home.scheme_lead, Status.FORMAL: home.commissioner}.get(
            status, home.coordinator
        )
        assert status.label in get(signed_in(Client(), by), "case", application.pk)


def test_interest_has_a_page_for_staff(home: factory.House):
    row = factory.registered(home)
    assert "Dr A Name" in get(signed_in(Client(), home.coordinator), "case", row.pk)


def test_a_gp_on_the_way_from_the_first_page_to_the_place(home: factory.House):
    gp = factory.gp(checked_by=home.coordinator)
    client, offer = signed_in(Client(), gp), home.offer()
    get(client, "sheet", offer.slug)
    assert "One question a page" in get(client, "start", offer.slug)
    answer = post(client, "start", offer.slug)
    made = Application.objects.get()
    assert "4 answers to go" not in answer.content.decode()
    page = post(client, "question", made.pk, "why", answer="A clinic.")
    assert "What is your post?" in page.content.decode()
    post(client, "question", made.pk, "post", answer="salaried")
    post(client, "question", made.pk, "practice", answer="The Surgery")
    page = post(client, "question", made.pk, "hurdle", later="1", answer="")
    assert "1 answer to go" in page.content.decode()
    page = post(client, "question", made.pk, "cv", file=factory.upload())
    assert "The paper is kept" in page.content.decode()
    check = get(client, "check", made.pk)
    assert "The Surgery" in check
    made.refresh_from_db()
    page = post(client, "check", made.pk, edit_version=made.edit_version, true="on")
    assert "We are reading it" in page.content.decode()
    again = post(client, "check", made.pk, edit_version=made.edit_version, true="on")
    assert "It is sent" in again.content.decode()
    assert "Your message is sent" in post(client, "message", made.pk, text="Thank you.").content.decode()
    assert "Portfolio role" in get(client, "mine")


@pytest.mark.parametrize("answer", ["", "x" * 4000, "\x01"])
def test_an_answer_that_cannot_be_kept_stays_on_the_page(home: factory.House, answer: str):
    draft = factory.drafted(home)
    page = signed_in(Client(), draft.applicant).post(
        reverse("applications:question", args=[draft.pk, "why"]), {"answer": answer}
    )
    assert page.status_code in (200, 302)
    assert ("There is a problem" in page.content.decode()) is (page.status_code == 200)


def test_a_wrong_paper_gets_a_sentence_on_its_page(home: factory.House):
    draft = factory.drafted(home)
    page = post(
        signed_in(Client(), draft.applicant), "question", draft.pk, "cv", file=factory.upload(b"MZ", "cv.pdf")
    )
    assert "not one we can keep" in page.content.decode()


def test_a_check_with_something_missing_names_it(home: factory.House):
    draft = factory.drafted(home)
    client = signed_in(Client(), draft.applicant)
    assert "Still to do" in get(client, "check", draft.pk)
    page = post(client, "check", draft.pk, edit_version=draft.edit_version, true="on")
    assert "Answer “What would you like" in page.content.decode()


def test_withdrawing_takes_one_page(home: factory.House):
    made = factory.submitted(home)
    client = signed_in(Client(), made.applicant)
    get(client, "withdraw", made.pk)
    assert "You withdrew" in post(client, "withdraw", made.pk, because="Moved.").content.decode()
    assert client.get(reverse("applications:withdraw", args=[made.pk])).status_code == 403


def test_a_coordinator_works_a_case(home: factory.House):
    made = factory.submitted(home, factory.gp())
    client = signed_in(Client(), home.coordinator)
    get(client, "queue")
    for kind in ("message", "note"):
        assert post(client, "say", made.pk, kind=kind, text="A word.").status_code == 200
    assert "There is a problem" in post(client, "say", made.pk, kind="", text="").content.decode()
    post(client, "first_word", made.pk)
    page = post(client, "flag_new", made.pk, reason="A question.", team="Finance")
    assert "Open flag" in page.content.decode()
    flag = made.flags.get()
    get(client, "flag_resolve", flag.pk)
    post(client, "flag_resolve", flag.pk, resolution="Cleared.")
    assert "marked as checked" in post(client, "gmc_checked", made.pk).content.decode()
    assert "passed on" in post(client, "pass_on", made.pk, to="ready").content.decode()
    assert "cannot go there" in post(client, "pass_on", made.pk, to="accepted").content.decode()
    page = post(client, "decide", made.pk, outcome="offer", conditions="A contract\n\nA plan")
    assert "Coordinator Two (coordinator) can read and send them" in page.content.decode()
    assert "A contract" in get(client, "decide", made.pk)
    get(client, "letters_all")
    colleague = signed_in(Client(), home.colleague)
    waiting = get(colleague, "letters", made.offer.slug)
    assert "Send 1 letter now" in waiting
    decision = made.decisions.get()
    page = post(colleague, "letters", made.offer.slug, decision=[decision.pk, "x", "9" * 30])
    release = Release.objects.get()
    assert "Letters: waiting to start" in page.content.decode()
    actions_release.send_release(release_id=release.pk)
    assert "1 letter sent" in get(colleague, "release", release.pk)
    post(colleague, "release_retry", release.pk)
    condition = decision.conditions.first()
    assert "Recorded" in post(client, "condition", condition.pk, state="met").content.decode()
    gp = signed_in(Client(), made.applicant)
    assert "Please answer by 26 October 2026" in get(gp, "detail", made.pk)
    assert "Press yes or no" in post(gp, "answer_offer", made.pk).content.decode()
    assert "You have a place" in post(gp, "answer_offer", made.pk, yes="1").content.decode()


def test_three_approvers_work_their_steps(home: factory.House):
    made = factory.at(home, Status.EDUCATION)
    for by in (home.scheme_lead, home.coordinator, home.commissioner):
        client = signed_in(Client(), by)
        assert made.name in get(client, "queue")
        get(client, "approve", made.pk)
        assert "There is a problem" in post(client, "approve", made.pk, approved="no").content.decode()
        post(client, "approve", made.pk, approved="yes")
    made.refresh_from_db()
    assert made.status == Status.APPROVED


def test_the_part_of_a_host_page_by_page(home: factory.House):
    draft = factory.answered(factory.drafted(home, host_part=HOST))
    client = signed_in(Client(), draft.applicant)
    page = get(client, "part_send", draft.pk, "host")
    seen = page.split('name="seen" value="')[1][:64]
    said = {"name": "Host", "email": "h@example.net", "seen": seen}
    assert "There is a problem" in post(client, "part_send", draft.pk, "host", **said).content.decode()
    assert (
        "The link is sent"
        in post(client, "part_send", draft.pk, "host", **said, agreed="on").content.decode()
    )
    part = queries.parts_of(draft)[0]
    assert "taken back" in post(client, "part_take_back", draft.pk, part.pk).content.decode()


def test_home_leads_each_to_their_own(home: factory.House):
    address = reverse("applications:home")
    assert signed_in(Client(), home.coordinator).get(address)["Location"] == reverse("applications:queue")
    assert signed_in(Client(), factory.gp()).get(address)["Location"] == reverse("applications:mine")


def test_one_case_asks_a_fixed_number_of_questions(home: factory.House, django_assert_max_num_queries):
    made = factory.decided(
        home, factory.at(home, Status.READY), Verdict(Outcome.OFFER, conditions=("A", "B"))
    )
    client, counts = signed_in(Client(), home.coordinator), []
    get(client, "case", made.pk)
    for number in (1, 30):
        rows = [
            Message(application=made, text=f"Note {n}", written_by=home.coordinator) for n in range(number)
        ]
        Message.objects.bulk_create(rows)
        paper = queries.papers_of(made)[0]
        for n in range(number):
            paper.pk, paper.sha256 = None, f"{number}-{n}"
            paper.save(force_insert=True)
        with django_assert_max_num_queries(15) as asked:
            get(client, "case", made.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_export_holds_ones_own_and_erasing_empties_it(home: factory.House):
    made = factory.submitted(home)
    actions_queue.write_note(application=made, text="NOTE-CANARY", by=home.coordinator)
    other = factory.submitted(home, factory.gp(full_name="OTHER-CANARY"))
    held = str(export(made.applicant))
    assert "young people" in held
    assert "NOTE-CANARY" not in held
    assert other.name not in held
    erase(made.applicant)
    made.refresh_from_db()
    assert (made.name, made.answers, made.sent_answers, queries.papers_of(made)) == (
        "Erased person",
        {},
        {},
        [],
    )
    assert made.changes.count() == 2
    other.refresh_from_db()
    assert other.name == "OTHER-CANARY"


def test_a_reviewer_or_lead_has_no_queue(home: factory.House):
    for role in (Role.REVIEWER, Role.SYSTEM_LEAD, Role.FINANCE_LEAD):
        somebody = factory.person_with(role, home.system)
        assert signed_in(Client(), somebody).get(reverse("applications:queue")).status_code == 403


def test_a_role_taken_up_counts_at_once(home: factory.House):
    somebody = factory.gp()
    made = factory.submitted(home)
    client = signed_in(Client(), somebody)
    assert client.get(reverse("applications:case", args=[made.pk])).status_code == 403
    give(somebody, Role.COORDINATOR, home.system)
    assert client.get(reverse("applications:case", args=[made.pk])).status_code == 200
