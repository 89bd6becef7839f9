"""A local mentor's time, claimed from a log of meetings: hours and a day. Nobody who was mentored is named."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from schemes.awards import permissions
from schemes.awards.actions_claims import Cost, Papers, send_cost
from schemes.awards.actions_ledger import locked
from schemes.awards.models import Claim
from schemes.awards.queries_mentor import agreement_of
from schemes.awards.rules.history import CostKind


@transaction.atomic
def claim_mentor_time(
    *, mentor: Any, service_owner: Organisation, hours: Decimal, on: date, by: Any, words: str = ""
) -> Claim:
    """Claim a mentor's hours up to the day `on`; the log of meetings is the evidence, so no paper is asked for.

    Refused (code CASE-M-13, with the hours that are left) outside the days of the agreement and above what is left
    of its year's allowance, also of two at once; without an agreement; to anyone but the mentor or a coordinator.
    """
    agreement = agreement_of(mentor, service_owner, on)
    if agreement is None:
        raise Refused(
            f"No paid mentoring time is agreed for that day in {service_owner.name}. Ask a coordinator to open it.",
            code="no_agreement",
        )
    permissions.check_can_claim(by, agreement, CostKind.MENTOR_TIME)
    cost = Cost(CostKind.MENTOR_TIME, on, units=hours)
    return send_cost(award=locked(agreement), cost=cost, papers=Papers(words=words), by=by)
