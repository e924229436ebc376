"""Two plans side by side: every figure against a count of its own, straight from the rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.actors import SYSTEM, Actor
from app.database import db, transaction
from app.jobs.rounds import solve_round
from app.matching import dump_programme, load_programme
from app.models.accounts import Role
from app.models.children import Child
from app.models.matches import Match
from app.models.programmes import ProgrammeVersion
from app.models.rounds import OpenRole, Placement, Round
from app.models.supporters import Supporter
from app.operations.rounds import ask_round
from app.operations.tryouts import try_rules
from app.queries.changed_children import changed_children, changes_of
from app.queries.comparisons import Comparison, compare, offered_rounds
from tests.cast import child, live_match, supporter
from tests.programmes import programme_version


@pytest.fixture
def rounds(cast) -> tuple[int, int]:
    """Twelve more children, volunteers for some, Ye beside Guyu; a round, and a try-out with nobody but neighbours."""
    with transaction():
        first = db.session.get_one(Child, cast.xiaoman)
        for number in range(12):
            child("hanlu", number, first.village, first.meeting_place, rhythm=1 + number % 4)
        for number in range(5):
            supporter(f"Volunteer {number}", "volunteer", first.village)
        live_match(db.session.get_one(Child, cast.guyu), db.session.get_one(Supporter, cast.ye))
    version_id = programme_version()
    real = ask_round(request_key="real", by=SYSTEM, programme_version_id=version_id, seconds=20)
    solve_round(real)
    version = db.session.get_one(ProgrammeVersion, version_id)
    rules = load_programme(version.rules)
    fewer = replace(rules, roles=tuple(replace(role, travel_limit=1) for role in rules.roles))
    tried = try_rules(version.programme_id, dump_programme(fewer), request_key="tried", by=SYSTEM, seconds=20)
    solve_round(tried)
    db.session.rollback()
    return real, tried


def of(rounds: tuple[int, int]) -> Comparison:
    return compare(*(db.session.get_one(Round, one) for one in rounds))


def with_today(rounds: tuple[int, int]) -> Comparison:
    return compare(db.session.get_one(Round, rounds[0]), None)


def coordinator(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def rows_of(round_id: int) -> set[tuple[int, str, int]]:
    return {(one.child_id, one.role, one.supporter_id) for one in db.session.scalars(select(Placement).filter_by(round_id=round_id))}  # fmt: skip


def rows_today() -> set[tuple[int, str, int]]:
    return {(one.child_id, one.role, one.supporter_id) for one in db.session.scalars(select(Match))}


def test_wishes_stand_with_value_and_bound_as_each_round_told_them(rounds):
    for place, (code, left, right) in enumerate(of(rounds).wishes):
        for told, this in ((left, rounds[0]), (right, rounds[1])):
            kept = db.session.get_one(Round, this).outcome["wishes"][place]
            assert (told["code"], told["value"], told["bound"]) == (code, kept["value"], kept["bound"])


def test_filled_and_open_places_by_role_are_those_in_the_rows(rounds):
    lines = {line.what: line for line in of(rounds).by_role()}
    assert set(lines) == {"officer", "doctor", "volunteer"}
    for role, line in lines.items():
        for figures, this in ((line.left, rounds[0]), (line.right, rounds[1])):
            assert figures.filled == db.session.query(Placement).filter_by(round_id=this, role=role).count()
            assert figures.open == db.session.query(OpenRole).filter_by(round_id=this, role=role).count()
    assert lines["volunteer"].right.filled < lines["volunteer"].left.filled or lines["doctor"].right.filled == 0


def test_townships_add_up_and_count_complete_circles_and_changed_children(rounds, cast):
    lines = of(rounds).by_township()
    for side, this in (("left", rounds[0]), ("right", rounds[1])):
        figures = [getattr(line, side) for line in lines]
        assert sum(one.filled for one in figures) == len(rows_of(this))
        lacking = db.session.scalar(
            select(func.count(func.distinct(OpenRole.child_id))).where(OpenRole.round_id == this)
        )
        assert sum(one.complete for one in figures) == 15 - lacking
    differing = {child_id for child_id, _, _ in rows_of(rounds[0]) ^ rows_of(rounds[1])}
    assert sum(line.changed for line in lines) == len(differing)
    assert differing


def test_the_list_of_children_holds_exactly_those_whose_people_differ(rounds, cast):
    for other, right in ((rows_of(rounds[1]), rounds[1]), (rows_today(), None)):
        left = db.session.get_one(Round, rounds[0])
        found = compare(left, db.session.get_one(Round, right) if right else None)
        children = [db.session.get_one(Child, row) for row in changed_children(coordinator(cast), found)]
        assert {one.id for one in children} == {child_id for child_id, _, _ in rows_of(rounds[0]) ^ other}
        for child_id, changes in changes_of(found, children).items():
            told = {(child_id, one.role, person.id) for one in changes for person in one.left}
            unchanged = rows_of(rounds[0]) & other
            assert told == {row for row in rows_of(rounds[0]) if row[0] == child_id} - unchanged


def test_children_are_found_by_pseudonym_and_township_and_only_by_who_may_see_them(rounds, cast):
    left = db.session.get_one(Round, rounds[0])
    found = compare(left, None)

    def named(**narrowed) -> list[str]:
        shown = changed_children(coordinator(cast), found, **narrowed)
        return [db.session.get_one(Child, row).pseudonym for row in shown]

    assert named(text="xiaoman 42") == ["xiaoman"]
    assert named(text="nobody") == []
    township = db.session.get_one(Child, cast.xiaoman).village.parent_id
    assert 0 < len(named(township_id=township)) <= len(named())
    nobody = Actor(cast.organizer, {Role.ORGANIZER: frozenset()})
    assert changed_children(nobody, found) == []
    assert offered_rounds(nobody) == []


def test_today_counts_what_stands_and_what_the_rules_ask_for(rounds, cast):
    found = with_today(rounds)
    lines = {line.what: line.right for line in found.by_role()}
    assert (lines["volunteer"].filled, lines["volunteer"].open) == (1, 14)
    assert (lines["doctor"].filled, lines["doctor"].open) == (0, 15)
    values = {code: today for code, _, today in found.wishes}
    assert (values["keep"]["value"], values["complete"]["value"]) == (1, 0)
    rhythm = db.session.get_one(Child, cast.guyu).rhythm
    assert values["filled"]["value"] == {1: 8, 2: 4, 3: 2, 4: 1}[rhythm]
    assert values["keep"]["bound"] is None


def test_a_plan_beside_itself_shows_no_change(rounds, cast):
    left = db.session.get_one(Round, rounds[0])
    found = compare(left, left)
    assert found.changed_places() == set()
    assert changed_children(coordinator(cast), found) == []


def test_rounds_for_different_places_are_compared_over_the_children_of_both(rounds, cast):
    whole = db.session.get_one(Round, rounds[0])
    with transaction():
        db.session.get_one(Round, rounds[1]).scope_id = cast.other_village
    found = compare(whole, db.session.get_one(Round, rounds[1]))
    assert found.same_scope is False
    asked = {row.child_id for query in (found.left.pairs, found.left.gaps) for row in db.session.execute(query)}
    assert asked == {cast.guyu}
