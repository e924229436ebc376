"""The arrays the compiled kernels share. A seat is one role of one child's circle; an arc is one supporter it may get."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]
Word = NDArray[np.uint64]


class Graph(NamedTuple):
    """What does not change during a search."""

    child_seats: Int64  # child -> first seat, length children + 1
    seat_child: Int32
    seat_role: Int32
    seat_rank: Int32  # 0 for the first seat of a role in its circle, 1 for the second ...
    seat_weekly: Bool  # meets at a weekly slot
    seat_fixed: Bool  # pinned
    seat_arcs: Int64  # seat -> first arc, length seats + 1
    arc_supporter: Int32
    arc_minutes: Int32  # a week
    arc_speaks: Bool  # the guardian's language
    arc_hour: Int32  # the start of the weekly meeting this pair has today and keeps; -1: any
    child_speaker: Bool  # the full circle must hold a speaker
    child_household: Int32  # -1: none
    caseload: Int32  # places left in this round
    sibling_caseload: Int32  # the same when all children are of one household
    balance_from: Int32  # children already there, for the balance wish
    balance_base: Int32  # caseload before, for the balance wish
    minutes: Int32  # a week
    child_windows: Word  # children x 7 days
    supporter_windows: Word
    meeting: int  # half-hours of a meeting


class Worth(NamedTuple):
    """What things count in one scalar objective."""

    arc: Float
    circle: Float  # per child, when complete
    sibling: float
    balance: float  # per tenth, see rules.wish_balance


class State(NamedTuple):
    """A plan under construction; -1 stands for nothing."""

    supporter: Int32  # per seat
    arc: Int64  # per seat
    slot: Int32  # per seat, half-hour of the week
    load: Int32  # seats per supporter
    used: Int32  # minutes a week per supporter
    filled: Int32  # seats filled per child
    speakers: Int32  # members who speak the guardian's language, per child
    first: Int64  # supporter -> first place in `members`
    members: Int32  # seats by supporter, the first load[s] of each stretch are live
    place: Int32  # per seat, its place within the supporter's stretch
    supporter_busy: Word  # supporters x 7 days
    child_busy: Word


def empty_state(graph: Graph) -> State:
    """A plan that places nobody."""
    seats, supporters = len(graph.seat_child), len(graph.caseload)
    children = len(graph.child_household)
    room = np.maximum(graph.caseload, graph.sibling_caseload).astype(np.int64)
    first = np.zeros(supporters + 1, dtype=np.int64)
    np.cumsum(np.minimum(room, max(1, seats)), out=first[1:])
    return State(
        supporter=np.full(seats, -1, dtype=np.int32),
        arc=np.full(seats, -1, dtype=np.int64),
        slot=np.full(seats, -1, dtype=np.int32),
        load=np.zeros(supporters, dtype=np.int32),
        used=np.zeros(supporters, dtype=np.int32),
        filled=np.zeros(children, dtype=np.int32),
        speakers=np.zeros(children, dtype=np.int32),
        first=first,
        members=np.full(int(first[-1]), -1, dtype=np.int32),
        place=np.full(seats, -1, dtype=np.int32),
        supporter_busy=np.zeros((supporters, 7), dtype=np.uint64),
        child_busy=np.zeros((children, 7), dtype=np.uint64),
    )


def copy_state(state: State) -> State:
    """An independent copy."""
    return State._make(array.copy() for array in state)
