"""Exact search of a tight pool: choose arcs in or out, depth first, under the bound of the filled supporters.

Every node prices its children's places anew, then drops the arcs a better plan cannot use and takes those it cannot do
without. Costs are whole numbers, so a node whose bound passes the best cost less one is done.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.matching.pools.tight_bound import Desk, Left, Sides, ascend, fill, lay_out, regret

FREE, OUT, IN = 0, 1, 2
DONE, GOING, TOO_DEEP = 0, 1, 2
STEPS = 40
_PACE = 0.3
_ROUNDS = 6
"""How often a node may drop arcs and price again."""


class Tree(NamedTuple):
    """Where the search stands."""

    status: Any
    """Per arc: free, out or in."""
    trail: Any
    """Arcs decided, in order, so that they can be freed again."""
    start: Any
    """Per level, how long the trail was."""
    arc: Any
    """Per level, the arc branched on, negative - 1 when its second side is being searched."""
    prices: Any
    """Per level, a price per child."""
    bound: Any
    """Per level, the bound of the node."""
    top: Any
    """Two numbers: length of the trail, level."""
    plan: Any
    """Per child, the arc of the best plan found here."""


@njit(cache=True, nogil=True)
def gather(sides: Sides, limit: Any, tree: Tree, left: Left, arcs: Any) -> Any:
    """Write down what is left to decide; forces arcs without alternative. Returns how many arcs and what is paid.

    The number of arcs is -1 where the decisions contradict each other.
    """
    children = len(left.waiting)
    choices = np.zeros(children, np.int64)
    only = np.full(children, -1)
    for arc in range(len(sides.child)):
        if tree.status[arc] == FREE:
            choices[sides.child[arc]] += 1
            only[sides.child[arc]] = arc
    left.waiting[:] = True
    paid = 0.0
    left.room[:] = limit
    for arc in range(len(sides.child)):
        if tree.status[arc] == IN:
            if not left.waiting[sides.child[arc]]:
                return -1, paid
            left.waiting[sides.child[arc]] = False
            left.room[sides.supporter[arc]] -= sides.minutes[arc]
            paid += sides.cost[arc]
    for child in range(children):
        if left.waiting[child]:
            if choices[child] == 0:
                return -1, paid
            if choices[child] == 1:
                decide(tree, only[child], IN)
                left.waiting[child] = False
                left.room[sides.supporter[only[child]]] -= sides.minutes[only[child]]
                paid += sides.cost[only[child]]
    count = 0
    for who in range(len(limit)):
        left.first[who] = count
        if left.room[who] < 0:
            return -1, paid
        for arc in range(sides.first[who], sides.first[who + 1]):
            if tree.status[arc] != FREE:
                continue
            if not left.waiting[sides.child[arc]] or sides.minutes[arc] > left.room[who]:
                decide(tree, arc, OUT)
                continue
            arcs[count] = arc
            count += 1
    left.first[len(limit)] = count
    return count, paid


@njit(cache=True, nogil=True)
def decide(tree: Tree, arc: int, side: int) -> None:
    """Put an arc in or out and note it."""
    tree.status[arc] = side
    tree.trail[tree.top[0]] = arc
    tree.top[0] += 1


@njit(cache=True, nogil=True)
def undo(tree: Tree, length: int) -> None:
    """Free the arcs decided since the trail was this long."""
    while tree.top[0] > length:
        tree.top[0] -= 1
        tree.status[tree.trail[tree.top[0]]] = FREE


@njit(cache=True, nogil=True)
def explore(sides: Sides, limit: Any, tree: Tree, desk: Desk, prices: Any, best: Any, steps: int, pace: float) -> Any:
    """Price a node and drop arcs; returns the arc to branch on, or -1 when nothing better is below, and its bound."""
    supporters = len(limit)
    arcs = np.empty(len(sides.child), np.int64)
    first, room = np.empty(supporters + 1, np.int64), np.empty(supporters, np.int64)
    waiting = np.empty(len(prices), np.bool_)
    bound = -np.inf
    for _ in range(_ROUNDS):
        count, paid = gather(sides, limit, tree, Left(first, arcs, room, waiting), arcs)
        if count < 0:
            return -1, np.inf
        if count == 0:
            # a child whose last arc no longer fits has nobody: no plan
            if not np.any(waiting) and paid < best[0]:
                best[0] = paid
                _note(sides, tree, tree.plan)
            return -1, np.inf
        left = Left(first, arcs[:count], room, waiting)
        told, exact = ascend(sides, left, desk, prices, best[0] - paid, pace, steps)
        bound = max(bound, told + paid)
        if bound > best[0] - 1 + 1e-6:
            return -1, bound
        base = regret(sides, left, desk, prices) + paid
        if exact:
            # the fillings are a plan as cheap as the bound
            _note(sides, tree, tree.plan)
            for who in range(supporters):
                items = _fill_again(sides, left, desk, prices, who)
                for item in range(items):
                    if desk.taken[item]:
                        tree.plan[sides.child[desk.arc[item]]] = desk.arc[item]
            best[0] = np.round(bound)
            return -1, bound
        reach = best[0] - 1 + 1e-6 - base
        decided = 0
        for place in range(count):
            arc = arcs[place]
            if desk.into[arc] > reach:
                decide(tree, arc, OUT)
                decided += 1
            elif desk.out[arc] > reach:
                decide(tree, arc, IN)
                decided += 1
        if decided == 0 or decided * 20 < count:
            break
    choice, most = -1, -1.0
    for place in range(count):
        arc = arcs[place]
        if tree.status[arc] == FREE:
            share = min(desk.share[arc], 1 - desk.share[arc]) * np.sqrt(sides.minutes[arc])
            if share > most:
                most, choice = share, arc
    return choice, bound


@njit(cache=True, nogil=True)
def _fill_again(sides: Sides, left: Left, desk: Desk, prices: Any, who: int) -> int:
    items = lay_out(sides, left, desk, prices, who)
    fill(desk, items, left.room[who])
    return items


@njit(cache=True, nogil=True)
def _note(sides: Sides, tree: Tree, plan: Any) -> None:
    for arc in range(len(sides.child)):
        if tree.status[arc] == IN:
            plan[sides.child[arc]] = arc


@njit(cache=True, nogil=True)
def branch(sides: Sides, limit: Any, tree: Tree, desk: Desk, best: Any, nodes: int) -> int:
    """Search on for so many nodes; `best[0]` is the cost to beat, lowered with every better plan found."""
    for _ in range(nodes):
        level = tree.top[1]
        if level < 0:
            return DONE
        if level >= len(tree.arc) - 1:
            return TOO_DEEP
        choice, bound = -1, tree.bound[level]
        if bound <= best[0] - 1 + 1e-6:
            choice, bound = explore(sides, limit, tree, desk, tree.prices[level], best, STEPS, _PACE)
        if choice >= 0:
            tree.bound[level] = max(bound, tree.bound[level])
            tree.arc[level] = choice
            tree.start[level] = tree.top[0]
            decide(tree, choice, IN)
            tree.bound[level + 1] = tree.bound[level]
            tree.prices[level + 1] = tree.prices[level]
            tree.top[1] = level + 1
            continue
        # go back to the last level whose second side is not searched
        level -= 1
        while level >= 0 and tree.arc[level] < 0:
            level -= 1
        if level >= 0:
            undo(tree, tree.start[level])
            decide(tree, tree.arc[level], OUT)
            tree.arc[level] = -tree.arc[level] - 1
            tree.bound[level + 1] = tree.bound[level]
            tree.prices[level + 1] = tree.prices[level]
            level += 1
        tree.top[1] = level
    return GOING


def open_bound(tree: Tree) -> float:
    """The least bound of the nodes not yet searched."""
    level = int(tree.top[1])
    if level < 0:
        return float("inf")
    waiting = [float(tree.bound[step]) for step in range(level) if tree.arc[step] >= 0]
    return min([*waiting, float(tree.bound[level])])


def make_tree(sides: Sides, prices: Any, bound: float, levels: int = 2000) -> Tree:
    """A tree that stands at its root."""
    arcs, children = len(sides.child), len(prices)
    levels = min(levels, arcs + 2)
    tree = Tree(
        np.zeros(arcs, np.int8), np.empty(arcs, np.int64), np.zeros(levels, np.int64), np.zeros(levels, np.int64),
        np.zeros((levels, children)), np.zeros(levels), np.zeros(2, np.int64), np.full(children, -1),
    )  # fmt: skip
    tree.prices[0] = prices
    tree.bound[0] = bound
    return tree
