"""What happens by itself, and how often. One line per entry; the ticker (`care tick`) follows it.

An entry is a short operation that looks at rows and mends what is due: it may run late, and on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.jobs import tombstones
from app.jobs.messages import send_waiting
from app.operations import (
    answers,
    cancellations,
    circle_repairs,
    concerns,
    duplicates,
    endings,
    meeting_dates,
    messages,
    open_places,
    publication,
    reminders,
    replacements,
    rota_repairs,
    round_leases,
    round_parts,
    sessions,
    shift_alerts,
    shift_answers,
    shift_dates,
    swaps,
    uploads,
    vetting,
    what_ifs,
)
from app.operations.uploads.leases import FILES

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
    Entry("ring again for publications left waiting", 5 * SECOND, publication.PUBLICATIONS.ring_waiting),
    Entry("let publications whose worker died wait again", 5 * SECOND, publication.PUBLICATIONS.end_dead),
    Entry("ring again for districts left waiting", 5 * SECOND, round_parts.PARTS.ring_waiting),
    Entry("let districts whose worker died wait again", 5 * SECOND, round_parts.PARTS.end_dead),
    Entry("ring again for files left waiting", 5 * SECOND, FILES.ring_waiting),
    Entry("queue files whose worker died", 5 * SECOND, FILES.end_dead),
    Entry("ring again for repairs left waiting", 5 * SECOND, rota_repairs.SEARCHES.ring_waiting),
    Entry("queue repairs whose worker died", 5 * SECOND, rota_repairs.SEARCHES.end_dead),
    Entry("forget repairs of the rota", 24 * HOUR, rota_repairs.forget_old),
    Entry("ring again for circle repairs left waiting", 5 * SECOND, circle_repairs.SEARCHES.ring_waiting),
    Entry("queue circle repairs whose worker died", 5 * SECOND, circle_repairs.SEARCHES.end_dead),
    Entry("forget repairs of circles", 24 * HOUR, circle_repairs.forget_old),
    Entry("end pairs after their goodbye", 24 * HOUR, endings.end_due),
    Entry("ring again for questions left waiting", 5 * SECOND, what_ifs.QUESTIONS.ring_waiting),
    Entry("queue questions whose worker died", 5 * SECOND, what_ifs.QUESTIONS.end_dead),
    Entry("forget questions after rounds", 24 * HOUR, what_ifs.forget_old),
    Entry("look for people who are here twice", 24 * HOUR, duplicates.find_doubtful),
    Entry("keep tombstones beside the database", 5 * MINUTE, tombstones.keep_tombstones),
    Entry("send messages left waiting", 15 * SECOND, send_waiting),
    Entry("forget codes that ran out", 5 * MINUTE, messages.forget_secrets),
    Entry("tell again of worries nobody read", 5 * MINUTE, concerns.remind_of_concerns),
    Entry("take back offers nobody answered", 1 * HOUR, answers.lapse_offers),
    Entry("take back shifts nobody answered", 1 * HOUR, shift_answers.lapse_shift_offers),
    Entry("remind of what is coming", 5 * MINUTE, reminders.remind),
    Entry("ask the next people for a shift", 15 * SECOND, replacements.ring_due),
    Entry("call those who wait for a place", 1 * MINUTE, open_places.look_after_standbys),
    Entry("end offers of shifts that begin", 5 * MINUTE, swaps.lapse_swaps),
    Entry("date the coming meetings", 24 * HOUR, meeting_dates.extend_meetings),
    Entry("date the coming shifts", 24 * HOUR, shift_dates.extend_series),
    Entry("tell of shifts without a second adult", 1 * MINUTE, shift_alerts.tell_of_missing_adults),
    Entry("tell of shifts called off", 1 * MINUTE, cancellations.tell_of_cancellations),
    Entry("forget sessions that ended", 1 * HOUR, sessions.purge),
    Entry("throw away files nobody decided on", 1 * HOUR, uploads.forget_old),
    Entry("remind of evidence that ends", 6 * HOUR, vetting.remind_expiring),
)
