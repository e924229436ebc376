"""Sparse circles of any size: invented children and supporters, one pool for each role. See benchmarks/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.matching.pools import Pool, check, make_pool
from app.matching.pools.candidates import Candidates, nearest
from app.matching.pools.solver import compile_kernels, solve_pool

__all__ = ["Kinds", "compile_kernels", "county", "role_pool", "solve_roles"]

NEAREST = 30
WINDOWS = 40
AN_HOUR = 60
UNLIMITED = 10**9


@dataclass(frozen=True)
class Kinds:
    """What binds besides caseloads."""

    hours: bool = False
    siblings: bool = False
    windows: bool = False


@dataclass(frozen=True)
class County:
    """Where children live and how much they need somebody; what the roles share. `partner` is a sibling, or -1."""

    seed: int
    km: NDArray[np.float32]
    need: NDArray[np.int64]
    partner: NDArray[np.int64]
    centres: NDArray[np.float64]
    weights: NDArray[np.float64]
    side: float


def county(children: int, seed: int, siblings: bool = False) -> County:
    """Two children a square kilometre: a quarter anywhere, the others around N/400 villages of Pareto-distributed size."""
    rng = np.random.default_rng([seed, 0])
    side = float(np.sqrt(children / 2))
    centres = rng.random((max(1, children // 400), 2)) * side
    weights = rng.pareto(1.5, len(centres)) + 1
    found = County(seed, np.zeros((0, 2), np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64),
                   centres, weights / weights.sum(), side)  # fmt: skip
    km = _places(found, children, rng)
    need = rng.integers(1, 6, children)
    partner = np.full(children, -1, dtype=np.int64)
    if siblings:
        pairs = rng.permutation(children)[: 2 * round(0.081 * children)].reshape(-1, 2)
        partner[pairs[:, 0]], partner[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
        km[pairs[:, 1]] = km[pairs[:, 0]]
    return County(seed, km, need, partner, centres, found.weights, side)


def _places(of: County, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    km = of.centres[rng.choice(len(of.centres), count, p=of.weights)] + rng.normal(0, 2.5, (count, 2))
    anywhere = rng.random(count) < 0.25
    km[anywhere] = rng.random((int(anywhere.sum()), 2)) * of.side
    return km.astype(np.float32)


def role_pool(of: County, role: int, *, hours: bool, windows: bool, workers: int = 1) -> Pool:
    """The pool of one role; siblings are one child of size two, and pairs without a common window are no pairs."""
    rng = np.random.default_rng([of.seed, 1 + role])
    supporters = max(1, round(0.97 * len(of.km) / 12.5))
    supporter_km = _places(of, supporters, rng)
    caseload = rng.integers(5, 21, supporters)
    limit_km = (5 + 20 * rng.random(supporters)).astype(np.float32)
    own_hours = rng.integers(1, 5, len(of.km))
    open_cost = 3000 + 2000 * of.need
    heads = np.flatnonzero((of.partner < 0) | (of.partner > np.arange(len(of.km))))
    partner, size = of.partner[heads], np.where(of.partner[heads] >= 0, 2, 1)
    found = nearest(of.km[heads], supporter_km, limit_km, NEAREST, workers)
    masks: dict[str, Any] = {}
    if windows:
        mine, theirs = _masks(rng, len(heads), 4, 12), _masks(rng, supporters, 12, 24)
        masks = {"child_windows": mine, "supporter_windows": theirs}
        found = _meeting(found, mine, theirs)
    needed = own_hours[heads] + np.where(size == 2, own_hours[partner], 0)
    return make_pool(
        first=found.first,
        supporter=found.supporter,
        cost=_costs(found, size, rng),
        minutes=np.repeat((AN_HOUR * needed).astype(np.int32), np.diff(found.first)),
        open_cost=open_cost[heads] + np.where(size == 2, open_cost[partner], 0),
        caseload=caseload,
        minutes_limit=(5 * AN_HOUR * caseload) // 2 if hours else np.full(supporters, UNLIMITED),
        size=size,
        child_km=of.km[heads],
        supporter_km=supporter_km,
        **masks,
    )


def _costs(found: Candidates, size: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int32]:
    """100 per km and 0 to 299 for each child; 800 less on one of the five nearest for 60 % of the children."""
    counts = np.diff(found.first)
    cost = (100 * found.km).astype(np.int32)
    double = np.repeat(size == 2, counts)
    cost[double] *= 2
    cost += rng.integers(0, 300, len(cost), dtype=np.int32)
    cost[double] += rng.integers(0, 300, int(double.sum()), dtype=np.int32)
    for child_number in (1, 2):
        known = (rng.random(len(counts)) < 0.6) & (counts > 0) & (size >= child_number)
        cost[found.first[:-1][known] + rng.integers(0, np.minimum(5, counts[known]))] -= 800
    return cost


def _masks(rng: np.random.Generator, count: int, least: int, most: int) -> NDArray[np.uint64]:
    """Between `least` and `most` of the week's windows for each."""
    ranks = rng.random((count, WINDOWS)).argsort(axis=1).argsort(axis=1)
    free = ranks < rng.integers(least, most + 1, count)[:, None]
    return (free.astype(np.uint64) << np.arange(WINDOWS, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)


def _meeting(found: Candidates, mine: NDArray[np.uint64], theirs: NDArray[np.uint64]) -> Candidates:
    child = np.repeat(np.arange(len(mine)), np.diff(found.first))
    keep = (mine[child] & theirs[found.supporter]) != 0
    first = np.concatenate([[0], np.cumsum(keep)])[found.first]
    return Candidates(first, found.supporter[keep], found.km[keep])


def solve_roles(
    children: int, roles: int, kinds: Kinds, *, seconds: float | None, nodes: int | None, workers: int, seed: int
) -> dict[str, Any]:
    """Generate and solve one role after the other; `seconds` is for each, its candidates included."""
    found = county(children, seed, kinds.siblings)
    told = []
    for role in range(roles):
        begun = perf_counter()
        pool = role_pool(found, role, hours=kinds.hours, windows=kinds.windows, workers=workers)
        generated = perf_counter() - begun
        left = None if seconds is None else max(0.5, seconds - generated)
        outcome = solve_pool(pool, seconds=left, nodes=nodes, workers=workers, seed=seed)
        whole = perf_counter() - begun
        answer = outcome.answer
        told.append(
            {
                "arcs": pool.arcs,
                "value": outcome.wish.value,
                "bound": outcome.wish.bound,
                "loss": round(answer.loss(pool), 7),
                "open": int(pool.size[answer.arc < 0].sum()),
                "by": outcome.rung.value,
                "status": outcome.status.value,
                "seconds": round(whole, 2),
                "stages": {name: round(took, 2) for name, took in {"candidates": generated, **outcome.seconds}.items()},
                "violations": len(check(pool, answer)),
            }
        )
    return {"children": children, "roles": told}
