"""Weekly meeting slots: a start for every pair so that neither supporter nor child is in two meetings at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.matching.engine.arrays import Graph, State

DAY = 48
MOST_TRIES = 400
"""Rearranging one supporter's meetings gives up after so many tries: a lost chance, never a broken must."""


@njit(cache=True, nogil=True)
def meeting_bits(length: int) -> Any:
    return (np.uint64(1) << np.uint64(length)) - np.uint64(1)


@njit(cache=True, nogil=True)
def next_start(free: Any, length: int, begin: int) -> int:
    """The first start at or after `begin` of a meeting inside the free half-hours (seven day words), or -1."""
    for day in range(begin // DAY, 7):
        starts = free[day]
        for later in range(1, length):
            starts &= free[day] >> np.uint64(later)
        bit = begin - day * DAY if day == begin // DAY else 0
        starts >>= np.uint64(bit)
        while starts != np.uint64(0) and bit + length <= DAY:
            if starts & np.uint64(1):
                return day * DAY + bit
            starts >>= np.uint64(1)
            bit += 1
    return -1


@njit(cache=True, nogil=True)
def mark(graph: Graph, state: State, seat: int, supporter: int, start: int) -> None:
    """Book the seat's meeting with both sides."""
    bits = meeting_bits(graph.meeting) << np.uint64(start % DAY)
    state.slot[seat] = start
    state.supporter_busy[supporter, start // DAY] |= bits
    state.child_busy[graph.seat_child[seat], start // DAY] |= bits


@njit(cache=True, nogil=True)
def unmark(graph: Graph, state: State, seat: int, supporter: int) -> None:
    """Give the seat's meeting time back."""
    start = state.slot[seat]
    if start < 0:
        return
    bits = ~(meeting_bits(graph.meeting) << np.uint64(start % DAY))
    state.slot[seat] = -1
    state.supporter_busy[supporter, start // DAY] &= bits
    state.child_busy[graph.seat_child[seat], start // DAY] &= bits


@njit(cache=True, nogil=True)
def keep_hour(graph: Graph, arc: int, free: Any) -> None:
    """Leave of the free half-hours only those of the hour a standing pair keeps."""
    hour = graph.arc_hour[arc]
    if hour >= 0:
        for day in range(7):
            free[day] &= meeting_bits(graph.meeting) << np.uint64(hour % DAY) if hour // DAY == day else np.uint64(0)


@njit(cache=True, nogil=True)
def free_at(graph: Graph, state: State, seat: int, arc: int, start: int) -> bool:
    """Whether this pair can meet at that hour, beside everybody's other meetings."""
    if graph.arc_hour[arc] >= 0 and graph.arc_hour[arc] != start:
        return False
    free = np.empty(7, dtype=np.uint64)
    _free_now(graph, state, seat, arc, free)
    return next_start(free, graph.meeting, start) == start


@njit(cache=True, nogil=True)
def book(graph: Graph, state: State, seat: int, arc: int, log_seat: Any, log_slot: Any, logged: int) -> int:
    """Find a time for a new pair, moving the supporter's or the child's other meetings where that helps.

    Moved meetings are logged with their old times. Returns the new length of the log, or -1 when there is no time.
    """
    supporter = graph.arc_supporter[arc]
    free = np.empty(7, dtype=np.uint64)
    _free_now(graph, state, seat, arc, free)
    start = next_start(free, graph.meeting, 0)
    if start >= 0:
        mark(graph, state, seat, supporter, start)
        return logged
    after = _rearrange_supporter(graph, state, seat, arc, log_seat, log_slot, logged)
    if after >= 0:
        return after
    return _move_other_role(graph, state, seat, arc, log_seat, log_slot, logged)


@njit(cache=True, nogil=True)
def _free_now(graph: Graph, state: State, seat: int, arc: int, free: Any) -> None:
    """The half-hours in which this pair could meet and nobody has another meeting."""
    child, supporter = graph.seat_child[seat], graph.arc_supporter[arc]
    for day in range(7):
        common = graph.child_windows[child, day] & graph.supporter_windows[supporter, day]
        free[day] = common & ~state.supporter_busy[supporter, day] & ~state.child_busy[child, day]
    keep_hour(graph, arc, free)


@njit(cache=True, nogil=True)
def _rearrange_supporter(
    graph: Graph, state: State, seat: int, arc: int, log_seat: Any, log_slot: Any, logged: int
) -> int:
    """Choose anew the times of all the supporter's meetings, the new one among them; depth first, bounded."""
    supporter = graph.arc_supporter[arc]
    total = state.load[supporter] + 1
    seats = np.empty(total, dtype=np.int32)
    meetings = 0
    for index in range(state.load[supporter]):
        other = state.members[state.first[supporter] + index]
        if graph.seat_weekly[other] and other != seat:
            seats[meetings] = other
            meetings += 1
    seats[meetings] = seat
    meetings += 1
    if meetings == 1 or logged + meetings > len(log_seat):
        return -1
    free = _free_times(graph, state, supporter, seats, meetings, arc)
    chosen = np.full(meetings, -1, dtype=np.int32)
    if not _fit_all(graph, meetings, free, chosen):
        return -1
    for index in range(meetings - 1):
        log_seat[logged] = seats[index]
        log_slot[logged] = state.slot[seats[index]]
        logged += 1
        unmark(graph, state, seats[index], supporter)
    for index in range(meetings):
        mark(graph, state, seats[index], supporter, chosen[index])
    return logged


@njit(cache=True, nogil=True)
def could_meet(graph: Graph, state: State, supporter: int) -> bool:
    """Whether all seats now with this supporter find times, the children's other meetings staying where they are.

    For chains not carried out yet: a seat may still hold the time it has with somebody else; it would give that up.
    """
    seats = np.empty(state.load[supporter], dtype=np.int32)
    meetings = 0
    for index in range(state.load[supporter]):
        seat = state.members[state.first[supporter] + index]
        if graph.seat_weekly[seat]:
            seats[meetings] = seat
            meetings += 1
    if meetings == 0:
        return True
    free = _free_times(graph, state, supporter, seats, meetings, -1)
    chosen = np.full(meetings, -1, dtype=np.int32)
    return _fit_all(graph, meetings, free, chosen)


@njit(cache=True, nogil=True)
def _free_times(graph: Graph, state: State, supporter: int, seats: Any, meetings: int, arc: int) -> Any:
    """Per seat the half-hours both are free, its own present meeting counted as free for the child.

    `arc` is that of the last seat when it is not placed yet, else -1.
    """
    free = np.empty((meetings, 7), dtype=np.uint64)
    for index in range(meetings):
        child = graph.seat_child[seats[index]]
        own = state.slot[seats[index]]
        for day in range(7):
            busy = state.child_busy[child, day]
            if own >= 0 and own // DAY == day:
                busy &= ~(meeting_bits(graph.meeting) << np.uint64(own % DAY))
            free[index, day] = graph.child_windows[child, day] & graph.supporter_windows[supporter, day] & ~busy
        keep_hour(graph, arc if arc >= 0 and index == meetings - 1 else state.arc[seats[index]], free[index])
    return free


@njit(cache=True, nogil=True)
def _fit_all(graph: Graph, meetings: int, free: Any, chosen: Any) -> bool:
    """Depth-first search for starts that do not overlap (two siblings' meetings are two meetings)."""
    busy = np.zeros(7, dtype=np.uint64)
    left = np.empty(7, dtype=np.uint64)
    index = 0
    tries = 0
    while index >= 0:
        tries += 1
        if tries > MOST_TRIES:
            return False
        if chosen[index] >= 0:
            bits = meeting_bits(graph.meeting) << np.uint64(chosen[index] % DAY)
            busy[chosen[index] // DAY] &= ~bits
        for day in range(7):
            left[day] = free[index, day] & ~busy[day]
        start = next_start(left, graph.meeting, chosen[index] + 1) if chosen[index] + 1 < 7 * DAY else -1
        chosen[index] = start
        if start < 0:
            index -= 1
            continue
        busy[start // DAY] |= meeting_bits(graph.meeting) << np.uint64(start % DAY)
        index += 1
        if index == meetings:
            return True
    return False


@njit(cache=True, nogil=True)
def _move_other_role(graph: Graph, state: State, seat: int, arc: int, log_seat: Any, log_slot: Any, logged: int) -> int:
    """Move one of the child's other meetings to another time of that pair, if that makes room."""
    child, supporter = graph.seat_child[seat], graph.arc_supporter[arc]
    free = np.empty(7, dtype=np.uint64)
    for other in range(graph.child_seats[child], graph.child_seats[child + 1]):
        held = state.slot[other]
        if other == seat or held < 0 or logged >= len(log_seat):
            continue
        with_whom = state.supporter[other]
        unmark(graph, state, other, with_whom)
        start = -1
        while start + 1 < 7 * DAY:
            _free_now(graph, state, seat, arc, free)
            start = next_start(free, graph.meeting, start + 1)
            if start < 0:
                break
            mark(graph, state, seat, supporter, start)
            _free_now(graph, state, other, state.arc[other], free)
            instead = next_start(free, graph.meeting, 0)
            if instead >= 0:
                mark(graph, state, other, with_whom, instead)
                log_seat[logged] = other
                log_slot[logged] = held
                return logged + 1
            unmark(graph, state, seat, supporter)
        mark(graph, state, other, with_whom, held)
    return -1
