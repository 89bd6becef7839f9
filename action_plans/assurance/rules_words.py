"""What stands in the narrative boxes of a new draft, and where each passage came from. Pure.

Every passage that was brought in begins with a mark in square brackets. Whoever writes takes the mark out, or leaves
it for the reader.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from action_plans.assurance.statuses import NarrativeBox
from retention_portal.core.dates import date_text

LONGEST = 1500
_MARK = re.compile(r"^\[From [^\]]{3,120}\] ")
BOX_OF_RAG = {
    "green": NarrativeBox.WENT_WELL,
    "blue": NarrativeBox.WENT_WELL,
    "amber": NarrativeBox.GOT_WORSE,
    "red": NarrativeBox.GOT_WORSE,
}
"""Where the words of an update belong, by its rating. One without a rating belongs nowhere."""


@dataclass(frozen=True, slots=True)
class Update:
    """What somebody wrote on an initiative within the quarter."""

    reference: str
    title: str
    written_on: date
    text: str
    rag: str

    @property
    def mark(self) -> str:
        """Where the passage comes from."""
        return f"[From the update on {self.reference}, {date_text(self.written_on)}] "

    @property
    def passage(self) -> str:
        """The passage as it is brought in: one paragraph."""
        return f"{self.mark}{self.title}: {' '.join(self.text.split())}"


def prefilled(before: Mapping[str, str], label_before: str, updates: Iterable[Update]) -> dict[str, str]:
    """The boxes of a new draft: last quarter's passages first, then this quarter's updates, each with its mark."""
    words = {
        box: carried(text, f"[From the report for {label_before}] ") for box, text in before.items() if text
    }
    return with_updates(words, updates)


def carried(text: str, mark: str) -> str:
    """Paragraphs with a mark before each, in place of an older mark."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return fitting([f"{mark}{_MARK.sub('', line)}" for line in lines])


def with_updates(words: Mapping[str, str], updates: Iterable[Update]) -> dict[str, str]:
    """The boxes with the updates that do not stand in them yet."""
    found = {box: text.splitlines() for box, text in words.items()}
    for update in updates:
        box = BOX_OF_RAG.get(update.rag)
        lines = found.setdefault(box.value, []) if box else []
        if box and not any(update.mark in line for line in lines):
            lines.append(update.passage)
    return {box: fitting(lines) for box, lines in found.items() if lines}


def fitting(lines: Iterable[str]) -> str:
    """As many whole paragraphs as a box holds; one that is too long by itself is cut."""
    kept: list[str] = []
    for line in lines:
        short = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
        if sum(len(each) + 1 for each in kept) + len(short) > LONGEST:
            break
        kept.append(short)
    return "\n".join(kept)


def boxes_with_marks(words: Mapping[str, str]) -> tuple[str, ...]:
    """The titles of the boxes that still hold a passage as it was brought in."""
    return tuple(
        box.label
        for box in NarrativeBox
        if any(_MARK.match(line.strip()) for line in words.get(box.value, "").splitlines())
    )
