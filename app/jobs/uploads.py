"""Write one file that was brought in and asked for. Runs in a worker; may be killed at any moment."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.database import db
from app.operations.round_leases import Fenced
from app.operations.uploads.applying import carry_out
from app.operations.uploads.leases import Claim, claim, extend, fail

log = logging.getLogger(__name__)


def apply_upload(upload_id: int) -> None:
    """Write a file if it waits for it; every way this can end is written to the row, or the lease runs out."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    claimed = claim(upload_id, app.config["SETTINGS"].lease_seconds)
    if claimed is None:
        log.info("File %d is not waiting.", upload_id)
        return
    try:
        with Pulse(app, claimed):
            carry_out(claimed)
    except Fenced:
        log.warning("File %d: another worker took over; nothing was written.", upload_id)
    except SQLAlchemyError:
        # The database is away: no word can be left. The lease runs out and the ticker rings again.
        log.exception("File %d: the database failed.", upload_id)
    except MemoryError:
        give_up(claimed, "memory")
    except Exception:
        log.exception("File %d broke.", upload_id)
        give_up(claimed, "broken")


def give_up(claimed: Claim, reason: str) -> None:
    """Write why a file was not written, unless that is settled."""
    db.session.rollback()
    try:
        fail(claimed, reason)
    except Fenced:
        log.warning("File %d: its end is written already.", claimed.upload_id)


class Pulse:
    """Keeps the lease of a claimed file while it is read and written; use as a context around the work."""

    def __init__(self, app: Flask, claimed: Claim) -> None:
        self._app, self._claimed = app, claimed
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._leave.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._leave.wait(self._claimed.lease_seconds / 4):
            try:
                with self._app.app_context():
                    extend(self._claimed)
            except Fenced:
                return  # ended, or taken over: the work finds out by itself
            except SQLAlchemyError as fault:
                log.warning("File %d: no sign of life (%s).", self._claimed.upload_id, type(fault).__name__)
