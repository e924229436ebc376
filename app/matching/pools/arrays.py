"""What a pool is: compact arrays, one arc for each supporter a child may get. 12 bytes an arc with 32-bit costs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.planning.refusals import refuse_unless

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
Masks = NDArray[np.uint64]


class Pool(NamedTuple):
    """N children, S supporters, A arcs. Less cost is better; every child may stay open at `open_cost`.

    A child of `size` two stands for two siblings who share a supporter: it takes two places, and its costs, open cost
    and minutes are those of both. `minutes` stand with the arc, because the way there and back is part of them.
    Windows are the hours of a week as bits, at most 64; with them every child meets its supporter in one window free
    for both, and a supporter meets one child in a window. Both arrays are empty where meeting times do not matter.
    """

    first: Int64  # child -> its first arc, length N + 1
    supporter: Int32  # per arc
    cost: NDArray[Any]  # per arc, int32 or int64
    minutes: Int32  # per arc, not negative
    open_cost: Int64  # per child
    size: Int32  # per child, places it takes, at least 1
    caseload: Int64  # per supporter, places
    minutes_limit: Int64  # per supporter
    child_km: Float32  # N x 2, position; only for locality, any common origin
    supporter_km: Float32  # S x 2
    child_windows: Masks  # N or empty
    supporter_windows: Masks  # S or empty

    @property
    def children(self) -> int:
        """How many children want somebody."""
        return len(self.open_cost)

    @property
    def supporters(self) -> int:
        """How many supporters there are."""
        return len(self.caseload)

    @property
    def arcs(self) -> int:
        """How many pairs are allowed."""
        return len(self.supporter)

    @property
    def timed(self) -> bool:
        """Whether meeting windows matter."""
        return len(self.supporter_windows) > 0

    @property
    def empty_cost(self) -> int:
        """What the plan costs in which every child stays open."""
        return int(self.open_cost.sum())


class Answer(NamedTuple):
    """A plan and its proof: no plan costs less than `bound`.

    `window` holds the bit of each child's meeting, -1 where open; it is empty where meeting times do not matter.
    """

    arc: Int64  # per child, an arc of the pool, -1 = open
    cost: int
    bound: int
    window: NDArray[np.int8]

    def loss(self, pool: Pool) -> float:
        """(cost - bound) / (cost of the empty plan - bound): at most this part of what is possible is lost."""
        return (self.cost - self.bound) / max(1, pool.empty_cost - self.bound)


NO_WINDOWS = np.zeros(0, dtype=np.uint64)
NO_MEETINGS = np.zeros(0, dtype=np.int8)


def make_pool(
    first: NDArray[Any],
    supporter: NDArray[Any],
    cost: NDArray[Any],
    minutes: NDArray[Any],
    open_cost: NDArray[Any],
    caseload: NDArray[Any],
    minutes_limit: NDArray[Any],
    *,
    size: NDArray[Any] | None = None,
    child_km: NDArray[Any] | None = None,
    supporter_km: NDArray[Any] | None = None,
    child_windows: NDArray[Any] | None = None,
    supporter_windows: NDArray[Any] | None = None,
) -> Pool:
    """A pool of these arrays in their types; without positions everybody stands at one place.

    Raises Refusal where lengths do not fit, an arc names no supporter, or a figure is out of its range.
    """
    children, supporters, arcs = len(open_cost), len(caseload), len(supporter)
    pool = Pool(
        first=np.ascontiguousarray(first, dtype=np.int64),
        supporter=np.ascontiguousarray(supporter, dtype=np.int32),
        cost=np.ascontiguousarray(cost, dtype=np.int32 if cost.dtype == np.int32 else np.int64),
        minutes=np.ascontiguousarray(minutes, dtype=np.int32),
        open_cost=np.ascontiguousarray(open_cost, dtype=np.int64),
        size=np.ones(children, np.int32) if size is None else np.ascontiguousarray(size, dtype=np.int32),
        caseload=np.ascontiguousarray(caseload, dtype=np.int64),
        minutes_limit=np.ascontiguousarray(minutes_limit, dtype=np.int64),
        child_km=_points(child_km, children),
        supporter_km=_points(supporter_km, supporters),
        child_windows=NO_WINDOWS if child_windows is None else np.ascontiguousarray(child_windows, dtype=np.uint64),
        supporter_windows=NO_WINDOWS
        if supporter_windows is None
        else np.ascontiguousarray(supporter_windows, dtype=np.uint64),
    )
    for name, found, wanted in (
        ("first", len(pool.first), children + 1), ("cost", len(pool.cost), arcs), ("minutes", len(pool.minutes), arcs),
        ("minutes_limit", len(pool.minutes_limit), supporters), ("size", len(pool.size), children),
        ("child_km", len(pool.child_km), children), ("supporter_km", len(pool.supporter_km), supporters),
        ("child_windows", len(pool.child_windows), children if pool.timed else 0),
        ("supporter_windows", len(pool.supporter_windows), supporters if len(pool.child_windows) else 0),
    ):  # fmt: skip
        refuse_unless(found == wanted, "out_of_range", name, found=found, least=wanted, most=wanted)
    _refuse_strange(pool)
    return pool


def _refuse_strange(pool: Pool) -> None:
    steps = np.diff(pool.first)
    whole = pool.first[0] == 0 and pool.first[-1] == pool.arcs and int(steps.min(initial=0)) >= 0
    refuse_unless(bool(whole), "out_of_range", "first", found=int(pool.first[-1]), least=pool.arcs, most=pool.arcs)
    for name, values, least, most in (
        ("supporter", pool.supporter, 0, pool.supporters - 1), ("minutes", pool.minutes, 0, 2**31 - 1),
        ("size", pool.size, 1, 1000), ("caseload", pool.caseload, 0, 2**40),
        ("minutes_limit", pool.minutes_limit, 0, 2**40),
    ):  # fmt: skip
        for found in (int(values.min(initial=least)), int(values.max(initial=least))) if len(values) else ():
            refuse_unless(least <= found <= most, "out_of_range", name, found=found, least=least, most=most)


def _points(km: NDArray[Any] | None, count: int) -> Float32:
    return np.zeros((count, 2), np.float32) if km is None else np.ascontiguousarray(km, dtype=np.float32)
