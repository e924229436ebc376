"""What can be solved in the sample counties, by a flow that shares no code with the solver."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from app.samples import SAMPLE_DAY, County, sample_county
from app.samples.haian import haian, with_awkward_cases
from app.samples.jingning import FAR, SEAT
from tests.samples.fitting import allowed, minutes, most_served

SEEDS = [1, 2, 7]


def served(county: County) -> np.ndarray:
    table = allowed(county, list(county.children), list(county.supporters), 45)
    return most_served(table, [1] * len(county.supporters))


@pytest.mark.parametrize("seed", SEEDS)
def test_haian_gives_every_child_a_supporter_of_their_own(seed: int) -> None:
    partners = served(haian(seed, SAMPLE_DAY))
    assert len(set(partners.tolist())) == 157
    assert (partners >= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_haian_gives_every_child_a_supporter_with_the_first_157(seed: int) -> None:
    assert (served(haian(seed, SAMPLE_DAY, 157)) >= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_150_supporters_of_haian_serve_150_children_and_all_who_need_it_most(seed: int) -> None:
    county = haian(seed, SAMPLE_DAY, 150)
    table = allowed(county, list(county.children), list(county.supporters), 45)
    assert (most_served(table, [1] * 150) >= 0).sum() == 150
    needing = [i for i, child in enumerate(county.children) if child.rhythm != "R4"]
    assert (most_served(table[needing], [1] * 150) >= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seven_who_join_haian_fit_every_child_of_the_lightest_rhythm(seed: int) -> None:
    county = haian(seed, SAMPLE_DAY, 157)
    light = [child for child in county.children if child.rhythm == "R4"]
    assert allowed(county, light, list(county.supporters[150:]), 45).all()


def test_haian_has_160_people_who_could_stand_beside_somebody_today() -> None:
    county = haian(1, SAMPLE_DAY)
    assert sum(s.ready_on(county.today + timedelta(days=30)) for s in county.supporters) == 160


@pytest.mark.parametrize("seed", SEEDS)
def test_running_pairs_of_haian_fit_and_leave_everybody_a_partner(seed: int) -> None:
    county = haian(seed, SAMPLE_DAY)
    children, supporters = list(county.children), list(county.supporters)
    table = allowed(county, children, supporters, 45)
    child_at = {child.code: i for i, child in enumerate(children)}
    supporter_at = {person.code: i for i, person in enumerate(supporters)}
    for pair in county.pairs:
        row, column = child_at[pair.child], supporter_at[pair.supporter]
        assert table[row, column]
        table[row, :] = False
        table[:, column] = False
        table[row, column] = True
    assert (most_served(table, [1] * len(supporters)) >= 0).all()


def test_the_six_awkward_cases_of_haian_are_there() -> None:
    county, cases = with_awkward_cases(1, SAMPLE_DAY)
    children = {c.code: c for c in county.children}
    people = {s.code: s for s in county.supporters}
    places = {p.code: p for p in county.places}
    brothers = [children[code] for code in cases.brothers]
    assert {b.gender for b in brothers} == {"male"}
    assert len({b.sibling_group for b in brothers} - {None}) == 1
    assert "mandarin" not in children[cases.no_mandarin].guardian.languages
    reasons = {(e.child, e.supporter): e.reason for e in county.exclusions}
    assert (reasons[cases.declined], reasons[cases.relative]) == ("supporter_declined", "relative")
    sunday = people[cases.sunday_tutor[1]]
    assert sunday.kind == "tutor"
    assert all(span.start >= 6 * 48 for span in sunday.availability.spans)
    girl = children[cases.girl]
    assert county.today.year - girl.birth_year == 13
    reach = {s.code: minutes(county, s, girl, places) for s in county.supporters}
    within = [s for s in county.supporters if reach[s.code] <= min(30, s.travel_limit)]
    assert {s.gender for s in within} == {"male"}
    assert people[cases.woman_further_away].gender == "female"
    assert 30 < reach[cases.woman_further_away] <= 45


@pytest.fixture(scope="module")
def jingning() -> County:
    return sample_county("jingning", 1)


def test_jingning_has_enough_volunteers_around_the_seat_and_40_percent_too_few_far_out(jingning: County) -> None:
    names = {p.code: p.name for p in jingning.places}
    day = jingning.today + timedelta(days=30)

    def supply(townships: tuple[str, ...]) -> float:
        places = sum(
            s.caseload
            for s in jingning.of_role("volunteer")
            if s.kind != "remote"
            and s.ready_on(day)
            and s.stays_until > day
            and names[s.base[:4]] in townships
            and s.stays_until >= jingning.today + timedelta(days=305)
        )
        return places / sum(names[c.home_village[:4]] in townships for c in jingning.children)

    assert supply(SEAT) > 1.05
    assert 0.5 <= supply(FAR) <= 0.7


@pytest.mark.parametrize("role", ["officer", "doctor"])
def test_officers_and_doctors_can_reach_every_child_of_jingning(jingning: County, role: str) -> None:
    people = list(jingning.of_role(role))
    table = allowed(jingning, list(jingning.children), people, 60)
    assert (most_served(table, [s.caseload for s in people]) >= 0).all()


def test_jingning_cannot_give_every_child_a_volunteer_but_most(jingning: County) -> None:
    people = [s for s in jingning.of_role("volunteer") if s.ready_on(jingning.today) and s.kind != "remote"]
    table = allowed(jingning, list(jingning.children), people, 45)
    part = (most_served(table, [s.caseload for s in people]) >= 0).mean()
    assert 0.85 <= part <= 0.97


def test_running_matches_of_jingning_take_no_more_minutes_than_their_supporters_have(jingning: County) -> None:
    places = {p.code: p for p in jingning.places}
    people = {s.code: s for s in jingning.supporters}
    children = {c.code: c for c in jingning.children}
    meetings = {
        "officer": (12, 6, 4, 2),
        "doctor": (12, 4, 2, 1),
        "volunteer": (24, 24, 24, 12),
        "tutor": (24, 24, 24, 12),
    }
    left = {code: person.weekly_minutes for code, person in people.items()}
    for pair in jingning.pairs:
        child, person = children[pair.child], people[pair.supporter]
        a_year = meetings[person.role][int(child.rhythm[1]) - 1]
        left[person.code] -= math.ceil(a_year * (75 + 2 * minutes(jingning, person, child, places)) / 52)
    assert min(left.values()) >= 0


def test_running_matches_of_jingning_break_no_rule(jingning: County) -> None:
    people = {s.code: s for s in jingning.supporters}
    children = {c.code: c for c in jingning.children}
    assert len(jingning.pairs) > 1000
    for pair in jingning.pairs[::9]:
        child, person = children[pair.child], people[pair.supporter]
        assert allowed(jingning, [child], [person], 60).all(), (pair, child, person)
