"""Made-up applications for the demonstration: one in nearly every state, all made through the actions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import add_working_days, now, today
from retention_portal.organisations.queries import organisation_by_code
from schemes.applications import (
    actions_decide,
    actions_draft,
    actions_interest,
    actions_papers,
    actions_parts,
    actions_queue,
    actions_release,
)
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.rules_form import gaps
from schemes.applications.statuses import Outcome, PartKind, Status
from schemes.catalogue.form_layout import Question
from schemes.catalogue.queries import open_offers
from schemes.catalogue.rules.facts import register

COORDINATOR, COLLEAGUE = "coordinator@example.org", "coordinator2@example.org"
APPROVERS = ("scheme-lead@example.org", COORDINATOR, "commissioner@example.org")
PAPER = b"%PDF-1.4\n% A paper made up for the demonstration\n"


@dataclass(frozen=True, slots=True)
class Story:
    """Who asked, how many working days ago, how far it came (a Status), and the one line they left."""

    name: str
    state: str
    days: int
    line: str = ""
    best_time: str = "any"
    email: str = field(default="")

    @property
    def address(self) -> str:
        """Their address: a demo account's, or one made of the name."""
        return self.email or f"{self.name.lower().replace('dr ', '').replace(' ', '.')}@example.net"


LOCAL = (
    Story("Dr Amina Yusuf", "interest", 7, "Two days a week would be right for me", "evening"),
    Story("Dr Tom Hale", "interest", 1, "Coming back after four years away", "midday"),
    Story("Demo GP", "draft", 3, email="gp@example.org"),
    Story("Dr Ruth Ellwood", "submitted", 6),
    Story("Dr Samir Patel", "submitted", 2),
    Story("Dr Grace Lowther", "more_asked", 9),
    Story("Dr Ian Forster", "in_review", 8),
    Story("Dr Helen Tait", "ready", 11),
    Story("Dr Owen Price", "pending", 12),
    Story("Dr Nadia Rahman", "offered", 15),
    Story("Second demo GP", "offered", 14, email="gp2@example.org"),
    Story("Dr Peter Charlton", "accepted", 30),
    Story("Dr Leah Marsden", "reserve", 21),
    Story("Dr Colin Bell", "not_this_time", 25),
    Story("Dr Fiona Graham", "withdrawn", 18),
)
NATIONAL = (
    Story("Dr Joanna Reed", "education", 10),
    Story("Dr Martin Shah", "system_review", 16),
    Story("Dr Clare Dodds", "formal", 22),
    Story("Dr Emma Nixon", "approved", 28),
)
OTHER = (Story("Other demo GP", "submitted", 4, email="other-gp@example.org"),)


def seed() -> dict[str, int]:
    """Make the applications that are missing; nothing is made twice."""
    made = 0
    for code, national, stories, staff in (
        ("QHM", False, LOCAL, (COORDINATOR, COLLEAGUE)),
        ("QHM", True, NATIONAL, (COORDINATOR, COLLEAGUE)),
        ("QZZ", False, OTHER, ("other-coordinator@example.org", COLLEAGUE)),
    ):
        offer = _offer(code, national=national)
        if offer is None or Application.objects.filter(offer=offer).exists():
            continue
        for story in stories:
            _tell(offer, story, person_by_email(staff[0]), person_by_email(staff[1]))
            made += 1
    return {"applications": made}


def _offer(code: str, *, national: bool) -> Any:
    """The offer of a system that asks the most: there is most to look at."""
    owner = organisation_by_code(code)
    rows = open_offers(today()).filter(owner=owner, scheme__isnull=not national)
    return max(rows, key=lambda offer: len(offer.questions), default=None)


def _tell(offer: Any, story: Story, staff: Person, colleague: Person) -> None:
    made = _interest(offer, story) if story.state == "interest" else _begun(offer, story, staff)
    if story.state not in ("interest", "draft"):
        _sent(made)
        _onward(made, story.state, staff, colleague)
    date_back(made, story.days)


def _interest(offer: Any, story: Story) -> Application:
    said = actions_interest.Interest(story.name, story.address, "01632 960 100", story.best_time, story.line)
    actions_interest.register_interest(offer=offer, interest=said)
    return Application.objects.get(offer=offer, email=story.address)


def _begun(offer: Any, story: Story, staff: Person) -> Application:
    person = Person.objects.filter(email=story.address).first()
    if person is None:
        person = Person(email=story.address, full_name=story.name, profession="gp", is_demo=True)
        person.set_unusable_password()
        actions_interest.accounts.join_as_gp(person=person)
    if person.gmc_number is None:
        actions_interest.accounts.update_profile(
            person=person,
            full_name=person.full_name,
            profession="gp",
            gmc_number=f"{9_000_000 + person.pk:07}",
            by=person,
        )
        person.refresh_from_db()
    if not person.gmc_is_checked and story.state not in ("draft", "submitted"):
        actions_interest.accounts.mark_gmc_checked(person=person, by=staff)
    return actions_draft.start_draft(offer=offer, by=person)


def sent_application(offer: Any, story: Story, staff: Person, answers: dict[str, Any]) -> Application:
    """One more application that was sent, with some of its answers in the person's own words."""
    made = _begun(offer, story, staff)
    for key, answer in answers.items():
        actions_draft.save_answer(application=made, key=key, answer=answer, by=made.applicant)  # type: ignore[arg-type]
    made.refresh_from_db()
    _sent(made)
    return made


def _sent(made: Application) -> None:
    """Answer every question that is shown, send a paper where one is asked for, have others confirm, and send."""
    by, papers = made.applicant, set[str]()
    assert by is not None
    while missing := gaps(made.form, made.answers, papers):
        question = missing[0].question
        if question.kind == "file":
            file = SimpleUploadedFile(f"{question.key}.pdf", PAPER + question.key.encode())
            actions_papers.add_paper(application=made, key=question.key, file=file, by=by)
            papers.add(question.key)
        else:
            answer = _answer(question)
            actions_draft.save_answer(application=made, key=question.key, answer=answer, by=by)
        made.refresh_from_db()
    for kind in PartKind:
        if actions_parts.part_of(made, kind).needed:
            _confirmed(made, kind, by)
    made.refresh_from_db()
    actions_draft.submit(application=made, edit_version=made.edit_version, by=by)
    made.refresh_from_db()


def _confirmed(made: Application, kind: PartKind, by: Person) -> None:
    seen = actions_parts.seal(actions_parts.what_they_see(made, kind))
    part = actions_parts.send_part(
        application=made,
        kind=kind,
        name="Demo practice manager" if kind is PartKind.HOST else "Dr Demo Supervisor",
        email=f"{kind.value}@example.net",
        place="A practice of the demonstration",
        seen=seen,
        by=by,
    )
    asked = actions_parts.part_of(made, kind).questions
    actions_parts.answer_part(
        part=part,
        confirmed=True,
        answers={one.key: _answer(one) for one in asked if one.kind != "file"},
        files={
            one.key: SimpleUploadedFile(f"{one.key}.pdf", PAPER + one.key.encode())
            for one in asked
            if one.kind == "file"
        },
    )


DATES = {"qualified_on": date(2014, 8, 6), "last_nhs_gp_work_on": date(2024, 3, 29)}


def _answer(question: Question) -> Any:
    """A believable answer of the right kind."""
    if question.kind == "yes_no":
        return question.fact not in ("gmc_conditions", "responsible_officer_concerns", "declares_concerns")
    if question.kind == "choice":
        return question.choices[0].value
    if question.kind == "choices":
        return [question.choices[0].value]
    if question.kind == "date":
        return DATES.get(question.fact or "", add_working_days(today(), 60)).isoformat()
    if question.kind == "number":
        most = register()[question.fact].most if question.fact else None
        return "3" if most is None or Decimal(most) >= 3 else "1"
    if question.kind == "long_text":
        return "I would like to stay in practice. A day a week with another focus would make that possible."
    return "The Old Surgery"


def _onward(made: Application, state: str, staff: Person, colleague: Person) -> None:
    """From what was sent to the state of the story."""
    if state == "submitted":
        return
    actions_queue.write_to_applicant(
        application=made, text="Thank you. I have read this and will ring you this week.", by=staff
    )
    if state == "withdrawn" and made.applicant:
        actions_draft.withdraw(application=made, because="My plans have changed", by=made.applicant)
    elif state == "more_asked":
        actions_queue.ask_for_more(
            application=made, text="Which day of the week could you be away from your practice?", by=staff
        )
    elif state in ("education", "system_review", "formal", "approved"):
        _approved(made, Status(state), staff)
    elif state == "in_review":
        actions_queue.pass_on(application=made, to=Status.IN_REVIEW, by=staff)
        actions_queue.raise_flag(
            application=made,
            reason="Is the funding line open next year?",
            team="Finance",
            stops=False,
            by=staff,
        )
    else:
        _decided(made, state, staff, colleague)


def _approved(made: Application, until: Status, staff: Person) -> None:
    actions_queue.pass_on(application=made, to=Status.EDUCATION, by=staff)
    for email in APPROVERS:
        made.refresh_from_db()
        if made.status == until:
            return
        actions_decide.approve(
            application=made, approved=True, comment="In order.", by=person_by_email(email)
        )


VERDICTS = {
    "pending": Verdict(Outcome.NOT_THIS_TIME, reason="more_people_than_places"),
    "reserve": Verdict(Outcome.RESERVE),
    "not_this_time": Verdict(Outcome.NOT_THIS_TIME, reason="too_early"),
    "offered": Verdict(Outcome.OFFER, conditions=("A signed contract", "An agreed job plan")),
    "accepted": Verdict(Outcome.OFFER, conditions=("A signed contract",)),
}


def _decided(made: Application, state: str, staff: Person, colleague: Person) -> None:
    actions_queue.write_note(
        application=made, text="Spoke on the telephone; keen to begin in spring.", by=staff
    )
    actions_queue.pass_on(application=made, to=Status.READY, by=staff)
    if state == "ready":
        return
    decision = actions_decide.set_decision(application=made, verdict=VERDICTS[state], by=staff)
    if state == "pending":
        return
    asked = actions_release.release_letters(offer=made.offer, decisions=[decision.pk], by=colleague)
    actions_release.send_release(release_id=asked.pk)
    made.refresh_from_db()
    if state == "accepted" and made.applicant:
        actions_decide.answer_offer(application=made, accept=True, by=made.applicant)


def date_back(made: Application, days: int) -> None:
    """As if it had come so many working days ago: a demonstration in which everybody came today shows no queue."""
    moment = now()

    def at(ago: int) -> datetime:
        day = add_working_days(today(), -max(ago, 0))
        return moment.replace(year=day.year, month=day.month, day=day.day)

    rows = Application.objects.filter(pk=made.pk)
    day = at(days).date()
    rows.update(waiting_since=day, began_at=at(days), status_at=at(days // 3))
    rows.exclude(arrived_on=None).update(arrived_on=day)
    rows.exclude(submitted_at=None).update(submitted_at=at(days), saved_at=at(days))
    rows.exclude(first_word_at=None).update(first_word_at=at(days - 2))
    made.papers.update(uploaded_at=at(days))
    for rank, change in enumerate(made.changes.all()):
        made.changes.filter(pk=change.pk).update(at=at(days - rank * days // 5))
    for rank, message in enumerate(made.messages.all()):
        made.messages.filter(pk=message.pk).update(written_at=at(days - 2 - rank))
