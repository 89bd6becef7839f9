"""Thirty-six made-up months of the fictional system, brought in by the same door as published files."""

import csv
from pathlib import Path

from django.core.files.base import ContentFile

from retention_portal import environment
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import Month, today
from retention_portal.core.refusals import Refused
from retention_portal.local.generated_month import Place, month_csv
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts import by_command
from workforce.extracts.queries import current_versions

SYSTEM, LEAD = "QZZ", "other-lead@example.org"
MONTHS = environment.number("DEMO_MONTHS", 36)
PUBLISHED_AFTER_MONTHS = 2
FIRST = Month.parse("2023-01")  # months are counted from here, so that a series goes on from day to day
SEED = 2026
NO_REGION = ("ZZZ", "Demonstration")  # the fictional system lies in no real region
FIELDS = Path(by_command.__file__).parent / "reference" / "fields.csv"


def seed() -> dict[str, int]:
    """Publish the months that are missing; how many. The file's name gives the month, as in the publication."""
    last = Month.of(today()).shifted(-PUBLISHED_AFTER_MONTHS)
    wanted = [last.shifted(-back) for back in reversed(range(MONTHS))]
    known = set(current_versions().filter(owner__code=SYSTEM).values_list("period", flat=True))
    missing = [month for month in wanted if month.code not in known]
    headings, lead = _headings(), person_by_email(LEAD)
    for month in missing:
        number = _number(month) - _number(FIRST)
        text = month_csv(_places(number), headings, SEED, month=number)
        name = f"1 General Practice – {month.label} Practice Level - Detailed.csv"
        answer = by_command.import_file(
            file=ContentFile(text.encode("cp1252"), name=name),
            name=name,
            period="",
            publish=True,
            accept_rejects=False,
            by=lead,
        )
        if answer["status"] != "published":
            raise Refused(f"The made-up month {month.code} was {answer['status']}: {answer.get('error')}")
    return {"generated months": len(missing)}


def _number(month: Month) -> int:
    return month.start.year * 12 + month.start.month


def _headings() -> list[str]:
    with FIELDS.open(newline="") as opened:
        return [row["field"] for row in csv.DictReader(opened)]


def _places(month: int) -> list[Place]:
    system = organisation_by_code(SYSTEM)
    if system is None:
        raise Refused(f"The fictional system {SYSTEM} is not there yet. Run manage.py seed_demo.")
    network = organisations_within(system, today(), OrganisationKind.NETWORK).get()
    place = organisations_within(system, today(), OrganisationKind.SUB_ICB_LOCATION).get()
    practices = organisations_within(system, today(), OrganisationKind.PRACTICE).order_by("code")
    return [
        Place(
            practice.code,
            practice.name.upper(),
            (network.code, network.name),
            (place.code, place.name),
            (system.code, system.name),
            NO_REGION,
            6_000 + 800 * number + 12 * month,
        )
        for number, practice in enumerate(practices)
    ]
