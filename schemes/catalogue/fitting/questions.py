"""The six questions, and the facts that the answers state. Pure: nothing here is stored or looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.fitting.configuration import OUTSIDE, area_fact
from schemes.catalogue.rules.facts import Facts, Value
from schemes.catalogue.statuses import Need


@dataclass(frozen=True, slots=True)
class Question:
    """One page: its name in the address, its heading, and the same as a label of an answer."""

    slug: str
    title: str
    short: str


QUESTIONS = (
    Question("where", "Where do you work, or want to work?", "Where"),
    Question("role", "What do you do?", "Role"),
    Question("stage", "Where are you in your career?", "Career"),
    Question("sessions", "How many sessions a week?", "Sessions"),
    Question("help", "What would help?", "What would help"),
    Question("when", "When should something change?", "When"),
)
SLUGS = tuple(question.slug for question in QUESTIONS)


@dataclass(frozen=True, slots=True)
class Role:
    """One answer to "What do you do?": the facts `profession` and, for GPs with one, `post`."""

    value: str
    label: str
    profession: str
    post: str = ""


ROLES = (
    Role("gp_partner", "GP partner", Profession.GP, "partner"),
    Role("gp_salaried", "Salaried GP", Profession.GP, "salaried"),
    Role("gp_mixed", "GP with a post, and locum work beside it", Profession.GP, "substantive_and_locum"),
    Role("gp_locum", "Locum GP", Profession.GP, "locum_only"),
    Role("gp_offered", "GP with a post to start soon", Profession.GP, "offered_substantive"),
    Role("gp_none", "GP without a post in general practice now", Profession.GP, "none"),
    Role("gp_trainee", "GP trainee", Profession.GP_TRAINEE),
    Role("nurse", "Nurse", Profession.NURSE),
    Role("practice_manager", "Practice manager", Profession.PRACTICE_MANAGER),
    Role("other", "Another profession", ""),
)
_NAMED = {role.profession for role in ROLES} | {Profession.OTHER.value}
OTHER_PROFESSIONS = (*(one for one in Profession if one not in _NAMED), Profession.OTHER)
WHEN = (
    ("now", "As soon as it can be"),
    ("months", "In the next few months"),
    ("year", "Within a year or so"),
    ("looking", "I am only looking"),
)
MOST_AREAS = 2
NOT_KEPT = ("considering_leaving", "workplace_challenges", "wants_portfolio", "area")
"""Facts of one visit: what would help, whether somebody may leave, and the place are never carried further."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of one visit. `areas` are codes of systems; empty with `outside` for outside England."""

    areas: tuple[str, ...] = ()
    outside: bool = False
    role: str = ""
    profession: str = ""
    post: str = ""
    stage: str = ""
    qualified_on: date | None = None
    new_on: date | None = None
    last_worked_on: date | None = None
    now: Decimal | None = None
    wanted: Decimal | None = None
    needs: tuple[str, ...] = ()
    when: str = ""
    may_leave: bool = False

    @property
    def is_gp(self) -> bool:
        """True for GPs and GP trainees."""
        return Profession(self.profession).is_gp

    @property
    def stages(self) -> tuple[str, ...]:
        """The career stages that hold: coming back goes with any other (handbook 1.11)."""
        back = [CareerStage.RETURNER.value] if self.last_worked_on else []
        return tuple(dict.fromkeys([self.stage, *back]))

    @property
    def sessions(self) -> Decimal | None:
        """Sessions a week of the post that is looked for: those wanted, else those of now; None for none."""
        return self.wanted or self.now or None


def first_missing(answers: Mapping[str, Any]) -> str | None:
    """The first question that is not answered yet; None when all are."""
    return next((slug for slug in SLUGS if not is_answered(slug, answers)), None)


def is_answered(slug: str, answers: Mapping[str, Any]) -> bool:
    """True when a question has a whole answer: a place that may be one of several is none."""
    given = answers.get(slug)
    if slug == "where" and given is not None:
        return bool(given["areas"] or given["outside"])
    return given is not None


def told(answers: Mapping[str, Any]) -> Told:
    """The answers of all six questions, as they are kept in the session, in their own types."""
    role = next(one for one in ROLES if one.value == answers["role"]["role"])
    stage, sessions, when = answers["stage"], answers["sessions"], answers["when"]
    return Told(
        areas=tuple(answers["where"]["areas"]),
        outside=answers["where"]["outside"],
        role=role.value,
        profession=role.profession or answers["role"]["profession"],
        post=role.post,
        stage=stage["stage"],
        qualified_on=_day(stage.get("qualified_on")),
        new_on=_day(stage.get("new_on")),
        last_worked_on=_day(stage.get("last_worked_on")),
        now=_number(sessions.get("now")),
        wanted=_number(sessions.get("wanted")),
        needs=tuple(answers["help"]["needs"]),
        when=when["when"],
        may_leave=when["may_leave"],
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _number(written: str | None) -> Decimal | None:
    return Decimal(written) if written else None


def facts_of(said: Told) -> dict[str, Value]:
    """The facts that the answers state, without the area. What was not said stays unknown; a no is never inferred."""
    stated: dict[str, Value | None] = {
        "profession": said.profession,
        "career_stage": said.stage if said.is_gp else None,
        "post": said.post or None,
        "qualified_on": said.qualified_on,
        "new_to_general_practice_on": said.new_on,
        "last_nhs_gp_work_on": said.last_worked_on,
        "sessions_per_week": said.sessions,
        "considering_leaving": said.may_leave or None,
        "wants_portfolio": Need.VARIETY in said.needs or None,
        "workplace_challenges": Need.SOMEONE_TO_TALK_TO in said.needs or None,
    }
    return {name: value for name, value in stated.items() if value is not None}


def facts_by_area(said: Told) -> list[Facts]:
    """The facts once for each different value of `area`: two systems near a border may be two areas."""
    values = [OUTSIDE] if said.outside and not said.areas else [area_fact(code) for code in said.areas]
    return [{**facts_of(said), "area": value} for value in dict.fromkeys(values)]


def kept_facts(said: Told) -> dict[str, Any]:
    """What may be carried into the fact store, as JSON keeps it: days and numbers as text."""
    stated = {name: value for name, value in facts_of(said).items() if name not in NOT_KEPT}
    return {name: _plain(value) for name, value in stated.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def answers_from_facts(known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """First answers from the fact store, by question: what a person told us before is not asked as if it were new."""
    profession, post = known.get("profession"), known.get("post", "")
    role = next((one for one in ROLES if (one.profession, one.post) == (profession, post)), None)
    found: dict[str, dict[str, Any]] = {"stage": {}, "sessions": {}}
    if role:
        found["role"] = {"role": role.value}
    elif profession in OTHER_PROFESSIONS:
        found["role"] = {"role": "other", "profession": profession}
    if known.get("career_stage") in CareerStage.values:
        found["stage"]["stage"] = known["career_stage"]
    if known.get("sessions_per_week"):
        found["sessions"]["wanted"] = str(known["sessions_per_week"])
    return found
