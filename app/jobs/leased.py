"""Work on one row under its lease; every way this can end is written to the row, or the lease runs out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.database import db
from app.operations.leases import Claim, Leases
from app.operations.round_leases import Fenced

log = logging.getLogger(__name__)


def work_on(leases: Leases, row_id: int, work: Callable[[Claim], None]) -> None:
    """Claim a row if it waits, and do its work; may be killed at any moment."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    claimed = leases.claim(row_id, app.config["SETTINGS"].lease_seconds)
    if claimed is None:
        log.info("%s %d is not waiting.", leases.bell, row_id)
        return
    try:
        with Pulse(app, leases, claimed):
            work(claimed)
    except Fenced:
        log.warning("%s %d: another worker took over; nothing was written.", leases.bell, row_id)
    except SQLAlchemyError:
        # The database is away: no word can be left. The lease runs out and the ticker rings again.
        log.exception("%s %d: the database failed.", leases.bell, row_id)
    except MemoryError:
        give_up(leases, claimed, "memory")
    except Exception:
        log.exception("%s %d broke.", leases.bell, row_id)
        give_up(leases, claimed, "broken")


def give_up(leases: Leases, claimed: Claim, reason: str) -> None:
    """Write why nothing came of a row, unless that is settled."""
    db.session.rollback()
    try:
        leases.fail(claimed, reason)
    except Fenced:
        log.warning("%s %d: its end is written already.", leases.bell, claimed.row_id)


class Pulse:
    """Keeps the lease of a claimed row while it is worked on; use as a context around the work."""

    def __init__(self, app: Flask, leases: Leases, claimed: Claim) -> None:
        self._app, self._leases, self._claimed = app, leases, claimed
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
                    self._leases.extend(self._claimed)
            except Fenced:
                return  # ended, or taken over: the work finds out by itself
            except SQLAlchemyError as fault:
                log.warning(
                    "%s %d: no sign of life (%s).", self._leases.bell, self._claimed.row_id, type(fault).__name__
                )
