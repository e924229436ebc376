"""Solve a large round district by district: its worker spreads the districts, solves some itself and joins all.

A worker that waits for others' districts takes up those nobody began, or whose worker was lost: one worker alone
finishes the round, however many districts it has.
"""

from __future__ import annotations

import logging
import time
import zlib
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app import matching
from app.database import db
from app.jobs.leased import work_on
from app.jobs.signs_of_life import SignsOfLife
from app.operations import round_leases
from app.operations.leases import Claim
from app.operations.round_leases import Fenced
from app.operations.round_parts import PARTS, answers, hand_in, share_of, spread, standing, tell
from app.planning.progress import Progress
from app.planning.watch import Watch

log = logging.getLogger(__name__)

#: seconds between two looks at what others are doing, and between two words about a part's progress
PAUSE_SECONDS = 0.5
NEWS_SECONDS = 1.0
#: seconds a stopped round waits for the plans of districts that are being solved
PATIENCE_SECONDS = 20.0


class PartFailed(Exception):
    """A district could not be solved; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def solve_part(part_id: int) -> None:
    """Solve one district if it waits for a worker."""
    work_on(PARTS, part_id, solve_claimed)


def solve_claimed(claimed: Claim) -> None:
    """Solve a claimed district and hand its answer in. Raise Fenced."""
    share = share_of(claimed)
    district = matching.load_problem(zlib.decompress(share.problem).decode())
    seconds = None if share.left is None else matching.share_of(share.left, share.waiting, share.hands)
    news = News(claimed)
    answer = matching.solve_district(
        district,
        share.number,
        seconds=None if share.iterations is not None else seconds,
        iterations=share.iterations,
        seed=share.seed,
        progress=news.listen,
        stop=lambda: news.stop,
    )
    packed = zlib.compress(matching.dump_answer(answer).encode(), 6)
    hand_in(claimed, packed, news.wish, news.best or 0)


class News:
    """Writes a district's progress into its row, and brings back a wish to stop."""

    def __init__(self, claimed: Claim) -> None:
        self._claimed, self._told = claimed, 0.0
        self.wish = ""
        self.best: int | None = None
        self.stop = False

    def listen(self, progress: Progress) -> None:
        """Take the solver's news; a database that is away is met again at the next."""
        self.wish, self.best = progress.wish, progress.best
        if time.monotonic() - self._told < NEWS_SECONDS:
            return
        self._told = time.monotonic()
        try:
            self.stop = tell(self._claimed, self.wish, self.best)
        except Fenced:
            self.stop = True
        except SQLAlchemyError as fault:
            db.session.rollback()
            log.warning("Part %d: no word of its progress (%s).", self._claimed.row_id, type(fault).__name__)


def solve_circles(
    claimed: round_leases.Claim, problem: matching.Problem, life: SignsOfLife, seconds: float | None
) -> matching.CirclesOutcome:
    """Solve a round of circles: a small one here, a large one together with whoever is free. Raise Fenced."""
    districts = matching.cut(problem)
    limits: dict[str, Any] = {"iterations": claimed.iterations, "seed": claimed.seed}
    if len(districts) == 1:
        return matching.solve(
            problem,
            seconds=seconds,
            workers=claimed.workers,
            progress=life.listen,
            stop=life.stop_asked,
            **limits,
        )
    watch = Watch(seconds, life.listen, life.stop_asked)
    packed = [zlib.compress(matching.dump_problem(district).encode(), 6) for district in districts]
    spread(claimed, packed, None if seconds is None else matching.DISTRICTS_BY * seconds - watch.elapsed)
    gather(claimed.round_id, len(districts), life)
    packed_answers = answers(claimed.round_id)
    db.session.remove()
    found = [unpacked(packed_answers.get(number)) for number in range(len(districts))]
    return matching.join(problem, districts, found, watch, workers=claimed.workers, **limits)


def unpacked(answer: bytes | None) -> matching.DistrictAnswer:
    """Return an answer as it was before it was packed; one that is missing says nothing."""
    return matching.load_answer(zlib.decompress(answer).decode()) if answer else matching.NO_ANSWER


def gather(round_id: int, parts: int, life: SignsOfLife) -> None:
    """Work on the round's districts, and wait for those others work on, until all are solved or the round is stopped.

    Raise PartFailed when one of them was given up, Fenced when another worker took over the round.
    """
    began, stopped_at = time.monotonic(), 0.0

    def told() -> tuple[Progress, dict[str, Any]]:
        now = standing(round_id)
        progress = Progress("districts", now.wish, now.best, None, time.monotonic() - began)
        return progress, {"districts": {"solved": now.solved, "of": parts}}

    with life.asking(told):
        while True:
            now = standing(round_id)
            if life.fenced:
                raise Fenced
            if now.failure:
                raise PartFailed(now.failure)
            if now.solved == parts:
                return
            if life.stop_asked():
                stopped_at = stopped_at or time.monotonic()
                if not now.busy or time.monotonic() - stopped_at > PATIENCE_SECONDS:
                    return
            elif now.open:
                solve_part(now.open[0])
                continue
            time.sleep(PAUSE_SECONDS)
