"""Writing what an area offers. Applications are never touched: they answer a frozen version."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import check_move, move
from retention_portal.organisations.models import Organisation
from schemes.catalogue import permissions
from schemes.catalogue.form_check import Problem, check_offer
from schemes.catalogue.form_layout import as_json, form_of
from schemes.catalogue.models import Offer, OfferVersion
from schemes.catalogue.statuses import TRANSITIONS, OfferStatus

CONTENT = frozenset(
    {
        *("title", "summary", "what_you_get", "money_text", "time_needed", "repay_text", "where_text"),
        *("programme_dates", "opens_on", "closes_on", "starts_on", "places", "level", "professions"),
        *("career_stages", "needs", "rules", "questions", "documents", "host_part", "supervisor_part"),
        *("letters", "contact_name", "contact_role", "contact_phone", "contact_email", "decision_by"),
        *("decided_by_text", "blind", "score_weights", "review"),
    }
)
"""What the writers of an offer may set."""


class NotReady(Refused):
    """An offer cannot be published yet: `problems` say what to mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems), code=problems[0].code)
        self.problems = problems


@transaction.atomic
def create_offer(
    *,
    owner: Organisation,
    kind: str,
    content: Mapping[str, Any],
    by: Any,
    scheme: Any = None,
    copied_from: Offer | None = None,
    case_study: str = "",
    made_up: bool = False,
) -> Offer:
    """A new draft of an area. `content`: values for names in CONTENT; title, summary and opens_on at least.

    Raises Refused for somebody else's area, BadInput for an unknown name or dates out of order.
    """
    permissions.check_can_write_for(by, owner)
    offer = Offer(
        owner=owner,
        kind=kind,
        scheme=scheme,
        copied_from=copied_from,
        case_study=case_study,
        made_up=made_up,
        created_by=by,
        updated_by=by,
    )
    _set(offer, content)
    offer.slug = _free_slug(offer.title, owner)
    offer.save()
    audit.record(by=by, verb="catalogue.offer_created", obj=offer, fields=sorted(content), organisation=owner)
    return offer


@transaction.atomic
def update_offer(*, offer: Offer, content: Mapping[str, Any], revision: int, by: Any) -> Offer:
    """Save what is written of an offer. `revision` is the one that the writer began from.

    A published offer must stay in order: its change is checked and frozen as the next version at once (NotReady
    otherwise, and nothing is saved). Applications already begun keep their own version. Raises Refused when
    somebody else saved meanwhile.
    """
    permissions.check_can_edit_offer(by, offer)
    current = _locked(offer)
    if current.revision != revision:
        raise Refused(
            "Somebody else saved this offer a moment ago. Open it again and repeat your change.", code="moved"
        )
    changed = [name for name in sorted(content) if getattr(current, name, None) != content[name]]
    _set(current, content)
    if changed:
        current.revision, current.updated_by, current.updated_at = revision + 1, by, now()
        if current.status == OfferStatus.PUBLISHED:
            _freeze(current, by, leaving_out="OFFER-01")  # over, and its telephone number still to be right
        current.save()
        audit.record(
            by=by, verb="catalogue.offer_changed", obj=current, fields=changed, organisation=current.owner
        )
    return current


@transaction.atomic
def publish_offer(*, offer: Offer, by: Any) -> Offer:
    """Publish a draft, or a closed offer again: its form is checked and frozen. Raises NotReady with the problems."""
    permissions.check_can_edit_offer(by, offer)
    current = _locked(offer)
    check_move(current, OfferStatus.PUBLISHED, TRANSITIONS)
    _freeze(current, by)
    move(
        current,
        OfferStatus.PUBLISHED,
        by=by,
        transitions=TRANSITIONS,
        also={"live": current.live, "updated_by": by, "updated_at": now()},
        organisation=current.owner,
    )
    return current


@transaction.atomic
def close_offer(*, offer: Offer, by: Any) -> Offer:
    """Close an offer to new applications today; those under way go on."""
    permissions.check_can_edit_offer(by, offer)
    current = _locked(offer)
    closes_on = min(current.closes_on or today(), today())
    also = {"closes_on": max(closes_on, current.opens_on), "updated_by": by, "updated_at": now()}
    move(current, OfferStatus.CLOSED, by=by, transitions=TRANSITIONS, also=also, organisation=current.owner)
    return current


def _locked(offer: Offer) -> Offer:
    rows = Offer.objects.select_related("scheme", "owner", "live")
    return rows.select_for_update(of=("self",)).get(pk=offer.pk)


def _set(offer: Offer, content: Mapping[str, Any]) -> None:
    unknown = set(content) - CONTENT
    if unknown:
        raise BadInput(f"An offer has no {', '.join(sorted(unknown))}.", allowed=sorted(CONTENT))
    for name, value in content.items():
        setattr(offer, name, value)
    if offer.closes_on and offer.closes_on < offer.opens_on:
        raise BadInput("It cannot close before it opens.")


def _freeze(offer: Offer, by: Any, leaving_out: str = "") -> None:
    """Check the offer and store its form as the next version, unless the form is the same as the last."""
    problems = [one for one in check_offer(offer, today()) if one.code != leaving_out]
    if problems:
        raise NotReady(problems)
    form = as_json(form_of(offer))
    if offer.live is not None and offer.live.form == form:
        return
    number = offer.live.number + 1 if offer.live else 1
    offer.live = OfferVersion.objects.create(offer=offer, number=number, form=form, published_by=by)


def _free_slug(title: str, owner: Organisation) -> str:
    """An address that no offer has. The owner's row is held, so that two at once get two addresses."""
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.pk)
    start = f"{slugify(title)[:60].strip('-') or 'offer'}-{slugify(owner.code)}"
    taken = set(Offer.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(slug for slug in (start, *(f"{start}-{n}" for n in range(2, 10_000))) if slug not in taken)
