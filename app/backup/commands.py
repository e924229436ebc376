"""`care backup FILE` and `care restore FILE`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.backup import whole
from app.config import Settings
from app.database import db
from app.jobs.tombstones import keep_tombstones, read_tombstones
from app.operations.erasure import apply_erasures
from app.running.commands import data_option
from app.running.folder import DataFolder
from app.running.prepare import migrate
from app.running.refusals import CannotRun

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File whose first line is the passphrase (default: the variable CARE_BACKUP_PASSPHRASE).",
)


def _passphrase(file: Path | None) -> str:
    if file:
        lines = file.read_text().splitlines()
        return lines[0].strip() if lines else ""
    found = os.environ.get("CARE_BACKUP_PASSPHRASE")
    if not found:
        raise CannotRun("A backup is encrypted: give a passphrase in --passphrase-file or in CARE_BACKUP_PASSPHRASE.")
    return found


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@passphrase_option
@data_option
def backup(file: Path, force: bool, passphrase_file: Path | None) -> None:
    """Write the whole database into one encrypted FILE, while everything runs.

    The field key (field.key in the data folder, or FIELD_KEY) is not in it: keep a copy of that elsewhere.
    """
    if file.exists() and not force:
        raise CannotRun(f"{file} exists: choose another name, or add --force.")
    summary = whole.write(Settings.from_environment(), file, _passphrase(passphrase_file))
    click.echo(f"{file}: {summary.rows} rows of {summary.tables} tables.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database that holds data.")
@passphrase_option
@data_option
def restore(file: Path, force: bool, passphrase_file: Path | None) -> None:
    """Read the database back from FILE, its rows counted, and bring it to the newest schema.

    Whoever was erased since the backup is erased again (erased.txt in the data folder says who).

    Stop the web server, the workers and the ticker first.
    """
    settings = Settings.from_environment()
    folder = DataFolder(settings.data_dir)
    folder.open()
    try:
        summary, erased = restore_whole(settings, file, _passphrase(passphrase_file), force)
    finally:
        folder.close()
    click.echo(f"Restored {summary.rows} rows of {summary.tables} tables as of {summary.written_at}.")
    if erased:
        click.echo(f"{erased} people who have been erased since were erased again.")


def restore_whole(settings: Settings, file: Path, passphrase: str, force: bool) -> tuple[whole.Summary, int]:
    """Restore, migrate, and erase again whoever was erased since the backup; return its summary and their number."""
    application = create_app(settings)
    with application.app_context():
        # A database that is lost or of an older schema cannot say who was erased; the list beside it still can.
        with suppress(SQLAlchemyError):
            keep_tombstones()
        db.session.remove()
        db.engine.dispose()
        summary = whole.read(settings, file, passphrase, force)
        try:
            migrate()
            return summary, apply_erasures(read_tombstones(settings.data_dir))
        finally:
            db.session.remove()
            db.engine.dispose()
