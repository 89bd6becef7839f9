"""From findings to what the portal may say: an AND of ORs, with judgement at the end.

Never "eligible", never "approved": a named person decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum

from schemes.catalogue.rules.findings import Finding, Result


class Outcome(StrEnum):
    """The four things the portal may say."""

    APPEARS_TO_MEET = "appears_to_meet"
    DOES_NOT_APPEAR_TO_MEET = "does_not_appear_to_meet"
    NEEDS_DISCUSSION = "needs_discussion"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """As staff read it."""
        return self.value.replace("_", " ").capitalize()


def outcome_of(findings: Sequence[Finding], *, is_open: bool) -> Outcome:
    """What the findings come to.

    Closed when new people cannot join. Else one part not met: does not appear to meet. Else one part unknown, or a
    judgement whose premise the stated facts do not support: needs discussion. Else: appears to meet.
    Alternatives (`one_of`) are one part, as good as their best.
    """
    if not is_open:
        return Outcome.CLOSED
    parts = {_best(alternatives) for alternatives in _parts(findings)}
    if Result.NOT_MET in parts:
        return Outcome.DOES_NOT_APPEAR_TO_MEET
    if Result.UNKNOWN in parts or Result.JUDGEMENT in parts or not parts:
        return Outcome.NEEDS_DISCUSSION
    return Outcome.APPEARS_TO_MEET


def _parts(findings: Iterable[Finding]) -> list[list[Finding]]:
    alone: list[list[Finding]] = []
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.one_of:
            groups[finding.one_of].append(finding)
        else:
            alone.append([finding])
    return alone + list(groups.values())


def _best(alternatives: list[Finding]) -> Result:
    """MET also stands for a judgement whose premise is stated; a JUDGEMENT is one whose premise is not."""
    results = {Result.MET if finding.premise else finding.result for finding in alternatives}
    ranked = (Result.MET, Result.JUDGEMENT, Result.UNKNOWN, Result.NOT_MET)
    return next(result for result in ranked if result in results)
