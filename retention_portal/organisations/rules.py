"""Questions about dated organisations that need no database."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from retention_portal.organisations.statuses import Basis, OrganisationKind

_SURENESS = [Basis.STATED, Basis.FOLLOWS, Basis.SEEN_BY, Basis.ONE_OF]
_POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?(?:[0-9][A-Z]{2})?$")
_CODE = re.compile(r"^[A-Z0-9][A-Z0-9-]{1,19}$")


_K = OrganisationKind
_MAY_BELONG_TO: dict[str, frozenset[str]] = {
    _K.REGION: frozenset({_K.NATION}),
    _K.SYSTEM: frozenset({_K.REGION}),
    _K.SUB_ICB_LOCATION: frozenset({_K.SYSTEM, _K.REGION}),
    _K.NETWORK: frozenset({_K.SUB_ICB_LOCATION, _K.SYSTEM}),
    _K.PRACTICE: frozenset({_K.SUB_ICB_LOCATION, _K.NETWORK, _K.SYSTEM}),
    _K.TRAINING_HUB: frozenset({_K.SYSTEM, _K.SUB_ICB_LOCATION, _K.REGION}),
    _K.LMC: frozenset({_K.SYSTEM, _K.SUB_ICB_LOCATION}),
    _K.FEDERATION: frozenset({_K.SYSTEM, _K.SUB_ICB_LOCATION, _K.NETWORK}),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One child in one parent on the day asked about; ids are organisations'."""

    child: int
    parent: int
    parent_kind: str
    basis: str
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a body stands in one kind: one parent, or several of which one is right.

    `basis` is that of the least sure link on the way up; `seen_on` is the day of the file when that is
    `seen_by`. `direct` tells that one link leads there.
    """

    parents: tuple[int, ...]
    basis: str
    seen_on: date | None
    direct: bool

    @property
    def is_certain(self) -> bool:
        """Whether there is exactly one answer."""
        return len(self.parents) == 1


def ancestry(start: int, links: Iterable[Link]) -> dict[str, Standing]:
    """Where `start` stands in each kind above it: by the shortest way up, the surest candidates first.

    A practice's network does not lend it the network's area: its own sub-ICB location rules. Links must all
    hold on one day.
    """
    upward: defaultdict[int, list[Link]] = defaultdict(list)
    for link in links:
        upward[link.child].append(link)
    found: dict[str, Standing] = {}
    level: dict[int, tuple[str, date | None]] = {start: (Basis.STATED, None)}
    direct = True
    while level:
        reached: defaultdict[str, dict[int, tuple[str, date | None]]] = defaultdict(dict)
        for child, known in level.items():
            for link in upward[child]:
                _keep_surest(reached[link.parent_kind], link, known)
        fresh = {kind: parents for kind, parents in reached.items() if kind not in found}
        for kind, parents in fresh.items():
            found[kind] = _standing(parents, direct)
        level = {
            parent: known
            for kind, parents in fresh.items()
            if kind != "network"
            for parent, known in parents.items()
        }
        direct = False
    return found


def _keep_surest(
    parents: dict[int, tuple[str, date | None]], link: Link, known: tuple[str, date | None]
) -> None:
    way = max(known, (link.basis, link.seen_on), key=lambda item: _SURENESS.index(Basis(item[0])))
    if link.parent not in parents or _sureness(way) < _sureness(parents[link.parent]):
        parents[link.parent] = way


def _standing(parents: dict[int, tuple[str, date | None]], direct: bool) -> Standing:
    certain = {parent: way for parent, way in parents.items() if way[0] != Basis.ONE_OF} or parents
    basis, seen_on = max(certain.values(), key=_sureness)
    if len(certain) == 1 and basis == Basis.ONE_OF:
        basis = Basis.FOLLOWS  # every candidate lies in it
    return Standing(tuple(certain), str(basis), seen_on, direct)


def _sureness(way: tuple[str, date | None]) -> int:
    return _SURENESS.index(Basis(way[0]))


def is_open(opened_on: date | None, closed_on: date | None, dormant_seen_on: date | None, on: date) -> bool:
    """Whether a body was open on a day; an unknown first or last day does not close it."""
    return (
        (opened_on is None or opened_on <= on)
        and (closed_on is None or closed_on >= on)
        and (dormant_seen_on is None or dormant_seen_on > on)
    )


def may_belong_to(kind: str, parent_kind: str) -> bool:
    """Whether a body of `kind` may lie in one of `parent_kind`."""
    return parent_kind in _MAY_BELONG_TO.get(kind, frozenset())


def normalised(text: str) -> str:
    """Text as it is searched: small letters without accents, words apart by one blank, "and" for "&"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = plain.lower().replace("&", " and ").replace("'", "")
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def searchable(code: str, names: Sequence[str], postcode: str) -> str:
    """Everything that finds a body: code, postcode with and without its blank, every name it has had."""
    parts = [code, postcode.replace(" ", ""), postcode, *dict.fromkeys(names)]
    return " ".join(dict.fromkeys(normalised(part) for part in parts if part))


def as_code(text: str) -> str | None:
    """The text as a code in capitals, or None when it cannot be one."""
    code = text.strip().upper()
    return code if _CODE.match(code) else None


def as_postcode(text: str) -> str | None:
    """A whole postcode or its first half, in capitals and without blanks; None when it is neither."""
    compact = "".join(text.split()).upper()
    return compact if _POSTCODE.match(compact) else None
