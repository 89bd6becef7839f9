"""Reads of the calendar of quarters: what is due when, and where each report stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from action_plans.assurance.models import DueException, DueRule, Report, ReportMessage, ReportVersion
from action_plans.assurance.rules_due import Due, due_of
from retention_portal.accounts.access import reach_of
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Quarter
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_of_kind, organisations_within
from retention_portal.organisations.statuses import OrganisationKind

BACK = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One system and quarter: when the report is due, the report if there is one, and when it was submitted."""

    system: Organisation
    quarter: Quarter
    due: Due
    report: Report | None
    submitted: ReportVersion | None
    on: date

    @property
    def words(self) -> str:
        """Where it stands against its day."""
        return self.due.words(self.on, self.submitted is not None)


def quarters_shown(on: date) -> list[Quarter]:
    """The running quarter and the four before it, newest first."""
    found = [Quarter.of(on)]
    for _ in range(BACK):
        found.append(found[-1].previous())
    return found


def entries(systems: Iterable[Organisation], quarters: list[Quarter], on: date) -> list[Entry]:
    """Every system in every quarter, by quarter as given. Four statements, and one a region with a rule."""
    held = list(systems)
    codes = [quarter.code for quarter in quarters]
    reports = {
        (row.system_id, row.quarter): row for row in Report.objects.filter(system__in=held, quarter__in=codes)
    }
    versions = ReportVersion.objects.filter(submitted_at__isnull=False, superseded_at=None)
    submitted = {row.report_id: row for row in versions.filter(report__in=reports.values())}
    decided = {
        (row.system_id, row.quarter): row
        for row in DueException.objects.filter(system__in=held, quarter__in=codes).order_by("pk")
    }
    rules = _rules_by_system(on)
    found = []
    for quarter in quarters:
        for system in held:
            report = reports.get((system.pk, quarter.code))
            exception = decided.get((system.pk, quarter.code))
            found.append(
                Entry(
                    system,
                    quarter,
                    _due(quarter, rules.get(system.pk, []), exception),
                    report,
                    submitted.get(report.pk) if report else None,
                    on,
                )
            )
    return found


def _due(quarter: Quarter, rules: list[DueRule], exception: DueException | None) -> Due:
    held = [row for row in rules if row.valid_from <= quarter.end <= (row.valid_to or date.max)]
    days = (held[0].due_after_days, held[0].closes_after_days) if held else None
    if exception is None:
        return due_of(quarter, days)
    return due_of(quarter, days, exception.decision, exception.due_on, exception.reason)


def _rules_by_system(on: date) -> dict[int, list[DueRule]]:
    """The rules by the number of a system, by the regions of the day. One statement, and one a region with a rule."""
    by_region: dict[Organisation, list[DueRule]] = {}
    for row in DueRule.objects.select_related("region"):
        by_region.setdefault(row.region, []).append(row)
    found: dict[int, list[DueRule]] = {}
    for region, rules in by_region.items():
        for number in organisations_within(region, on, OrganisationKind.SYSTEM).values_list("pk", flat=True):
            found[number] = rules
    return found


def due_for(system: Organisation, quarter: Quarter, on: date) -> Due:
    """When the report of one system and quarter is due."""
    return entries([system], [quarter], on)[0].due


def systems_shown(user: Any, on: date) -> list[Organisation]:
    """The systems whose days the user may read: a region's own, or the user's own system. One statement."""
    roles = (
        Role.COMMISSIONER,
        Role.SYSTEM_LEAD,
        Role.CLINICAL_LEAD,
        Role.FINANCE_LEAD,
        Role.SRO,
        Role.CONTRIBUTOR,
    )
    reached = reach_of(user, roles, on).values("pk")
    return list(organisations_of_kind(OrganisationKind.SYSTEM, on).filter(pk__in=reached).order_by("name"))


def systems_decided_by(user: Any, on: date) -> list[Organisation]:
    """The systems for which the user may set another day. One statement."""
    reached = reach_of(user, [Role.COMMISSIONER], on).values("pk")
    return list(organisations_of_kind(OrganisationKind.SYSTEM, on).filter(pk__in=reached).order_by("name"))


def regions_decided_by(user: Any, on: date) -> list[Organisation]:
    """The regions whose rule the user may set. One statement."""
    reached = reach_of(user, [Role.COMMISSIONER], on).values("pk")
    return list(organisations_of_kind(OrganisationKind.REGION, on).filter(pk__in=reached).order_by("name"))


def rule_of(region: Organisation, on: date) -> DueRule | None:
    """The rule in force in a region on a day. One statement."""
    held = Q(valid_to=None) | Q(valid_to__gte=on)
    return DueRule.objects.filter(held, region=region, valid_from__lte=on).first()


def outstanding(quarter: Quarter, on: date) -> list[Entry]:
    """The systems of all regions with a rule whose report of a quarter is due and not submitted."""
    regions = DueRule.objects.values("region")
    if not regions.exists():
        return []
    systems = organisations_of_kind(OrganisationKind.SYSTEM, on)
    return [
        each
        for each in entries(systems, [quarter], on)
        if each.due.due_on is not None and each.submitted is None
    ]


def messages_of(report: Report) -> list[ReportMessage]:
    """The thread of a report, oldest first. One statement."""
    return list(report.messages.select_related("written_by"))
