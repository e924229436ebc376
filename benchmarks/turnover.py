"""A county in which people come and go: what children live through when circles are kept and repaired, or planned afresh.

Each month some supporters give notice and are there for one more month; as many new ones come. Both ways are told the
same and treated alike: a supporter on notice still meets the child that month, so who follows can be met beside them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from app.matching import Pair, Problem, Supporter, check, solve
from app.matching.additions.filling import fill_open_seats
from app.matching.changes import Gap, SupporterGone, changed
from app.matching.columns import Columns
from app.matching.plan import CirclesOutcome, Plan
from app.matching.repair import USUAL_BUDGET, repairs
from app.matching.scoping import scoped
from app.matching.standing import Standing
from app.planning.outcome import Status

Way = Callable[[Problem, tuple[str, ...]], tuple[Pair, ...]]
FIGURES = {"figure", "wishes", "bound"}
"""What the checker says of an answer that tells no figures; everything else it says is a must broken."""


@dataclass
class Lived:
    """What children live through under one way of planning."""

    #: pairs that ended though the supporter was still there, and all pairs that ended
    avoidable: int = 0
    interruptions: int = 0
    #: children, summed over months, nobody of whose circle was there the month before
    without_known_face: int = 0
    filled: int = 0
    broken_musts: int = 0


@dataclass(frozen=True)
class Turnover:
    """Both ways side by side over the same months."""

    children: int
    supporters: int
    rounds: int
    leavers: int
    ours: Lived
    afresh: Lived

    @property
    def factor(self) -> float:
        """Interruptions planned afresh for one of ours; infinite where ours has none."""
        return self.afresh.interruptions / self.ours.interruptions if self.ours.interruptions else float("inf")


def simulate(
    problem: Problem,
    *,
    rounds: int = 6,
    percent: int = 10,
    seed: int = 0,
    iterations: int = 2,
    seconds: float | None = None,
) -> Turnover:
    """Live through so many months; every `percent` of 100 supporters gives notice each month, drawn with `seed`.

    `seconds` may end a round planned afresh before its `iterations` are done.
    """
    start = _planned(problem, iterations, seconds, seed)
    months = list(_months(problem, rounds, percent, random.Random(seed)))
    ours = _live(months, start, keep_and_repair)
    afresh = _live(months, start, _solver_of(iterations, seconds, seed))
    leavers = sum(len(month.leaving) for month in months)
    return Turnover(len(problem.children), len(problem.supporters), rounds, leavers, ours, afresh)


def sample_of(problem: Problem, children: int) -> Problem:
    """The first so many children of a problem; of each kind of supporter as large a share, of those in reach of a child.

    All where there are fewer.
    """
    if children >= len(problem.children):
        return problem
    kept = problem.children[:children]
    columns, left = Columns(problem), Counter[str]()
    for kind, count in Counter(helper.kind for helper in problem.supporters).items():
        left[kind] = -(-count * children // len(problem.children))
    ways = np.min([columns.travel_from(place) for place in {child.place for child in kept}], axis=0)
    chosen = []
    for row, helper in enumerate(problem.supporters):
        if ways[row] <= helper.travel_limit and left[helper.kind] > 0:
            left[helper.kind] -= 1
            chosen.append(helper)
    helpers = tuple(chosen)
    names, there = {helper.id for helper in helpers}, {child.id for child in kept}
    return replace(
        problem,
        children=tuple(
            replace(
                child,
                refused=tuple(name for name in child.refused if name in names),
                wishes=replace(child.wishes, supporters=tuple(n for n in child.wishes.supporters if n in names)),
            )
            for child in kept
        ),
        supporters=tuple(
            replace(helper, refused=tuple(name for name in helper.refused if name in there)) for helper in helpers
        ),
        existing=(),
        pins=(),
        exclusions=tuple(e for e in problem.exclusions if e.supporter in names and e.child in there),
    )


@dataclass(frozen=True)
class _Month:
    """Everybody who is there, and who of them gives notice."""

    problem: Problem
    leaving: tuple[str, ...]


def _months(problem: Problem, rounds: int, percent: int, draw: random.Random) -> Iterable[_Month]:
    """The same months for every way: who was on notice is gone a month later, and as many others have come."""
    people = list(problem.supporters)
    for month in range(rounds):
        leaving = draw.sample(people, max(1, round(len(people) * percent / 100)))
        yield _Month(_facts(problem, (), people), tuple(sorted(one.id for one in leaving)))
        gone = {one.id for one in leaving}
        kinds = [one.kind for one in leaving]
        people = [one for one in people if one.id not in gone]
        for number, kind in enumerate(kinds):
            like = draw.choice([one for one in problem.supporters if one.kind == kind])
            people.append(replace(like, id=f"new-{month}-{number}", refused=(), household=None))


def _live(months: list[_Month], start: tuple[Pair, ...], plan: Way) -> Lived:
    lived = Lived()
    planned, before = start, {(pair.child, pair.supporter) for pair in start}
    for month in months:
        there = {one.id for one in month.problem.supporters}
        standing = tuple(pair for pair in planned if pair.supporter in there)
        notice = {(p.child, p.supporter) for p in standing if p.supporter in month.leaving}
        planned = plan(_facts(month.problem, standing, month.problem.supporters), month.leaving)
        lived.broken_musts += _broken(month, planned)
        now = {(pair.child, pair.supporter) for pair in planned}
        meeting = now | notice
        lived.avoidable += sum(supporter in there for _child, supporter in before - meeting)
        lived.interruptions += len(before - meeting)
        known = {child for child, _supporter in before & meeting}
        lived.without_known_face += len({child for child, _supporter in before} - known)
        lived.filled += len(planned)
        before = meeting
    return lived


def _facts(problem: Problem, standing: tuple[Pair, ...], people: Iterable[Supporter]) -> Problem:
    """The problem with these people and what stands; wishes and exclusions of who is gone are forgotten."""
    supporters = tuple(people)
    there = {one.id for one in supporters}
    children = tuple(
        replace(
            child,
            refused=tuple(name for name in child.refused if name in there),
            wishes=replace(child.wishes, supporters=tuple(n for n in child.wishes.supporters if n in there)),
        )
        for child in problem.children
    )
    exclusions = tuple(e for e in problem.exclusions if e.supporter in there)
    return replace(problem, children=children, supporters=supporters, existing=standing, pins=(), exclusions=exclusions)


def keep_and_repair(problem: Problem, leaving: tuple[str, ...]) -> tuple[Pair, ...]:
    """Keep everybody who stays; fill what leavers leave, and what is open still.

    First come children who would know nobody: whoever is free, or room is made. Then whoever is free takes the rest.
    """
    now = changed(problem, [SupporterGone(one) for one in leaving]).problem
    known = {pair.child for pair in now.existing}
    strangers = {pair.child for pair in problem.existing} - known
    if strangers:
        now = _filled(now, strangers)
        met = {pair.child for pair in now.existing}
        for child in sorted(strangers - met):
            now = _with_room_made(now, child)
    return _filled(now, {child.id for child in now.children}).existing


def _filled(problem: Problem, children: set[str]) -> Problem:
    """The same problem with the open seats of these children filled by whoever is free, as a round that only adds does."""
    smaller, plan = scoped(problem, Plan(problem.existing), children)
    added = fill_open_seats(Standing(Columns(replace(smaller, existing=plan.pairs)), plan)).pairs
    return replace(problem, existing=(*problem.existing, *added))


def _with_room_made(problem: Problem, child: str) -> Problem:
    """The same problem in which others have made room for a child nobody is free for, where that can be."""
    gaps = [Gap(child, role.code) for role, count in problem.seats(problem.child_by_id[child]) for _ in range(count)]
    found = repairs(problem, [], gaps, budget=USUAL_BUDGET)
    return replace(problem, existing=found.proposals[-1].after(problem.existing)) if found.proposals else problem


def _solver_of(iterations: int, seconds: float | None, seed: int) -> Way:
    """Plan every month as if it were the first, without those on notice."""

    def afresh(problem: Problem, leaving: tuple[str, ...]) -> tuple[Pair, ...]:
        without = changed(problem, [SupporterGone(one) for one in leaving]).problem
        return _planned(without, iterations, seconds, seed)

    return afresh


def _planned(problem: Problem, iterations: int, seconds: float | None, seed: int) -> tuple[Pair, ...]:
    afresh = replace(problem, existing=(), pins=())
    return solve(afresh, iterations=iterations, seconds=seconds, seed=seed).plan.pairs


def _broken(month: _Month, planned: tuple[Pair, ...]) -> int:
    """How many musts a plan breaks, recounted without solver or repair."""
    outcome = CirclesOutcome(Status.FEASIBLE, Plan(planned), (), 0, 0)
    return sum(found.code not in FIGURES for found in check(month.problem, outcome))
