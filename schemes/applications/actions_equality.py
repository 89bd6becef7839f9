"""Equality data: added to counts and cut loose at once; no row, no audit event and no mail says who answered what."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import FinancialYear, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import permissions
from schemes.applications.equality import questions
from schemes.applications.models import Application, EqualityCount


@transaction.atomic
def count_answers(*, application: Application, answers: Mapping[str, str], by: Person) -> None:
    """Add the applicant's answers to the counts of the place and year, once (CASE-A-17). None at all passes it over.

    Raises Refused to anybody else, before the form is sent, and the second time; BadInput for an answer that is none.
    """
    permissions.check_can_say_for_counts(by, application)
    allowed = {one.key: {value for value, _ in one.choices} for one in questions()}
    for key, answer in answers.items():
        if answer not in allowed.get(key, ()):
            raise BadInput("Choose one of the answers.", allowed=tuple(sorted(allowed.get(key, allowed))))
    rows = Application.objects.filter(pk=application.pk, equality_asked=False)
    if not rows.update(equality_asked=True):
        raise Refused("You have answered these already. Thank you.", code="asked")
    audit.record(
        by=by, verb="applications.equality_asked", obj=application, fields=["equality_asked"],
        organisation=application.owner,
    )  # fmt: skip
    year = FinancialYear.of(today()).code
    for key, answer in sorted(answers.items()):
        row, _ = EqualityCount.objects.get_or_create(
            owner=application.owner, financial_year=year, question=key, answer=answer
        )
        EqualityCount.objects.filter(pk=row.pk).update(number=F("number") + 1)
