"""The templates that ship, and what they give in a month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.actors import SYSTEM
from app.database import db
from app.models.activities import SAFE_FIELDS, ActivityTemplate
from app.operations.activity_templates import READY_MADE, ensure_ready_made, save_template
from app.operations.activity_values import ActivityRefused, checked_pattern, checked_safety
from app.operations.samples.activities import CENTRES, activities_of
from app.planning.activity_documents import read_patterns
from app.planning.sessions import Bounds, Day, date_sessions

#: November 2026: a month of term without a holiday
NOVEMBER = [Day(date(2026, 11, 1) + timedelta(days=number), sunset=1025) for number in range(30)]


def values_of(template: ActivityTemplate, **changes):
    fields = ("kind", "patterns", "duties", "way_home", "name_zh", "name_en", *SAFE_FIELDS)
    return {field: getattr(template, field) for field in fields} | changes


@pytest.mark.parametrize("code", READY_MADE)
def test_what_ships_passes_the_checks_an_organizer_meets(house, code):
    ensure_ready_made()
    values = values_of(db.session.scalar(select(ActivityTemplate).where(ActivityTemplate.code == code)))
    assert checked_pattern(values)["patterns"] == values["patterns"]
    assert checked_safety(values)["children"] == values["children"]


@pytest.mark.parametrize("code", READY_MADE)
def test_nobody_takes_a_counsellors_place_without_the_licence(code):
    counsellors = [need for need in READY_MADE[code].duties if need.duty == "counsellor"]
    assert {need.licences for need in counsellors} <= {("counsellor",)}


def test_ready_made_templates_are_written_once_and_not_over_what_was_changed(house):
    ensure_ready_made()
    drawing = db.session.scalar(select(ActivityTemplate).where(ActivityTemplate.code == "drawing"))
    save_template(values_of(drawing, name_zh="国画"), by=SYSTEM, template_id=drawing.id, version=drawing.version)
    ensure_ready_made()
    assert db.session.query(ActivityTemplate).count() == len(READY_MADE)
    assert db.session.get_one(ActivityTemplate, drawing.id).name_zh == "国画"


def test_a_template_without_a_name_is_refused(house):
    ensure_ready_made()
    source = db.session.scalar(select(ActivityTemplate))
    with pytest.raises(ActivityRefused) as refused:
        save_template(values_of(source, name_zh="  "), by=SYSTEM)
    assert refused.value.field == "name_zh"


def test_the_village_centre_is_visited_on_each_of_28_days_by_three_people():
    """Peers, scenario (c): 84 places."""
    ready = READY_MADE["every_day"]
    dates = date_sessions(ready.patterns, NOVEMBER[:28], Bounds(walk_home=20)).held
    assert len(dates) * sum(need.wanted for need in ready.duties) == 84


def test_26_centres_hold_156_sessions_a_month():
    """Peers, scenario (e): 4 recreations, 1 home education and 1 counselling session at each."""
    counts = {"recreation": 0, "home_education": 0, "counselling": 0}
    for number in range(CENTRES):
        for code, changes in activities_of(number):
            if code in counts:
                patterns = read_patterns(changes["patterns"]) if changes else READY_MADE[code].patterns
                counts[code] += len(date_sessions(patterns, NOVEMBER).held)
    assert counts == {"recreation": 104, "home_education": 26, "counselling": 26}


def test_counsellors_are_not_wanted_everywhere_at_once():
    days: dict[date, int] = {}
    for number in range(CENTRES):
        patterns = read_patterns(dict(activities_of(number))["counselling"]["patterns"])
        for dated in date_sessions(patterns, NOVEMBER).held:
            days[dated.day] = days.get(dated.day, 0) + 1
    assert max(days.values()) <= 2
