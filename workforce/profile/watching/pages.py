"""A watch-list as the page, the file and the API show it: the same lines, made once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import Resolver404, resolve

from retention_portal.core.dates import moment_text
from retention_portal.core.nhsuk import figures as written
from workforce.profile.watching.kinds import KINDS, in_words
from workforce.profile.watching.queries import WatchList
from workforce.profile.watching.rules import DEFAULTS, Entry, Settings

OFFERS = (
    ("/schemes/", "Support and schemes open to GPs"),
    ("/toolkit/national-support/", "National support"),
    ("/toolkit/case-studies/", "What other practices and networks tried"),
    ("/toolkit/levels/l2/", "What a practice and its network can do"),
)


def finding(found: WatchList) -> str:
    """The heading: how many practices have a reason, of how many."""
    count, judged = len(found.with_reasons), len(found.entries)
    of = written.plural(judged, "practice")
    if not count:
        return f"None of {of} has a reason to go first in {found.period.label}"
    have = "has" if count == 1 else "have"
    return f"{written.number(count)} of {of} {have} a reason to go first in {found.period.label}"


def chosen(found: WatchList, asked: Mapping[str, str]) -> list[Entry]:
    """The practices that the questions leave, in the order asked for. `asked` as AskedForm gives it."""
    entries = [one for one in found.entries if _is_wanted(one, asked)]
    if asked["sort"] == "name":
        return sorted(entries, key=lambda one: (one.facts.name, one.facts.code))
    if asked["sort"] == "patients":
        return sorted(entries, key=lambda one: (-(one.facts.patients or 0), one.facts.name))
    if asked["sort"] == "figure" and asked["reason"]:
        return sorted(entries, key=lambda one: (-_figure(one, asked["reason"]), one.facts.name))
    return entries


def _is_wanted(entry: Entry, asked: Mapping[str, str]) -> bool:
    if asked["network"] and entry.facts.network_code != asked["network"]:
        return False
    if asked["reason"]:
        return any(reason.kind.key == asked["reason"] for reason in entry.reasons)
    return {"reasons": bool(entry.reasons), "open": bool(entry.not_judged)}.get(asked["show"], True)


def _figure(entry: Entry, key: str) -> Any:
    return next(reason.value for reason in entry.reasons if reason.kind.key == key)


def networks(found: WatchList) -> list[tuple[str, str]]:
    """(code, name) of the networks in the list, by name."""
    named = {
        one.facts.network_code: one.facts.network_name for one in found.entries if one.facts.network_code
    }
    return sorted(named.items(), key=lambda pair: pair[1])


def everywhere_open(found: WatchList) -> list[tuple[str, str]]:
    """(reason, why) of what is judged for no practice for one and the same cause: said once, not on every line."""
    causes = []
    for kind in KINDS:
        whys = {next((gap.why for gap in one.not_judged if gap.kind == kind), "") for one in found.entries}
        if len(whys) == 1 and (why := whys.pop()):
            causes.append((kind.label, why))
    return causes


def not_judged(entry: Entry, said: Sequence[tuple[str, str]] = ()) -> list[str]:
    """What was not judged of a practice, as "Fall in GP time: …", without what the page has `said` once."""
    return [
        f"{gap.kind.label}: {gap.why}" for gap in entry.not_judged if (gap.kind.label, gap.why) not in said
    ]


def settings_rows(settings: Settings) -> list[list[Any]]:
    """The weights as printed with every list: reason, weight, threshold, least size, what a gap does, codes."""
    return [
        [
            {"text": kind.label, "note": ", ".join(kind.codes)},
            _weight(settings, kind.key),
            f"{in_words(settings.thresholds[kind.key], kind.unit)} or more {kind.threshold.words}",
            f"at least {kind.at_least.words}" if kind.at_least else "any",
            "not judged, and said" if kind.missing == "skip_if_any" else "is what is counted",
        ]
        for kind in KINDS
    ]


def _weight(settings: Settings, key: str) -> str:
    weight = settings.weights[key]
    usual = DEFAULTS.weights[key]
    text = str(weight) if weight else "0, left out"
    return text if weight == usual else f"{text} (usually {usual})"


def settings_sentence(settings: Settings) -> str:
    """Whose weights these are, and since when."""
    if settings.edition == 0:
        return "These are the portal’s own weights. They are ours, not the handbook’s."
    when = moment_text(settings.set_at) if settings.set_at else ""
    if settings.is_default:
        return f"These are the portal’s own weights, put back by {settings.set_by} on {when}."
    return f"Weights of this system, edition {settings.edition}, set by {settings.set_by} on {when}."


HEADINGS = ("place", "code", "practice", "network", "score")
LAST_HEADINGS = ("not judged", "patients", "month", "version", "extent")


def file_headings(settings: Settings) -> list[str]:
    """Each reason's column says its weight and threshold, so that the file explains itself."""
    reasons = [
        f"{kind.label} (weight {settings.weights[kind.key]}, "
        f"{in_words(settings.thresholds[kind.key], kind.unit)} or more)"
        for kind in KINDS
        if settings.weights[kind.key]
    ]
    return [*HEADINGS, *reasons, *LAST_HEADINGS]


def file_rows(found: WatchList, entries: Sequence[Entry]) -> list[list[object]]:
    """A line for each practice shown, in the order shown."""
    return [_file_row(found, entry) for entry in entries]


def _file_row(found: WatchList, entry: Entry) -> list[object]:
    facts = entry.facts
    sentences = {reason.kind.key: reason.sentence for reason in entry.reasons}
    return [
        entry.place,
        facts.code,
        facts.name,
        facts.network_name,
        entry.score,
        *(sentences.get(kind.key) for kind in KINDS if found.settings.weights[kind.key]),
        "; ".join(not_judged(entry)),
        facts.patients,
        found.period.code,
        found.version.code,
        found.extent,
    ]


def as_json(found: WatchList, entries: Sequence[Entry]) -> dict[str, Any]:
    """The list over the API: the weights first, then every practice with its reasons."""
    settings = found.settings
    return {
        "system": found.system.code,
        "period": found.period.code,
        "version": found.version.code,
        "scope": found.version.scope,
        "extent": found.extent,
        "generated": found.version.generated,
        "weights": {
            kind.key: {
                "label": kind.label,
                "codes": list(kind.codes),
                "weight": settings.weights[kind.key],
                "threshold": float(settings.thresholds[kind.key]),
                "unit": kind.unit,
                "missing": kind.missing,
            }
            for kind in KINDS
        },
        "weights_edition": settings.edition,
        "practices_judged": len(found.entries),
        "practices": [entry_as_json(entry) for entry in entries],
    }


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """One practice: its place, score and reasons, and what was not judged."""
    facts = entry.facts
    return {
        "code": facts.code,
        "name": facts.name,
        "network": facts.network_code,
        "patients": facts.patients,
        "place": entry.place,
        "score": entry.score,
        "reasons": [
            {
                "reason": reason.kind.key,
                "codes": list(reason.kind.codes),
                "importance": reason.kind.importance,
                "weight": reason.weight,
                "value": round(float(reason.value), 6),
                "unit": reason.kind.unit,
                "threshold": reason.threshold,
                "compared_with": reason.compared_with,
                "period": reason.period,
                "sentence": reason.sentence,
                "action": reason.kind.action,
            }
            for reason in entry.reasons
        ],
        "not_judged": [{"reason": gap.kind.key, "why": gap.why} for gap in entry.not_judged],
    }


def offers() -> list[tuple[str, str]]:
    """(address, words) of the support that there is; pages that this copy does not have are left out."""
    return [(address, words) for address, words in OFFERS if _answers(address)]


def _answers(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
