"""What the plumbing holds on people: who asked for a job, what was written to whom, what a field held before."""

from typing import Any

from retention_portal.core.audit import erase_old_values
from retention_portal.core.holdings import Holding
from retention_portal.core.models import AuditEvent, Email, Job

HOLDINGS = (
    Holding("core.Job", ("requested_by",), "Long work that you asked for.", "As long as its result."),
    Holding(
        "core.AuditEvent",
        ("actor_id",),
        "What you did, as the number of your account.",
        "Six years; it holds no names and no values.",
    ),
    Holding(
        "core.AuditOldValue",
        ("subject_id",),
        "What your name, profession or number was before you changed it.",
        "As long as the account; erased with it.",
        about=("subject_id",),
    ),
    Holding(
        "core.Email", (), "Mails that we sent to your address.", "As long as the account; erased with it."
    ),
)


def export(person: Any) -> dict[str, Any]:
    """The mails sent to the person, the jobs they asked for and what they did, as plain values."""
    return {
        "mails": list(Email.objects.filter(to=person.email).values("subject", "text", "created_at", "state")),
        "jobs": list(Job.objects.filter(requested_by=person).values("kind", "state", "created_at")),
        "acts": list(
            AuditEvent.objects.filter(actor_id=person.pk).values("at", "verb", "object_type", "object_id")
        ),
    }


def erase(person: Any) -> int:
    """Forget earlier values of the person's fields, and the mails. How many rows."""
    return erase_old_values(person.pk) + Email.objects.filter(to=person.email).delete()[0]
