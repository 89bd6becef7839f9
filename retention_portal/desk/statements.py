"""What the statement pages say of the portal, read from the settings so that it cannot go out of date."""

from dataclasses import dataclass
from datetime import date
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from retention_portal.core.holdings import Holding

# The day on which the accessibility statement was last checked against the pages.
ACCESSIBILITY_CHECKED_ON = date(2026, 11, 22)


@dataclass(frozen=True)
class Cookie:
    """One cookie: its name in the browser, what it is for, how long it lasts, in words."""

    name: str
    purpose: str
    expires: str


def cookies() -> tuple[Cookie, ...]:
    """Every cookie that the portal sets."""
    return (
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Keeps you signed in, and carries a message from one page to the next",
            _lifetime(None if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE else settings.SESSION_COOKIE_AGE),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "Proves that a form you send came from our pages",
            _lifetime(settings.CSRF_COOKIE_AGE),
        ),
    )


def holdings() -> tuple[Holding, ...]:
    """What every slice holds on people and for how long, from the registers that export and erase go by."""
    slices = [
        config for config in apps.get_app_configs() if module_has_submodule(config.module, "personal_data")
    ]
    registers = [import_module(f"{config.name}.personal_data") for config in slices]
    return tuple(holding for register in registers for holding in register.HOLDINGS)


def holdings_about_people() -> tuple[Holding, ...]:
    """Of `holdings`, those about a person; the others only say who acted."""
    return tuple(row for row in holdings() if row.about or not row.links or row.model == "accounts.Person")


def _lifetime(seconds: int | None) -> str:
    """An age in seconds in words: `12 hours`, `1 year`; None is when the browser is closed."""
    if seconds is None:
        return "when you close your browser"
    for unit, size in (("year", 31449600), ("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"after {count} {unit if count == 1 else unit + 's'}"
    return f"after {seconds} seconds"
