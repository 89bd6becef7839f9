"""Who signs the reports of a system, and from which day: read by the system, set by administrators."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from action_plans.assurance import actions, queries
from action_plans.assurance.forms import SigningForm
from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import saved
from retention_portal.core.dates import today


@require_GET
@roles_required(
    Role.ADMINISTRATOR, Role.SYSTEM_LEAD, Role.CLINICAL_LEAD, Role.FINANCE_LEAD, Role.SRO, Role.COMMISSIONER
)
def signing(request: HttpRequest) -> HttpResponse:
    """Which steps each system requires, since when, and what it required before."""
    on = today()
    rows = queries.signing_table(request.user, on)
    context = {
        "table": rows,
        "today": on,
        "signed": sum(bool(row["now"]) and bool(row["now"].steps) for row in rows),
        "may_set": has_role(request.user, Role.ADMINISTRATOR),
    }
    return render(request, "assurance/signing.jinja", context)


@require_http_methods(["GET", "POST"])
@roles_required(Role.ADMINISTRATOR)
def signing_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The steps that a system signs from a day on."""
    row = next(
        (row for row in queries.signing_table(request.user, today()) if row["system"].code == code.upper()),
        None,
    )
    if row is None:
        raise Http404("There is no such system.")
    initial = {"valid_from": today(), "steps": list(row["now"].steps) if row["now"] else []}
    form = SigningForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        steps = tuple(form.cleaned_data["steps"])
        actions.set_signing_rule(
            system=row["system"], steps=steps, valid_from=form.cleaned_data["valid_from"], by=request.user
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. Reports that wait to be signed already keep their step.")
        return redirect("assurance:signing")
    return render(request, "assurance/signing_edit.jinja", {"form": form, "system": row["system"]})
