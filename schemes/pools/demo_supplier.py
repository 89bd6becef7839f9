"""The fictional system's pool, whose bookings are a made-up supplier's: some months in one imported file."""

from datetime import timedelta
from random import Random

from retention_portal.accounts.queries import person_by_email
from retention_portal.core.csv_files import csv_bytes
from retention_portal.core.dates import today
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import actions_money, actions_pool
from schemes.pools.importer import OPTIONAL, REQUIRED
from schemes.pools.statuses import CoverType, Mode

SYSTEM, WEEKS = "QZZ", 20
HEADINGS = (*REQUIRED, *OPTIONAL)


def seed() -> int:
    """The pool and its file; 0 when the fictional system is not there."""
    system = organisation_by_code(SYSTEM)
    if system is None:
        return 0
    by = person_by_email("other-coordinator@example.org")
    content = actions_pool.PoolContent(
        name="Demonstration shift pool",
        about="Sessions are booked in the supplier’s app. (Made up for the demonstration.)",
        contact_name="The coordinator of the fictional system",
        contact_email=by.email,
        mode=Mode.SUPPLIER,
        supplier_name="Example Shifts",
        supplier_url="https://shifts.example.org/",
    )
    pool = actions_pool.open_pool(
        owner=system, host=system, content=content, places=[system], by=by, live=True, made_up=True,
        since=today() - timedelta(weeks=WEEKS + 2),
    )  # fmt: skip
    actions_money.import_bookings(pool=pool, name="shifts-demonstration.csv", data=_file(), by=by)
    return 1


def _file() -> bytes:
    system = organisation_by_code(SYSTEM)
    assert system is not None
    practices = organisations_within(system, today(), OrganisationKind.PRACTICE, open_only=True).order_by(
        "code"
    )
    dice = Random(11)  # noqa: S311 - made-up sessions, no secret
    codes = [row.code for row in practices]
    rows = [_row(number, codes[number % len(codes)], dice) for number in range(WEEKS * 6)]
    rows.append(("S-9001", "A99999", "surgery", *rows[0][3:]))  # of a practice that is not the pool's
    rows.append(
        ("S-9002", codes[0], "surgery", rows[0][4], rows[0][3], *rows[0][5:])
    )  # ends before it starts
    return csv_bytes(HEADINGS, rows)


def _row(number: int, code: str, dice: Random) -> tuple[object, ...]:
    day = today() - timedelta(days=2 + number * WEEKS * 7 // (WEEKS * 6))
    outcome = dice.choice(["worked"] * 7 + ["unfilled"] * 3 + ["cancelled"])
    cover = dice.choice((CoverType.VACANCY, CoverType.ANNUAL_LEAVE, CoverType.SICK, CoverType.SURGERY))
    posted = day - timedelta(days=dice.choice((1, 4, 10, 31)))
    return (
        f"S-{number + 1:04}", code, cover.value, f"{day} 09:00", f"{day} 13:10", outcome,
        posted.isoformat(), 250 if outcome == "worked" else "", "84.00",
    )  # fmt: skip
