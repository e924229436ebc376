"""The clock, the stop button and the listener of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from threading import Thread
from time import perf_counter
from typing import TypeVar

from app.planning.outcome import Effort, WishResult
from app.planning.progress import Count, Listener, Progress, StopAsked

Answer = TypeVar("Answer")
_EVERY = 0.5
"""Seconds between two reports."""
_LOOK = 0.1
"""Seconds between two looks at the stop button while work goes on elsewhere."""


class Watch:
    """Tells the listener how far the run is, at least every half second while `during` works, and when to stop.

    `repeat` is the effort of an earlier run: its named stages then end where they ended there, whatever the clock says.
    """

    def __init__(
        self,
        seconds: float | None,
        listener: Listener | None,
        stop: StopAsked | None,
        repeat: Mapping[str, int] | None = None,
    ) -> None:
        self._start = perf_counter()
        self._listener = listener
        self._stop = stop
        self._last = -_EVERY
        self.seconds = float("inf") if seconds is None else seconds
        self.stopped = False
        self.stage = "candidates"
        self.wishes: tuple[WishResult, ...] = ()
        self.counts: tuple[Count, ...] = ()
        self.repeat = repeat
        self._named: dict[str, Limit] = {}

    def limit(self, share: float, name: str) -> Limit:
        """The limit of a stage the plan depends on, by a name that occurs once in a run; its steps are counted."""
        self._named[name] = Limit(self, share, None if self.repeat is None else self.repeat.get(name))
        return self._named[name]

    @property
    def effort(self) -> Effort:
        """How many steps each named stage did: all that a replay needs to end where this run ended."""
        return tuple((name, limit.steps) for name, limit in self._named.items())

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return perf_counter() - self._start

    def tick(self) -> bool:
        """Report when it is time to, and ask whether somebody wants the run to end; whether somebody does."""
        now = self.elapsed
        if now - self._last >= _EVERY:
            self.report()
            self._last = now
        if self._stop is not None and not self.stopped and self._stop():
            self.stopped = True
        return self.stopped

    def report(self) -> None:
        """Tell the listener where the run is: best and bound are those of the first wish."""
        if self._listener is not None:
            wishes = self.wishes
            code, best, bound = (wishes[0].code, wishes[0].value, wishes[0].bound) if wishes else ("", None, None)
            self._listener(Progress(self.stage, code, best, bound, self.elapsed, wishes, self.counts))

    def learn(self, wishes: tuple[WishResult, ...], counts: tuple[Count, ...] = ()) -> None:
        """Keep what is known of the wishes for the next report; any thread may call this."""
        self.wishes, self.counts = wishes, counts

    def during(self, work: Callable[[], Answer]) -> Answer:
        """Do the work in a thread of its own (kernels and HiGHS let others run) and go on reporting meanwhile."""
        with ThreadPoolExecutor(max_workers=1) as pool:
            doing = pool.submit(work)
            while True:
                try:
                    return doing.result(timeout=_LOOK)
                except StillRunning:
                    try:
                        self.tick()
                    except BaseException:
                        self.stopped = True  # a listener that breaks does not wait for the work to be complete
                        raise


class Limit:
    """How long one stage of a run may work: until a share of the run's seconds is used, or somebody stops the run.

    With `most_steps` the clock is left out: the stage ends when it would begin one step more. A step is what is done
    between two looks at this limit, so a limit whose steps count belongs to one thread.
    """

    def __init__(self, watch: Watch, share: float, most_steps: int | None = None) -> None:
        self._watch = watch
        self._share = share
        self._most_steps = most_steps
        self.steps = 0
        self.struck = False

    @property
    def left(self) -> float:
        """Seconds this stage may still take; infinite without a limit."""
        if self._most_steps is not None or self._watch.seconds == float("inf"):
            return float("inf")
        return self._watch.seconds * self._share - self._watch.elapsed

    def over(self) -> bool:
        """Whether to end now; remembered in `struck`. Stages ask between pieces of a fraction of a second."""
        if not self._strikes():
            self.steps += 1
        return self.struck

    @property
    def _used_up(self) -> bool:
        return self._most_steps is not None and self.steps >= self._most_steps

    def _strikes(self) -> bool:
        self.struck = self.struck or self._used_up or self._watch.stopped or self.left <= 0
        return self.struck

    def unless_over(self, work: Callable[[], Answer]) -> Answer | None:
        """What the work gives, or None when this limit strikes first.

        For work that cannot be interrupted, a linear programme: it then ends by itself in its thread, unread. The
        thread is no daemon: an interpreter that ended under it would abort. It is one step more when it gives an
        answer in time; the work's own None, a time-out, is no step.
        """
        if self._used_up and self._strikes():
            return None
        answer: Future[Answer] = Future()

        def run() -> None:
            try:
                answer.set_result(work())
            except BaseException as fault:
                answer.set_exception(fault)

        Thread(target=run, name="left-if-over").start()
        while True:
            try:
                found = answer.result(timeout=_LOOK)
            except StillRunning:
                if self._strikes():
                    return None
                continue
            if found is not None:
                self.steps += 1
            else:
                self._strikes()
            return found
