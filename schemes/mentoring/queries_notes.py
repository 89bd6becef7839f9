"""The only way to a note: for one of the two, opened one by one. No coordinator, no report, no way round it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from retention_portal.core.dates import LONDON
from retention_portal.core.encryption import KeyIsGone, opened
from schemes.mentoring.models import Pairing
from schemes.mentoring.models_meeting import Note
from schemes.mentoring.rules_plan import notes_go_on

CANNOT_BE_OPENED = "This note cannot be opened: the key it was sealed with is gone."


@dataclass(frozen=True, slots=True, repr=False)
class OpenNote:
    """A note as one of the two reads it. It has no `repr`, so that no log or error page can print it."""

    pk: int
    text: str
    written_at: datetime
    author: int


def notes_visible_to(user: Any) -> QuerySet[Note]:
    """Sealed notes of pairings of which the user is one of the two."""
    return Note.objects.filter(Q(pairing__mentor__person=user) | Q(pairing__request__person=user))


def notes_of(pairing: Pairing, user: Any) -> list[OpenNote]:
    """The notes of a pairing, oldest first, opened for one of the two; nothing for anybody else."""
    rows = notes_visible_to(user).filter(pairing=pairing)
    return [OpenNote(row.pk, _text(row), row.written_at, row.author_id) for row in rows]


def notes_erased_on(pairing: Pairing) -> date | None:
    """The day on which the notes of a pairing go; None while the two still meet."""
    if pairing.ended_at is None:
        return None
    weeks = pairing.request.service.notes_kept_weeks
    return notes_go_on(pairing.ended_at.astimezone(LONDON).date(), weeks)


def _text(row: Note) -> str:
    try:
        return opened(row.sealed)
    except KeyIsGone:
        return CANNOT_BE_OPENED
