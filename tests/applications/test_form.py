"""The form: begun once, answered in any order, only what is shown, sent once (CASE-A-02, A-09, A-10, C-06)."""

import io
import threading
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.queries import known_facts
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_draft as actions
from schemes.applications import actions_papers as papers
from schemes.applications import queries, rules_form
from schemes.applications.models import Application
from schemes.applications.statuses import EDITABLE, Status
from schemes.catalogue import actions as catalogue
from tests.factories import applications as factory
from tests.factories.people import signed_in

UNSENT = {Status.INTEREST, Status.NOT_SUBMITTED, *EDITABLE}
NGPRS_QUESTIONS = [
    {"key": "qualified", "text": "When did you qualify?", "kind": "date", "fact": "qualified_on"},
    {"key": "begins", "text": "When would you begin?", "kind": "date", "fact": "starts_on"},
    {"key": "sessions", "text": "How many sessions a week?", "kind": "number", "fact": "sessions_per_week"},
]


def test_beginning_twice_is_one_draft(home: factory.House):
    """CASE-A-10."""
    gp = factory.gp()
    assert factory.drafted(home, gp) == factory.drafted(home, gp)
    assert Application.objects.count() == 1


def test_the_database_refuses_a_second_live_one(home: factory.House):
    draft = factory.drafted(home)
    draft.pk = None
    with (
        pytest.raises(IntegrityError, match="application_one_live_per_person_and_offer"),
        transaction.atomic(),
    ):
        draft.save(force_insert=True)


def test_a_hidden_required_question_does_not_block(home: factory.House):
    """CASE-A-09: the practice is asked of the salaried only."""
    draft = factory.drafted(home)
    answers = {"why": "A clinic.", "post": "salaried", "practice": "The Surgery"}
    factory.answered(draft, answers)
    actions.save_answer(application=draft, key="post", answer="partner", by=draft.applicant)
    draft.refresh_from_db()
    sent = actions.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)
    assert sent.status == Status.SUBMITTED
    assert sent.sent_answers == {"why": "A clinic.", "post": "partner"}


def test_a_shown_required_question_blocks_by_name(home: factory.House):
    draft = factory.drafted(home)
    actions.save_answer(application=draft, key="why", answer="A clinic.", by=draft.applicant)
    draft.refresh_from_db()
    with pytest.raises(Refused, match=r"Answer “What is your post.”; Add a paper for “A short CV"):
        actions.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)


@pytest.mark.parametrize("key", ["practice", "nothing", "__class__"])
def test_a_question_that_is_not_shown_takes_no_answer(home: factory.House, key: str):
    draft = factory.drafted(home)
    with pytest.raises(BadInput, match="not asked of you"):
        actions.save_answer(application=draft, key=key, answer="x", by=draft.applicant)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"sessions": "0"}, "“0” is not possible here"),
        ({"sessions": "40"}, "“40” is not possible here"),
        (
            {"qualified": "2015-08-01", "begins": "2014-08-01"},
            "“When would you begin.” is 1 August 2014, before",
        ),
    ],
    ids=["zero-sessions", "forty-sessions", "before-qualification"],
)
def test_impossible_answers_get_a_sentence_and_lose_nothing(
    home: factory.House, answers: dict, sentence: str
):
    draft = factory.drafted(home, questions=NGPRS_QUESTIONS)
    *good, (last, wrong) = answers.items()
    for key, value in good:
        actions.save_answer(application=draft, key=key, answer=value, by=draft.applicant)
    with pytest.raises(BadInput, match=sentence):
        actions.save_answer(application=draft, key=last, answer=wrong, by=draft.applicant)
    draft.refresh_from_db()
    assert draft.answers == dict(good)


def test_a_second_form_repeats_no_question_with_the_same_fact(home: factory.House):
    gp = factory.gp()
    factory.submitted(home, gp)
    assert known_facts(gp) == {"post": "salaried"}
    second = actions.start_draft(offer=home.offer(title="Another role"), by=gp)
    assert second.answers == {"post": "salaried"}
    following = rules_form.next_question(second.form, second.answers, set(), after="why")
    assert following.key == "practice"


def test_a_later_change_of_the_offer_touches_no_form_begun(home: factory.House):
    draft = factory.drafted(home)
    offer = draft.offer
    changed = [*offer.questions, {"key": "more", "text": "Something more?", "kind": "text"}]
    catalogue.update_offer(
        offer=offer, content={"questions": changed}, revision=offer.revision, by=home.coordinator
    )
    draft = Application.objects.get(pk=draft.pk)
    assert [one.key for one in draft.form.questions] == ["why", "post", "practice", "hurdle", "cv"]


def test_sending_keeps_the_findings_with_their_codes(home: factory.House):
    sent = factory.submitted(home)
    assert sent.outcome in ("appears_to_meet", "needs_discussion")
    assert [row["code"] for row in sent.findings] == ["LOC-PROF", "LOC-STAGE"]
    national = factory.submitted(home, scheme="SCH-NGPRS")
    assert {"NGPRS-R05", "NGPRS-R06", "NGPRS-R07"} <= {row["code"] for row in national.findings}


def test_an_answer_changed_in_another_tab_is_checked_again(home: factory.House):
    draft = factory.answered(factory.drafted(home))
    seen = draft.edit_version
    actions.save_answer(application=draft, key="why", answer="Other.", by=draft.applicant)
    with pytest.raises(Refused, match="changed since you checked"):
        actions.submit(application=draft, edit_version=seen, by=draft.applicant)


def test_two_tabs_on_two_questions_keep_both(home: factory.House):
    draft = factory.drafted(home)
    stale = Application.objects.get(pk=draft.pk)
    actions.save_answer(application=draft, key="why", answer="A clinic.", by=draft.applicant)
    actions.save_answer(application=stale, key="post", answer="partner", by=draft.applicant)
    draft.refresh_from_db()
    assert draft.answers == {"why": "A clinic.", "post": "partner"}


@pytest.mark.parametrize(
    "status",
    sorted({*Status} - UNSENT),
)
def test_nothing_is_edited_outside_the_states_for_it(home: factory.House, status: Status):
    """CASE-A-02."""
    application = factory.at(home, status)
    with pytest.raises(Refused) as no:
        actions.save_answer(application=application, key="why", answer="x", by=application.applicant)
    assert no.value.code == "CASE-A-02"


def test_another_persons_draft_is_not_found_and_not_changed(home: factory.House):
    draft = factory.drafted(home)
    stranger = factory.gp()
    client = signed_in(Client(), stranger)
    for name, args in (("detail", []), ("form", []), ("question", ["why"]), ("check", []), ("withdraw", [])):
        assert client.get(reverse(f"applications:{name}", args=[draft.pk, *args])).status_code == 404
    assert (
        client.post(reverse("applications:question", args=[draft.pk, "why"]), {"answer": "x"}).status_code
        == 404
    )
    with pytest.raises(Refused):
        actions.save_answer(application=draft, key="why", answer="x", by=stranger)
    assert list(queries.applications_visible_to(home.coordinator)) == []


def test_hidden_fields_change_nothing_else(home: factory.House):
    draft = factory.drafted(home)
    client = signed_in(Client(), draft.applicant)
    forged = {"answer": "A clinic.", "status": "accepted", "applicant": "1", "owner": "1", "practice": "x"}
    client.post(reverse("applications:question", args=[draft.pk, "why"]), forged)
    draft.refresh_from_db()
    assert (draft.status, draft.answers) == (Status.DRAFT, {"why": "A clinic."})


def test_an_offer_that_closes_while_a_draft_is_open_loses_nothing(home: factory.House):
    draft = factory.answered(factory.drafted(home))
    catalogue.close_offer(offer=draft.offer, by=home.coordinator)
    draft = Application.objects.get(pk=draft.pk)
    with pytest.raises(Refused, match=r"has closed, so it cannot be sent\. What you wrote is kept"):
        actions.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)
    draft.refresh_from_db()
    assert (draft.status, draft.answers["why"]) == (Status.DRAFT, "A clinic for young people.")


def test_audit_holds_names_of_questions_and_no_answers(home: factory.House):
    factory.submitted(home)
    trail = str(list(AuditEvent.objects.values("verb", "fields", "note")))
    assert "applications.answer_saved" in trail
    assert "young people" not in trail


def test_mails_say_nothing_of_what_is_inside(home: factory.House):
    sent = factory.submitted(home)
    text = "".join(mail.subject + mail.text + mail.html for mail in Email.objects.all())
    assert sent.offer.title not in text
    assert "young people" not in text


# papers


def docx(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00 program", "cv.pdf", "not one we can keep"),
        (b"#!/bin/sh\n", "cv.docx", "not one we can keep"),
        (b"<html><script>", "cv.png", "not one we can keep"),
        (docx("word/document.xml", "word/vbaProject.bin"), "cv.docx", "not one we can keep"),
        (docx("evil.exe"), "cv.docx", "not one we can keep"),
        (b"PK\x03\x04 broken", "cv.docx", "not one we can keep"),
        (b"", "cv.pdf", "empty"),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024), "cv.pdf", "larger than 10 MB"),
        (b"%PDF-" + b"x" * (30 * 1024 * 1024), "cv.pdf", "larger than 10 MB"),
    ],
    ids=["program", "script", "html", "macros", "zip", "broken", "empty", "above", "30MB"],
)
def test_papers_are_known_by_what_is_in_them(home: factory.House, content: bytes, name: str, sentence: str):
    draft = factory.drafted(home)
    with pytest.raises(BadInput, match=sentence):
        papers.add_paper(application=draft, key="cv", file=factory.upload(content, name), by=draft.applicant)
    assert queries.papers_of(draft) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (factory.PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xffrest", "image/jpeg"),
        (
            docx("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_papers_of_the_right_kind_are_kept_once(home: factory.House, content: bytes, kind: str):
    draft = factory.drafted(home)
    for _ in range(2):
        paper = papers.add_paper(
            application=draft,
            key="cv",
            file=factory.upload(content, "../../etc/My CV.exe"),
            by=draft.applicant,
        )
    assert [(row.content_type, row.name, row.scan) for row in queries.papers_of(draft)] == [
        (kind, "My CV.exe", "not_scanned")
    ]
    assert "CV" not in paper.file.name


def test_a_paper_taken_away_is_gone_and_one_that_was_sent_stays(
    home: factory.House, django_capture_on_commit_callbacks
):
    draft = factory.drafted(home)
    paper = papers.add_paper(application=draft, key="cv", file=factory.upload(), by=draft.applicant)
    stored = paper.file.name
    with django_capture_on_commit_callbacks(execute=True):
        papers.remove_paper(paper=paper, by=draft.applicant)
    assert (queries.papers_of(draft), default_storage.exists(stored)) == ([], False)
    asked = factory.at(home, Status.MORE_ASKED)
    with pytest.raises(Refused, match="sent already"):
        papers.remove_paper(paper=queries.papers_of(asked)[0], by=asked.applicant)


HEALTH = [{"key": "cv", "text": "A short CV"}, {"key": "letter", "text": "Medical evidence", "health": True}]


def with_health_paper(home: factory.House, **offer):
    draft = factory.answered(factory.drafted(home, documents=HEALTH, **offer))
    papers.add_paper(application=draft, key="letter", file=factory.upload(b"%PDF-health"), by=draft.applicant)
    draft.refresh_from_db()
    return actions.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)


@pytest.mark.parametrize("scheme", [None, "SCH-NGPRS"])
def test_health_papers_open_only_to_who_must_judge_them(home: factory.House, scheme: str | None):
    """NGPRS-D06: the scheme lead where there is educational approval, else the coordinator."""
    sent = with_health_paper(home, scheme=scheme)
    if scheme:
        factory.work.pass_on(application=sent, to=Status.EDUCATION, by=home.coordinator)
    paper = next(row for row in queries.papers_of(sent) if row.health)
    address = reverse("applications:paper", args=[sent.pk, paper.pk])
    codes = {
        name: signed_in(Client(), somebody).get(address).status_code
        for name, somebody in (
            ("applicant", sent.applicant),
            ("coordinator", home.coordinator),
            ("scheme_lead", home.scheme_lead),
            ("stranger", factory.gp()),
        )
    }
    judge = {"coordinator": 403, "scheme_lead": 200} if scheme else {"coordinator": 200, "scheme_lead": 404}
    assert codes == {"applicant": 200, "stranger": 404, **judge}
    assert AuditEvent.objects.filter(verb="applications.paper_read").count() == 2


def test_a_paper_is_a_download_that_no_cache_keeps(home: factory.House):
    sent = factory.submitted(home)
    paper = queries.papers_of(sent)[0]
    answer = signed_in(Client(), home.coordinator).get(
        reverse("applications:paper", args=[sent.pk, paper.pk])
    )
    assert (answer["Content-Disposition"], answer["Cache-Control"]) == (
        f'attachment; filename="paper-{paper.pk}.pdf"',
        "no-store",
    )
    assert answer.content == factory.PDF


def test_a_paper_that_is_not_sent_yet_is_the_applicants_alone(home: factory.House):
    asked = factory.at(home, Status.MORE_ASKED)
    fresh = papers.add_paper(
        application=asked, key="cv", file=factory.upload(b"%PDF-new"), by=asked.applicant
    )
    client = signed_in(Client(), home.coordinator)
    assert client.get(reverse("applications:paper", args=[asked.pk, fresh.pk])).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_race_of_two_tabs_is_one_sending():
    """CASE-C-06."""
    home = factory.house()
    draft = factory.answered(factory.drafted(home))
    start, results = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            actions.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)
            results.append("sent")
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(results) == ["refused", "sent"]
    assert Email.objects.filter(template="applications/received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_two_beginnings_is_one_draft():
    home = factory.house()
    gp, offer = factory.gp(), home.offer()
    start, found = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        found.append(actions.start_draft(offer=offer, by=gp).pk)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 2
    assert len(set(found)) == Application.objects.count() == 1
