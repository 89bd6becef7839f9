"""Audit can be added to and read by the runtime role, and by nothing be changed."""

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from retention_portal.core import audit
from retention_portal.core.models import AuditEvent, AuditOldValue, Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> AuditEvent:
    row = Heartbeat.objects.create(name="thing")
    number = audit.record(
        by=None, verb="tests.happened", obj=row, fields=["b", "a"], organisation="QHM", note="n"
    )
    return AuditEvent.objects.get(pk=number)


def test_record_keeps_what_it_was_told(event: AuditEvent) -> None:
    told = (event.verb, event.object_type, event.object_id, event.organisation_code, event.fields, event.note)

    assert told == ("tests.happened", "core.heartbeat", "thing", "QHM", ["a", "b"], "n")


def test_the_database_sets_the_time(event: AuditEvent) -> None:
    age = datetime.datetime.now(datetime.UTC) - event.at

    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=1)


FORGERIES = {
    "forging": "INSERT INTO core_auditevent (at, acting_as, verb, object_type, object_id, organisation_code,"
    " fields, request_id, note) VALUES (now(), '', 'x', 'x', '1', '', '{}', '', '')",
    "back-dating": "INSERT INTO core_auditevent (at, acting_as, verb, object_type, object_id,"
    " organisation_code, fields, request_id, note) VALUES ('2001-01-01', '', 'x', 'x', '1', '', '{}', '', '')",
    "updating": "UPDATE core_auditevent SET verb = 'nothing.happened'",
    "deleting": "DELETE FROM core_auditevent",
    "truncating": "TRUNCATE core_auditevent",
    "disabling the trigger": "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
    "dropping": "DROP TABLE core_auditevent",
    "changing an old value": "UPDATE core_auditoldvalue SET value = ''",
    "choosing replica mode": "SET session_replication_role = replica",
}


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES.keys())
def test_runtime_role_is_refused(event: AuditEvent, statement: str) -> None:
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEvent.objects.get(pk=event.pk).verb == "tests.happened"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("statement", ["UPDATE core_auditevent SET verb = ''", "DELETE FROM core_auditevent"])
def test_even_the_owner_is_refused_by_the_trigger(event: AuditEvent, statement: str) -> None:
    from django.db import connections

    with (
        pytest.raises(ProgrammingError, match=r"never changed or removed"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_old_values_are_erased_and_the_event_stays() -> None:
    row = Heartbeat.objects.create(name="thing")

    class Subject:
        pk = 4711

    number = audit.record(by=None, verb="tests.renamed", obj=row, old={"full_name": "Before"}, about=Subject)
    kept = list(AuditOldValue.objects.values_list("event_id", "subject_id", "field", "value"))
    erased = audit.erase_old_values(4711)

    assert kept == [(number, 4711, "full_name", "Before")]
    assert erased == 1
    assert AuditEvent.objects.get(pk=number).fields == ["full_name"]
