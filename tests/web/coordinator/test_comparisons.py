"""The page that puts two rounds, or a round and today, side by side; and what it says of a try-out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.database import db
from app.matching import dump_programme, load_programme
from app.models.accounts import Role
from app.models.matches import Match
from app.models.programmes import Programme
from app.models.rounds import Placement, Round
from app.operations import round_leases
from app.operations.tryouts import try_rules
from app.queries.rounds import to_review
from tests.proposals import placement, propose

HERE = "/coordination/rounds/compare"


@pytest.fixture
def browser(sign_in, cast):
    return sign_in(cast.coordinator)


def public(round_id: int) -> str:
    return db.session.get_one(Round, round_id).public_id


def tried(cast) -> int:
    """A try-out that is done: doctor He beside Bailu and nobody else."""
    programme = db.session.scalars(select(Programme)).first()
    rules = dump_programme(load_programme(programme.versions[-1].rules))
    round_id = try_rules(programme.id, rules, request_key="try", by=SYSTEM)
    claimed = round_leases.claim(round_id)
    outcome = {"wanted": 1, "filled": 1, "wishes": [{"code": "complete", "value": 6, "bound": 6, "empty": 0}]}
    round_leases.propose(claimed, [placement(round_id, cast.bailu, "doctor", cast.he)], outcome, "1" * 64)
    return round_id


def test_without_any_round_the_page_says_what_to_do(browser):
    page = browser.get(HERE).text
    assert "No round for circles has a plan yet" in page


def test_the_newest_round_stands_beside_today_with_its_changes(browser, cast):
    propose(cast)
    page = browser.get(HERE).text
    assert "Xiaoman 042" in page
    assert "Ye Wenzhou" in page
    assert "He Qingyuan" in page
    assert "Bailu" not in page.partition("Children for whom something changes")[2]
    assert "Lin Shouzheng" not in page  # stands on both sides
    assert "at most 6" in page


def test_two_rounds_are_chosen_by_address_and_children_are_searched(browser, cast):
    left, right = public(propose(cast)), public(tried(cast))
    page = browser.get(f"{HERE}?left={left}&right={right}").text
    children = page.partition("Children for whom something changes")[2]
    assert "Xiaoman 042" in children
    assert "Bailu 113" in children
    found = browser.get(f"{HERE}?left={left}&right={right}&q=bailu").text.partition("Children for whom")[2]
    assert "Bailu 113" in found
    assert "Xiaoman 042" not in found
    assert "No child fits this search" in browser.get(f"{HERE}?left={left}&right={right}&q=guyu").text


def test_unknown_rounds_are_not_there(browser, cast):
    propose(cast)
    assert browser.get(f"{HERE}?left=nothing").status_code == 404


def test_a_try_out_says_what_it_is_and_offers_no_review(browser, cast):
    propose(cast)
    tried_out = public(tried(cast))
    assert "try-out" in browser.get("/coordination/rounds").text
    page = browser.get(f"/coordination/rounds/{tried_out}").text
    assert "it cannot be reviewed or published" in page
    assert "/review" not in page
    assert "One of them only shows" in browser.get(f"{HERE}?right={tried_out}").text


@pytest.mark.parametrize("step", ["review", "publish"])
def test_no_page_of_a_try_outs_review_opens(browser, cast, step):
    propose(cast)
    answer = browser.get(f"/coordination/rounds/{public(tried(cast))}/{step}")
    assert answer.status_code == 302
    assert answer.location.endswith(public(db.session.scalars(select(Round).where(Round.trial)).one().id))


def test_pressing_publish_on_a_try_out_publishes_nothing(browser, cast):
    propose(cast)
    round_id = tried(cast)
    before = len(db.session.scalars(select(Match)).all())
    answer = browser.post(f"/coordination/rounds/{public(round_id)}/publish", follow_redirects=True)
    assert "not reviewed and not published" in answer.text
    assert len(db.session.scalars(select(Match)).all()) == before
    assert db.session.get_one(Round, round_id, populate_existing=True).state == "proposed"


@pytest.mark.parametrize("step", ["accept", "pin", "decline", "apart"])
def test_no_pair_of_a_try_out_can_be_decided_by_a_request(browser, cast, step):
    propose(cast)
    round_id = tried(cast)
    this = public(round_id)
    one = db.session.scalars(select(Placement).filter_by(round_id=round_id)).one().public_id
    answer = browser.post(f"/coordination/rounds/{this}/placements/{one}/{step}")
    assert answer.status_code == 302
    again = browser.post(f"/coordination/rounds/{this}/again", data={"request_key": "again"})
    assert again.status_code == 302
    assert len(db.session.scalars(select(Round)).all()) == 2


def test_a_try_out_does_not_wait_for_review_on_today(browser, cast):
    propose(cast)
    tried(cast)
    assert to_review(Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})) == 1


def test_the_page_speaks_chinese(sign_in, cast):
    propose(cast)
    page = sign_in(cast.coordinator, "zh").get(f"{HERE}?right={public(tried(cast))}").text
    for words in ("比较轮次", "有变化的孩子", "按角色", "试算"):
        assert words in page
    assert "Compare" not in page
