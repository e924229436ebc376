"""Last of all, each pair's weekly slot moves to the hour both like best, familiar hours first."""

from __future__ import annotations

from app.matching.problem import Pair, Problem
from app.planning.availability import meeting_starts


def settle_slots(problem: Problem, pairs: list[Pair]) -> list[Pair]:
    """The same pairs with kinder slots; whoever stands today keeps today's hour where it is still free."""
    length = problem.programme.meeting_half_hours
    meeting = (1 << length) - 1
    today = {(p.child, p.role, p.supporter): p.slot for p in (*problem.existing, *problem.pins) if p.slot is not None}
    busy: dict[str, int] = {}
    for pair in pairs:
        if pair.slot is not None:
            for who in (f"c{pair.child}", f"s{pair.supporter}"):
                busy[who] = busy.get(who, 0) | (meeting << pair.slot)
    settled = []
    for pair in pairs:
        if pair.slot is None:
            settled.append(pair)
            continue
        child, supporter = f"c{pair.child}", f"s{pair.supporter}"
        own = meeting << pair.slot
        busy[child] &= ~own
        busy[supporter] &= ~own
        starts = _free_starts(problem, pair, ~(busy[child] | busy[supporter]), length)
        slot = _kindest(problem, pair, starts, today.get((pair.child, pair.role, pair.supporter)), meeting)
        busy[child] |= meeting << slot
        busy[supporter] |= meeting << slot
        settled.append(Pair(pair.child, pair.role, pair.supporter, slot))
    return settled


def _free_starts(problem: Problem, pair: Pair, free: int, length: int) -> list[int]:
    common = problem.child_by_id[pair.child].windows.mask & problem.supporter_by_id[pair.supporter].windows.mask
    starts = meeting_starts(common & free, length)
    found = []
    while starts:
        lowest = starts & -starts
        found.append(lowest.bit_length() - 1)
        starts ^= lowest
    return found


def _kindest(problem: Problem, pair: Pair, starts: list[int], today: int | None, meeting: int) -> int:
    child, supporter = problem.child_by_id[pair.child].windows, problem.supporter_by_id[pair.supporter].windows
    if today in starts and today is not None:
        return today

    def liking(start: int) -> tuple[int, int]:
        hours = meeting << start
        liked = sum((hours & who.preferred_mask).bit_count() for who in (child, supporter))
        disliked = sum((hours & who.reluctant_mask).bit_count() for who in (child, supporter))
        return (disliked - liked, start)

    return min(starts, key=liking)
