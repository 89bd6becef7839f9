"""Where a plan has nothing: essentials, career stages, areas (handbook 1.14, gap matrix). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from action_plans.plans.rules import Covered
from action_plans.plans.rules_goals import OVER
from action_plans.plans.statuses import Grade, InitiativeStatus
from retention_portal.core.vocabulary import CareerStage, Level


@dataclass(frozen=True, slots=True)
class Reach:
    """An initiative as the gaps need it: for whom it is, and where. `area` is an organisation's id."""

    title: str
    level: str
    status: str
    career_stages: frozenset[str]
    area: int


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a system. `within` is the id of the part that it lies in itself, if any."""

    id: int
    code: str
    name: str
    kind: str
    within: int | None = None
    own_plan: bool = False


@dataclass(frozen=True, slots=True)
class AreaGaps:
    """Which parts of a system nothing reaches, and which have nothing of their own beside system-wide work."""

    areas: int
    system_wide: int
    unreached: tuple[Area, ...]
    nothing_own: tuple[Area, ...]


def essentials_to_do(rows: Iterable[Covered]) -> list[Covered]:
    """The essentials with nothing, then those only planned, then those live for two quarters that reach nobody."""
    order = {Grade.NONE: 0, Grade.PLANNED: 1, Grade.LIVE: 2}
    wanted = [row for row in rows if row.grade in (Grade.NONE, Grade.PLANNED) or row.waits_for_uptake]
    return sorted(wanted, key=lambda row: order[row.grade])


def stages_without(reaches: Iterable[Reach]) -> list[CareerStage]:
    """The career stages with no initiative at level 1 that is not over (handbook 1.14)."""
    served = {
        stage
        for each in reaches
        if each.level == Level.L1 and each.status != InitiativeStatus.STOPPED
        for stage in each.career_stages
    }
    return [stage for stage in CareerStage if stage.value not in served]


def area_gaps(areas: Sequence[Area], reaches: Iterable[Reach], whole: int) -> AreaGaps:
    """What of a system (`whole` is its id) is reached. What happens in a part counts for the parts within it too."""
    going = [each for each in reaches if each.status not in OVER]
    touched = {each.area for each in going}
    above: Mapping[int, int | None] = {each.id: each.within for each in areas}
    holds = {above[each] for each in touched if above.get(each)}
    own = {
        each.id
        for each in areas
        if each.own_plan or each.id in touched or each.within in touched or each.id in holds
    }
    system_wide = sum(each.area == whole for each in going)
    nothing_own = tuple(each for each in areas if each.id not in own)
    return AreaGaps(len(areas), system_wide, () if system_wide else nothing_own, nothing_own)


def finding(essentials: int, stages: int, areas: int) -> str:
    """The title of the gap list, without a full stop."""
    parts = [
        (essentials, "essential", "essentials"),
        (stages, "career stage", "career stages"),
        (areas, "area", "areas"),
    ]
    named = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    if not named:
        return "No gap: every essential is live, and every stage and area is reached"
    head = ", ".join(named[:-1])
    return f"{head + ' and ' if head else ''}{named[-1]} still need something"
