"""What `check_eligibility` and `scheme_money` share: their arguments, and reading the file of facts."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from retention_portal.core.dates import parse_date, today
from retention_portal.core.refusals import BadInput, quoted
from schemes.catalogue.rules import BOOKS, book
from schemes.catalogue.rules.book import RuleBook
from schemes.catalogue.rules.explain import description, in_words, sorted_reads
from schemes.catalogue.rules.facts import Facts
from schemes.catalogue.rules.stated import LARGEST_FILE, read_facts, read_json


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the contract; with --describe neither SCHEME nor --facts is needed."""
    parser.add_argument(
        "scheme", nargs="?", default="", metavar="SCHEME", help="the handbook's code, such as SCH-NGPRS"
    )
    parser.add_argument("--facts", default="", metavar="FILE.json", help="a JSON object of facts")
    parser.add_argument(
        "--on", default="", metavar="DATE", help="the day whose rules and rates hold; today when left out"
    )
    parser.add_argument("--describe", action="store_true", help="list the facts that the scheme reads")


def described(scheme: str) -> dict[str, Any]:
    """The facts that a scheme reads; of every scheme, under "schemes", when none is named."""
    if scheme:
        return description(book(scheme))
    return {"schemes": [description(one) for one in BOOKS.values()]}


def described_in_words(answer: dict[str, Any]) -> str:
    """A description, or all, for people."""
    return "\n\n".join(in_words(one) for one in answer.get("schemes", [answer]))


def question(scheme: str, facts: str, on: str) -> tuple[RuleBook, Facts, date]:
    """The scheme, facts and day of a command line.

    Raises BadInput with a sentence for a missing or unknown scheme, a file that cannot be read, and bad facts.
    """
    if not scheme:
        raise BadInput("Which scheme? Give the handbook's code.", allowed=tuple(BOOKS), code="no_scheme")
    asked = book(scheme)
    day = parse_date(on) if on else today()
    if not facts:
        raise BadInput("Which facts? Give --facts FILE.json, or --describe to list them.", code="no_facts")
    return asked, read_facts(read_json(_bytes_of(facts)), allowed=tuple(sorted_reads(asked))), day


def _bytes_of(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise BadInput(f"The file {quoted(path)} cannot be read.", code="no_file") from error


def not_read(asked: RuleBook, facts: Facts) -> list[str]:
    """Stated facts that this scheme does not read; a signpost says of none."""
    return [] if asked.signpost else [name for name in facts if name not in asked.reads()]
