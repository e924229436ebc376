"""Six rounds with too few people: among children of equal need nobody is passed over for one who waits less."""

from __future__ import annotations

from datetime import timedelta

from app.matching import Child, Programme, Rhythm, Waiting, Wish, check, solve
from tests.matching.counties import START, VOLUNTEER, a_round, lan, mei

ROUNDS, DAYS_BETWEEN = 6, 30
#: children of each need, and volunteers who come for one round each: every round five of eleven children get somebody
CLOSE, LIGHT, VOLUNTEERS = 4, 7, 5


def children(waited: dict[str, int]) -> tuple[Child, ...]:
    """Four children of close and seven of light rhythm; the first of each share the volunteers' interests."""
    found = []
    for rhythm, many in ((Rhythm.R2, CLOSE), (Rhythm.R4, LIGHT)):
        for number in range(many):
            name = f"{rhythm.value}-{number}"
            liked = ("chess", "football", "tea")[: max(0, 3 - number)]
            wait = (Waiting("volunteer", waited[name]),)
            found.append(lan(id=name, rhythm=rhythm, interests=liked, waiting=wait))
    return tuple(found)


def names() -> list[str]:
    return [f"R2-{number}" for number in range(CLOSE)] + [f"R4-{number}" for number in range(LIGHT)]


def unfair_rounds(wishes: tuple[Wish, ...]) -> list[tuple[int, str, str]]:
    """Play the rounds; (round, served again, passed over) wherever a child of equal need had waited longer."""
    since = {name: START - timedelta(days=number % 3) for number, name in enumerate(names())}
    times = dict.fromkeys(names(), 0)
    unfair = []
    for number in range(ROUNDS):
        day = START + timedelta(days=DAYS_BETWEEN * number)
        waited = {name: (day - since[name]).days for name in names()}
        helpers = tuple(mei(id=f"mei-{n}", interests=("chess", "football", "tea")) for n in range(VOLUNTEERS))
        problem = a_round(children(waited), helpers, programme=Programme("test", (VOLUNTEER,), wishes=wishes))
        outcome = solve(problem, iterations=3, seed=number)
        assert check(problem, outcome) == []
        served = {pair.child for pair in outcome.plan.pairs}
        assert len(served) == VOLUNTEERS
        for again in (name for name in served if times[name]):
            unfair += [
                (number, again, other)
                for other in names()
                if other not in served and other[:2] == again[:2] and waited[other] > waited[again]
            ]
        for name in served:
            times[name] += 1
            since[name] = day + timedelta(days=DAYS_BETWEEN - 1)  # their volunteer leaves the day before the next round
    return unfair


def test_nobody_is_passed_over_for_one_of_equal_need_who_waits_less():
    assert unfair_rounds(tuple(Wish)) == []


def test_without_the_wish_the_same_rounds_pass_children_over():
    assert unfair_rounds(tuple(wish for wish in Wish if wish is not Wish.WAITING)) != []
