"""The best additions of one part, proven: every must as a constraint, the wishes one after another.

The model depends on the part alone, the search has one thread, a fixed seed and a limit in deterministic time, so the
same part always gives the same pairs, whatever stands elsewhere and on whatever machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from app.matching.additions.dominated import undominated
from app.matching.additions.in_turn import add_in_turn
from app.matching.additions.model import PartModel, Parts, Term
from app.matching.additions.offers import Offer
from app.matching.additions.tally import tally
from app.matching.plan import Plan
from app.matching.problem import Pair
from app.matching.programme import Wish
from app.matching.standing import Standing

MOST_WORK = 4.0
"""Deterministic time for one step of the wishes; parts beyond it keep the best pairs found, without a proof."""
_LEAST_WORK = 1e-3
_STACKED = 2**34
"""Wishes are put into one objective, each a digit of its own, as long as the numbers stay below this."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The pairs added in one part; `proven`: no other choice does better in the ordered wishes."""

    pairs: tuple[Pair, ...]
    proven: bool


def settle(standing: Standing, offers: list[Offer]) -> Settled:
    """The best additions among these offers, or the best met where their search is cut."""
    model = PartModel(standing, undominated(standing, offers))
    if _in_order(model):
        return Settled(tuple(model.pairs()), proven=True)
    met = (tuple(model.pairs()), add_in_turn(standing, offers))
    return Settled(max(met, key=lambda pairs: _values(standing, pairs)), proven=False)


def settle_again(standing: Standing, offers: list[Offer], known: Iterable[Pair], work: float) -> tuple[Pair, ...]:
    """The best of these offers, looked for beside the pairs `known` until so much deterministic time is used.

    Whoever is cut may be worse than `known`; nobody when nothing was found.
    """
    model = PartModel(standing, undominated(standing, offers))
    model.suggest(known)
    _in_order(model, work)
    return tuple(model.pairs())


class InOrder:
    """One wish after another, each bounded beside the values found for those before it.

    `held` are pairs that must be among the offers taken. `pairs` are the best found so far, in the order of the wishes;
    `work` is the deterministic time that took.
    """

    def __init__(self, standing: Standing, offers: list[Offer], known: Iterable[Pair], held: Iterable[Pair]) -> None:
        self._model = PartModel(standing, offers)
        self._model.suggest(known)
        self._model.hold(held)
        self._terms = dict(zip(standing.columns.problem.programme.wishes, self._model.terms(), strict=False))
        self._solver = _solver()
        self.work = 0.0

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs chosen last."""
        return tuple(self._model.pairs())

    def bound(self, wish: Wish, work: float) -> int | None:
        """The most this wish can be, as far as so much deterministic time tells; None where nothing was found."""
        term = self._terms[wish]
        self._solver.parameters.max_deterministic_time = work
        status = self._model.step(self._solver, term.parts)
        self.work += self._solver.response_proto.deterministic_time
        if status is None:
            return None
        return int(self._solver.best_objective_bound + 1e-6) if term.parts else 0

    def stop(self) -> None:
        """End a search under way in another thread."""
        self._solver.stop_search()


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # the musts are mostly sums: their full relaxation proves in a second what clauses alone do not in a minute
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = MOST_WORK
    return solver


def _in_order(model: PartModel, work: float | None = None) -> bool:
    """Go through the wishes in order, at most `work` for all of them; whether every step was proven."""
    solver = _solver()
    for parts in _stacked(model.terms()):
        if work is not None:
            solver.parameters.max_deterministic_time = max(work, _LEAST_WORK)
        status = model.step(solver, parts)
        if work is not None:
            work -= solver.response_proto.deterministic_time
        if status != cp_model.OPTIMAL:
            return False
    return True


def _values(standing: Standing, pairs: tuple[Pair, ...]) -> list[int]:
    """The wishes in order, of what stands and these pairs."""
    stands = (pair for circle in standing.circle.values() for pair in circle)
    return list(tally(standing.columns, Plan((*stands, *pairs))).values())


def _stacked(terms: Iterable[Term]) -> Iterable[Parts]:
    """Neighbouring terms in one objective, the earlier one above: one step of it outweighs all of the later one."""
    goal: list[tuple[cp_model.IntVar, int]] = []
    most = 0
    for term in terms:
        if not any(factor for _, factor in term.parts):
            continue
        digit = term.most + 1
        if goal and (most + 1) * digit > _STACKED:
            yield goal
            goal, most = [], 0
        goal = [(variable, factor * digit) for variable, factor in goal] + list(term.parts)
        most = most * digit + term.most
    if goal:
        yield goal
