"""The hours of a week as a grid of meetings that do not overlap: the windows of a pool (`by_pools`).

Two meetings of the grid never share a half-hour, so whoever keeps to it can keep all of them. Starts beside the grid are
lost to the pool, not to the round: the chains that go on from its plan use every start.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.matching.columns import starts_within
from app.matching.engine.arrays import Float, Graph, Int64, State, Word
from app.matching.engine.slots import DAY

MOST_WINDOWS = 64
"""Bits of a word."""


class Grid(NamedTuple):
    """Where its meetings start, and as bits which of them the child of each seat, and each supporter, is free for."""

    starts: Int64
    children: Word | None  # None where nobody meets weekly
    supporters: Word | None


def grid_of(graph: Graph, state: State, seats: Int64) -> Grid:
    """The grid on which most people could meet, in the hours that the plan so far leaves them."""
    if not graph.seat_weekly.any():
        return Grid(np.zeros(0, np.int64), None, None)
    child = graph.seat_child[seats]
    children = starts_within(graph.child_windows[child] & ~state.child_busy[child], graph.meeting)
    supporters = starts_within(graph.supporter_windows & ~state.supporter_busy, graph.meeting)
    starts = most_used(_use(children) * _use(supporters), graph.meeting)
    return Grid(starts, _bits(children, starts), _bits(supporters, starts))


def most_used(use: Float, meeting: int) -> Int64:
    """Starts of meetings that do not overlap, of the greatest use together; at most as many as a word has bits.

    `use` tells for each half-hour of the week what a meeting is worth that starts then.
    """
    found: list[int] = []
    for begin in range(0, len(use), DAY):
        best = np.zeros(DAY + meeting)  # from a half-hour to the day's end
        for start in range(DAY - meeting, -1, -1):
            best[start] = max(best[start + 1], use[begin + start] + best[start + meeting])
        start = 0
        while start <= DAY - meeting:
            taken = best[start] > best[start + 1]
            if taken:
                found.append(begin + start)
            start += meeting if taken else 1
    starts = np.array(found, dtype=np.int64)
    return np.sort(starts[np.argsort(-use[starts], kind="stable")[:MOST_WINDOWS]])


def _use(table: Word) -> Float:
    """How many could begin a meeting, for each half-hour of the week."""
    by_half_hour = [(table >> np.uint64(bit) & np.uint64(1)).sum(axis=0) for bit in range(DAY)]
    return np.array(by_half_hour, dtype=np.float64).T.reshape(-1)


def _bits(table: Word, starts: Int64) -> Word:
    bits = np.zeros(len(table), np.uint64)
    for place, start in enumerate(starts.tolist()):
        day, half_hour = divmod(start, DAY)
        bits |= (table[:, day] >> np.uint64(half_hour) & np.uint64(1)) << np.uint64(place)
    return bits
