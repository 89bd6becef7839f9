"""Applications of the demonstration for the sweeps: those of its GP, and those that its staff look after."""

from collections.abc import Callable
from typing import Any

from schemes.applications.models import Application, Evidence
from schemes.applications.models_decision import Condition, Release
from schemes.applications.models_review import Assignment
from schemes.applications.models_talk import Flag, Part
from schemes.catalogue.models import Offer

GP, SYSTEM = "gp@example.org", "QHM"
Rows = list[dict[str, Any]]


def _one(parameter: str, rows: Any) -> Rows:
    return [{parameter: value} for value in rows.order_by("pk").values_list("pk", flat=True)[:1]]


def _own() -> Rows:
    return _one("application_id", Application.objects.filter(applicant__email=GP, status="draft"))


def _question(kind: str) -> Rows:
    rows = Application.objects.filter(applicant__email=GP, status="draft").select_related("version")
    return [
        {"application_id": row.pk, "key": question.key}
        for row in rows[:1]
        for question in row.form.questions
        if question.kind == kind and question.shown_if is None
    ][:1]


def _part() -> Rows:
    return [row | {"kind": "host"} for row in _own()]


def _beside(parameter: str, model: Any) -> Rows:
    """A row of an application, with the application."""
    rows = model.objects.order_by("pk").values_list("application_id", "pk")[:1]
    return [{"application_id": application, parameter: pk} for application, pk in rows]


def _cases(*statuses: str) -> Rows:
    rows = Application.objects.filter(owner__code=SYSTEM)
    return [row for status in statuses for row in _one("application_id", rows.filter(status=status))]


def _offers() -> Rows:
    rows = Offer.objects.filter(owner__code=SYSTEM, applications__status="ready").distinct()
    return [{"slug": slug} for slug in rows.order_by("pk").values_list("slug", flat=True)[:1]]


REVIEWER = "reviewer@example.org"


def _reading() -> Rows:
    """What the reviewer of the demonstration has still to read, and what is being decided."""
    rows = Assignment.objects.filter(reviewer__email=REVIEWER, ended_at=None)
    found = [*_one("assignment_id", rows.filter(application__status="in_review", reviews=None))]
    return [*found, *_one("assignment_id", rows.filter(application__status="ready"))]


def _panels() -> Rows:
    rows = Offer.objects.filter(owner__code=SYSTEM, decision_by="panel", status="published")
    return [{"slug": slug} for slug in rows.order_by("pk").values_list("slug", flat=True)[:1]]


def _read(*statuses: str) -> Rows:
    rows = Application.objects.filter(assignments__isnull=False).distinct()
    return [row for status in statuses for row in _one("application_id", rows.filter(status=status))]


EXAMPLES: dict[str, Callable[[], Rows]] = {
    "applications:review": _reading,
    "applications:review_abstain": lambda: _reading()[:1],
    "applications:review_conflict": lambda: _reading()[:1],
    "applications:panel": _panels,
    "applications:panel_assign": _panels,
    "applications:panel_order": _panels,
    "applications:panel_another": lambda: _reading()[:1],
    "applications:panel_case": lambda: _read("in_review", "discussion", "ready"),
    "applications:panel_close": lambda: _read("in_review"),
    "applications:panel_place": lambda: _read("ready"),
    "applications:register": _offers,
    "applications:sheet": _offers,
    "applications:start": _offers,
    "applications:letters": _offers,
    "applications:detail": _own,
    "applications:form": _own,
    "applications:question": lambda: [*_question("long_text"), *_question("number"), *_question("file")],
    "applications:check": _own,
    "applications:withdraw": _own,
    "applications:part_send": _part,
    "applications:case": lambda: _cases("interest", "in_review", "offered", "formal", "not_this_time"),
    "applications:flag_new": lambda: _cases("submitted"),
    "applications:flag_resolve": lambda: _one("flag_id", Flag.objects.filter(resolved_at=None)),
    "applications:approve": lambda: _cases("system_review"),
    "applications:decide": lambda: _cases("ready"),
    "applications:condition": lambda: _one("condition_id", Condition.objects.filter(state="pending")),
    "applications:release": lambda: _one("release_id", Release.objects.all()),
    "applications:message": _own,
    "applications:answer_offer": _own,
    "applications:carry_on": _own,
    "applications:paper_remove": lambda: _beside("paper_id", Evidence),
    "applications:part_take_back": lambda: _beside("part_id", Part),
    "applications:say": lambda: _cases("submitted"),
    "applications:first_word": lambda: _cases("submitted"),
    "applications:pass_on": lambda: _cases("submitted"),
    "applications:gmc_checked": lambda: _cases("submitted"),
    "applications:release_retry": lambda: _one("release_id", Release.objects.all()),
}
