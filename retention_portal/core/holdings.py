"""How a slice says what it holds on people; each slice's `personal_data.py` lists its own.

`personal_data.py` has `HOLDINGS`, `export(person) -> dict` and `erase(person) -> int`. A test fails when a
model with a link to a person is in no `HOLDINGS`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of row that is about people, or that people have acted on.

    `model`: its label, such as "accounts.Membership". `links`: its fields that name a person. `what`: one
    sentence for the person. `keep`: how long, in words, and what happens then. `about`: those of `links`
    that name whom the row is about; the others only say who acted.
    """

    model: str
    links: tuple[str, ...]
    what: str
    keep: str
    about: tuple[str, ...] = ()
