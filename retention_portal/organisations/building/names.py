"""Names as people write them, and their history."""

import re
from collections.abc import Iterable

from retention_portal.organisations.building.history import spans
from retention_portal.organisations.building.rows import NameRow, Seen

KEEP_CAPITALS = frozenset(
    """PCN NHS ICB CCG STP GP GPS UK CIC LLP MC HC NE NW SE SW II III IV VI BHR OOH WIC UHB SAS ARRS EHCH MK
    BSW BNSSG ICS LLR PMS APMS GMS HQ AWC CWPT UTC""".split()  # noqa: SIM905 - a list of this length reads worse
)
NOT_INITIALS = frozenset(
    ("DR", "DRS", "ST", "MR", "MRS", "MS", "RD", "RDS", "CTR", "HTH", "LN", "PK", "SQ", "GRP")
)
KEEP_SMALL = frozenset(
    ("and", "of", "the", "in", "on", "at", "for", "to", "by", "with", "upon", "under", "le")
)


def readable(name: str) -> str:
    """A name in capitals given capital initials; a name in mixed case only loses double blanks."""
    name = " ".join(name.split())
    if name != name.upper():
        return name
    words = [_word(word, first=number == 0) for number, word in enumerate(name.split(" "))]
    return " ".join(words)


def _word(word: str, *, first: bool) -> str:
    bare = word.strip("(),.-'")
    initials = 1 < len(bare) <= 4 and not re.search(r"[AEIOUY]", bare) and bare not in NOT_INITIALS
    numbered = re.fullmatch(r"[A-Z]{0,2}\d+[A-Z]{0,2}", bare)
    if bare in KEEP_CAPITALS or initials or numbered or re.fullmatch(r"(?:[A-Z]\.?){1,2}&[A-Z]", bare):
        return word
    if not first and bare.lower() in KEEP_SMALL and bare == word:
        return word.lower()
    lowered = re.sub(r"[A-Z]+", lambda part: part.group().capitalize(), word)
    lowered = re.sub(r"-(On|In|Le|By|Upon|Under|The|Of|And)-", lambda part: part.group().lower(), lowered)
    return re.sub(r"(['’])S\b", r"\1s", lowered)


def name_rows(code: str, sightings: Iterable[Seen]) -> list[NameRow]:
    """The dated names of a body, only when it has had more than one; letter case is no change."""
    distinct: list[Seen] = []
    for seen in sightings:
        if not distinct or _key(distinct[-1].value) != _key(seen.value):
            distinct.append(seen)
    if len(distinct) < 2:
        return []
    return [
        NameRow(code, span.value, span.valid_from, span.valid_to, span.seen_on, span.source)
        for span in spans(distinct)
    ]


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("&", "and"))
