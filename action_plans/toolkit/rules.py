"""What a level includes, and what counts once. Pure: any row with a level and a code will do."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from retention_portal.core.vocabulary import CareerStage, Level


class AtLevel(Protocol):
    """A row that stands at one level: a model row, or a frozen dataclass in a test."""

    @property
    def code(self) -> str:
        """The handbook's code."""

    @property
    def level(self) -> str:
        """The level that names the row."""


class NationalOffer(AtLevel, Protocol):
    """A national item, which may be part of another or repeat one."""

    @property
    def parent_code(self) -> str | None:
        """The code of the item that it is part of."""

    @property
    def same_as_code(self) -> str | None:
        """The code of the item that it repeats."""


class Staged(Protocol):
    """A case study's career stages: those on its label, and whether its page is for all."""

    career_stages: list[str]
    every_career_stage: bool


Row = TypeVar("Row", bound=AtLevel)
Offer = TypeVar("Offer", bound=NationalOffer)


def effective_essentials(level: str, essentials: Iterable[Row]) -> list[Row]:
    """The essentials that count at `level`, inherited ones first (handbook 1.4: 11, 17 and 22).

    Rows of higher levels are left out. Unknown `level` raises ValueError.
    """
    rows = list(essentials)
    return [row for each in Level(level).inclusive for row in rows if row.level == each]


def effective_national_items(level: str, items: Iterable[Offer]) -> list[Offer]:
    """The national items that count at `level`, inherited ones first (handbook 1.8: 7, 13 and 15).

    Sub-items are parts of an item and are never counted. Unknown `level` raises ValueError.
    """
    return effective_essentials(level, [item for item in items if item.parent_code is None])


def distinct_national_offers(items: Iterable[Offer]) -> list[Offer]:
    """The items without sub-items, each offer once (handbook 1.8: 14 of 15).

    L2-N04 is the pack of L1-N04. A repeat is dropped only when the item that it repeats is among `items`.
    """
    whole = [item for item in items if item.parent_code is None]
    codes = {item.code for item in whole}
    return [item for item in whole if item.same_as_code not in codes]


def is_inherited(level: str, row: AtLevel) -> bool:
    """True when `row` counts at `level` because a lower level names it."""
    return row.level in Level(level).inherits


def is_labelled_for(career_stage: str, case: Staged) -> bool:
    """True when the banner of the case study's page carries this very stage.

    A page for all stages is not labelled for one, so that GP trainees truthfully have none (handbook 1.17).
    """
    return CareerStage(career_stage) in case.career_stages
