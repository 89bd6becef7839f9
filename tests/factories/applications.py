"""Applications for tests: a system with its people, its offers, and an application in any state."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from schemes.applications import actions_decide as decide
from schemes.applications import actions_draft as draft
from schemes.applications import actions_interest as interest
from schemes.applications import actions_papers as papers
from schemes.applications import actions_queue as work
from schemes.applications import actions_release as release
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.statuses import Outcome, Status
from schemes.catalogue.models import Offer
from tests.factories import offers
from tests.factories.people import person_with
from tests.factories.plans import organisation

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
ANSWERS: dict[str, Any] = {"why": "A clinic for young people.", "post": "salaried", "practice": "The Surgery"}
INTEREST = interest.Interest("Dr A Name", "a.name@example.net", "01632 960123", "morning", "A word, please")
NO = Verdict(Outcome.NOT_THIS_TIME, reason="more_people_than_places")


@dataclass
class House:
    """A system, its region, two coordinators, and one holder of each other role that has a step."""

    system: Any
    coordinator: Person
    colleague: Person
    scheme_lead: Person
    commissioner: Person
    made: dict[str, Offer] = field(default_factory=dict)

    def offer(self, scheme: str | None = None, **content: Any) -> Offer:
        """An offer of the system, of its own or of a national scheme; the same one when nothing is changed."""
        key = f"{scheme}{sorted(content.items(), key=str)}"
        if key not in self.made:
            self.made[key] = offers.published(self.system, self.coordinator, scheme=scheme, **content)
        return self.made[key]

    def of(self, role: Role) -> Person:
        """The holder of a role here."""
        return {
            Role.COORDINATOR: self.coordinator,
            Role.SCHEME_LEAD: self.scheme_lead,
            Role.COMMISSIONER: self.commissioner,
        }[role]


def house(system: str = "QHM", region: str = "Y63") -> House:
    body = organisation(system)
    return House(
        body,
        person_with(Role.COORDINATOR, body, full_name="Coordinator One"),
        person_with(Role.COORDINATOR, body, full_name="Coordinator Two"),
        person_with(Role.SCHEME_LEAD, body),
        person_with(Role.COMMISSIONER, organisation(region)),
    )


def gp(*, checked_by: Person | None = None, **fields: Any) -> Person:
    """A GP with a number, checked when somebody is named who did it."""
    number = f"{7_000_000 + Person.objects.count():07}"
    made = person_with(Role.GP, gmc_number=number, profession="gp", **fields)
    if checked_by:
        made.gmc_checked_at, made.gmc_checked_by = now(), checked_by
        made.save()
    return made


def upload(content: bytes = PDF, name: str = "cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def answered(application: Application, answers: dict[str, Any] = ANSWERS) -> Application:
    """Every question answered and the CV sent; nothing submitted."""
    by = application.applicant
    for key, value in answers.items():
        draft.save_answer(application=application, key=key, answer=value, by=by)
    papers.add_paper(application=application, key="cv", file=upload(), by=by)
    application.refresh_from_db()
    return application


def drafted(home: House, by: Person | None = None, **offer: Any) -> Application:
    return draft.start_draft(offer=home.offer(**offer), by=by or gp(checked_by=home.coordinator))


def submitted(home: House, by: Person | None = None, **offer: Any) -> Application:
    made = answered(drafted(home, by, **offer))
    return draft.submit(application=made, edit_version=made.edit_version, by=made.applicant)


def registered(home: House, **offer: Any) -> Application:
    interest.register_interest(offer=home.offer(**offer), interest=INTEREST)
    return Application.objects.get(email=INTEREST.email)


def decided(home: House, application: Application, verdict: Verdict, *, sent: bool = True) -> Application:
    """A decision by one coordinator, sent by the other."""
    made = decide.set_decision(application=application, verdict=verdict, by=home.coordinator)
    if sent:
        asked = release.release_letters(offer=application.offer, decisions=[made.pk], by=home.colleague)
        release.send_release(release_id=asked.pk)
    application.refresh_from_db()
    return application


APPROVING = (Status.EDUCATION, Status.SYSTEM_REVIEW, Status.FORMAL, Status.APPROVED)


def at(home: House, status: Status, **offer: Any) -> Application:
    """An application brought to a state by the actions that lead there."""
    if status is Status.INTEREST:
        return registered(home, **offer)
    if status is Status.DRAFT:
        return drafted(home, **offer)
    if status in APPROVING:
        return _approved_until(home, submitted(home, scheme="SCH-NGPRS"), status)
    made = submitted(home, **offer)
    act = _WAYS.get(status)
    if act:
        act(home, made)
    made.refresh_from_db()
    assert made.status == status, (made.status, status)
    return made


def _approved_until(home: House, made: Application, status: Status) -> Application:
    work.pass_on(application=made, to=Status.EDUCATION, by=home.coordinator)
    for by in (home.scheme_lead, home.coordinator, home.commissioner):
        made.refresh_from_db()
        if made.status == status:
            return made
        decide.approve(application=made, approved=True, comment="", by=by)
    made.refresh_from_db()
    return made


def _ask(home: House, made: Application) -> None:
    work.ask_for_more(application=made, text="Which clinic?", by=home.coordinator)


def _pass(*states: Status) -> Any:
    def act(home: House, made: Application) -> None:
        for state in states:
            work.pass_on(application=made, to=state, by=home.coordinator)
            made.refresh_from_db()

    return act


def _decide(verdict: Verdict) -> Any:
    def act(home: House, made: Application) -> None:
        _pass(Status.READY)(home, made)
        decided(home, made, verdict)

    return act


def _answer(accept: bool) -> Any:
    def act(home: House, made: Application) -> None:
        _decide(Verdict(Outcome.OFFER))(home, made)
        decide.answer_offer(application=made, accept=accept, by=made.applicant)

    return act


def _ask_after(home: House, made: Application) -> None:
    _pass(Status.IN_REVIEW)(home, made)
    _ask(home, made)


def _lapse(home: House, made: Application) -> None:
    from schemes.applications.models_decision import Decision

    _decide(Verdict(Outcome.OFFER))(home, made)
    Decision.objects.filter(application=made).update(answer_by="2020-01-01")
    release.remind_and_close()


def _withdraw(home: House, made: Application) -> None:
    draft.withdraw(application=made, because="", by=made.applicant)


_WAYS = {
    Status.MORE_ASKED: _ask,
    Status.IN_REVIEW: _pass(Status.IN_REVIEW),
    Status.DISCUSSION: _pass(Status.IN_REVIEW, Status.DISCUSSION),
    Status.MORE_ASKED_AFTER: _ask_after,
    Status.READY: _pass(Status.READY),
    Status.OFFERED: _decide(Verdict(Outcome.OFFER)),
    Status.RESERVE: _decide(Verdict(Outcome.RESERVE)),
    Status.DEFERRED: _decide(Verdict(Outcome.DEFER)),
    Status.NOT_THIS_TIME: _decide(NO),
    Status.ACCEPTED: _answer(True),
    Status.DECLINED: _answer(False),
    Status.LAPSED: _lapse,
    Status.WITHDRAWN: _withdraw,
}


def drafted_as_sent(home: House) -> Application:
    """A row for a list, without the walk there."""
    made = drafted(home, gp())
    Application.objects.filter(pk=made.pk).update(status=Status.SUBMITTED, with_us=True)
    return made
