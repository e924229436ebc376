"""Offers no best filling needs: where a seat could go to more people than there are seats, the better ones are enough.

A part with n open seats uses n people at most. Whoever is worse for a seat than n others can give way there to one of these
who gets nobody else: each offer is allowed by itself, and that person's load is even more even. So some best filling,
wish by wish, has only offers that are among the n best of their seat.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from app.matching.additions.offers import Offer, open_seats
from app.matching.candidates import SEAT_WISHES
from app.matching.programme import Wish
from app.matching.rules import wish_balance
from app.matching.standing import Standing


def undominated(standing: Standing, offers: list[Offer]) -> list[Offer]:
    """The offers of a part, in their order, without those that are not needed.

    All are kept where more than the two people count: whoever stands beside a brother or sister, children whose brothers
    and sisters have open seats too, and those with two weekly meetings open.
    """
    problem = standing.columns.problem
    seats = {row: open_seats(standing, problem.children[row]) for row in {offer.child for offer in offers}}
    most = sum(count for listed in seats.values() for _role, count in listed)
    homes = Counter(problem.children[row].household for row in seats)
    alike: dict[tuple[int, int, bool], list[int]] = defaultdict(list)
    for number, offer in enumerate(offers):
        if not _in_the_family(standing, offer):
            alike[offer.child, offer.role, offer.speaks].append(number)
    needless: set[int] = set()
    for (child, _role, _speaks), numbers in alike.items():
        weekly = sum(count for role, count in seats[child] if problem.programme.roles[role].weekly_slot)
        home = problem.children[child].household
        if len(numbers) > most and weekly < 2 and (home is None or homes[home] == 1):
            numbers.sort(key=lambda number: worth_alone(standing, offers[number]), reverse=True)
            needless.update(numbers[most:])
    return [offer for number, offer in enumerate(offers) if number not in needless] if needless else offers


def _in_the_family(standing: Standing, offer: Offer) -> bool:
    """Whether this person stands beside a brother or sister of the child."""
    home = standing.columns.problem.children[offer.child].household
    return home is not None and any(one.household == home for one in standing.children_of.get(offer.supporter, []))


def worth_alone(standing: Standing, offer: Offer) -> tuple[int, ...]:
    """What an offer counts in the wishes in order, to somebody who gets nobody else."""
    columns, row = standing.columns, offer.supporter
    there = int(standing.count[row] + columns.elsewhere[row])
    worth = []
    for wish in columns.problem.programme.wishes:
        if wish is Wish.BALANCE:
            worth.append(wish_balance.gain(int(columns.caseload[row]), there))
        elif wish in SEAT_WISHES:
            worth.append(offer.scores[SEAT_WISHES.index(wish)])
    return (*worth, -row)
