"""Why a place is open, what it would take, and where to recruit: pages whose figures a plain count gives too."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.database import db, transaction
from app.jobs.rounds import solve_round
from app.jobs.what_ifs import answer
from app.models.accounts import Role
from app.models.children import Child
from app.models.matches import Match
from app.models.places import Place
from app.models.rounds import OpenRole, Placement, Round
from app.models.supporters import Supporter
from app.models.what_ifs import Question, WhatIf
from app.operations.exports import export
from app.operations.rounds import ask_round
from app.operations.what_ifs import QUESTIONS, ask_about_child, ask_about_round, forget_old
from tests.cast import Cast, live_match
from tests.programmes import programme_version
from tests.proposals import propose

BASE = "/coordination"


@pytest.fixture
def solved(cast) -> Round:
    """A round of the cast: Ye comes to two of three children, so one volunteer is missing."""
    with transaction():
        xiaoman, ye = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye)
        live_match(xiaoman, ye)
        free = [[258, 264, "prefer"], [129, 133, "can"]]
        ye.windows = free
        db.session.get_one(Place, cast.centre).staffed = [span[:2] for span in free]
        for child_id in (cast.xiaoman, cast.bailu, cast.guyu):
            child = db.session.get_one(Child, child_id)
            # two meetings on Saturday and one on Wednesday; a girl of ten would need a woman
            child.windows, child.sex = free, "male"
    round_id = ask_round(request_key="why", by=SYSTEM, programme_version_id=programme_version(), seconds=20)
    solve_round(round_id)
    return db.session.get_one(Round, round_id)


def of(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def without_volunteer(this: Round) -> OpenRole:
    return db.session.scalars(select(OpenRole).filter_by(round_id=this.id, role="volunteer")).one()


def why_page(this: Round, child: Child) -> str:
    return f"{BASE}/rounds/{this.public_id}/why/{child.public_id}"


def answered(public_id: str) -> WhatIf:
    asked = db.session.scalars(select(WhatIf).filter_by(public_id=public_id)).one()
    answer(asked.id)
    return db.session.scalars(select(WhatIf).filter_by(public_id=public_id)).one()


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_open_place_is_told_with_the_counts_of_the_tables(solved, cast, sign_in):
    empty = without_volunteer(solved)
    page = words_of(sign_in(cast.coordinator).get(why_page(solved, empty.child)).text)
    vetted = db.session.query(Supporter).filter_by(kind="volunteer", state="active").count()
    assert f"have this role {vetted}" in page
    assert "1 person was left, and then nobody: “still have a place”." in page
    # Ye stands beside two children, as many as agreed
    placed = db.session.query(Placement).filter_by(round_id=solved.id, supporter_id=cast.ye).count()
    assert placed == 2
    assert "Ye Wenzhou : after this round beside as many children as agreed (2)" in page


def test_a_pair_tells_since_when_what_they_share_the_way_and_the_hour(solved, cast, sign_in):
    xiaoman = db.session.get_one(Child, cast.xiaoman)
    page = words_of(sign_in(cast.coordinator).get(why_page(solved, xiaoman)).text)
    placed = db.session.scalars(
        select(Placement).filter_by(round_id=solved.id, child_id=cast.xiaoman, role="volunteer")
    ).one()
    match = db.session.scalars(select(Match).filter_by(child_id=cast.xiaoman, role="volunteer")).one()
    assert f"since {match.live_from.strftime('%b')}" in page
    assert "football · local Wu" in page
    assert f"{placed.minutes} minutes by scooter" in page or f"{placed.minutes} minute by scooter" in page
    # Saturday from 9:00 to 12:00 and Wednesday from 16:30 to 18:30
    assert f"{len(set(range(258, 264)) | set(range(129, 133)))} half-hours a week free for both" in page
    assert "newly proposed" in page


def test_what_is_foretold_for_a_child_is_what_the_real_round_gives(solved, cast, sign_in):
    empty = without_volunteer(solved)
    child_id, first, version = empty.child_id, solved.id, solved.programme_version_id
    at = why_page(solved, empty.child)
    asked = answered(ask_about_child(solved.id, child_id, by=of(cast)))
    assert (asked.state, asked.failure) == ("found", "")
    (smallest,) = asked.found["smallest"]
    gain = next(one for one in asked.found["ladder"] if one["limit"] == "caseload")
    ye = db.session.get_one(Supporter, cast.ye)
    assert (smallest["limit"], smallest["supporter"], smallest["amount"]) == ("caseload", ye.public_id, 1)
    page = words_of(sign_in(cast.coordinator).get(at).text)
    assert (smallest["code"], smallest["least"]) == ("caseload", ye.caseload + 1)
    assert "Ye Wenzhou could come if they stood beside 3 children." in page
    assert f"It asks {smallest['price']} minutes a week more than was offered." in page
    assert "volunteer: one child more each" in page
    # the real thing: the limit is changed, who stands stays
    with transaction():
        db.session.get_one(Supporter, cast.ye).caseload += 1
    real = ask_round(
        request_key="real", by=SYSTEM, programme_version_id=version, earlier_id=first, adds_only=True, seconds=20
    )
    solve_round(real)
    before, after = pairs(first), pairs(real)
    assert before < after
    assert {child for child, _, _ in after - before} == {child_id}
    assert gain["pairs"] == len(after - before)
    assert gain["disturbed"] == len(before - after) == 0
    assert len(gain["children"]) == len(gain["complete"]) == 1


def pairs(round_id: int) -> set[tuple[int, str, int]]:
    found = db.session.scalars(select(Placement).filter_by(round_id=round_id))
    return {(one.child_id, one.role, one.supporter_id) for one in found}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_whole_round_and_a_township_are_asked_and_answered(solved, cast, sign_in, language):
    browser = sign_in(cast.coordinator, language)
    round_id, at = solved.id, f"{BASE}/rounds/{solved.public_id}/what-if"
    page = browser.get(at).text
    township = db.session.get_one(Place, cast.township).public_id
    assert township in page
    for about in ("", township):
        sent = browser.post(at, data={"question": "limits", "township": about})
        waiting = browser.get(sent.location).text
        assert "progress.js" in waiting
        asked = answered(sent.location.rpartition("/")[2])
        assert asked.found["open"] == db.session.query(OpenRole).filter_by(round_id=round_id).count()
        answer_page = words_of(browser.get(sent.location).text)
        assert ("volunteer: one child more each" if language == "en" else "志愿者：每人多陪一个孩子") in answer_page


def test_where_to_recruit_names_places_with_what_a_round_gives_there(solved, cast, sign_in):
    asked = answered(ask_about_round(solved.id, Question.PLACES, by=of(cast)))
    best = asked.found["roles"]["volunteer"]
    assert best
    assert all((one["more"], one["filled"]) == (1, 1) for one in best)
    page = sign_in(cast.coordinator).get(f"{BASE}/what-if/{asked.public_id}").text
    assert page.count("+1</td>") == 2 * sum(len(listed) for listed in asked.found["roles"].values())
    assert 'class="map"' in page


def test_a_childs_page_leads_to_its_newest_round(solved, cast, sign_in):
    browser = sign_in(cast.coordinator)
    child = db.session.get_one(Child, cast.xiaoman)
    assert f"/children/{child.public_id}/why" in browser.get(f"{BASE}/children/{child.public_id}").text
    assert browser.get(f"{BASE}/children/{child.public_id}/why").location == why_page(solved, child)


def test_a_child_no_round_looked_at_is_told_so(cast, sign_in):
    child = db.session.get_one(Child, cast.xiaoman)
    assert (
        "No round has looked at this child yet"
        in sign_in(cast.coordinator).get(f"{BASE}/children/{child.public_id}/why").text
    )


def test_a_round_without_its_problem_has_no_why(cast, sign_in):
    this = db.session.get_one(Round, propose(cast))
    child = db.session.get_one(Child, cast.xiaoman)
    assert sign_in(cast.coordinator).get(why_page(this, child)).status_code == 404


def test_a_question_is_seen_by_whoever_asked_alone(solved, cast, sign_in):
    asked = ask_about_round(solved.id, Question.LIMITS, by=of(cast))
    assert sign_in(cast.second_coordinator).get(f"{BASE}/what-if/{asked}").status_code == 404


def test_asking_twice_while_it_is_worked_on_is_one_question(solved, cast):
    assert len({ask_about_round(solved.id, Question.LIMITS, by=of(cast)) for _ in range(2)}) == 1


def test_a_round_thrown_away_meanwhile_is_told(solved, cast):
    asked = ask_about_round(solved.id, Question.LIMITS, by=of(cast))
    with transaction():
        db.session.get_one(Round, solved.id).state = "discarded"
    assert (answered(asked).failure, QUESTIONS.ring_waiting(), forget_old()) == ("round_over", 0, 0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_about_too_much_is_refused_with_what_to_ask_instead(solved, cast, sign_in, language, monkeypatch):
    monkeypatch.setattr("app.matching.standing_still.MOST_OFFERS", 0)
    asked = ask_about_round(solved.id, Question.LIMITS, by=of(cast))
    assert answered(asked).failure == "many"
    page = words_of(sign_in(cast.coordinator, language).get(f"{BASE}/what-if/{asked}").text)
    assert ("one township, or one child" if language == "en" else "一个乡镇，或一个孩子") in page


def test_open_places_go_out_as_a_sheet_and_leave_a_line_in_the_audit(solved, cast):
    taken = export("open", "csv", "report", by=of(cast))
    (row,) = [row for row in taken.sheet.rows if row[3] == "志愿者"]
    empty = without_volunteer(solved)
    assert row[:3] == [solved.id, f"{child_words(empty.child)}", empty.child.village.name_zh]
    assert row[5] == 1
    assert "Ye Wenzhou" in row[7]
    assert len(taken.sheet.rows) == db.session.query(OpenRole).filter_by(round_id=solved.id).count()


def child_words(child: Child) -> str:
    return {"xiaoman": "小满", "bailu": "白露", "guyu": "谷雨"}[child.pseudonym] + f" {child.number:03}"
