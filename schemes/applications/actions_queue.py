"""What those who look after applications do short of deciding: first word, questions, notes, flags, passing on."""

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import emails, permissions
from schemes.applications.actions_draft import keep_message
from schemes.applications.actions_move import locked, moved
from schemes.applications.models import Application
from schemes.applications.models_talk import Flag, Message
from schemes.applications.statuses import TRANSITIONS, WITH_US, Status


@transaction.atomic
def note_first_word(*, application: Application, by: Person) -> None:
    """Note that somebody has spoken with the applicant: it stops the service clock, once."""
    permissions.check_can_look_after(by, application)
    _first_word(application, by)


def _first_word(application: Application, by: Person) -> None:
    rows = Application.objects.filter(pk=application.pk, first_word_at=None)
    if rows.update(first_word_at=now(), first_word_by=by):
        audit.record(
            by=by,
            verb="applications.first_word",
            obj=application,
            fields=["first_word_at"],
            organisation=application.owner,
        )


@transaction.atomic
def write_to_applicant(*, application: Application, text: str, by: Person) -> Message:
    """Write to the applicant, who gets a mail that says only that there is a message. It counts as first word."""
    permissions.check_can_look_after(by, application)
    if application.applicant_id is None:
        raise Refused("They have not opened the form yet, so ring them or write to their address.")
    message = keep_message(application, text, by)
    _first_word(application, by)
    emails.tell_of_message(message)
    return message


@transaction.atomic
def write_note(*, application: Application, text: str, by: Person) -> Message:
    """Keep a note for staff alone."""
    permissions.check_can_look_after(by, application)
    return keep_message(application, text, by, internal=True)


@transaction.atomic
def ask_for_more(*, application: Application, text: str, by: Person) -> Message:
    """Ask the applicant for something more; the days already waited on us are kept for when it comes back."""
    application = locked(application)
    permissions.check_can_ask(by, application)
    moves = TRANSITIONS[Status(application.status)]
    to = Status.MORE_ASKED if Status.MORE_ASKED in moves else Status.MORE_ASKED_AFTER
    message = keep_message(application, text, by, asks=True)
    moved(application, to, by=by)
    _first_word(application, by)
    emails.tell_of_message(message)
    return message


@transaction.atomic
def pass_on(*, application: Application, to: str, by: Person) -> Application:
    """Pass it to the next of our own states, without deciding. Refused while a flag stops assessment."""
    application = locked(application)
    if to not in Status.values:
        raise BadInput("Choose where it goes next.", allowed=tuple(Status.values))
    permissions.check_can_pass_on(by, application, Status(to))
    return moved(application, Status(to), by=by)


@transaction.atomic
def raise_flag(*, application: Application, reason: str, team: str, stops: bool, by: Person) -> Flag:
    """Raise a flag with its reason and the team that owns it; nothing is decided while it is open (CASE-A-16)."""
    permissions.check_can_look_after(by, application)
    if application.status not in WITH_US:
        raise Refused("A flag is raised while it is our turn.", code="CASE-A-07")
    flag = Flag.objects.create(
        application=application, reason=reason.strip(), team=team.strip(), stops=stops, raised_by=by
    )
    audit.record(by=by, verb="applications.flag_raised", obj=flag, organisation=application.owner)
    return flag


@transaction.atomic
def resolve_flag(*, flag: Flag, resolution: str, by: Person) -> Flag:
    """Resolve a flag, with the reason (CASE-A-16). Of two who do it at once one does."""
    permissions.check_can_look_after(by, flag.application)
    if not resolution.strip():
        raise BadInput("Say how it was resolved.", code="CASE-A-16")
    changed = Flag.objects.filter(pk=flag.pk, resolved_at=None).update(
        resolved_at=now(), resolved_by=by, resolution=resolution.strip()
    )
    if not changed:
        raise Refused("This flag is resolved already.", code="resolved")
    audit.record(
        by=by,
        verb="applications.flag_resolved",
        obj=flag,
        fields=["resolution"],
        organisation=flag.application.owner,
    )
    flag.refresh_from_db()
    return flag
