"""Whom to ask: read for those who could come only, in as many questions for three people as for thirty, without a solver."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.database import db, transaction
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment
from app.models.calendars import DeclaredDay
from app.models.supporters import Supporter
from app.queries.replacements import could_come, ranking
from tests.rotas import assign, companions, shift_on, wednesday

SATURDAY_MORNING, WORKDAY_AFTERNOONS = (
    [[5 * 48 + 18, 5 * 48 + 24, "can"]],
    [[day * 48 + 32, day * 48 + 38, "can"] for day in range(5)],
)


@pytest.fixture
def opening(cast) -> Opening:
    """Wednesday's, on which Ye stands; the officer and the doctor of the cast are not free."""
    with transaction():
        for one in (cast.he, cast.lin):
            db.session.get_one(Supporter, one).windows = []
        opening = shift_on(wednesday(2), cast.centre).openings[0]
        assign(opening, cast.ye)
        return opening


def names(ids: set[int]) -> set[str]:
    return {one.name for one in db.session.scalars(select(Supporter).where(Supporter.id.in_(ids)))}


def test_whoever_is_too_far_or_busy_by_their_own_hours_is_not_read(cast, opening):
    with transaction():
        companions(cast, "Hua")
        companions(cast, "Mei", windows=SATURDAY_MORNING)
        far = db.session.get_one(Supporter, companions(cast, "Lan", mode="foot", travel_limit=1)[0])
        far.base_id = cast.other_village
    assert names(could_come(opening.shift)) == {"Hua", "Ye Wenzhou"}


def test_on_a_make_up_workday_people_come_when_they_come_on_every_workday(cast, opening):
    saturday = wednesday(2) + timedelta(days=3)
    with transaction():
        companions(cast, "Hua", windows=WORKDAY_AFTERNOONS)
        companions(cast, "Mei", windows=SATURDAY_MORNING)
        db.session.add(DeclaredDay(day=saturday, workday=True))
        shift = shift_on(saturday, cast.centre)
    assert names({one.supporter_id for one in ranking(shift.openings[0])}) == {"Hua"}


def test_it_takes_as_many_questions_for_thirty_people_as_for_three(cast, opening):
    def questions() -> tuple[int, int]:
        asked: list[str] = []
        db.session.rollback()
        row = db.session.scalars(select(Assignment)).one()
        db.session.get_one(Shift, row.shift_id)

        def note(_connection, _cursor, statement, *_rest) -> None:
            asked.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            return len(ranking(row.opening, row)), len(asked)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    with transaction():
        companions(cast, "Hua", "Mei", "Lan")
    few = questions()
    with transaction():
        companions(cast, *(f"Companion {number}" for number in range(27)))
    assert (few[0], questions()) == (3, (30, few[1]))


def test_neither_the_solver_nor_what_it_compiles_with_is_loaded_for_it():
    code = "import sys, app.queries.replacements, app.jobs.replacements; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert not {"ortools", "numba", "scipy", "app.scheduling.rota.solver"} & loaded
