"""The coordinator's pages of a rota, in both languages and without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.actors import SYSTEM
from app.clock import today
from app.database import db, transaction
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, AssignmentState
from app.models.rotas import RotaPlacement
from app.models.rounds import Round
from app.models.supporters import Supporter
from app.operations import round_leases
from app.operations.rounds import Span, ask_round
from app.wording.rotas import hours_words
from tests.cast import WEDNESDAY_AFTERNOON
from tests.programmes import programme_version
from tests.rotas import assign, code_of, companions, proposed_rota, shift_on, wednesday

BASE = "/coordination"


@pytest.fixture
def ji(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def review(cast) -> tuple[str, dict[str, int]]:
    round_id, ids = proposed_rota(cast)
    return f"{BASE}/rounds/{db.session.get_one(Round, round_id).public_id}", ids


def shift_page(review) -> str:
    address, ids = review
    return f"{address}/rota/shifts/{db.session.get_one(Shift, ids['wednesday']).public_id}"


def ask_form(page: str, **values) -> dict[str, str]:
    key = re.search(r'name="request_key"[^>]*value="([^"]+)"', page)
    version = re.search(r'name="programme".*?<option[^>]*value="(\d+)"', page, re.S)
    given = {"request_key": key.group(1), "programme": version.group(1), "scope": "", "seconds": "30", "seed": "1"}
    first = wednesday() - timedelta(days=2)
    return {**given, "first_day": first.isoformat(), "days": "28", **values}


class TestAsking:
    """The question for a rota."""

    def test_sending_the_form_twice_makes_one_round(self, ji):
        programme_version()
        form = ask_form(ji.get(f"{BASE}/rota/new").text)
        first, second = ji.post(f"{BASE}/rota/new", data=form), ji.post(f"{BASE}/rota/new", data=form)
        assert first.status_code == second.status_code == 302
        assert first.location == second.location
        row = db.session.query(Round).one()
        assert (row.kind, row.days, row.first_day) == ("rota", 28, wednesday() - timedelta(days=2))

    def test_two_people_asking_for_the_same_weeks_get_one_round(self, cast, ji, sign_in):
        programme_version()
        page = f"{BASE}/rota/new"
        one = ji.post(page, data=ask_form(ji.get(page).text))
        qian = sign_in(cast.second_coordinator)
        assert qian.post(page, data=ask_form(qian.get(page).text)).location == one.location

    @pytest.mark.parametrize("first_day", ["today", "in_50_days", "soon"])
    def test_days_that_cannot_be_planned_are_refused_beside_the_field(self, ji, first_day):
        days = {"today": today().isoformat(), "in_50_days": (today() + timedelta(days=50)).isoformat()}
        programme_version()
        page = f"{BASE}/rota/new"
        answer = ji.post(page, data=ask_form(ji.get(page).text, first_day=days.get(first_day, first_day))).text
        assert 'id="first_day-error"' in answer
        assert db.session.query(Round).count() == 0

    def test_single_places_can_be_chosen(self, cast, ji):
        programme_version()
        with transaction():
            place = shift_on(wednesday(), cast.centre).place.public_id
        page = f"{BASE}/rota/new"
        ji.post(page, data=ask_form(ji.get(page).text, places=place))
        assert db.session.query(Round).one().place_ids == [cast.centre]

    def test_the_list_names_rotas_and_circles(self, ji, review):
        page = ji.get(f"{BASE}/rounds").text
        assert "Rota" in page
        assert "Choose days and places" in page


class TestBoard:
    """The review."""

    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("view", ["place", "person", "open"])
    def test_every_view_reads_and_is_light(self, cast, sign_in, review, language, view):
        answer = sign_in(cast.coordinator, language).get(f"{review[0]}/rota?view={view}&show=all")
        assert answer.status_code == 200
        assert len(answer.data) < 60_000

    def test_a_round_of_kind_rota_leads_to_its_own_review(self, ji, review):
        assert ji.get(f"{review[0]}/review").location.endswith("/rota")

    def test_open_places_come_first_with_their_funnel(self, ji, review):
        page = ji.get(f"{review[0]}/rota").text
        assert page.index("Open places first") < page.index('class="board')
        assert re.findall(r'<span class="n">(\d+)</span>', page) == ["62", "41", "0"]
        assert "free at that time (it stops here)" in page
        assert "Lin Shouzheng, not free at that time" in page
        assert "1 person short: it cannot open" in page

    def test_a_cell_shows_first_names_and_what_is_missing(self, ji, review):
        page = ji.get(f"{review[0]}/rota").text
        cell = re.search(r'<a class="slot slot-short"[^>]*>(.*?)</a>', page, re.S).group(1)
        assert "16:30" in cell
        assert "1 short" in cell
        assert "Wenzhou" in cell
        assert "Ye Wenzhou" not in cell

    def test_differences_to_today_are_counted(self, ji, review):
        page = ji.get(f"{review[0]}/rota").text
        counts = dict(re.findall(r"<dt>(As before|New|No longer needed)</dt><dd>(\d+)", page))
        assert counts == {"As before": "0", "New": "1", "No longer needed": "1"}

    def test_questions_do_not_grow_with_the_shifts(self, cast, ji, review):
        def count() -> int:
            asked: list[str] = []
            event.listen(db.engine, "before_cursor_execute", lambda *values: asked.append(values[2]))
            ji.get(f"{review[0]}/rota")
            return len(asked)

        few = count()
        with transaction():
            for day in range(5):
                shift_on(wednesday() - timedelta(days=2 - day), cast.other_village)
        assert count() <= few + 2

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "No rota can have more than 14."), ("zh", "最多只能有 14 个")]
    )
    def test_while_it_is_solved_the_round_page_counts_shifts_and_places(self, cast, sign_in, language, words):
        span = Span(wednesday(), 14)
        with transaction():
            shift_on(wednesday(), cast.centre)
        round_id = ask_round(request_key="k", by=SYSTEM, programme_version_id=programme_version(), span=span)
        claimed = round_leases.claim(round_id)
        told = {"stage": "solving", "wish": "held", "best": 120, "bound": 140, "seconds": 3.0}
        told["wishes"] = [{"code": "held", "value": 120, "bound": 140, "empty": 0}]
        told["counts"] = {"shifts": [12, 14, 15], "places": [30, 33, 40]}
        round_leases.report_progress(claimed, told, [])
        name = db.session.get_one(Round, round_id).public_id
        page = sign_in(cast.coordinator, language).get(f"/coordination/rounds/{name}").text
        assert words in page
        assert "120 <" not in page, "no points where shifts are told"

    def test_the_round_page_counts_shifts_and_places_not_points(self, ji, review):
        page = ji.get(review[0]).text
        figures = re.findall(r'<dd class="big">(\d+) <span class="small quiet">of (\d+)</span>', page)
        assert figures == [("1", "2"), ("1", "4")]
        assert "1 of 2 shifts" in page
        assert 'aria-current="step"' not in page

    def test_a_place_whose_shifts_were_made_later_is_not_on_the_board(self, cast, ji, review):
        with transaction():
            name = shift_on(wednesday(), cast.other_village).place.name_en
        assert f"<b>{name}</b>" not in ji.get(f"{review[0]}/rota").text
        assert f"<b>{name}</b>" in ji.get(f"{BASE}/rota?week={wednesday().isoformat()}").text

    def test_hours_by_person_are_those_given_for_the_rotas_days(self, cast, ji, review):
        given = db.session.get_one(Supporter, cast.ye).weekly_minutes
        days = db.session.query(Round).one().days
        page = ji.get(f"{review[0]}/rota?view=person").text
        assert f"of {hours_words(given * days / 7)} h given for these days" in page


class TestOneShift:
    """Tap a cell: ranked people, somebody else chosen."""

    def test_people_who_can_are_ranked_and_the_nearly_ones_say_what_is_against(self, cast, ji, review):
        with transaction():
            companions(cast, "Song Yinghe", "Lei Zhiyao")
            companions(cast, "Wu Anning", windows=[])
        page = ji.get(shift_page(review)).text
        assert "1. " in page
        assert "Song Yinghe" in page
        assert re.search(r"Wu Anning: not free at that time", page)

    def test_choosing_somebody_needs_no_solver(self, cast, ji, review):
        with transaction():
            (song,) = companions(cast, "Song Yinghe")
        opening = db.session.get_one(Opening, review[1]["wednesday_opening"]).public_id
        answer = ji.post(
            f"{shift_page(review)}",
            data={"opening": opening, "supporter": code_of(song)},
            follow_redirects=True,
        )
        assert "Chosen. Nobody hears of it" in answer.text
        assert db.session.query(RotaPlacement).filter_by(supporter_id=song, by_hand=True).count() == 1

    def test_whoever_gave_way_is_not_said_to_have_declined(self, cast, ji, review):
        with transaction():
            (song,) = companions(cast, "Song Yinghe")
        opening = db.session.get_one(Opening, review[1]["wednesday_opening"]).public_id
        gives_way = db.session.get_one(RotaPlacement, review[1]["new"]).public_id
        data = {"opening": opening, "supporter": code_of(song), "instead_of": gives_way}
        page = ji.post(f"{shift_page(review)}", data=data, follow_redirects=True).text
        assert "you chose somebody else instead" in page
        assert "declined: no reason" not in page

    def test_after_publication_an_old_link_leads_to_the_shift_itself(self, ji, review):
        ji.post(f"{review[0]}/rota/publish")
        name = db.session.get_one(Shift, review[1]["wednesday"]).public_id
        assert ji.get(shift_page(review)).location == f"/shifts/{name}"

    def test_a_must_is_never_set_aside_and_the_page_says_which(self, cast, ji, review):
        with transaction():
            (wu,) = companions(cast, "Wu Anning", windows=[])
        opening = db.session.get_one(Opening, review[1]["wednesday_opening"]).public_id
        data = {"opening": opening, "supporter": code_of(wu), "note": "please"}
        answer = ji.post(f"{shift_page(review)}", data=data, follow_redirects=True)
        assert "Not chosen: not free at that time." in answer.text

    def test_what_was_chosen_and_written_stays_where_it_could_not_be_taken(self, cast, ji, review):
        with transaction():
            (song,) = companions(cast, "Song Yinghe", windows=[[*WEDNESDAY_AFTERNOON[:2], "rather_not"]])
        opening = db.session.get_one(Opening, review[1]["wednesday_opening"]).public_id
        gives_way = db.session.get_one(RotaPlacement, review[1]["new"]).public_id
        data = {"opening": opening, "supporter": code_of(song), "instead_of": gives_way}
        answer = ji.post(shift_page(review), data=data)
        assert answer.status_code == 422
        assert "they would rather not" in answer.text
        assert re.search(rf'value="{code_of(song)}" id="[^"]+" checked', answer.text)
        assert f'<option value="{gives_way}" selected>' in answer.text
        answer = ji.post(shift_page(review), data={"opening": opening, "note": "Only she knows the new children"})
        assert "Choose somebody first." in answer.text
        assert 'value="Only she knows the new children"' in answer.text

    def test_decisions_change_what_the_page_says(self, ji, review):
        placement = db.session.get_one(RotaPlacement, review[1]["new"]).public_id
        address = f"{review[0]}/rota/placements/{placement}"
        assert (
            "declined: too far" in ji.post(f"{address}/decline", data={"reason": "too_far"}, follow_redirects=True).text
        )
        assert "declined" not in ji.post(f"{address}/undecide", follow_redirects=True).text
        assert "Let go" in ji.post(f"{address}/pin", follow_redirects=True).text
        assert "kept away from this place" in ji.post(f"{address}/away", follow_redirects=True).text

    def test_a_strange_step_or_shift_is_not_found(self, ji, review):
        placement = db.session.get_one(RotaPlacement, review[1]["new"]).public_id
        assert ji.post(f"{review[0]}/rota/placements/{placement}/dance").status_code == 404
        assert ji.get(f"{review[0]}/rota/shifts/nothing").status_code == 404


class TestPublishing:
    """Said first, then done."""

    @pytest.mark.parametrize(("language", "words"), [("en", "1 person will hear."), ("zh", "会收到消息")])
    def test_what_happens_is_said_before(self, cast, sign_in, review, language, words):
        page = sign_in(cast.coordinator, language).get(f"{review[0]}/rota/publish").text
        assert words in page or "2 people will hear." in page

    def test_publishing_says_how_many_hear(self, cast, ji, review):
        answer = ji.post(f"{review[0]}/rota/publish", follow_redirects=True)
        assert "Published." in answer.text
        offered = db.session.query(Assignment).filter_by(state=AssignmentState.OFFERED).one()
        assert offered.supporter_id == cast.ye

    def test_a_sheet_for_the_wall_names_only_who_said_yes(self, cast, ji, review):
        with transaction():
            shift = db.session.get_one(Shift, review[1]["wednesday"])
            assign(shift.openings[0], cast.lin, state=AssignmentState.OFFERED)
            address = f"{BASE}/rota/print/{shift.place.public_id}?week={wednesday().isoformat()}"
        page = ji.get(address).text
        assert "Shouzheng" not in page
        assert "not sure to open yet" in page

    def test_the_rota_opens_on_the_next_week_that_has_shifts(self, cast, ji):
        with transaction():
            shift_on(wednesday(3), cast.centre)
        page = ji.get(f"{BASE}/rota").text
        assert "1 shift, 1 short-handed" in page

    def test_publishing_twice_is_a_conflict(self, ji, review):
        ji.post(f"{review[0]}/rota/publish")
        assert ji.post(f"{review[0]}/rota/publish").status_code == 409
