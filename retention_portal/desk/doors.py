"""The three doors of the home page: for whom, to what. Links to pages that do not exist yet are left out."""

from dataclasses import dataclass

from django.urls import reverse

from retention_portal.desk.navigation import exists


@dataclass(frozen=True)
class Door:
    """One kind of visitor: heading, one sentence, and links as (text, path); the first is the main one."""

    heading: str
    text: str
    links: tuple[tuple[str, str], ...]


def doors() -> tuple[Door, ...]:
    """A GP, a system, a region, with the links that lead somewhere today."""
    sign_in = reverse("account_login")
    return (
        _door(
            "I’m a GP",
            "See what has helped GPs at every stage of a career. You need no account to look, and nobody is told.",
            ("See what fits me", "/schemes/what-fits-me/"),
            ("Browse everything on offer", "/schemes/"),
            ("Find work and learning", "/opportunities/"),
            ("Talk to someone", "/support/"),
            ("What has helped other GPs", "/toolkit/case-studies/"),
            ("Create an account", reverse("account_signup")),
        ),
        _door(
            "I plan for a system",
            "Know who works here, see where support is missing, plan for it, and show what became of it.",
            ("Sign in to plan", sign_in),
            ("Read the toolkit", "/toolkit/"),
            ("Find an organisation", "/organisations/"),
        ),
        _door(
            "I’m at an NHS England region",
            "See every system’s position, what got worse, and what is asked of you.",
            ("Sign in to assure", sign_in),
            ("Verify a report", "/assurance/verify/"),
        ),
    )


def _door(heading: str, text: str, *links: tuple[str, str]) -> Door:
    return Door(heading, text, tuple(link for link in links if exists(link[1])))
