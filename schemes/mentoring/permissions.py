"""Who may do what in mentoring. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from schemes.mentoring.models import Mentor, Pairing, Request, Service
from schemes.mentoring.models_meeting import Note
from schemes.mentoring.queries import COORDINATORS
from schemes.mentoring.statuses import PairingStatus


def check_can_run_for(user: Any, owner: Organisation) -> None:
    """Refuse to anyone who does not coordinate there."""
    if not access.reaches(user, COORDINATORS, owner):
        raise Refused("Only a coordinator of this area can do this.")


def check_can_run(user: Any, service: Service) -> None:
    """Refuse to anyone who does not look after the service."""
    check_can_run_for(user, service.owner)


def check_can_confirm(user: Any, mentor: Mentor) -> None:
    """Refuse one's own offer, and a GP whose number nobody has checked yet."""
    check_can_run(user, mentor.service)
    if mentor.person_id == user.pk:
        raise Refused("This is your own offer. Another coordinator looks at it.")
    if mentor.person.profession == Profession.GP and not mentor.person.gmc_is_checked:
        raise Refused(
            "The GMC number of this person is not checked yet. Check it first, then confirm the offer."
        )


def check_professions(person: Any, service: Service) -> None:
    """Refuse a person whose profession the service is not open to."""
    if service.professions and person.profession not in service.professions:
        names = " and ".join(Profession(value).label for value in service.professions)
        raise Refused(
            f"{service.name} is open to: {names}. Your profile says something else, or nothing yet."
        )


def check_is_open(service: Service) -> None:
    """Refuse new people once a service is closed."""
    if service.closed_on is not None and service.closed_on <= today():
        raise Refused(f"{service.name} takes nobody new since {service.closed_on:%-d %B %Y}.")


def check_can_offer(user: Any, service: Service) -> None:
    """Refuse a closed service, and a second offer to the same one."""
    check_is_open(service)
    if Mentor.objects.filter(service=service, person=user).exclude(status="left").exists():
        raise Refused("You have offered already. Your offer is on the page “Talk to a mentor”.")


def check_can_ask(user: Any, service: Service) -> None:
    """Refuse a second open request to the same service, and professions it is not open to."""
    check_is_open(service)
    check_professions(user, service)
    if Request.objects.filter(service=service, person=user, status__in=("waiting", "paired")).exists():
        raise Refused("You have asked already. You find it on the page “Talk to a mentor”.")


def check_own_request(user: Any, request: Request) -> None:
    """Refuse anybody but the one who asked."""
    if request.person_id != user.pk:
        raise Refused("Only the person who asked can do this.")


def check_own_offer(user: Any, mentor: Mentor) -> None:
    """Refuse anybody but the mentor."""
    if mentor.person_id != user.pk:
        raise Refused("Only the mentor can do this.")


def check_can_answer(user: Any, pairing: Pairing) -> None:
    """Only the mentor answers, and only once (M-02)."""
    check_own_offer(user, pairing.mentor)
    if pairing.status != PairingStatus.PENDING:
        raise Refused("This was answered already.")


def check_one_of_the_two(user: Any, pairing: Pairing) -> None:
    """Refuse anybody but the two people."""
    if user.pk not in (pairing.mentor.person_id, pairing.request.person_id):
        raise Refused("Only the two people can do this.")


def check_can_end(user: Any, pairing: Pairing) -> None:
    """Either of the two ends what is under way; before the mentor has answered, only the one who asked (M-01)."""
    check_one_of_the_two(user, pairing)
    if pairing.status == PairingStatus.PENDING and user.pk == pairing.mentor.person_id:
        raise Refused("Answer first: say yes, or that you cannot.")


def check_can_log(user: Any, pairing: Pairing) -> None:
    """Either of the two logs a session while the pairing is under way."""
    check_one_of_the_two(user, pairing)
    if pairing.status != PairingStatus.ACCEPTED:
        raise Refused(
            "Sessions are logged while you meet: after the mentor has said yes, and before the end."
        )


def check_can_write_note(user: Any, pairing: Pairing) -> None:
    """Refuse anybody but the two, a service that has notes off, and a pairing that is not under way."""
    check_one_of_the_two(user, pairing)
    if not pairing.request.service.notes_on:
        raise Refused("This service keeps no notes.")
    if pairing.status != PairingStatus.ACCEPTED:
        raise Refused("Notes are written while you meet: after the mentor has said yes, and before the end.")


def check_own_note(user: Any, note: Note) -> None:
    """Refuse anybody but the one who wrote it."""
    if note.author_id != user.pk:
        raise Refused("Only the person who wrote a note can take it out.")
