"""Series at a place: dated once, changed from a day on with the people they have, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.clock import SHANGHAI, local, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import ActivitySeries, ActivityTemplate, Shift, ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.calendars import Season
from app.models.messages import Message
from app.models.places import Place
from app.models.supporters import Supporter
from app.operations.activity_series import change_series, end_series, make_series
from app.operations.activity_templates import ensure_ready_made
from app.operations.activity_values import ActivityRefused
from app.operations.shift_dates import WEEKS_AHEAD, extend_series
from app.operations.shifts import change_shift, shift_effect, values_of
from app.operations.versions import ChangedMeanwhile
from tests.activities import WEDNESDAYS, place_on, series_values
from tests.servers.databases import both_databases

ORGANIZER = Actor(None, {Role.ORGANIZER: frozenset()})
pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(autouse=True)
def a_monday_in_november(time_machine) -> None:
    """No holiday, no sunset and no school year of the day the tests run on."""
    time_machine.move_to(datetime(2026, 11, 16, 8, tzinfo=SHANGHAI))


@pytest.fixture
def template(cast) -> ActivityTemplate:
    """The ready-made after-school class; the tests lie in a term without holidays."""
    with transaction():
        db.session.add(
            Season(kind="term", name="Term", first_day=today() - timedelta(30), last_day=today() + timedelta(300))
        )
        for place in db.session.scalars(select(Place)):
            place.school_out = []
    ensure_ready_made()
    return db.session.scalar(select(ActivityTemplate).where(ActivityTemplate.code == "after_school"))


def make(cast, template, **changes) -> ActivitySeries:
    values = series_values(template, **{"place_id": cast.centre, **changes})
    name = make_series(template.id, values, request_key=f"key-{changes}"[:43], by=SYSTEM)
    return db.session.scalar(select(ActivitySeries).where(ActivitySeries.public_id == name))


def shifts_of(series: ActivitySeries) -> list[Shift]:
    query = select(Shift).where(Shift.series_id == series.id).order_by(Shift.starts_at)
    return list(db.session.scalars(query))


def hours_of(shift: Shift) -> tuple[str, str]:
    return tuple(f"{local(moment):%H:%M}" for moment in (shift.starts_at, shift.ends_at))


def messages(kind: str) -> list[int]:
    return list(db.session.scalars(select(Message.account_id).where(Message.kind == kind)))


@both_databases
def test_a_series_gets_its_shifts_up_to_the_horizon_with_places_to_fill(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    shifts = shifts_of(series)
    assert {local(shift.starts_at).weekday() for shift in shifts} == {2}
    assert len(shifts) == WEEKS_AHEAD
    assert [(one.duty, one.least, one.most) for one in shifts[0].openings] == [
        ("companion", 1, 2),
        ("study_help", 1, 2),
    ]
    assert (shifts[0].children, shifts[0].ratio, shifts[0].needs_woman) == (16, 8, True)


def test_dating_again_adds_only_the_days_that_came_into_view(cast, template, time_machine):
    series = make(cast, template, patterns=WEDNESDAYS)
    before = len(shifts_of(series))
    assert extend_series() == 0
    time_machine.shift(timedelta(weeks=3))
    assert extend_series() == 3
    assert len(shifts_of(series)) == before + 3


def test_pressing_twice_makes_one_series(cast, template):
    assert make(cast, template, patterns=WEDNESDAYS).id == make(cast, template, patterns=WEDNESDAYS).id


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"place_id": None}, "place", "not_a_place"),
        ({"last_day": date(2020, 1, 1)}, "last_day", "before_first"),
        ({"first_day": date(2099, 1, 1)}, "first_day", "too_far"),
        ({"patterns": {}}, "patterns", "no_sessions"),
        ({"duties": []}, "duties", "no_duties"),
        ({"least_adults": 1}, "least_adults", "out_of_range"),
        ({"children": None}, "children", "missing"),
        ({"kind": "circus"}, "kind", "unknown"),
    ],
)
def test_a_series_that_makes_no_sense_is_refused_at_its_field(cast, template, changes, field, code):
    with pytest.raises(ActivityRefused) as refused:
        make(cast, template, **changes)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert db.session.scalar(select(ActivitySeries.id)) is None


def later(series: ActivitySeries, **changes):
    return series_values(series, series.place_id, first_day=series.first_day, **changes)


def half_past_five(series: ActivitySeries):
    return later(series, patterns={"term": {"sessions": [{"weekday": 2, "start": 1050, "end": 1110}]}})


@both_databases
def test_all_dates_move_and_stay_the_same_shifts_with_their_people(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    first = shifts_of(series)[0]
    with transaction():
        place_on(first, cast.ye)
    before = [shift.id for shift in shifts_of(series)]
    changes = change_series(series.id, series.version, half_past_five(series), since=today(), by=SYSTEM)
    assert [shift.id for shift in shifts_of(series)] == before
    assert {hours_of(shift) for shift in shifts_of(series)} == {("17:30", "18:30")}
    assert (len(changes.moved), changes.told) == (len(before), 1)
    assert db.session.scalar(select(Assignment.state)) == AssignmentState.ACCEPTED
    assert messages("shift_moved") == [cast.ye_account]


def test_this_and_following_leaves_earlier_dates_alone(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    second = local(shifts_of(series)[1].starts_at).date()
    change_series(series.id, series.version, half_past_five(series), since=second, by=SYSTEM)
    starts = [hours_of(shift)[0] for shift in shifts_of(series)]
    assert starts[0] == "16:30"
    assert set(starts[1:]) == {"17:30"}


def test_whoever_is_not_free_at_the_new_hour_is_let_go_and_told(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    with transaction():
        place_on(shifts_of(series)[0], cast.ye)
    evening = later(series, patterns={"term": {"sessions": [{"weekday": 2, "start": 1140, "end": 1200}]}})
    changes = change_series(series.id, series.version, evening, since=today(), by=SYSTEM)
    assert [code for _, code in changes.leaving] == ["times"]
    gone = db.session.scalars(select(Assignment)).one()
    assert (gone.state, gone.reason) == (AssignmentState.CANCELLED, "shift_changed")
    assert (messages("shift_released"), messages("shift_moved")) == ([cast.ye_account], [])


@both_databases
def test_dates_that_go_are_called_off_and_come_back_with_the_hours(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    taken = shifts_of(series)[1]
    with transaction():
        place_on(taken, cast.ye)
    thursdays = later(series, patterns={"term": {"sessions": [{"weekday": 3, "start": 990, "end": 1110}]}})
    change_series(series.id, series.version, thursdays, since=today(), by=SYSTEM)
    states = {(local(shift.starts_at).weekday(), shift.state) for shift in shifts_of(series)}
    assert states == {(2, ShiftState.CANCELLED), (3, ShiftState.PLANNED)}
    assert messages("shift_cancelled") == [cast.ye_account]
    again = db.session.get_one(ActivitySeries, series.id)
    back = change_series(again.id, again.version, later(again, patterns=WEDNESDAYS), since=today(), by=SYSTEM)
    assert taken.id in [change.shift.id for change in back.new if change.shift]
    assert db.session.get_one(Shift, taken.id).state == ShiftState.PLANNED


@both_databases
def test_fewer_places_keep_those_who_said_yes(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    shift = shifts_of(series)[0]
    with transaction():
        place_on(shift, cast.he, AssignmentState.OFFERED, seat=0)
        place_on(shift, cast.ye, seat=1)
    one = [
        {"duty": "companion", "least": 1, "wanted": 1, "most": 1},
        {"duty": "helper", "least": 1, "wanted": 1, "most": 1},
    ]
    changes = change_series(series.id, series.version, later(series, duties=one), since=today(), by=SYSTEM)
    assert [(gone.supporter_id, code) for gone, code in changes.leaving] == [(cast.he, "full")]
    stays = db.session.scalars(select(Assignment).where(Assignment.state == AssignmentState.ACCEPTED)).one()
    assert (stays.supporter_id, stays.seat) == (cast.ye, 0)
    assert [opening.duty for opening in db.session.get_one(Shift, shift.id).asked] == ["companion", "helper"]


def test_a_date_changed_by_hand_is_left_alone_by_its_series(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    shift = shifts_of(series)[0]
    values = {**later(series), **values_of(shift), "start": 900, "end": 1020}
    change_shift(shift.id, shift.version, values, by=ORGANIZER)
    changes = change_series(series.id, series.version, half_past_five(series), since=today(), by=SYSTEM)
    assert changes.by_hand == 1
    assert [hours_of(shift)[0] for shift in shifts_of(series)][:2] == ["15:00", "17:30"]


def test_one_date_shows_who_stays_before_it_is_changed(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    shift = shifts_of(series)[0]
    with transaction():
        place_on(shift, cast.ye)
        db.session.get_one(Supporter, cast.ye).travel_limit = 0
    far = {**later(series), **values_of(shift), "place_id": cast.other_village}
    effect = shift_effect(db.session.get_one(Shift, shift.id), far)
    assert [(one.supporter_id, code) for one, code in effect.leave] == [(cast.ye, "travel")]
    assert db.session.get_one(Shift, shift.id).place_id == cast.centre


def test_two_people_who_change_one_series_do_not_overwrite_each_other(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    version = series.version
    change_series(series.id, version, half_past_five(series), since=today(), by=SYSTEM)
    with pytest.raises(ChangedMeanwhile):
        change_series(series.id, version, later(series), since=today(), by=SYSTEM)


def test_a_series_that_ends_takes_its_later_dates_along(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    shifts = shifts_of(series)
    gone = end_series(series.id, local(shifts[1].starts_at).date(), by=SYSTEM)
    assert gone == len(shifts) - 2
    assert [shift.state for shift in shifts_of(series)] == ["planned"] * 2 + ["cancelled"] * gone
    assert extend_series() == 0


def test_a_duty_that_asks_for_a_licence_anew_lets_go_who_holds_none(cast, template):
    series = make(cast, template, patterns=WEDNESDAYS)
    shift = shifts_of(series)[0]
    with transaction():
        place_on(shift, cast.ye)
        place_on(shift, cast.he, seat=1)
    physicians = [{"duty": "companion", "least": 1, "wanted": 1, "most": 2, "licences": ["physician"]}]
    changes = change_series(series.id, series.version, later(series, duties=physicians), since=today(), by=SYSTEM)
    assert [(one.supporter_id, code) for one, code in changes.leaving] == [(cast.ye, "licence")]


def test_another_licence_that_will_do_sends_nobody_home(cast, template):
    physicians = {"duty": "companion", "least": 1, "wanted": 1, "most": 2, "licences": ["physician"]}
    series = make(cast, template, patterns=WEDNESDAYS, duties=[physicians])
    with transaction():
        place_on(shifts_of(series)[0], cast.he)
    either = [{**physicians, "licences": ["counsellor", "physician"]}]
    changes = change_series(series.id, series.version, later(series, duties=either), since=today(), by=SYSTEM)
    assert changes.leaving == []
