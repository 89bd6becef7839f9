"""Why support should go to a practice first: five reasons, each with its figure, threshold and period. Pure.

A reason is judged only where its figures are there and the practice is large enough (CASE-T-01); what is not judged
says why (CASE-T-05). Falls are counted on the same month a year before, because the figures are seasonal (CASE-I-36).
The score is the sum of the weights of the reasons that hold, so anybody can check it with a pencil.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from retention_portal.core.dates import Month
from workforce.profile.rules import Number
from workforce.profile.watching.kinds import KINDS, LEAST_WEIGHT, MOST_WEIGHT, Kind, in_words


@dataclass(frozen=True, slots=True)
class Settings:
    """The weights and thresholds in force. `edition` 0 is the portal's own; `set_by` is a name, `set_at` a moment."""

    weights: Mapping[str, int]
    thresholds: Mapping[str, Decimal]
    edition: int = 0
    is_default: bool = True
    set_by: str = ""
    set_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one practice in one month. A figure that is missing is None; `gaps` says why, by reason.

    `share_55` is between 0 and 1. `fte_before` is of the same month a year before. `months_without` and
    `months_unchanged` count months in a row up to this one; `months_unchanged` is None when it cannot be known.
    """

    code: str
    name: str
    network_code: str
    network_name: str
    patients: int | None
    gp_fte: Decimal | None
    qualified_fte: Decimal | None
    permanent_fte: Decimal | None
    share_55: Decimal | None
    patients_per_fte: Decimal | None
    fte_before: Decimal | None
    months_without: int
    months_unchanged: int | None
    gaps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Around:
    """The same figures of the whole system out of the same version, for comparison; `whose` names it."""

    whose: str
    share_55: Number | None = None
    patients_per_fte: Number | None = None
    fall: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason that holds: `figure`, `threshold` and `compared_with` are written out, with their units."""

    kind: Kind
    weight: int
    value: Decimal
    figure: str
    threshold: str
    compared_with: str
    period: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A reason that could not be judged, and why."""

    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One practice of a list. `place` counts from 1 among those with a reason, ties sharing; None without one."""

    facts: Facts
    reasons: tuple[Reason, ...]
    not_judged: tuple[NotJudged, ...]
    score: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class TopReason:
    """One reason over a whole list: how many practices have it, their patients, and what to do."""

    kind: Kind
    weight: int
    practices: int
    patients: int
    threshold: str


DEFAULTS = Settings(
    {kind.key: kind.weight for kind in KINDS}, {kind.key: kind.threshold.value for kind in KINDS}
)


def settings_from(
    weights: Mapping[str, int],
    thresholds: Mapping[str, str],
    *,
    edition: int,
    is_default: bool,
    set_by: str,
    set_at: datetime,
) -> Settings:
    """Settings as stored; the portal's own stand in for a reason that they do not name."""
    return Settings(
        {**DEFAULTS.weights, **{key: weight for key, weight in weights.items() if key in DEFAULTS.weights}},
        {
            **DEFAULTS.thresholds,
            **{key: Decimal(text) for key, text in thresholds.items() if key in DEFAULTS.thresholds},
        },
        edition,
        is_default,
        set_by,
        set_at,
    )


def settings_faults(weights: Mapping[str, int], thresholds: Mapping[str, Decimal]) -> list[str]:
    """What is wrong with weights and thresholds, in sentences; every reason needs both, within its limits."""
    faults = []
    for kind in KINDS:
        weight, threshold = weights.get(kind.key), thresholds.get(kind.key)
        if weight is None or not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
            faults.append(f"The weight of “{kind.label}” must be from {LEAST_WEIGHT} to {MOST_WEIGHT}.")
        limits = kind.threshold
        if threshold is None or not limits.least <= threshold <= limits.most:
            faults.append(
                f"The threshold of “{kind.label}” must be from {in_words(limits.least, kind.unit)}"
                f" to {in_words(limits.most, kind.unit)}."
            )
    if not faults and not any(weights.values()):
        faults.append("At least one reason needs a weight above 0: otherwise the list is empty.")
    return faults


def fall(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """By how much of itself a figure fell, in per cent; below 0 when it rose. None when it cannot be known."""
    if now is None or not before:
        return None
    return (before - now) / before * 100


def judged(facts: Facts, settings: Settings, around: Around, month: Month) -> Entry:
    """One practice by every reason with a weight."""
    reasons, open_ones = [], []
    for kind in KINDS:
        if not settings.weights[kind.key]:
            continue
        value, why = _measured(kind, facts)
        if value is None:
            open_ones.append(NotJudged(kind, why))
        elif value >= settings.thresholds[kind.key]:
            reasons.append(_reason(kind, value, facts, settings, around, month))
    return Entry(facts, tuple(reasons), tuple(open_ones), sum(reason.weight for reason in reasons))


def _measured(kind: Kind, facts: Facts) -> tuple[Decimal | None, str]:
    """The figure that a threshold is held against, or why there is none."""
    if why := facts.gaps.get(kind.key):
        return None, why
    size = {
        "aged_55": facts.gp_fte,
        "list_per_fte": facts.patients,
        "fte_fall": facts.fte_before,
    }.get(kind.key)
    if kind.at_least and (size is None or size < kind.at_least.value):
        return None, f"too small to judge: below {kind.at_least.words}"
    value = {
        "aged_55": None if facts.share_55 is None else facts.share_55 * 100,
        "list_per_fte": facts.patients_per_fte,
        "fte_fall": fall(facts.permanent_fte, facts.fte_before),
        "no_data": facts.months_without,
        "unchanged_return": facts.months_unchanged,
    }[kind.key]
    return (None, "a figure is missing") if value is None else (Decimal(value), "")


def _reason(
    kind: Kind, value: Decimal, facts: Facts, settings: Settings, around: Around, month: Month
) -> Reason:
    limit = settings.thresholds[kind.key]
    figure, threshold = in_words(value, kind.unit), f"{in_words(limit, kind.unit)} or more"
    compared = _compared(kind, around)
    beside = f"threshold {threshold}" + (f"; {compared}" if compared else "")
    period = month.label
    if kind.key == "fte_fall":
        period = f"{month.year_before().label} to {month.label}"
        moved = f"from {facts.fte_before:,.1f} to {facts.permanent_fte:,.1f} FTE"
        sentence = f"{figure} less qualified permanent GP time, {moved}, {period} ({beside})."
    elif kind.key == "no_data":
        sentence = f"{figure} in a row without valid GP figures, to {period} ({beside})."
    elif kind.key == "unchanged_return":
        sentence = f"{figure} in a row with every staff figure the same, to {period} ({beside})."
    else:
        sentence = f"{figure} {kind.threshold.words}, {period} ({beside})."
    return Reason(kind, settings.weights[kind.key], value, figure, threshold, compared, period, sentence)


def _compared(kind: Kind, around: Around) -> str:
    if kind.key == "aged_55" and around.share_55 is not None:
        return f"{in_words(Decimal(around.share_55) * 100, kind.unit)} in {around.whose}"
    if kind.key == "list_per_fte" and around.patients_per_fte is not None:
        return f"{in_words(Decimal(around.patients_per_fte), kind.unit)} in {around.whose}"
    if kind.key == "fte_fall" and around.fall is not None:
        way = "less" if around.fall > 0 else "more"
        return f"{in_words(abs(around.fall), kind.unit)} {way} in {around.whose}"
    return ""


def placed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By score, then patients, then name; those without a reason last. Equal scores share a place."""
    ordered = sorted(entries, key=lambda one: (-one.score, -(one.facts.patients or 0), one.facts.name))
    scores = [one.score for one in ordered]
    return tuple(
        Entry(one.facts, one.reasons, one.not_judged, one.score, scores.index(one.score) + 1)
        if one.reasons
        else one
        for one in ordered
    )


def top_reasons(entries: Iterable[Entry], settings: Settings) -> tuple[TopReason, ...]:
    """The reasons that hold anywhere, by weight times practices, the most first."""
    entries = list(entries)
    found = []
    for kind in KINDS:
        having = [one for one in entries if any(reason.kind == kind for reason in one.reasons)]
        if having:
            found.append(
                TopReason(
                    kind,
                    settings.weights[kind.key],
                    len(having),
                    sum(one.facts.patients or 0 for one in having),
                    f"{in_words(settings.thresholds[kind.key], kind.unit)} or more",
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.weight * one.practices, -one.patients, one.kind.key)))
