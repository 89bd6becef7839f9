"""Parts of others: the applicant approves exactly what a host or supervisor will see, and only then is a link sent."""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.models import Person
from retention_portal.accounts.rules import normalised_email
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_papers, emails, permissions, queries, rules_form
from schemes.applications.actions_interest import SYSTEM_NAME
from schemes.applications.actions_move import locked
from schemes.applications.models import Application, Evidence
from schemes.applications.models_talk import Part
from schemes.applications.periods import length
from schemes.applications.statuses import LIVE, PartKind, Status
from schemes.catalogue.form_check import NEVER_SHOWN
from schemes.catalogue.form_layout import OutsidePart, Question, visible_questions

Shown = list[list[str]]
NO_FILES: Mapping[str, Any] = {}


def part_of(application: Application, kind: PartKind) -> OutsidePart:
    """What the offer asks of a host or supervisor."""
    form = application.form
    return form.host if kind is PartKind.HOST else form.supervisor


def what_they_see(application: Application, kind: PartKind) -> Shown:
    """[[question, answer], …]: the name, what it is about, and the answers that the offer names, no others.

    Never a health answer, never a reason, intention or concern, whatever the offer says. No statement.
    """
    shown = [["Name", application.name], ["About", application.offer.title]]
    wanted = part_of(application, kind).shows
    for question in visible_questions(application.form, application.answers):
        hidden = question.health or question.fact in NEVER_SHOWN or question.kind == "file"
        if question.key in wanted and not hidden:
            answer = application.answers.get(question.key)
            shown.append([question.text, rules_form.in_words(question, answer)])
    return shown


def seal(shown: Shown) -> str:
    """A mark of what the applicant looked at: another text has another mark."""
    return sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def check_can_send_part(user: Any, application: Application, kind: PartKind) -> None:
    """Refuse to anyone but the applicant, when the offer asks for none, and once it is decided."""
    permissions.check_is_applicant(user, application)
    if not part_of(application, kind).needed:
        raise Refused("Nobody else has to confirm anything here.")
    if application.status not in LIVE or application.status in (Status.INTEREST, Status.OFFERED):
        raise Refused("This is decided, so nobody is asked any more.", code="wrong_status")


@transaction.atomic
def send_part(
    *, application: Application, kind: PartKind, name: str, email: str, place: str, seen: str, by: Person
) -> Part:
    """Send the link, after the applicant approved what it shows; `seen` is the seal of what they looked at.

    Refused when an answer changed since, when there is one out already, and for the applicant's own address.
    """
    application = locked(application)
    check_can_send_part(by, application, kind)
    shown = what_they_see(application, kind)
    if seal(shown) != seen:
        raise Refused("What they would see has changed. Look at it again before you send it.", code="changed")
    to = normalised_email(email)
    if to in (by.email, normalised_email(application.email)):
        raise Refused("This is your own address. Give theirs.")
    if Part.objects.filter(application=application, kind=kind, taken_back_at=None).exists():
        raise Refused("A link is out already. Take it back before you send another.")
    token = secrets.token_urlsafe(32)
    part = Part.objects.create(
        application=application,
        kind=kind,
        name=name.strip(),
        email=to,
        place=place.strip(),
        shown=shown,
        token_hash=queries.token_hash(token),
        approved_by=by,
        expires_on=today() + timedelta(days=length("part_life", application.owner.code, today())),
    )
    emails.send_part(part, token)
    audit.record(
        by=by,
        verb="applications.part_sent",
        obj=part,
        fields=[f"{kind.value}_part"],
        organisation=application.owner,
    )
    return part


@transaction.atomic
def take_back_part(*, part: Part, by: Person) -> None:
    """Take a link back: it opens nothing from now on. What was answered goes with it."""
    application = locked(part.application)
    check_can_send_part(by, application, PartKind(part.kind))
    if Part.objects.filter(pk=part.pk, taken_back_at=None).update(taken_back_at=now()):
        for paper in part.papers.filter(removed_at=None):
            actions_papers.take_away(paper)
        audit.record(by=by, verb="applications.part_taken_back", obj=part, organisation=application.owner)


def check_link(part: Part | None) -> Part:
    """Refuse a link that we never made, that was taken back or answered, or that has run out."""
    if part is None or part.taken_back_at is not None or queries.is_over(part.application):
        raise Refused("This link opens nothing. Ask the person who named you.")
    if part.answered_at is not None:
        raise Refused("You have answered already. Thank you.", code="answered")
    if part.expires_on < today():
        raise Refused("This link has run out. Ask the person who named you for a new one.", code="run_out")
    return part


@transaction.atomic
def answer_part(
    *, part: Part, confirmed: bool, answers: Mapping[str, Any], files: Mapping[str, Any] = NO_FILES
) -> Part:
    """Keep what the host or supervisor says and sends, once. They need no account: the link is theirs alone.

    `files` are papers by the keys of the part's file questions: looked at as the applicant's are (NGPRS-D02).
    """
    part = Part.objects.select_for_update(of=("self",)).select_related("application__owner").get(pk=part.pk)
    check_link(part)
    asked = part_of(part.application, PartKind(part.kind)).questions
    keys = {question.key for question in asked}
    if unknown := (set(answers) | set(files)) - keys:
        raise BadInput("This is not asked.", allowed=sorted(keys), code=f"unknown_{len(unknown)}")
    part.answered_at, part.confirmed, part.answers = now(), confirmed, dict(answers)
    part.save(update_fields=["answered_at", "confirmed", "answers"])
    for question in asked:
        if question.key in files:
            _keep_paper(part, question, files[question.key])
    audit.record(
        by=None,
        verb="applications.part_answered",
        obj=part,
        fields=["confirmed"],
        organisation=part.application.owner,
    )
    emails.tell_part_answered(part)
    return part


def _keep_paper(part: Part, question: Question, file: Any) -> None:
    """Keep a paper of somebody who has no account, under the name of the portal's own."""
    checked = actions_papers.check_file(file)
    Evidence.objects.create(
        application=part.application,
        part=part,
        question=question.key,
        health=question.health,
        uploaded_by=accounts.system_account(name=SYSTEM_NAME),
        **actions_papers.stored(checked),
    )
