"""What has changed since a plan was made, and what of the plan it breaks.

Somebody leaves, or somebody's facts are others now: moved house, boards at school, papers run out, fewer hours.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.matching.columns import Asked, Columns, week_mask
from app.matching.plan import Plan
from app.matching.problem import Child, Pair, Problem, Supporter
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.matching.standing import Standing
from app.planning.availability import meeting_starts
from app.planning.refusals import refuse_unknown


@dataclass(frozen=True, slots=True)
class SupporterGone:
    """A supporter is in no circle any more: has left, is ill for long, may not come without papers."""

    supporter: str


@dataclass(frozen=True, slots=True)
class ChildGone:
    """A child has no circle any more: lives with the parents again, has grown out of the programme."""

    child: str


@dataclass(frozen=True, slots=True)
class SupporterChanged:
    """A supporter's facts as they are from now on."""

    now: Supporter


@dataclass(frozen=True, slots=True)
class ChildChanged:
    """A child's facts as they are from now on."""

    now: Child


Change = SupporterGone | ChildGone | SupporterChanged | ChildChanged


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A seat of a child's circle that has lost its supporter."""

    child: str
    role: str


@dataclass(frozen=True)
class Changed:
    """A problem after changes. Its `existing` pairs are those that go on; `moved_hours` of them at another hour.

    `broken`: pairs that cannot go on. `gaps`: the seats they leave, one entry per seat.
    """

    problem: Problem
    broken: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    moved_hours: tuple[Pair, ...]


def changed(problem: Problem, changes: Sequence[Change], left: Sequence[Gap] = ()) -> Changed:
    """The problem as it is now; only pairs of those the changes speak of are looked at again.

    `left`: seats somebody has left already; they are gaps too.

    Where somebody can keep only some of their children, pinned pairs go on, then those named first in `existing`.
    Raise Refusal when a change speaks of somebody unknown.
    """
    _refuse_strangers(problem, changes)
    after = _with_facts(problem, changes)
    touched = {_who(change) for change in changes}
    kept, moved_hours = _going_on(after, touched)
    together = {(pair.child, pair.supporter) for pair in kept}
    broken = tuple(pair for pair in problem.existing if (pair.child, pair.supporter) not in together)
    wanted = {child.id: {role.code for role, _count in after.seats(child)} for child in after.children}
    lost = [*left, *(Gap(pair.child, pair.role) for pair in broken)]
    gaps = tuple(sorted(gap for gap in lost if gap.role in wanted.get(gap.child, ())))
    pins = tuple(pin for pin in after.pins if (pin.child, pin.supporter) in together)
    return Changed(replace(after, existing=kept, pins=pins), broken, gaps, moved_hours)


def _who(change: Change) -> tuple[str, str]:
    if isinstance(change, SupporterGone):
        return "supporter", change.supporter
    if isinstance(change, ChildGone):
        return "child", change.child
    return ("supporter" if isinstance(change, SupporterChanged) else "child"), change.now.id


def _refuse_strangers(problem: Problem, changes: Sequence[Change]) -> None:
    for index, change in enumerate(changes):
        side, name = _who(change)
        known = problem.supporter_by_id if side == "supporter" else problem.child_by_id
        refuse_unknown(set(known), name, f"changes[{index}].{side}")


def _with_facts(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The same problem with the new facts; whoever is gone is named nowhere any more."""
    gone = {change.supporter for change in changes if isinstance(change, SupporterGone)}
    left = {change.child for change in changes if isinstance(change, ChildGone)}
    now = {change.now.id: change.now for change in changes if isinstance(change, SupporterChanged)}
    children = {change.now.id: change.now for change in changes if isinstance(change, ChildChanged)}

    def stays(pair: Pair) -> bool:
        return pair.supporter not in gone and pair.child not in left

    return replace(
        problem,
        children=tuple(_forgets(children.get(c.id, c), gone) for c in problem.children if c.id not in left),
        supporters=tuple(
            _without(now.get(s.id, s), left) for s in problem.supporters if s.id not in gone
        ),
        existing=tuple(filter(stays, problem.existing)),
        pins=tuple(filter(stays, problem.pins)),
        exclusions=tuple(e for e in problem.exclusions if e.supporter not in gone and e.child not in left),
    )  # fmt: skip


def _forgets(child: Child, gone: Collection[str]) -> Child:
    refused = tuple(name for name in child.refused if name not in gone)
    asked = tuple(name for name in child.wishes.supporters if name not in gone)
    if (refused, asked) == (child.refused, child.wishes.supporters):
        return child
    return replace(child, refused=refused, wishes=replace(child.wishes, supporters=asked))


def _without(supporter: Supporter, left: Collection[str]) -> Supporter:
    refused = tuple(name for name in supporter.refused if name not in left)
    return supporter if refused == supporter.refused else replace(supporter, refused=refused)


def _going_on(problem: Problem, touched: Collection[tuple[str, str]]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The standing pairs that go on, in their order, and those of them whose hour has to move."""
    columns = Columns(problem)
    pinned = {(pin.child, pin.role, pin.supporter) for pin in problem.pins}

    def of_touched(pair: Pair) -> bool:
        return ("supporter", pair.supporter) in touched or ("child", pair.child) in touched

    standing = Standing(columns, Plan(tuple(pair for pair in problem.existing if not of_touched(pair))))
    again = [pair for pair in problem.existing if of_touched(pair)]
    again.sort(key=lambda pair: (pair.child, pair.role, pair.supporter) not in pinned)
    hours = {(pair.child, pair.supporter): pair for pair in problem.existing if not of_touched(pair)}
    for pair in again:
        found = _still(standing, pair)
        if found is not None:
            standing.add(found)
            hours[pair.child, pair.supporter] = found
    kept = tuple(hours[p.child, p.supporter] for p in problem.existing if (p.child, p.supporter) in hours)
    before = {(pair.child, pair.supporter): pair.slot for pair in problem.existing}
    return kept, tuple(pair for pair in kept if pair.slot != before[pair.child, pair.supporter])


def _still(standing: Standing, pair: Pair) -> Pair | None:
    """The pair as it goes on beside those that do already, at its hour or the first other one; None: it cannot."""
    columns = standing.columns
    problem = columns.problem
    child, role = problem.child_by_id[pair.child], problem.programme.role(pair.role)
    supporter = problem.supporter_by_id[pair.supporter]
    if not child.needs(role) or supporter.kind not in role.kinds or standing.filled(child, role) >= role.count:
        return None
    asked = Asked(columns, child, role, np.array([columns.row_of[pair.supporter]]))
    if not all(must.allowed(asked)[0] for must in PAIR_MUSTS):
        return None
    if not all(must.allowed(asked, standing)[0] for must in PLAN_MUSTS if must.code != "slot"):
        return None
    if not role.weekly_slot:
        return replace(pair, slot=None)
    busy = week_mask(standing.busy[columns.row_of[pair.supporter]]) | standing.child_busy.get(pair.child, 0)
    starts = meeting_starts(child.windows.mask & supporter.windows.mask & ~busy, problem.programme.meeting_half_hours)
    if not starts:
        return None
    same = pair.slot is not None and starts >> pair.slot & 1
    return pair if same else replace(pair, slot=(starts & -starts).bit_length() - 1)
