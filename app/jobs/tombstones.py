"""Keep the names of erased rows beside the database, so that a restored backup can erase the same people again.

The list holds kinds and public ids, nothing of a person. It is copied off the machine together with the backups.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.database import db
from app.models.children import Erasure

#: in the data folder; one "kind public-id" per line
FILE = "erased.txt"


def keep_tombstones() -> None:
    """Add to the list whoever was erased since it was written last; what stands in it is never removed."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    kept = read_tombstones(folder)
    erased = {(kind, subject) for kind, subject in db.session.execute(select(Erasure.kind, Erasure.subject))}
    if not erased <= kept:
        write_tombstones(folder, kept | erased)


def read_tombstones(folder: Path) -> set[tuple[str, str]]:
    """Return the (kind, public id) pairs of the list in this data folder."""
    try:
        lines = (folder / FILE).read_text().splitlines()
    except FileNotFoundError:
        return set()
    pairs = (line.split() for line in lines)
    return {(pair[0], pair[1]) for pair in pairs if len(pair) == 2}


def write_tombstones(folder: Path, tombstones: set[tuple[str, str]]) -> None:
    """Write the list anew, wholly or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / (FILE + ".unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{kind} {subject}\n" for kind, subject in sorted(tombstones))
    unfinished.replace(folder / FILE)
