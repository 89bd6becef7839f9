"""Checks that many rules share: a fact is said, denied or chosen. A fact left out makes each unknown."""

from datetime import date
from typing import Any

from schemes.catalogue.rules.book import Check
from schemes.catalogue.rules.findings import all_of, any_of, is_one_of, negated
from schemes.catalogue.rules.stated import View


def said(*names: str) -> Check:
    """Every one of these bool facts is true."""

    def check(view: View, on: date) -> bool | None:
        return all_of(*(view(name) for name in names))

    return check


def said_one(*names: str) -> Check:
    """One at least of these bool facts is true."""

    def check(view: View, on: date) -> bool | None:
        return any_of(*(view(name) for name in names))

    return check


def denied(*names: str) -> Check:
    """Every one of these bool facts is false."""

    def check(view: View, on: date) -> bool | None:
        return all_of(*(negated(view(name)) for name in names))

    return check


def chosen(name: str, *right: Any) -> Check:
    """The fact `name` is one of `right`."""

    def check(view: View, on: date) -> bool | None:
        return is_one_of(view(name), *right)

    return check
