"""Work on one row under its lease; every way this can end is written to the row, or the lease runs out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.database import db
from app.operations.leases import Claim, Fenced, Leases
from app.planning.refusals import Refusal

log = logging.getLogger(__name__)


def work_on(leases: Leases, row_id: int, work: Callable[[Claim], None]) -> None:
    """Claim a row if it waits, and do its work; may be killed at any moment."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    claimed = leases.claim(row_id, app.config["SETTINGS"].lease_seconds)
    if claimed is None:
        log.info("%s %d is not waiting.", leases.bell, row_id)
        return
    carry_through(leases, claimed, Pulse(app, leases, claimed), lambda: work(claimed))


def carry_through(leases: Leases, claimed: Claim, pulse: Pulse, work: Callable[[], None]) -> None:
    """Do the work on a claimed row while its pulse beats; every way this can end is written, or the lease runs out."""
    told = leases.bell, claimed.row_id
    try:
        with pulse:
            work()
    except Fenced:
        log.warning("%s %d: another worker took over; nothing was written.", *told)
    except SQLAlchemyError:
        # The database is away: no word can be left. The lease runs out and the ticker rings again.
        log.exception("%s %d: the database failed.", *told)
    except Refusal as fault:
        log.error("%s %d: the data make no problem: %s", *told, fault)
        give_up(leases, claimed, "bad_data")
    except MemoryError:
        give_up(leases, claimed, "memory")
    except Exception:
        log.exception("%s %d broke.", *told)
        give_up(leases, claimed, "broken")


def give_up(leases: Leases, claimed: Claim, reason: str) -> None:
    """Write why nothing came of a row, unless that is settled."""
    db.session.rollback()
    try:
        leases.fail(claimed, reason)
    except Fenced:
        log.warning("%s %d: its end is written already.", leases.bell, claimed.row_id)


class Pulse:
    """Keeps the lease of a claimed row while it is worked on; use as a context around the work.

    One that has more to say than that it lives says it in `beat`, every so many seconds.
    """

    def __init__(self, app: Flask, leases: Leases, claimed: Claim, every: float | None = None) -> None:
        self._app, self._leases, self._claimed = app, leases, claimed
        self._every = claimed.lease_seconds / 4 if every is None else every
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._leave.set()
        self._thread.join()

    def beat(self) -> None:
        """Give a sign of life. Raise Fenced."""
        self._leases.extend(self._claimed)

    def lost(self) -> None:
        """Hear that the row has ended, or that another worker took it over: the work finds out by itself."""

    def _keep_beating(self) -> None:
        while not self._leave.wait(self._every):
            try:
                with self._app.app_context():
                    self.beat()
            except Fenced:
                self.lost()
                return
            except SQLAlchemyError as fault:
                log.warning(
                    "%s %d: no sign of life (%s).", self._leases.bell, self._claimed.row_id, type(fault).__name__
                )
