"""Money ledgers can be added to and read: corrections are reversing entries."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION funding_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Entries of a money ledger are never changed or removed: write a reversing entry.'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER allocation_entry_is_final BEFORE UPDATE OR DELETE ON funding_allocationentry
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER commitment_is_final BEFORE UPDATE OR DELETE ON funding_commitment
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_change();
"""

UNDO = """
DROP TRIGGER commitment_is_final ON funding_commitment;
DROP TRIGGER allocation_entry_is_final ON funding_allocationentry;
DROP FUNCTION funding_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_programmes_and_lines")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
