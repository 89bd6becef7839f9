"""Every address of the portal with the view that answers it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """`name` with its namespace, such as "accounts:people_list"; `path` as written in the address map."""

    name: str
    path: str
    view: Callable[..., Any]

    @property
    def view_name(self) -> str:
        """Where the view is written."""
        return f"{self.view.__module__}.{getattr(self.view, '__qualname__', type(self.view).__name__)}"


def routes() -> list[Route]:
    """All of them, in the order of the address map."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or here}", here, pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner)
