"""What the runtime role may do: everything with rows, nothing with tables, and with audit only reading.

Migrations run as the owner; `manage.py migrate` calls `grant_runtime` afterwards, every time.
"""

from django.db import connections

AUDIT_TABLES = ("core_auditevent", "core_auditoldvalue")
AUDIT_FUNCTIONS = (
    "core_audit_record(bigint, text, text, text, text, text, text[], text, text)",
    "core_audit_keep_old_value(bigint, bigint, text, text)",
    "core_audit_erase(bigint)",
)


def grant_runtime(owner_alias: str = "owner") -> None:
    """Give the runtime role its rights in the database of `owner_alias`. Repeating it changes nothing."""
    runtime = connections["default"].settings_dict["USER"]
    owner = connections[owner_alias]
    if runtime == owner.settings_dict["USER"]:
        return  # one role for both: a production copy without a separate owner keeps its own rights
    role = owner.ops.quote_name(runtime)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}",
        *(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}" for table in AUDIT_TABLES),
        *(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC" for function in AUDIT_FUNCTIONS),
        *(f"GRANT EXECUTE ON FUNCTION {function} TO {role}" for function in AUDIT_FUNCTIONS),
    ]
    with owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def refresh_statistics(owner_alias: str = "owner") -> None:
    """Tell the planner about many new rows at once, which the owner may; it would learn by itself within a minute."""
    owner = connections[owner_alias]
    if owner.settings_dict["USER"] != connections["default"].settings_dict["USER"]:
        with owner.cursor() as cursor:
            cursor.execute("ANALYZE")
