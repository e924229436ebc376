"""Repairs of circles: on small problems compared with every plan there is, on named people one rule at a time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matching import ByRhythm, CircleRole, Exclusion, Pair, Problem, Rhythm, Supporter, check, solve
from app.matching.changes import ChildChanged, ChildGone, Gap, SupporterChanged, SupporterGone
from app.matching.columns import Columns
from app.matching.plan import Plan
from app.matching.repair import MOST_PROPOSALS, Repair, Repairs, Uncovered, repairs
from app.matching.smallest_change import SmallestChange
from app.matching.standing import Standing
from app.planning.availability import availability_of
from app.planning.refusals import Refusal
from tests.matching.counties import SATURDAY_MORNING, VALID, a_round, any_problem, bo, lan, mei, officer
from tests.matching.test_optimum import FIGURES, outcome_of, sound

DOCTOR = CircleRole("doctor", ("doctor",), caseload=2, travel_limit=60, meetings_per_year=ByRhythm(12, 6, 4, 2))
OFFICER = replace(DOCTOR, code="officer", kinds=("officer",))
BUDGET, WIDE_BUDGET = 4, 6


def doctor(name: str, **facts):
    """A doctor of the village with places for two children."""
    return officer(**({"id": name, "kind": "doctor", "caseload": 2, "languages": ("wu",)} | facts))


def beside(*names: str) -> tuple[Pair, ...]:
    """Pairs told as "child role supporter"."""
    return tuple(Pair(*name.split()) for name in names)


def told(repair: Repair) -> tuple[set[str], set[str]]:
    """Who joins and who leaves, as "child supporter"."""
    return {f"{p.child} {p.supporter}" for p in repair.joins}, {f"{p.child} {p.supporter}" for p in repair.leaves}


def test_free_people_are_asked_before_anybody_is_moved():
    problem = a_round(
        (lan(), bo()), (doctor("an"), doctor("ba"), doctor("cui", caseload=1)), (DOCTOR,),
        existing=beside("lan doctor an", "bo doctor cui"),
    )  # fmt: skip
    found = repairs(problem, [SupporterGone("an")])
    assert found.changed.gaps == (Gap("lan", "doctor"),)
    assert [(told(one), one.disturbed) for one in found.proposals] == [(({"lan ba"}, set()), ())]
    assert found.uncovered == ()


def crowded() -> Problem:
    """Only Ba may come to Lan, and Ba is full; Cui could take Bo from Ba. Both children have an officer too."""
    return a_round(
        (lan(), bo(place="next-village")),
        (
            doctor("an"), doctor("ba", caseload=1), doctor("cui", caseload=1, base="next-village", travel_limit=0),
            officer(caseload=2),
        ),
        (DOCTOR, OFFICER),
        existing=beside("lan doctor an", "bo doctor ba", "lan officer officer", "bo officer officer"),
        exclusions=(Exclusion("lan", "cui"),),
    )  # fmt: skip


def test_where_nobody_is_free_a_pair_moves_and_the_child_moved_gets_somebody_else():
    found = repairs(crowded(), [SupporterGone("an")])
    assert [(told(one), one.disturbed) for one in found.proposals] == [
        (({"lan ba", "bo cui"}, {"bo ba"}), ("ba", "bo"))
    ]


def test_of_two_who_could_move_the_other_stays_where_it_is():
    hu = bo(id="hu", place="next-village")
    base = crowded()
    ba = doctor("ba", caseload=2)
    problem = replace(
        base,
        children=(*base.children, hu),
        supporters=tuple(ba if s.id == "ba" else replace(s, caseload=3) if s.id == "officer" else s for s in base.supporters),
        existing=(*base.existing, *beside("hu doctor ba", "hu officer officer")),
    )  # fmt: skip
    found = repairs(problem, [SupporterGone("an")])
    assert found.proposals
    for one in found.proposals:
        assert (len(one.joins), len(one.leaves), len(one.disturbed)) == (2, 1, 2)
        assert sound(found.changed.problem, one.after(found.changed.problem.existing))


def test_nobody_is_moved_beyond_the_budget_and_the_smallest_change_is_named():
    found = repairs(crowded(), [SupporterGone("an")], budget=1)
    assert found.proposals == ()
    (left,) = found.uncovered
    assert (left.gap, left.change.code, left.change.supporter) == (Gap("lan", "doctor"), "caseload", "ba")
    raised = tuple(replace(s, caseload=left.change.limit) if s.id == "ba" else s for s in crowded().supporters)
    assert repairs(replace(crowded(), supporters=raised), [SupporterGone("an")], budget=0).uncovered == ()


def test_a_child_with_nobody_else_is_not_moved():
    alone = replace(crowded(), existing=beside("lan doctor an", "bo doctor ba", "lan officer officer"))
    assert repairs(alone, [SupporterGone("an")]).proposals == ()


def test_a_pinned_pair_is_not_moved():
    pinned = replace(crowded(), pins=beside("bo doctor ba"))
    assert repairs(pinned, [SupporterGone("an")]).proposals == ()


def test_who_moves_house_keeps_the_children_still_in_reach():
    far_off = replace(DOCTOR, travel_limit=120)
    both = a_round(
        (lan(), bo(place="far-village")), (doctor("an"), doctor("ba", base="far-village")), (far_off,),
        existing=beside("lan doctor an"),
    )  # fmt: skip
    near = repairs(both, [SupporterChanged(doctor("an", base="next-village"))])
    assert (near.changed.broken, near.changed.problem.existing) == ((), both.existing)
    far = repairs(both, [SupporterChanged(doctor("an", base="far-village"))])
    assert far.changed.broken == both.existing
    assert [(left.change.code, left.change.supporter) for left in far.uncovered] == [("travel", "an")]
    strict = replace(both, programme=replace(both.programme, roles=(DOCTOR,)))
    beyond = repairs(strict, [SupporterChanged(doctor("an", base="far-village"))])
    assert [left.change.code for left in beyond.uncovered] == ["recruit"]


def test_a_child_who_goes_home_leaves_no_gap_and_frees_a_place():
    problem = a_round((lan(), bo()), (doctor("an", caseload=1),), (DOCTOR,), existing=beside("lan doctor an"))
    found = repairs(problem, [ChildGone("lan")])
    assert (found.changed.broken, found.changed.gaps, found.proposals) == (beside("lan doctor an"), (), ())


def test_a_child_who_boards_keeps_the_pair_at_another_hour():
    volunteer = CircleRole("volunteer", ("volunteer",), weekly_slot=True)
    problem = a_round((lan(),), (mei(),), (volunteer,), existing=(Pair("lan", "volunteer", "mei", 5 * 48 + 17),))
    later = replace(SATURDAY_MORNING, spans=(replace(SATURDAY_MORNING.spans[0], start=5 * 48 + 20),))
    found = repairs(problem, [ChildChanged(lan(windows=later))])
    assert found.changed.moved_hours == (Pair("lan", "volunteer", "mei", 5 * 48 + 20),)
    assert found.changed.broken == ()


def test_a_change_of_somebody_unknown_is_refused():
    with pytest.raises(Refusal):
        repairs(crowded(), [SupporterGone("nobody")])


@settings(max_examples=500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), who=st.integers(0, 30), kind=st.integers(0, 3))
def test_a_repair_breaks_no_must_and_stays_within_its_budget(seed, who, kind):
    problem, change = a_change(seed, who, kind)
    found = repairs(problem, [change], budget=BUDGET)
    assert len(found.proposals) <= MOST_PROPOSALS
    assert [len(one.disturbed) for one in found.proposals] == sorted(len(one.disturbed) for one in found.proposals)
    for one in found.proposals:
        after = one.after(found.changed.problem.existing)
        assert sound(found.changed.problem, after), musts_broken(found, after)
        assert len(one.disturbed) <= BUDGET
        assert keeps_faces(found, one)
        assert Counter(one.left_open) == Counter(found.changed.gaps) - filled(found, one.joins)


@settings(max_examples=250, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), who=st.integers(0, 30), kind=st.integers(0, 3))
def test_no_plan_fills_as_much_and_disturbs_fewer(seed, who, kind):
    problem, change = a_change(seed, who, kind, most_children=4, most_supporters=4)
    found = repairs(problem, [change], budget=BUDGET)
    if not found.changed.gaps:
        return
    best = best_by_people(found)
    if best is None:
        return
    most = max(best.values())
    assert max((weight_of(found, one.joins) for one in found.proposals), default=0) == most
    for one in found.proposals:
        weight = weight_of(found, one.joins)
        assert min(people for people, reached in best.items() if reached >= weight) == len(one.disturbed) or (
            weight == most and len(one.disturbed) >= min(people for people, reached in best.items() if reached == most)
        )
    if found.proposals and most:
        least = min(people for people, reached in best.items() if reached == most)
        assert least in {len(one.disturbed) for one in found.proposals if weight_of(found, one.joins) == most}


@settings(max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_where_nearly_everybody_is_full_no_plan_fills_as_much_and_disturbs_fewer(seed):
    problem, change = nearly_everybody_full(seed)
    found = repairs(problem, [change], budget=WIDE_BUDGET)
    best = best_by_people(found, WIDE_BUDGET)
    if best is None or not max(best.values(), default=0):
        assert best is None or found.proposals == ()
        return
    most = max(best.values())
    fullest = max(found.proposals, key=lambda one: weight_of(found, one.joins))
    assert weight_of(found, fullest.joins) == most
    least = min(people for people, reached in best.items() if reached == most)
    assert least in {len(one.disturbed) for one in found.proposals if weight_of(found, one.joins) == most}
    for one in found.proposals:
        assert sound(found.changed.problem, one.after(found.changed.problem.existing))


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_where_everybody_is_full_no_dearer_change_is_named_than_one_that_is_enough(seed):
    problem, change = nearly_everybody_full(seed, places_left=0)
    found = repairs(problem, [change], budget=0)
    now = found.changed.problem
    for left in found.uncovered:
        for asked in now.supporters:
            raised = Uncovered(
                left.gap, SmallestChange("caseload", asked.id, load_of(now)[asked.id] + asked.elsewhere + 1)
            )
            if repairs(with_change(now, raised), [], [left.gap], budget=0).uncovered == ():
                assert left.change is not None
                assert left.change.code not in ("recruit", "papers", "role_travel")
                needed = weekly_minutes_of(now, left.gap, asked.id)
                assert left.change.price <= needed


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), who=st.integers(0, 30), kind=st.integers(0, 3))
def test_the_smallest_change_named_is_enough_by_itself(seed, who, kind):
    problem, change = a_change(seed, who, kind, most_children=5, most_supporters=5)
    found = repairs(problem, [change], budget=0)
    standing = found.proposals[-1].after(found.changed.problem.existing) if found.proposals else None
    for left in found.uncovered:
        if left.change is None or left.change.code == "recruit":
            continue
        eased = with_change(replace(found.changed.problem, existing=standing or found.changed.problem.existing), left)
        again = repairs(eased, [], [left.gap], budget=0)
        assert again.uncovered == (), left


def with_change(problem: Problem, left: Uncovered) -> Problem:
    """The same problem with the one limit changed."""
    told = left.change
    if told.code == "role_travel":
        roles = tuple(
            replace(role, travel_limit=told.limit) if role.code == left.gap.role else role
            for role in problem.programme.roles
        )
        return replace(problem, programme=replace(problem.programme, roles=roles))

    def eased(supporter: Supporter) -> Supporter:
        if told.code == "papers":
            return replace(supporter, **VALID)
        if told.code == "hours":
            free = {n for n in range(336) if supporter.windows.mask >> n & 1} | set(range(told.limit, told.limit + 3))
            return replace(supporter, windows=availability_of(free))
        field = {"travel": "travel_limit", "caseload": "caseload", "minutes": "weekly_minutes"}[told.code]
        return replace(supporter, **{field: told.limit})

    helpers = tuple(eased(s) if s.id == told.supporter else s for s in problem.supporters)
    return replace(problem, supporters=helpers)


def a_change(seed: int, who: int, kind: int, **sizes):
    """A small problem whose plan the solver made, and one change of it."""
    problem = any_problem(seed, **sizes)
    plan = solve(replace(problem, existing=(), pins=()), iterations=1).plan
    problem = replace(problem, existing=plan.pairs, pins=plan.pairs[:1] if seed % 5 == 0 else ())
    supporter = problem.supporters[who % len(problem.supporters)]
    child = problem.children[who % len(problem.children)]
    if kind == 0:
        return problem, SupporterGone(supporter.id)
    if kind == 1:
        return problem, ChildGone(child.id)
    if kind == 2:
        return problem, SupporterChanged(replace(supporter, base="p0", caseload=1, travel_limit=30))
    return problem, ChildChanged(replace(child, place="p1", study_help=True))


def nearly_everybody_full(seed: int, places_left: int = 1) -> tuple[Problem, SupporterGone]:
    """A village where no doctor has a place beyond the children they have, but the last, who has `places_left`.

    Who may come to whom is drawn, and so are rhythms and the minutes doctors give. Every child has an officer too, who
    stays; the first doctor leaves.
    """
    draw = random.Random(seed)
    names = [f"c{n}" for n in range(draw.randint(3, 6))]
    children = tuple(lan(id=name, rhythm=draw.choice(list(Rhythm)), guardian_languages=()) for name in names)
    among = [f"d{n}" for n in range(draw.randint(3, 4))]
    standing = {name: among[n] if n < len(among) else draw.choice(among) for n, name in enumerate(names)}
    load = Counter(standing.values())
    minutes = {name: 240 if draw.random() < 0.7 else 24 * max(load[name], 1) for name in among}
    doctors = [doctor(name, caseload=load[name], weekly_minutes=minutes[name]) for name in among]
    problem = a_round(
        children,
        (*doctors, doctor("last", caseload=places_left), officer(caseload=len(names), weekly_minutes=2000)),
        (DOCTOR, OFFICER),
        existing=beside(*(f"{c} doctor {d}" for c, d in standing.items()), *(f"{c} officer officer" for c in names)),
        pins=beside(*(f"{c} officer officer" for c in names)),
        exclusions=tuple(
            Exclusion(child, name) for child in names for name in (*among, "last")
            if standing[child] != name and draw.random() < (0.75 if name == "last" else 0.5)
        ),
    )  # fmt: skip
    return problem, SupporterGone(among[0])


def load_of(problem: Problem) -> Counter[str]:
    """How many children stand beside each supporter."""
    return Counter(pair.supporter for pair in problem.existing)


def weekly_minutes_of(problem: Problem, gap: Gap, supporter: str) -> int:
    """The minutes a week this supporter would give the child of the gap."""
    standing = Standing(Columns(problem), Plan(problem.existing))
    child, role = problem.child_by_id[gap.child], problem.programme.role(gap.role)
    return int(standing.weekly(child, role, np.array([standing.columns.row_of[supporter]]))[0])


def musts_broken(found: Repairs, pairs: tuple[Pair, ...]) -> list[str]:
    """The codes of what the checker finds."""
    violations = check(found.changed.problem, outcome_of(found.changed.problem, pairs))
    return [one.code for one in violations if one.code not in FIGURES]


def filled(found: Repairs, joins: tuple[Pair, ...]) -> Counter[Gap]:
    """The gaps these new pairs fill."""
    return Counter(Gap(pair.child, pair.role) for pair in joins) & Counter(found.changed.gaps)


def weight_of(found: Repairs, joins: tuple[Pair, ...]) -> int:
    """What the gaps filled count, by rhythm."""
    problem = found.changed.problem
    return sum(
        problem.programme.rhythm_weights.of(problem.child_by_id[gap.child].rhythm) * count
        for gap, count in filled(found, joins).items()
    )


def keeps_faces(found: Repairs, repair: Repair) -> bool:
    """Whether every child moved loses one person only, keeps another, and none who lost somebody anyway is moved."""
    lost = Counter(pair.child for pair in repair.leaves)
    hurt = {pair.child for pair in found.changed.broken}
    faces = Counter(pair.child for pair in found.changed.problem.existing)
    return all(count == 1 and child not in hurt and faces[child] >= 2 for child, count in lost.items())


def best_by_people(found: Repairs, budget: int = BUDGET) -> dict[int, int] | None:
    """Per number of people disturbed, the most weight any plan fills; every plan is tried. None: too many to try."""
    problem = replace(found.changed.problem, pins=())
    standing = found.changed.problem.existing
    pinned = {(pin.child, pin.supporter) for pin in found.changed.problem.pins}
    movable = [pair for pair in standing if (pair.child, pair.supporter) not in pinned]
    hours = range(336)
    best: dict[int, int] = {}
    tried = 0
    for leaves in subsets(movable):
        people = {pair.child for pair in leaves} | {pair.supporter for pair in leaves}
        if len(people) > budget or not keeps_faces(found, Repair((), leaves, (), ())):
            continue
        seats = [*found.changed.gaps, *(Gap(pair.child, pair.role) for pair in leaves)]
        stays = tuple(pair for pair in standing if pair not in leaves)
        options = [list(who_could(problem, standing, seat, hours)) for seat in seats]
        size = 1
        for index, fitting in enumerate(options):
            size *= len(fitting) + (index < len(found.changed.gaps))
        tried += size
        if tried > 3000:
            return None
        gaps = len(found.changed.gaps)
        for chosen in product(*([None, *fitting] if n < gaps else fitting for n, fitting in enumerate(options))):
            joins = tuple(pair for pair in chosen if pair is not None)
            if weight_of(found, joins) > best.get(len(people), -1) and sound(problem, stays + joins):
                best[len(people)] = weight_of(found, joins)
    return best


def subsets(pairs: list[Pair]) -> Iterator[tuple[Pair, ...]]:
    """Every choice of some of the pairs."""
    for chosen in product((False, True), repeat=len(pairs)):
        yield tuple(pair for pair, taken in zip(pairs, chosen, strict=True) if taken)


def who_could(problem: Problem, standing: tuple[Pair, ...], seat: Gap, hours: range) -> Iterator[Pair]:
    """Every pair that could fill a seat by itself, at every hour; nobody changes seats within a circle."""
    role = problem.programme.role(seat.role)
    there = {pair.supporter for pair in standing if pair.child == seat.child}
    for supporter in problem.supporters:
        if supporter.id in there:
            continue
        for hour in hours if role.weekly_slot else (None,):
            pair = Pair(seat.child, seat.role, supporter.id, hour)
            alone = replace(problem, existing=())
            codes = {one.code for one in check(alone, outcome_of(alone, (pair,)))} - FIGURES - {"language"}
            if not codes:
                yield pair
