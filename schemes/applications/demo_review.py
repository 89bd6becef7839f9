"""Made-up work of a panel for the demonstration: to read, half read, agreed, disagreed, talked about, asked for more."""

from dataclasses import dataclass
from typing import Any

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.queries import organisation_by_code
from schemes.applications import actions_assign, actions_panel, actions_queue, actions_review
from schemes.applications.actions_interest import SYSTEM_NAME
from schemes.applications.actions_review import Said
from schemes.applications.demo import COORDINATOR, Story, date_back, sent_application
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment
from schemes.applications.statuses import Status
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import open_offers

REVIEWER = "reviewer@example.org"
COLLEAGUES = (
    ("asha.menon@example.net", "Dr Asha Menon"),
    ("keith.lowther@example.net", "Dr Keith Lowther"),
    ("maria.santos@example.net", "Dr Maria Santos"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Who asked, how long ago, why in their words, what the two who read it said in turn, and what came of it."""

    story: Story
    why: str
    said: tuple[Said, ...] = ()
    then: str = ""


def _said(benefit: int, growth: int, doable: int, opinion: str, comment: str, feedback: str = "") -> Said:
    return Said({"benefit": benefit, "growth": growth, "doable": doable}, opinion, comment, feedback)


YES = _said(
    4,
    4,
    3,
    "yes",
    "Clear what patients would gain, and the practice is behind it.",
    "A clear plan. Well done.",
)
READINGS = (
    Reading(
        Story("Dr Alice Brandon", "", 6), "I would run a clinic for people with frailty, one day a week."
    ),
    Reading(
        Story("Dr Ben Okafor", "", 6),
        "My colleagues call me Ben the teacher: I would like to teach registrars for two sessions a week.",
        (_said(4, 5, 4, "yes", "Teaching here is short of people."),),
    ),
    Reading(Story("Dr Cara Whitfield", "", 5), "Dermatology, with a mentor from the hospital."),
    Reading(Story("Dr David Lindqvist", "", 14), "Leading on prescribing for our network.", (YES, YES)),
    Reading(
        Story("Dr Esther Mbeki", "", 12),
        "A service for asylum seekers that we have been asked for and never had the time to set up.",
        (
            _said(5, 4, 1, "no", "Needed, and cannot start within three months.", "Could it begin smaller?"),
            _said(5, 4, 4, "yes", "Needed, and the network has rooms."),
        ),
    ),
    Reading(
        Story("Dr Frank Tolley", "", 15),
        "Research with the university on staying well in practice.",
        (_said(2, 5, 3, "yes", "Good for him."), _said(4, 5, 3, "yes", "Good for patients in the end.")),
        "agreed",
    ),
    Reading(
        Story("Dr Gita Rao", "", 13),
        "Women’s health in our villages.",
        (_said(4, 4, 3, "more", "Which villages, and who covers?", "Say which villages."), YES),
        "asked",
    ),
    Reading(Story("Dr Hugh Penrose", "", 14), "Minor surgery, so that people need not travel.", (YES, YES)),
)


def seed() -> dict[str, int]:
    """Make the panel's work once; nothing is made twice."""
    offer = _offer()
    if offer is None or Assignment.objects.filter(application__offer=offer).exists():
        return {"reviews": 0}
    staff = person_by_email(COORDINATOR)
    _colleagues(offer)
    made = [(one, _waiting(offer, one, staff)) for one in READINGS]
    actions_assign.assign_waiting(offer=offer, by=staff)
    count = sum(_read(one, application, staff) for one, application in made)
    for one, application in made:
        date_back(application, one.story.days)
    return {"reviews": count}


def _offer() -> Any:
    rows = open_offers(today()).filter(owner=organisation_by_code("QHM"), decision_by="panel", made_up=True)
    return rows.order_by("pk").first()


def _colleagues(offer: Offer) -> None:
    """Reviewers beside the one who signs in: nobody can sign in as them."""
    by = accounts.system_account(name=SYSTEM_NAME)
    for email, name in COLLEAGUES:
        person = Person(email=email, full_name=name, profession="gp", is_demo=True)
        person.set_unusable_password()
        accounts.join_as_gp(person=person)
        accounts.grant_membership(
            person=person, role=Role.REVIEWER, organisation=offer.owner, valid_from=today(), by=by
        )


def _waiting(offer: Offer, one: Reading, staff: Person) -> Application:
    application = sent_application(offer, one.story, staff, {"why": one.why})
    actions_queue.pass_on(application=application, to=Status.IN_REVIEW, by=staff)
    return application


def _read(one: Reading, application: Application, staff: Person) -> int:
    """What the readers say in turn; where one of them is still to read it is the one who signs in, if they have it."""
    rows = Assignment.objects.filter(application=application).select_related("reviewer", "application")
    mine = sorted(rows, key=lambda row: (row.reviewer.email == REVIEWER, row.pk))
    for row, said in zip(mine, one.said, strict=False):
        actions_review.submit_review(assignment=row, said=said, edit_version=0, by=row.reviewer)
    application.refresh_from_db()
    if one.then == "agreed":
        actions_panel.consolidate(
            application=application,
            recommends="offer",
            scores={"benefit": 4, "growth": 5, "doable": 3},
            note="We talked: patients gain later, and surely. Four for benefit, and an offer.",
            by=staff,
        )
    elif one.then == "asked":
        actions_queue.ask_for_more(
            application=application, text="Which villages would it be, and who would cover for you?", by=staff
        )
    return len(one.said)
