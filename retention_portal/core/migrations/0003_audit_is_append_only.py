"""Audit can be added to and read, by one function; nothing changes it, and the database sets the time.

The functions run with the owner's rights, so the runtime role needs none on the tables. Old values of
personal fields may be erased, per person, by a function of their own.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION core_audit_record(
    actor bigint, acting_as text, verb text, object_type text, object_id text,
    organisation text, fields text[], request_id text, note text
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO core_auditevent
        (at, actor_id, acting_as, verb, object_type, object_id, organisation_code, fields, request_id, note)
    VALUES (clock_timestamp(), actor, acting_as, verb, object_type, object_id, organisation, fields,
            request_id, note)
    RETURNING id
$$;

CREATE FUNCTION core_audit_keep_old_value(event bigint, subject bigint, field text, value text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO core_auditoldvalue (event_id, subject_id, field, value) VALUES (event, subject, field, value)
$$;

CREATE FUNCTION core_audit_erase(subject bigint)
RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (DELETE FROM core_auditoldvalue WHERE subject_id = subject RETURNING 1)
    SELECT count(*) FROM gone
$$;

CREATE FUNCTION core_audit_refuse() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Audit events are never changed or removed.' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION core_audit_set_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_event_is_final BEFORE UPDATE OR DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER audit_is_not_truncated BEFORE TRUNCATE ON core_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER audit_event_has_true_time BEFORE INSERT ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_audit_set_time();

CREATE TABLE core_fallback_cache (
    key text PRIMARY KEY,
    value text NOT NULL,
    expires_at timestamptz NOT NULL
);
"""

UNDO = """
DROP TABLE core_fallback_cache;
DROP TRIGGER audit_event_has_true_time ON core_auditevent;
DROP TRIGGER audit_is_not_truncated ON core_auditevent;
DROP TRIGGER audit_event_is_final ON core_auditevent;
DROP FUNCTION core_audit_set_time();
DROP FUNCTION core_audit_refuse();
DROP FUNCTION core_audit_erase(bigint);
DROP FUNCTION core_audit_keep_old_value(bigint, bigint, text, text);
DROP FUNCTION core_audit_record(bigint, text, text, text, text, text, text[], text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_jobs_audit_emails")]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
