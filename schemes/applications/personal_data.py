"""What this slice holds on a person: to show, to hand over, to erase."""

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from retention_portal.core.dates import now
from retention_portal.core.holdings import Holding
from schemes.applications.models import Application, EntryCode, Evidence
from schemes.applications.models_decision import Appeal
from schemes.applications.models_talk import Message, Part

SIX_YEARS = "Six years after it ends (NGPRS, records for audit), then without name, answers and papers."
WITH_IT = "As long as the application; emptied with it."

HOLDINGS = (
    Holding(
        "applications.Application",
        ("applicant", "status_by", "first_word_by", "submitted_by"),
        "What you asked for, what you answered, and where it stands.",
        SIX_YEARS,
        about=("applicant",),
    ),
    Holding("applications.StatusChange", ("by",), "Moves of an application that you made.", SIX_YEARS),
    Holding(
        "applications.Evidence", ("uploaded_by",), "Papers that you sent.", WITH_IT, about=("uploaded_by",)
    ),
    Holding("applications.Message", ("written_by",), "What you wrote about an application.", WITH_IT),
    Holding(
        "applications.Flag", ("raised_by", "resolved_by"), "Flags that you raised or resolved.", SIX_YEARS
    ),
    Holding("applications.Part", ("approved_by",), "Whom you asked to confirm something.", WITH_IT),
    Holding("applications.Approval", ("by",), "Steps that you approved or not.", SIX_YEARS),
    Holding(
        "applications.Decision", ("set_by", "released_by"), "Decisions that you wrote or sent.", SIX_YEARS
    ),
    Holding(
        "applications.Appeal",
        ("asked_by", "answered_by"),
        "Decisions that you asked to be looked at again.",
        SIX_YEARS,
        about=("asked_by",),
    ),
    Holding("applications.Condition", ("judged_by",), "Conditions that you judged.", SIX_YEARS),
    Holding("applications.Release", ("asked_by",), "Letters that you sent together.", SIX_YEARS),
)


def export(person: Any) -> dict[str, Any]:
    """The person's applications with answers, papers, thread and decisions, as plain values; no internal notes."""
    rows = Application.objects.filter(applicant=person).select_related("offer")
    return {
        "applications": [
            {
                "offer": row.offer.title,
                "status": row.get_status_display(),
                "began_at": row.began_at,
                "submitted_at": row.submitted_at,
                "contact": {"name": row.name, "email": row.email, "phone": row.phone, "line": row.line},
                "answers": row.answers,
                "papers": list(row.papers.values("name", "size", "uploaded_at", "removed_at")),
                "messages": list(row.messages.filter(internal=False).values("text", "written_at")),
                "moves": list(row.changes.values("before", "after", "at")),
                "asked_to_confirm": list(row.parts.values("kind", "name", "email", "answered_at")),
                "letters": list(
                    row.decisions.filter(released_at__isnull=False).values("subject", "letter", "released_at")
                ),
            }
            for row in rows
        ]
    }


@transaction.atomic
def erase(person: Any) -> int:
    """Empty what says who the person is or what they wrote; the dated moves stay, as counts need them."""
    mine = Application.objects.filter(applicant=person)
    kept = list(mine.values_list("pk", flat=True))
    papers = Evidence.objects.filter(application__in=kept, removed_at=None)
    names = [name for name in papers.values_list("file", flat=True) if name]
    count = papers.update(removed_at=now(), file="", name="")
    count += Message.objects.filter(application__in=kept).update(text="Erased")
    count += Part.objects.filter(application__in=kept).update(
        name="Erased", email="erased@portal.invalid", place="", shown=[], answers={}
    )
    EntryCode.objects.filter(application__in=kept).delete()
    for application in mine:
        application.decisions.update(letter="Erased", advice="")
        Appeal.objects.filter(decision__application=application).update(text="Erased", answer="")
    count += mine.update(
        name="Erased person",
        email=f"erased-{person.pk}@portal.invalid",
        phone="",
        line="",
        answers={},
        sent_answers={},
        findings=[],
        left_because="",
    )
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
    return count
