"""The list "where support should go first", made from published figures and the system's own weights."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from retention_portal.accounts.access import reach_of
from retention_portal.core.dates import Month, today
from retention_portal.core.refusals import BadInput
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import open_on, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.models import DataVersion, OrganisationSummary, PracticeRow
from workforce.extracts.queries import Holding, holdings_of
from workforce.profile.models import WatchSetting
from workforce.profile.queries import figure_set
from workforce.profile.rules import PATIENTS_PER_FTE, SHARE_55
from workforce.profile.watching import permissions, rules
from workforce.profile.watching.gathering import facts_of_rows
from workforce.profile.watching.kinds import LOOK_BACK_MONTHS
from workforce.profile.watching.rules import Around, Entry, Settings, TopReason

UNLISTED_SHOWN = 30


@dataclass(frozen=True)
class WatchList:
    """Every practice of a system in one month's file, those where support should go first on top.

    `months` are those with figures of the system, newest last. `unlisted` are practices that the portal knows in
    the system and a national file has no row of; in an extract that is so by design, and the list is empty.
    """

    system: Organisation
    period: Month
    version: DataVersion
    months: tuple[str, ...]
    settings: Settings
    around: Around
    entries: tuple[Entry, ...]
    unlisted: tuple[tuple[str, str], ...]

    @cached_property
    def with_reasons(self) -> tuple[Entry, ...]:
        """The practices that have at least one reason, by place."""
        return tuple(entry for entry in self.entries if entry.reasons)

    @cached_property
    def top_reasons(self) -> tuple[TopReason, ...]:
        """The reasons over the whole list, by weight times practices, the most first."""
        return rules.top_reasons(self.entries, self.settings)

    @property
    def extent(self) -> str:
        """ "5 practices in this extract" when the file is a part of England; else empty."""
        count = len(self.entries)
        return (
            f"{count:,} practice{'' if count == 1 else 's'} in this extract"
            if self.version.is_partial
            else ""
        )

    def entry_of(self, practice_code: str) -> Entry | None:
        """The practice with this code; None when the month's file has no row of it."""
        return next((entry for entry in self.entries if entry.facts.code == practice_code), None)


def watch_list(
    system: Organisation, *, by: Any, period: Month | None = None, on: date | None = None
) -> WatchList:
    """Where support should go first in a system: of a month, else of the newest that was complete on a day.

    `on` is today when left out; weights are those in force at the end of that day. Six queries, seven where
    extracts compete. Raises Refused for people who may not see the list, BadInput (code "no_figures") when there
    are no figures of the system for the month.
    """
    permissions.check_can_see_watch_list(by, system)
    return list_of(system, period=period, on=on)


def place_of(
    practice: Organisation, system: Organisation, *, by: Any, period: Month | None = None
) -> tuple[WatchList, Entry | None]:
    """A practice's own reasons, with the list that they come from, of which the caller shows no other practice.

    Raises Refused for people of other practices, BadInput as `watch_list`.
    """
    permissions.check_can_see_own_place(by, practice)
    found = list_of(system, period=period)
    return found, found.entry_of(practice.code)


def list_of(system: Organisation, *, period: Month | None = None, on: date | None = None) -> WatchList:
    """The list itself; the two ways in above ask who is asking."""
    day = on or today()
    months = months_of(system)
    wanted = period or _newest(months, day)
    if wanted is None or wanted.code not in months:
        asked = wanted.label if wanted else "any month"
        raise BadInput(
            f"There are no workforce figures of {system.name} for {asked}.", allowed=months, code="no_figures"
        )
    holdings = holdings_of(system, [wanted.shifted(-back).code for back in range(LOOK_BACK_MONTHS + 1)])
    now, before = holdings[wanted.code], holdings.get(wanted.year_before().code)
    settings = settings_of(system, day)
    facts = facts_of_rows(system.code, wanted, {month: one.version for month, one in holdings.items()})
    around = _around(system, now, before)
    entries = rules.placed(rules.judged(one, settings, around, wanted) for one in facts)
    unlisted = () if now.version.is_partial else _unlisted(system, wanted, {one.code for one in facts})
    return WatchList(system, wanted, now.version, months, settings, around, entries, unlisted)


def months_of(system: Organisation) -> tuple[str, ...]:
    """The months with figures of a system, as "2024-09", oldest first. One query."""
    sums = OrganisationSummary.objects.filter(
        version__is_current=True, code=system.code, level=OrganisationKind.SYSTEM
    )
    return tuple(sorted(set(sums.values_list("version__period", flat=True))))


def _newest(months: tuple[str, ...], on: date) -> Month | None:
    past = [month for month in map(Month.parse, months) if month.end <= on]
    return past[-1] if past else None


def settings_of(system: Organisation, on: date | None = None) -> Settings:
    """The weights and thresholds in force at the end of a day; the portal's own when none were set. One query."""
    rows = WatchSetting.objects.filter(system=system).select_related("set_by")
    if on is not None:
        rows = rows.filter(set_at__date__lte=on)
    row = rows.order_by("-edition").first()
    return (
        rules.DEFAULTS
        if row is None
        else rules.settings_from(
            row.weights,
            row.thresholds,
            edition=row.edition,
            is_default=row.is_default,
            set_by=row.set_by.full_name or row.set_by.email,
            set_at=row.set_at,
        )
    )


def systems_visible_to(user: Any, on: date | None = None) -> QuerySet[Organisation]:
    """The systems whose list the user may see, by name. One query."""
    day = on or today()
    reached = reach_of(user, permissions.SEES_LISTS, day).filter(kind=OrganisationKind.SYSTEM)
    return open_on(reached, day).order_by("name")


def practices_visible_to(user: Any, on: date | None = None) -> QuerySet[Organisation]:
    """The user's own practices, which see themselves, by name. One query."""
    reached = reach_of(user, permissions.SEES_ITSELF, on).filter(kind=OrganisationKind.PRACTICE)
    return reached.order_by("name")


def _around(system: Organisation, now: Holding, before: Holding | None) -> Around:
    """The system's own figures; without a fall when the two months hold different numbers of practices."""
    figures = figure_set(system, now)
    fall = None
    if before is not None and _same_extent(now, before):
        fall = rules.fall(now.figures.total_gp_extgl_fte, before.figures.total_gp_extgl_fte)  # type: ignore[union-attr]
    whose = "this extract" if now.version.is_partial else "the system"
    return Around(whose, figures[SHARE_55].value, figures[PATIENTS_PER_FTE].value, fall)


def _same_extent(now: Holding, before: Holding) -> bool:
    """Whether two sums are of England's file both, or of extracts with as many practices."""
    if now.version.is_partial != before.version.is_partial or now.summary is None or before.summary is None:
        return False
    return not now.version.is_partial or now.summary.practices == before.summary.practices


def _unlisted(system: Organisation, month: Month, listed: set[str]) -> tuple[tuple[str, str], ...]:
    """Practices of the portal's list that the file leaves out. One query."""
    known = organisations_within(system, month.end, OrganisationKind.PRACTICE, open_only=True)
    missing = known.filter(~Q(code__in=listed)).order_by("name")
    return tuple(missing.values_list("code", "name"))


def system_of(practice: Organisation) -> Organisation | None:
    """The system that a practice lies in by the newest file that has it. Two queries."""
    row = (
        PracticeRow.objects.filter(prac_code=practice.code, version__is_current=True)
        .order_by("-version__period", "-version__scope")
        .values_list("icb_code", flat=True)
        .first()
    )
    return Organisation.objects.filter(code=row, kind=OrganisationKind.SYSTEM).first() if row else None
