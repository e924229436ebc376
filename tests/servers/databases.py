"""A migrated database of the test's own: SQLite, or both kinds where it matters."""

from __future__ import annotations

import shutil
from pathlib import Path

import flask_migrate
import pytest

from app import create_app
from app.database import db
from tests.servers.settings import invented_settings

#: Put above a test that must hold on both databases.
both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every migration applied."""
    path = tmp_path_factory.mktemp("template") / "care.sqlite"
    with create_app(invented_settings(database_url=f"sqlite:///{path}")).app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database that no other test sees: empty SQLite unless a mark above says else."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("migrated_postgresql"))
    path = tmp_path / "care.sqlite"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"
