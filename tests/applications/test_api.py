"""Applications over the API: to each what their pages show, and never a paper or an answer about health."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schemes.applications import actions_draft, actions_queue
from schemes.applications.statuses import Status
from tests.factories import applications as factory
from tests.factories.people import signed_in

LIST = "/api/v1/applications/"


def got(user: Any, path: str = LIST, **asked: Any) -> Any:
    answer = signed_in(Client(), user).get(path, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(user: Any, **asked: Any) -> list[int]:
    return [row["id"] for row in got(user, **asked)["applications"]]


def test_each_reads_what_is_theirs(home: factory.House):
    local, national = factory.submitted(home), factory.at(home, Status.FORMAL)
    draft = factory.drafted(home)
    assert ids(home.coordinator) == [local.pk, national.pk]
    assert ids(home.scheme_lead) == ids(home.commissioner) == [national.pk]
    assert ids(draft.applicant) == [draft.pk]
    assert ids(factory.house("QJK", "Y58").coordinator) == []
    for user, row in ((home.commissioner, local), (home.coordinator, draft), (local.applicant, national)):
        assert signed_in(Client(), user).get(f"{LIST}{row.pk}/").status_code == 404
    assert Client().get(LIST).status_code == 403


def test_the_list_is_narrowed_and_read_on(home: factory.House, monkeypatch: pytest.MonkeyPatch):
    sent, asked = factory.submitted(home), factory.at(home, Status.MORE_ASKED, title="Another role")
    by = home.coordinator
    assert (
        ids(by, offer=sent.offer.slug) == ids(by, status="submitted") == ids(by, waits_on="us") == [sent.pk]
    )
    assert ids(by, waits_on="applicant") == [asked.pk]
    monkeypatch.setattr("schemes.applications.api.PAGE_SIZE", 1)
    first = got(by)
    assert (first["next_after"], ids(by, after=first["next_after"])) == (sent.pk, [asked.pk])


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"status": "eligible"}, "status"), ({"waits_on": "me"}, "waits_on"), ({"after": "-1"}, "after")],
)
def test_a_question_that_cannot_be_read_gets_a_sentence(home: factory.House, asked: dict, code: str):
    answer = signed_in(Client(), home.coordinator).get(LIST, asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert answer.json()["error"]["message"].endswith(".")


def told(home: factory.House) -> Any:
    """An application with a health answer and paper, a note, a flag and a question."""
    papers = [{"key": "cv", "text": "A short CV"}, {"key": "letter", "text": "HEALTH-PAPER", "health": True}]
    draft = factory.answered(factory.drafted(home, documents=papers))
    by = draft.applicant
    actions_draft.save_answer(application=draft, key="hurdle", answer="HEALTH-ANSWER", by=by)
    factory.papers.add_paper(
        application=draft, key="letter", file=factory.upload(b"%PDF-h", "HEALTH-NAME.pdf"), by=by
    )
    draft.refresh_from_db()
    sent = actions_draft.submit(application=draft, edit_version=draft.edit_version, by=by)
    staff = home.coordinator
    actions_queue.write_note(application=sent, text="NOTE-CANARY", by=staff)
    actions_queue.raise_flag(application=sent, reason="FLAG-CANARY", team="Finance", stops=False, by=staff)
    actions_queue.ask_for_more(application=sent, text="Which clinic?", by=staff)
    return sent


def test_one_application_to_its_applicant_and_to_its_coordinator(home: factory.House):
    """CASE-A-03: the applicant reads no state of ours, no note, no flag and no finding."""
    sent = told(home)
    own, staff = (got(user, f"{LIST}{sent.pk}/") for user in (sent.applicant, home.coordinator))
    assert (own["status"], own["status_label"], own["whose_turn"]) == (
        None,
        "We asked you for something more",
        "Yours",
    )
    assert (own["findings"], own["flags"], own["outcome"]) == ([], [], None)
    assert (staff["status"], staff["whose_turn"]) == ("more_asked", "applicant")
    assert [row["code"] for row in staff["findings"]] == ["LOC-PROF", "LOC-STAGE"]
    assert [row["reason"] for row in staff["flags"]] == ["FLAG-CANARY"]
    assert "NOTE-CANARY" in str(staff)
    assert "NOTE-CANARY" not in str(own)
    assert {row["key"] for row in staff["answers"]} == {"why", "post", "practice"}
    assert "HEALTH" not in str(staff) + str(own)


def test_approvers_read_no_note_and_no_flag(home: factory.House):
    formal = factory.at(home, Status.FORMAL)
    actions_queue.write_note(application=formal, text="NOTE-CANARY", by=home.coordinator)
    for user in (home.scheme_lead, home.commissioner):
        found = got(user, f"{LIST}{formal.pk}/")
        assert "NOTE-CANARY" not in str(found)
        assert {"NGPRS-R05", "NGPRS-R06"} <= {row["code"] for row in found["findings"]}


def counted(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_lists_ask_the_same_for_one_and_for_thirty(home: factory.House):
    made = factory.submitted(home)
    client = signed_in(Client(), home.coordinator)
    client.get(LIST)
    one = counted(lambda: client.get(LIST))
    alone = counted(lambda: client.get(f"{LIST}{made.pk}/"))
    for number in range(29):
        factory.drafted_as_sent(home)
        actions_queue.write_note(application=made, text=f"Note {number}", by=home.coordinator)
    assert len(ids(home.coordinator)) == 30
    assert counted(lambda: client.get(LIST)) == one
    assert counted(lambda: client.get(f"{LIST}{made.pk}/")) == alone
