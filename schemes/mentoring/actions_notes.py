"""Write, take back and erase notes of the two. None of it leaves a line in the audit trail: that somebody wrote
something after a session is itself between the two.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Now

from retention_portal.accounts.models import Person
from retention_portal.core.encryption import KeyIsGone, is_sealed_with_newest, resealed, sealed
from retention_portal.core.refusals import Refused
from schemes.mentoring import permissions
from schemes.mentoring.models import Pairing
from schemes.mentoring.models_meeting import Note
from schemes.mentoring.rules_plan import check_note

MOST_NOTES = 200


@transaction.atomic
def write_note(*, pairing: Pairing, text: str, by: Person) -> Note:
    """Keep a note for the two, sealed. Refused where the service has notes off, and once the two have ended."""
    permissions.check_can_write_note(by, pairing)
    check_note(text)
    if Note.objects.filter(pairing=pairing).count() >= MOST_NOTES:
        raise Refused(f"There are {MOST_NOTES} notes already. Take one out first.")
    return Note.objects.create(pairing=pairing, author=by, sealed=sealed(text.strip()))


@transaction.atomic
def erase_note(*, note: Note, by: Person) -> None:
    """Take out a note that one wrote oneself. It is gone at once and for both."""
    permissions.check_own_note(by, note)
    note.delete()


@transaction.atomic
def erase_old_notes() -> int:
    """Erase the notes of pairings that ended as long ago as their service keeps them; how many went."""
    weeks = F("pairing__request__service__notes_kept_weeks") * timedelta(weeks=1)
    due = ExpressionWrapper(F("pairing__ended_at") + weeks, output_field=DateTimeField())
    old = Note.objects.annotate(due=due).filter(due__lte=Now())
    return Note.objects.filter(pk__in=old.values("pk")).delete()[0]


def seal_again() -> int:
    """Seal with the newest key what an older one sealed; how many. What no key opens is left as it is."""
    changed = 0
    for note in Note.objects.order_by("pk").iterator():
        if is_sealed_with_newest(note.sealed):
            continue
        try:
            fresh = resealed(note.sealed)
        except KeyIsGone:
            continue
        changed += Note.objects.filter(pk=note.pk, sealed=bytes(note.sealed)).update(sealed=fresh)
    return changed
