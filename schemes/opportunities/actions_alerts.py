"""Saved searches: kept, looked at by the clock, told of once, stopped with one button."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, now, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.opportunities import emails, permissions, queries_search
from schemes.opportunities.models import Alert, AlertMail, Opportunity, SavedSearch
from schemes.opportunities.queries import searches_of
from schemes.opportunities.rules import settings
from schemes.opportunities.rules_search import Wanted, in_words, wanted_from, why
from schemes.opportunities.statuses import Every

MOST_SEARCHES = 20


@transaction.atomic
def save_search(*, wanted: Wanted, every: str, by: Person) -> SavedSearch:
    """Keep a search. What is shown now is not news: only what is published after this is told of."""
    if every not in Every.values:
        raise BadInput("Choose every day or once a week.", allowed=Every.values)
    if searches_of(by).count() >= MOST_SEARCHES:
        raise Refused(f"You have {MOST_SEARCHES} saved searches. Stop one first.")
    try:
        with transaction.atomic():
            search = SavedSearch.objects.create(person=by, criteria=wanted.criteria, every=every)
    except IntegrityError:
        raise Refused("You have saved this search already.") from None
    audit.record(by=by, verb="opportunities.search_saved", obj=search)
    return search


@transaction.atomic
def change_search(*, search: SavedSearch, every: str, by: Person) -> SavedSearch:
    """Hear of it every day or once a week."""
    permissions.check_own_search(by, search)
    if every not in Every.values:
        raise BadInput("Choose every day or once a week.", allowed=Every.values)
    SavedSearch.objects.filter(pk=search.pk).update(every=every)
    audit.record(by=by, verb="opportunities.search_changed", obj=search, fields=["every"])
    return search


@transaction.atomic
def stop_search(*, search: SavedSearch, by: Person) -> None:
    """Stop a search on its page."""
    permissions.check_own_search(by, search)
    _stop(search, by)


@transaction.atomic
def stop_by_token(*, token: str) -> bool:
    """Stop the search of a mail, without signing in; True when there is one of this token. May be pressed twice."""
    mail = mail_of(token)
    if mail is None:
        return False
    _stop(mail.search, None)
    return True


def mail_of(token: str) -> AlertMail | None:
    """The mail with this token, by its hash."""
    return AlertMail.objects.select_related("search").filter(token_hash=hash_of(token)).first()


def _stop(search: SavedSearch, by: Person | None) -> None:
    if SavedSearch.objects.filter(pk=search.pk, stopped_at=None).update(stopped_at=now()):
        audit.record(by=by, verb="opportunities.search_stopped", obj=search, fields=["stopped_at"])


def send_alerts() -> int:
    """Look for news for every saved search whose turn it is; how many mails were written. May run twice: each
    posting is told of once for each search."""
    due = SavedSearch.objects.filter(stopped_at=None, person__is_active=True).select_related("person")
    return sum(_look(search) for search in due if is_due(search))


def is_due(search: SavedSearch) -> bool:
    """True once a day, or once a week on the day that the settings name; also when that day was missed."""
    looked, on = search.looked_at.astimezone(LONDON).date(), today()
    if search.every == Every.DAY:
        return looked < on
    return looked < on and (on.isoweekday() == settings().weekly_on or looked < on - timedelta(days=7))


@transaction.atomic
def _look(search: SavedSearch) -> bool:
    SavedSearch.objects.select_for_update().get(pk=search.pk)
    wanted = wanted_from(search.criteria)
    point = queries_search.point_of(wanted.near) if wanted.near else None
    known = Alert.objects.filter(search=search).values("opportunity")
    rows = queries_search.found(wanted, today(), point).filter(published_at__gt=search.created_at)
    fresh = list(rows.exclude(pk__in=known))
    SavedSearch.objects.filter(pk=search.pk).update(looked_at=now())
    if not fresh:
        return False
    _write_mail(search, wanted, point, fresh)
    return True


def _write_mail(search: SavedSearch, wanted: Wanted, point: Any, fresh: list[Opportunity]) -> None:
    token, most = secrets.token_urlsafe(24), settings().alert_most
    mail = AlertMail.objects.create(search=search, token_hash=hash_of(token))
    Alert.objects.bulk_create(Alert(search=search, opportunity=row, mail=mail) for row in fresh)
    SavedSearch.objects.filter(pk=search.pk).update(last_sent_at=now())
    told = [_told(row, wanted, point) for row in fresh[:most]]
    area = fresh[0].area.name if wanted.area and fresh[0].area else ""
    emails.send_alert(search, told, in_words(wanted, area), token, mail.pk, max(len(fresh) - most, 0))


def _told(row: Opportunity, wanted: Wanted, point: Any) -> emails.Told:
    address = f"{django_settings.PUBLIC_URL}{reverse('opportunities:detail', args=[row.pk])}"
    miles = queries_search.miles_to(row, point)
    reasons = why(wanted, row, miles, row.area.name if row.area else "")
    return emails.Told(row.title, f"{row.get_kind_display()}, {row.provider}", address, reasons)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
