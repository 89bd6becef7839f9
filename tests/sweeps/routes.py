"""Every address of the portal, read from the URL map, so that a new page is swept on the day it is added."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter


@dataclass(frozen=True)
class Route:
    """One entry of the URL map. `numbers` are the parameters that take a whole number only."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    numbers: tuple[str, ...]

    def address(self, **values: Any) -> str:
        """Where it answers, with `values` for its parameters."""
        return reverse(self.name, kwargs=values) if self.name else f"/{self.pattern}"


def routes() -> list[Route]:
    """Every route, in the order of the URL map."""
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def _walk(patterns: list[Any], prefix: str, space: str, converters: dict[str, Any]) -> Iterator[Route]:
    for entry in patterns:
        known = converters | dict.fromkeys(entry.pattern.regex.groupindex) | entry.pattern.converters
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, where, inner, known)
        elif isinstance(entry, URLPattern):
            yield _route(entry, where, space, known)


def _route(entry: URLPattern, where: str, space: str, converters: dict[str, Any]) -> Route:
    numbers = tuple(name for name, how in converters.items() if isinstance(how, IntConverter))
    return Route(f"{space}{entry.name}" if entry.name else "", where, tuple(converters), numbers)
