"""What this slice holds on a person: what they are on, what was paid, and two optional answers."""

from typing import Any

from django.db import transaction

from retention_portal.core import audit
from retention_portal.core.holdings import Holding
from schemes.awards.models import Award, Claim, LedgerEntry, StillInPost

SIX_YEARS = "Six years after it ends, as the scheme's rules ask for audit; then without your name."
HOLDINGS = (
    Holding(
        "awards.Award", ("person", "opened_by"), "The support you are on, where, and since when.", SIX_YEARS,
        about=("person",),
    ),
    Holding("awards.Review", ("held_by",), "Yearly reviews that you recorded.", SIX_YEARS),
    Holding(
        "awards.Claim", ("submitted_by", "seen_by", "decided_by", "paid_by"),
        "Claims that you sent or decided, with their evidence.", SIX_YEARS, about=("submitted_by",),
    ),
    Holding("awards.LedgerEntry", ("posted_by",), "Lines of a payment ledger that you posted.", SIX_YEARS),
)  # fmt: skip


def export(person: Any) -> dict[str, Any]:
    """The person's awards with patterns, reviews, ledger and answers, and their claims, as plain values."""
    mine = Award.objects.filter(person=person)
    facts = (
        "pk",
        "title",
        "scheme_code",
        "host__code",
        "starts_on",
        "ends_on",
        "left_on",
        "status",
        "end_reason",
    )
    return {
        "support": list(mine.values(*facts)),
        "patterns": list(
            mine.values(
                "pk", "patterns__starts_on", "patterns__sessions_per_week", "patterns__sessions_per_year"
            )
        ),
        "pauses": list(
            mine.filter(pauses__isnull=False).values("pk", "pauses__starts_on", "pauses__ends_on")
        ),
        "reviews": list(mine.filter(reviews__isnull=False).values("pk", "reviews__year", "reviews__outcome")),
        "payments": list(
            LedgerEntry.objects.filter(award__in=mine).values(
                "award", "kind", "starts_on", "amount", "payee", "text"
            )
        ),
        "claims": list(
            Claim.objects.filter(submitted_by=person).values(
                "pk", "kind", "amount", "status", "words", "evidence_name"
            )
        ),
        "answers": list(
            StillInPost.objects.filter(award__in=mine).values("milestone", "answer", "answered_at")
        ),
    }


@transaction.atomic
def erase(person: Any) -> int:
    """Forget the words and answers; the support and its money stay for audit (CASE-E-02), about nobody.

    Returns how many rows were emptied or removed.
    """
    mine = Award.objects.filter(person=person)
    count = Claim.objects.filter(award__in=mine).exclude(words="").update(words="")
    count += StillInPost.objects.filter(award__in=mine).exclude(answer="").update(answer="", answered_at=None)
    count += mine.exclude(end_reason="").update(end_reason="")
    audit.record(by=person, verb="awards.erased", obj=person)
    return count
