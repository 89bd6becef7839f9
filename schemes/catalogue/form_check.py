"""What is wrong with a layout before it may be published: a code and a sentence for each fault. Pure."""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from retention_portal.core.dates import date_text
from schemes.catalogue.form_layout import KINDS, LETTER_KINDS, SCALE, Form, OfferLike, Question, form_of
from schemes.catalogue.local_rules import AGE_KINDS, rule_problem
from schemes.catalogue.rules.facts import register

LETTER_FIELDS = (
    *("name", "scheme", "contact_name", "contact_role", "contact_phone", "contact_email"),
    *("reply_by", "starts_on", "conditions", "reason", "advice", "what_is_needed", "place"),
)
"""What a letter's text may hold between braces."""

SHORTEST_AIM = 20
MOST_REVIEWERS = 9


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a layout: `code` (FORM-01 …), a sentence, and the part of the form to mend."""

    code: str
    sentence: str
    part: str


def check_form(form: Form) -> list[Problem]:
    """Every fault that keeps a form from being published; none for a form in order.

    FORM-01 a question that nobody can reach · FORM-02 a letter is missing · FORM-03 an age test without its aim
    (handbook 4.7) · FORM-04 a key twice · FORM-05 a choice without choices · FORM-06 an unknown kind or fact ·
    FORM-07 a letter with an unknown field · FORM-08 a rule that cannot be read · FORM-09 weights that do not add
    up to 100, or scoring without criteria · FORM-10 an outside part that would show what it must not · FORM-11 how
    a panel reads: too many reviewers, a scale that is not of six lines, a hidden question that is not asked.
    """
    return [
        *_questions(form),
        *_reach(form.questions),
        *_reach(form.host.questions, "host"),
        *_reach(form.supervisor.questions, "supervisor"),
        *_letters(form),
        *_rules(form),
        *_scoring(form),
        *_outside(form),
    ]


def _questions(form: Form) -> Iterable[Problem]:
    everyone = [*form.questions, *form.host.questions, *form.supervisor.questions]
    keys = [one.key for one in everyone]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Problem("FORM-04", f"Two questions have the key “{key}”.", "questions")
    for question in everyone:
        yield from _question(question)


def _question(question: Question) -> Iterable[Problem]:
    if question.kind not in KINDS:
        yield Problem("FORM-06", f"“{question.text}” has the unknown kind “{question.kind}”.", "questions")
    if question.fact and question.fact not in register():
        yield Problem("FORM-06", f"“{question.text}” names the unknown fact “{question.fact}”.", "questions")
    if question.kind in ("choice", "choices") and len(question.choices) < 2:
        yield Problem(
            "FORM-05", f"“{question.text}” asks to choose and has fewer than two choices.", "questions"
        )


def _reach(questions: tuple[Question, ...], part: str = "questions") -> Iterable[Problem]:
    """FORM-01: `shown_if` must name an earlier question that can be reached and can be answered so."""
    reachable: dict[str, Question] = {}
    for question in questions:
        why = _unreachable(question, reachable)
        if why:
            must = "must be answered and " if question.required else ""
            yield Problem("FORM-01", f"“{question.text}” {must}can never be shown: {why}.", part)
        else:
            reachable[question.key] = question


def _unreachable(question: Question, reachable: dict[str, Question]) -> str:
    if question.shown_if is None:
        return ""
    key, wanted = question.shown_if
    earlier = reachable.get(key)
    if earlier is None:
        return f"it waits for the answer to “{key}”, which is not asked before it"
    possible: tuple[str | bool, ...] = tuple(one.value for one in earlier.choices)
    if earlier.kind == "yes_no":
        possible = (True, False)
    if possible and wanted not in possible:
        return f"“{earlier.text}” has no answer “{wanted}”"
    return ""


def _letters(form: Form) -> Iterable[Problem]:
    for kind, title in LETTER_KINDS.items():
        letter = form.letter(kind)
        if letter is None or not letter.subject.strip() or not letter.text.strip():
            yield Problem("FORM-02", f"The letter “{title}” is missing.", "letters")
        elif unknown := _unknown_fields(letter.subject + letter.text):
            yield Problem("FORM-07", f"The letter “{title}” holds {unknown}, which nothing fills.", "letters")


def _unknown_fields(text: str) -> str:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return "a brace without its partner"
    unknown = [f"“{{{name}}}”" for name in names if name not in LETTER_FIELDS]
    return " and ".join(dict.fromkeys(unknown))


def _rules(form: Form) -> Iterable[Problem]:
    if not form.professions:
        yield Problem("FORM-08", "No profession is named: say whom it is open to.", "rules")
    for rule in form.rules:
        if why := rule_problem(rule):
            yield Problem("FORM-08", why, "rules")
        elif rule["kind"] in AGE_KINDS and len(str(rule.get("aim", "")).strip()) < SHORTEST_AIM:
            yield Problem(
                "FORM-03",
                "Age is a protected characteristic: a test of age needs a stated, proportionate aim "
                "(handbook 4.7). Say in a sentence what it is for, or take the test out.",
                "rules",
            )


def _scoring(form: Form) -> Iterable[Problem]:
    counted = [one for one in form.criteria if not one.independent]
    total = sum(one.weight for one in counted)
    if form.criteria and total != 100:
        yield Problem("FORM-09", f"The weights add up to {total}, not to 100.", "decision")
    if any(one.weight < 1 for one in counted):
        yield Problem("FORM-09", "Every criterion has a weight of at least 1.", "decision")
    if form.blind and not form.criteria:
        yield Problem("FORM-09", "Blind scoring needs at least one criterion to score.", "decision")
    yield from _reading(form)


def _reading(form: Form) -> Iterable[Problem]:
    """FORM-11: how a panel reads."""
    plan = form.review
    if not 1 <= plan.reviewers <= MOST_REVIEWERS:
        yield Problem("FORM-11", f"An application has from 1 to {MOST_REVIEWERS} reviewers.", "decision")
    if len(plan.scale) != len(SCALE):
        yield Problem("FORM-11", f"The scale has {len(SCALE)} lines, for the scores from 0 to 5.", "decision")
    if unknown := [key for key in plan.hidden if form.question(key) is None]:
        yield Problem("FORM-11", f"“{unknown[0]}” is to be hidden and is not asked.", "decision")


def _outside(form: Form) -> Iterable[Problem]:
    for part, name in ((form.host, "host"), (form.supervisor, "supervisor")):
        for key in part.shows:
            question = form.question(key)
            if question is None:
                yield Problem("FORM-10", f"The {name}’s part shows “{key}”, which is not asked.", name)
            elif question.health or question.fact in NEVER_SHOWN:
                yield Problem(
                    "FORM-10", f"The {name} may not see “{question.text}”: it is confidential.", name
                )
        if part.needed and not part.questions:
            yield Problem("FORM-10", f"The {name}’s part asks nothing.", name)


NEVER_SHOWN = frozenset(
    {
        *("considering_leaving", "left_general_practice", "leaving_reason", "leaving_narrative"),
        *("responsible_officer_concerns", "gmc_conditions", "workplace_challenges", "exception_reason"),
        *("needs_remediation", "interim_suspension", "declares_concerns"),
    }
)
"""Facts of intention, reasons, health and fitness to practise: never in anybody else's part."""


class OfferFacts(OfferLike, Protocol):
    """What `check_offer` reads of an offer, beside its form."""

    summary: str
    closes_on: date | None
    contact_name: str
    contact_role: str
    contact_phone: str
    contact_email: str
    decided_by_text: str


def check_offer(offer: OfferFacts, on: date) -> list[Problem]:
    """Every fault that keeps an offer from being published on a day: those of its form, and of what stands around it.

    OFFER-01 it closed already · OFFER-02 nobody to ask · OFFER-03 nobody said who decides · OFFER-04 no summary.
    """
    around = []
    if offer.closes_on and offer.closes_on < on:
        around.append(Problem("OFFER-01", f"It closed on {date_text(offer.closes_on)}.", "start"))
    if not (offer.contact_name or offer.contact_role) or not (offer.contact_phone or offer.contact_email):
        why = "Say whom a GP may ring or write to: a name or role, and a phone number or address."
        around.append(Problem("OFFER-02", why, "start"))
    if not offer.decided_by_text.strip():
        around.append(Problem("OFFER-03", "Say who decides on applications.", "decision"))
    if not offer.summary.strip():
        around.append(Problem("OFFER-04", "Say in two or three sentences what it is.", "start"))
    return around + check_form(form_of(offer))
