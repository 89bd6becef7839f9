"""Answering a frozen form: what is shown, what is missing, what comes next, and answers as facts. Pure.

An answer is str; bool for yes_no; a list of str for choices; "2026-10-12" for a date; a number as text.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from retention_portal.core.dates import date_text, parse_date
from retention_portal.core.refusals import BadInput
from schemes.catalogue import local_rules
from schemes.catalogue.form_layout import Form, Question, Section, visible_questions
from schemes.catalogue.rules import check
from schemes.catalogue.rules.facts import Facts, fact, register
from schemes.catalogue.rules.stated import check_together

Answers = Mapping[str, Any]

APPROVED_SCHEMES = ("SCH-NGPRS",)
"""Schemes whose places need formal approval before a start (NGPRS-P06)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that is shown, must be answered, and is not."""

    question: Question

    @property
    def sentence(self) -> str:
        """What to do about it."""
        if self.question.kind == "file":
            return f"Add a paper for “{self.question.text}”"
        return f"Answer “{self.question.text}”"


def needs_approval(form: Form) -> bool:
    """True for a scheme with steps of approval before a start (NGPRS-P04 to P06)."""
    return form.scheme in APPROVED_SCHEMES


def is_answered(question: Question, answers: Answers, papers: Collection[str]) -> bool:
    """Whether a question has an answer; `papers` are keys of file questions with a paper."""
    if question.kind == "file":
        return question.key in papers
    return answers.get(question.key) not in (None, "", [])


def mark(answer: Any) -> str:
    """A mark of one answer, the same for the same answer: by it a page tells what it began from."""
    return sha256(json.dumps(None if answer in ("", []) else answer).encode()).hexdigest()[:16]


def gaps(form: Form, answers: Answers, papers: Collection[str]) -> list[Gap]:
    """What is still missing. Only questions that are shown count (CASE-A-09)."""
    return [
        Gap(question)
        for question in visible_questions(form, answers)
        if question.required and not is_answered(question, answers, papers)
    ]


def only_shown(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers to questions that these answers show: what lies behind a hidden one is not sent."""
    keys = {question.key for question in visible_questions(form, answers)}
    return {key: value for key, value in answers.items() if key in keys}


def next_question(form: Form, answers: Answers, papers: Collection[str], after: str = "") -> Question | None:
    """The next shown question without an answer, after `after` or from the start; None when all are answered.

    Questions whose fact is known already are answered from the start, so that they are not asked again.
    """
    shown = visible_questions(form, answers)
    keys = [question.key for question in shown]
    start = keys.index(after) + 1 if after in keys else 0
    return next((one for one in shown[start:] if not is_answered(one, answers, papers)), None)


def sections_shown(form: Form, answers: Answers) -> list[tuple[Section, tuple[Question, ...]]]:
    """Each section with those of its questions that are shown; sections without any are left out."""
    shown = set(visible_questions(form, answers))
    pairs = [(one, tuple(q for q in one.questions if q in shown)) for one in form.sections]
    return [(section, questions) for section, questions in pairs if questions]


def in_words(question: Question, answer: Any) -> str:
    """An answer as people read it; "Not answered" for none."""
    if answer in (None, "", []):
        return "Not answered"
    labels = {choice.value: choice.label for choice in question.choices}
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    if isinstance(answer, list | tuple):
        return ", ".join(labels.get(str(one), str(one)) for one in answer)
    if question.kind == "date":
        return date_text(parse_date(str(answer)))
    text = labels.get(str(answer), str(answer))
    return f"{text} {question.unit}".strip() if question.kind == "number" else text


def known_answers(form: Form, known: Mapping[str, Any]) -> dict[str, Any]:
    """Answers from what the person told us before, by the facts that the questions name."""
    return {
        question.key: known[question.fact]
        for question in form.questions
        if question.fact and question.fact in known and _fits(question, known[question.fact])
    }


def possible(form: Form, answers: Answers) -> dict[str, Any]:
    """Those of the answers that can stand together; one that cannot is left out, to be asked."""
    kept: dict[str, Any] = {}
    for key, value in answers.items():
        try:
            facts_of(form, kept | {key: value})
        except BadInput:
            continue
        kept[key] = value
    return kept


def carried(form: Form, before: Form, answers: Answers) -> dict[str, Any]:
    """Answers of another form to questions that are the same here: same key, text and kind, never about health."""
    same = {}
    for question in form.questions:
        old = before.question(question.key)
        known = old is not None and (old.text, old.kind) == (question.text, question.kind)
        if known and not question.health and question.kind != "file" and question.key in answers:
            same[question.key] = answers[question.key]
    return same


def _fits(question: Question, value: Any) -> bool:
    """Whether a fact that was stated elsewhere can be an answer here."""
    allowed = {choice.value for choice in question.choices}
    if question.kind == "yes_no":
        return isinstance(value, bool)
    if question.kind == "choice":
        return value in allowed
    if question.kind == "choices":
        return isinstance(value, list) and set(value) <= allowed
    return question.kind != "file" and isinstance(value, str | int | float) and not isinstance(value, bool)


def stated_facts(form: Form, answers: Answers) -> dict[str, Any]:
    """{fact: answer} of the shown questions that name a fact, as the fact store keeps them."""
    kept = only_shown(form, answers)
    return {
        question.fact: kept[question.key]
        for question in form.questions
        if question.fact and kept.get(question.key) not in (None, "", [])
    }


def facts_of(form: Form, answers: Answers) -> Facts:
    """The answers as facts in their own types.

    Raises BadInput with a sentence in the words of the questions for an impossible value (zero or forty sessions),
    and for two answers that cannot both be true (a date before qualification).
    """
    facts = {
        name: _read(name, value) for name, value in stated_facts(form, answers).items() if name in register()
    }
    try:
        check_together(facts)
    except BadInput as no:
        raise BadInput(f"Two answers do not fit together. {_in_question_words(form, str(no))}") from no
    return facts


def _read(name: str, value: Any) -> Any:
    known = fact(name)
    written = Decimal(str(value)) if known.type in ("int", "decimal") else value
    try:
        return known.read(written)
    except BadInput as no:
        raise BadInput(f"“{value}” is not possible here. It can be {' or '.join(known.values)}.") from no


def _in_question_words(form: Form, sentence: str) -> str:
    for question in form.questions:
        if question.fact:
            sentence = sentence.replace(f"“{question.fact}”", f"“{question.text}”")
    return sentence


def findings_of(form: Form, facts: Facts, on: date) -> tuple[str, list[dict[str, Any]]]:
    """(outcome, findings with their codes) of the rule book on a day; the portal advises, people decide.

    A national scheme's own book; an offer's own rules otherwise.
    """
    if form.scheme:
        answer = check(form.scheme, facts, on)
        return answer.outcome.value, [one.as_json() for one in answer.findings]
    found = local_rules.offer_findings(form.rules, form.professions, form.career_stages, facts, on)
    return local_rules.offer_outcome(found, is_open=True).value, [one.as_json() for one in found]
