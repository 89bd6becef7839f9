"""Answers saved while they are typed: the time is told, two tabs lose nothing, and without a script all is as before."""

import pytest
from django.test import Client
from django.urls import reverse

from schemes.applications.rules_form import mark
from tests.factories import applications as factory
from tests.factories.people import signed_in

QUIET = {"Accept": "application/json"}


def address(draft, key: str = "why") -> str:
    return reverse("applications:question", args=[draft.pk, key])


def test_what_is_typed_is_kept_and_the_time_told(home: factory.House):
    draft = factory.drafted(home)
    client = signed_in(Client(), draft.applicant)
    page = client.get(address(draft)).content.decode()
    assert f'name="seen" value="{mark(None)}"' in page
    assert 'aria-live="polite"' in page
    answer = client.post(address(draft), {"answer": "A clin", "seen": mark(None)}, headers=QUIET)
    assert (answer.status_code, answer.json()["seen"]) == (200, mark("A clin"))
    assert answer.json()["words"].startswith("Saved at ")
    assert answer["Cache-Control"] == "no-store"
    draft.refresh_from_db()
    assert draft.answers == {"why": "A clin"}


@pytest.mark.parametrize("typed", ["", "x" * 4000])
def test_what_is_not_whole_yet_is_left_alone(home: factory.House, typed: str):
    draft = factory.answered(factory.drafted(home))
    answer = signed_in(Client(), draft.applicant).post(
        address(draft), {"answer": typed, "seen": mark(draft.answers["why"])}, headers=QUIET
    )
    assert (answer.status_code, answer.json()["words"]) == (422, "Not saved yet: it is not whole")
    before = draft.edit_version
    draft.refresh_from_db()
    assert (draft.answers["why"], draft.edit_version) == ("A clinic for young people.", before)


@pytest.mark.parametrize("headers", [QUIET, {}], ids=["script", "button"])
def test_an_answer_changed_in_another_tab_is_told_and_neither_is_lost(home: factory.House, headers: dict):
    draft = factory.drafted(home)
    client = signed_in(Client(), draft.applicant)
    client.post(address(draft), {"answer": "FROM THE FIRST TAB", "seen": mark(None)})
    typed = {"answer": "FROM THE SECOND TAB", "seen": mark(None)}
    late = client.post(address(draft), typed, headers=headers)
    draft.refresh_from_db()
    assert draft.answers == {"why": "FROM THE FIRST TAB"}
    if headers:
        assert (late.status_code, "another tab" in late.json()["words"]) == (409, True)
        late = client.post(address(draft), typed)
    page = late.content.decode()
    assert "FROM THE FIRST TAB" in page
    assert "FROM THE SECOND TAB" in page
    again = {"answer": "FROM THE SECOND TAB", "seen": mark("FROM THE FIRST TAB")}
    assert f'value="{again["seen"]}"' in page
    assert client.post(address(draft), again).status_code == 302
    draft.refresh_from_db()
    assert draft.answers == {"why": "FROM THE SECOND TAB"}


def test_without_a_script_and_its_mark_all_is_as_before(home: factory.House):
    draft = factory.drafted(home)
    client = signed_in(Client(), draft.applicant)
    for text in ("One", "Two"):
        assert client.post(address(draft), {"answer": text}).status_code == 302
    draft.refresh_from_db()
    assert draft.answers == {"why": "Two"}


def test_no_two_answers_share_a_mark():
    answers = [None, False, True, "no", "yes", "", ["a"], ["a", "b"], "0"]
    assert len({mark(one) for one in answers}) == len(answers) - 1
