"""The kinds of rule that an area may put on its own offer, and what they find in a person's facts. Pure.

An offer states rules as data: [{"kind", "value", "aim"}]. As with the national rule books, the answer is met, not
met, unknown, or for a person to judge; nothing here decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.rules.facts import Facts, fact
from schemes.catalogue.rules.findings import Finding, Result
from schemes.catalogue.rules.outcome import Outcome, outcome_of
from schemes.catalogue.rules.periods import months_since

Rule = Mapping[str, Any]
Check = Callable[[Any, Any, date], bool]
AGE_KINDS = ("age_at_least", "age_at_most")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rule.

    `words` reads "{value}" into a sentence for a GP. `fact` is what it reads; without one a person judges it.
    `value` is "years", "months", "sessions", "text" or "" for a rule without a value. `promise`: something for later,
    which does not keep anybody from applying.
    """

    code: str
    label: str
    words: str
    value: str = ""
    fact: str = ""
    check: Check | None = None
    promise: bool = False


def _is(*right: Any) -> Check:
    """The fact is one of `right`."""
    return lambda given, _wanted, _on: given in right


def _least(given: Any, wanted: Any, _on: date) -> bool:
    return bool(given >= wanted)


def _most(given: Any, wanted: Any, _on: date) -> bool:
    return bool(given <= wanted)


def _ago(compare: Check, months: int = 1) -> Check:
    """The months since the fact's day, against the rule's number of `months`; a day to come is 0 months ago."""

    def check(given: Any, wanted: Any, on: date) -> bool:
        return compare(months_since(given, on) if given <= on else 0, wanted * months, on)

    return check


RULE_KINDS: dict[str, Kind] = {
    "full_gmc": Kind(
        *(
            "LOC-GMC",
            "Full GMC registration with a licence",
            "You have full GMC registration with a licence.",
        ),
        fact="gmc_status",
        check=_is("full_with_licence"),
    ),
    "on_performers_list": Kind(
        *("LOC-MPL", "On the performers list", "You are on the National Medical Performers List (England)."),
        fact="on_performers_list",
        check=_is(True),
    ),
    "substantive_post": Kind(
        *("LOC-POST", "Salaried or partner", "You are salaried or a partner, or have such a post to go to."),
        fact="post",
        check=_is("partner", "salaried", "substantive_and_locum", "offered_substantive"),
    ),
    "qualified_within_years": Kind(
        *("LOC-QUAL-MOST", "Qualified at most so long ago", "You qualified at most {value} years ago."),
        value="years",
        fact="qualified_on",
        check=_ago(_most, 12),
    ),
    "qualified_at_least_years": Kind(
        *("LOC-QUAL-LEAST", "Qualified at least so long ago", "You qualified at least {value} years ago."),
        value="years",
        fact="qualified_on",
        check=_ago(_least, 12),
    ),
    "sessions_at_least": Kind(
        *("LOC-SESS-LEAST", "Sessions a week, at least", "You work at least {value} sessions a week."),
        value="sessions",
        fact="sessions_per_week",
        check=_least,
    ),
    "sessions_at_most": Kind(
        *("LOC-SESS-MOST", "Sessions a week, at most", "You work at most {value} sessions a week."),
        value="sessions",
        fact="sessions_per_week",
        check=_most,
    ),
    "away_at_least_months": Kind(
        *("LOC-AWAY-LEAST", "Away from NHS general practice, at least"),
        "You have been away from NHS general practice for at least {value} months.",
        value="months",
        fact="last_nhs_gp_work_on",
        check=_ago(_least),
    ),
    "away_at_most_months": Kind(
        *("LOC-AWAY-MOST", "Away from NHS general practice, at most"),
        "You have been away from NHS general practice for at most {value} months.",
        value="months",
        fact="last_nhs_gp_work_on",
        check=_ago(_most),
    ),
    "considering_leaving": Kind(
        *("LOC-LEAVING", "Thinking of leaving"),
        "You are thinking seriously of leaving general practice.",
        fact="considering_leaving",
        check=_is(True),
    ),
    "age_at_least": Kind(
        *("LOC-AGE-LEAST", "Age, at least", "You are at least {value} years old."), value="years"
    ),
    "age_at_most": Kind(
        *("LOC-AGE-MOST", "Age, at most", "You are at most {value} years old."), value="years"
    ),
    "retires_within_years": Kind(
        *("LOC-LAST-YEARS", "Plans to retire within", "You plan to retire within {value} years."),
        value="years",
    ),
    "works_here": Kind(*("LOC-HERE", "Works in the area", "You work in this area, or would like to.")),
    "stays_years": Kind(
        *("LOC-STAY", "Means to stay for", "You mean to stay in this area for {value} years."),
        value="years",
        promise=True,
    ),
    "statement": Kind("LOC-OTHER", "Something else, in words", "{value}", value="text"),
}

_LIMITS = {"years": Decimal(80), "months": Decimal(600), "sessions": Decimal(14)}
LONGEST_STATEMENT = 300


def rule_problem(rule: Rule) -> str:
    """Why a stated rule cannot be read, as a sentence; empty for one in order."""
    kind = RULE_KINDS.get(str(rule.get("kind")))
    if kind is None:
        return f"There is no kind of rule “{rule.get('kind')}”."
    if kind.value == "text":
        text = str(rule.get("value") or "").strip()
        return "" if 0 < len(text) <= LONGEST_STATEMENT else f"“{kind.label}” needs a sentence."
    if kind.value:
        number = _number(rule.get("value"))
        if number is None or not 0 < number <= _LIMITS[kind.value]:
            return f"“{kind.label}” needs a number of {kind.value}, at most {_LIMITS[kind.value]}."
    return ""


def rule_words(rule: Rule) -> str:
    """A rule as a GP reads it: "You qualified at most 2 years ago." With its aim, where one is stated."""
    kind = RULE_KINDS[rule["kind"]]
    words = kind.words.format(value=rule.get("value"))
    aim = str(rule.get("aim") or "").strip()
    return f"{words} Why: {aim}" if aim else words


def offer_findings(
    rules: Sequence[Rule], professions: Iterable[str], career_stages: Iterable[str], facts: Facts, on: date
) -> tuple[Finding, ...]:
    """What an offer's rules find: profession (LOC-PROF) and stage (LOC-STAGE) first, then each rule by its code.

    A career stage that differs is for a person to judge: stages overlap (handbook 8.9).
    """
    found = [_profession(tuple(professions), facts)]
    if stages := tuple(career_stages):
        found.append(_stage(stages, facts))
    return (*found, *(_finding(rule, facts, on) for rule in rules))


def offer_outcome(findings: Sequence[Finding], *, is_open: bool) -> Outcome:
    """What the findings come to, by the rule of the national books."""
    return outcome_of(findings, is_open=is_open)


def _profession(professions: tuple[str, ...], facts: Facts) -> Finding:
    names = ", ".join(Profession(one).label for one in professions)
    given = facts.get("profession")
    if given is None:
        return Finding("LOC-PROF", Result.UNKNOWN, f"It is open to: {names}.", ("profession",))
    result = Result.MET if given in professions else Result.NOT_MET
    return Finding("LOC-PROF", result, f"It is open to: {names}.", ("profession",))


def _stage(stages: tuple[str, ...], facts: Facts) -> Finding:
    # The stage in a GP's own words speaks of "my" career; here others are spoken of.
    names = " or ".join(CareerStage(one).gp_wording.replace(" my ", " their ") for one in stages)
    given, text = facts.get("career_stage"), f"It is meant for people who are {names}."
    if given is None:
        return Finding("LOC-STAGE", Result.UNKNOWN, text, ("career_stage",))
    result = Result.MET if given in stages else Result.JUDGEMENT
    return Finding("LOC-STAGE", result, text, ("career_stage",))


def _finding(rule: Rule, facts: Facts, on: date) -> Finding:
    kind, text = RULE_KINDS[rule["kind"]], rule_words(rule)
    if kind.check is None:
        return Finding(kind.code, Result.JUDGEMENT, text, premise=kind.promise)
    given = facts.get(kind.fact)
    if given is None:
        return Finding(kind.code, Result.UNKNOWN, f"{text} {fact(kind.fact).question}", (kind.fact,))
    met = kind.check(given, _number(rule.get("value")), on)
    return Finding(kind.code, Result.MET if met else Result.NOT_MET, text, (kind.fact,))


def _number(written: Any) -> Decimal | None:
    if isinstance(written, bool):
        return None
    try:
        number = Decimal(str(written))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
