"""The layout of an application form, as data: questions, what others confirm, letters. Pure.

A layout is frozen into JSON when an offer is published (`as_json`, `form_from_json`), so that a change of the offer
never changes an application already begun.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

Answers = Mapping[str, Any]

KINDS = ("text", "long_text", "yes_no", "choice", "choices", "date", "number", "file")
LETTER_KINDS: dict[str, str] = {
    "received": "We have your application",
    "more_information": "We need something more",
    "offer": "An offer",
    "reserve": "A place on the reserve list",
    "not_this_time": "Not this time",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: what is stored, and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of one page.

    `kind` is one of KINDS. `shown_if` is (key of an earlier question, its answer): shown only then. `fact` names a
    fact of `rules.facts`, so that it is asked once for every scheme. `health` answers and files are special
    category data: only those who must see them do. Answers are str; bool for yes_no; a list of str for choices;
    a date as "2026-10-12"; a number as a str or Decimal. `check` names a check of the passport (accounts.CheckKind)
    that, while it holds, stands for the paper a file question asks for.
    """

    key: str
    text: str
    kind: str
    hint: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    shown_if: tuple[str, str | bool] | None = None
    fact: str | None = None
    health: bool = False
    unit: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading, in the order in which they are asked."""

    key: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePart:
    """What somebody other than the applicant confirms by a link, after the applicant approved what they will see.

    `shows` are keys of the applicant's questions that they read; never a health question, never a reason.
    """

    needed: bool = False
    intro: str = ""
    shows: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


class HostPart(OutsidePart):
    """The part of the practice that would host or employ the applicant."""

    __slots__ = ()


class SupervisorPart(OutsidePart):
    """The part of the educational supervisor."""

    __slots__ = ()


NO_HOST, NO_SUPERVISOR = HostPart(), SupervisorPart()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent at one point. `kind` is a key of LETTER_KINDS; the text may hold `{name}` and the like."""

    kind: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What reviewers score from 0 to 5, and its weight in per cent; the weights of a form add up to 100.

    An `independent` one is scored and shown, and never part of the total: its weight is 0 (CASE-R-10).
    """

    key: str
    label: str
    weight: int
    guide: str = ""
    independent: bool = False


SCALE = (
    "Nothing here speaks to it",
    "Little",
    "Some, with gaps",
    "Enough",
    "Good",
    "Convincing throughout",
)
"""What each score from 0 to 5 means, unless an offer says it in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan:
    """How a panel reads applications, where an offer has a panel; frozen with the rest of the form.

    `reviewers` read each application, within `days` working days. `hidden` are keys of questions that are not shown
    while the names are hidden. Two scores `apart` or more points from each other are a disagreement. Where neither
    scores nor a text are required, a reviewer may abstain (CASE-R-15).
    """

    reviewers: int = 2
    days: int = 10
    apart: int = 2
    scale: tuple[str, ...] = SCALE
    hidden: tuple[str, ...] = ()
    scores_required: bool = True
    text_required: bool = True

    @property
    def may_abstain(self) -> bool:
        """Whether a reviewer may look at it and say nothing (CASE-R-15)."""
        return not self.scores_required and not self.text_required


PLAN = ReviewPlan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form of an offer. `rules` are those of `local_rules`: [{"kind", "value", "aim"}]."""

    title: str
    sections: tuple[Section, ...]
    rules: tuple[Mapping[str, Any], ...] = ()
    professions: tuple[str, ...] = ()
    career_stages: tuple[str, ...] = ()
    host: HostPart = NO_HOST
    supervisor: SupervisorPart = NO_SUPERVISOR
    letters: tuple[Letter, ...] = ()
    decision_by: str = "single"
    blind: bool = False
    criteria: tuple[Criterion, ...] = ()
    review: ReviewPlan = PLAN
    scheme: str | None = None

    @property
    def by_panel(self) -> bool:
        """Whether a panel reads applications before somebody decides; one named person alone is the default."""
        return self.decision_by == "panel"

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of the applicant in order, documents last."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question | None:
        """The applicant's question with this key, or None."""
        return next((one for one in self.questions if one.key == key), None)

    def letter(self, kind: str) -> Letter | None:
        """The letter for one point, or None when the form has none."""
        return next((one for one in self.letters if one.kind == kind), None)


class OfferLike(Protocol):
    """What `form_of` reads of an offer."""

    title: str
    scheme: Any
    questions: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    host_part: dict[str, Any]
    supervisor_part: dict[str, Any]
    letters: dict[str, dict[str, str]]
    rules: list[dict[str, Any]]
    professions: list[str]
    career_stages: list[str]
    decision_by: str
    blind: bool
    score_weights: list[dict[str, Any]]
    review: dict[str, Any]


def form_of(offer: OfferLike) -> Form:
    """The form that an offer would have if it were published now: its questions by section, then its documents.

    To apply, use the frozen one: `form_from_json(offer.live.form)`.
    """
    sections = list(_sections(offer.questions))
    if offer.documents:
        files = tuple(_document(row) for row in offer.documents)
        sections.append(Section("documents", "Documents", files))
    return Form(
        title=offer.title,
        sections=tuple(sections),
        rules=tuple(offer.rules),
        professions=tuple(offer.professions),
        career_stages=tuple(offer.career_stages),
        host=HostPart(**_part(offer.host_part)),
        supervisor=SupervisorPart(**_part(offer.supervisor_part)),
        letters=tuple(Letter(kind, row["subject"], row["text"]) for kind, row in offer.letters.items()),
        decision_by=str(offer.decision_by),
        blind=offer.blind,
        criteria=tuple(Criterion(**row) for row in offer.score_weights),
        review=review_from_json(offer.review),
        scheme=offer.scheme.code if offer.scheme else None,
    )


def visible_questions(form: Form, answers: Answers) -> tuple[Question, ...]:
    """The applicant's questions that these answers show, in order; a question behind a hidden one is hidden."""
    shown: dict[str, Question] = {}
    for question in form.questions:
        if _is_shown(question, shown, answers):
            shown[question.key] = question
    return tuple(shown.values())


def _is_shown(question: Question, shown: Mapping[str, Question], answers: Answers) -> bool:
    if question.shown_if is None:
        return True
    key, wanted = question.shown_if
    if key not in shown:
        return False
    given = answers.get(key)
    return wanted in given if isinstance(given, list | tuple) else given == wanted


# --- as JSON: what is stored in an offer's columns and frozen in its versions --------------------------------


def as_json(form: Form) -> dict[str, Any]:
    """The form as plain values; `form_from_json` gives the same form back."""
    return {
        "title": form.title,
        "scheme": form.scheme,
        "sections": [
            {"key": one.key, "title": one.title, "questions": [question_as_json(q) for q in one.questions]}
            for one in form.sections
        ],
        "rules": [dict(rule) for rule in form.rules],
        "professions": list(form.professions),
        "career_stages": list(form.career_stages),
        "host_part": _part_as_json(form.host),
        "supervisor_part": _part_as_json(form.supervisor),
        "letters": {one.kind: {"subject": one.subject, "text": one.text} for one in form.letters},
        "decision_by": form.decision_by,
        "blind": form.blind,
        "criteria": [_criterion_as_json(one) for one in form.criteria],
        **({"review": review_as_json(form.review)} if form.review != PLAN else {}),
    }


def form_from_json(frozen: Mapping[str, Any]) -> Form:
    """A form from what `as_json` wrote."""
    return Form(
        title=frozen["title"],
        scheme=frozen["scheme"],
        sections=tuple(
            Section(one["key"], one["title"], tuple(question_from_json(q) for q in one["questions"]))
            for one in frozen["sections"]
        ),
        rules=tuple(frozen["rules"]),
        professions=tuple(frozen["professions"]),
        career_stages=tuple(frozen["career_stages"]),
        host=HostPart(**_part(frozen["host_part"])),
        supervisor=SupervisorPart(**_part(frozen["supervisor_part"])),
        letters=tuple(Letter(kind, row["subject"], row["text"]) for kind, row in frozen["letters"].items()),
        decision_by=frozen["decision_by"],
        blind=frozen["blind"],
        criteria=tuple(Criterion(**row) for row in frozen["criteria"]),
        review=review_from_json(frozen.get("review", {})),
    )


def review_as_json(plan: ReviewPlan) -> dict[str, Any]:
    """How a panel reads as plain values; what is as usual is left out."""
    usual = asdict(PLAN)
    rows = {name: value for name, value in asdict(plan).items() if value != usual[name]}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in rows.items()}


def review_from_json(row: Mapping[str, Any]) -> ReviewPlan:
    """How a panel reads, from what `review_as_json` wrote; anything it does not say is as usual."""
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return ReviewPlan(**kept)


def _criterion_as_json(one: Criterion) -> dict[str, Any]:
    row: dict[str, Any] = {"key": one.key, "label": one.label, "weight": one.weight, "guide": one.guide}
    return row | ({"independent": True} if one.independent else {})


def question_as_json(question: Question) -> dict[str, Any]:
    """A question as plain values; what is not set is left out."""
    row: dict[str, Any] = {"key": question.key, "text": question.text, "kind": question.kind}
    if question.choices:
        row["choices"] = [[one.value, one.label] for one in question.choices]
    if question.shown_if:
        row["shown_if"] = list(question.shown_if)
    if not question.required:
        row["required"] = False
    for name in ("hint", "fact", "health", "unit", "check"):
        if value := getattr(question, name):
            row[name] = value
    return row


def question_from_json(row: Mapping[str, Any]) -> Question:
    """A question from its plain values; "section" and anything else that is not a question's is ignored."""
    shown_if = row.get("shown_if")
    return Question(
        key=row["key"],
        text=row["text"],
        kind=row["kind"],
        hint=row.get("hint", ""),
        required=row.get("required", True),
        choices=tuple(Choice(value, label) for value, label in row.get("choices", ())),
        shown_if=(shown_if[0], shown_if[1]) if shown_if else None,
        fact=row.get("fact"),
        health=row.get("health", False),
        unit=row.get("unit", ""),
        check=row.get("check", ""),
    )


def _sections(rows: list[dict[str, Any]]) -> tuple[Section, ...]:
    """The questions under their headings, in the order in which the headings first appear."""
    titles = list(dict.fromkeys(row.get("section", "Your application") for row in rows))
    return tuple(
        Section(
            f"section-{number}",
            title,
            tuple(question_from_json(row) for row in rows if row.get("section", "Your application") == title),
        )
        for number, title in enumerate(titles, start=1)
    )


def _document(row: Mapping[str, Any]) -> Question:
    """A document is a question answered with a file: {"key", "text", "hint", "required", "health"}."""
    return Question(
        key=row["key"],
        text=row["text"],
        kind="file",
        hint=row.get("hint", ""),
        required=row.get("required", True),
        health=row.get("health", False),
        check=row.get("check", ""),
    )


def _part(row: Mapping[str, Any]) -> dict[str, Any]:
    if not row:
        return {}
    return {
        "needed": row.get("needed", True),
        "intro": row.get("intro", ""),
        "shows": tuple(row.get("shows", ())),
        "questions": tuple(question_from_json(one) for one in row.get("questions", ())),
    }


def _part_as_json(part: OutsidePart) -> dict[str, Any]:
    return {
        "needed": part.needed,
        "intro": part.intro,
        "shows": list(part.shows),
        "questions": [question_as_json(one) for one in part.questions],
    }
