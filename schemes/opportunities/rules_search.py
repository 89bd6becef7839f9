"""A search as data: read from an address, written into one, said in words, and why a posting matches it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.opportunities.statuses import Kind, Where

SORTS = {"new": "Newest first", "closes": "Closing soonest", "starts": "Starting soonest", "near": "Nearest"}
MILES = (5, 10, 20, 40)
WITHIN = {30: "the next month", 90: "the next three months", 180: "the next six months"}
SESSIONS = (1, 2, 4, 6)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; an empty value narrows nothing. `near` is a postcode or its first half, `area` a
    system's code, `within` days until the start, `sessions` the most a week."""

    text: str = ""
    kind: str = ""
    stage: str = ""
    profession: str = ""
    area: str = ""
    near: str = ""
    miles: int = 20
    where: str = ""
    sessions: int = 0
    within: int = 0
    free: bool = False
    sort: str = "new"

    @property
    def criteria(self) -> dict[str, Any]:
        """What narrows it, without its order: what is kept for a saved search."""
        plain = asdict(Wanted())
        kept = {
            name: value for name, value in asdict(self).items() if value != plain[name] and name != "sort"
        }
        if not self.near:
            kept.pop("miles", None)
        return kept


def wanted_from(criteria: Mapping[str, Any]) -> Wanted:
    """The search that was kept; what it does not know any more is left out."""
    known = {name: value for name, value in criteria.items() if name in Wanted.__dataclass_fields__}
    return Wanted(**known)


def as_address(wanted: Wanted) -> dict[str, str]:
    """The search as the parameters of its page."""
    names = {"text": "q"}
    found = wanted.criteria
    return {names.get(key, key): "yes" if value is True else str(value) for key, value in found.items()}


def in_words(wanted: Wanted, area_name: str = "") -> str:
    """`Training, “dermatology”, within 10 miles of SG1`; “Everything” for a search that narrows nothing."""
    words = [text for text in _words(wanted, area_name) if text]
    return ", ".join([words[0][0].upper() + words[0][1:], *words[1:]]) if words else "Everything"


def _words(wanted: Wanted, area_name: str) -> list[str]:
    return [
        _kind_words(wanted.kind),
        f"“{wanted.text}”" if wanted.text else "",
        f"career stage “{CareerStage(wanted.stage).gp_wording}”"
        if wanted.stage in CareerStage.values
        else "",
        _profession_words(wanted.profession),
        f"in {area_name or wanted.area}" if wanted.area else "",
        f"within {wanted.miles} miles of {wanted.near.upper()}" if wanted.near else "",
        _where_words(wanted.where),
        f"up to {_sessions(wanted.sessions)} a week" if wanted.sessions else "",
        f"starting in {WITHIN[wanted.within]}" if wanted.within in WITHIN else "",
        "free of charge" if wanted.free else "",
    ]


def _kind_words(kind: str) -> str:
    return {Kind.ROLE.value: "roles", Kind.TRAINING.value: "training", Kind.EVENT.value: "events"}.get(
        kind, ""
    )


def _profession_words(profession: str) -> str:
    return f"open to: {Profession(profession).label}" if profession in Profession.values else ""


def _where_words(where: str) -> str:
    return {Where.ON_SITE.value: "on site", Where.REMOTE.value: "from anywhere"}.get(where, "")


def _sessions(count: Any) -> str:
    return "1 session" if count == 1 else f"{count:g} sessions"


def why(wanted: Wanted, row: Any, miles: float | None, area_name: str = "") -> list[str]:
    """Why a posting matches the search: one short sentence for each thing that was asked for."""
    told = [
        (wanted.kind, f"It is {_a_kind(row.kind)}."),
        (wanted.text, f"It mentions “{wanted.text}”."),
        (wanted.stage, _stage_reason(wanted.stage, row.career_stages)),
        (wanted.profession, _profession_reason(wanted.profession, row.professions)),
        (wanted.area, f"It is in {area_name or wanted.area}."),
        (wanted.near, _near_reason(wanted, miles)),
        (wanted.where, "It can be done from anywhere." if row.where != Where.ON_SITE else "It is on site."),
        (wanted.sessions, f"It is {_sessions(row.sessions_per_week or 0)} a week."),
        (wanted.within, f"It starts within {wanted.within} days."),
        (wanted.free, "It is free of charge."),
    ]
    return [sentence for asked, sentence in told if asked] or [
        "It is new, and your search is for everything."
    ]


def _a_kind(kind: str) -> str:
    return {Kind.ROLE.value: "a role", Kind.TRAINING.value: "training", Kind.EVENT.value: "an event"}[kind]


def _stage_reason(stage: str, stages: list[str]) -> str:
    if not stages:
        return "It is for GPs at every stage."
    return (
        f"It is for the career stage “{CareerStage(stage).gp_wording}”."
        if stage in CareerStage.values
        else ""
    )


def _profession_reason(profession: str, professions: list[str]) -> str:
    if not professions:
        return "It is open to every profession."
    return f"It is open to: {Profession(profession).label}." if profession in Profession.values else ""


def _near_reason(wanted: Wanted, miles: float | None) -> str:
    if miles is None:
        return "It can be done from anywhere."
    return f"It is about {max(1, round(miles))} miles from {wanted.near.upper()}."


def starts_by(wanted: Wanted, on: date) -> date | None:
    """The last start that the search takes."""
    return on + timedelta(days=wanted.within) if wanted.within else None
