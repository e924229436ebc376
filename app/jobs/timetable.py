"""What happens by itself, and how often. One line per entry; the ticker (`care tick`) follows it.

An entry is a short operation that looks at rows and mends what is due: it may run late, and on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.jobs import tombstones
from app.operations import round_leases, sessions

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One line of the timetable."""

    name: str
    every: timedelta
    #: called without arguments inside an application context
    operation: Callable[[], object]


TIMETABLE = (
    Entry("ring again for rounds left waiting", 5 * SECOND, round_leases.ring_waiting),
    Entry("queue rounds whose worker died", 5 * SECOND, round_leases.end_dead),
    Entry("keep tombstones beside the database", 5 * MINUTE, tombstones.keep_tombstones),
    Entry("forget sessions that ended", 1 * HOUR, sessions.purge),
)
