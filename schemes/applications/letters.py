"""What an application fills into the letters of its offer, and the letters that go out before a decision."""

from datetime import date
from typing import Any

from retention_portal.core.dates import add_working_days
from schemes.applications.models import Application
from schemes.applications.periods import length
from schemes.applications.rules_letters import MORE, RECEIVED, Filling, letter_on_the_way


def filling_of(application: Application, **more: Any) -> Filling:
    """The fields that every letter has; `more` are those of one kind. No statement."""
    offer = application.offer
    contact = {
        "name": offer.contact_name,
        "role": offer.contact_role,
        "phone": offer.contact_phone,
        "email": offer.contact_email,
    }
    return Filling(
        name=application.name,
        scheme=offer.title,
        contact=contact,
        place=application.owner.name,
        starts_on=offer.starts_on,
        **more,
    )


def received(application: Application, on: date) -> tuple[str, str]:
    """(subject, text) of the letter that says that what was sent on a day is here, with the day of the first word."""
    word_by = add_working_days(on, length("first_word", application.owner.code, on))
    return letter_on_the_way(application.form, RECEIVED, filling_of(application, reply_by=word_by))


def more_information(application: Application, what: str, on: date) -> tuple[str, str]:
    """(subject, text) of the letter that asks for `what`, with the day by which it is wished for."""
    by = add_working_days(on, length("more_information", application.owner.code, on))
    filling = filling_of(application, reply_by=by, what_is_needed=what.strip())
    return letter_on_the_way(application.form, MORE, filling)
