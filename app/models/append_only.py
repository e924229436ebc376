"""Tables that the database itself refuses to change: the audit and the words of a concern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

from app.database import Row

#: tables whose rows stay as they were written
SEALED_TABLES = ("disclosures", "concerns", "concern_steps")


def statements(table: str, dialect: str) -> list[str]:
    """Return the DDL that makes `table` append-only."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_keep_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION {table}_keep()",
    ]


def removal(table: str, dialect: str) -> list[str]:
    """Return the DDL that undoes `statements`."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_keep_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER {table}_keep ON {table}", f"DROP FUNCTION {table}_keep()"]


def guard_tables() -> None:
    """Add the triggers whenever the tables are created."""
    for table in SEALED_TABLES:
        for dialect in ("sqlite", "postgresql"):
            for text in statements(table, dialect):
                ddl: Any = DDL
                event.listen(
                    Row.metadata.tables[table], "after_create", ddl(text.replace("%", "%%")).execute_if(dialect=dialect)
                )
