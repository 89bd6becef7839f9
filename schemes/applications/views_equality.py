"""Said for counts alone: the applicant's page after sending, and the counts as they may be shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts.guards import person_of, roles_required, signed_in
from retention_portal.core.answers import demand, saved
from schemes.applications import actions_equality, permissions, queries_equality
from schemes.applications.forms import EqualityForm
from schemes.applications.views_form import own_or_404


@require_http_methods(["GET", "POST"])
@signed_in
def equality(request: HttpRequest, application_id: int) -> HttpResponse:
    """A few questions that nobody has to answer, kept as counts and apart from the application."""
    application = own_or_404(request, application_id)
    demand(permissions.check_can_say_for_counts, request.user, application)
    form = EqualityForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        answers = {} if "skip" in request.POST else form.answers()
        actions_equality.count_answers(application=application, answers=answers, by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Thank you. You will not be asked again here.")
        return redirect("applications:detail", application.pk)
    return render(request, "applications/equality.jinja", {"application": application, "form": form})


@require_GET
@roles_required(*queries_equality.READERS)
def equality_counts(request: HttpRequest) -> HttpResponse:
    """Who asks for support, in counts that lead back to nobody."""
    shown = queries_equality.counts_visible_to(request.user)
    return render(request, "applications/equality_counts.jinja", {"shown": shown})
