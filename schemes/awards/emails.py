"""The mails of this slice, under the neutral name: a claim came back, and the one question at 6 and 12 months."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from retention_portal.core.emails.actions import send_email
from schemes.awards.models import Claim, StillInPost

_SIGNER = Signer(salt="awards.still_in_post")


def question_token(question: StillInPost) -> str:
    """The signed part of the link: no sign-in is needed, and nobody can make another's."""
    return _SIGNER.sign(str(question.pk))


def question_id(token: str) -> int | None:
    """The question of a link; None for one that we did not make."""
    try:
        return int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def ask_still_in_post(question: StillInPost) -> None:
    """One neutral mail, once for each milestone. The link opens a page with five buttons; opening writes nothing."""
    context = {
        "months": question.milestone,
        "address": f"{settings.PUBLIC_URL}{reverse('awards:still_in_post', args=[question_token(question)])}",
    }
    key = f"awards.still_in_post:{question.award_id}:{question.milestone}"
    send_email(key=key, to=question.award.person.email, template="awards/still_in_post", context=context)


def tell_returned(claim: Claim) -> None:
    """Tell whoever sent a claim that it came back. Neither the claim nor the reason stands in the mail."""
    moment = claim.decided_at.isoformat() if claim.decided_at else ""
    send_email(
        key=f"awards.claim_returned:{claim.pk}:{moment}",
        to=claim.submitted_by.email,
        template="awards/claim_returned",
        context={"address": f"{settings.PUBLIC_URL}{reverse('awards:claim', args=[claim.pk])}"},
    )
