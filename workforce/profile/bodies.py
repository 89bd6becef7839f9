"""The body of a profile page: the same for everybody who sees it, so it is kept by the versions it was made of.

Versions never change and time plays no part: publishing or undoing any month makes another key. Only the newest month
of a place is kept, for the cache's server drops nothing to make room.
"""

import hashlib
import zlib
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models.expressions import RawSQL
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from retention_portal.core.dates import Month
from retention_portal.organisations.models import Organisation
from workforce.profile import sections, wording
from workforce.profile.overview import Overview, overview
from workforce.profile.queries import ALIASES, organisation_for

TEMPLATE = "workforce/_profile_body.jinja"
CRUMBS, TOP = "workforce/_profile_crumbs.jinja", "workforce/_profile_top.jinja"


@dataclass(frozen=True)
class Body:
    """What stands inside the frame: the finding, the month, the way up and the rest as markup."""

    heading: str
    period: str
    crumbs: Markup
    top: Markup
    html: Markup


def body_of(place: Organisation, period: Month | None, stamp: str) -> Body:
    """The body for a place and month, kept or made; `stamp` as `place_and_stamp` gives it.

    No query when it was kept. Raises BadInput as `overview`.
    """
    key = _key(place, period, stamp) if stamp else ""
    if key and (kept := cache.get(key)):
        return _read(kept)
    shown = overview(place, period)
    body = _made(shown)
    if key and shown.now.period.code == max(shown.months):
        cache.set(key, _written(body))
    return body


def place_and_stamp(code: str) -> tuple[Organisation, str]:
    """The place with this code, and what changes whenever any month is published or undone. One query for both.

    Raises BadInput (code "unknown_organisation"). A place known from files only takes two queries more and has no
    stamp, so that its pages are not kept.
    """
    wanted = ALIASES.get(code.upper(), code.upper())
    found = Organisation.objects.filter(code=wanted).only("code", "name", "kind")
    place = found.annotate(stamp=RawSQL(_STAMP, [])).first()  # noqa: S611 - no part of it is asked for
    if place is not None:
        return place, place.stamp or ""
    return organisation_for(code), ""


_STAMP = "(SELECT md5(string_agg(id || '@' || published_at, ',' ORDER BY id)) FROM extracts_dataversion WHERE is_current)"


def _made(shown: Overview) -> Body:
    now = shown.now
    context: dict[str, Any] = {
        "shown": shown,
        "heading": wording.finding(now),
        "caption": shown.organisation.name + wording.extent(now),
        "now": now,
        "place": shown.organisation,
        "extent": now.extent,
        "reporting": wording.reporting(now),
        "tiles": sections.tiles(shown),
        "change_rows": sections.change_rows(shown),
        "roles": sections.roles(now),
        "sexes": sections.sexes(now),
        "participation": sections.participation(now),
        "staff": sections.staff(now),
        "comparison": sections.comparison(shown),
        "below": [(kind, sections.places(found)) for kind, found in shown.below.items() if found],
        "charts": sections.chart_blocks(shown),
        "gaps": shown.gaps,
    }
    trail = [("Workforce", reverse("profile:home"))]
    for one in reversed(shown.above):
        address = reverse("profile:profile", args=[one.organisation.code])
        trail.append((one.organisation.name, f"{address}?period={now.period}"))
    return Body(
        wording.finding(now),
        now.period.code,
        Markup(render_to_string(CRUMBS, {"trail": trail})),  # noqa: S704 - our own template, which escapes
        Markup(render_to_string(TOP, context)),  # noqa: S704
        Markup(render_to_string(TEMPLATE, context)),  # noqa: S704
    )


def _key(place: Organisation, period: Month | None, stamp: str) -> str:
    made_of = f"{_state_of_code()}|{place.name}|{place.kind}|{stamp}"
    month = period.code if period else "newest"
    return f"workforce-profile:{place.code}:{month}:{hashlib.sha256(made_of.encode()).hexdigest()[:32]}"


@once
def _state_of_code() -> str:
    """Changes with the templates and the code that make a body: a new release never shows a page of the old one."""
    digest = hashlib.sha256()
    for folder, pattern in (
        ("templates/workforce", "*.jinja"),
        ("templates/components", "*.jinja"),
        ("workforce", "**/*.py"),
    ):
        for path in sorted((Path(settings.ROOT) / folder).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _written(body: Body) -> tuple[str, str, str, str, bytes]:
    return body.heading, body.period, str(body.crumbs), str(body.top), zlib.compress(body.html.encode(), 1)


def _read(kept: tuple[str, str, str, str, bytes]) -> Body:
    heading, period, crumbs, top, html = kept
    return Body(heading, period, Markup(crumbs), Markup(top), Markup(zlib.decompress(html).decode()))  # noqa: S704
