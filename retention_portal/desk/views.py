"""Home, help and the statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from retention_portal.accounts import demo
from retention_portal.accounts.access import memberships_of
from retention_portal.accounts.guards import public
from retention_portal.core.dates import today
from retention_portal.desk import statements
from retention_portal.desk.doors import doors
from retention_portal.desk.waiting import waiting_on

WAITING_ON_HOME = 5


@public("says what the service is; shows a person only what waits on that person")
def home(request: HttpRequest) -> HttpResponse:
    """Three doors for a visitor; for a person signed in, what waits on them first."""
    if request.user.is_authenticated:
        return _home_of_person(request)
    page = {"doors": doors(), "demo_accounts": demo.accounts(), "demo_password": demo.PASSWORD}
    return render(request, "desk/home.jinja", page)


def _home_of_person(request: HttpRequest) -> HttpResponse:
    waiting = waiting_on(request.user, today())
    page = {
        "waiting": waiting[:WAITING_ON_HOME],
        "waiting_count": len(waiting),
        "memberships": memberships_of(request.user, today()),
    }
    return render(request, "desk/home_signed_in.jinja", page)


@public("help must not need an account")
def help_page(request: HttpRequest) -> HttpResponse:
    """How to get in, and whom to ask."""
    return render(request, "desk/help.jinja")


@public("the law asks that anybody can read it")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "desk/accessibility.jinja", {"checked_on": statements.ACCESSIBILITY_CHECKED_ON})


@public("the law asks that anybody can read it")
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice, with every register of what is held."""
    rows = [[holding.what, holding.keep] for holding in statements.holdings()]
    return render(request, "desk/privacy.jinja", {"holding_rows": rows})


@public("the law asks that anybody can read it")
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie, as the settings have them."""
    rows = [[cookie.name, cookie.purpose, cookie.expires] for cookie in statements.cookies()]
    return render(request, "desk/cookies.jinja", {"cookie_rows": rows})
