"""A decision looked at again, and an offer that fits better taken up with what was written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.core.answers import demand, saved
from retention_portal.core.refusals import Refused
from schemes.applications import actions_appeal as actions
from schemes.applications import actions_draft, permissions, queries
from schemes.applications.forms_staff import AppealAnswerForm, AppealForm
from schemes.applications.views_decide import coordinators_only
from schemes.applications.views_form import own_or_404


@require_http_methods(["GET", "POST"])
@signed_in
def ask_again(request: HttpRequest, application_id: int) -> HttpResponse:
    """The applicant asks that a "not this time" be looked at again."""
    application = own_or_404(request, application_id)
    demand(queries.decision_to_appeal, application, request.user)
    form = AppealForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.ask_again(application=application, text=form.cleaned_data["text"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Somebody who did not write the decision will look at it again.")
        return redirect("applications:detail", application.pk)
    return render(request, "applications/again.jinja", {"application": application, "form": form})


@require_POST
@signed_in
def carry_on(request: HttpRequest, application_id: int) -> HttpResponse:
    """Begin the offer that was named as fitting better, with the answers that are the same there."""
    application = own_or_404(request, application_id)
    offer = queries.suggestion_of(application)
    try:
        if offer is None:
            raise Refused("This offer takes nobody new at the moment.", code="closed")
        begun = actions_draft.start_draft(offer=offer, by=person_of(request), carry=application)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("applications:detail", application.pk)
    return redirect("applications:form", begun.pk)


@require_http_methods(["GET", "POST"])
@coordinators_only
def answer(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Answer an appeal."""
    appeal = get_object_or_404(queries.open_appeals(request.user), pk=appeal_id)
    application = appeal.decision.application
    demand(permissions.check_can_answer_appeal, request.user, appeal)
    form = AppealAnswerForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        said = form.cleaned_data
        actions.answer_appeal(
            appeal=appeal, upheld=said["upheld"] == "yes", answer=said["answer"], by=person_of(request)
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Your answer is sent.")
        return redirect("applications:queue")
    context = {
        "application": application,
        "form": form,
        "heading": "Answer: look at it again?",
        "lede": appeal.text,
        "button": "Send the answer",
    }
    return render(request, "applications/step.jinja", context)
