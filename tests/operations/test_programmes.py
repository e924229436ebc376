"""Programmes: ready-made ones, versions that stay, and what is refused."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.database import db
from app.matching import load_programme
from app.models.programmes import Programme, ProgrammeVersion
from app.operations.programmes import (
    READY_MADE,
    ProgrammeRefused,
    StaleProgramme,
    close,
    ensure_ready_made,
    make_current,
    make_programme,
    reopen,
    save_version,
)
from app.planning.refusals import Refusal
from tests.cast import Cast


@pytest.fixture
def tutor(cast: Cast) -> Programme:
    """Care in 365 Days with tutor, as it ships."""
    ensure_ready_made()
    return db.session.scalars(select(Programme).where(Programme.code == "care_365_tutor")).one()


def rules_with(programme: Programme, **changes: object) -> dict[str, object]:
    """The newest rules with some fields of the volunteer's role changed."""
    rules: dict = json.loads(json.dumps(programme.versions[-1].rules))
    next(role for role in rules["roles"] if role["code"] == "volunteer").update(changes)
    return rules


def test_the_ready_made_ones_are_written_once_and_one_is_offered_first(house: Flask) -> None:
    ensure_ready_made()
    ensure_ready_made()
    rows = db.session.scalars(select(Programme)).all()
    assert {row.code for row in rows} == set(READY_MADE)
    assert [row.code for row in rows if row.current] == ["care_365_tutor"]
    for row in rows:
        assert load_programme(row.versions[0].rules).code == row.code


def test_people_on_duty_go_live_at_publication_and_others_are_asked(tutor: Programme) -> None:
    assert tutor.versions[0].live_roles == ["doctor", "officer"]


def test_a_change_is_a_new_version_and_the_old_one_stays(tutor: Programme, cast: Cast) -> None:
    before = json.dumps(tutor.versions[0].rules)
    number = save_version(
        tutor.id, rules_with(tutor, travel_limit=60), ["officer"], " further ", earlier=1, by=Actor(cast.organizer)
    )
    db.session.expire_all()
    first, second = tutor.versions
    assert number == second.number == 2
    assert json.dumps(first.rules) == before
    assert load_programme(second.rules).role("volunteer").travel_limit == 60
    assert (second.note, second.made_by, second.live_roles) == ("further", cast.organizer, ["officer"])
    assert second.rules["version"] == 2


def test_the_walk_home_stays_until_a_version_says_otherwise(tutor: Programme) -> None:
    save_version(tutor.id, rules_with(tutor), ["officer", "doctor"], "", earlier=1, by=SYSTEM, walk_home=35)
    db.session.expire_all()
    save_version(tutor.id, rules_with(tutor, travel_limit=60), [], "", earlier=2, by=SYSTEM)
    db.session.expire_all()
    assert [version.walk_home for version in tutor.versions] == [20, 35, 35]
    with pytest.raises(ProgrammeRefused):
        save_version(tutor.id, rules_with(tutor), [], "", earlier=3, by=SYSTEM, walk_home=121)


def test_the_second_of_two_organizers_is_told(tutor: Programme, cast: Cast) -> None:
    save_version(tutor.id, rules_with(tutor, travel_limit=60), [], "", earlier=1, by=Actor(cast.organizer))
    with pytest.raises(StaleProgramme):
        save_version(tutor.id, rules_with(tutor, travel_limit=50), [], "", earlier=1, by=Actor(cast.organizer))
    assert len(db.session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.programme_id == tutor.id)).all()) == 2


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"travel_limit": 0}, "$.roles[2].travel_limit", "out_of_range"),
        ({"kinds": []}, "$.roles[2].kinds", "empty"),
        ({"count": "2"}, "$.roles[2].count", "wrong_type"),
        ({"colour": "red"}, "$.roles[2].colour", "unknown_field"),
    ],
)
def test_rules_that_cannot_hold_are_refused_with_their_place(
    tutor: Programme, changes: dict, path: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        save_version(tutor.id, rules_with(tutor, **changes), [], "", earlier=1, by=SYSTEM)
    assert (refusal.value.path, refusal.value.code) == (path, code)
    assert len(tutor.versions) == 1


def test_saving_the_same_again_is_refused(tutor: Programme) -> None:
    with pytest.raises(ProgrammeRefused, match="unchanged"):
        save_version(tutor.id, rules_with(tutor), ["officer", "doctor"], "", earlier=1, by=SYSTEM)


def test_only_roles_of_the_circle_go_live(tutor: Programme) -> None:
    with pytest.raises(ProgrammeRefused, match="unknown_live_role"):
        save_version(tutor.id, rules_with(tutor), ["king"], "", earlier=1, by=SYSTEM)


def test_code_and_version_are_not_for_the_form_to_choose(tutor: Programme) -> None:
    rules = rules_with(tutor, travel_limit=60) | {"code": "other", "version": 99}
    save_version(tutor.id, rules, [], "", earlier=1, by=SYSTEM)
    db.session.expire_all()
    assert (tutor.versions[-1].rules["code"], tutor.versions[-1].rules["version"]) == ("care_365_tutor", 2)


def test_a_new_one_begins_with_the_rules_of_a_ready_made_one(tutor: Programme, cast: Cast) -> None:
    by = Actor(cast.organizer)
    ids = [make_programme("one_to_one", "Beside you", "陪着你", by=by) for _ in range(2)]
    rows = [db.session.scalars(select(Programme).where(Programme.public_id == found)).one() for found in ids]
    assert [row.code for row in rows] == ["one_to_one_2", "one_to_one_3"]
    assert load_programme(rows[0].versions[0].rules).role("companion").exclusive
    with pytest.raises(ProgrammeRefused, match="unknown_template"):
        make_programme("none", "x", "x", by=by)
    with pytest.raises(ProgrammeRefused, match="no_name"):
        make_programme("one_to_one", " ", "x", by=by)


def test_exactly_one_is_offered_first_and_that_one_is_not_closed(tutor: Programme) -> None:
    make_current("one_to_one", by=SYSTEM)
    assert [row.code for row in db.session.scalars(select(Programme)) if row.current] == ["one_to_one"]
    with pytest.raises(ProgrammeRefused, match="current"):
        close("one_to_one", by=SYSTEM)
    close("care_365", by=SYSTEM)
    with pytest.raises(ProgrammeRefused, match="closed"):
        make_current("care_365", by=SYSTEM)
    reopen("care_365", by=SYSTEM)
    make_current("care_365", by=SYSTEM)
    for act in (make_current, close, reopen):
        with pytest.raises(ProgrammeRefused, match="unknown_programme"):
            act("none", by=SYSTEM)
