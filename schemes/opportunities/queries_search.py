"""Searching what is shown: narrowed, measured from a point, sorted. Each page is a fixed number of statements."""

import re
from collections.abc import Iterator
from datetime import date
from math import cos, radians
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Power, Sqrt

from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import middle_of
from schemes.opportunities.models import Opportunity
from schemes.opportunities.queries import shown
from schemes.opportunities.rules import MILES_A_DEGREE, miles_between, postcode_parts
from schemes.opportunities.rules_search import Wanted, starts_by
from schemes.opportunities.statuses import Where

Point = tuple[float, float]
FROM_ANYWHERE = (Where.REMOTE, Where.BOTH)


def point_of(postcode: str) -> Point | None:
    """Where a postcode or its first half is: the middle of the practices there whose place is known. One statement
    when the whole postcode is known, else two."""
    parts = postcode_parts(postcode)
    if parts is None:
        return None
    known = Organisation.objects.filter(latitude__isnull=False, longitude__isnull=False)
    if parts[1]:
        exact = middle_of(known.filter(postcode=f"{parts[0]} {parts[1]}"))
        if exact:
            return exact
    return middle_of(known.filter(postcode__startswith=f"{parts[0]} "))


def found(wanted: Wanted, on: date, point: Point | None) -> QuerySet[Opportunity]:
    """What is shown on a day and matches. With a `point` each row has `miles`, empty where its place is unknown."""
    rows = _narrowed(shown(on), wanted, on)
    if point is not None:
        rows = rows.annotate(miles=_miles(point))
        rows = rows.filter(Q(miles__lte=wanted.miles) | Q(where__in=FROM_ANYWHERE))
    return _sorted(rows, wanted, point)


def _narrowed(rows: QuerySet[Opportunity], wanted: Wanted, on: date) -> QuerySet[Opportunity]:
    for word in re.findall(r"[\w£’'-]+", wanted.text.lower()):
        rows = rows.filter(search_text__contains=word)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.stage:
        rows = rows.filter(Q(career_stages=[]) | Q(career_stages__contains=[wanted.stage]))
    if wanted.profession:
        rows = rows.filter(Q(professions=[]) | Q(professions__contains=[wanted.profession]))
    if wanted.area:
        rows = rows.filter(area__code=wanted.area)
    if wanted.where:
        rows = rows.filter(where__in=(wanted.where, Where.BOTH))
    if wanted.sessions:
        rows = rows.filter(sessions_per_week__lte=wanted.sessions)
    if wanted.free:
        rows = rows.filter(amount=0)
    end = starts_by(wanted, on)
    return rows.filter(starts_on__range=(on, end)) if end else rows


def _miles(point: Point) -> Any:
    north = (F("latitude") - Value(point[0])) * Value(MILES_A_DEGREE)
    east = (F("longitude") - Value(point[1])) * Value(MILES_A_DEGREE * cos(radians(point[0])))
    return Sqrt(Power(north, 2) + Power(east, 2), output_field=FloatField())


def _sorted(rows: QuerySet[Opportunity], wanted: Wanted, point: Point | None) -> QuerySet[Opportunity]:
    if wanted.sort == "near" and point is not None:
        return rows.order_by(F("miles").asc(nulls_last=True), "-pk")
    if wanted.sort == "closes":
        return rows.order_by(F("over").asc(nulls_last=True), "-pk")
    if wanted.sort == "starts":
        return rows.order_by(F("starts_on").asc(nulls_last=True), "-pk")
    return rows.order_by(F("published_at").desc(nulls_last=True), "-pk")


def miles_to(row: Opportunity, point: Point | None) -> float | None:
    """Miles from a point; None when either place is unknown."""
    if point is None or row.latitude is None or row.longitude is None:
        return None
    return miles_between(point, (row.latitude, row.longitude))


CSV_HEADINGS = (
    *(
        "Type",
        "Title",
        "Provider",
        "Posted by",
        "Setting",
        "Sessions a week",
        "Amount",
        "Amount for",
        "About money",
    ),
    *("Where", "Place", "Postcode", "Miles", "Starts", "Ends", "Closes", "Career stages", "Open to"),
    *("Contact", "Contact email", "Last confirmed", "Address"),
)


def csv_rows(rows: QuerySet[Opportunity], address: str) -> Iterator[list[object]]:
    """The list as shown, for the file; `address` is the public address of the list."""
    for row in rows:
        miles = getattr(row, "miles", None)
        yield [
            *(row.get_kind_display(), row.title, row.provider, row.owner.name, row.setting),
            *(row.sessions_per_week, row.amount, row.get_amount_for_display(), row.money_note),
            *(row.get_where_display(), row.place, row.postcode, None if miles is None else round(miles)),
            *(row.starts_on, row.ends_on, row.closes_on, "; ".join(row.career_stages)),
            *("; ".join(row.professions), row.contact_name, row.contact_email, row.verified_on),
            f"{address}{row.pk}/",
        ]
