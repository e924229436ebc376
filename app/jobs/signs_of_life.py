"""Speaks for a working solver: keeps its lease, writes its progress, brings back a wish to stop.

One thread does all the writing. The solver only leaves its news here, so it never waits for the database, and the
lease is kept while it is silent too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from app.jobs.leased import Pulse
from app.models.rounds import Sample
from app.operations.round_leases import Claim, extend, look, report_progress
from app.operations.rounds import ROUNDS
from app.planning.progress import Progress

#: seconds between two looks at the news; no more often is anything written
PAUSE_SECONDS = 1.0


class SignsOfLife(Pulse):
    """Use as a context around the work on a claimed round."""

    def __init__(self, app: Flask, claimed: Claim) -> None:
        super().__init__(app, ROUNDS, claimed, PAUSE_SECONDS)
        self._round = claimed
        self._silence = claimed.lease_seconds / 4
        self._lock = threading.Lock()
        self._news: list[Progress] = []
        self._told: dict[str, Any] = {"stage": "reading", "stages": {}}
        self._stage_began = self._last_written = time.monotonic()
        self._changed = True
        self._stop = threading.Event()
        self._ask: Callable[[], tuple[Progress, dict[str, Any]]] | None = None
        self._heard: tuple[int | None, dict[str, Any]] | None = None
        self.fenced = False

    def stage(self, name: str) -> float:
        """Say that a new stage of the work begins (reading, solving, checking); seconds the one before took."""
        with self._lock:
            moment = time.monotonic()
            before = self._told["stage"]
            stages: dict[str, float] = {**self._told["stages"], before: round(moment - self._stage_began, 1)}
            self._told = {**self._told, "stage": name, "stages": stages}
            self._stage_began = moment
            self._changed = True
            return stages[before]

    def listen(self, progress: Progress) -> None:
        """Take the solver's news; returns at once."""
        with self._lock:
            self._news.append(progress)

    @contextmanager
    def asking(self, ask: Callable[[], tuple[Progress, dict[str, Any]]]) -> Iterator[None]:
        """Within, ask for news too, and for more that the progress page shows: others work on the round."""
        self._ask = ask
        try:
            yield
            self._told_something(overdue=False)  # what came since the last look
        finally:
            self._ask = None

    def stop_asked(self) -> bool:
        """Say whether somebody asked to stop, or another worker took over."""
        return self._stop.is_set()

    def told(self) -> dict[str, Any]:
        """Return what the progress page shows."""
        with self._lock:
            return dict(self._told)

    def beat(self) -> None:
        """Write the news, or a sign of life after a long silence; look for a wish to stop in any case. Raise Fenced."""
        if self._told_something(overdue=time.monotonic() - self._last_written >= self._silence):
            self._last_written = time.monotonic()

    def lost(self) -> None:
        """Stop the solver: nobody waits for its answer any more."""
        self.fenced = True
        self._stop.set()

    def _told_something(self, overdue: bool) -> bool:
        """Write the news, or a sign of life when it is `overdue`; look for a wish to stop in any case."""
        self._listen_to_others()
        with self._lock:
            news, self._news = self._news, []
            changed, self._changed = self._changed or bool(news), False
            if news:
                self._told |= told_of(news[-1])
            told = dict(self._told)
        if changed:
            stop = report_progress(self._round, told, points(self._round.round_id, news))
        else:
            stop = extend(self._round) if overdue else look(self._round)
        if stop:
            self._stop.set()
        return changed or overdue

    def _listen_to_others(self) -> None:
        """Take the news of those who work on the round beside this worker, when there are any."""
        ask = self._ask
        if ask is None:
            return
        progress, more = ask()
        if (progress.best, more) != self._heard:
            self._heard = (progress.best, more)
            self.listen(progress)
            with self._lock:
                self._told |= more


def told_of(progress: Progress) -> dict[str, Any]:
    """Return a solver's news as the row keeps them."""
    return {
        "step": progress.stage,
        "wish": progress.wish,
        "best": progress.best,
        "bound": progress.bound,
        "seconds": round(progress.seconds, 1),
        "wishes": [
            {"code": wish.code, "value": wish.value, "bound": wish.bound, "empty": wish.empty}
            for wish in progress.wishes
        ],
        "counts": {one.code: [one.value, one.bound, one.whole] for one in progress.counts},
    }


def points(round_id: int, news: list[Progress]) -> list[Sample]:
    """Return the newest point of each wish for the curve."""
    newest = {one.wish: one for one in news}
    return [
        Sample(
            round_id=round_id,
            stage=one.stage[:20],
            wish=one.wish[:30],
            seconds=round(one.seconds, 2),
            best=one.best,
            bound=one.bound,
        )
        for one in newest.values()
    ]
