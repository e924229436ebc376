"""When somebody leaves or moves: at most three ways to go on that disturb as few people as possible.

Open seats go first to people who are free for them. Where nobody is, standing pairs move, one after another, and
nobody who gives a seat up is left without: each child moved gets somebody else for it. See docs/decisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.matching.changes import Change, Changed, Gap, changed
from app.matching.columns import Columns
from app.matching.plan import Plan
from app.matching.problem import Pair, Problem
from app.matching.repair_core import Answer, Core
from app.matching.repair_seats import FEWEST_MOVED, FEWEST_OVER_TWO, Surroundings
from app.matching.smallest_change import SmallestChange, smallest_change
from app.matching.standing import Standing

MOST_PROPOSALS = 3
USUAL_BUDGET = 4


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to go on: who joins whom, which standing pairs give way, and which gaps stay open.

    `disturbed`: supporters who give a child up and children who are given up, not those the change itself concerns;
    somebody free who takes a gap is not disturbed. Never more than the budget.
    """

    joins: tuple[Pair, ...]
    leaves: tuple[Pair, ...]
    left_open: tuple[Gap, ...]
    disturbed: tuple[str, ...]

    def after(self, standing: Sequence[Pair]) -> tuple[Pair, ...]:
        """The pairs after the repair, from those that go on."""
        return tuple(sorted({*standing, *self.joins} - set(self.leaves), key=lambda p: (p.child, p.role, p.supporter)))


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A gap no proposal fills, and the smallest single change that would; None: nobody could come to this child."""

    gap: Gap
    change: SmallestChange | None


@dataclass(frozen=True)
class Repairs:
    """What a change breaks and how it could go on; `changed.problem` holds the facts and pairs as they are now.

    Proposals are ordered by people disturbed, then by what stays open. `uncovered`: what even the one that fills most
    leaves open.
    """

    changed: Changed
    proposals: tuple[Repair, ...]
    uncovered: tuple[Uncovered, ...]


def repairs(
    problem: Problem, changes: Sequence[Change], left: Sequence[Gap] = (), *, budget: int = USUAL_BUDGET
) -> Repairs:
    """At most three repairs of `problem.existing` after `changes`, none of which disturbs more people than `budget`.

    `left`: seats that somebody who is not in the problem has left; they are filled too.

    For what it fills, each of them disturbs as few people as any plan could (the first wish is who is filled, weighted
    by rhythm); among those that move the same pairs, it is the best by the programme's wishes in order. Raise Refusal
    when a change speaks of somebody unknown.
    """
    found = changed(problem, changes, left)
    if not found.gaps:
        return Repairs(found, (), ())
    columns = Columns(found.problem)
    standing = Standing(columns, Plan(found.problem.existing))
    answers = _answers(Surroundings(found, columns, standing, budget), budget)
    proposals = tuple(_proposal(found, answer) for answer in answers)
    best = max(answers, key=lambda answer: answer.weight, default=None)
    return Repairs(found, proposals, _uncovered(found, columns, best))


def _answers(around: Surroundings, budget: int) -> list[Answer]:
    """At most three answers, by people disturbed."""
    core, front = _cores(around, budget)
    if front and not front[0].disturbed:
        budget = 0
    chosen = _three(front)
    while chosen and len(chosen) < MOST_PROPOSALS:
        most = max(chosen, key=lambda answer: answer.weight)
        other = core.solve(budget, other_than=chosen, at_least=most.weight)
        if other is None:
            break
        chosen.append(other)
    return sorted(chosen, key=lambda answer: (len(answer.disturbed), -answer.weight))


def _cores(around: Surroundings, budget: int) -> tuple[Core, list[Answer]]:
    """The smallest core that can do no worse than the whole one, and its answers.

    Nobody moves; or children move once, to people with a place left; or whoever takes one gives one up in turn, which
    disturbs four people at least.
    """
    core = Core(around.within(0))
    best = core.solve(0)
    front = [] if best is None else [best]
    if budget < FEWEST_MOVED or _weight(front) == around.most(budget):
        return core, front
    once = Core(around.within(min(budget, FEWEST_OVER_TWO - 1)))
    front = _front(once, budget)
    if front and not front[0].disturbed:
        once = core
    few = not front or len(front[0].disturbed) <= FEWEST_OVER_TWO
    if budget < FEWEST_OVER_TWO or (few and _weight(front) >= min(around.most(budget), around.most_over_two(budget))):
        return once, front
    whole = Core(around.within(budget, _weight(front) if few else None))
    best = whole.solve(budget, at_least=_weight(front) + few)
    if best is None:
        return once, front
    rest = len(best.disturbed) - 1
    return whole, [best, *_front(whole if rest >= FEWEST_OVER_TWO else once, rest)]


def _weight(front: list[Answer]) -> int:
    return front[0].weight if front else 0


def _front(core: Core, budget: int) -> list[Answer]:
    """From the answer that fills most to the one that disturbs nobody: each fills most for the people it disturbs."""
    front: list[Answer] = []
    answer = core.solve(budget) if budget >= 0 else None
    while answer is not None:
        front.append(answer)
        answer = core.solve(len(answer.disturbed) - 1) if answer.disturbed else None
    return front


def _three(front: list[Answer]) -> list[Answer]:
    """The one that fills most, the next, and the one that disturbs fewest."""
    return front if len(front) <= MOST_PROPOSALS else [front[0], front[1], front[-1]]


def _proposal(found: Changed, answer: Answer) -> Repair:
    return Repair(answer.joins, answer.leaves, _left_open(found, answer), answer.disturbed)


def _left_open(found: Changed, answer: Answer | None) -> tuple[Gap, ...]:
    filled = Counter(Gap(pair.child, pair.role) for pair in answer.joins) if answer else Counter[Gap]()
    return tuple(sorted((Counter(found.gaps) - filled).elements()))


def _uncovered(found: Changed, columns: Columns, best: Answer | None) -> tuple[Uncovered, ...]:
    problem = found.problem
    gone, joined = (set(best.leaves), best.joins) if best else (set[Pair](), ())
    standing = Standing(columns, Plan(tuple(pair for pair in problem.existing if pair not in gone) + joined))
    return tuple(
        Uncovered(gap, smallest_change(standing, problem.child_by_id[gap.child], problem.programme.role(gap.role)))
        for gap in _left_open(found, best)
    )
