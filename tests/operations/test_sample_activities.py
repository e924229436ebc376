"""The sample's activities are at hours at which its people are free, and its child director has some."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from app.operations.activity_templates import READY_MADE
from app.operations.samples.activities import activities_of, busiest_village, chosen
from app.planning.activity_documents import DutyNeed, read_patterns
from app.planning.sessions import Bounds, Dated, Day, date_sessions
from app.planning.travel import TravelModel
from app.samples import SAMPLE_DAY, County, sample_county
from app.samples.county import Place, Supporter

FIRST = date(2026, 11, 30)
#: four weeks in which the sun goes down at five
DECEMBER = [Day(FIRST + timedelta(days=number), sunset=1020) for number in range(28)]


@pytest.fixture(scope="module")
def county() -> County:
    return sample_county("jingning", 1, SAMPLE_DAY)


def dates(code: str, changes: dict, bounds: Bounds | None = None) -> list[Dated]:
    patterns = read_patterns(changes["patterns"]) if "patterns" in changes else READY_MADE[code].patterns
    return date_sessions(patterns, DECEMBER, bounds).held


def could_come(county: County, one: Supporter, need: DutyNeed, centre: Place, dated: Dated) -> bool:
    licence = one.licence or ("teacher" if one.archetype == "teacher" else "")
    if (need.licences and licence not in need.licences) or not set(need.skills) <= set(one.skills):
        return False
    midnight = dated.day.weekday() * 48
    first, last = midnight + dated.start // 30, midnight + dated.end // 30
    if not any(span.start <= first and last <= span.end for span in one.availability.spans):
        return False
    points = {place.code: place.point for place in county.places if place.code in (one.base, centre.code)}
    minutes = TravelModel(road_factor=county.road_factor).minutes(
        points[one.base], points[centre.code], one.travel_mode
    )
    return minutes <= one.travel_limit


def test_nearly_every_session_of_a_month_has_somebody_for_each_of_its_duties(county):
    held, staffed = Counter(), Counter()
    for number, centre in enumerate(chosen(county)):
        for code, changes in activities_of(number):
            if code not in ("counselling", "home_education", "parent_lecture"):
                continue
            for dated in dates(code, changes):
                held[code] += 1
                staffed[code] += all(
                    any(could_come(county, one, need, centre, dated) for one in county.supporters)
                    for need in READY_MADE[code].duties
                )
    assert min(held.values()) >= 3
    assert {code: staffed[code] / held[code] >= 0.85 for code in held} == dict.fromkeys(held, True)


def test_no_drawing_afternoon_is_cut_to_less_than_an_hour_and_a_half():
    drawing = next(changes for code, changes in activities_of(2) if code == "drawing")
    assert {dated.end - dated.start for dated in dates("drawing", drawing, Bounds(walk_home=20))} == {100}


def test_the_child_director_with_a_sample_sign_in_has_something_on_every_day_of_the_week(county):
    village = busiest_village(county)
    number = next(number for number, centre in enumerate(chosen(county)) if centre.parent == village)
    days = {dated.day.weekday() for code, changes in activities_of(number) for dated in dates(code, changes)}
    assert days == set(range(7))
