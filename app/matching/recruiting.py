"""Where to recruit: the places at which one more person of a role completes most circles.

Each place first gets a number no round can exceed: the circles a newcomer there could complete, as far as places and
minutes go. Places are then tried by real additions, largest number first, until no place left can come among the best.
Circles count by rhythm, as in every round. The numbers bound only a programme whose first wish is complete circles;
under another order the likeliest MOST_TRIED places are tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.matching.additions.offers import Offer, offers
from app.matching.columns import Columns
from app.matching.loosening import NEWCOMER, Change, Limit, usual_person
from app.matching.problem import Problem
from app.matching.programme import Wish
from app.matching.relaxations import Around, Gain
from app.matching.standing import Standing

BEST = 5
MOST_TRIED = 40


@dataclass(frozen=True, slots=True)
class Recruit:
    """One more person of a role who lives at a place: `most` is what no round completes beyond, by weight.

    `gain`: what a round gives with this person. `weight`: of the circles complete then that are not complete in a
    round without any change; `more`: how many circles, and `filled`: how many seats, more than in that round.
    """

    role: str
    place: str
    most: int
    gain: Gain | None = None
    weight: int = 0
    more: int = 0
    filled: int = 0


def best_places(
    around: Around, role: str, best: int = BEST, told: Callable[[], None] = lambda: None
) -> tuple[Recruit, ...]:
    """The places where one more person of this role completes most, best first; those that add nothing are left out.

    `told` is called before each place is tried.
    """
    base = around.gain(Change(Limit.NONE))
    bounded = around.problem.programme.wishes[0] is Wish.COMPLETE
    tried: list[Recruit] = []
    weigh = around.problem.programme.rhythm_weights.of
    weights = {child.id: weigh(child.rhythm) for child in around.problem.children}
    incomplete = {child for child, _role, _count in around.open_seats} - set(base.complete)
    left = sum(weights[child] for child in incomplete)
    for number, place in enumerate(estimates(around, role)):
        ranked = sorted((one.weight for one in tried), reverse=True)[:best]
        if bounded and len(ranked) == best and min(place.most, left) <= ranked[-1]:
            break
        if number >= MOST_TRIED and not bounded:
            break
        told()
        tried.append(_tried(around, base, place))
    order = {place.id: row for row, place in enumerate(around.problem.places)}
    helping = [one for one in tried if one.more > 0 or one.filled > 0]
    helping.sort(key=lambda one: (-one.weight, -one.more, -one.filled, order[one.place]))
    return tuple(helping[:best])


def _tried(around: Around, base: Gain, place: Recruit) -> Recruit:
    gain = around.gain(Change(Limit.PERSON, place.role, place=place.place))
    weigh = around.problem.programme.rhythm_weights.of
    weights = {child.id: weigh(child.rhythm) for child in around.problem.children}
    weight = sum(weights[child] for child in gain.complete) - sum(weights[child] for child in base.complete)
    more = len(gain.complete) - len(base.complete)
    return replace(place, gain=gain, weight=weight, more=more, filled=len(gain.pairs) - len(base.pairs))


def estimates(around: Around, role: str) -> list[Recruit]:
    """Every place from which a newcomer could take a seat, with the most that could complete; most first."""
    problem = around.problem
    seat = problem.programme.role(role)
    anybody = usual_person(problem, seat, problem.places[0].id)
    newcomers = tuple(replace(anybody, base=place.id, id=f"{NEWCOMER} {place.id}") for place in problem.places)
    widened = replace(problem, supporters=(*problem.supporters, *newcomers))
    first = len(problem.supporters)
    reached: dict[int, list[Offer]] = defaultdict(list)
    others: dict[tuple[str, str], set[int]] = defaultdict(set)
    for offer in offers(Standing(Columns(widened), around.plan)):
        code = problem.programme.roles[offer.role].code
        if offer.supporter < first:
            others[problem.children[offer.child].id, code].add(offer.supporter)
        elif code == role:
            reached[offer.supporter].append(offer)
    completable = _completable(around, role, others)
    order = {place.id: row for row, place in enumerate(problem.places)}
    found = [
        Recruit(role, widened.supporters[row].base, _most(widened, row, listed, completable))
        for row, listed in reached.items()
    ]
    return sorted(found, key=lambda one: (-one.most, order[one.place]))


def _completable(around: Around, role: str, others: dict[tuple[str, str], set[int]]) -> set[str]:
    """Children for whom every open seat has somebody, with the newcomer in one of this role."""
    lacking = {
        child for child, code, count in around.open_seats if len(others.get((child, code), ())) + (code == role) < count
    }
    return {child for child, _, _ in around.open_seats} - lacking


def _most(problem: Problem, row: int, listed: list[Offer], completable: set[str]) -> int:
    """The weights of the circles one person could complete: as many as fit by minutes and places, the heaviest ones."""
    person = problem.supporters[row]
    fitting = [offer for offer in listed if problem.children[offer.child].id in completable]
    left, count = person.weekly_minutes, 0
    for minutes in sorted(offer.minutes for offer in fitting):
        if minutes > left:
            break
        left, count = left - minutes, count + 1
    weigh = problem.programme.rhythm_weights.of
    weights = sorted((weigh(problem.children[offer.child].rhythm) for offer in fitting), reverse=True)
    return sum(weights[: min(count, problem.sibling_caseload(person))])
