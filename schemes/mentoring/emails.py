"""Mails of mentoring: neutral subjects, no names in them, nothing of what people talk about."""

from django.conf import settings
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.emails import send_email
from schemes.mentoring.models import Mentor, Pairing, Request
from schemes.mentoring.models_group import Group
from schemes.mentoring.models_meeting import Plan


def tell_mentor_confirmed(mentor: Mentor) -> None:
    """The coordinator has said yes to an offer."""
    _tell(
        "mentor_confirmed", f"mentoring.confirmed:{mentor.pk}", mentor.person.email, reverse("mentoring:home")
    )


def ask_mentor(pairing: Pairing) -> None:
    """Somebody would like to talk to this mentor."""
    address = reverse("mentoring:pairing", args=[pairing.pk])
    _tell("mentor_asked", f"mentoring.asked:{pairing.pk}", pairing.mentor.person.email, address)


def tell_answer(pairing: Pairing) -> None:
    """The mentor has said yes: the two may write to each other."""
    address = reverse("mentoring:pairing", args=[pairing.pk])
    _tell("accepted", f"mentoring.accepted:{pairing.pk}", pairing.request.person.email, address)


def tell_still_looking(request: Request, pairing: Pairing) -> None:
    """The mentor could not: we look again."""
    address = reverse("mentoring:home")
    _tell("still_looking", f"mentoring.again:{pairing.pk}", request.person.email, address)


def tell_ended(pairing: Pairing, to: str) -> None:
    """The other has ended it; no reason is asked or told."""
    _tell("ended", f"mentoring.ended:{pairing.pk}", to, reverse("mentoring:home"))


def ask_about_plan(plan: Plan, other: Person) -> None:
    """The other has proposed a change of plan."""
    address = reverse("mentoring:pairing", args=[plan.pairing_id])
    _tell("plan", f"mentoring.plan:{plan.pk}", other.email, address)


def tell_group_closed(group: Group, person: Person) -> None:
    """A group has ended or was taken off the list."""
    key = f"mentoring.group_closed:{group.pk}:{person.pk}"
    _tell("group_closed", key, person.email, reverse("mentoring:groups"))


def _tell(template: str, key: str, to: str, path: str) -> None:
    context = {"address": f"{settings.PUBLIC_URL}{path}"}
    send_email(key=key, to=to, template=f"mentoring/{template}", context=context)
