"""Visits for tests: `answer(client, **changes)` answers all six questions as a browser would."""

from typing import Any

from django.test import Client

START = "/schemes/what-fits-me/"
RESULTS = f"{START}results/"
SALARIED: dict[str, dict[str, Any]] = {
    "where": {"place": "NE8 4AB"},
    "role": {"role": "gp_salaried"},
    "stage": {"stage": "CS-EMC"},
    "sessions": {"now": "6", "wanted": "4"},
    "help": {"needs": ["variety", "flexible"]},
    "when": {"when": "months"},
}


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    """A day as the three boxes of a date field send it."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def answer(client: Client, **changes: dict[str, Any]) -> list[Any]:
    """Every question in turn; the responses. `changes` replace the answer of a question."""
    return [client.post(f"{START}questions/{slug}/", given) for slug, given in (SALARIED | changes).items()]
