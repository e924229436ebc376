"""Publish a large round: whoever asked does not wait for a page meanwhile, and whoever saves something waits little."""

from __future__ import annotations

from time import sleep

from app.jobs.leased import work_on
from app.operations.publication import PUBLICATIONS
from app.operations.publication_parts import publish_in_parts

#: seconds between two parts, in which others write: longer than SQLite waits before it asks again for its turn
PAUSE = 0.15


def publish_round(round_id: int) -> None:
    """Publish a round if it waits for a worker."""
    work_on(PUBLICATIONS, round_id, lambda claimed: publish_in_parts(claimed, lambda: sleep(PAUSE)))
