"""A ledger that is only added to: what is wrong is reversed, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemes.catalogue.rules.money import Line


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line that the rules want. `slot` says what it is for, once in a ledger: "NGPRS-M01/2026-05-01".

    Lines of one year or pattern add up to its total rounded once, so a line may differ by a penny from its own
    units × rate.
    """

    slot: str
    line: Line

    @property
    def figures(self) -> tuple[object, ...]:
        """What makes two lines of one slot the same; words may differ."""
        one = self.line
        return (one.code, one.starts, one.ends, one.rate, one.amount, one.payee)


@dataclass(frozen=True, slots=True)
class Posted:
    """A line in the ledger: the entry's id, its version in its slot (1 up), and the entry it reverses, if any."""

    id: int
    version: int
    line: LedgerLine
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Rebased:
    """What to add: a reversing entry for each of `reverse`, and each of `new` with its version."""

    reverse: tuple[Posted, ...]
    new: tuple[tuple[int, LedgerLine], ...]

    @property
    def nothing(self) -> bool:
        """True when the ledger says what the rules say already."""
        return not self.reverse and not self.new


def rebase(posted: Iterable[Posted], wanted: Iterable[LedgerLine]) -> Rebased:
    """What brings a ledger to what the rules want, leaving every standing line that is right as it is.

    After it the standing entries are the wanted lines, whatever the ledger held; a second call adds nothing.
    """
    entries = tuple(posted)
    gone = {entry.reverses for entry in entries}
    standing = {
        entry.line.slot: entry for entry in entries if entry.reverses is None and entry.id not in gone
    }
    versions: dict[str, int] = {}
    for entry in entries:
        versions[entry.line.slot] = max(entry.version, versions.get(entry.line.slot, 0))
    asked = {one.slot: one for one in wanted}
    wrong = tuple(
        entry
        for slot, entry in standing.items()
        if slot not in asked or asked[slot].figures != entry.line.figures
    )
    kept = standing.keys() - {entry.line.slot for entry in wrong}
    new = tuple((versions.get(slot, 0) + 1, one) for slot, one in asked.items() if slot not in kept)
    return Rebased(wrong, new)
