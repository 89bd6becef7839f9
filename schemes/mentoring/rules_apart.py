"""Pure: whom a typed name, address or GMC number means, so that two people are kept apart without telling either."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemes.mentoring.matching import Bar

TITLES = ("dr", "prof", "professor", "mr", "mrs", "ms", "miss")
MOST_KEPT_APART = 20


@dataclass(frozen=True, slots=True)
class Known:
    """One who mentors or asks, by what others may know of them."""

    person: int
    name: str
    email: str
    gmc_number: str

    @property
    def keys(self) -> frozenset[str]:
        """What a typed text is compared with."""
        return frozenset(filter(None, (key_of(self.name), key_of(self.email), key_of(self.gmc_number))))


def key_of(text: str) -> str:
    """A text as it is compared: without case, titles and doubled spaces."""
    words = text.casefold().split()
    while words and words[0].rstrip(".") in TITLES:
        words = words[1:]
    return " ".join(words)


def kept_apart(said: Iterable[tuple[int, str, Bar]], people: Iterable[Known]) -> list[tuple[int, int, Bar]]:
    """(who said it, whom it means, why) for everybody whom a text means; a text that means nobody gives nothing.

    Two people of one name are both meant: rather one match fewer than a wrong one.
    """
    by_key: dict[str, list[int]] = {}
    for one in people:
        for key in one.keys:
            by_key.setdefault(key, []).append(one.person)
    return [
        (person, other, why)
        for person, text, why in said
        for other in by_key.get(key_of(text), ())
        if other != person
    ]
