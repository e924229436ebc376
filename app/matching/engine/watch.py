"""The clock, the stop button and the listener of one run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from time import perf_counter
from typing import TypeVar

from app.planning.outcome import WishResult
from app.planning.progress import Listener, Progress, StopAsked

Answer = TypeVar("Answer")
_EVERY = 0.5


class Watch:
    """Tells the listener how far the run is, at least every half second while `during` works, and when to stop."""

    def __init__(self, seconds: float | None, listener: Listener | None, stop: StopAsked | None) -> None:
        self._start = perf_counter()
        self._seconds = seconds
        self._listener = listener
        self._stop = stop
        self._stopped = False
        self._last = -_EVERY
        self.stage, self.wish = "candidates", ""
        self.best: int | None = None
        self.bound: int | None = None
        self.wishes: tuple[WishResult, ...] = ()

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return perf_counter() - self._start

    @property
    def stopped(self) -> bool:
        """Whether the run was cut short."""
        return self._stopped

    def tick(self) -> bool:
        """Report when it is time to; whether the run should end now."""
        now = self.elapsed
        if now - self._last >= _EVERY:
            self.report()
            self._last = now
            if self._stop is not None and self._stop():
                self._stopped = True
        if self._seconds is not None and now >= self._seconds:
            self._stopped = True
        return self._stopped

    def report(self) -> None:
        """Tell the listener where the run is."""
        if self._listener is not None:
            self._listener(Progress(self.stage, self.wish, self.best, self.bound, self.elapsed, self.wishes))

    def during(self, work: Callable[[], Answer]) -> Answer:
        """Do the work in a thread of its own (kernels and HiGHS let others run) and go on reporting meanwhile."""
        with ThreadPoolExecutor(max_workers=1) as pool:
            doing = pool.submit(work)
            while True:
                try:
                    return doing.result(timeout=_EVERY)
                except StillRunning:
                    self.tick()
