"""Go on looking for somebody who can step in: read the ranking, ask the next wave. Runs in a worker."""

from __future__ import annotations

from app.operations.replacements import go_on


def ask_next(search_id: int) -> None:
    """Take one search a step further; twice at once is once."""
    go_on(search_id)
