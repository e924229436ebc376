"""Ejection chains: take a seat, give it somebody, whose other seat then looks for somebody, and so on; keep what pays.

Prices order the tries and cut hopeless ones short; what a chain is worth is always the true objective.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.matching.engine.arrays import Graph, State, Worth
from app.matching.engine.moves import displace, fills_circle, has_room, insert, place, remove, restore_slots, understood
from app.matching.engine.slots import could_meet, mark
from app.planning.chance import draw

DEPTH = 5


@njit(cache=True, nogil=True)
def search(
    graph: Graph, state: State, worth: Worth, ranked: Any, net: Any, hope: Any,
    seats: Any, heat: float, reach: float, nodes: int, chain_nodes: int, rng: Any,
) -> float:  # fmt: skip
    """Run chains from random seats of the list until the node count is used up; returns what was gained.

    `ranked` holds each seat's arcs by falling `net` worth (after prices), `hope` the best net worth of each seat.
    `heat`: temperature of accepted losses. `reach`: how far below acceptance a priced partial chain may lie.
    """
    chain_seat = np.empty(DEPTH + 1, dtype=np.int32)
    chain_arc = np.empty(DEPTH + 1, dtype=np.int64)
    old_arc = np.empty(DEPTH + 1, dtype=np.int64)
    pointer = np.empty(DEPTH + 1, dtype=np.int64)
    member = np.empty(DEPTH + 1, dtype=np.int64)
    gain = np.empty(DEPTH + 1)
    priced = np.empty(DEPTH + 1)
    log_seat = np.empty(256, dtype=np.int32)
    log_slot = np.empty(256, dtype=np.int32)
    back_slot = np.empty(DEPTH + 1, dtype=np.int32)
    gained = 0.0
    spent = 0
    while spent < nodes:
        spent += 1
        first = seats[int(draw(rng) * len(seats))]
        least = 1e-7 if heat <= 0 else heat * np.log(max(1e-12, draw(rng)))
        chain_seat[0] = first
        old_arc[0] = state.arc[first]
        gain[0] = 0.0
        priced[0] = 0.0
        if old_arc[0] >= 0:
            before = worth.arc[old_arc[0]] - net[old_arc[0]]
            gain[0] = remove(graph, state, worth, first)
            priced[0] = gain[0] + before
        pointer[0] = graph.seat_arcs[first]
        member[0] = -1
        depth = 0
        found = False
        worth_it = 0.0
        closing = -1
        budget = chain_nodes
        while depth >= 0:
            seat = chain_seat[depth]
            child = graph.seat_child[seat]
            end = graph.seat_arcs[seat + 1]
            if depth > 0 and member[depth] == -1 and pointer[depth] == graph.seat_arcs[seat] and gain[depth] >= least:
                found, worth_it, closing = True, gain[depth], -1
                break
            stepped = False
            bonus = worth.circle[child] if fills_circle(graph, state, child) else 0.0
            while pointer[depth] < end and budget > 0:
                arc = ranked[pointer[depth]]
                if priced[depth] + net[arc] + bonus < least - reach:
                    pointer[depth] = end
                    break
                supporter = graph.arc_supporter[arc]
                if arc == old_arc[depth] or (
                    fills_circle(graph, state, child) and not understood(graph, state, child, arc)
                ):
                    pointer[depth] += 1
                    member[depth] = -1
                    continue
                if member[depth] == -1:
                    budget -= 1
                    spent += 1
                    member[depth] = 0
                    if has_room(graph, state, seat, arc):
                        more = insert(graph, state, worth, seat, arc)
                        if gain[depth] + more >= least and (
                            not graph.seat_weekly[seat] or could_meet(graph, state, supporter)
                        ):
                            found, worth_it, closing = True, gain[depth] + more, arc
                            remove(graph, state, worth, seat)
                            break
                        remove(graph, state, worth, seat)
                if depth < DEPTH:
                    while member[depth] < state.load[supporter]:
                        other = state.members[state.first[supporter] + member[depth]]
                        member[depth] += 1
                        if graph.seat_fixed[other] or _in_chain(chain_seat, depth, other):
                            continue
                        budget -= 1
                        spent += 1
                        arc_before = state.arc[other]
                        lost = remove(graph, state, worth, other)
                        if has_room(graph, state, seat, arc) and not (
                            fills_circle(graph, state, child) and not understood(graph, state, child, arc)
                        ):
                            more = insert(graph, state, worth, seat, arc)
                            price = worth.arc[arc] - net[arc]
                            price_before = worth.arc[arc_before] - net[arc_before]
                            now = priced[depth] + lost + more - price + price_before
                            ahead = hope[other]
                            if fills_circle(graph, state, graph.seat_child[other]):
                                ahead += worth.circle[graph.seat_child[other]]
                            if now + max(0.0, ahead) >= least - reach and (
                                not graph.seat_weekly[seat] or could_meet(graph, state, supporter)
                            ):
                                chain_arc[depth] = arc
                                depth += 1
                                chain_seat[depth] = other
                                old_arc[depth] = arc_before
                                gain[depth] = gain[depth - 1] + lost + more
                                priced[depth] = now
                                pointer[depth] = graph.seat_arcs[other]
                                member[depth] = -1
                                stepped = True
                                break
                            remove(graph, state, worth, seat)
                        insert(graph, state, worth, other, arc_before)
                        # put back last in the supporter's list; the one moved into its place was not looked at yet
                        _swap_back(state, supporter, other, member[depth] - 1)
                    if stepped:
                        break
                pointer[depth] += 1
                member[depth] = -1
            if found:
                break
            if stepped:
                continue
            # nothing left at this depth: take the step before back
            if depth == 0:
                break
            ejected = chain_seat[depth]
            depth -= 1
            remove(graph, state, worth, chain_seat[depth])
            supporter = graph.arc_supporter[chain_arc[depth]]
            insert(graph, state, worth, ejected, old_arc[depth + 1])
            _swap_back(state, supporter, ejected, member[depth] - 1)
        deepest = depth if found else 0
        # take the whole chain back, then carry it out with meeting times
        for level in range(deepest - 1, -1, -1):
            remove(graph, state, worth, chain_seat[level])
            insert(graph, state, worth, chain_seat[level + 1], old_arc[level + 1])
        if old_arc[0] >= 0:
            insert(graph, state, worth, first, old_arc[0])
        if found:
            chain_arc[deepest] = closing
            if _carry_out(graph, state, worth, chain_seat, chain_arc, old_arc, deepest, log_seat, log_slot, back_slot):
                gained += worth_it
    return gained


@njit(cache=True, nogil=True)
def _in_chain(chain_seat: Any, depth: int, seat: int) -> bool:
    for level in range(depth + 1):  # noqa: SIM110 - any() over a generator does not compile
        if chain_seat[level] == seat:
            return True
    return False


@njit(cache=True, nogil=True)
def _swap_back(state: State, supporter: int, seat: int, index: int) -> None:
    """Restore the order of a supporter's list after taking a seat out and putting it back at the end."""
    first = state.first[supporter]
    at = state.place[seat]
    if index < state.load[supporter] and at != index:
        other = state.members[first + index]
        state.members[first + index] = seat
        state.members[first + at] = other
        state.place[seat] = index
        state.place[other] = at


@njit(cache=True, nogil=True)
def _carry_out(
    graph: Graph, state: State, worth: Worth, chain_seat: Any, chain_arc: Any, old_arc: Any, deepest: int,
    log_seat: Any, log_slot: Any, back_slot: Any,
) -> bool:  # fmt: skip
    """Apply a chain with meeting times; when one finds no time, put everything back as it was."""
    for level in range(deepest + 1):
        back_slot[level] = state.slot[chain_seat[level]]
        if old_arc[level] >= 0:
            displace(graph, state, worth, chain_seat[level])
    logged = 0
    done = 0
    for level in range(deepest + 1):
        if chain_arc[level] < 0:
            done += 1
            continue
        after = place(graph, state, worth, chain_seat[level], chain_arc[level], log_seat, log_slot, logged)
        if after < 0:
            break
        logged = after
        done += 1
    if done == deepest + 1:
        return True
    for level in range(done):
        if chain_arc[level] >= 0:
            displace(graph, state, worth, chain_seat[level])
    kept = 0
    for index in range(logged):
        if not _in_chain(chain_seat, deepest, log_seat[index]):
            log_seat[kept], log_slot[kept] = log_seat[index], log_slot[index]
            kept += 1
    restore_slots(graph, state, log_seat, log_slot, kept)
    for level in range(deepest + 1):
        if old_arc[level] >= 0:
            insert(graph, state, worth, chain_seat[level], old_arc[level])
            if back_slot[level] >= 0:
                mark(graph, state, chain_seat[level], state.supporter[chain_seat[level]], back_slot[level])
    return False
