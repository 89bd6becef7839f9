"""The one question of “Talk to someone”, and where each answer leads. Pure; nothing is kept of it."""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What would help most."""

    COACH = "coach"
    MENTOR = "mentor"
    PEERS = "peers"
    CONVERSATION = "conversation"
    PERSON = "person"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Way:
    """One answer: its words, what it is, and the name of the address it leads to; empty when it stays on the page."""

    answer: Answer
    words: str
    about: str
    address: str = ""
    query: str = ""


# Coaching is L1-E07, mentoring L1-E10, peer-support networks L1-E03; a career conversation is section 4.8's.
WAYS = (
    Way(
        Answer.COACH,
        "Think something through with a coach",
        "A few confidential talks with somebody trained to listen and to ask",
        "mentoring:home",
        "kind=coaching",
    ),
    Way(
        Answer.MENTOR,
        "Talk to a GP who has been there",
        "A mentor for some months: partnership, burnout, finance, how a practice runs",
        "mentoring:home",
        "kind=mentoring",
    ),
    Way(
        Answer.PEERS,
        "Meet colleagues in the same boat",
        "A small group with a facilitator, for about six months",
        "mentoring:groups",
    ),
    Way(
        Answer.CONVERSATION,
        "A confidential career conversation",
        "What would make you stay, what would make you go, and what could be done",
        "support:conversation",
    ),
    Way(
        Answer.PERSON,
        "I do not know. I would like to speak to a person",
        "Somebody in your area who knows what there is, and rings you",
        "support:person",
    ),
    Way(
        Answer.HEALTH,
        "I am unwell, or worried about my health",
        "Whom to turn to. Nobody learns that you looked",
    ),
)


def way_of(answer: Answer) -> Way:
    """The way of an answer."""
    return next(way for way in WAYS if way.answer == answer)
