"""SCH-PH: NHS Practitioner Health (handbook 3.11). A signpost only: no fact is read, nothing is evaluated or logged."""

from datetime import date

from schemes.catalogue.rules.book import Opening, RuleBook
from schemes.catalogue.rules.portfolio_plus import free

PRACTITIONER_HEALTH = RuleBook(
    code="SCH-PH",
    names=((None, "NHS Practitioner Health"),),
    openings=(Opening(date(2017, 1, 30)),),
    rules=(),
    decided_by="the service: one refers oneself",
    signpost="Confidential help by self-referral, under another name if wished. Nothing is checked or noted here; "
    "who may use it today is unconfirmed (U-17), and the service itself says.",
    money=free,
)
