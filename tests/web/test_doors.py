"""Who may enter which page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, OpenSession
from app.models.children import Child, Consent
from app.models.matches import Match, MatchState
from app.models.supporters import Evidence, Supporter
from app.operations.sessions import end_session
from app.queries.actors import live_roles
from app.queries.policy import find_child, visible_children
from app.web.access import check_doors
from tests.cast import Cast, live_match


def actor_for(account_id: int) -> Actor:
    account = db.session.get_one(Account, account_id)
    return Actor(account.id, live_roles(account), account.supporter_id)


def names(account_id: int) -> set[str]:
    return {child.pseudonym for child in db.session.scalars(visible_children(actor_for(account_id)))}


def test_a_page_without_a_door_keeps_the_house_from_starting(house: Flask) -> None:
    house.view_functions["forgotten"] = lambda: ""
    with pytest.raises(RuntimeError, match="forgotten"):
        check_doors(house)


def test_a_stranger_is_led_to_the_sign_in_page(client) -> None:
    answer = client.get("/account")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/account"


def test_a_key_is_worthless_after_signing_out(house: Flask, cast: Cast, sign_in) -> None:
    browser = sign_in(cast.coordinator)
    assert browser.get("/account").status_code == 200
    session = db.session.query(OpenSession).one()
    end_session(session.id, by=Actor(cast.coordinator))
    assert browser.get("/account").status_code == 302


def test_an_idle_sign_in_ends(house: Flask, cast: Cast, sign_in) -> None:
    browser = sign_in(cast.coordinator)
    with transaction():
        db.session.query(OpenSession).one().seen_at = now() - timedelta(minutes=16)
    assert browser.get("/account").status_code == 302


class TestWhoSeesAChild:
    """One policy, from live facts."""

    def test_by_role(self, cast: Cast) -> None:
        assert names(cast.coordinator) == {"xiaoman", "bailu", "guyu"}
        assert names(cast.director) == {"xiaoman", "bailu"}
        assert names(cast.organizer) == names(cast.admin) == set()
        assert names(cast.zhou_account) == names(cast.ye_account) == set()

    def test_a_live_match_shows_the_child_and_an_offer_does_not(self, cast: Cast) -> None:
        with transaction():
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            match.state = MatchState.OFFERED
        assert names(cast.ye_account) == set()
        with transaction():
            db.session.query(Match).one().state = MatchState.LIVE
        assert names(cast.ye_account) == {"xiaoman"}

    @pytest.mark.parametrize("what", ["match", "vetting", "consent", "account of the supporter"])
    def test_what_ends_hides_the_child_at_once(self, cast: Cast, what: str) -> None:
        with transaction():
            live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        assert names(cast.ye_account) == {"xiaoman"}
        with transaction():
            match what:
                case "match":
                    db.session.query(Match).one().state = MatchState.ENDED
                case "vetting":
                    row = db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="record_check").one()
                    row.ended_at = now()
                case "consent":
                    db.session.query(Consent).filter_by(child_id=cast.xiaoman).one().withdrawn_at = now()
                case _:
                    db.session.get_one(Supporter, cast.ye).state = "left"
        assert names(cast.ye_account) == set()

    def test_unknown_and_hidden_look_the_same(self, cast: Cast) -> None:
        hidden = db.session.get_one(Child, cast.guyu).public_id
        assert find_child(actor_for(cast.director), hidden) is None
        assert find_child(actor_for(cast.director), "no-such-child") is None
