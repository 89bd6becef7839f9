"""The SQL that turns the copied text tables into rows: what differs is changed, nothing else is touched.

Links, names and successions that are no longer shipped go; those that a person added stay, and so do
organisations that are no longer shipped, because plans and memberships may name them.
"""

_ORGANISATION_COLUMNS = {
    "kind": "COALESCE(kind, '')",
    "name": "COALESCE(name, '')",
    "opened_on": "opened_on::date",
    "closed_on": "closed_on::date",
    "dormant_seen_on": "dormant_seen_on::date",
    "address": "COALESCE(address, '')",
    "postcode": "COALESCE(postcode, '')",
    "latitude": "latitude::float",
    "longitude": "longitude::float",
    "source": "COALESCE(source, '')",
    "search_text": "COALESCE(search_text, '')",
}
_NAMES = ", ".join(_ORGANISATION_COLUMNS)

UPSERT_ORGANISATIONS = f"""
INSERT INTO organisations_organisation AS kept (code, {_NAMES}, added, fictional)
SELECT code, {", ".join(_ORGANISATION_COLUMNS.values())}, FALSE, FALSE FROM new_organisations
ON CONFLICT (code) DO UPDATE
SET ({_NAMES}) = ROW({", ".join(f"EXCLUDED.{name}" for name in _ORGANISATION_COLUMNS)})
WHERE NOT kept.added
  AND ({", ".join(f"kept.{name}" for name in _ORGANISATION_COLUMNS)})
      IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _ORGANISATION_COLUMNS)})
"""  # noqa: S608 - every text put in stands in this file


def _exchange(table: str, columns: str, select: str) -> list[str]:
    """Statements that make the unadded rows of `table` equal `select`; `columns` are compared whole."""
    kept = ", ".join(f"kept.{column.strip()}" for column in columns.split(","))
    return [
        f"CREATE TEMPORARY TABLE wanted_{table} ON COMMIT DROP AS {select}",
        f"""DELETE FROM {table} kept WHERE NOT kept.added AND NOT EXISTS (
            SELECT FROM wanted_{table} w WHERE ROW(w.*)::text = ROW({kept})::text)""",  # noqa: S608
        f"""INSERT INTO {table} ({columns}, added)
            SELECT w.*, FALSE FROM wanted_{table} w WHERE NOT EXISTS (
                SELECT FROM {table} kept WHERE NOT kept.added AND ROW(w.*)::text = ROW({kept})::text)""",  # noqa: S608
        f"DROP TABLE wanted_{table}",
    ]


STATEMENTS = [
    UPSERT_ORGANISATIONS,
    *_exchange(
        "organisations_organisationname",
        "organisation_id, name, valid_from, valid_to, seen_on, source",
        """SELECT o.id, n.name, n.valid_from::date, n.valid_to::date, n.seen_on::date, n.source
           FROM new_names n JOIN organisations_organisation o ON o.code = n.code AND NOT o.added""",
    ),
    *_exchange(
        "organisations_parent",
        "child_id, parent_id, parent_kind, valid_from, valid_to, seen_on, basis, source",
        """SELECT c.id, p.id AS parent_id, p.kind, n.valid_from::date, n.valid_to::date, n.seen_on::date,
                  n.basis, n.source
           FROM new_parents n
           JOIN organisations_organisation c ON c.code = n.child AND NOT c.added
           JOIN organisations_organisation p ON p.code = n.parent""",
    ),
    *_exchange(
        "organisations_succession",
        'predecessor_id, successor_id, "on", extent, source',
        """SELECT a.id, b.id AS successor_id, n."on"::date, n.extent, n.source
           FROM new_successions n
           JOIN organisations_organisation a ON a.code = n.predecessor
           JOIN organisations_organisation b ON b.code = n.successor""",
    ),
    "DROP TABLE new_organisations, new_names, new_parents, new_successions",
]
