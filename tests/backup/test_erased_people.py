"""Who was erased stays erased, also when an older backup comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.actors import SYSTEM
from app.backup import whole
from app.backup.commands import restore_whole
from app.config import Settings
from app.database import db
from app.jobs.tombstones import FILE, keep_tombstones, read_tombstones
from app.models.children import Child
from app.operations.erasure import erase_child
from tests.servers.databases import both_databases

PASSPHRASE = "an invented passphrase of some length"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "county.backup"


def name_of(child_id: int) -> str:
    return db.session.get_one(Child, child_id).name


def restore(settings: Settings, file: Path, force: bool) -> int:
    """Restore as the command does, in a house of its own; return how many were erased again."""
    db.session.remove()
    db.engine.dispose()
    return restore_whole(settings, file, PASSPHRASE, force)[1]


@both_databases
def test_a_child_erased_after_the_backup_is_erased_again(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    erase_child(cast.xiaoman, by=SYSTEM)
    assert restore(settings, file, force=True) == 1
    assert name_of(cast.xiaoman) == ""
    assert name_of(cast.guyu) == "Invented Guyu"


def test_the_list_beside_the_database_is_enough_when_the_database_is_lost(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    erase_child(cast.xiaoman, by=SYSTEM)
    keep_tombstones()
    db.session.remove()
    db.engine.dispose()
    Path(settings.database_url.removeprefix("sqlite:///")).unlink()
    assert restore(settings, file, force=False) == 1
    assert name_of(cast.xiaoman) == ""


def test_the_list_names_nobody_and_never_forgets(house, settings, cast):
    public_id = db.session.get_one(Child, cast.xiaoman).public_id
    erase_child(cast.xiaoman, by=SYSTEM)
    keep_tombstones()
    keep_tombstones()
    path = settings.data_dir / FILE
    assert path.read_text() == f"child {public_id}\n"
    assert path.stat().st_mode & 0o077 == 0
    assert read_tombstones(settings.data_dir) == {("child", public_id)}
