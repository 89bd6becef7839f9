"""Parts of others: exactly what the applicant approved, by a link that is theirs alone and works once."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_decide, actions_draft, queries
from schemes.applications import actions_parts as actions
from schemes.applications.actions_decide import Verdict
from schemes.applications.models_talk import Part
from schemes.applications.statuses import Outcome, PartKind, Status
from schemes.catalogue.models import OfferVersion, Scheme
from schemes.catalogue.queries import record_on
from schemes.catalogue.starting import from_scheme
from tests.factories import applications as factory
from tests.factories.offers import QUESTIONS
from tests.factories.people import signed_in

SECRETS = [
    {
        "key": "leaving",
        "text": "Are you thinking of leaving?",
        "kind": "yes_no",
        "fact": "considering_leaving",
    },
    {"key": "story", "text": "Why?", "kind": "long_text", "fact": "leaving_narrative"},
]
HOST = {
    "needed": True,
    "shows": ["post", "practice"],
    "questions": [
        {"key": "room", "text": "Have you a room?", "kind": "yes_no"},
        {"key": "sessions", "text": "How many sessions a week?", "kind": "number"},
        {"key": "word", "text": "Anything to add?", "kind": "long_text", "required": False},
    ],
}
ANSWERS = factory.ANSWERS | {"leaving": True, "story": "STORY-CANARY", "hurdle": "HEALTH-CANARY"}


@pytest.fixture
def draft(home: factory.House):
    made = factory.drafted(home, questions=[*QUESTIONS, *SECRETS], host_part=HOST)
    return factory.answered(made, ANSWERS)


def send(draft, **changes):
    shown = actions.what_they_see(draft, PartKind.HOST)
    said = {
        "name": "The practice manager",
        "email": "host@example.net",
        "place": "The Surgery",
        "seen": actions.seal(shown),
        "by": draft.applicant,
        "kind": PartKind.HOST,
    }
    return actions.send_part(application=draft, **(said | changes))


def link(template: str = "applications/part") -> str:
    mail = Email.objects.filter(template=template).order_by("-pk").first()
    return re.search(r"/applications/part/([^/\s]+)/", mail.text)[1]


def test_they_see_the_name_the_offer_and_the_answers_that_were_named(draft):
    assert actions.what_they_see(draft, PartKind.HOST) == [
        ["Name", draft.name],
        ["About", "Portfolio role"],
        ["What is your post?", "Salaried"],
        ["At which practice?", "The Surgery"],
    ]


def test_reasons_intentions_and_health_are_never_shown_whatever_the_form_says(draft):
    """The publish check keeps them out (FORM-10); a form that got past it shows nothing of them either."""
    version = OfferVersion.objects.get()
    form = dict(version.form)
    form["host_part"] = form["host_part"] | {"shows": ["post", "leaving", "story", "hurdle", "cv", "nothing"]}
    OfferVersion.objects.filter(pk=version.pk).update(form=form)
    draft.version.refresh_from_db()
    assert [row[0] for row in actions.what_they_see(draft, PartKind.HOST)] == [
        "Name",
        "About",
        "What is your post?",
    ]


def test_nothing_is_sent_that_was_not_looked_at(draft):
    seen = actions.seal(actions.what_they_see(draft, PartKind.HOST))
    actions_draft.save_answer(application=draft, key="practice", answer="Another", by=draft.applicant)
    with pytest.raises(Refused, match=r"has changed\. Look at it again"):
        send(draft, seen=seen)
    assert not Part.objects.exists()


def test_the_page_of_the_link_holds_what_was_approved_and_nothing_else(draft):
    send(draft)
    page = Client().get(reverse("applications:part", args=[link()])).content.decode()
    assert "The Surgery" in page
    for secret in ("STORY-CANARY", "HEALTH-CANARY", "thinking of leaving", "young people", draft.email):
        assert secret not in page
    mail = Email.objects.get(template="applications/part")
    assert draft.name not in mail.subject + mail.text
    assert "Portfolio role" not in mail.subject + mail.text


def test_a_later_answer_does_not_reach_the_link(draft):
    send(draft)
    actions_draft.save_answer(application=draft, key="practice", answer="LATER", by=draft.applicant)
    assert "LATER" not in Client().get(reverse("applications:part", args=[link()])).content.decode()


def test_an_answer_counts_once(home: factory.House, draft):
    send(draft)
    address = reverse("applications:part", args=[link()])
    client = Client()
    said = {"room": "yes", "sessions": "2", "confirmed": "yes", "status": "accepted", "shown": "x"}
    assert client.post(address, {"room": "yes"}).status_code == 200
    assert client.post(address, said).status_code == 302
    part = Part.objects.get()
    assert (part.confirmed, part.answers) == (True, {"room": True, "sessions": "2"})
    client.post(address, said | {"confirmed": "no"})
    part.refresh_from_db()
    assert part.confirmed is True
    assert "answered already" in client.get(address).content.decode()
    assert Email.objects.filter(template="applications/part_answered", to=draft.applicant.email).count() == 1


@pytest.mark.parametrize("how", ["taken_back", "run_out", "withdrawn", "unknown"])
def test_a_link_that_is_over_opens_nothing(draft, settings, how: str):
    part = send(draft)
    token = link()
    if how == "taken_back":
        actions.take_back_part(part=part, by=draft.applicant)
    elif how == "run_out":
        settings.PORTAL_TODAY = "2026-10-27"
    elif how == "withdrawn":
        actions_draft.withdraw(application=draft, because="", by=draft.applicant)
    else:
        token = "x" * 43
    address = reverse("applications:part", args=[token])
    assert (Client().get(address).status_code, Client().post(address).status_code) == (404, 404)


@pytest.mark.parametrize("wrong", ["own_address", "stranger", "not_asked"])
def test_sending_that_is_refused(draft, wrong: str):
    said = {
        "own_address": {"email": draft.applicant.email.upper()},
        "stranger": {"by": factory.gp()},
        "not_asked": {"kind": PartKind.SUPERVISOR},
    }[wrong]
    with pytest.raises(Refused):
        send(draft, **said)
    assert not Part.objects.exists()


def test_one_link_of_a_kind_is_out(draft):
    part = send(draft)
    with pytest.raises(Refused, match="out already"):
        send(draft)
    part.pk, part.token_hash = None, "0" * 64
    with pytest.raises(IntegrityError, match="part_one_of_a_kind"), transaction.atomic():
        part.save(force_insert=True)


def test_what_is_not_asked_is_not_kept(draft):
    part = send(draft)
    with pytest.raises(BadInput):
        actions.answer_part(part=part, confirmed=True, answers={"salary": "1"})


def test_no_place_before_the_host_has_confirmed(home: factory.House, draft):
    part = send(draft)
    draft.refresh_from_db()
    sent = actions_draft.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)
    factory.work.pass_on(application=sent, to=Status.READY, by=home.coordinator)
    with pytest.raises(Refused, match="host practice has not confirmed yet"):
        actions_decide.set_decision(application=sent, verdict=Verdict(Outcome.OFFER), by=home.coordinator)
    actions.answer_part(part=part, confirmed=True, answers={"room": True, "sessions": "2"})
    assert actions_decide.set_decision(
        application=sent, verdict=Verdict(Outcome.OFFER), by=home.coordinator
    ).pk


def test_the_trail_names_no_address_and_no_answer(draft):
    send(draft)
    trail = str(list(AuditEvent.objects.values("verb", "fields", "note")))
    assert "host@example.net" not in trail
    assert "host_part" in trail


def test_only_the_applicant_sees_the_preview(draft):
    address = reverse("applications:part_send", args=[draft.pk, "host"])
    assert signed_in(Client(), draft.applicant).get(address).status_code == 200
    assert signed_in(Client(), factory.gp()).get(address).status_code == 404
    assert signed_in(Client(), draft.applicant).get(address.replace("host", "nobody")).status_code == 404


SUPERVISOR = {"needed": True, "questions": [{"key": "part-d", "text": "Part D", "kind": "file"}]}


def test_the_papers_of_the_retention_scheme_are_asked_for_at_their_step_and_of_their_sender(
    home: factory.House,
):
    """NGPRS-D01 to D08: part E and the end form come later, part D from the supervisor, evidence where it fits."""
    scheme = Scheme.objects.get(code="SCH-NGPRS")
    _, content = from_scheme(record_on(scheme, today()), today())
    assert {row["key"]: row["required"] for row in content["documents"]} == {
        "ngprs-d01": True,
        "ngprs-d04": True,
        "ngprs-d05": True,
        "ngprs-d06": False,
        "ngprs-d07": True,
    }
    assert [row["key"] for row in content["supervisor_part"]["questions"]] == ["ngprs-d02"]


def test_a_supervisor_sends_a_paper_that_the_applicant_never_opens(home: factory.House):
    """NGPRS-D02: known by its content as every paper; staff read it once the form is sent, the applicant never."""
    draft = factory.answered(factory.drafted(home, supervisor_part=SUPERVISOR))
    seen = actions.seal(actions.what_they_see(draft, PartKind.SUPERVISOR))
    actions.send_part(
        application=draft, kind=PartKind.SUPERVISOR, name="Dr S", email="s@example.net", place="", seen=seen,
        by=draft.applicant,
    )  # fmt: skip
    token = link()
    address, anybody = reverse("applications:part", args=[token]), Client()
    assert 'enctype="multipart/form-data"' in anybody.get(address).content.decode()
    for content, sentence in (
        (b"MZ program", "not one we can keep"),
        (b"%PDF-" + b"x" * 10**7 * 2, "larger than"),
    ):
        page = anybody.post(address, {"confirmed": "yes", "part-d": factory.upload(content)})
        assert sentence in page.content.decode()
    assert queries.parts_of(draft)[0].answered_at is None
    page = anybody.post(
        address, {"confirmed": "yes", "part-d": factory.upload(b"%PDF-d", "d.pdf")}, follow=True
    )
    assert "You have answered already" in page.content.decode()
    draft.refresh_from_db()
    assert len(queries.papers_of(draft)) == 1
    assert [paper.question for paper in queries.papers_for_staff(draft)] == []
    sent = actions_draft.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)
    paper = next(one for one in queries.papers_for_staff(sent) if one.part)
    file = reverse("applications:paper", args=[sent.pk, paper.pk])
    codes = [signed_in(Client(), who).get(file).status_code for who in (home.coordinator, sent.applicant)]
    assert codes == [200, 403]
    assert (
        "from Dr S"
        in signed_in(Client(), home.coordinator)
        .get(reverse("applications:case", args=[sent.pk]))
        .content.decode()
    )
