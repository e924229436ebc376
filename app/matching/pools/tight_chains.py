"""Chains of moves under limits that may be overstepped at a price: put a child elsewhere, who is in the way moves on.

What is minimised is cost beyond the prices: deviations of the arcs taken, idle minutes at the supporter's price, and
minutes too many at a penalty. Without minutes too many this is the plan's cost less the bound, to the last digit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.planning.chance import draw

ADAPT_EVERY = 500
"""Chains between two looks at how often the plan keeps all limits."""


class Ranked(NamedTuple):
    """What may be taken: each child's arcs by rising deviation, the cheapest ones only."""

    first: Any
    supporter: Any
    deviation: Any
    minutes: Any
    limit: Any
    prices: Any
    """Of an idle minute, per supporter."""
    stiffness: Any
    """What a minute too many costs per supporter when the pressure is 1."""


class Standing(NamedTuple):
    """A plan in the making: arcs taken, minutes used, and each supporter's children as a linked list."""

    arc: Any
    used: Any
    head: Any
    after: Any
    before: Any
    pressure: Any
    """One number: the factor of every penalty."""
    looks: Any
    """Two numbers: chains since the pressure was last changed, and how many left the plan within all limits."""
    best_arc: Any
    best: Any
    """One number: what the best plan within all limits costs beyond the prices."""


@njit(cache=True, nogil=True)
def strain(ranked: Ranked, pressure: float, who: int, used: int) -> float:
    """What a supporter's idle or extra minutes cost."""
    spare = ranked.limit[who] - used
    if spare >= 0:
        return spare * ranked.prices[who]
    return -spare * ranked.stiffness[who] * pressure


@njit(cache=True, nogil=True)
def link(state: Standing, who: int, child: int) -> None:
    """Put a child into a supporter's list."""
    top = state.head[who]
    state.after[child] = top
    state.before[child] = -1
    if top >= 0:
        state.before[top] = child
    state.head[who] = child


@njit(cache=True, nogil=True)
def unlink(state: Standing, who: int, child: int) -> None:
    """Take a child out of a supporter's list."""
    before, after = state.before[child], state.after[child]
    if before >= 0:
        state.after[before] = after
    else:
        state.head[who] = after
    if after >= 0:
        state.before[after] = before


@njit(cache=True, nogil=True)
def settle(ranked: Ranked, state: Standing) -> None:
    """Count minutes and lists afresh from the arcs taken."""
    state.used[:] = 0
    state.head[:] = -1
    for child in range(len(state.arc)):
        arc = state.arc[child]
        state.used[ranked.supporter[arc]] += ranked.minutes[arc]
        link(state, ranked.supporter[arc], child)


@njit(cache=True, nogil=True)
def beyond(ranked: Ranked, state: Standing) -> Any:
    """Cost beyond the prices without penalties, and minutes too many."""
    total, extra = 0.0, 0
    for child in range(len(state.arc)):
        total += ranked.deviation[state.arc[child]]
    for who in range(len(ranked.limit)):
        spare = ranked.limit[who] - state.used[who]
        if spare >= 0:
            total += spare * ranked.prices[who]
        else:
            extra -= spare
    return total, extra


@njit(cache=True, nogil=True)
def search(
    ranked: Ranked, state: Standing, heat: float, reach: float, depth: int, pairs: bool,
    chain_nodes: int, nodes: int, least: float, most: float, rng: Any,
) -> int:  # fmt: skip
    """Run chains until `nodes` tries are used up; remembers the best plan within all limits. Returns nodes spent.

    `heat`: temperature of accepted losses. `reach`: how far above acceptance an unfinished chain may lie.
    `pairs`: whether two children may be asked to move on at once. `least`, `most`: the span of the pressure.
    """
    children = len(state.arc)
    place_child = np.empty(depth + 2, dtype=np.int64)
    waiting = np.empty(depth + 2, dtype=np.int64)
    sum_so_far = np.empty(depth + 2)
    pointer = np.empty(depth + 2, dtype=np.int64)
    one = np.empty(depth + 2, dtype=np.int64)
    two = np.empty(depth + 2, dtype=np.int64)
    stage = np.empty(depth + 2, dtype=np.int64)
    change = np.empty(depth + 2, dtype=np.int64)
    own = np.empty(depth + 2, dtype=np.bool_)
    moved = np.zeros(children, dtype=np.bool_)
    total, extra = beyond(ranked, state)
    spent = 0
    while spent < nodes:
        spent += 1  # a chain counts even where nobody has anywhere to go
        state.looks[0] += 1
        if state.looks[0] >= ADAPT_EVERY:
            if state.looks[1] > ADAPT_EVERY // 50:
                state.pressure[0] = max(least, state.pressure[0] * 0.98)
            elif state.looks[1] < 1:
                state.pressure[0] = min(most, state.pressure[0] * 1.02)
            state.looks[:] = 0
        pressure = state.pressure[0]
        start = int(draw(rng) * children)
        arc0 = state.arc[start]
        origin = ranked.supporter[arc0]
        before = strain(ranked, pressure, origin, state.used[origin])
        state.used[origin] -= ranked.minutes[arc0]
        threshold = -1e-7
        if heat > 0:
            threshold -= heat * np.log(max(1e-12, draw(rng)))
        ceiling = threshold + before
        level = 0
        place_child[0] = start
        waiting[0] = -1
        sum_so_far[0] = -ranked.deviation[arc0]
        pointer[0] = ranked.first[start]
        stage[0] = 0
        own[0] = True
        moved[start] = True
        budget = chain_nodes
        found = False
        while level >= 0:
            child = place_child[level]
            at = pointer[level]
            if (
                at >= ranked.first[child + 1]
                or budget <= 0
                or sum_so_far[level] + ranked.deviation[at] > ceiling + reach
            ):
                if own[level]:
                    moved[child] = False
                level -= 1
                if level >= 0:
                    # take the step before back
                    who = ranked.supporter[pointer[level]]
                    state.used[who] -= change[level]
                    if stage[level] == 3 and two[level] >= 0:
                        moved[two[level]] = False
                continue
            who = ranked.supporter[at]
            here = sum_so_far[level] + ranked.deviation[at]
            if at == state.arc[child]:
                pointer[level] += 1
                stage[level] = 0
                continue
            need = ranked.minutes[at]
            used = state.used[who]
            now = 0.0 if who == origin else strain(ranked, pressure, who, used)
            if stage[level] == 0:
                stage[level] = 1
                one[level] = state.head[who]
                budget -= 1
                spent += 1
                if waiting[level] < 0:
                    if who == origin:
                        closed = here + strain(ranked, pressure, who, used + need) - before
                    else:
                        closed = here + strain(ranked, pressure, who, used + need) - now
                        closed += strain(ranked, pressure, origin, state.used[origin]) - before
                    if closed <= threshold:
                        found = True
                        break
                elif level < depth:
                    rest = here
                    if who != origin:
                        rest += strain(ranked, pressure, who, used + need) - now
                    if rest <= ceiling:
                        state.used[who] += need
                        change[level] = need
                        level += 1
                        place_child[level] = waiting[level - 1]
                        waiting[level] = -1
                        sum_so_far[level] = rest
                        pointer[level] = ranked.first[place_child[level]]
                        stage[level] = 0
                        own[level] = False
                        continue
            if level >= depth:
                pointer[level] += 1
                stage[level] = 0
                continue
            if stage[level] == 1:
                stepped = False
                while one[level] >= 0:
                    other = one[level]
                    one[level] = state.after[other]
                    if moved[other]:
                        continue
                    budget -= 1
                    spent += 1
                    shift = need - ranked.minutes[state.arc[other]]
                    rest = here - ranked.deviation[state.arc[other]]
                    if who != origin:
                        rest += strain(ranked, pressure, who, used + shift) - now
                    if rest <= ceiling:
                        stepped = True
                        state.used[who] += shift
                        change[level] = shift
                        moved[other] = True
                        level += 1
                        place_child[level] = other
                        waiting[level] = waiting[level - 1]
                        sum_so_far[level] = rest
                        pointer[level] = ranked.first[other]
                        stage[level] = 0
                        own[level] = True
                        break
                if stepped:
                    continue
                if not pairs or waiting[level] >= 0 or level + 1 >= depth:
                    pointer[level] += 1
                    stage[level] = 0
                    continue
                stage[level] = 3
                one[level] = state.head[who]
                two[level] = -1
            # two children at once
            stepped = False
            other = one[level]
            while other >= 0:
                if moved[other]:
                    other = state.after[other]
                    two[level] = -1
                    continue
                arc_one = state.arc[other]
                third = state.after[other] if two[level] < 0 else state.after[two[level]]
                while third >= 0:
                    if not moved[third]:
                        budget -= 1
                        spent += 1
                        arc_two = state.arc[third]
                        shift = need - ranked.minutes[arc_one] - ranked.minutes[arc_two]
                        rest = here - ranked.deviation[arc_one] - ranked.deviation[arc_two]
                        if who != origin:
                            rest += strain(ranked, pressure, who, used + shift) - now
                        if rest <= ceiling:
                            stepped = True
                            one[level] = other
                            two[level] = third
                            state.used[who] += shift
                            change[level] = shift
                            moved[other] = True
                            moved[third] = True
                            level += 1
                            place_child[level] = other
                            waiting[level] = third
                            sum_so_far[level] = rest
                            pointer[level] = ranked.first[other]
                            stage[level] = 0
                            own[level] = True
                            break
                        if budget <= 0:
                            break
                    third = state.after[third]
                if stepped or budget <= 0:
                    break
                other = state.after[other]
                two[level] = -1
            if stepped:
                continue
            pointer[level] += 1
            stage[level] = 0
        if found:
            for step in range(level):
                state.used[ranked.supporter[pointer[step]]] -= change[step]
            state.used[origin] += ranked.minutes[arc0]
            for step in range(level + 1):
                child = place_child[step]
                moved[child] = False
                old, new = state.arc[child], pointer[step]
                total += ranked.deviation[new] - ranked.deviation[old]
                unlink(state, ranked.supporter[old], child)
                link(state, ranked.supporter[new], child)
                state.arc[child] = new
                for taken, sign in ((old, -1), (new, 1)):
                    who = ranked.supporter[taken]
                    spare = ranked.limit[who] - state.used[who]
                    left = spare - sign * ranked.minutes[taken]
                    total += ranked.prices[who] * (max(0, left) - max(0, spare))
                    extra += max(0, -left) - max(0, -spare)
                    state.used[who] += sign * ranked.minutes[taken]
            if extra == 0 and total < state.best[0] - 1e-7:
                state.best[0] = total
                state.best_arc[:] = state.arc
        else:
            state.used[origin] += ranked.minutes[arc0]
        if extra == 0:
            state.looks[1] += 1
    return spent
