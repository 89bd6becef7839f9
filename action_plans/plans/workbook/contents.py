"""What stands in a plan, in the values of the workbook's layout: for comparing, for exporting, for the stamp."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from action_plans.funding.models import AllocationLine, Commitment
from action_plans.funding.queries import lines_of
from action_plans.plans import queries, queries_registers
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries_cycle import goals_offered
from action_plans.plans.workbook.layout import FIXED_LISTS, SHEETS, Lists, Value, coded
from action_plans.plans.workbook.reading import cleaned
from action_plans.toolkit.queries import contributors, essentials_for, national_items_for


@dataclass(frozen=True, slots=True)
class Existing:
    """A row of the plan. `id` is its primary key; for a commitment that of its money line."""

    id: int
    reference: str
    title: str
    values: dict[str, Value]


Contents = dict[str, list[Existing]]
"""{sheet name: rows in order}."""


@dataclass(frozen=True, slots=True)
class Money:
    """What one money line holds and what is committed of it, in pounds."""

    id: int
    name: str
    amount: Decimal
    committed: Decimal


def initiative_reference(number: int) -> str:
    """Stable within its plan: INI-0007."""
    return f"INI-{number:04}"


def contents_of(plan: Plan) -> Contents:
    """Every row of a plan as the workbook has it. Nine statements, whatever the number of rows."""
    rows = queries.with_everything(plan)
    return {
        "Initiatives": [_initiative(row) for row in rows],
        "Milestones": [each for row in rows for each in _milestones(row)],
        "Risks": _risks(plan),
        "Stakeholders": _stakeholders(plan),
        "Funding lines": _commitments(rows),
    }


def _initiative(row: Initiative) -> Existing:
    content = queries.content_of(row)
    reference = initiative_reference(row.number)
    reached = row.reached  # type: ignore[attr-defined]
    values: dict[str, Value] = {
        "reference": reference,
        "essentials": sorted(content.essentials),
        "goals": sorted(content.goals),
        "national": sorted(content.national),
        "budget": "" if content.budget is None else f"{content.budget:.2f}",
        "career_stages": sorted(content.career_stages),
        "level": content.level,
        "area": content.area,
        "starts_on": _day(content.starts_on),
        "ends_on": _day(content.ends_on),
        "status": row.status,
        "rag": row.rag,
        "people_reached": "" if reached is None else str(reached),
        "news": "",
    }
    texts = ("title", "summary", "lead_name", "outcome_measure", "status_reason", "rag_reason")
    return Existing(
        row.pk, reference, row.title, values | {name: cleaned(getattr(row, name)) for name in texts}
    )


def _milestones(row: Initiative) -> list[Existing]:
    found = []
    for each in row.milestones.all():
        values: dict[str, Value] = {
            "reference": f"MIL-{each.pk:04}",
            "initiative": initiative_reference(row.number),
            "title": cleaned(each.title),
            "planned_on": _day(each.planned_on),
            "forecast_on": _day(each.forecast_on),
            "actual_on": _day(each.actual_on),
            "reason": cleaned(each.moved_reason),
        }
        found.append(Existing(each.pk, f"MIL-{each.pk:04}", each.title, values))
    return found


def _risks(plan: Plan) -> list[Existing]:
    found = []
    for row in plan.risks.order_by("number"):
        content = queries_registers.risk_content(row)
        values: dict[str, Value] = {name: _plain(getattr(content, name)) for name in content.__slots__}
        found.append(Existing(row.pk, row.reference, row.title, {"reference": row.reference, **values}))
    return found


def _stakeholders(plan: Plan) -> list[Existing]:
    found = []
    for row in queries_registers.stakeholders_of(plan):
        content = queries_registers.stakeholder_content(row)
        values: dict[str, Value] = {name: _plain(getattr(content, name)) for name in content.__slots__}
        found.append(Existing(row.pk, row.reference, row.name, {"reference": row.reference, **values}))
    return found


def _commitments(rows: list[Initiative]) -> list[Existing]:
    by_code = {queries.money_code(row): initiative_reference(row.number) for row in rows}
    sums = Commitment.objects.filter(code__in=list(by_code))
    order = ("line__programme__position", "line__programme__code", "code", "line_id")
    totals = sums.values(*order).annotate(total=Sum("amount")).order_by(*order)
    found = []
    for row in totals:
        if row["total"]:
            parent, programme = by_code[row["code"]], row["line__programme__code"]
            values: dict[str, Value] = {
                "initiative": parent, "programme": programme, "amount": f"{row['total']:.2f}", "reason": "",
            }  # fmt: skip
            found.append(Existing(row["line_id"], "", f"{parent}, {programme}", values))
    return sorted(found, key=lambda each: str(each.values["initiative"]))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(value: object) -> str:
    return "" if value is None else cleaned(str(value))


def lists_for(plan: Plan, on: date, contents: Contents) -> Lists:
    """The lists that cells choose from: what is in force, and what the plan uses already. Thirteen
    statements."""
    used = _used(contents)
    owners = queries.owners_of(plan, on)
    essentials = essentials_for(queries.level_of(plan), on, owners=owners)
    goals = goals_offered(plan, on)
    national = national_items_for(queries.level_of(plan), on)
    areas = {row.code: row.name for row in queries.areas_for(plan, on)}
    lines = lines_of(plan.organisation, plan.financial_year)
    return {
        **FIXED_LISTS,
        "essentials": coded(_with_used({row.code: row.name for row in essentials}, used["essentials"])),
        "goals": coded(_with_used({row.code: row.name for row in goals}, used["goals"])),
        "national": coded(_with_used({row.code: row.name for row in national}, used["national"])),
        "areas": coded(_with_used({plan.organisation.code: plan.organisation.name} | areas, used["area"])),
        "contributors": coded(
            _with_used({row.code: row.name for row in contributors(on)}, used["contributor"])
        ),
        "programmes": coded(
            _with_used({row.programme.code: row.programme.name for row in lines}, used["programme"])
        ),
    }


def _used(contents: Contents) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {
        name: set() for name in ("essentials", "goals", "national", "area", "contributor", "programme")
    }
    for sheet in SHEETS:
        for row in contents[sheet.name]:
            for name, codes in found.items():
                value = row.values.get(name, "")
                codes.update(value if isinstance(value, list) else filter(None, [value]))
    return found


def _with_used(known: dict[str, str], used: Iterable[str]) -> dict[str, str]:
    return known | {code: "(in the plan, no longer offered)" for code in sorted(used) if code not in known}


def money_of(plan: Plan) -> dict[str, Money]:
    """The money lines of a plan's body and year, by programme code. One statement."""
    return {row.programme.code: _money(row) for row in lines_of(plan.organisation, plan.financial_year)}


def _money(line: AllocationLine) -> Money:
    return Money(line.pk, line.programme.name, line.amount, line.committed)


def stamp_of(contents: Contents) -> str:
    """A fingerprint of what stands in the plan: another one means that somebody changed it."""
    rows = {name: [[row.id, row.values] for row in each] for name, each in contents.items()}
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
