"""A duty asks for several licences, any of which will do, and several skills, all of them: ticked, shown, kept to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, true
from werkzeug.datastructures import MultiDict

from app.clock import SHANGHAI, today
from app.database import db, transaction
from app.models.activities import ActivitySeries, ActivityTemplate, Opening
from app.models.calendars import Season
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.operations.activity_templates import ensure_ready_made
from app.queries.fitness import against, examine
from app.queries.rota_snapshots import rota_snapshot
from tests.programmes import programme_version
from tests.web.organizer.test_programmes import filled
from tests.web.reading import english_in, text_of


@pytest.fixture
def desk(cast, sign_in, time_machine):
    """The organizer at a desk, on a Monday of the term, with the ready-made templates."""
    time_machine.move_to(datetime(2026, 11, 16, 8, tzinfo=SHANGHAI))
    ensure_ready_made()
    programme_version()
    with transaction():
        first, last = today() - timedelta(30), today() + timedelta(60)
        db.session.add(Season(kind="term", name="Term", first_day=first, last_day=last))
    return sign_in(cast.organizer)


def template() -> ActivityTemplate:
    db.session.expire_all()
    return db.session.scalars(select(ActivityTemplate).where(ActivityTemplate.code == "after_school")).one()


def ticked(page: str) -> MultiDict[str, str]:
    """The form of a page, the first duty asking for two licences and two skills."""
    form = filled(page)
    form.setlist("duties-0-licences", ["physician", "counsellor"])
    form.setlist("duties-0-skills", ["drawing", "stories"])
    return form


def made_series(desk, cast) -> ActivitySeries:
    address = f"/programme/activities/new?template={template().public_id}"
    form = ticked(desk.get(address).text)
    form["place"], form["write"] = db.session.get_one(Place, cast.centre).public_id, "1"
    answer = desk.post(address, data=form)
    assert answer.status_code == 302, text_of(answer.text)
    return db.session.scalars(select(ActivitySeries)).one()


def opening() -> Opening:
    db.session.expire_all()
    return db.session.scalars(select(Opening).where(Opening.licences != "[]").order_by(Opening.id)).first()


def test_a_template_keeps_all_that_is_ticked_and_shows_it(desk):
    address = f"/programme/activities/templates/{template().public_id}"
    assert desk.post(address, data=ticked(desk.get(address).text)).status_code == 302
    duty = template().duties[0]
    assert (duty["licences"], duty["skills"]) == (["physician", "counsellor"], ["drawing", "stories"])
    for page in (desk.get(address).text, desk.get("/programme/activities/templates").text):
        said = text_of(page).replace("&#39;", "'")
        assert "licence: doctor's or counsellor's · skill: drawing, telling stories" in said


def test_the_form_read_back_loses_none(desk):
    address = f"/programme/activities/templates/{template().public_id}"
    desk.post(address, data=ticked(desk.get(address).text))
    before = template().duties
    assert desk.post(address, data=filled(desk.get(address).text)).status_code == 302
    assert template().duties == before


def test_another_line_keeps_the_ticks(desk):
    address = f"/programme/activities/templates/{template().public_id}"
    form = ticked(desk.get(address).text)
    form["more"] = "1"
    assert filled(desk.post(address, data=form).text).getlist("duties-0-skills") == ["drawing", "stories"]


def test_the_solver_reads_all_of_them(desk, cast):
    made_series(desk, cast)
    version = db.session.scalars(select(ProgrammeVersion)).one()
    problem = rota_snapshot(version, today() + timedelta(days=1), 7, true(), "test").problem
    asked = {(one.licences, one.skills) for one in problem.openings if one.duty == opening().duty}
    assert asked == {(("physician", "counsellor"), ("drawing", "stories"))}


@pytest.mark.parametrize(
    ("skills", "speaks_against"),
    [
        ([], {"skills"}),
        (["drawing"], {"skills"}),
        (["drawing", "stories"], set()),
        (["stories", "drawing", "law"], set()),
    ],
)
def test_one_of_the_licences_and_all_of_the_skills_are_needed_on_a_shift(desk, cast, skills, speaks_against):
    made_series(desk, cast)
    with transaction():
        db.session.get_one(Supporter, cast.he).skills = skills
    found = opening()
    rules = examine([found.shift], [cast.he, cast.ye])
    musts = {"licence", "skills"}
    assert {one.code for one in against(rules, cast.he, found.id)} & musts == speaks_against
    assert "licence" in {one.code for one in against(rules, cast.ye, found.id)}


def test_one_date_keeps_them_through_its_own_form(desk, cast):
    made_series(desk, cast)
    shift = opening().shift.public_id
    assert "skill: drawing, telling stories" in text_of(desk.get(f"/shifts/{shift}").text)
    form = filled(desk.get(f"/shifts/{shift}/change").text)
    assert form.getlist("duties-0-licences") == ["physician", "counsellor"]
    assert form.getlist("duties-0-skills") == ["drawing", "stories"]


def test_the_form_in_chinese_has_no_english_left(desk, cast, sign_in):
    page = sign_in(cast.organizer, "zh").get(f"/programme/activities/templates/{template().public_id}").text
    assert "执业资格和技能" in page
    assert english_in(page) == []
