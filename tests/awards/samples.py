"""Awards, claims and questions for addresses with parts: each of the system it is given."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from schemes.awards.actions_claims import Cost, Papers, claim_cost
from schemes.awards.actions_still import ask
from schemes.awards.emails import question_token
from schemes.awards.models import Award
from schemes.awards.rules.history import CostKind
from tests.awards import given


def _award(system: Organisation, scheme: str = "SCH-NGPRS") -> tuple[Award, given.Place]:
    at = given.place(system.code, today())
    return given.award(at, scheme, date(today().year - 2, 4, 1)), at


def award_sample(system: Organisation) -> dict[str, object]:
    """A retained GP of the system."""
    return {"award_id": _award(system)[0].pk}


def claim_sample(system: Organisation) -> dict[str, object]:
    """A claim that was sent for a grant of the system, with its evidence."""
    row, at = _award(system, "LOC-GRANTS")
    cost = Cost(CostKind.GRANT, row.starts_on, Decimal("10.00"))
    papers = Papers(SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 an invoice"))
    return {"claim_id": claim_cost(award=row, cost=cost, papers=papers, by=at.gp).pk}


def question_sample(system: Organisation) -> dict[str, object]:
    """The link of a question to somebody of the system."""
    return {"token": question_token(ask(award=_award(system)[0], milestone=6))}
