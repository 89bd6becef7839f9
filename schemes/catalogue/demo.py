"""Offers for the demonstration: several of QHM in different states, one of QZZ. All made up, and marked so."""

from datetime import timedelta
from typing import Any

from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import today
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue import actions, queries, starting
from schemes.catalogue.models import Offer
from schemes.catalogue.statuses import OfferStatus

COORDINATOR, OTHER = "coordinator@example.org", "other-coordinator@example.org"
CONTACT = {
    "contact_role": "Careers coordinator",
    "contact_phone": "0191 498 0100",
    "contact_email": "coordinator@example.org",
    "decided_by_text": "The careers coordinator and the clinical lead",
}
OTHER_CONTACT = CONTACT | {"contact_phone": "01632 960100", "contact_email": "other-coordinator@example.org"}

# From what, open since and until so many days from today (None: no end), state, and what is changed.
STORIES: tuple[tuple[str, int, int | None, str, dict[str, Any]], ...] = (
    ("CASE-04", -30, 45, "published", {
        "places": 24, "money_text": "Up to £10,000 to your practice for cover, so that you can go.",
        "repay_text": "You would stay for two years. If you leave sooner we talk; nothing is taken back this round.",
        "time_needed": "Half an hour", "decision_by": "panel", "blind": True,
        "decided_by_text": "A panel of three GPs and the coordinator, who score without names",
        "score_weights": [
            {"key": "benefit", "label": "Benefit to patients and practice", "weight": 40},
            {"key": "growth", "label": "What it would mean for you", "weight": 40},
            {"key": "doable", "label": "Can it start within three months", "weight": 20},
        ],
        "review": {"hidden": ["practice"]},
    }),
    ("CASE-02", -400, None, "published", {"time_needed": "Five minutes", "money_text": "Free to you."}),
    ("CASE-07", -200, None, "published", {
        "time_needed": "An evening, once", "money_text": "Paid by the session, with indemnity cover.",
        "where_text": "Practices from Berwick to Barrow; you say how far you travel",
    }),
    ("CASE-10", -60, 120, "published", {
        "places": 8, "time_needed": "Twenty minutes", "money_text": "Unpaid; travel is paid.",
        "where_text": "Four training practices",
    }),
    ("CASE-05", 20, 60, "published", {
        "places": 30, "time_needed": "Fifteen minutes", "money_text": "Free; your practice is paid for cover.",
        "where_text": "Durham, close to the station",
        "programme_dates": ["Day 1 to 3: in the spring", "Day 4 and 5: early summer"],
    }),
    ("CASE-08", -300, -200, "closed", {"money_text": "Up to £500 for training.", "places": 40}),
    ("CASE-09", 30, 90, "draft", {"places": 12}),
)  # fmt: skip


def seed() -> dict[str, int]:
    """Make the offers that are missing; nothing is made twice."""
    made = 0
    for story in STORIES:
        made += _local("QHM", COORDINATOR, CONTACT, story)
    made += _national("QHM", COORDINATOR, CONTACT, "SCH-NGPRS")
    mentoring = ("CASE-02", -90, None, "published", {"time_needed": "Five minutes"})
    made += _local("QZZ", OTHER, OTHER_CONTACT, mentoring)
    return {"offers": made}


def _local(
    code: str,
    email: str,
    contact: dict[str, str],
    story: tuple[str, int, int | None, str, dict[str, Any]],
) -> int:
    case, opens, closes, status, changes = story
    owner, by = organisation_by_code(code), person_by_email(email)
    found = starting.from_case_study(case, today())
    if owner is None or found is None or Offer.objects.filter(owner=owner, case_study=case).exists():
        return 0
    content = found[1] | contact | changes
    content["opens_on"] = today() + timedelta(days=opens)
    content["closes_on"] = None if closes is None else today() + timedelta(days=closes)
    late = status == OfferStatus.CLOSED
    if late:
        content["closes_on"] = None
    offer = actions.create_offer(
        owner=owner, kind=found[0], content=content, by=by, case_study=case, made_up=True
    )
    if status != OfferStatus.DRAFT:
        offer = actions.publish_offer(offer=offer, by=by)
    if late:
        actions.close_offer(offer=offer, by=by)
    return 1


def _national(code: str, email: str, contact: dict[str, str], scheme_code: str) -> int:
    owner, scheme = organisation_by_code(code), queries.scheme_by_code(scheme_code)
    record = queries.record_on(scheme, today()) if scheme else None
    if owner is None or record is None or Offer.objects.filter(owner=owner, scheme=scheme).exists():
        return 0
    kind, content = starting.from_scheme(record, today())
    content |= contact | {
        "title": "GP Retention Scheme in the North East and North Cumbria",
        "opens_on": today() - timedelta(days=365),
        "decided_by_text": "NHS England, after the scheme lead and the ICB",
    }
    offer = actions.create_offer(
        owner=owner, kind=kind, content=content, by=person_by_email(email), scheme=scheme, made_up=True
    )
    actions.publish_offer(offer=offer, by=offer.created_by)
    return 1
