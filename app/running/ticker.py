"""The ticker: runs each entry of the timetable when it is due. Two tickers share the work, none is needed for pages."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from types import FrameType

from app import clock, create_app
from app.database import db
from app.jobs.timetable import TIMETABLE, Entry
from app.operations import ticks
from app.running.catalogues import compile_texts
from app.running.logs import speak

log = logging.getLogger(__name__)

#: Seconds between two looks at the timetable.
PAUSE_SECONDS = 1.0


class Ticker:
    """Remembers when each entry is worth asking for, so that a quiet second costs the database nothing."""

    def __init__(self, entries: Iterable[Entry] = TIMETABLE, now: Callable[[], datetime] = clock.now) -> None:
        self._entries = tuple(entries)
        self._now = now
        self._ask_again = {entry.name: now() for entry in self._entries}

    def tick(self) -> list[str]:
        """Run what is due and unclaimed; return the names of the entries that ran to their end.

        A failing entry is logged and tried again at its next time: it must not keep the others from running.
        Needs an application context.
        """
        ran = []
        for entry in self._entries:
            if self._now() < self._ask_again[entry.name]:
                continue
            self._ask_again[entry.name] = self._now() + entry.every
            try:
                if ticks.claim(entry.name, entry.every, self._now()):
                    entry.operation()
                    ran.append(entry.name)
            except Exception:
                log.exception("The timetable's entry %r failed.", entry.name)
            finally:
                db.session.remove()
        return ran


def main() -> None:
    """Follow the timetable until SIGTERM or Ctrl-C; an entry that runs is finished first."""
    speak()
    compile_texts()
    leave = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        leave.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    app = create_app()
    ticker = Ticker()
    log.info("The ticker follows %d entries.", len(TIMETABLE))
    while not leave.wait(PAUSE_SECONDS):
        with app.app_context():
            ticker.tick()
