"""From rows to a rota problem: what is to fill, who is free on which date, what stands, and nothing that names anybody."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select, true

from app.clock import SHANGHAI, now, today
from app.database import db, transaction
from app.models.assignments import AskState, AssignmentState, ReplacementAsk, Standby, SwapOffer
from app.models.calendars import DeclaredDay
from app.models.children import Child
from app.models.meetings import Meeting
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.rotas import PlaceExclusion
from app.models.supporters import Away, Evidence, Supporter
from app.planning.refusals import Refusal
from app.queries.places import inside
from app.queries.rota_snapshots import RotaSnapshot, rota_snapshot
from app.queries.vetting import vetted
from app.scheduling.rota.people import Person
from tests.activities import moment, series
from tests.cast import live_match
from tests.programmes import programme_version
from tests.rotas import assign, code_of, shift_on, wednesday


@pytest.fixture
def version(cast) -> ProgrammeVersion:
    return db.session.get_one(ProgrammeVersion, programme_version())


@pytest.fixture
def shift(cast) -> str:
    with transaction():
        return shift_on(wednesday(), cast.centre).public_id


def taken(version: ProgrammeVersion, places=None, first: date | None = None, days: int = 7) -> RotaSnapshot:
    start = first or wednesday() - timedelta(days=2)
    return rota_snapshot(version, start, days, true() if places is None else places, "test")


def person(of: RotaSnapshot, supporter_id: int) -> Person:
    return of.problem.person_by_id[code_of(supporter_id)]


def day_of(of: RotaSnapshot, day: date) -> int:
    return (day - of.problem.start).days


def free_on(of: RotaSnapshot, supporter_id: int, day: date) -> list[tuple[int, int, str]]:
    spans = person(of, supporter_id).free
    return [(span.start, span.end, span.preference.value) for span in spans if span.day == day_of(of, day)]


class TestShifts:
    """What is to fill."""

    def test_a_planned_shift_stands_at_its_place_and_hour(self, cast, version, shift):
        found = taken(version).problem.shift_by_id[shift]
        centre = db.session.get_one(Place, cast.centre)
        assert (found.place, found.start, found.end) == (centre.code, 16 * 60 + 30, 18 * 60 + 30)
        assert (found.children, found.ratio, found.adults) == (16, 8, 2)
        assert taken(version).problem.date_of(found.day) == wednesday()

    def test_its_openings_keep_their_headcount_and_licences(self, cast, version, shift):
        opening = taken(version).problem.openings_of[shift][0]
        assert (opening.duty, opening.least, opening.wanted, opening.most) == ("companion", 2, 2, 3)

    @pytest.mark.parametrize("state", ["cancelled", "held", "closed"])
    def test_what_is_called_off_or_over_is_not_to_fill(self, cast, version, state):
        with transaction():
            row = shift_on(wednesday(), cast.centre, state=state)
        assert row.public_id not in taken(version).problem.shift_by_id

    def test_what_lies_outside_the_span_or_the_places_is_left_out(self, cast, version, shift):
        assert shift not in taken(version, first=wednesday() + timedelta(days=1)).problem.shift_by_id
        assert shift not in taken(version, inside(frozenset({cast.other_village}))).problem.shift_by_id

    def test_a_shift_with_fewer_places_than_adults_it_asks_for_is_named_and_left_out(self, cast, version):
        with transaction():
            row = shift_on(wednesday(), cast.centre, least_adults=5)
            ids = (row.id, row.public_id)
        found = taken(version)
        assert found.unplannable == [ids[0]]
        assert ids[1] not in found.problem.shift_by_id

    def test_the_week_before_stands_frozen_as_bare_hours(self, cast, version):
        with transaction():
            row = shift_on(wednesday(1), cast.centre)
            assign(row.openings[0], cast.ye)
            code, opening = row.public_id, row.openings[0].public_id
        found = taken(version, first=wednesday(2) - timedelta(days=2))
        worked = found.problem.shift_by_id[code]
        assert worked.day < found.problem.freeze_until
        assert (worked.adults, worked.children) == (0, 0)
        assert [(one.opening, one.person) for one in found.problem.standing] == [(opening, code_of(cast.ye))]


class TestPeople:
    """Who can come when."""

    def test_everybody_active_is_in_it_and_goes_by_public_id(self, cast, version):
        found = taken(version)
        assert set(found.supporters.values()) == {cast.ye, cast.he, cast.lin}

    def test_nothing_names_a_person(self, cast, version, shift):
        text = repr(taken(version).problem)
        for secret in ("Wenzhou", "Qingyuan", "Shouzheng", "19900000000"):
            assert secret not in text

    def test_the_hours_of_the_week_become_dates(self, cast, version):
        found = taken(version)
        assert free_on(found, cast.ye, wednesday()) == [(990, 1110, "can")]
        assert free_on(found, cast.ye, wednesday() + timedelta(days=3)) == [(540, 690, "prefer")]
        assert free_on(found, cast.ye, wednesday() + timedelta(days=1)) == []

    def test_days_away_have_no_hours(self, cast, version):
        with transaction():
            db.session.add(Away(supporter_id=cast.ye, first_day=wednesday(), last_day=wednesday()))
        found = taken(version)
        assert free_on(found, cast.ye, wednesday()) == []
        assert free_on(found, cast.ye, wednesday() + timedelta(days=3))

    def test_nobody_is_asked_after_the_day_they_leave(self, cast, version):
        with transaction():
            db.session.get_one(Supporter, cast.ye).stays_until = wednesday()
        found = taken(version)
        assert free_on(found, cast.ye, wednesday())
        assert free_on(found, cast.ye, wednesday() + timedelta(days=3)) == []

    def test_on_a_make_up_workday_people_come_when_they_can_on_every_workday(self, cast, version):
        saturday = wednesday() + timedelta(days=3)
        with transaction():
            db.session.add(DeclaredDay(day=saturday, workday=True))
            every_evening = [[48 * number + 36, 48 * number + 40, "can"] for number in range(5)]
            db.session.get_one(Supporter, cast.he).windows = [*every_evening, [258, 263, "prefer"]]
        found = taken(version)
        assert free_on(found, cast.ye, saturday) == []
        assert free_on(found, cast.he, saturday) == [(1080, 1200, "can")]

    def test_papers_give_the_last_day_on_which_everything_holds(self, cast, version):
        with transaction():
            row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="insurance"))
            row.valid_until = wednesday()
        assert person(taken(version), cast.ye).valid_until == wednesday()

    @pytest.mark.parametrize("days", [0, 20, 299, 300, 301])
    @pytest.mark.parametrize("kind", ["record_check", "training", "code_of_conduct", "insurance", "licence"])
    def test_the_last_day_says_the_same_as_the_definition_of_vetted(self, cast, version, kind, days):
        with transaction():
            row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.he, kind=kind))
            row.valid_until = today() + timedelta(days=150)
        day = today() + timedelta(days=days)
        holds = db.session.scalar(select(Supporter.id).where(Supporter.id == cast.he, vetted(day))) is not None
        assert (person(taken(version), cast.he).valid_until >= day) == holds

    def test_what_was_never_shown_gives_no_day(self, cast, version):
        with transaction():
            db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="training")).ended_at = now()
        assert person(taken(version), cast.ye).valid_until is None

    def test_licences_probation_first_aid_and_age_are_told(self, cast, version):
        with transaction():
            ye = db.session.get_one(Supporter, cast.ye)
            ye.probation, ye.first_aid_until, ye.birth_year = True, wednesday() + timedelta(days=30), today().year - 16
        found = person(taken(version), cast.ye)
        assert (found.newcomer, found.first_aider, found.adult) == (True, True, False)
        assert person(taken(version), cast.he).licences == ("physician",)


class TestOneCapacity:
    """Circle meetings and other shifts take from the same minutes and hours."""

    def test_a_dated_meeting_is_busy_time_with_its_ways(self, cast, version):
        with transaction():
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            when = datetime.combine(wednesday(), datetime.min.time(), SHANGHAI) + timedelta(hours=17)
            db.session.add(Meeting(match=match, planned_for=when, starts_at=when, place_id=cast.centre))
        found = taken(version)
        busy = person(found, cast.ye).busy
        assert [(span.day, span.start, span.minutes) for span in busy] == [(day_of(found, wednesday()), 1020, 75 + 36)]
        assert busy[0].place == db.session.get_one(Place, cast.centre).code

    def test_a_pair_that_meets_by_appointment_takes_minutes_of_every_week(self, cast, version):
        before = person(taken(version), cast.he).limits.minutes_a_week
        with transaction():
            child, he = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.he)
            live_match(child, he, "doctor", half_hour=None, minutes=18, every_weeks=13)
        # four meetings a year of 75 minutes and twice 18 on the way: 4 * 111 / 52, rounded up
        assert person(taken(version), cast.he).limits.minutes_a_week == before - 9

    def test_a_shift_elsewhere_is_busy_time(self, cast, version, shift):
        with transaction():
            elsewhere = shift_on(wednesday(), cast.other_village)
            assign(elsewhere.openings[0], cast.ye, minutes=20)
        found = taken(version, inside(frozenset({cast.centre})))
        assert [(span.start, span.minutes) for span in person(found, cast.ye).busy] == [(990, 160)]
        assert found.standing == {}


class TestWhatStands:
    """Published assignments, the freeze, and who is gone."""

    def test_offered_and_accepted_stand_and_the_way_back_is_known(self, cast, version):
        with transaction():
            opening = shift_on(wednesday(), cast.centre).openings[0]
            first = assign(opening, cast.ye).id
            assign(opening, cast.he, 1, state=AssignmentState.DECLINED)
            code = opening.public_id
        assert taken(version).standing == {(code_of(cast.ye), code): first}

    def test_somebody_who_left_is_stranded(self, cast, version):
        with transaction():
            gone = assign(shift_on(wednesday(), cast.centre).openings[0], cast.ye).id
            db.session.get_one(Supporter, cast.ye).state = "left"
        assert taken(version).stranded == [gone]

    def test_within_the_freeze_nobody_is_taken_off(self, cast, version):
        tomorrow = today() + timedelta(days=1)
        with transaction():
            near, far = shift_on(tomorrow, cast.centre), shift_on(wednesday(2), cast.centre)
            for row in (near, far):
                assign(row.openings[0], cast.ye)
            opening = near.openings[0].public_id
        found = taken(version, first=tomorrow, days=28)
        assert [(pin.person, pin.opening) for pin in found.problem.pins] == [(code_of(cast.ye), opening)]

    def test_who_does_not_come_to_a_place_is_kept_from_it(self, cast, version, shift):
        with transaction():
            db.session.add(PlaceExclusion(supporter_id=cast.ye, place_id=cast.centre))
            db.session.add(PlaceExclusion(supporter_id=cast.he, place_id=cast.centre, lifted_at=now()))
        excluded = taken(version).problem.exclusions
        assert [(one.person, one.place) for one in excluded] == [(code_of(cast.ye), "qingping-centre")]


class TestWishes:
    """What people said feeds the next round."""

    def test_a_no_is_not_asked_again(self, cast, version):
        with transaction():
            opening = shift_on(wednesday(), cast.centre).openings[0]
            assign(opening, cast.ye, state=AssignmentState.DECLINED)
            db.session.add(
                ReplacementAsk(opening_id=opening.id, supporter_id=cast.he, state=AskState.NO, answer_by=now())
            )
            code = opening.public_id
        found = taken(version)
        assert person(found, cast.ye).refused == (code,)
        assert person(found, cast.he).refused == (code,)

    def test_a_shift_called_off_by_the_office_is_no_refusal(self, cast, version):
        with transaction():
            opening = shift_on(wednesday(), cast.centre).openings[0]
            assign(opening, cast.ye, state=AssignmentState.CANCELLED, reason="shift_cancelled")
        assert person(taken(version), cast.ye).refused == ()

    @pytest.mark.parametrize(("reason", "disliked"), [("too_far", 2), ("times", 1), ("overloaded", 3), ("other", 0)])
    def test_a_reason_speaks_of_other_shifts_too(self, cast, version, reason, disliked):
        with transaction():
            no = shift_on(wednesday(3), cast.centre)
            assign(no.openings[0], cast.ye, state=AssignmentState.DECLINED, reason=reason)
            same_hour = shift_on(wednesday(), cast.centre)
            other_hour = shift_on(wednesday() + timedelta(days=1), cast.centre)
            elsewhere = shift_on(wednesday() + timedelta(days=2), cast.other_village)
            codes = [row.openings[0].public_id for row in (same_hour, other_hour, elsewhere)]
        found = person(taken(version), cast.ye).disliked
        assert len(found) == disliked
        assert set(found) <= set(codes)
        assert reason == "other" or codes[0] in found

    def test_waiting_for_a_place_asks_for_it_and_giving_one_away_dislikes_it(self, cast, version):
        with transaction():
            opening = shift_on(wednesday(), cast.centre).openings[0]
            db.session.add(Standby(opening_id=opening.id, supporter_id=cast.he))
            db.session.add(SwapOffer(assignment_id=assign(opening, cast.ye).id))
            code = opening.public_id
        found = taken(version)
        assert person(found, cast.he).asked == {code: 3}
        assert person(found, cast.ye).disliked == {code: 3}

    def test_earlier_shifts_make_a_place_familiar_and_count_as_burden(self, cast, version, shift):
        with transaction():
            repeated = series(cast.centre).id
            for weeks in (2, 3):
                past = shift_on(
                    wednesday(1) - timedelta(weeks=weeks + 1), cast.centre, series_id=repeated, state="held"
                )
                assign(past.openings[0], cast.ye, state=AssignmentState.DONE)
            shift_on(wednesday(), cast.centre, series_id=repeated)
        found = person(taken(version), cast.ye)
        assert found.familiar == {"qingping-centre": 2, f"series-{repeated}": 2}
        # two shifts of two hours and five minutes each way
        assert found.burden_before == 2 * 130


def test_a_version_may_set_limits_and_unknown_words_are_refused(cast, version):
    with transaction():
        db.session.get_one(ProgrammeVersion, version.id).rota = {"most_days_in_a_row": 3, "shift_musts": ["woman"]}
    found = taken(version)
    assert person(found, cast.ye).limits.most_days_in_a_row == 3
    assert [must.value for must in found.problem.programme.shift_musts] == ["woman"]
    with transaction():
        db.session.get_one(ProgrammeVersion, version.id).rota = {"most_days": 3}
    with pytest.raises(Refusal):
        taken(version)


def test_the_number_of_questions_does_not_grow(cast, version):
    def count() -> int:
        asked: list[str] = []
        listener = lambda *values: asked.append(values[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        taken(version)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(asked)

    with transaction():
        assign(shift_on(wednesday(), cast.centre).openings[0], cast.ye)
    few = count()
    with transaction():
        for number in range(8):
            row = shift_on(wednesday() - timedelta(days=number % 3), cast.centre, planned_for=moment(today(), number))
            assign(row.openings[0], cast.ye)
            assign(row.openings[0], cast.he, 1)
    assert count() == few <= 25
