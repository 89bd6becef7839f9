"""Long work: what waits, runs and failed, for administrators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import done_or_told
from retention_portal.core.models import JobState
from retention_portal.desk import actions, queries

PAGE_SIZE = 50


@roles_required(Role.ADMINISTRATOR)
def jobs(request: HttpRequest) -> HttpResponse:
    """Failed work first, with its sentence and a button to start it again."""
    found = queries.jobs_visible_to(request.user)
    state = request.GET.get("state", "")
    if state in JobState.values:
        found = found.filter(state=state)
    shown = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": JobState.choices,
        "state": state,
        "counts": queries.jobs_by_state(request.user),
    }
    return render(request, "desk/jobs.jinja", shown)


@require_POST
@roles_required(Role.ADMINISTRATOR)
def job_retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Start one failed job again."""
    job = get_object_or_404(queries.jobs_visible_to(request.user), pk=job_id)
    done_or_told(
        request,
        "Started again. The list shows how far it is.",
        lambda: actions.retry_job(job=job, by=person_of(request)),
    )
    return redirect("desk:jobs")
