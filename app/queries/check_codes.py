"""Short codes by which people check in: one of the shift, shown at the door, and one of each person, shown there.

They hold for one shift, are computed from its secret name and stored nowhere; no position is ever asked of a phone.
"""

from __future__ import annotations

from app.models.activities import Shift
from app.models.assignments import Assignment
from app.models.encrypted import keyed_hash

DIGITS = 4


def door_code(shift: Shift) -> str:
    """Return what hangs at the door, or the keeper says: whoever types it is there."""
    return digits(f"door {shift.public_id}")


def own_code(assignment: Assignment) -> str:
    """Return what a supporter shows the keeper, who types it."""
    return digits(f"own {assignment.public_id}")


def digits(text: str) -> str:
    """Return the digits that belong to a text in this installation."""
    return f"{int.from_bytes(keyed_hash(text)[:8]) % 10**DIGITS:0{DIGITS}}"
