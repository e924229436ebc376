"""The migrations make exactly the tables of the models, and can be taken back, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import JSON, CheckConstraint, MetaData, Table, column, inspect, select, text

from app import create_app
from app.database import db
from app.factory import MIGRATIONS
from app.models.append_only import SEALED_TABLES
from tests.servers.settings import invented_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without tables, its context entered."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        url = request.getfixturevalue("empty_postgresql")
    application = create_app(invented_settings(database_url=url))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def test_the_newest_schema_is_that_of_the_models(empty_database):
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_check_of_the_models_stands_in_the_database(empty_database):
    """Comparing tables does not find checks added to a table that was there before."""
    flask_migrate.upgrade()
    inspector = inspect(db.engine)
    wanted, found = set[tuple[str, str]](), set[tuple[str, str]]()
    for table in db.metadata.tables.values():
        checks = [one for one in table.constraints if isinstance(one, CheckConstraint) and one.name]
        wanted |= {(table.name, str(one.name).removeprefix(f"ck_{table.name}_")) for one in checks}
        named = [str(one["name"]) for one in inspector.get_check_constraints(table.name)]
        found |= {(table.name, name.removeprefix(f"ck_{table.name}_")) for name in named}
    assert wanted - found == set()


def test_the_migrations_can_be_taken_back_and_repeated(empty_database):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert "children" in inspect(db.engine).get_table_names()


def test_the_sealed_tables_are_guarded_by_the_database_itself(empty_database):
    flask_migrate.upgrade()
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    triggers = " ".join(db.session.execute(text(query)).scalars())
    assert [table for table in SEALED_TABLES if f"{table}_keep" not in triggers] == []


def test_the_revisions_form_one_line_and_are_numbered():
    revisions = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())
    numbers = [revision.revision for revision in reversed(revisions)]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_what_became_of_messages_moves_to_their_deliveries_and_back(empty_database):
    flask_migrate.upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "insert into accounts (id, public_id, created_at, name, handle, handle_hash, phone, password_hash, "
                "totp_step, language) values (1, 'a', '2026-03-05 02:00:00', :blob, :blob, :blob, :blob, '', 0, 'zh')"
            ),
            {"blob": b"invented"},
        )
        for number, state in enumerate(("kept", "sent", "waiting", "failed"), start=1):
            connection.execute(
                text(
                    "insert into messages (id, public_id, created_at, account_id, kind, params, path, state, tries, "
                    "failure) values (:id, :name, '2026-03-05 02:00:00', 1, 'offer', '{}', '', :state, 3, 'refused 452')"
                ),
                {"id": number, "name": f"m{number}", "state": state},
            )
    flask_migrate.upgrade()
    told = "select message_id, way, state, tries, failure from deliveries order by message_id"
    with db.engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(text(told))] == [
            (2, "email", "sent", 3, "refused 452"),
            (3, "email", "waiting", 3, "refused 452"),
            (4, "email", "failed", 3, "refused 452"),
        ]
    flask_migrate.downgrade(revision="0001")
    with db.engine.begin() as connection:
        states = connection.execute(text("select state from messages order by id")).scalars().all()
    assert states == ["kept", "sent", "waiting", "failed"]


def test_needs_of_older_forms_take_the_words_of_spreadsheets(empty_database):
    flask_migrate.upgrade(revision="0002")
    with db.engine.begin() as connection:
        tables = MetaData()
        for name in ("places", "children"):
            Table(name, tables, autoload_with=connection)
        connection.execute(tables.tables["places"].insert().values(filled(tables.tables["places"], id=1)))
        for number, needs in enumerate((["study", "study_help", "poverty"], ["lost_in_class"], []), start=1):
            row = filled(tables.tables["children"], id=number, number=number, village_id=1, rhythm=1, needs=needs)
            connection.execute(tables.tables["children"].insert().values(row))
    flask_migrate.upgrade()
    query = select(column("needs", JSON)).select_from(text("children")).order_by(text("id"))
    assert list(db.session.scalars(query)) == [["study_help", "poverty"], ["lost_in_class"], []]


def filled(table: Table, **values: Any) -> dict[str, Any]:
    """A row with something invented in every column that needs it."""
    invented = {
        int: 0,
        float: 0.0,
        bool: False,
        bytes: b"",
        date: date(2026, 3, 2),
        datetime: datetime(2026, 3, 2, tzinfo=UTC),
    }
    needed = [one for one in table.columns if not one.nullable]
    usual = {one.name: [] if isinstance(one.type, JSON) else invented.get(one.type.python_type, "") for one in needed}
    named = {"public_id": f"invented-{values['id']}"} if "public_id" in table.columns else {}
    return usual | named | values
