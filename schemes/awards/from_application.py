"""What an accepted application says already, for the form that opens its support: nothing is typed twice."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from retention_portal.core.dates import LONDON, parse_date
from retention_portal.core.refusals import BadInput
from retention_portal.organisations.models import Organisation
from schemes.applications.models import Application
from schemes.applications.rules_form import stated_facts
from schemes.awards.queries import hosts_in
from schemes.awards.queries_mentor import system_over
from schemes.awards.rules.entitlement import TERM_YEARS
from schemes.catalogue.rules.periods import ONE_DAY, plus_years


def prefilled(application: Application, schemes: tuple[str, ...], local: str, on: date) -> dict[str, Any]:
    """First values of the opening form, by field. What is not known is left out. At most eight statements.

    `schemes` are the codes that have a book of their own; any other offer is a `local` one under its title.
    """
    offer = application.offer
    code = offer.scheme.code if offer.scheme and offer.scheme.code in schemes else local
    system = system_over(application.owner, on)
    facts = stated_facts(application.form, application.sent_answers)
    starts = offer.starts_on or _day(facts.get("starts_on"))
    found: dict[str, Any] = {
        "system": system,
        "scheme": code,
        "title": offer.title if code == local else "",
        "host": _host(application, system, on),
        "starts": starts,
        "ends": plus_years(starts, TERM_YEARS[code]) - ONE_DAY if starts and code in TERM_YEARS else None,
        "per_week": _number(facts.get("sessions_per_week")),
        "per_year": _number(facts.get("sessions_per_year")),
        "full_time_salary": _number(facts.get("full_time_salary")),
        "employed": facts.get("pay_route") == "employed",
        "job_plan_on": _part_day(application),
        **_approval(application),
    }
    if found["per_week"] is not None:
        found["per_year"] = None
    return {name: value for name, value in found.items() if value not in (None, "", False)}


def _approval(application: Application) -> dict[str, Any]:
    """Who approved it and when: the last of its steps (NGPRS-P06), else the decision that was sent."""
    step = application.approvals.filter(approved=True).order_by("-at").first()
    if step is not None:
        return {"approved_by": "NHS England", "approved_on": step.at.astimezone(LONDON).date()}
    sent = application.decisions.filter(outcome="offer", released_at__isnull=False)
    decision = sent.order_by("-released_at").first()
    if decision is None or decision.released_at is None:
        return {}
    return {
        "approved_by": application.owner.name[:120],
        "approved_on": decision.released_at.astimezone(LONDON).date(),
    }


def _host(application: Application, system: Organisation | None, on: date) -> str:
    """The code of the practice that confirmed as host, when what it called itself is one of the system's."""
    part = application.parts.filter(kind="host", confirmed=True, taken_back_at=None).first()
    if part is None or system is None or not part.place.strip():
        return ""
    codes = re.findall(r"[A-Z0-9]{4,12}", part.place.upper())
    hosts = hosts_in(system, on)
    found = hosts.filter(code__in=codes).first() or hosts.filter(name__iexact=part.place.strip()).first()
    return found.code if found else ""


def _part_day(application: Application) -> date | None:
    part = application.parts.filter(kind="host", confirmed=True, taken_back_at=None).first()
    return part.answered_at.astimezone(LONDON).date() if part and part.answered_at else None


def _day(said: Any) -> date | None:
    try:
        return parse_date(str(said)) if said else None
    except BadInput:
        return None


def _number(said: Any) -> Decimal | None:
    try:
        return Decimal(str(said)) if said not in (None, "") else None
    except InvalidOperation:
        return None
