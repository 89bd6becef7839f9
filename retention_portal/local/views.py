"""Pages that only a demonstration has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from retention_portal.accounts.guards import public
from retention_portal.local import demo_mail


@public("The demonstration has no real mail in it, and its accounts are printed on the home page.")
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail that was written, newest first."""
    return render(request, "local/mail_list.jinja", {"mails": demo_mail.mails()})


@public("The demonstration has no real mail in it, and its accounts are printed on the home page.")
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as text, with its links alive."""
    return render(request, "local/mail_detail.jinja", {"mail": demo_mail.mail(name)})


@public("The demonstration has no real mail in it, and its accounts are printed on the home page.")
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program would show it; its inline styles are allowed here and nowhere else."""
    response = HttpResponse(demo_mail.mail(name).html)
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "script-src": ["'none'"],
    }
    return response
