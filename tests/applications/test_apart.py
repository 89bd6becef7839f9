"""What is kept apart, and what is not kept: equality counts (CASE-A-17) and old applications (CASE-A-18)."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_appeal, actions_equality, actions_keeping, queries
from schemes.applications.models import Application, EqualityCount
from schemes.applications.statuses import Status
from tests.factories import applications as factory
from tests.factories.people import person_with, signed_in

SAID = {"age": "45_54", "ethnic_group": "black"}


def test_equality_answers_are_cut_loose_when_they_are_given(home: factory.House):
    """CASE-A-17: a count goes up; no row, event or mail says who answered what."""
    sent = factory.submitted(home)
    client, address = signed_in(Client(), sent.applicant), reverse("applications:equality", args=[sent.pk])
    assert "Nobody who decides sees them" in client.get(address).content.decode()
    client.post(address, SAID)
    assert dict(EqualityCount.objects.values_list("question", "number")) == {"age": 1, "ethnic_group": 1}
    links = [field.related_model for field in EqualityCount._meta.get_fields() if field.is_relation]
    assert [model.__name__ for model in links] == ["Organisation"]
    event = AuditEvent.objects.get(verb="applications.equality_asked")
    assert "45_54" not in str(event.__dict__)
    assert "age" not in event.fields
    sent.refresh_from_db()
    assert "45_54" not in str(sent.__dict__)
    assert client.post(address, SAID).status_code == 403
    stale = Application.objects.get(pk=sent.pk)
    stale.equality_asked = False
    with pytest.raises(Refused, match="answered these already"):
        actions_equality.count_answers(application=stale, answers=SAID, by=sent.applicant)


def test_passing_over_counts_nothing_and_ends_the_asking(home: factory.House):
    """CASE-A-17."""
    sent = factory.submitted(home)
    client = signed_in(Client(), sent.applicant)
    client.post(reverse("applications:equality", args=[sent.pk]), SAID | {"skip": "1"})
    assert not EqualityCount.objects.exists()
    assert (
        "A few questions about you"
        not in client.get(reverse("applications:detail", args=[sent.pk])).content.decode()
    )


@pytest.mark.parametrize(
    "answers", [{"age": "120"}, {"postcode": "x"}, {"sex": "white"}], ids=["answer", "question", "another's"]
)
def test_no_other_answer_is_counted(home: factory.House, answers: dict):
    """CASE-A-17."""
    sent = factory.submitted(home)
    with pytest.raises(BadInput):
        actions_equality.count_answers(application=sent, answers=answers, by=sent.applicant)
    assert not EqualityCount.objects.exists()


@pytest.mark.parametrize("number", [3, 12])
def test_few_are_never_shown_and_deciders_see_none(home: factory.House, number: int):
    """CASE-A-17: the counts are the system lead's, after the rule for protected characteristics."""
    for answer, count in (("under_35", number), ("55_over", 40)):
        EqualityCount.objects.create(
            owner=home.system, financial_year="2026-27", question="age", answer=answer, number=count
        )
    address = reverse("applications:equality_counts")
    lead = person_with(Role.SYSTEM_LEAD, home.system)
    page = " ".join(signed_in(Client(), lead).get(address).content.decode().split())
    assert f">{number}<" not in page.replace("> ", ">").replace(" <", "<")
    assert ">40<" in page.replace("> ", ">").replace(" <", "<") or number == 3
    for decider in (home.coordinator, home.scheme_lead, home.commissioner):
        assert signed_in(Client(), decider).get(address).status_code == 403


def aged(made: Application, days: int) -> None:
    then = now() - timedelta(days=days)
    Application.objects.filter(pk=made.pk).update(status_at=then, saved_at=then)


def left(made: Application) -> tuple[str, dict, bool]:
    made.refresh_from_db()
    return made.name, made.answers, made.emptied_on is not None


@pytest.mark.parametrize(
    ("status", "days", "gone"),
    [
        (Status.DRAFT, 364, False),
        (Status.DRAFT, 367, True),
        (Status.WITHDRAWN, 367, False),
        (Status.NOT_THIS_TIME, 6 * 365, False),
        (Status.NOT_THIS_TIME, 6 * 366, True),
        (Status.ACCEPTED, 6 * 366, False),
        (Status.SUBMITTED, 6 * 366, False),
    ],
)
def test_what_is_old_is_emptied_and_its_days_stay(
    home: factory.House, status: Status, days: int, gone: bool, django_capture_on_commit_callbacks
):
    """CASE-A-18: a form never sent after 12 months, one that ended without a place after six years."""
    made = factory.at(home, status)
    papers = [paper.file.name for paper in queries.papers_of(made)]
    aged(made, days)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions_keeping.erase_what_is_old() == int(gone)
    name, answers, emptied = left(made)
    assert (name == "Erased person", answers == {}, emptied) == (gone, gone or status is Status.DRAFT, gone)
    if gone:
        assert made.status == (Status.NOT_SUBMITTED if status is Status.DRAFT else status)
        assert made.changes.count() >= 2
        assert [default_storage.exists(paper) for paper in papers] == [False] * len(papers)
        assert actions_keeping.erase_what_is_old() == 0
        assert Email.objects.filter(template="applications/not_kept").count() == (status is Status.DRAFT)


def test_an_open_appeal_keeps_what_it_is_about(home: factory.House):
    """CASE-A-18."""
    made = factory.at(home, Status.NOT_THIS_TIME)
    actions_appeal.ask_again(application=made, text="Why?", by=made.applicant)
    aged(made, 6 * 366)
    assert actions_keeping.erase_what_is_old() == 0


def test_one_draft_of_another_is_never_touched(home: factory.House):
    """CASE-A-18."""
    old, fresh = factory.drafted(home), factory.answered(factory.drafted(home))
    aged(old, 400)
    assert actions_keeping.erase_what_is_old() == 1
    assert left(fresh)[0] == fresh.applicant.full_name


def test_a_paper_looked_at_again_outlives_the_old_one(
    home: factory.House, django_capture_on_commit_callbacks
):
    """CASE-A-18: what continues an old application keeps the papers that it shares with it."""
    made = factory.at(home, Status.NOT_THIS_TIME)
    asked = actions_appeal.ask_again(application=made, text="Why?", by=made.applicant)
    again = actions_appeal.answer_appeal(appeal=asked, upheld=True, answer="Yes.", by=home.colleague)
    aged(made, 6 * 366)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions_keeping.erase_what_is_old() == 1
    assert [default_storage.exists(paper.file.name) for paper in queries.papers_of(again)] == [True]
