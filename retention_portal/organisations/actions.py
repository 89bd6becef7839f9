"""Writing organisations: those that no published file lists, and where they belong."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from retention_portal.core.audit import record
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation, Parent
from retention_portal.organisations.rules import as_code, is_open, may_belong_to, searchable
from retention_portal.organisations.statuses import ADDED_BY_PEOPLE, Basis, OrganisationKind

ADDED = "added"


@transaction.atomic
def add_organisation(
    *,
    kind: str,
    code: str,
    name: str,
    parent: Organisation,
    valid_from: date,
    by: Any,
    postcode: str = "",
    fictional: bool = False,
) -> Organisation:
    """Add a training hub, LMC or federation (with `fictional`: any kind) that lies in `parent` from a day on.

    `by` is the person, None for the system. Raises Refused for a code that is taken or cannot be one, a kind
    that published files list, and a parent that is closed that day or of the wrong kind.
    """
    wanted = _check_may_be_added(kind, code, fictional)
    known = {
        "kind": kind,
        "name": name,
        "opened_on": valid_from,
        "postcode": postcode,
        "source": ADDED,
        "added": True,
        "fictional": fictional,
        "search_text": searchable(wanted, [name], postcode),
    }
    organisation, created = Organisation.objects.get_or_create(code=wanted, defaults=known)
    if not created:
        raise Refused(f"The code {wanted} is taken by {organisation.name}.")
    _place(organisation, parent, valid_from)
    record(by=by, verb="organisations.organisation_added", obj=organisation, organisation=organisation)
    return organisation


def _check_may_be_added(kind: str, code: str, fictional: bool) -> str:
    """The code as it will stand; raises Refused for what cannot be a code, and for a kind of the register."""
    wanted = as_code(code)
    if wanted is None:
        raise Refused("A code has 2 to 20 letters, digits or hyphens.")
    if not fictional and kind not in ADDED_BY_PEOPLE:
        raise Refused(
            f"{OrganisationKind(kind).label} entries come from the published register, not from people."
        )
    return wanted


@transaction.atomic
def place_in(*, organisation: Organisation, parent: Organisation, valid_from: date, by: Any) -> Parent:
    """Put a body that a person added into another parent; its present one of that kind ends the day before.

    Raises Refused for a body of the published register and for a parent that is closed or of the wrong kind.
    """
    if not organisation.added:
        raise Refused(f"{organisation.name} comes from the published register, which says where it belongs.")
    link = _place(organisation, parent, valid_from)
    record(
        by=by,
        verb="organisations.organisation_placed",
        obj=organisation,
        fields=["parent"],
        organisation=organisation,
    )
    return link


def _place(organisation: Organisation, parent: Organisation, valid_from: date) -> Parent:
    if not may_belong_to(organisation.kind, parent.kind):
        label = str(OrganisationKind(parent.kind).label)
        words = label if label[:2].isupper() else label[0].lower() + label[1:]
        what = OrganisationKind(organisation.kind).label
        raise Refused(f"{what}: it cannot belong to {parent.name}, which is a {words}.")
    if not is_open(parent.opened_on, parent.closed_on, parent.dormant_seen_on, valid_from):
        raise Refused(f"{parent.name} is not open on {valid_from:%-d %B %Y}.")
    present = Parent.objects.select_for_update().filter(child=organisation, parent_kind=parent.kind)
    if present.filter(Q(valid_from__isnull=True) | Q(valid_from__gte=valid_from)).exists():
        raise Refused(f"{organisation.name} already has a place from that day or later.")
    present.filter(valid_to__isnull=True).update(valid_to=valid_from - timedelta(days=1))
    return Parent.objects.create(
        child=organisation,
        parent=parent,
        parent_kind=parent.kind,
        valid_from=valid_from,
        basis=Basis.STATED,
        source=ADDED,
        added=True,
    )
