"""The applicant answers an offer, and approves what a host practice or supervisor will see; those answer by link."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.core.answers import demand, saved
from retention_portal.core.limits import take
from retention_portal.core.refusals import Refused
from retention_portal.core.uploads import too_large_sentence
from schemes.applications import actions_decide, actions_parts, permissions, queries
from schemes.applications.forms_staff import PartAnswerForm, PartSendForm
from schemes.applications.models_talk import Part
from schemes.applications.statuses import PartKind
from schemes.applications.views_form import own_or_404

BY_LINK = "A host practice or supervisor has no account; the link is theirs alone and shows what the applicant approved."


@require_POST
@signed_in
def answer_offer(request: HttpRequest, application_id: int) -> HttpResponse:
    """Yes or no to an offer."""
    application = own_or_404(request, application_id)
    demand(permissions.check_can_answer_offer, request.user, application)
    accept = "yes" in request.POST
    if not accept and "no" not in request.POST:
        messages.error(request, "Press yes or no.")
        return redirect("applications:detail", application.pk)
    try:
        actions_decide.answer_offer(application=application, accept=accept, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        words = (
            "You have a place. We will be in touch about the first day."
            if accept
            else "Thank you for telling us."
        )
        messages.success(request, words)
    return redirect("applications:detail", application.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def part_send(request: HttpRequest, application_id: int, kind: str) -> HttpResponse:
    """Exactly what they will see, and the button that sends it to them."""
    application = own_or_404(request, application_id)
    if kind not in PartKind.values:
        raise Http404
    part_kind = PartKind(kind)
    demand(actions_parts.check_can_send_part, request.user, application, part_kind)
    shown = actions_parts.what_they_see(application, part_kind)
    form = PartSendForm(
        request.POST if request.method == "POST" else None, initial={"seen": actions_parts.seal(shown)}
    )

    def save() -> None:
        said = {name: form.cleaned_data[name] for name in ("name", "email", "place", "seen")}
        actions_parts.send_part(application=application, kind=part_kind, by=person_of(request), **said)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The link is sent to them.")
        return redirect("applications:detail", application.pk)
    if form.is_bound:  # what is approved now is what stands on this page
        form.data = {**form.data.dict(), "seen": actions_parts.seal(shown)}  # type: ignore[attr-defined]
    asked = actions_parts.part_of(application, part_kind)
    context = {"application": application, "kind": part_kind, "shown": shown, "asked": asked, "form": form}
    return render(request, "applications/part_send.jinja", context)


@require_POST
@signed_in
def part_take_back(request: HttpRequest, application_id: int, part_id: int) -> HttpResponse:
    """Take a link back."""
    application = own_or_404(request, application_id)
    rows = Part.objects.select_related("application__offer", "application__version")
    part = get_object_or_404(rows, pk=part_id, application=application, taken_back_at=None)
    try:
        actions_parts.take_back_part(part=part, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The link is taken back and opens nothing now.")
    return redirect("applications:detail", application.pk)


@require_http_methods(["GET", "POST"])
@public(BY_LINK)
def part(request: HttpRequest, token: str) -> HttpResponse:
    """What the applicant let them see, and their part to confirm: once."""
    row = queries.part_by_token(token)
    try:
        row = actions_parts.check_link(row)
    except Refused as refused:
        context = {"why": refused.sentence, "answered": refused.code == "answered"}
        return render(
            request, "applications/part_over.jinja", context, status=200 if context["answered"] else 404
        )
    asked = actions_parts.part_of(row.application, PartKind(row.kind))
    form = PartAnswerForm(asked, *((request.POST, request.FILES) if request.method == "POST" else ()))
    found: Part = row

    def save() -> None:
        confirmed = form.cleaned_data["confirmed"] == "yes"
        if form.sends_files:
            take(
                f"part:{found.pk}",
                most=30,
                within=timedelta(hours=1),
                what="tries to send papers in one hour",
            )
        actions_parts.answer_part(
            part=found, confirmed=confirmed, answers=form.answers(), files=form.sent_files()
        )

    if request.method == "POST" and (sentence := too_large_sentence(request)):
        form.add_error(None, sentence)
    elif request.method == "POST" and saved(form, save):
        return redirect("applications:part", token)
    return render(request, "applications/part.jinja", {"part": row, "asked": asked, "form": form})
