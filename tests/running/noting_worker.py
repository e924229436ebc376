"""A worker like worker.py with one more listed job, which writes down that it ran: for tests of the worker itself."""

from __future__ import annotations

import os
import time
from pathlib import Path

from app import queues


def note(row_id: int) -> None:
    """Append the id to the file $NOTES; ids from 100 on take that many milliseconds."""
    notes = Path(os.environ["NOTES"])
    with notes.open("a") as file:
        file.write(f"began {row_id}\n")
    if row_id >= 100:
        time.sleep(row_id / 1000)
    with notes.open("a") as file:
        file.write(f"ended {row_id}\n")


def smuggled(*_anything: object) -> None:
    """Leave a trace of having been called; nothing lists this function."""
    with Path(os.environ["NOTES"]).open("a") as file:
        file.write("smuggled\n")


queues.BELLS["note"] = queues.Bell("rounds", "tests.running.noting_worker:note", 60)

if __name__ == "__main__":
    from app.running.worker import main

    main()
