"""The rung for tight hours: everybody must be placed, and the minutes bind nearly everywhere.

This is the generalised assignment problem. Chains search for plans and exact searches of small parts make them better,
while an exact search of the whole tries to prove the best one; each helps the other through the best cost and ends when
nothing better can exist.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from threading import Thread

import numpy as np

from app.matching.pools.arrays import NO_MEETINGS, Answer, Pool, make_pool
from app.matching.pools.tight_common import Common
from app.matching.pools.tight_cores import Cores
from app.matching.pools.tight_proof import Proof
from app.matching.pools.tight_root import Root
from app.matching.pools.tight_search import Chains
from app.planning.watch import Watch

_MOST_CHILDREN = 20_000
_MOST_LANES = 8
_TOO_LATE = 0.9
"""After this share of a run nobody begins a new search."""
_NODES = 1_000_000


def is_tight(pool: Pool) -> bool:
    """Whether this rung is meant for the pool: no meeting times, no caseload that can bind, nobody may stay open.

    "Nobody may stay open" is read from the costs: leaving one child open costs more than all others could save.
    """
    if pool.timed or not 0 < pool.children <= _MOST_CHILDREN or int(np.diff(pool.first).min()) == 0:
        return False
    if int(pool.size.sum()) > int(pool.caseload.min()):
        return False
    dearest = np.maximum.reduceat(pool.cost, pool.first[:-1]).astype(np.int64)
    cheapest = np.minimum.reduceat(pool.cost, pool.first[:-1]).astype(np.int64)
    return bool(np.all(pool.open_cost - cheapest > (dearest - cheapest).sum()))


def solve_tight(
    pool: Pool, watch: Watch, *, nodes: int | None = None, workers: int = 1, seed: int = 0
) -> Answer | None:
    """Place every child as cheaply as the search finds, with a bound; None when no plan within all limits was met.

    `nodes` are the tries of the chains per child; with them and no seconds, a seed gives the same plan whatever the
    machine and whatever `workers`. With seconds, two workers search and prove side by side, one takes turns.
    """
    if nodes is None and math.isinf(watch.seconds):
        nodes = _NODES
    common = Common(pool, watch, nodes)
    watch.stage = "search"
    if workers > 1 and nodes is None:
        _side_by_side(common, watch, seed, min(workers, _MOST_LANES))
    else:
        _by_turns(common, watch, seed)
    if common.plan is None:
        return None
    return Answer(common.plan, int(common.cost), min(common.bound, int(common.cost)), NO_MEETINGS)


def _side_by_side(common: Common, watch: Watch, seed: int, workers: int) -> None:
    """Plans are looked for in one thread and proven best in another; further threads look for plans."""
    faults: list[BaseException] = []

    def work(lane: int) -> None:
        try:
            for _ in _lane(common, seed, lane):
                if common.share() >= 1:
                    break
        except BaseException as fault:
            faults.append(fault)
            watch.stopped = True

    threads = [Thread(target=work, args=(lane,), name=f"tight-{lane}") for lane in range(workers)]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            watch.tick()
            threads[0].join(0.05)
            if not threads[0].is_alive():
                for thread in threads[1:]:
                    thread.join(0.05)
    except BaseException:
        watch.stopped = True
        raise
    finally:
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]


def _lane(common: Common, seed: int, lane: int) -> Iterator[int]:
    if lane == 1:
        yield from Proof(common, seed).run()
    if common.share() < _TOO_LATE:
        yield from _plans(common, seed, lane)


def _plans(common: Common, seed: int, lane: int) -> Iterator[int]:
    """Chains, and from where they end exact searches of parts of the best plan."""
    root = Root(common)
    yield from Chains(common, seed, lane).run(briefly=root.possible)
    if common.share() < 1 and common.plan is not None:
        cores = Cores(root, seed, lane)
        for worked in chain(root.price(), cores.run(lambda: common.share() >= 1)):
            common.spent += worked
            yield worked


def _by_turns(common: Common, watch: Watch, seed: int) -> None:
    """Plans and proof in one thread; whoever has worked less goes on, and no clock decides."""
    proof = Proof(common, seed)
    lanes: list[tuple[int, int, Iterator[int]]] = [(0, 0, _plans(common, seed, 0)), (0, 1, proof.run())]
    while lanes and common.share() < 1 and not watch.tick():
        worked, number, lane = min(lanes, key=lambda at: at[:2])
        more = next(lane, None)
        lanes.remove((worked, number, lane))
        if more is not None:
            lanes.append((worked + more, number, lane))


def compile_tight() -> None:
    """Compile chains, cores and proof by two children who may not both have the cheaper supporter."""
    pool = make_pool(
        np.array([0, 2, 4]), np.array([0, 1, 0, 1]), np.array([1, 10, 1, 10]), np.full(4, 60), np.full(2, 99),
        np.full(2, 2), np.full(2, 100),
    )  # fmt: skip
    for lane in (Chains(Common(pool, _unwatched(), 100), 0, 0).run(), Proof(Common(pool, _unwatched(), 100)).prove()):
        for _ in lane:
            pass
    common = Common(pool, _unwatched(), 100)
    common.offer(np.array([1, 2]))
    root = Root(common)
    for _ in root.price():
        pass
    next(Cores(root, 0, 0).run(lambda: False))


def _unwatched() -> Watch:
    return Watch(None, None, None)
