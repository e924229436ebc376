"""Parts of a plan searched exactly: what a part may use, and where parts alone lead."""

from __future__ import annotations

from itertools import product

import numpy as np

from app.matching.pools.tight_common import Common
from app.matching.pools.tight_cores import Cores, cut_out
from app.matching.pools.tight_root import Root
from app.planning.watch import Watch
from tests.matching.pools.hamlets import cheapest, hamlet


def dearest(pool):
    """The arcs of the worst plan within all limits."""
    plans = (np.arange(pool.children) * pool.supporters + np.array(chosen)
             for chosen in product(range(pool.supporters), repeat=pool.children))  # fmt: skip
    held = (arcs for arcs in plans
            if np.all(np.bincount(pool.supporter[arcs], pool.minutes[arcs], minlength=pool.supporters)
                      <= pool.minutes_limit))  # fmt: skip
    return max(held, key=lambda arcs: int(pool.cost[arcs].sum()))


def priced(pool):
    """A pool whose worst plan is the best known, and its prices."""
    common = Common(pool, Watch(None, None, None), 10_000_000)
    common.offer(dearest(pool))
    root = Root(common)
    assert all(worked > 0 for worked in root.price())
    return root


def test_a_part_has_the_room_and_the_arcs_that_those_who_stay_leave():
    root = priced(hamlet(3, room=1.0))
    plan, moving, asked = root.plan, np.zeros(8, np.bool_), np.array([True, False, True])
    moving[np.flatnonzero(asked[root.sides.supporter[plan]])[:3]] = True
    part = cut_out(root.sides, root.limit, plan, moving, asked, root.least, np.inf)
    stays = plan[~moving]
    left = root.limit - np.bincount(root.sides.supporter[stays], root.sides.minutes[stays], minlength=3)
    assert part.children.tolist() == np.flatnonzero(moving).tolist()
    assert part.limit.tolist() == left[asked].tolist()
    assert set(root.sides.supporter[part.arcs]) == {0, 2}
    assert set(root.sides.child[part.arcs]) == set(part.children)
    assert set(plan[moving]) <= set(part.arcs)
    assert np.all(part.sides.minutes <= part.limit[part.sides.supporter])
    assert part.sides.first.tolist() == np.searchsorted(part.sides.supporter, np.arange(3)).tolist()


def test_of_the_arcs_only_those_that_lose_little_and_those_of_the_plan_are_searched():
    root = priced(hamlet(3, room=1.0))
    everybody, all_asked = np.ones(8, np.bool_), np.ones(3, np.bool_)
    part = cut_out(root.sides, root.limit, root.plan, everybody, all_asked, root.least, root.base)
    assert all(root.least[arc] <= root.base or arc in root.plan for arc in part.arcs)
    assert set(root.plan) <= set(part.arcs)


def test_parts_alone_lead_from_the_worst_plan_to_the_best_one():
    for seed in (1, 3, 4):
        pool = hamlet(seed, room=1.0)
        root = priced(pool)
        best = cheapest(pool)
        assert root.common.cost > best
        for _ in Cores(root, 0, 0).run(lambda root=root, best=best: root.common.cost <= best):
            pass
        assert root.common.cost == best


def test_the_same_seed_searches_the_same_parts():
    walks = []
    for seed in (5, 5):
        root, walk = priced(hamlet(1, children=9, room=1.0)), []
        for worked in Cores(root, seed, 0).run(lambda walk=walk: len(walk) >= 12):
            walk.append((worked, root.common.cost, tuple(root.common.plan)))
        walks.append(walk)
    assert walks[0] == walks[1]
