"""Status changes go through one table, and of two people one wins."""

import pytest

from retention_portal.core.models import AuditEvent, Email, EmailState
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move

pytestmark = pytest.mark.django_db

TRANSITIONS = {
    EmailState.WAITING: (EmailState.SENDING, EmailState.FAILED),
    EmailState.SENDING: (EmailState.FAILED,),
}


@pytest.fixture
def row() -> Email:
    return Email.objects.create(key="k", to="a@example.org", subject="s", text="t", html="h", template="x")


@pytest.mark.parametrize("to", list(EmailState))
@pytest.mark.parametrize("start", list(EmailState))
def test_only_moves_of_the_table_happen(start: EmailState, to: EmailState) -> None:
    also = {"sent_at": "2026-01-01T00:00Z"} if start == EmailState.SENT else {}
    row = Email.objects.create(
        key="k", to="a@example.org", subject="s", text="t", html="h", template="x", state=start, **also
    )
    if to in TRANSITIONS.get(start, ()):
        move(row, to, by=None, transitions=TRANSITIONS, field="state")
    else:
        with pytest.raises(Refused):
            move(row, to, by=None, transitions=TRANSITIONS, field="state")

    row.refresh_from_db()
    assert row.state == (to if to in TRANSITIONS.get(start, ()) else start)


def test_a_move_writes_one_audit_event(row: Email) -> None:
    move(row, EmailState.FAILED, by=None, transitions=TRANSITIONS, field="state", also={"subject": "later"})

    event = AuditEvent.objects.get()
    assert (event.verb, event.fields) == ("core.email_failed", ["state", "subject"])
    assert Email.objects.get().subject == "later"


def test_the_second_of_two_people_is_told(row: Email) -> None:
    same_row_elsewhere = Email.objects.get(pk=row.pk)
    move(row, EmailState.SENDING, by=None, transitions=TRANSITIONS, field="state")

    with pytest.raises(Refused, match="Somebody else changed this a moment ago"):
        move(same_row_elsewhere, EmailState.FAILED, by=None, transitions=TRANSITIONS, field="state")
    assert Email.objects.get().state == EmailState.SENDING


def test_a_refusal_names_what_may_happen_instead(row: Email) -> None:
    with pytest.raises(Refused) as refused:
        move(row, EmailState.SENT, by=None, transitions=TRANSITIONS, field="state")

    assert str(refused.value) == (
        "This is “Waiting to be sent” and cannot become “Sent”. "
        "From here it can become “Being sent” or “Could not be sent”."
    )
