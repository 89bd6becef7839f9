"""What is known of a person before a form asks: facts they told us, checks somebody made, what their account says.

Nothing here guesses: a check answers only the question that it is about, and only while it holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from retention_portal.accounts.models import PassportCheck, Person
from retention_portal.accounts.queries import current_checks, current_facts
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import LONDON, date_text
from schemes.applications import queries, rules_form
from schemes.applications.models import Application
from schemes.catalogue.form_layout import Form, Question

CHECKED_FACTS: dict[str, str] = {
    CheckKind.PERFORMERS_LIST: "on_performers_list",
    CheckKind.REGISTRATION: "professional_registration",
}
"""The yes/no fact that a check of the passport answers with yes."""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known: its value, and where it is from: `how` is told, checked or account; `on` its day."""

    value: Any
    how: str
    on: date | None = None

    @property
    def words(self) -> str:
        """Where it is from, as the person reads it: "You told us on 3 May 2026"."""
        day = f" on {date_text(self.on)}" if self.on else ""
        return {"told": "You told us", "checked": "This was checked"}.get(
            self.how, "Your account says so"
        ) + day


def known_about(person: Person, on: date) -> dict[str, Known]:
    """{fact: what is known of it on a day}. Of a fact and a check the newer counts. Two statements."""
    known = {"profession": Known(person.profession, "account")} if person.profession else {}
    for fact in current_facts(person):
        known[fact.name] = Known(fact.value, "told", fact.stated_on)
    for kind, check in valid_checks(person, on).items():
        name, day = CHECKED_FACTS.get(kind, ""), _day_of(check)
        before = known.get(name)
        if name and (before is None or before.on is None or before.on <= day):
            known[name] = Known(True, "checked" if check.state == CheckState.PASSED else "told", day)
    return known


def valid_checks(person: Person, on: date) -> dict[str, PassportCheck]:
    """{kind: check} of the passport that hold on a day: stated or passed, begun, not run out. One statement."""
    return {row.kind: row for row in current_checks(person) if _holds(row, on)}


def _holds(check: PassportCheck, on: date) -> bool:
    in_time = check.valid_from <= on and (check.expires_on is None or check.expires_on >= on)
    return in_time and check.state != CheckState.NOT_PASSED


def _day_of(check: PassportCheck) -> date:
    return check.checked_at.astimezone(LONDON).date() if check.checked_at else check.valid_from


def known_answers_for(form: Form, person: Person, on: date) -> dict[str, Any]:
    """Answers to the form's questions from what is known; one that could not be answered so is left to be asked."""
    values = {name: known.value for name, known in known_about(person, on).items()}
    return rules_form.possible(form, rules_form.known_answers(form, values))


def checks_for_papers(application: Application, on: date) -> dict[str, str]:
    """{key of a file question: why no paper is needed}, by checks that hold. No statement when none could."""
    wanted = {question.key: question.check for question in application.form.questions if question.check}
    person = application.applicant
    if not wanted or person is None:
        return {}
    checks = {kind: row for kind, row in valid_checks(person, on).items() if row.state == CheckState.PASSED}
    return {
        key: f"Checked on {date_text(_day_of(checks[kind]))}: no paper is needed"
        for key, kind in wanted.items()
        if kind in checks
    }


def answered_papers(application: Application, on: date) -> set[str]:
    """Keys of the file questions that need nothing more: a paper is there, or a check stands for it."""
    return queries.paper_keys(application) | set(checks_for_papers(application, on))


def origins(
    questions: Iterable[Question], answers: Mapping[str, Any], known: Mapping[str, Known]
) -> dict[str, str]:
    """{key of a question: where its answer is from}, for answers that still say what was known. No statement."""
    found = ((question.key, known.get(question.fact or "")) for question in questions)
    return {
        key: one.words
        for key, one in found
        if one is not None and key in answers and answers[key] == one.value
    }
