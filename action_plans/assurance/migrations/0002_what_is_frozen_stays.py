"""A frozen version keeps its content for ever; its PDF and the moments after freezing are written once."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION assurance_refuse_thaw() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.report_id, NEW.number, NEW.is_draft, NEW.content, NEW.sha256, NEW.code, NEW.token, NEW.frozen_by_id, NEW.frozen_at)
            IS DISTINCT FROM
           (OLD.report_id, OLD.number, OLD.is_draft, OLD.content, OLD.sha256, OLD.code, OLD.token, OLD.frozen_by_id, OLD.frozen_at)
        OR (OLD.pdf_sha256 <> '' AND (NEW.pdf_name, NEW.pdf_sha256, NEW.pdf_bytes)
            IS DISTINCT FROM (OLD.pdf_name, OLD.pdf_sha256, OLD.pdf_bytes))
        OR (OLD.submitted_at IS NOT NULL AND NEW.submitted_at IS DISTINCT FROM OLD.submitted_at)
        OR (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
    THEN
        RAISE EXCEPTION 'A frozen report is never changed: a correction is a new version.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER report_version_stays_frozen BEFORE UPDATE OR DELETE ON assurance_reportversion
    FOR EACH ROW EXECUTE FUNCTION assurance_refuse_thaw();

CREATE FUNCTION assurance_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Signatures and responses are never changed or removed.' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER signature_is_final BEFORE UPDATE OR DELETE ON assurance_signature
    FOR EACH ROW EXECUTE FUNCTION assurance_refuse_change();
CREATE TRIGGER response_is_final BEFORE UPDATE OR DELETE ON assurance_regionresponse
    FOR EACH ROW EXECUTE FUNCTION assurance_refuse_change();
"""

UNDO = """
DROP TRIGGER response_is_final ON assurance_regionresponse;
DROP TRIGGER signature_is_final ON assurance_signature;
DROP FUNCTION assurance_refuse_change();
DROP TRIGGER report_version_stays_frozen ON assurance_reportversion;
DROP FUNCTION assurance_refuse_thaw();
"""


class Migration(migrations.Migration):
    dependencies = [("assurance", "0001_reports")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
