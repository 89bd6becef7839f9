"""Ask once: a form begins with what the person told us and what was checked, and says where each answer is from."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import today
from schemes.applications import actions_draft as actions
from schemes.applications import demo, queries_known, rules_form
from schemes.applications.models import Application
from schemes.catalogue import actions as catalogue
from schemes.catalogue.models import Scheme
from schemes.catalogue.queries import record_on
from schemes.catalogue.starting import from_scheme
from tests.factories import applications as factory
from tests.factories.people import signed_in


def national(home: factory.House, code: str):
    """An offer of a national scheme as the portal itself proposes it."""
    scheme = Scheme.objects.get(code=code)
    kind, content = from_scheme(record_on(scheme, today()), today())
    content |= {"contact_role": "Careers coordinator", "contact_phone": "01632 960001"}
    made = catalogue.create_offer(
        owner=home.system, kind=kind, scheme=scheme, content=content, by=home.coordinator
    )
    return catalogue.publish_offer(offer=made, by=home.coordinator)


def walk(client: Client, made: Application) -> set[str]:
    """Go through the form page by page from "Carry on"; the facts that were asked for on the way."""
    asked, page = set(), client.get(reverse("applications:form", args=[made.pk]), follow=True)
    for _ in range(80):
        made.refresh_from_db()
        following = rules_form.next_question(
            made.form, made.answers, queries_known.answered_papers(made, today())
        )
        if following is None:
            break
        address = reverse("applications:question", args=[made.pk, following.key])
        assert address in page.content.decode() or page.request["PATH_INFO"] == address
        if following.fact:
            asked.add(following.fact)
        data = {"file": factory.upload()} if following.kind == "file" else typed(following)
        page = client.post(address, data, follow=True)
        assert "There is a problem" not in page.content.decode(), following.key
        page = client.get(reverse("applications:form", args=[made.pk]))
    return asked


def typed(question) -> dict:
    answer = demo._answer(question)
    if question.kind == "yes_no":
        return {"answer": "yes" if answer else "no"}
    if question.kind == "date":
        return dict(zip(("answer-year", "answer-month", "answer-day"), answer.split("-"), strict=True))
    return {"answer": answer}


def test_a_second_national_form_repeats_no_question_with_the_same_fact(home: factory.House):
    """Principle 5: two national schemes, one after the other, as the GP meets them."""
    gp = factory.gp(checked_by=home.coordinator)
    client, first = signed_in(Client(), gp), national(home, "SCH-NGPRS")
    once = walk(client, actions.start_draft(offer=first, by=gp))
    made = Application.objects.get(offer=first)
    assert {"on_performers_list", "gmc_status", "considering_leaving"} <= once
    data = {"edit_version": made.edit_version, "true": "on"}
    page = client.post(reverse("applications:check", args=[made.pk]), data, follow=True)
    assert "We are reading it" in page.content.decode()
    for code, shared in (("SCH-MEN", {"gmc_status", "sessions_per_week"}), ("SCH-IR", set())):
        again = actions.start_draft(offer=national(home, code), by=gp)
        reads = {question.fact for question in again.form.questions if question.fact}
        assert shared | {"on_performers_list"} <= once & reads
        assert walk(client, again) & once == set(), code


def test_where_an_answer_is_from_stands_beside_it(home: factory.House, settings):
    gp = factory.gp()
    accounts.state_fact(person=gp, name="post", value="salaried", by=gp, on=today() - timedelta(days=162))
    draft = factory.drafted(home, gp)
    client = signed_in(Client(), gp)
    pages = [("question", draft.pk, "post"), ("form", draft.pk), ("check", draft.pk)]
    texts = [client.get(reverse(f"applications:{name}", args=args)).content.decode() for name, *args in pages]
    assert ["You told us on 3 May 2026" in text for text in texts] == [True] * 3
    actions.save_answer(application=draft, key="post", answer="partner", by=gp)
    after = client.get(reverse("applications:question", args=[draft.pk, "post"])).content.decode()
    assert "You told us" not in after


LIST = [{"key": "list", "text": "Are you on the list?", "kind": "yes_no", "fact": "on_performers_list"}]


@pytest.mark.parametrize(
    ("state", "days", "known"),
    [
        (CheckState.STATED, None, True),
        (CheckState.PASSED, 1, True),
        (CheckState.PASSED, -1, None),
        (CheckState.NOT_PASSED, None, None),
    ],
    ids=["stated", "passed", "run-out", "not-in-order"],
)
def test_a_check_of_the_passport_answers_only_while_it_holds(
    home: factory.House, state: CheckState, days: int | None, known: bool | None
):
    gp = factory.gp()
    until = None if days is None else today() + timedelta(days=days)
    accounts.record_check(
        person=gp,
        kind=CheckKind.PERFORMERS_LIST,
        state=state,
        by=gp if state is CheckState.STATED else home.coordinator,
        valid_from=today() - timedelta(days=9),
        expires_on=until,
    )
    draft = factory.drafted(home, gp, questions=LIST)
    assert draft.answers.get("list") is known


def test_the_newer_of_a_check_and_a_word_counts(home: factory.House):
    gp = factory.gp()
    accounts.record_check(
        person=gp,
        kind=CheckKind.PERFORMERS_LIST,
        state=CheckState.PASSED,
        by=home.coordinator,
        valid_from=today() - timedelta(days=9),
    )
    accounts.state_fact(person=gp, name="on_performers_list", value=False, by=gp, on=today())
    assert (
        queries_known.known_about(gp, today())["on_performers_list"].words
        == "This was checked on 12 October 2026"
    )
    accounts.state_fact(
        person=gp, name="on_performers_list", value=True, by=gp, on=today() + timedelta(days=1)
    )
    later = queries_known.known_about(gp, today() + timedelta(days=1))["on_performers_list"]
    assert later.words == "You told us on 13 October 2026"


def test_a_check_stands_for_the_paper_it_proves(home: factory.House):
    """IR-D02: proof of registration is not asked of somebody whose registration was checked."""
    gp = factory.gp()
    papers = [{"key": "proof", "text": "Proof of registration", "check": "registration"}]
    draft = factory.drafted(home, gp, documents=papers, questions=LIST)
    client = signed_in(Client(), gp)
    address = reverse("applications:check", args=[draft.pk])
    assert "Add a paper for “Proof" in client.get(address).content.decode()
    accounts.record_check(
        person=gp,
        kind=CheckKind.REGISTRATION,
        state=CheckState.PASSED,
        by=home.coordinator,
        valid_from=today(),
    )
    page = client.get(address).content.decode()
    assert "Checked on 12 October 2026: no paper is needed" in page
    assert "Add a paper for “Proof" not in page
    actions.save_answer(application=draft, key="list", answer=True, by=gp)
    draft.refresh_from_db()
    actions.submit(application=draft, edit_version=draft.edit_version, by=gp)
    staff = signed_in(Client(), home.coordinator).get(reverse("applications:case", args=[draft.pk]))
    assert "Checked on 12 October 2026" in staff.content.decode()


def test_sending_one_form_answers_the_others_that_are_begun(home: factory.House):
    gp = factory.gp()
    other = factory.drafted(home, gp, title="Another role")
    assert other.answers == {}
    sent = factory.submitted(home, gp)
    other.refresh_from_db()
    assert (sent.sent_answers["post"], other.answers) == ("salaried", {"post": "salaried"})


def test_two_known_facts_that_cannot_both_be_true_are_asked(home: factory.House):
    gp = factory.gp()
    for name, value in (("qualified_on", "2020-08-01"), ("starts_on", "2010-01-01")):
        accounts.state_fact(person=gp, name=name, value=value, by=gp)
    questions = [
        {"key": "qualified", "text": "When did you qualify?", "kind": "date", "fact": "qualified_on"},
        {"key": "begins", "text": "When would you begin?", "kind": "date", "fact": "starts_on"},
    ]
    assert factory.drafted(home, gp, questions=questions).answers == {"qualified": "2020-08-01"}
