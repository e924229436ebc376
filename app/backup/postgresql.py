"""Dump and restore of a PostgreSQL database with its own programs, counted inside the same transactions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from app.running.refusals import CannotRun

COUNT = "SELECT count(*) FROM {}"
CHECK = """DO $$ BEGIN IF (SELECT count(*) FROM {table}) <> {count} THEN
RAISE EXCEPTION 'table % does not hold the % rows of the backup', {name}, {count}; END IF; END $$;"""


def dump(database_url: str, target: Path) -> dict[str, int]:
    """Write the database as SQL to `target`; return the rows per table of exactly that state."""
    with _connection(database_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        counted = _rows(connection)
        options = [
            f"--snapshot={row[0]}",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            f"--file={target}",
        ]
        _call("pg_dump", database_url, connection.info.server_version, options)
    return counted


def rows(database_url: str) -> dict[str, int]:
    """Count the rows of every table."""
    with _connection(database_url) as connection:
        return _rows(connection)


def restore(dumped: Path, database_url: str, expected: dict[str, int]) -> None:
    """Replace the tables by those of `dumped` in one transaction, which a wrong row count undoes."""
    with dumped.open("a") as file:
        file.write("\n" + "\n".join(_checks(expected)))
    with _connection(database_url) as connection:
        version = connection.info.server_version
    options = [
        "--single-transaction",
        "--quiet",
        "--no-psqlrc",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--file={dumped}",
    ]
    _call("psql", database_url, version, options)


def _checks(expected: dict[str, int]) -> Iterator[str]:
    for table, count in sorted(expected.items()):
        statement = sql.SQL(CHECK).format(
            table=sql.Identifier("public", table), count=sql.Literal(count), name=sql.Literal(table)
        )
        yield statement.as_string(None)


@contextmanager
def _connection(database_url: str) -> Iterator[psycopg.Connection]:
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address) as connection:
            yield connection
    except psycopg.OperationalError as fault:
        raise CannotRun(f"The database cannot be reached: {' '.join(str(fault).split())}") from fault


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    counted = {}
    for (name,) in names.fetchall():
        row = connection.execute(sql.SQL(COUNT).format(sql.Identifier("public", name))).fetchone()
        assert row is not None
        counted[name] = int(row[0])
    return counted


def _call(program: str, database_url: str, server_version: int, options: list[str]) -> None:
    url = make_url(database_url)
    command = [str(find_program(program, server_version // 10000)), *_address(url), *options]
    # In the environment, not on the command line, where every user of the machine could read it.
    environment = {**os.environ, "PGPASSWORD": url.password or os.environ.get("PGPASSWORD", "")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        why = next((line for line in said if "ERROR" in line or "error" in line), said[-1])
        raise CannotRun(f"{program} failed, nothing was changed: {why}")


def _address(url: URL) -> list[str]:
    host = url.host or url.query.get("host")
    named = {"--host": host, "--port": url.port, "--username": url.username, "--dbname": url.database}
    return [f"{option}={value}" for option, value in named.items() if value]


def find_program(name: str, server_major: int) -> Path:
    """Return PostgreSQL's program of the server's own version, or else the newest; raise CannotRun without any.

    A newer pg_dump writes settings that an older server refuses to read back.
    """
    folders = {int(path.parent.name): path for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin")}
    fitting = [
        folders[major] for major in sorted(folders, key=lambda major: (major == server_major, major), reverse=True)
    ]
    in_path = shutil.which(name)
    candidates = [folder / name for folder in fitting if folder.parent.name == str(server_major)]
    candidates += [Path(in_path)] if in_path else []
    candidates += [folder / name for folder in fitting]
    for candidate in candidates:
        if candidate.exists() and _major(candidate) >= server_major:
            return candidate
    raise CannotRun(
        f"{name} for PostgreSQL {server_major} was not found: install the package postgresql-client-{server_major}."
    )


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\s(\d+)", said)
    return int(found.group(1)) if found else 0
