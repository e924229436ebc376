"""Yes and no to an offer."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask

from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, ChildState, Consent, Exclusion
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.messages import Message
from app.models.rounds import Declined
from app.models.supporters import Evidence, Supporter
from app.models.traces import Disclosure
from app.operations.answers import CannotAnswer, answer, lapse_offers
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march  # noqa: F401
from tests.servers.databases import both_databases


@pytest.fixture
def offer(cast: Cast) -> int:
    """An offer to Ye to stand beside Xiaoman, to be answered within the week."""
    with transaction():
        row = live_match(
            db.session.get_one(Child, cast.xiaoman),
            db.session.get_one(Supporter, cast.ye),
            state=MatchState.OFFERED,
            live_from=None,
            offered_at=now(),
            answer_by=today() + timedelta(days=7),
        )
        db.session.flush()
        return row.id


def row(match_id: int) -> Match:
    db.session.expire_all()
    return db.session.get_one(Match, match_id)


def refusal(*args, **kwargs) -> str:
    with pytest.raises(CannotAnswer) as refused:
        answer(*args, **kwargs)
    return refused.value.code


def actions() -> list[str]:
    return [line.action for line in db.session.query(Disclosure)]


def test_yes_makes_the_pair_live_and_dates_its_meetings(cast: Cast, offer: int) -> None:
    answer(offer, True, by=actor_for(cast.ye_account))
    assert (row(offer).state, row(offer).live_from) == (MatchState.LIVE, date(2026, 3, 5))
    assert row(offer).answered_at is not None
    assert db.session.query(Meeting).count() == 4  # every second Saturday for eight weeks
    assert actions() == ["offer.accepted"]
    messages = db.session.query(Message).all()
    assert {(one.account_id, one.kind) for one in messages} == {
        (cast.coordinator, "offer_accepted"),
        (cast.second_coordinator, "offer_accepted"),
    }


def test_no_frees_the_place_and_is_remembered(cast: Cast, offer: int) -> None:
    answer(offer, False, "too_far", by=actor_for(cast.ye_account))
    assert (row(offer).state, row(offer).decline_reason) == (MatchState.DECLINED, "too_far")
    kept = db.session.query(Declined).one()
    assert (kept.child_id, kept.supporter_id, kept.role) == (cast.xiaoman, cast.ye, "volunteer")
    assert (kept.said_by, kept.reason) == ("supporter", "too_far")
    assert kept.until > now() + timedelta(days=150)
    assert actions() == ["offer.declined"]
    assert db.session.query(Message).filter_by(kind="offer_declined").count() == 2
    assert db.session.query(Meeting).count() == 0


def test_no_needs_no_reason_and_no_valid_papers(cast: Cast, offer: int) -> None:
    with transaction():
        db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="insurance").one().ended_at = now()
    answer(offer, False, by=actor_for(cast.ye_account))
    assert row(offer).state == MatchState.DECLINED


def test_a_second_no_to_the_same_pair_renews_the_first(cast: Cast, offer: int) -> None:
    with transaction():
        db.session.add(
            Declined(child_id=cast.xiaoman, supporter_id=cast.ye, role="volunteer", said_by="coordinator", until=now())
        )
    answer(offer, False, by=actor_for(cast.ye_account))
    assert db.session.query(Declined).one().said_by == "supporter"


def test_an_unknown_reason_is_refused(cast: Cast, offer: int) -> None:
    assert refusal(offer, False, "ugly", by=actor_for(cast.ye_account)) == "reason"


@pytest.mark.parametrize("first", [True, False])
def test_there_are_never_two_answers(cast: Cast, offer: int, first: bool) -> None:
    answer(offer, first, by=actor_for(cast.ye_account))
    assert refusal(offer, not first, by=actor_for(cast.ye_account)) == "answered"


@both_databases
def test_of_two_answers_at_once_one_counts(house: Flask, cast: Cast, offer: int) -> None:
    actor = actor_for(cast.ye_account)
    db.session.rollback()
    start, said = threading.Barrier(2), []

    def say(yes: bool) -> None:
        with house.app_context():
            start.wait()
            with suppress(CannotAnswer):
                answer(offer, yes, by=actor)
                said.append(yes)

    threads = [threading.Thread(target=say, args=(yes,)) for yes in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert row(offer).state == (MatchState.LIVE if said[0] else MatchState.DECLINED)


@pytest.mark.parametrize("who", ["he_account", "zhou_account", "coordinator", "admin"])
def test_an_offer_is_answered_by_nobody_else(cast: Cast, offer: int, who: str) -> None:
    assert refusal(offer, True, by=actor_for(getattr(cast, who))) == "unknown"


def test_an_offer_that_does_not_exist_looks_the_same(cast: Cast, offer: int) -> None:
    assert refusal(offer + 999, True, by=actor_for(cast.ye_account)) == "unknown"


def test_an_offer_taken_back_says_so(cast: Cast, offer: int) -> None:
    with transaction():
        row(offer).state = MatchState.WITHDRAWN
    assert refusal(offer, True, by=actor_for(cast.ye_account)) == "withdrawn"


def test_the_day_to_answer_still_counts_and_the_next_does_not(cast: Cast, offer: int, in_march) -> None:  # noqa: F811
    actor = actor_for(cast.ye_account)
    in_march.shift(timedelta(days=8))
    assert refusal(offer, True, by=actor) == "lapsed"
    in_march.shift(timedelta(days=-1))
    answer(offer, True, by=actor)


@pytest.mark.parametrize(
    "what", ["vetting", "consent", "child", "excluded", "full"], ids=lambda what: f"{what} changed since the offer"
)
def test_what_changed_between_offer_and_yes_is_found(cast: Cast, offer: int, what: str) -> None:
    with transaction():
        match what:
            case "vetting":
                db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="record_check").one().ended_at = now()
            case "consent":
                db.session.query(Consent).filter_by(child_id=cast.xiaoman).one().withdrawn_at = now()
            case "child":
                db.session.get_one(Child, cast.xiaoman).state = ChildState.PAUSED
            case "excluded":
                db.session.add(Exclusion(child_id=cast.xiaoman, supporter_id=cast.ye, asked_by="guardian"))
            case _:
                supporter = db.session.get_one(Supporter, cast.ye)
                supporter.caseload = 1
                live_match(db.session.get_one(Child, cast.bailu), supporter)
    assert refusal(offer, True, by=actor_for(cast.ye_account)) == what
    assert row(offer).state == MatchState.OFFERED
    assert row(offer).answered_at is None
    assert db.session.query(Meeting).count() == 0
    assert actions() == []


def test_an_exclusion_that_was_lifted_does_not_count(cast: Cast, offer: int) -> None:
    with transaction():
        db.session.add(Exclusion(child_id=cast.xiaoman, supporter_id=cast.ye, lifted_at=now()))
    answer(offer, True, by=actor_for(cast.ye_account))
    assert row(offer).state == MatchState.LIVE


def test_offers_nobody_answered_lapse_and_people_are_told(cast: Cast, offer: int, in_march) -> None:  # noqa: F811
    assert lapse_offers() == 0
    in_march.shift(timedelta(days=8))
    assert lapse_offers() == 1
    assert lapse_offers() == 0
    assert (row(offer).state, row(offer).end_reason) == (MatchState.WITHDRAWN, "lapsed")
    kinds = sorted((one.account_id, one.kind) for one in db.session.query(Message))
    assert (cast.ye_account, "offer_lapsed") in kinds
    assert (cast.coordinator, "offer_unanswered") in kinds
