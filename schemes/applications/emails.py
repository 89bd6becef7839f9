"""The mails of this slice. Neutral subjects, nothing of what is inside: a link to the page that holds it."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from retention_portal.core.dates import date_text
from retention_portal.core.emails.actions import send_email
from schemes.applications.models import Application
from schemes.applications.models_talk import Message, Part


def send_way_in(application: Application, token: str, key: str) -> None:
    """The link by which somebody who registered opens the full form; the page behind it has one button."""
    address = f"{settings.PUBLIC_URL}{reverse('applications:open', args=[token])}"
    _send(application, "applications/way_in", f"applications.way_in:{key}", address=address)


def tell_registered_already(application: Application, key: str) -> None:
    """The same address registered again: its place is kept, and the page tells nobody else so."""
    _send(application, "applications/known_already", f"applications.known:{key}", address=_mine())


def tell_received(application: Application) -> None:
    """We have what was sent. Once for each sending."""
    _send(application, "applications/received", _key("received", application), address=page_of(application))


def tell_of_message(message: Message) -> None:
    """Something was written to the applicant, or asked for."""
    application = message.application
    template = "applications/more_asked" if message.asks else "applications/message"
    _send(application, template, f"applications.message:{message.pk}", address=page_of(application))


def tell_withdrawn(application: Application) -> None:
    """The applicant withdrew: a word that it is done."""
    _send(
        application,
        "applications/withdrawn",
        f"applications.withdrawn:{application.pk}",
        address=page_of(application),
    )


def send_part(part: Part, token: str) -> None:
    """The link of a host's or supervisor's part, to them alone. It names the applicant, who approved that."""
    send_email(
        key=f"applications.part:{part.pk}",
        to=part.email,
        template="applications/part",
        context={
            "name": part.name,
            "address": f"{settings.PUBLIC_URL}{reverse('applications:part', args=[token])}",
            "until": date_text(part.expires_on),
        },
    )


def tell_part_answered(part: Part) -> None:
    """The host or supervisor answered: the applicant hears that, not what."""
    application = part.application
    _send(
        application,
        "applications/part_answered",
        f"applications.part_answered:{part.pk}",
        address=page_of(application),
    )


def tell_answer(application: Application, decision_id: int, answer_by: date | None) -> None:
    """There is an answer. An offer says in its subject that something is to be done, and by when (CASE-A-15)."""
    template = "applications/offer" if answer_by else "applications/answer"
    _send(
        application,
        template,
        f"applications.letter:{decision_id}",
        address=page_of(application),
        answer_by=date_text(answer_by) if answer_by else "",
    )


def remind_of_offer(application: Application, decision_id: int, answer_by: date, days: int) -> None:
    """An offer waits for an answer. Once for each number of days before."""
    _send(
        application,
        "applications/offer_reminder",
        f"applications.offer_reminder:{decision_id}:{days}",
        address=page_of(application),
        answer_by=date_text(answer_by),
    )


def tell_lapsed(application: Application, decision_id: int) -> None:
    """The offer was not answered by its date."""
    _send(
        application, "applications/lapsed", f"applications.lapsed:{decision_id}", address=page_of(application)
    )


def remind_of_closing(application: Application, closes_on: date) -> None:
    """The offer closes soon and the form is not sent yet (CASE-A-14). Once."""
    _send(
        application,
        "applications/closing",
        f"applications.closing:{application.pk}",
        address=page_of(application),
        closes_on=date_text(closes_on),
    )


def tell_not_submitted(application: Application) -> None:
    """The offer closed before the form was sent (CASE-A-14). Once."""
    _send(
        application,
        "applications/not_submitted",
        f"applications.not_submitted:{application.pk}",
        address=_mine(),
    )


def tell_not_kept(application: Application) -> None:
    """What was begun long ago and never sent is not kept any longer. Once."""
    key = f"applications.not_kept:{application.pk}"
    _send(application, "applications/not_kept", key, address=_mine())


def page_of(application: Application) -> str:
    """The applicant's own page of it, under the portal's public address."""
    return f"{settings.PUBLIC_URL}{reverse('applications:detail', args=[application.pk])}"


def _mine() -> str:
    return f"{settings.PUBLIC_URL}{reverse('applications:mine')}"


def _key(what: str, application: Application) -> str:
    moment = application.submitted_at
    return f"applications.{what}:{application.pk}:{moment.isoformat() if moment else ''}"


def _send(application: Application, template: str, key: str, **context: object) -> None:
    to = application.applicant.email if application.applicant else application.email
    send_email(key=key, to=to, template=template, context={"name": application.name, **context})
