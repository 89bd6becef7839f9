"""Register interest without an account, and open the full form later by a code from the mail."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.access import is_staff
from retention_portal.accounts.models import Person
from retention_portal.accounts.rules import normalised_email
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import Refused
from schemes.applications import emails, permissions, queries, queries_known
from schemes.applications.actions_move import began, locked, moved
from schemes.applications.models import Application, EntryCode
from schemes.applications.periods import length
from schemes.applications.statuses import FINAL, Status
from schemes.catalogue.models import Offer

SYSTEM_NAME = "applications"


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody types to be rung: `best_time` is a BestTime, `line` one line in their own words."""

    name: str
    email: str
    phone: str
    best_time: str
    line: str = ""


@transaction.atomic
def register_interest(*, offer: Offer, interest: Interest, by: Person | None = None) -> None:
    """Keep a place in the queue and send the way in, in one mail. Refused when the offer takes nobody.

    The same address again keeps its place and is told so by mail alone: the page is the same for everybody.
    `by` is the person, when somebody signed in does it.
    """
    permissions.check_can_start(by, offer)
    email = normalised_email(interest.email)
    known = _known(offer, email)
    if known is None:
        try:
            with transaction.atomic():
                known = _new(offer, interest, email, by)
        except IntegrityError:  # two at once are one place
            known = _known(offer, email)
        else:
            send_way_in(application=known)
            return
    if known is not None:
        emails.tell_registered_already(known, f"{known.pk}:{today().isoformat()}")


def _known(offer: Offer, email: str) -> Application | None:
    rows = queries.with_offer(Application.objects.filter(offer=offer)).exclude(status__in=FINAL)
    return rows.filter(email__iexact=email).first() or rows.filter(applicant__email=email).first()


def _new(offer: Offer, interest: Interest, email: str, by: Person | None) -> Application:
    actor = by or accounts.system_account(name=SYSTEM_NAME)
    application = Application(
        offer=offer,
        version=offer.live,
        owner=offer.owner,
        name=interest.name.strip(),
        email=email,
        phone=interest.phone.strip(),
        best_time=interest.best_time,
        line=interest.line.strip(),
        status=Status.INTEREST,
        status_by=actor,
        registered_at=now(),
        arrived_on=today(),
        with_us=True,
        waiting_since=today(),
    )
    began(application, by=actor)
    audit.record(by=by, verb="applications.interest_registered", obj=application, organisation=offer.owner)
    return application


@transaction.atomic
def send_way_in(*, application: Application) -> str:
    """Send a fresh code to the address that registered; older ones no longer work. Returns the token."""
    EntryCode.objects.filter(application=application, used_at=None).update(used_at=now())
    token = secrets.token_urlsafe(32)
    code = EntryCode.objects.create(
        application=application,
        token_hash=queries.token_hash(token),
        expires_on=today() + timedelta(days=length("code_life", application.owner.code, today())),
    )
    emails.send_way_in(application, token, str(code.pk))
    return token


@transaction.atomic
def ask_for_way_in(*, email: str) -> None:
    """Send a fresh code for each interest of an address that nobody has opened yet; silent for all others."""
    address = normalised_email(email)
    rows = queries.with_offer(Application.objects.filter(email__iexact=address, status=Status.INTEREST))
    for application in rows[:5]:
        send_way_in(application=application)


def check_code(code: EntryCode | None) -> EntryCode:
    """Refuse a link that we never made, that was used, or that has run out."""
    if code is None:
        raise Refused("This link is not one of ours, or is not whole. Copy it from the mail again.")
    if code.used_at is not None:
        raise Refused("This link was used already. Ask for a new one.", code="used")
    if code.expires_on < today():
        raise Refused("This link has run out. Ask for a new one.", code="run_out")
    return code


def needs_password(person: Person) -> bool:
    """Whether a mailbox alone may not sign this person in: staff, and whoever has a password."""
    return is_staff(person) or person.has_usable_password()


@transaction.atomic
def open_with_code(*, code: EntryCode, user: Person | None) -> Application:
    """Use a code: the interest becomes a draft of its owner. Works once, of two at once for one (CASE-C-06).

    Who holds the link reads that mailbox, so somebody without an account gets one without a password; somebody
    with a password signs in with it first. Refused when another person is signed in.
    """
    check_code(code)
    application = locked(code.application)
    person = _owner_of(application, user)
    if not EntryCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now()):
        raise Refused("This link was used already. Ask for a new one.", code="used")
    if application.status != Status.INTEREST:
        permissions.check_is_applicant(person, application)
        return application
    if other := queries.live_application(application.offer, person):
        moved(application, Status.WITHDRAWN, by=person, also={"left_because": "Carried on in another form"})
        return other
    answers = queries_known.known_answers_for(application.form, person, today())
    return moved(application, Status.DRAFT, by=person, also={"applicant": person, "answers": answers})


def _owner_of(application: Application, user: Person | None) -> Person:
    known = Person.objects.filter(email=normalised_email(application.email)).first()
    if user is not None:
        if user.email != normalised_email(application.email):
            raise Refused("This link was sent to another address. Sign out first, then open it again.")
        return user
    if known is None:
        return _joined(application)
    if needs_password(known) or not known.is_active:
        raise Refused("You have an account already. Sign in first, then open the link again.", code="sign_in")
    return known


def _joined(application: Application) -> Person:
    from allauth.account.models import EmailAddress  # its models load after ours

    person = Person(email=application.email, full_name=application.name)
    person.set_unusable_password()
    accounts.join_as_gp(person=person)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
