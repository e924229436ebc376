"""Answer one question after a round. Runs in a worker; may be killed at any moment."""

from __future__ import annotations

from app.jobs.leased import work_on
from app.operations.what_ifs import QUESTIONS, find_out


def answer(what_if_id: int) -> None:
    """Answer a question if it waits for it."""
    work_on(QUESTIONS, what_if_id, find_out)
