"""Look for the ways of one repair of circles that was asked for. Runs in a worker; may be killed at any moment."""

from __future__ import annotations

from app.jobs.leased import work_on
from app.operations.circle_repairs import SEARCHES, look_for_ways


def search_repair(repair_id: int) -> None:
    """Look for the ways of a repair if it waits for it."""
    work_on(SEARCHES, repair_id, look_for_ways)
