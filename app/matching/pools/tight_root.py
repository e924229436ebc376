"""What proof and cores of a tight pool stand on: its arcs by supporter, children's prices, what each arc loses at them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.matching.pools.tight_bound import Left, Sides, ascend, make_desk, regret
from app.matching.pools.tight_common import Common
from app.matching.pools.tight_prices import Real, Whole

_PIECE = 100
_PIECES = 15
_AHEAD = 0.01
"""How far above the bound the prices aim while no plan is known, as a part of the bound."""
_AGAIN = 0.1
"""How fast prices move that are good already."""
_LARGEST_TABLE = 20_000_000


class Root:
    """A pool with nothing decided. Each lane has one of its own: prices move."""

    def __init__(self, common: Common) -> None:
        self.common = common
        pool = common.pool
        self.order: Whole = np.argsort(pool.supporter, kind="stable").astype(np.int64)
        """Which arc of the pool each arc here is."""
        child = np.repeat(np.arange(common.children), np.diff(pool.first))
        supporter = pool.supporter[self.order].astype(np.int64)
        self.sides = Sides(
            np.searchsorted(supporter, np.arange(pool.supporters + 1)), child[self.order], supporter,
            pool.cost[self.order].astype(np.float64), pool.minutes[self.order].astype(np.int64),
        )  # fmt: skip
        # nobody needs more room than all its arcs together take
        most = np.bincount(supporter, self.sides.minutes, minlength=pool.supporters).astype(np.int64)
        self.limit: Whole = np.minimum(pool.minutes_limit, most)
        step = int(np.gcd.reduce(self.sides.minutes[self.sides.minutes > 0], initial=0)) or 1
        if step > 1:
            self.limit = self.limit // step
            self.sides = self.sides._replace(minutes=self.sides.minutes // step)
        self._place = np.empty(len(self.order), np.int64)
        self._place[self.order] = np.arange(len(self.order))
        self.prices: Real = np.zeros(common.children)
        self.base = -np.inf
        """The bound of the prices."""
        self.least: Real = np.full(len(self.order), -np.inf)
        """The bound with each arc forced in."""
        self.share: Real = np.zeros(len(self.order))
        """How often the last fillings took each arc, between 0 and 1."""

    @property
    def possible(self) -> bool:
        """Whether the tables it needs are of a size to be filled thousands of times."""
        widest = int(np.diff(self.sides.first).max(initial=0))
        return widest * int(self.limit.max(initial=0)) <= _LARGEST_TABLE

    @property
    def plan(self) -> Whole:
        """The best plan known, in arcs of this root; only where there is one."""
        assert self.common.plan is not None
        found: Whole = self._place[self.common.plan]
        return found

    def offer(self, arcs: Whole) -> None:
        """Hand over a plan in arcs of this root."""
        self.common.offer(self.order[arcs])

    def work(self, steps: int, arcs: int) -> int:
        """Steps of pricing so many arcs, as tries: about every sixth arc pays, and ten cells of a table are one try."""
        return steps * (1 + arcs * int(self.limit.mean()) // 60)

    def price(self) -> Iterator[int]:
        """Find prices, from those of the minutes; hands over after every piece with the work it took."""
        common = self.common
        pool = common.pool
        self._desk = make_desk(self.sides, self.limit, common.children)
        every = np.ones(common.children, np.bool_)
        self._left = Left(self.sides.first, np.arange(len(self.order)), self.limit, every)
        self.prices = np.minimum.reduceat(
            pool.cost + common.prices[pool.supporter] * pool.minutes, pool.first[:-1]
        ).astype(np.float64)
        pace, bound, exact = 1.0, -np.inf, False
        for _ in range(_PIECES):
            told, exact = self._ascend(pace)
            rise, bound = told - bound, max(bound, told)
            common.prove(bound)
            yield self.work(_PIECE, len(self.order))
            if exact or common.share() >= 1 or rise < 1e-3:
                break
            pace *= 0.7
        self._weigh()

    def move(self) -> int:
        """Move the prices a little towards the best cost known; returns the work."""
        self.common.prove(self._ascend(_AGAIN)[0])
        self._weigh()
        return self.work(_PIECE, len(self.order))

    def _ascend(self, pace: float) -> tuple[float, bool]:
        common = self.common
        goal = common.cost if common.plan is not None else common.bound + _AHEAD * max(1, abs(common.bound))
        told, exact = ascend(self.sides, self._left, self._desk, self.prices, float(goal), pace, _PIECE)
        return float(told), bool(exact)

    def _weigh(self) -> None:
        self.base = float(regret(self.sides, self._left, self._desk, self.prices))
        self.common.prove(self.base)
        self.least, self.share = self._desk.into + self.base, self._desk.share.copy()
