"""Note that something was put on paper: phone numbers leave the house with it."""

from __future__ import annotations

from app.actors import Actor
from app.database import transaction
from app.operations.traces import record


def note_printing(sheet: str, count: int, *, by: Actor) -> None:
    """Write one line of the audit for a sheet (`cards`) with so many entries."""
    with transaction():
        record(by, f"printed.{sheet}", detail=str(count))
