"""The hours of standing pairs: a pair that stays keeps the weekly hour it has (the rule is `rules.must_slot`)."""

from __future__ import annotations

from app.matching.problem import Pair, Problem
from app.planning.availability import meeting_starts


def kept_hours(problem: Problem) -> dict[tuple[str, str, str], int]:
    """Per (child, role, supporter) who stand there today, or are pinned, at an hour that is still possible: that hour.

    Where two pairs want one hour, pins and then the first named have it.
    """
    length = problem.programme.meeting_half_hours
    meeting = (1 << length) - 1
    taken: dict[str, int] = {}
    kept: dict[tuple[str, str, str], int] = {}
    for pair in (*problem.pins, *problem.existing):
        key = (pair.child, pair.role, pair.supporter)
        if pair.slot is None or not problem.programme.role(pair.role).weekly_slot or key in kept:
            continue
        hours, sides = meeting << pair.slot, (f"c{pair.child}", f"s{pair.supporter}")
        if _both_free(problem, pair, length) and not any(taken.get(side, 0) & hours for side in sides):
            kept[key] = pair.slot
            for side in sides:
                taken[side] = taken.get(side, 0) | hours
    return kept


def _both_free(problem: Problem, pair: Pair, length: int) -> bool:
    child, supporter = problem.child_by_id[pair.child], problem.supporter_by_id[pair.supporter]
    assert pair.slot is not None
    return bool(meeting_starts(child.windows.mask & supporter.windows.mask, length) >> pair.slot & 1)
