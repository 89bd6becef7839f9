"""What this slice holds on a person: to show, to hand over, to erase."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from retention_portal.core.dates import now, today
from retention_portal.core.holdings import Holding
from schemes.applications import papers, personal_data_review
from schemes.applications.models import Application, EntryCode, Evidence
from schemes.applications.models_decision import Appeal, Approval, Condition, Decision
from schemes.applications.models_talk import Flag, Message, Part

UNSENT = "What was never sent: 12 months after the last change, unless your area chose another time. "
SIX_YEARS = "Six years after it ends (NGPRS, records for audit), then without name, answers and papers."
WITH_IT = "As long as the application; emptied with it."

HOLDINGS = (
    Holding(
        "applications.Application",
        ("applicant", "status_by", "first_word_by", "submitted_by"),
        "What you asked for, what you answered, and where it stands.",
        UNSENT + SIX_YEARS,
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
    *personal_data_review.HOLDINGS,
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
                "papers": list(
                    row.papers.filter(part=None).values("name", "size", "uploaded_at", "removed_at")
                ),
                "messages": list(row.messages.filter(internal=False).values("text", "written_at")),
                "moves": list(row.changes.values("before", "after", "at")),
                "said_by_reviewers": personal_data_review.said_of(row),
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
    return empty(Application.objects.filter(applicant=person).values_list("pk", flat=True))


def empty(applications: Iterable[int]) -> int:
    """Empty these applications with all that hangs on them, in the caller's transaction; how many rows changed."""
    kept = list(applications)
    sent = Evidence.objects.filter(application__in=kept, removed_at=None)
    names = [name for name in sent.values_list("file", flat=True) if name]
    count = sent.update(removed_at=now(), file="", name="")
    count += Message.objects.filter(application__in=kept).update(text="Erased")
    count += Part.objects.filter(application__in=kept).update(
        name="Erased", email="erased@portal.invalid", place="", shown=[], answers={}
    )
    EntryCode.objects.filter(application__in=kept).delete()
    count += personal_data_review.empty(kept)
    Decision.objects.filter(application__in=kept).update(letter="Erased", advice="")
    Condition.objects.filter(decision__application__in=kept).update(text="Erased")
    Approval.objects.filter(application__in=kept).update(comment="")
    Flag.objects.filter(application__in=kept).update(reason="Erased")
    Flag.objects.filter(application__in=kept, resolved_at__isnull=False).update(resolution="Erased")
    Appeal.objects.filter(decision__application__in=kept).update(text="Erased", answer="")
    count += Application.objects.filter(pk__in=kept).update(
        name="Erased person",
        email=Concat(Value("erased-"), Cast("pk", CharField()), Value("@portal.invalid")),
        phone="",
        line="",
        answers={},
        sent_answers={},
        findings=[],
        left_because="",
        emptied_on=today(),
    )
    for name in names:
        papers.forget_file(name)
    return count
