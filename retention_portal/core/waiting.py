"""One thing that waits on a person. Each slice's `waiting.py` lists its own; `desk` collects them for /tasks/."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """`title` says what to do, `url` where; `since` when it came, `due` when it must be done, if by a day.

    `owner` is for whom it waits, in words: a role and place, or "you".
    """

    title: str
    url: str
    since: date
    due: date | None = None
    owner: str = "you"
