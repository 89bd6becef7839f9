"""Plans over the API, read only: the same figures as on the pages, and only to those who see the pages."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from action_plans.funding.queries import committed_by_code, lines_of, spent_by_code
from action_plans.plans import queries, rules
from action_plans.plans.models import Initiative, Plan
from retention_portal.accounts.api_guards import holds
from retention_portal.core import money
from retention_portal.core.dates import today


@extend_schema(responses={200: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([holds(*queries.READS_AGREED)])
def plan_list(request: Request) -> Response:
    """The plans that the reader may see."""
    return Response({"plans": [_plan(row) for row in queries.plans_visible_to(request.user)]})


@extend_schema(responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([holds(*queries.READS_AGREED)])
def plan(request: Request, plan_id: int) -> Response:
    """One plan: its counts, the coverage of its essentials, its initiatives."""
    row = queries.plans_visible_to(request.user).filter(pk=plan_id).first()
    if row is None:
        raise Http404
    on = today()
    initiatives = queries.with_everything(row)
    covered = queries.coverage_of(row, initiatives, on)
    codes = [queries.money_code(each) for each in initiatives]
    sums = committed_by_code(codes), spent_by_code(codes)
    counts = queries.figures_of(initiatives)
    return Response(
        _plan(row)
        | {
            "on": on.isoformat(),
            "finding": rules.finding(covered),
            "standings": rules.count_standings(covered),
            "grades": rules.count_grades(covered),
            "initiatives_live": counts.live,
            "people_reached": counts.people_reached,
            "committed_to_initiatives": money.plain(counts.committed),
            "money": _money(row),
            "coverage": [_covered(each) for each in covered],
            "initiatives": [_initiative(each, *sums) for each in initiatives],
        }
    )


def _money(row: Plan) -> dict[str, str] | None:
    """What the page prints of the year's lines, whatever draws on them; None without a line."""
    lines = list(lines_of(row.organisation, row.financial_year))
    balances = {"allocated": "amount", "committed": "committed", "spent": "spent"}
    sums = {
        key: sum((getattr(line, name) for line in lines), money.NOTHING) for key, name in balances.items()
    }
    return {key: money.plain(amount) for key, amount in sums.items()} if lines else None


def _plan(row: Plan) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation": row.organisation.code,
        "name": row.organisation.name,
        "kind": row.organisation.kind,
        "financial_year": row.financial_year,
        "status": row.status,
        "made_up": row.made_up,
    }


def _covered(row: rules.Covered) -> dict[str, Any]:
    return {
        "code": row.essential.code,
        "name": row.essential.name,
        "level": row.essential.level,
        "inherited": row.inherited,
        "own": row.essential.own,
        "grade": row.grade.value,
        "standing": row.standing.value,
        "initiatives": [each.id for each in row.initiatives],
        "people_reached": row.people_reached,
        "from_above": [each.title for each in row.from_above],
    }


def _initiative(row: Initiative, committed: dict[str, Any], spent: dict[str, Any]) -> dict[str, Any]:
    code, hint = queries.money_code(row), queries.hint_of(row, today())
    return {
        "id": row.pk,
        "reference": queries.reference_of(row),
        "title": row.title,
        "level": row.level,
        "status": row.status,
        "rag": row.rag,
        "rag_reason": row.rag_reason,
        "rag_by_dates": hint.rag.value,
        "lead": row.lead_name,
        "area": row.area.code,
        "essentials": sorted(each.code for each in row.essentials.all()),
        "goals": sorted(each.code for each in row.goals.all()),
        "national_support": sorted(each.code for each in row.national.all()),
        "career_stages": sorted(row.career_stages),
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "people_reached": row.reached,  # type: ignore[attr-defined]
        "budget": money.plain(row.budget) if row.budget is not None else None,
        "committed": money.plain(committed.get(code, money.NOTHING)),
        "spent": money.plain(spent.get(code, money.NOTHING)),
        "milestones": [
            {
                "title": each.title,
                "planned_on": each.planned_on.isoformat(),
                "forecast_on": each.forecast_on.isoformat() if each.forecast_on else None,
                "actual_on": each.actual_on.isoformat() if each.actual_on else None,
            }
            for each in row.milestones.all()
        ],
    }
