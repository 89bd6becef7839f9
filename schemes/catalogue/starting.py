"""What a new offer begins from: last year's round, a case study of the toolkit, a national scheme, or nothing."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.actions import CONTENT
from schemes.catalogue.models import Offer, SchemeRecord
from schemes.catalogue.rules import book
from schemes.catalogue.rules.facts import Fact, fact
from schemes.catalogue.rules.periods import plus_years
from schemes.catalogue.statuses import OfferKind

HERE = Path(__file__).parent / "reference"
FACT_KINDS = {
    "bool": "yes_no",
    "int": "number",
    "decimal": "number",
    "date": "date",
    "choice": "choice",
    "text": "long_text",
}
CONFIDENTIAL = frozenset({"leaving_reason", "leaving_narrative", "gmc_conditions", "exception_reason"})
"""Facts whose answers may be about health: only those who must see them do."""


@cache
def _file(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def templates() -> tuple[dict[str, Any], ...]:
    """The case studies that an offer may begin from: each with "case", "kind", "title", "summary"."""
    return tuple(_file("offer_templates"))


def blank(on: date) -> dict[str, Any]:
    """An empty offer: the usual letters, open from `on`."""
    return {
        "title": "",
        "summary": "",
        "opens_on": on,
        "professions": ["gp"],
        "letters": {kind: dict(row) for kind, row in _file("letters").items()},
        "decided_by_text": "The coordinator named below",
    }


def from_case_study(case: str, on: date) -> tuple[str, dict[str, Any]] | None:
    """The kind and content of an offer after a case study; None for one that is no template."""
    row = next((one for one in templates() if one["case"] == case), None)
    if row is None:
        return None
    known = _file("offer_questions")
    content = blank(on) | {name: value for name, value in row.items() if name in CONTENT}
    content["questions"] = [known[name] for name in row.get("questions", [])]
    if "all_dates" in row.get("questions", []):
        content["questions"].append(known["which_not"])
    content["documents"] = [known[name] for name in row.get("documents", [])]
    for part in ("host", "supervisor"):
        if part in row:
            content[f"{part}_part"] = outside_part(part, row[part]["intro"], [], row[part]["ask"])
    return row["kind"], content


def from_scheme(record: SchemeRecord, on: date) -> tuple[str, dict[str, Any]]:
    """A national scheme offered here: the facts that its rules read become the questions, each asked once.

    What the practice must say goes to the host's part. A paper is asked for at the step that wants it, of whom it
    wants it from: `at` is application (when left out), review or end, `from` applicant (when left out) or supervisor.
    """
    facts = [fact(name) for name in book(record.scheme.code).reads()]
    asked = [one for one in facts if one.about in ("person", "post") or one.name == "practice_found"]
    hosts = [one for one in facts if one.about == "practice" and one.name != "practice_found"]
    papers = [row for row in record.documents if row.get("at", "application") == "application"]
    content = blank(on) | {
        "title": record.name,
        "summary": record.summary,
        "time_needed": record.time_needed,
        "decided_by_text": record.approver[:200],
        "questions": [_question(one) for one in asked],
        "documents": [_document(row) for row in papers if row.get("from", "applicant") == "applicant"],
        "professions": list(record.professions),
        "career_stages": list(record.career_stages),
        "needs": list(record.needs),
        "level": record.level,
    }
    if hosts:
        intro = f"A GP would like to work in your practice on {record.name}."
        content["host_part"] = {"needed": True, "intro": intro, "shows": []} | {
            "questions": [_question(one) for one in hosts]
        }
    if theirs := [_document(row) | {"kind": "file"} for row in papers if row.get("from") == "supervisor"]:
        intro = f"A GP who would work on {record.name} names you as educational supervisor."
        content["supervisor_part"] = {"needed": True, "intro": intro, "shows": [], "questions": theirs}
    return OfferKind.NATIONAL, content


def from_offer(offer: Offer, on: date) -> tuple[str, dict[str, Any]]:
    """Another round of an offer: everything as it was, its dates moved on by whole years until it has not closed."""
    content = {name: getattr(offer, name) for name in CONTENT}
    last, years = offer.closes_on or offer.opens_on, 1
    while plus_years(last, years) < on:
        years += 1
    for name in ("opens_on", "closes_on", "starts_on"):
        if content[name]:
            content[name] = plus_years(content[name], years)
    return offer.kind, content


def outside_part(part: str, intro: str, shows: list[str], asked: list[str]) -> dict[str, Any]:
    """The part of a host or supervisor that confirms sentences with yes or no: one question for each of `asked`."""
    questions = [
        {"key": f"{part}_{number}", "text": text, "kind": "yes_no"}
        for number, text in enumerate(asked, start=1)
    ]
    return {"needed": bool(asked), "intro": intro, "shows": shows, "questions": questions}


def _question(one: Fact) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": one.name,
        "text": one.question,
        "kind": FACT_KINDS[one.type],
        "fact": one.name,
    }
    row["section"] = {"person": "About you", "post": "The post"}.get(one.about, "The practice")
    if one.type == "choice":
        row["choices"] = [[value, _label(one.name, value)] for value in one.allowed]
    if one.unit and not one.unit.startswith("£"):
        row["unit"] = one.unit
    if one.question.startswith("If ") or "Leave out" in one.question or one.type == "text":
        row["required"] = False
    if one.name in CONFIDENTIAL:
        row["health"] = True
    return row


def _label(name: str, value: str) -> str:
    """A choice in words: the vocabularies' own labels, else the value without underscores."""
    if name == "profession":
        return str(Profession(value).label)
    if name == "career_stage":
        words = CareerStage(value).gp_wording
        return words[0].upper() + words[1:]
    words = value.replace("_", " ")
    return words if words.isupper() else words[0].upper() + words[1:]


def _document(row: dict[str, Any]) -> dict[str, Any]:
    """A paper of the form: optional where it is wanted only when it fits, settled by a check where one stands for it."""
    paper = {"key": row["code"].lower(), "text": row["text"], "required": row.get("required", True)}
    paper["health"] = row.get("health", False)
    return paper | ({"check": row["check"]} if "check" in row else {})
