"""The pages of goodbyes and of repairs of circles, in the coordinator's and the supporter's room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import now, today
from app.database import db, transaction
from app.jobs.circle_repairs import search_repair
from app.models.children import Child
from app.models.circle_repairs import CircleRepair
from app.models.endings import Ending
from app.models.matches import Match
from app.models.places import Place
from app.models.supporters import Supporter, SupporterKind
from tests.cast import live_match, supporter
from tests.programmes import programme_version


@pytest.fixture
def pair(cast) -> Match:
    """He Qingyuan is Xiaoman's doctor, Ye the volunteer; the one other doctor, Bai, has a place."""
    programme_version()
    with transaction():
        child = db.session.get_one(Child, cast.xiaoman)
        live_match(child, db.session.get_one(Supporter, cast.ye), half_hour=258)
        live_match(child, db.session.get_one(Supporter, cast.he), role="doctor")
        supporter("Bai Qiming", SupporterKind.DOCTOR, db.session.get_one(Place, cast.village), caseload=1)
    return db.session.scalars(select(Match).where(Match.role == "doctor")).one()


def text(answer) -> str:
    return answer.get_data(as_text=True)


def public_id_of(table, row_id: int) -> str:
    return db.session.get_one(table, row_id).public_id


def test_a_goodbye_is_planned_followed_and_taken_back(sign_in, cast, pair):
    desk = sign_in(cast.coordinator)
    address = f"/coordination/pairs/{pair.public_id}/ending"
    assert "Four weeks or more" in text(desk.get(address))
    soon = {"last_day": (today() + timedelta(days=3)).isoformat(), "reason": "office", "contact": "letters"}
    assert "at least four weeks" in text(desk.post(address, data=soon))
    later = soon | {"last_day": (today() + timedelta(days=35)).isoformat()}
    page = text(desk.post(address, data=later, follow_redirects=True))
    assert "Nobody is named yet" in page
    assert "Invented Xiaoman" not in page
    ending = db.session.scalars(select(Ending)).one().public_id
    assert "child is told so" in text(desk.post(f"/coordination/endings/{ending}/nobody", follow_redirects=True))
    too_soon = text(desk.post(f"/coordination/endings/{ending}/goodbye", follow_redirects=True))
    assert "at least four weeks" in too_soon
    assert "No goodbye is under way" in text(desk.post(f"/coordination/endings/{ending}/stay", follow_redirects=True))


def test_an_emergency_asks_for_a_visit(sign_in, cast, pair):
    desk = sign_in(cast.coordinator)
    data = {"reason": "safety"}
    page = text(desk.post(f"/coordination/pairs/{pair.public_id}/end", data=data, follow_redirects=True))
    assert "I was with the child" in page
    assert desk.post(f"/coordination/pairs/{pair.public_id}/end", data=data).status_code == 404
    ending = db.session.scalars(select(Ending)).one().public_id
    assert "No goodbye" in text(desk.post(f"/coordination/endings/{ending}/visited", follow_redirects=True))


def test_a_supporter_says_early_that_they_cannot_go_on(sign_in, cast, pair):
    he = sign_in(cast.he_account)
    address = f"/me/circle/{pair.public_id}/ending"
    assert "need not justify" in text(he.get(address))
    data = {"last_day": (today() + timedelta(days=40)).isoformat(), "reason": "moved_away"}
    assert "last meeting is by" in text(he.post(address, data=data, follow_redirects=True))
    assert "said by the supporter" in text(sign_in(cast.coordinator).get("/coordination/endings"))
    assert sign_in(cast.ye_account).get(address).status_code == 404


def test_a_repair_goes_from_the_supporters_page_to_the_goodbyes(sign_in, cast, pair):
    desk = sign_in(cast.coordinator)
    who = public_id_of(Supporter, cast.he)
    address = f"/coordination/circles/repairs/supporters/{who}"
    assert address in text(desk.get(f"/coordination/supporters/{who}"))
    ill = {"occasion": "ill", "last_day": (today() + timedelta(days=10)).isoformat(), "budget": "4"}
    assert "children wait for somebody they know" in text(desk.post(address, data=ill))
    leaves = ill | {"occasion": "leaves", "last_day": (today() + timedelta(days=40)).isoformat()}
    waiting = desk.post(address, data=leaves, follow_redirects=True)
    assert "Ways are looked for" in text(waiting)
    search_repair(db.session.scalars(select(CircleRepair.id)).one())
    page = text(desk.get(waiting.request.path))
    assert "0 people disturbed, of 4 at most" in page
    assert "Bai Qiming" in page
    assert "Invented Xiaoman" not in page
    chosen = text(desk.post(waiting.request.path + "/choice", data={"choice": 0}, follow_redirects=True))
    assert "Bai Qiming follows" in chosen
    again = desk.post(waiting.request.path + "/choice", data={"choice": 0}, follow_redirects=True)
    assert "carried out before" in text(again)
    assert sign_in(cast.second_coordinator).get(waiting.request.path).status_code == 404


def test_where_nobody_can_follow_the_page_says_what_would_help(sign_in, cast, pair):
    with transaction():
        bai = db.session.scalars(select(Supporter).where(Supporter.kind == "doctor", Supporter.id != cast.he)).one()
        bai.caseload = 0
    desk = sign_in(cast.coordinator)
    data = {"occasion": "leaves", "last_day": today().isoformat(), "budget": "4"}
    who = public_id_of(Supporter, cast.he)
    waiting = desk.post(f"/coordination/circles/repairs/supporters/{who}", data=data, follow_redirects=True)
    search_repair(db.session.scalars(select(CircleRepair.id)).one())
    assert "Bai Qiming could come if they stood beside 1 child" in text(desk.get(waiting.request.path))


def test_a_childs_circle_is_looked_at_again_from_the_childs_page(sign_in, cast, pair):
    desk = sign_in(cast.coordinator)
    child = public_id_of(Child, cast.xiaoman)
    address = f"/coordination/circles/repairs/children/{child}"
    assert address in text(desk.get(f"/coordination/children/{child}"))
    waiting = desk.post(address, follow_redirects=True)
    search_repair(db.session.scalars(select(CircleRepair.id)).one())
    assert "Everybody can go on" in text(desk.get(waiting.request.path))


def test_what_answers_tell_is_confirmed_on_a_page(sign_in, cast, pair):
    with transaction():
        for way in (28, 22, 25):
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            match.state, match.decline_reason, match.minutes, match.answered_at = "declined", "too_far", way, now()
    desk = sign_in(cast.coordinator)
    assert "30 → 21 minutes" in text(desk.get("/coordination/supporters/limits"))
    who = public_id_of(Supporter, cast.ye)
    data = {"field": "travel_limit", "value": "21"}
    page = text(desk.post(f"/coordination/supporters/{who}/limits/confirm", data=data, follow_redirects=True))
    assert "No answer speaks" in page


def test_the_pages_speak_chinese(sign_in, cast, pair):
    desk = sign_in(cast.coordinator, "zh")
    who = public_id_of(Supporter, cast.he)
    address = f"/coordination/circles/repairs/supporters/{who}"
    assert "关爱圈如何继续" in text(desk.get(address))
    leaves = {"occasion": "leaves", "last_day": (today() + timedelta(days=40)).isoformat(), "budget": "4"}
    waiting = desk.post(address, data=leaves, follow_redirects=True)
    search_repair(db.session.scalars(select(CircleRepair.id)).one())
    assert "打扰 0 人，最多 4 人" in text(desk.get(waiting.request.path))
    chosen = text(desk.post(waiting.request.path + "/choice", data={"choice": 0}, follow_redirects=True))
    assert "由Bai Qiming接替" in chosen
    assert "没有回复说明限度需要改" in text(desk.get("/coordination/supporters/limits"))
