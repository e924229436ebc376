"""Write one file that was brought in and asked for. Runs in a worker; may be killed at any moment."""

from __future__ import annotations

from app.jobs.leased import work_on
from app.operations.uploads.applying import carry_out
from app.operations.uploads.leases import FILES


def apply_upload(upload_id: int) -> None:
    """Write a file if it waits for it."""
    work_on(FILES, upload_id, carry_out)
