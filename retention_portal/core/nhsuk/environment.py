"""The Jinja environment: where templates are found, what they may call, and how a mistake shows.

A name that does not exist may be tested (`if`, `default`) but not printed: a mistyped figure stops the
page instead of leaving a blank. The NHS macros print missing parameters on purpose, so templates under
`nhsuk/` are loaded by a second, lenient environment.
"""

import base64
from collections.abc import MutableMapping
from functools import cache, lru_cache
from typing import Any, NoReturn

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse

from retention_portal.core.nhsuk import drawing, figures, quick

LENIENT_FOLDER = "nhsuk/"
PLAIN_TEXT_SUFFIX = ".txt.jinja"


class StrictUndefined(jinja2.ChainableUndefined):
    """A missing value that may be tested and chained, and raises UndefinedError when it is printed."""

    __slots__ = ()

    def _refuse(self) -> NoReturn:
        self._fail_with_undefined_error()

    def __str__(self) -> str:  # noqa: PLE0307 - it raises
        self._refuse()

    def __html__(self) -> str:
        self._refuse()

    def __format__(self, spec: str) -> str:
        self._refuse()


class LenientEnvironment(quick.Names, jinja2.Environment):
    """The macros of the NHS design system."""


class PortalEnvironment(quick.Names, jinja2.Environment):
    """Strict for our templates; hands names under `nhsuk/` to a lenient environment."""

    def __init__(self, lenient: jinja2.Environment, **options: Any) -> None:
        super().__init__(**options)
        self.lenient = lenient

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002 - Jinja's name
    ) -> jinja2.Template:
        if name.startswith(LENIENT_FOLDER):
            return self.lenient._load_template(name, None)
        return super()._load_template(name, globals)


def environment(**options: Any) -> jinja2.Environment:
    """The environment of every `.jinja` template. `options` are Django's, with the loader of our folders."""
    written = jinja2.DictLoader({quick.MACRO: "{% set nhsukAttributes = element_attributes %}"})
    macros = jinja2.ChoiceLoader([written, jinja2.PackageLoader("nhsuk_frontend_jinja")])
    shared = {"auto_reload": options.get("auto_reload", False), "trim_blocks": True, "lstrip_blocks": True}
    lenient = LenientEnvironment(
        loader=macros, autoescape=True, undefined=jinja2.ChainableUndefined, **shared
    )
    portal = PortalEnvironment(
        lenient,
        loader=options["loader"],
        autoescape=escapes,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.do"],
        **shared,
    )
    portal.globals.update(
        static=static_address,
        url=url,
        settings=_SHOWN_SETTINGS,
        field=drawing.draw,
        error_summary=drawing.error_summary,
        address_with=address_with,
    )
    portal.filters.update(figures.FILTERS, svg_address=svg_address)
    # Without names of its own that the importing page lacks, a macro file is made once and not at every import.
    lenient.globals.update(portal.globals, element_attributes=quick.attributes)
    return portal


def escapes(name: str | None) -> bool:
    """Whether a template escapes what it prints: all do, but for the plain text of mails."""
    return name is None or not name.endswith(PLAIN_TEXT_SUFFIX)


@cache
def static_address(path: str) -> str:
    """The address of a file of ours, with the hash of its content: it is the same as long as the process runs."""
    return static(path)


def url(name: str, *args: object, **kwargs: object) -> str:
    """The path of a named view: `url("plans:plan", plan.pk)`. Raises NoReverseMatch."""
    return _path(settings.ROOT_URLCONF, get_script_prefix(), name, args, tuple(sorted(kwargs.items())))


@lru_cache(maxsize=4096)
def _path(
    urls: str, prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    """Looked up once: a page of a list names the same few views for each of its rows. `urls`, `prefix`: the key."""
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


def address_with(request: HttpRequest, **changes: object) -> str:
    """The address of this page with some of its questions changed: `?system=QHM&page=3`. None drops one.

    Any change but of `page` itself begins again at the first page.
    """
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else request.path


def svg_address(svg: str) -> str:
    """An SVG picture as an address that an `img` may carry under our content security policy."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


class _Shown:
    """The few settings that a template may read, looked up late so that tests can change them."""

    NAMES = frozenset({"DEMO", "GP_SERVICE_NAME", "STAFF_SERVICE_NAME", "PUBLIC_URL", "SUPPORT_EMAIL"})

    def __getattr__(self, name: str) -> object:
        if name not in self.NAMES:
            raise AttributeError(name)
        return getattr(settings, name)


_SHOWN_SETTINGS = _Shown()
