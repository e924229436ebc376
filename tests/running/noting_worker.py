"""A worker like worker.py with a few more listed jobs: for tests of the worker itself."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sqlalchemy import text

from app import queues
from app.database import db


def note(row_id: int) -> None:
    """Append the id to the file $NOTES; ids from 100 on take that many milliseconds."""
    notes = Path(os.environ["NOTES"])
    with notes.open("a") as file:
        file.write(f"began {row_id}\n")
    if row_id >= 100:
        time.sleep(row_id / 1000)
    with notes.open("a") as file:
        file.write(f"ended {row_id}\n")


def swallow(_row_id: int) -> None:
    """Ask for far more memory than a job may have."""
    bytearray(64 << 30)


def look(_row_id: int) -> None:
    """Use the database, so that the job's process opens a connection."""
    db.session.execute(text("SELECT 1"))
    note(1)


def smuggled(*_anything: object) -> None:
    """Leave a trace of having been called; nothing lists this function."""
    with Path(os.environ["NOTES"]).open("a") as file:
        file.write("smuggled\n")


for name in ("note", "swallow", "look"):
    queues.BELLS[name] = queues.Bell("rounds", f"tests.running.noting_worker:{name}", 60)

if __name__ == "__main__":
    from app.running.worker import main

    main()
