"""What the page frame shows to this person: the service's name, the menu of their roles, their account.

Entries are written down for the whole portal; one whose page does not exist is left out.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from retention_portal.accounts.access import memberships_of
from retention_portal.accounts.middleware import seconds_left
from retention_portal.accounts.roles import SELF_ROLES, STAFF_ROLES, Role
from retention_portal.core.dates import today

PLANNERS = frozenset(
    {
        Role.SYSTEM_LEAD,
        Role.CONTRIBUTOR,
        Role.CLINICAL_LEAD,
        Role.FINANCE_LEAD,
        Role.SRO,
        Role.COMMISSIONER,
    }
)
PLACES = frozenset({Role.PRACTICE_LEAD, Role.NETWORK_LEAD})

# Pages written for GPs. They carry the neutral name, whoever looks at them.
GP_PAGES = (
    "/schemes/",
    "/options/",
    "/roadmaps/",
    "/opportunities/",
    "/support/",
    "/areas/",
    "/appraisers/",
    "/mentoring/",
    "/pools/sessions/",
    "/pools/join/",
    "/pools/mine/",
    "/my/",
)


@dataclass(frozen=True)
class Entry:
    """One line of a menu: the words, where it goes, who sees it (empty: everyone), and what it is for.

    `also` are the starts of other addresses on which it is marked as where one is.
    """

    text: str
    path: str
    roles: frozenset[Role] = frozenset()
    about: str = ""
    also: tuple[str, ...] = ()


GP_ENTRIES = (
    Entry(
        "What fits me",
        "/schemes/what-fits-me/",
        about="Six questions, then at most three things worth a look",
    ),
    Entry(
        "Find work and learning", "/opportunities/", about="Sessions, roles, courses and networks near you"
    ),
    Entry(
        "Talk to someone",
        "/support/",
        about="A mentor, a coach, colleagues, or a person who rings you",
        also=("/mentoring/",),
    ),
    Entry("Mine", "/my/", about="Your own things, and what we hold about you"),
)
# In the order of each role's main job: a narrow window keeps the first of them and folds the rest.
STAFF_ENTRIES = (
    Entry("Waiting on me", "/tasks/", about="Everything that needs something from you"),
    Entry(
        "Applications",
        "/applications/",
        frozenset(
            {
                Role.COORDINATOR,
                Role.REVIEWER,
                Role.SCHEME_LEAD,
                Role.FINANCE_LEAD,
                *PLACES,
            }
        ),
        about="People who asked for support, and where each of them is",
    ),
    Entry(
        "Support",
        "/awards/",
        frozenset({Role.COORDINATOR, Role.SCHEME_LEAD}),
        about="Who is on what, since when, with reviews and payments",
    ),
    Entry(
        "Claims",
        "/awards/claims/",
        frozenset({Role.FINANCE_LEAD, Role.PRACTICE_LEAD}),
        about="Months and costs that were asked for, and what was paid",
    ),
    Entry(
        "Sessions",
        "/pools/practice/",
        PLACES,
        about="Sessions that your practice needs covered, and who has taken them",
    ),
    Entry(
        "Workforce",
        "/workforce/",
        PLANNERS | PLACES | {Role.COORDINATOR, Role.ADMINISTRATOR},
        about="Who works here, by practice and career stage, from the published figures",
    ),
    Entry("Plan", "/plans/", PLANNERS | PLACES, about="What you will do about it, and what is still missing"),
    Entry(
        "Money",
        "/funding/",
        PLANNERS - {Role.CONTRIBUTOR, Role.CLINICAL_LEAD},
        about="What was allocated, committed and spent",
    ),
    Entry(
        "Assurance",
        "/assurance/",
        PLANNERS,
        about="The quarter’s report, who signed it, and what the region said",
    ),
    Entry(
        "Pools",
        "/pools/",
        frozenset({Role.COORDINATOR, Role.SYSTEM_LEAD}),
        about="GPs who want flexible work, and the sessions they take",
    ),
    Entry(
        "Mentoring",
        "/mentoring/services/",
        frozenset({Role.COORDINATOR}),
        about="Offers to mentor, rounds of matching, and that people meet",
    ),
    Entry(
        "Offers",
        "/schemes/offers/",
        frozenset({Role.COORDINATOR, Role.SYSTEM_LEAD}),
        about="What your area offers to GPs: national schemes and your own",
    ),
    Entry(
        "Post work or learning",
        "/opportunities/posts/",
        frozenset({Role.COORDINATOR, *PLACES}),
        about="Roles, training and events of your place, and what became of them",
    ),
    Entry(
        "Who stayed",
        "/awards/outcomes/",
        PLANNERS - {Role.CONTRIBUTOR, Role.FINANCE_LEAD},
        about="Uptake and money by scheme, and who is still in post",
    ),
    Entry(
        "Who asks",
        "/applications/equality/",
        frozenset({Role.SYSTEM_LEAD}),
        about="Who asks for support, in counts that lead back to nobody",
    ),
    Entry(
        "Mentoring by quarter",
        "/mentoring/counts/",
        frozenset({Role.COMMISSIONER, Role.SYSTEM_LEAD}),
        about="How many asked, were matched and met: counts, with small numbers hidden",
    ),
    Entry(
        "Listening",
        "/listening/",
        frozenset({Role.INTERVIEWER, Role.SYSTEM_LEAD}),
        about="Career conversations and surveys, without names",
    ),
    Entry("Toolkit", "/toolkit/", about="What a system, a network and a practice can do, with examples"),
    Entry(
        "Organisations",
        "/organisations/",
        about="Regions, systems, networks and practices, with what they were before",
    ),
    Entry(
        "People",
        "/accounts/people/",
        frozenset({Role.ADMINISTRATOR}),
        about="Accounts, roles and invitations",
    ),
    Entry(
        "Signing",
        "/assurance/signing/",
        frozenset({Role.ADMINISTRATOR}),
        about="Who signs the reports of each system, and from which day",
    ),
    Entry("Jobs", "/jobs/", frozenset({Role.ADMINISTRATOR}), about="Long work: waiting, running, failed"),
)
HELP_ENTRIES = (
    Entry("Help", "/help/"),
    Entry("Accessibility", "/accessibility/"),
    Entry("Privacy", "/privacy/"),
    Entry("Cookies", "/cookies/"),
)


@dataclass(frozen=True)
class Seen:
    """The frame as one person sees it on one page. Lists hold mappings for the templates."""

    audience: str
    service_name: str
    home: str
    navigation: list[dict[str, Any]]
    account: list[dict[str, Any]]
    help_links: list[dict[str, Any]]


class Frame:
    """What the frame needs to know of a request. Nothing is asked of the database until a page is drawn."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Any:
        """The person signed in, or None. A page that failed early has no user at all."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def memberships(self) -> list[Any]:
        """The memberships that the person holds today: one query."""
        return list(memberships_of(self.person, today())) if self.person else []

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today, wherever."""
        return frozenset(membership.role for membership in self.memberships)

    @property
    def is_staff(self) -> bool:
        """True for anyone who holds a role besides being a GP or a mentor."""
        return not self.roles.isdisjoint(STAFF_ROLES)

    @cached_property
    def seconds_left(self) -> int | None:
        """Seconds until the session ends if nothing more is asked for; None when nobody is signed in."""
        return seconds_left(self.request) if self.person else None

    def seen_as(self, audience: str | None = None) -> Seen:
        """The frame for `audience` ("gp" or "staff"); None leaves it to the address and the roles."""
        audience = audience or self._audience()
        staff = audience == "staff"
        return Seen(
            audience=audience,
            service_name=settings.STAFF_SERVICE_NAME if staff else settings.GP_SERVICE_NAME,
            home="/",
            navigation=self._menu(STAFF_ENTRIES if staff else GP_ENTRIES),
            account=self._account(audience),
            help_links=_links(HELP_ENTRIES),
        )

    def _audience(self) -> str:
        if self.request.path.startswith(GP_PAGES):
            return "gp"
        return "staff" if self.is_staff else "gp"

    def _menu(self, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
        shown = [entry for entry in entries if not entry.roles or entry.roles & self.roles]
        path = self.request.path
        longest = max((e.path for e in shown if path.startswith((e.path, *e.also))), key=len, default=None)
        return [
            link | {"active": link["href"] == longest, "current": link["href"] == path}
            for link in _links(tuple(shown))
        ]

    def _account(self, audience: str) -> list[dict[str, Any]]:
        if not self.person:
            return _named("Sign in", "account_login")
        name = {"text": self.person.full_name or self.person.email, "icon": True}
        profile = _links((Entry("", "/my/profile/"),))
        items = [name | {"href": profile[0]["href"]} if profile else name]
        if audience == "gp" and self.is_staff:
            items += _links((Entry("Staff pages", "/tasks/"),))
        if audience == "staff" and not self.roles.isdisjoint(SELF_ROLES):
            items += _links((Entry("My own pages", "/my/"),))
        return items + [item | {"post": True} for item in _named("Sign out", "account_logout")]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `frame` (a Frame)."""
    return {"frame": Frame(request)}


@lru_cache(maxsize=128)
def exists(path: str) -> bool:
    """Whether the portal answers at `path` today."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _links(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [
        {"text": entry.text, "href": entry.path, "about": entry.about}
        for entry in entries
        if exists(entry.path)
    ]


def _named(text: str, name: str) -> list[dict[str, Any]]:
    return [{"text": text, "href": reverse(name)}]
