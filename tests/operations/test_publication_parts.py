"""A large round, published by a worker part by part: as when all is written at once, and nobody waits for all of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.jobs.publications import publish_round
from app.models.accounts import Account, Role
from app.models.children import Child
from app.models.matches import Match
from app.models.messages import Message
from app.models.rounds import Placement, Round, RoundState
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations import publication_parts
from app.operations.leases import Fenced
from app.operations.matches import withdraw
from app.operations.publication import PUBLICATIONS, ask_publication, publish
from app.operations.rounds import IllegalMove, discard
from app.queries.publication import rough_draft
from tests.cast import live_match, supporter
from tests.proposals import conflicts, matches_of, placement, propose


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def proposal(cast) -> int:
    return propose(cast)


class TestByAWorker:
    """A large round: asked for on a page, written by a worker."""

    def test_it_writes_what_publishing_at_once_writes(self, cast, proposal, ji):
        ask_publication(proposal, by=ji)
        assert db.session.get_one(Round, proposal).state == RoundState.PUBLISHING
        assert not matches_of(proposal)
        publish_round(proposal)
        this = db.session.get_one(Round, proposal)
        assert (this.state, this.published_by) == (RoundState.PUBLISHED, cast.coordinator)
        assert matches_of(proposal).keys() == {(cast.xiaoman, "volunteer"), (cast.xiaoman, "doctor")}
        heard = {(message.account_id, message.kind) for message in db.session.scalars(select(Message))}
        assert heard == {(cast.ye_account, "offer"), (cast.he_account, "pair_live")}

    def test_ringing_twice_publishes_once(self, proposal, ji):
        ask_publication(proposal, by=ji)
        publish_round(proposal)
        publish_round(proposal)
        assert len(db.session.scalars(select(Disclosure).filter_by(action="round.published")).all()) == 1

    def test_meanwhile_it_is_neither_reviewed_nor_published_nor_thrown_away(self, proposal, ji):
        ask_publication(proposal, by=ji)
        for step in (publish, ask_publication, discard):
            with pytest.raises(IllegalMove):
                step(proposal, by=ji)

    def test_an_account_closed_meanwhile_publishes_nothing(self, cast, proposal, ji):
        ask_publication(proposal, by=ji)
        with transaction():
            db.session.get_one(Account, cast.coordinator).disabled_at = now()
        publish_round(proposal)
        this = db.session.get_one(Round, proposal)
        assert (this.state, this.failure, this.published_by) == (RoundState.PROPOSED, "asker_gone", None)
        assert not matches_of(proposal)

    def test_after_a_fault_it_is_under_review_again_and_can_be_published(self, cast, proposal, ji, monkeypatch):
        def broken(*_args: object) -> None:
            raise RuntimeError("an invented fault")

        ask_publication(proposal, by=ji)
        with monkeypatch.context() as patch:
            patch.setattr(publication_parts, "draft_of", broken)
            publish_round(proposal)
        this = db.session.get_one(Round, proposal)
        assert (this.state, this.failure) == (RoundState.PROPOSED, "broken")
        assert not matches_of(proposal)
        publish(proposal, by=ji)
        assert matches_of(proposal)

    def test_where_one_worker_is_lost_another_goes_on(self, cast, proposal, ji, monkeypatch):
        monkeypatch.setattr(publication_parts, "PAIRS", 1)
        ask_publication(proposal, by=ji)
        lost = PUBLICATIONS.claim(proposal, lease_seconds=-1)
        publication_parts.begin(lost, ji)
        assert publication_parts.write_part(lost, ji)
        assert db.session.get_one(Round, proposal).progress["publishing"]["written"] == len(matches_of(proposal)) == 1
        assert PUBLICATIONS.end_dead() == 1
        publish_round(proposal)
        this = db.session.get_one(Round, proposal)
        assert (this.state, this.progress["publishing"]["written"]) == (RoundState.PUBLISHED, 2)
        assert matches_of(proposal).keys() == {(cast.xiaoman, "volunteer"), (cast.xiaoman, "doctor")}
        assert db.session.query(Match).filter_by(round_id=proposal).count() == 2
        heard = sorted((message.account_id, message.kind) for message in db.session.scalars(select(Message)))
        assert heard == sorted([(cast.ye_account, "offer"), (cast.he_account, "pair_live")])
        with pytest.raises(Fenced):
            publication_parts.finish(lost, ji)

    def test_an_offer_taken_back_meanwhile_is_not_made_again(self, cast, proposal, ji, monkeypatch):
        monkeypatch.setattr(publication_parts, "PAIRS", 1)
        ask_publication(proposal, by=ji)
        lost = PUBLICATIONS.claim(proposal, lease_seconds=-1)
        publication_parts.begin(lost, ji)
        publication_parts.write_part(lost, ji)
        withdraw(matches_of(proposal)[cast.xiaoman, "volunteer"].id, by=ji)
        publish_round(proposal)
        states = {(one.role, one.state) for one in db.session.query(Match).filter_by(round_id=proposal)}
        assert states == {("volunteer", "withdrawn"), ("doctor", "live")}
        assert db.session.query(Match).filter_by(round_id=proposal).count() == 2

    def test_between_two_parts_others_write(self, cast, proposal, ji, monkeypatch):
        monkeypatch.setattr(publication_parts, "PAIRS", 1)
        ask_publication(proposal, by=ji)
        claimed, written = PUBLICATIONS.claim(proposal, lease_seconds=60), []

        def somebody_saves() -> None:
            with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
                changed = connection.execute(update(Child).where(Child.id == cast.bailu).values(boards=True))
                written.append(changed.rowcount)

        publication_parts.publish_in_parts(claimed, somebody_saves)
        assert len(written) >= 4
        assert db.session.get_one(Round, proposal).state == RoundState.PUBLISHED

    def test_what_fits_only_after_a_later_pair_gave_way_is_written_in_the_second_turn(
        self, cast, proposal, ji, monkeypatch
    ):
        monkeypatch.setattr(publication_parts, "PAIRS", 1)
        with transaction():
            village = db.session.get_one(Child, cast.xiaoman).village
            mei = supporter("Mei Lan", "volunteer", village)
            leaving = live_match(
                db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye), seat=1, half_hour=258
            )
            db.session.flush()
            first = db.session.scalars(select(Placement).filter_by(round_id=proposal, role="volunteer")).one()
            first.supporter_id = mei.id
            db.session.get_one(Child, cast.guyu).windows = [[129, 133, "can"]]
            db.session.add(placement(proposal, cast.guyu, "volunteer", cast.ye, half_hour=129))
            this = db.session.get_one(Round, proposal)
            this.outcome = {**this.outcome, "displaced": [leaving.id]}
            ended = leaving.id
        ask_publication(proposal, by=ji)
        publish_round(proposal)
        assert {(cast.xiaoman, "volunteer"), (cast.guyu, "volunteer")} <= matches_of(proposal).keys()
        assert db.session.get_one(Match, ended).end_reason == "moved"
        assert conflicts(proposal) == {}

    def test_after_a_fault_half_way_publishing_again_writes_the_rest(self, cast, proposal, ji, sign_in, monkeypatch):
        def broken(*_args: object, **_named: object) -> None:
            raise RuntimeError("an invented fault")

        monkeypatch.setattr(publication_parts, "PAIRS", 1)
        ask_publication(proposal, by=ji)
        with monkeypatch.context() as patch:
            patch.setattr(publication_parts, "tell_filled", broken)
            publish_round(proposal)
        this = db.session.get_one(Round, proposal)
        assert (this.state, this.failure, len(matches_of(proposal))) == (RoundState.PROPOSED, "broken", 2)
        page = sign_in(cast.coordinator).get(f"/coordination/rounds/{this.public_id}/review").text
        assert "Publishing broke off: 2 pairs are written already" in page
        ask_publication(proposal, by=ji)
        publish_round(proposal)
        this = db.session.get_one(Round, proposal)
        assert (this.state, this.progress["publishing"]["written"]) == (RoundState.PUBLISHED, 2)
        assert db.session.query(Match).filter_by(round_id=proposal).count() == 2
        assert db.session.query(Message).count() == 2

    def test_what_no_longer_fits_is_told_as_when_all_is_written_at_once(self, cast, proposal, ji):
        with transaction():
            db.session.get_one(Supporter, cast.ye).state = "paused"
        ask_publication(proposal, by=ji)
        publish_round(proposal)
        assert conflicts(proposal) == {"volunteer": "supporter_gone"}
        assert matches_of(proposal).keys() == {(cast.xiaoman, "doctor")}

    def test_a_brother_of_somebody_who_stands_already_goes_to_the_same_volunteer(self, cast, proposal, ji):
        with transaction():
            xiaoman, guyu = (db.session.get_one(Child, one) for one in (cast.xiaoman, cast.guyu))
            xiaoman.sibling_group = guyu.sibling_group = 3
            ye = db.session.get_one(Supporter, cast.ye)
            ye.caseload, guyu.windows, guyu.guardian.languages = 1, [[129, 133, "can"]], ["wu"]
            live_match(guyu, ye, half_hour=129)
        publish(proposal, by=ji)
        assert (cast.xiaoman, "volunteer") in matches_of(proposal)

    def test_what_it_foretells_is_what_it_does(self, proposal, ji):
        draft = rough_draft(db.session.get_one(Round, proposal))
        foretold = draft.new, len(draft.endings), draft.told, draft.kept
        done = publish(proposal, by=ji)
        assert foretold == (done.offers + done.live, done.ended, done.told, done.kept)
