"""The organizer's pages of activities: templates, a series with its dates shown first, changes shown first."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.clock import SHANGHAI, local, today
from app.database import db, transaction
from app.models.activities import ActivitySeries, ActivityTemplate, Shift
from app.models.calendars import Season
from app.models.places import Place
from app.operations.activity_templates import READY_MADE, ensure_ready_made
from tests.activities import place_on


@pytest.fixture(autouse=True)
def a_monday_in_november(time_machine) -> None:
    """A term without holidays in the coming weeks."""
    time_machine.move_to(datetime(2026, 11, 16, 8, tzinfo=SHANGHAI))


@pytest.fixture
def desk(cast, sign_in):
    """The organizer at a desk, with the ready-made templates and a term."""
    ensure_ready_made()
    with transaction():
        db.session.add(
            Season(kind="term", name="Term", first_day=today() - timedelta(30), last_day=today() + timedelta(300))
        )
    return sign_in(cast.organizer)


def template(code: str = "after_school") -> str:
    return db.session.scalar(select(ActivityTemplate.public_id).where(ActivityTemplate.code == code))


def centre(cast) -> str:
    return db.session.get_one(Place, cast.centre).public_id


def form_of(page: str) -> dict[str, str]:
    """Return the fields of a page's form as a browser would send them, without its buttons."""
    form = page[page.index('<form class="stack" method="post"') :]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not re.search(r'type="(checkbox|radio)"', tag) or " checked" in tag):
            fields[name[1]] = value[1] if value else "y"
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = chosen[1]
    return fields


def begin(desk, cast, **changes) -> dict[str, str]:
    page = desk.get(f"/programme/activities/new?template={template()}").get_data(as_text=True)
    return form_of(page) | {"place": centre(cast)} | changes


def make(desk, cast, **changes) -> ActivitySeries:
    address = f"/programme/activities/new?template={template()}"
    answer = desk.post(address, data=begin(desk, cast, write="1", **changes))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return db.session.scalar(select(ActivitySeries))


def test_every_ready_made_template_stands_on_the_list_in_both_languages(desk, cast, sign_in):
    english = desk.get("/programme/activities/templates").get_data(as_text=True)
    chinese = sign_in(cast.organizer, "zh").get("/programme/activities/templates").get_data(as_text=True)
    for ready in READY_MADE.values():
        assert ready.name_en.replace("'", "&#39;") in english
        assert ready.name_zh in chinese


def test_a_series_shows_its_dates_before_it_is_made(desk, cast):
    address = f"/programme/activities/new?template={template()}"
    shown = desk.post(address, data=begin(desk, cast, look="1")).get_data(as_text=True)
    assert "Mon, Nov 16 16:30–18:30" in shown
    assert "public holiday" in shown
    assert db.session.scalar(select(ActivitySeries.id)) is None


def test_making_it_writes_the_dated_shifts(desk, cast):
    series = make(desk, cast)
    page = desk.get(f"/programme/activities/{series.public_id}").get_data(as_text=True)
    assert "2 adults short" in page
    assert db.session.scalars(select(Shift)).first().children == 16


def test_who_walks_home_gets_shorter_afternoons(desk, cast):
    address = f"/programme/activities/new?template={template()}"
    data = begin(desk, cast, look="1", way_home="walk", **{"term-0-start": "15:30", "term-0-end": "17:30"})
    shown = desk.post(address, data=data).get_data(as_text=True)
    assert "shorter: dark before the children are home" in shown


def test_a_fault_stands_beside_its_field(desk, cast):
    address = f"/programme/activities/new?template={template()}"
    page = desk.post(address, data=begin(desk, cast, look="1", least_adults="1")).get_data(as_text=True)
    assert "This number is out of bounds" in page
    page = desk.post(address, data=begin(desk, cast, look="1", **{"term-0-end": "16:40"})).get_data(as_text=True)
    assert "A session is at least half an hour" in page


def test_another_line_keeps_what_was_written(desk, cast):
    address = f"/programme/activities/new?template={template()}"
    data = begin(desk, cast, more="1", name="Reading corner", **{"term-1-days": "5"})
    page = desk.post(address, data=data).get_data(as_text=True)
    assert 'value="Reading corner"' in page
    assert 'name="term-2-days"' in page


def test_a_change_says_who_hears_of_it_before_it_is_written(desk, cast):
    series = make(desk, cast)
    with transaction():
        wednesday = next(one for one in db.session.scalars(select(Shift)) if local(one.starts_at).weekday() == 2)
        place_on(wednesday, cast.ye)
    address = f"/programme/activities/{series.public_id}/change"
    data = form_of(desk.get(address).get_data(as_text=True)) | {"term-0-start": "17:00"}
    shown = desk.post(address, data=data | {"look": "1"}).get_data(as_text=True)
    assert "1 person hears of it." in shown
    first = db.session.scalars(select(Shift).order_by(Shift.starts_at)).first()
    assert f"{local(first.starts_at):%H:%M}" == "16:30"
    assert desk.post(address, data=data | {"write": "1"}).status_code == 302
    assert f"{local(db.session.get_one(Shift, first.id).starts_at):%H:%M}" == "17:00"


def changed_page(desk, series, **changes) -> str:
    address = f"/programme/activities/{series.public_id}/change"
    data = form_of(desk.get(address).get_data(as_text=True)) | changes
    return desk.post(address, data=data | {"look": "1"}).get_data(as_text=True)


def test_a_change_shows_old_and_new_hours_of_every_date_and_what_it_means_for_the_children(desk, cast):
    series = make(desk, cast)
    shown = changed_page(desk, series, since="2026-11-19", children="12", **{"term-0-start": "17:00"})
    assert "Children expected</span><span>16 → <b>12</b>" in shown
    assert "Thu, Nov 19</span><span>16:30–18:30 → <b>17:00–18:30</b>" in shown
    assert "Wed, Nov 18</span>" not in shown


def test_dates_that_keep_their_hours_are_named_from_the_first_to_the_last(desk, cast):
    series = make(desk, cast)
    shown = changed_page(desk, series, children="12")
    assert re.search(r"\d+ dates keep their hours \(Nov 16 – Jan 18, 2027\)", shown)
    gone = changed_page(desk, series, **{"term-0-days": "0"})
    assert "Tue, Nov 17</span><span><s>16:30–18:30</s> goes" in gone


def test_this_and_following_leads_to_the_series_that_goes_on_and_no_page_asks_to_look_again(desk, cast):
    series = make(desk, cast)
    address = f"/programme/activities/{series.public_id}/change"
    data = form_of(desk.get(address).get_data(as_text=True)) | {"since": "2026-11-19", "term-0-start": "16:00"}
    later = desk.post(address, data=data | {"write": "1"}).location
    assert series.public_id not in later
    for page in (later, f"/programme/activities/{series.public_id}"):
        assert "now say something else" not in desk.get(page).get_data(as_text=True)
    assert "Thu, Nov 19 16:00–18:30" in desk.get(later).get_data(as_text=True)


def test_from_when_a_series_changes_has_to_be_said(desk, cast):
    assert "Please fill this in." in changed_page(desk, make(desk, cast), since="")


def test_a_counsellor_without_the_licence_is_refused_with_the_remedy(desk, cast):
    counsellor = {"duties-0-duty": "counsellor", "look": "1"}
    address = f"/programme/activities/new?template={template()}"
    page = desk.post(address, data=begin(desk, cast, **counsellor)).get_data(as_text=True)
    assert "Counselling asks for the counsellor&#39;s licence" in page
    filled = form_of(page)
    assert filled["duties-0-licences"] == "counsellor"
    again = desk.post(address, data=filled | {"look": "1"}).get_data(as_text=True)
    assert "dates in the first half year" in again


def test_a_monthly_date_that_falls_on_holidays_is_named_with_a_better_week(desk, cast):
    address = f"/programme/activities/new?template={template('parent_lecture')}"
    data = form_of(desk.get(address).get_data(as_text=True)) | {"place": centre(cast), "look": "1"}
    shown = desk.post(address, data=data).get_data(as_text=True)
    assert "Jan 3" in shown[shown.index("Left out") :]
    assert "“2nd of the month” loses 0" in shown


def test_one_date_shows_its_old_and_new_hours_before_it_is_changed(desk, cast):
    make(desk, cast)
    first = db.session.scalars(select(Shift).order_by(Shift.starts_at)).first()
    address = f"/shifts/{first.public_id}/change"
    data = form_of(desk.get(address).get_data(as_text=True)) | {"start": "17:00", "children": "9"}
    shown = desk.post(address, data=data | {"look": "1"}).get_data(as_text=True)
    assert "Mon, Nov 16</span><span>16:30–18:30 → <b>17:00–18:30</b>" in shown
    assert "Children expected</span><span>16 → <b>9</b>" in shown


def test_a_place_is_chosen_with_its_township(desk):
    page = desk.get(f"/programme/activities/new?template={template()}").get_data(as_text=True)
    assert re.search(r'<optgroup label="Qingping">.*?Qingping[^<]* · Qingping</option>', page)


def test_a_calendar_that_changed_is_told_on_the_page_of_the_series(desk, cast):
    series = make(desk, cast)
    data = {f"school_out-{day}": "17:00" for day in range(5)}
    assert desk.post(f"/programme/places/{centre(cast)}/children", data=data).status_code == 302
    page = desk.get(f"/programme/activities/{series.public_id}").get_data(as_text=True)
    assert "now say something else" in page


def test_a_series_ends_with_a_day(desk, cast):
    series = make(desk, cast)
    desk.post(f"/programme/activities/{series.public_id}/end", data={"last_day": "2026-11-18"})
    assert db.session.query(Shift).filter_by(state="planned").count() == 3


def test_a_template_is_changed_copied_and_closed(desk):
    address = f"/programme/activities/templates/{template('drawing')}"
    data = form_of(desk.get(address).get_data(as_text=True)) | {"name_en": "Painting", "save": "1"}
    assert desk.post(address, data=data).status_code == 302
    copy = desk.get(f"/programme/activities/templates/new?from={template('drawing')}").get_data(as_text=True)
    written = desk.post("/programme/activities/templates/new", data=form_of(copy) | {"name_zh": "国画", "save": "1"})
    assert written.status_code == 302
    desk.post(f"{address}/close")
    names = {row.code: (row.name_en, row.closed) for row in db.session.scalars(select(ActivityTemplate))}
    assert names["drawing"] == ("Painting", True)
    assert names["drawing_2"][1] is False


def test_the_list_is_searched_by_place_and_kind(desk, cast):
    make(desk, cast)
    found = desk.get("/programme/activities?q=qingping").get_data(as_text=True)
    assert "After-school class" in found
    assert "Monday to Friday 16:30–18:30" in found
    assert "No series like that" in desk.get("/programme/activities?kind=drawing").get_data(as_text=True)


def test_the_pages_of_a_place_say_when_nothing_is_there(desk):
    assert "No activities yet" in desk.get("/programme/activities").get_data(as_text=True)
    assert desk.get("/programme/activities/unknown").status_code == 404


ALSO_HELD = "Something else is held there at the same hours"


def test_a_series_at_the_hours_of_another_is_made_once_there_is_room_for_both(desk, cast):
    first = make(desk, cast, name="Chess")
    address = f"/programme/activities/new?template={template()}"
    data = begin(desk, cast, write="1")
    page = desk.post(address, data=data).get_data(as_text=True)
    assert ALSO_HELD in page
    assert re.search(r"Chess: Mon, Nov 16 16:30–18:30 and \d+ more dates", page)
    assert "Tick this if both are meant" in page
    assert list(db.session.scalars(select(ActivitySeries.id))) == [first.id]
    for _press in range(2):  # the second press finds what the first made, which is no overlap with itself
        assert desk.post(address, data=data | {"two_rooms": "y"}).status_code == 302
    assert len(list(db.session.scalars(select(ActivitySeries.id)))) == 2


def test_a_series_beside_another_at_other_hours_or_another_place_is_no_overlap(desk, cast):
    make(desk, cast)
    address = f"/programme/activities/new?template={template()}"
    later = begin(desk, cast, look="1", **{"term-0-start": "18:30", "term-0-end": "19:30"})
    assert ALSO_HELD not in desk.post(address, data=later).get_data(as_text=True)


def test_a_series_that_moves_into_the_hours_of_another_says_so(desk, cast):
    make(desk, cast, **{"term-0-start": "14:30", "term-0-end": "16:00"})
    address = f"/programme/activities/new?template={template()}"
    assert desk.post(address, data=begin(desk, cast, write="1")).status_code == 302
    moving = db.session.scalars(select(ActivitySeries).order_by(ActivitySeries.id.desc())).first()
    assert ALSO_HELD not in changed_page(desk, moving, children="9")
    assert ALSO_HELD in changed_page(desk, moving, **{"term-0-start": "15:30"})


def test_one_date_that_moves_into_the_hours_of_another_is_moved_once_there_is_room_for_both(desk, cast):
    make(desk, cast)
    first, second = db.session.scalars(select(Shift).order_by(Shift.starts_at)).all()[:2]
    address = f"/shifts/{first.public_id}/change"
    data = form_of(desk.get(address).get_data(as_text=True)) | {"write": "1"}
    data |= {"day": str(local(second.starts_at).date()), "start": "17:00"}
    assert ALSO_HELD in desk.post(address, data=data).get_data(as_text=True)
    assert local(db.session.get_one(Shift, first.id).starts_at).hour == 16
    assert desk.post(address, data=data | {"two_rooms": "y"}).status_code == 302
    assert local(db.session.get_one(Shift, first.id).starts_at).hour == 17
