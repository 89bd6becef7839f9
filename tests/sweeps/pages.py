"""One list of every page to visit, and as whom. Nothing is written by hand but examples and exceptions.

`python manage.py shell -c "from tests.sweeps.pages import tell; tell()"` prints it for a running portal.
"""

import json
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from retention_portal.accounts.models import Person
from tests.sweeps import examples
from tests.sweeps.routes import Route, routes
from tests.sweeps.visitors import ADMIN, ANONYMOUS, GP, LEAD, OTHER_LEAD, PRACTICE, REGION, VISITORS

RICHER: dict[str, tuple[str, ...]] = {
    "desk:home": (ANONYMOUS, GP, LEAD, REGION, ADMIN),
    "desk:tasks": (GP, LEAD, ADMIN),
    "desk:my": (GP, LEAD),
    "desk:my_data_erase": (GP, LEAD),
    "organisations:organisation_page": (ANONYMOUS, ADMIN),
    "plans:plan_list": (LEAD, REGION, PRACTICE),
    "desk:help": (ANONYMOUS, LEAD),
    "account_reauthenticate": (LEAD,),
}
"""Pages that look different to several people; all of them are visited."""

NOT_PAGES = {
    "api-schemes": "JSON for programs; fuzzed in test_api_fuzz",
    "api-scheme": "JSON for programs; fuzzed in test_api_fuzz",
    "api-offers": "JSON for programs; fuzzed in test_api_fuzz",
    "api-offer": "JSON for programs; fuzzed in test_api_fuzz",
    "api-opportunities": "JSON for programs; fuzzed in test_api_fuzz",
    "api-opportunity": "JSON for programs; fuzzed in test_api_fuzz",
    "opportunities:browse_csv": "a file",
    "opportunities:people_csv": "a file",
    "opportunities:dates_file": "a file",
    "opportunities:certificate": "a file",
    "opportunities:calendar_file": "a file, by a private address",
    "opportunities:feed": "a feed for feed readers",
    "api-applications": "JSON for programs; fuzzed in test_api_fuzz",
    "api-application": "JSON for programs; fuzzed in test_api_fuzz",
    "catalogue:offer_poster": "a file",
    "applications:queue_csv": "a file",
    "applications:paper": "a file",
    "applications:review_paper": "a file",
    "healthz": "plain text for a load balancer",
    "readyz": "JSON for a load balancer",
    "metrics": "plain text for Prometheus",
    "api-docs": "Swagger's own page; it has no template of ours",
    "api-mentoring-counts": "JSON for programs; fuzzed in test_api_fuzz",
    "api-mentoring-sessions": "JSON for programs; fuzzed in test_api_fuzz",
    "mentoring:counts_csv": "a file",
    "mentoring:days_csv": "a file",
    "api-pool-sessions": "JSON for programs; fuzzed in test_api_fuzz",
    "api-pool-session": "JSON for programs; fuzzed in test_api_fuzz",
    "api-pool-bookings": "JSON for programs; fuzzed in test_api_fuzz",
    "api-pools": "JSON for programs; fuzzed in test_api_fuzz",
    "api-pool-figures": "JSON for programs; fuzzed in test_api_fuzz",
    "pools:post_csv": "a file",
    "pools:figures_csv": "a file",
    "pools:my_hours": "a file",
    "pools:calendar": "a file",
    "api-plans": "JSON for programs; fuzzed in test_api_fuzz",
    "api-plan": "JSON for programs; fuzzed in test_api_fuzz",
    "api-funding-lines": "JSON for programs; fuzzed in test_api_fuzz",
    "api-workforce-figures": "JSON for programs; fuzzed in test_api_fuzz",
    "api-watch-list": "JSON for programs; fuzzed in test_api_fuzz",
    "profile:figures_csv": "a file",
    "profile:watch_list_csv": "a file",
    "desk:my_data_file": "a file",
    "profile:chart_file": "a picture or a file",
    "extracts:import_commented": "a file",
    "extracts:import_original": "a file",
    "assurance:version_pdf": "a file",
    "assurance:version_word": "a file",
    "assurance:version_pack": "a file",
    "funding:ledger_csv": "a file",
    "plans:workbook_template": "a file",
    "plans:workbook_export": "a file",
    "plans:workbook_commented": "a file",
    "api-schema": "a document for programs; fuzzed in test_api_fuzz",
    "local:mail_html": "a mail as its sender drew it, for a sandboxed frame; its text page is visited",
}
"""Addresses that answer something else than a page of ours."""

CANNOT_BE_SHOWN = {
    "applications:open": "needs the token of a mail; visited in tests/applications/test_interest.py",
    "applications:part": "needs the token of a mail; visited in tests/applications/test_parts.py",
    "applications:ask_again": "only after a “not this time”; visited in tests/applications/test_appeal.py",
    "applications:equality": "only after a form is sent; visited in tests/applications/test_apart.py",
    "opportunities:stop": "needs the token of a mail; visited in tests/opportunities/test_pages.py",
    "applications:home": "sends each to their own list, which is visited",
    "fitting:results": "needs six answers first; visited in tests/schemes/fitting",
    "fitting:mail": "needs six answers first; visited in tests/schemes/fitting",
    "fitting:keep": "needs six answers first; visited in tests/schemes/fitting",
    "applications:appeal": "only while an appeal waits; visited in tests/applications/test_appeal.py",
    "pools:contest": "only with a warning; visited in tests/pools/test_gp_pages.py",
    "pools:reserve_answer": "only on a reserve list; pressed in tests/pools/test_gp_pages.py",
    "accounts:invitation_accept": "needs the token of a mail; the same page is shown by invitation_for_me",
    "socialaccount_login_error": "answers 401; visited among the error pages",
    "assurance:report_sign": "no system of the demo requires a signature yet",
    "account_inactive": "shown to a switched-off account only",
    "account_confirm_login_code": "sign-in by code is switched off",
    "account_set_password": "redirects whoever has a password, and everybody has one",
    "account_confirm_email": "needs the key of a mail; a wrong key is visited among the error pages",
    "account_reset_password_from_key": "needs the key of a mail; a wrong key is visited among the error pages",
    "mfa_authenticate": "only in the middle of a sign-in with a second factor",
    "mfa_reauthenticate": "only with a second factor; test_accessibility visits it after setting one up",
    "mfa_deactivate_totp": "only with a second factor",
    "mfa_view_recovery_codes": "only with a second factor",
    "mfa_generate_recovery_codes": "only with a second factor",
    "mfa_download_recovery_codes": "only with a second factor; a text file",
    "mfa_reauthenticate_webauthn": "only with a passkey",
    "mfa_remove_webauthn": "only with a passkey",
    "mfa_edit_webauthn": "only with a passkey",
    "mfa_login_webauthn": "JSON for the passkey script",
    "socialaccount_signup": "only in the middle of single sign-on",
    "openid_connect_login": "single sign-on is not configured in a local copy",
    "openid_connect_callback": "single sign-on is not configured in a local copy",
}
"""Addresses that have no page for any of the visitors, each with the reason."""


@dataclass(frozen=True)
class Visit:
    """One page as one person gets it; `who` is empty for a visitor without an account."""

    name: str
    address: str
    who: str
    status: int
    kind: str
    policy: str = ""
    text: str = ""

    @property
    def is_page(self) -> bool:
        """Whether a browser shows it."""
        return self.status == 200 and self.kind.startswith("text/html")


def client_of(email: str) -> Client:
    """A client signed in as a demo account, or as nobody."""
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    if email:
        person = Person.objects.get(email=email)
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        session = client.session  # as after typing the password again a moment ago, which some pages ask for
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


def ask(client: Client, address: str, data: Any = None, method: str = "get", **more: Any) -> Any:
    """An answer that leaves no trace in the database."""
    with transaction.atomic():
        try:
            return getattr(client, method)(address, data, **more)
        finally:
            transaction.set_rollback(True)


def unexplained() -> list[Route]:
    """Routes with parameters that have neither an example nor a reason."""
    return [
        route
        for route in routes()
        if route.parameters and route.name not in examples.EXAMPLES | NOT_PAGES | CANNOT_BE_SHOWN
    ]


def addresses() -> list[tuple[str, str]]:
    """Name (or pattern, for the nameless) and address of every route that can be asked for."""
    known = examples.EXAMPLES
    return [
        (route.name or route.pattern, route.address(**values))
        for route in routes()
        if not route.parameters or route.name in known
        for values in (known[route.name]() if route.parameters else [{}])
    ]


def visits() -> list[Visit]:
    """Every page, as the first visitor who gets it or as all for whom it differs; refusals where nobody does."""
    clients = {who: client_of(who) for who in VISITORS}
    found: list[Visit] = []
    for name, address in addresses():
        if name in RICHER:
            found += [_visit(clients[who], name, address, who) for who in RICHER[name]]
            continue
        for who in VISITORS:
            visit = _visit(clients[who], name, address, who)
            if visit.status in (200, 405):
                break
        found.append(visit)
    return found


def _visit(client: Client, name: str, address: str, who: str) -> Visit:
    answer = ask(client, address)
    kind, policy = (answer.headers.get(header, "") for header in ("Content-Type", "Content-Security-Policy"))
    text = answer.content.decode() if kind.startswith("text/html") else ""
    return Visit(name, address, who, answer.status_code, kind, policy, text)


def pages() -> list[Visit]:
    """The visits that end in a page of ours."""
    return [visit for visit in visits() if visit.is_page and visit.name not in NOT_PAGES]


def tell() -> None:
    """Make what the pages need, and print all pages and a session of each visitor as one line of JSON."""
    examples.make()
    sessions = {
        who: client_of(who).cookies[settings.SESSION_COOKIE_NAME].value
        for who in (*VISITORS, OTHER_LEAD)
        if who
    }
    print(json.dumps({"pages": [asdict(replace(page, text="")) for page in pages()], "sessions": sessions}))
