"""What already stands on the day the county is looked at: running matches, wishes, and who must not be paired.

Running matches are drawn inside a township, between people who fit (papers, gender policy, travel, weekly minutes,
common windows), so that keeping them is possible and worth something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from app.matching import Rhythm, ready_made
from app.planning.availability import common_windows
from app.planning.capacity import weekly_minutes
from app.planning.travel import Mode, TravelModel
from app.samples.county import COMPANION, TUTOR, VOLUNTEER, Child, Exclusion, Pair, Supporter
from app.samples.draws import stream
from app.samples.places import Layout

GIRLS_NEED_A_WOMAN_FROM = 10
"""Age in years from which a girl's volunteer or tutor is a woman (the default gender policy)."""

PAPERS_VALID_DAYS = 30
MEETINGS = {
    role.code: role.meetings_per_year
    for role in (ready_made.VOLUNTEER, ready_made.TUTOR, ready_made.OFFICER, ready_made.DOCTOR)
}
"""Meetings a year by circle role, as the ready-made programmes ask."""
GENDER_POLICY_ROLES = (VOLUNTEER, TUTOR, COMPANION)


def age_on(child: Child, day: date) -> int:
    """Whole years of age, birthdays counted from the first of the birth month."""
    return (day.year * 12 + day.month - child.birth_year * 12 - child.birth_month) // 12


def gender_fits(child: Child, supporter: Supporter, day: date) -> bool:
    """The default gender policy: girls of ten and more have women as volunteers and tutors."""
    if supporter.role not in GENDER_POLICY_ROLES or child.gender == "male":
        return True
    return supporter.gender == "female" or age_on(child, day) < GIRLS_NEED_A_WOMAN_FROM


def running_pairs(
    layout: Layout,
    children: Sequence[Child],
    supporters: Sequence[Supporter],
    shares: Mapping[str, float],
    travel: TravelModel,
    seed: int,
    today: date,
) -> tuple[Pair, ...]:
    """Running matches for about `shares[role]` of the children, at most two thirds of any caseload."""
    rng = stream(seed, layout.prefix, "running")
    pairs: list[Pair] = []
    for role, share in shares.items():
        ready = [s for s in supporters if s.role == role and s.ready_on(today + timedelta(days=PAPERS_VALID_DAYS))]
        stays = [s for s in ready if s.stays_until >= today + timedelta(days=305)]
        for township in layout.townships:
            pool = [s for s in stays if layout.township_of(s.base) == township]
            here = [c for c in children if layout.township_of(c.meeting_place) == township and _wants(c, role)]
            if pool and here:
                pairs += _pairs_of_township(layout, here, pool, share, travel, rng, today)
    return tuple(sorted(pairs, key=lambda pair: (pair.child, pair.supporter)))


def _wants(child: Child, role: str) -> bool:
    return role != TUTOR or child.needs_tutor


def _pairs_of_township(
    layout: Layout,
    children: Sequence[Child],
    pool: Sequence[Supporter],
    share: float,
    travel: TravelModel,
    rng: np.random.Generator,
    today: date,
) -> list[Pair]:
    minutes = _minutes(layout, children, pool, travel)
    room = [max(1, supporter.caseload * 2 // 3) for supporter in pool]
    left = [supporter.weekly_minutes for supporter in pool]
    pairs = []
    for c in rng.permutation(len(children))[: round(share * len(children))].tolist():
        child = children[c]
        for s in np.argsort(minutes[c] + 6 * rng.random(len(pool)), kind="stable").tolist():
            supporter = pool[s]
            near = minutes[c][s] <= supporter.travel_limit
            cost = weekly_minutes(MEETINGS[supporter.role].of(Rhythm(child.rhythm)), int(minutes[c][s]))
            meets = common_windows(child.free.mask, supporter.availability.mask) >= 2
            if room[s] and left[s] >= cost and near and meets and gender_fits(child, supporter, today):
                room[s] -= 1
                left[s] -= cost
                weeks = min(150, 2 + int(rng.integers(0, 4 + 4 * max(1, supporter.experience_months))))
                pairs.append(Pair(child.code, supporter.code, today - timedelta(weeks=weeks)))
                break
    return pairs


def _minutes(
    layout: Layout, children: Sequence[Child], pool: Sequence[Supporter], travel: TravelModel
) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Minutes from each supporter's base (columns) to each child's meeting place (rows), by the supporter's mode."""
    there = np.array([_lat_lon(layout, c.meeting_place) for c in children])
    table = np.zeros((len(children), len(pool)), dtype=np.int32)
    for mode in Mode:
        columns = [i for i, s in enumerate(pool) if s.travel_mode is mode]
        if columns:
            bases = np.array([_lat_lon(layout, pool[i].base) for i in columns])
            table[:, columns] = travel.minutes_between(bases, there, mode).T
    return table


def _lat_lon(layout: Layout, code: str) -> tuple[float, float]:
    place = layout.by_code[code]
    return place.latitude, place.longitude


def wishes_and_exclusions(
    layout: Layout, children: Sequence[Child], supporters: Sequence[Supporter], pairs: Sequence[Pair], seed: int
) -> tuple[tuple[Child, ...], tuple[Exclusion, ...]]:
    """Exclusions for one child in sixty, refusals by one in eighty, never against a running match; and one child in
    thirty asks for somebody of the township by name.

    Returns the children (with their refusals and wishes) and the exclusions.
    """
    rng = stream(seed, layout.prefix, "exclusions")
    standing = {(pair.child, pair.supporter) for pair in pairs}
    by_township: dict[str, list[Supporter]] = {}
    for supporter in supporters:
        by_township.setdefault(layout.township_of(supporter.base), []).append(supporter)
    changed: list[Child] = []
    exclusions: list[Exclusion] = []
    for child in children:
        draw, which = float(rng.random()), int(rng.integers(1_000_000))
        pool = by_township.get(layout.township_of(child.home_village), [])
        other = pool[which % len(pool)] if pool else None
        if other is None or (child.code, other.code) in standing:
            changed.append(child)
        elif draw < 1 / 80:
            changed.append(replace(child, refuses=(other.code,)))
        elif draw > 1 - 1 / 30:
            changed.append(replace(child, asks_for=(other.code,)))
        else:
            changed.append(child)
            if draw < 1 / 80 + 1 / 60:
                reason = ("relative", "household", "supporter_declined")[which % 3]
                exclusions.append(Exclusion(child.code, other.code, reason))
    return tuple(changed), tuple(exclusions)
