"""Back up and restore an installation's database, whichever kind it is."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from app import clock
from app.backup import archive, postgresql, sqlite
from app.config import Settings
from app.running.refusals import CannotRun

#: A passphrase shorter than this is guessed; use a generated one.
SHORTEST_PASSPHRASE = 16
#: Rows that exist before anybody has entered anything.
BOOKKEEPING = {"alembic_version", "ticks"}


@dataclass(frozen=True)
class Summary:
    """What a backup holds."""

    tables: int
    rows: int
    written_at: str


def write(settings: Settings, target: Path, passphrase: str) -> Summary:
    """Write the database into the encrypted file `target`; raise CannotRun."""
    _refuse_weak(passphrase)
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".care-backup-") as folder:
        dumped = Path(folder) / "dump"
        counted = _dump(settings, dumped)
        manifest = {
            "kind": _kind(settings),
            "written_at": clock.now().isoformat(timespec="seconds"),
            "field_key": field_key_name(settings.field_key),
            "rows": counted,
        }
        archive.write(target, passphrase, manifest, dumped)
    return _summary(manifest)


def read(settings: Settings, source: Path, passphrase: str, force: bool) -> Summary:
    """Restore the database from `source`; raise CannotRun before anything is changed if that cannot be right."""
    _refuse_rows(settings, force)
    with tempfile.TemporaryDirectory(dir=_beside(settings), prefix=".care-restore-") as folder:
        dumped = Path(folder) / "dump"
        manifest = archive.read(source, passphrase, dumped)
        _refuse_foreign(settings, manifest)
        if _kind(settings) == "sqlite":
            sqlite.restore(dumped, _file(settings), manifest["rows"])
        else:
            postgresql.restore(dumped, settings.database_url, manifest["rows"])
    return _summary(manifest)


def field_key_name(field_key: str) -> str:
    """Return a name for the field key that does not give it away."""
    return hashlib.sha256(b"care-circle field key " + bytes.fromhex(field_key)).hexdigest()[:16]


def _kind(settings: Settings) -> str:
    return make_url(settings.database_url).get_backend_name()


def _file(settings: Settings) -> Path:
    return Path(str(make_url(settings.database_url).database))


def _beside(settings: Settings) -> Path | None:
    """Return the SQLite file's folder: replacing a file is atomic only within one file system."""
    if _kind(settings) != "sqlite":
        return None
    _file(settings).parent.mkdir(parents=True, exist_ok=True)
    return _file(settings).parent


def _dump(settings: Settings, target: Path) -> dict[str, int]:
    if _kind(settings) == "sqlite":
        return sqlite.dump(_file(settings), target)
    return postgresql.dump(settings.database_url, target)


def _refuse_weak(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise CannotRun(
            f"The passphrase is too short: use at least {SHORTEST_PASSPHRASE} characters, best generated ones."
        )


def _refuse_rows(settings: Settings, force: bool) -> None:
    there = sqlite.rows(_file(settings)) if _kind(settings) == "sqlite" else postgresql.rows(settings.database_url)
    if not force and any(count for table, count in there.items() if table not in BOOKKEEPING):
        raise CannotRun("The database holds data, which a restore would replace: restore elsewhere, or add --force.")


def _refuse_foreign(settings: Settings, manifest: dict[str, Any]) -> None:
    if manifest["kind"] != _kind(settings):
        raise CannotRun(f"The backup is of a {manifest['kind']} database: DATABASE_URL must name one of that kind.")
    if manifest["field_key"] != field_key_name(settings.field_key):
        raise CannotRun(
            "The backup was written with another field key, so its names and addresses could not be read: put the old "
            "key into FIELD_KEY (or the file field.key of the data folder) first."
        )


def _summary(manifest: dict[str, Any]) -> Summary:
    return Summary(len(manifest["rows"]), sum(manifest["rows"].values()), manifest["written_at"])
