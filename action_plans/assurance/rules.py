"""Signing steps, verification codes and the comparison of two versions. Pure."""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from action_plans.assurance.rows import Change
from action_plans.assurance.statuses import STEPS, ReportStatus
from retention_portal.core.refusals import BadInput, Refused, quoted

# No 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V: a code is read out loud and typed from paper.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
CODE_GROUPS, GROUP_LENGTH = 4, 4  # 16 characters of 23: more than 72 bits


def new_code() -> str:
    """A verification code such as 7K4M-9QXR-HT3W-CD6F, that nobody can guess."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(CODE_GROUPS)
    )


def read_code(text: str) -> str:
    """A code as it is kept, from how it was typed: any case, with or without dashes and spaces.

    Raises BadInput for what cannot be a code.
    """
    letters = "".join(character for character in str(text).upper() if character.isalnum())
    if len(letters) != CODE_GROUPS * GROUP_LENGTH or set(letters) - set(ALPHABET):
        raise BadInput(
            f"{quoted(text)} is not a verification code.",
            allowed=("16 letters and digits: 7K4M-9QXR-HT3W-CD6F",),
        )
    return "-".join(letters[n : n + GROUP_LENGTH] for n in range(0, len(letters), GROUP_LENGTH))


def next_status(status: str, required: Iterable[str]) -> ReportStatus:
    """Where a report goes from a draft or a signing step: to the next required step, else to the region."""
    wanted = set(required)
    at = ReportStatus(status)
    after = STEPS[STEPS.index(at) + 1 :] if at in STEPS else STEPS
    return next((step for step in after if step.value in wanted), ReportStatus.SUBMITTED)


def check_steps(steps: Iterable[str]) -> tuple[str, ...]:
    """The signing steps in their order. Raises BadInput for one that there is not."""
    wanted = set(steps)
    allowed = [step.value for step in STEPS]
    if unknown := wanted - set(allowed):
        raise BadInput(f"{quoted(', '.join(sorted(unknown)))} is no signing step.", allowed=allowed)
    return tuple(step for step in allowed if step in wanted)


def check_not_own(author_id: int | None, signer_id: int) -> None:
    """Refuse somebody who signs their own report (handbook 4.5)."""
    if author_id == signer_id:
        raise Refused("You froze this report, so somebody else must sign it (handbook 4.5).", code="4.5")


def check_not_twice(signed_by: Iterable[int], signer_id: int) -> None:
    """Refuse somebody who signed another step of this version: two certifiers are two people (CASE-C-02)."""
    if signer_id in set(signed_by):
        raise Refused(
            "You signed another step of this version, so somebody else must sign this one.", code="CASE-C-02"
        )


def rag_change(before: str, now: str) -> str:
    """ "better", "worse" or "unchanged" against the last report; empty when there is nothing to compare."""
    order = ("red", "amber", "green")
    if before not in order or now not in order:
        return ""
    step = order.index(now) - order.index(before)
    return "unchanged" if step == 0 else "better than last quarter" if step > 0 else "worse than last quarter"


# Differ by themselves between any two versions, or follow from what is compared; lateness grows by itself too.
_IGNORED = {
    *(
        "header.version",
        "header.frozen_at",
        "header.frozen_by",
        "header.verification_code",
        "header.verify_url",
    ),
    *("header.draft", "header.as_of", "sources", "correction_reason", "schema", "exceptions", "quality"),
}
_BY_ITSELF = (".days_late", ".hint", ".hint_reason", ".state")
_SECTIONS = {
    "header": "Header",
    "executive": "Summary",
    "positions": "Position",
    "workforce": "Workforce",
    "levels": "Coverage by level",
    "coverage": "Coverage",
    "stages": "Career stages",
    "initiatives": "Initiatives",
    "money": "Money",
    "boxes": "In words",
    "asks": "Asks",
    "steps": "Signing",
    "period": "Milestones of the quarter",
    "risks": "Risks",
    "consulted": "Consulted",
    "checklist": "Checklist",
    "exceptions": "Off track",
    "quality": "Data quality",
    "risk_note": "Risk bands",
    "suppression": "Small numbers",
    "contributors_of": "Suggested contributors",
}
_KEYS = ("matter", "reference", "code", "programme", "key", "name", "label", "title", "text")


def compare(before: str, after: str) -> tuple[Change, ...]:
    """Every figure and text that differs between two canonical texts: what, from, to.

    Moments, codes and version numbers, and the earlier comparison itself, are left out. How late something is by
    today is no change that anybody made.
    """
    old, new = json.loads(before), json.loads(after)
    old.pop("changes", None), new.pop("changes", None)
    return tuple(_differences("", old, new))


def _differences(path: str, old: Any, new: Any) -> Iterable[Change]:
    if path in _IGNORED or path.endswith(_BY_ITSELF) or old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            yield from _differences(f"{path}.{name}" if path else name, old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list):
        olds, news = _keyed(old), _keyed(new)
        for key in [*olds, *(key for key in news if key not in olds)]:
            yield from _differences(f"{path}.{key}", olds.get(key), news.get(key))
    elif old is None and isinstance(new, dict):
        yield Change(_in_words(path), "not there", "added")
    elif new is None and isinstance(old, dict):
        yield Change(_in_words(path), "was there", "taken out")
    else:
        yield Change(_in_words(path), _value(old), _value(new))


def _keyed(rows: list[Any]) -> Mapping[str, Any]:
    """Rows by what names them; a second one of the same name is another row."""
    found: dict[str, Any] = {}
    for number, row in enumerate(rows, start=1):
        key = _key(row, number)
        same = sum(known == key or known.startswith(f"{key} (") for known in found)
        found[f"{key} ({same + 1})" if same else key] = row
    return found


def _key(row: Any, number: int) -> str:
    if isinstance(row, list):
        return str(row[0])
    if not isinstance(row, dict):
        return str(number)
    if "movement" in row:
        return f"{row['reference']} {row['title']}".replace(".", "·")
    return str(next((row[name] for name in _KEYS if row.get(name)), number)).replace(".", "·")


def _in_words(path: str) -> str:
    section, *rest = path.split(".")
    words = [_SECTIONS.get(section, section), *(part.replace("_", " ") for part in rest)]
    return ", ".join(words)


def _value(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
