"""Publish a large round: whoever asked does not wait for a page meanwhile."""

from __future__ import annotations

from app.jobs.leased import work_on
from app.operations.publication import PUBLICATIONS, carry_out


def publish_round(round_id: int) -> None:
    """Publish a round if it waits for a worker."""
    work_on(PUBLICATIONS, round_id, carry_out)
