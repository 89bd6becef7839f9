"""Which month a file is of: no column says it, so its name must, or the person who sends it."""

import re
from urllib.parse import unquote

from retention_portal.core.dates import MONTH_NAMES, Month
from retention_portal.core.refusals import BadInput

_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, start=1)}
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR, _BETWEEN = r"(20\d\d)", r"[\s_.,+-]{0,3}"
_WORDS = re.compile(rf"(?<![a-z]){_MONTH}{_BETWEEN}{_YEAR}(?!\d)", re.IGNORECASE)
_WORDS_AFTER = re.compile(rf"(?<!\d){_YEAR}{_BETWEEN}{_MONTH}(?![a-z])(?!{_BETWEEN}20\d\d)", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])(?![-_]?\d)")
_NUMERALS = re.compile(r"(?<![\d.-])(0[1-9]|1[0-2])[-_]?(20\d\d)(?!\d)|\.(0[1-9]|1[0-2])(20\d\d)(?!\d)")
_SHORT_NUMERALS = re.compile(r"CSV(?:pt\d)?\.(0[1-9]|1[0-2])(\d\d)(?!\d)", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def months_named(name: str) -> list[Month]:
    """The months that a file name states, in order: "September 2024", "Sept 2018", "2024-09", ".092024", ".0919".

    Whatever stands between the words (an en dash, a hyphen, a dash read in the wrong encoding) plays no part.
    """
    name = _HUMP.sub(" ", unquote(name))
    found = [(int(year), _NUMBERS[word[:3].lower()]) for word, year in _WORDS.findall(name)]
    found += [(int(year), _NUMBERS[word[:3].lower()]) for year, word in _WORDS_AFTER.findall(name)]
    found += [(int(year), int(month)) for year, month in _ISO.findall(name)]
    found += [(int(y or year), int(m or month)) for m, y, month, year in _NUMERALS.findall(name)]
    found += [(2000 + int(year), int(month)) for month, year in _SHORT_NUMERALS.findall(name)]
    months = []
    for year, number in dict.fromkeys(found):
        try:
            months.append(Month(year, number))
        except BadInput:
            continue  # a number such as 2099 that only looks like a year
    return sorted(months)


def month_named(names: tuple[str, ...]) -> Month | None:
    """The one month that the nearest telling name states; None when none does, or it states several."""
    for name in names:
        found = months_named(name)
        if found:
            return found[0] if len(found) == 1 else None
    return None
