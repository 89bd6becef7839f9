"""The two things that leave the session, each at the press of a button: a mail to oneself, and facts kept."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from retention_portal.accounts.actions import state_fact
from retention_portal.accounts.models import Person
from retention_portal.core import limits
from schemes.catalogue.fitting import emails, questions
from schemes.catalogue.fitting.queries import Results

MAILS_AN_HOUR = 3
MAILS_AN_ADDRESS = 30


@transaction.atomic
def send_to_oneself(*, found: Results, to: str, visit: str, network_address: str) -> None:
    """One mail with the results. Raises TooOften past three an hour in one visit, thirty from one network address."""
    hour = timedelta(hours=1)
    limits.take(f"fitting:{visit}", most=MAILS_AN_HOUR, within=hour, what="mails in one hour")
    limits.take(f"fitting:{network_address}", most=MAILS_AN_ADDRESS, within=hour, what="mails in one hour")
    emails.send_results(found, to=to)


@transaction.atomic
def keep_facts(*, said: questions.Told, by: Person) -> dict[str, Any]:
    """Carry into the fact store what `kept_facts` names, no more; what was kept, by name."""
    facts = questions.kept_facts(said)
    for name, value in facts.items():
        state_fact(person=by, name=name, value=value, by=by, source_note="What fits me?")
    return facts
