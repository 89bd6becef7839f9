"""Who rings: the people whom an area names on its offers, else on its mentoring services. Nothing is written."""

from dataclasses import dataclass
from datetime import date

from retention_portal.organisations.models import Organisation
from schemes.catalogue.browsing import HEAVY
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import open_offers, owners_in
from schemes.mentoring.queries import open_services

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """A named person of an area. `offer_slug` is where one can leave a name and be rung; empty when one writes."""

    name: str
    role: str
    phone: str
    email: str
    offer_slug: str = ""


def contacts_in(area: Organisation, on: date) -> list[Contact]:
    """At most three named people of an area, those who ring first. Two statements at most."""
    found = _once([_of_offer(row) for row in open_offers(on, area).exclude(contact_name="").defer(*HEAVY)])
    if found:
        return found[:MOST_SHOWN]
    services = open_services(on).filter(owner__in=owners_in(area, on).values("pk"))
    return _once([Contact(row.contact_name, row.name, "", row.contact_email) for row in services])[
        :MOST_SHOWN
    ]


def _of_offer(row: Offer) -> Contact:
    role = row.contact_role or row.title
    return Contact(row.contact_name, role, row.contact_phone, row.contact_email, row.slug)


def _once(contacts: list[Contact]) -> list[Contact]:
    return list({(one.name, one.email, one.phone): one for one in reversed(contacts)}.values())[::-1]
