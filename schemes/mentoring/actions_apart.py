"""Whom a person would rather not be matched with: said by themselves, read by nobody else, no reason asked."""

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.refusals import BadInput, Refused
from schemes.mentoring import permissions
from schemes.mentoring.matching import Bar
from schemes.mentoring.models import Barred, KeepApart
from schemes.mentoring.rules_apart import MOST_KEPT_APART, key_of

SAID_BY_ONESELF = (Bar.ASKED, Bar.APPRAISER, Bar.RESPONSIBLE_OFFICER, Bar.FAMILY)


@transaction.atomic
def keep_apart(*, who: str, why: Bar = Bar.ASKED, by: Person) -> KeepApart:
    """Never be matched with somebody, told by name, address or GMC number. Holds in every service, both ways."""
    text = " ".join(who.split())
    if len(key_of(text)) < 2:
        raise BadInput("Enter a name, an email address or a GMC number.")
    if why not in SAID_BY_ONESELF:
        raise BadInput("Choose one of the answers shown.")
    Person.objects.select_for_update().get(pk=by.pk)
    if KeepApart.objects.filter(person=by).count() >= MOST_KEPT_APART:
        raise Refused(
            f"You named {MOST_KEPT_APART} people already. Take one out first, or ask a coordinator."
        )
    try:
        with transaction.atomic():
            return KeepApart.objects.create(person=by, who=text, why=why.value)
    except IntegrityError:
        raise Refused("You named this person already.") from None


@transaction.atomic
def forget_apart(*, line: KeepApart, by: Person) -> None:
    """Take somebody off the list again."""
    if line.person_id != by.pk:
        raise Refused("Only the person who said it can do this.")
    line.delete()


@transaction.atomic
def lift_bar(*, bar: Barred, by: Person) -> None:
    """A coordinator takes back that two people must never be matched."""
    permissions.check_can_run(by, bar.service)
    audit.record(by=by, verb="mentoring.bar_lifted", obj=bar, organisation=bar.service.owner)
    bar.delete()
