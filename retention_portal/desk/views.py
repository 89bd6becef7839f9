"""Home and the statements. Everything here may be read by anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from retention_portal.accounts.guards import public
from retention_portal.desk import statements


@public("the law asks that anybody can read it")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "desk/accessibility.jinja", {"checked_on": statements.ACCESSIBILITY_CHECKED_ON})


@public("the law asks that anybody can read it")
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "desk/privacy.jinja")


@public("the law asks that anybody can read it")
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie, as the settings have them."""
    rows = [[cookie.name, cookie.purpose, cookie.expires] for cookie in statements.cookies()]
    return render(request, "desk/cookies.jinja", {"cookies": rows, "cookie_rows": rows})
