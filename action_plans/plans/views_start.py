"""Start an initiative: from a gap, perhaps with a case study of the toolkit, or from nothing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from action_plans.plans import actions, permissions, queries, rules_start
from action_plans.plans.forms import InitiativeForm
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.views import planners_only
from action_plans.toolkit.models import CaseStudy, Essential, NationalItem
from action_plans.toolkit.queries import case_studies, essentials_by_code, national_items_for
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import FinancialYear, today
from retention_portal.core.vocabulary import CareerStage, Level


@dataclass
class Start:
    """What the address asks to begin with, and what the toolkit has for it."""

    essential: Essential | None = None
    stage: CareerStage | None = None
    cases: list[CaseStudy] = field(default_factory=list)
    national: list[NationalItem] = field(default_factory=list)
    chosen: CaseStudy | None = None
    initial: dict[str, Any] = field(default_factory=dict)
    steps: tuple[rules_start.Step, ...] = ()

    @property
    def gap(self) -> str:
        """The gap in words, for the page's caption; empty for none."""
        if self.essential:
            return f"{self.essential.name} ({self.essential.code})"
        return f"For {self.stage.label}" if self.stage else ""

    @property
    def asked(self) -> str:
        """The gap as it stands in the address."""
        if self.essential:
            return f"essential={self.essential.code}"
        return f"stage={self.stage.value}" if self.stage else ""


@require_http_methods(["GET", "POST"])
@planners_only
def initiative_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Start an initiative; what stands in the form first comes from the gap and from what the lead chose."""
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    year = FinancialYear.parse(plan.financial_year)
    begins = rules_start.first_start(year, today())
    start = _start(request, plan, begins, today())
    form = InitiativeForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        on=today(),
        steps=rules_start.choices(start.steps, begins, year.end),
        initial=start.initial,
    )
    made: list[Initiative] = []

    def save() -> None:
        steps = rules_start.chosen(
            start.steps,
            form.cleaned_data.get("steps", []),
            form.cleaned_data["starts_on"] or begins,
            year.end,
        )
        made.append(
            actions.add_initiative(
                plan=plan, content=form.content(), by=request.user, based_on=start.chosen, steps=steps
            )
        )

    if request.method == "POST" and saved(form, save):
        steps = made[0].milestones.count()
        said = "Its first milestones are there too." if steps else "Add its first milestone next."
        messages.success(request, f"The initiative is in the plan. {said}")
        return redirect("plans:initiative", made[0].pk)
    return render(request, "plans/initiative_new.jinja", {"plan": plan, "form": form, "start": start})


def _start(request: HttpRequest, plan: Plan, begins: date, on: date) -> Start:
    year = FinancialYear.parse(plan.financial_year)
    code = request.GET.get("essential", "")[:20].upper()
    stage = request.GET.get("stage", "")
    start = Start(
        essential=essentials_by_code([code], on).get(code) if code else None,
        stage=CareerStage(stage) if stage in CareerStage.values else None,
    )
    start.initial = {"starts_on": begins, "ends_on": year.end}
    for name in ("area", "goal"):
        value = request.GET.get(name, "")[:20].upper()
        if value:
            start.initial["goals" if name == "goal" else name] = [value] if name == "goal" else value
    if start.essential:
        start.cases = list(case_studies(essential=code))
        start.initial |= {
            "level": start.essential.level,
            "essentials": [code],
            "goals": [goal.code for goal in start.essential.helps.all()],
        }
    elif start.stage:
        start.cases = list(case_studies(level=Level.L1, career_stage=start.stage))
        start.initial |= {"level": Level.L1.value, "career_stages": [start.stage.value]}
    if not start.asked:
        return start
    wanted = request.GET.get("case", "")[:20].upper()
    start.chosen = next((case for case in start.cases if case.code == wanted), None)
    level = start.initial["level"]
    start.national = [row for row in national_items_for(queries.level_of(plan), on) if row.level == level]
    start.steps = rules_start.steps_for(start.chosen.code if start.chosen else "")
    if start.chosen:
        start.initial |= _from_case(start.chosen, start)
    return start


def _from_case(case: CaseStudy, start: Start) -> dict[str, Any]:
    """What a case study puts into the form: its words with their source, its stages, the first milestones ticked."""
    helps = {row.code for row in case.can_help.all()}
    asked = [start.essential.code] if start.essential else sorted(helps)
    return {
        "title": case.name,
        "summary": f"After {case.name} ({case.area}): {case.offers} Source: GP retention toolkit, {case.code}.",
        "level": case.level,
        "essentials": asked,
        "career_stages": list(case.career_stages) or start.initial.get("career_stages", []),
        "steps": [step.key for step in start.steps],
    }
