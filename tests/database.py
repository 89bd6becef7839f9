"""The database of the tests: migrated as owner, used as the runtime role, emptied as administrator."""

from collections.abc import Iterator

import psycopg2

from retention_portal.local.scratch_database import administrator


class ReferenceRows:
    """Knows which rows were there from the start, and removes all others."""

    def __init__(self, database: str) -> None:
        self.database = database
        with administrator(database) as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self.tables = sorted(row[0] for row in cursor.fetchall())
            self.last: dict[str, int] = {}
            for table in self.tables:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                if cursor.fetchone()[0]:
                    self.last[table] = self._last_id(cursor, table)

    @staticmethod
    def _last_id(cursor: psycopg2.extensions.cursor, table: str) -> int:
        cursor.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'"
            " AND data_type IN ('bigint', 'integer')",
            [table],
        )
        if cursor.fetchone() is None:
            return -1  # keyed by text: such tables are never written by tests that commit
        cursor.execute(f'SELECT max(id) FROM "{table}"')
        return int(cursor.fetchone()[0])

    def remove_others(self) -> None:
        """Put the database back as it was; triggers and foreign keys sleep meanwhile."""
        with administrator(self.database) as cursor:
            cursor.execute("SET session_replication_role = replica; " + "; ".join(self._removals()))

    def _removals(self) -> Iterator[str]:
        for table in self.tables:
            last = self.last.get(table)
            if last is None:
                yield f'DELETE FROM "{table}"'
            elif last >= 0:
                yield f'DELETE FROM "{table}" WHERE id > {last}'
