"""Two rows, one person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account, Role
from app.models.children import Child, Consent, Erasure, Exclusion, Guardian, SupporterWish
from app.models.encrypted import keyed_hash
from app.models.matches import Match, MatchState
from app.models.places import Place
from app.models.supporters import Evidence, Supporter, SupporterKind
from app.models.traces import Disclosure
from app.models.uploads import Doubtful
from app.operations.duplicates import NotDoubtful, find_doubtful, keep_both, merge
from app.queries.policy import served_by
from app.queries.search import matching_ids
from app.queries.vetting import vetted
from tests import cast as people
from tests.cast import Cast, live_match
from tests.servers.databases import both_databases

BY = Actor(None, {Role.COORDINATOR: frozenset()})


def entered_again(cast: Cast, name: str = "Invented  xiaoman", phone: str = "", **values) -> int:
    """Enter Xiaoman 042 a second time, under another transcription."""
    with transaction():
        village, centre = db.session.get_one(Place, cast.village), db.session.get_one(Place, cast.centre)
        home = Guardian(name="Grandmother", phone=phone, phone_hash=keyed_hash(phone) if phone else None)
        row = people.child(
            "liqiu", 201, village, centre, **{"name": name, "guardian": home, "address": "mill", **values}
        )
        db.session.flush()
        return row.id


def pairs() -> list[Doubtful]:
    return list(db.session.scalars(db.select(Doubtful).order_by(Doubtful.id)))


def with_phone(child_id: int, phone: str) -> None:
    with transaction():
        db.session.get_one(Child, child_id).guardian.phone_hash = keyed_hash(phone)


class TestFinding:
    """Who may be one person."""

    def test_the_same_sound_month_and_village_are_doubtful_once(self, cast: Cast) -> None:
        other = entered_again(cast)
        assert find_doubtful(by=BY) == 1
        assert (pairs()[0].one_id, pairs()[0].other_id, pairs()[0].reason) == (cast.xiaoman, other, "same_sound")
        assert find_doubtful(by=BY) == 0
        keep_both(pairs()[0].id, by=BY)
        assert find_doubtful(by=BY) == 0

    def test_one_character_written_otherwise_sounds_the_same(self, cast: Cast) -> None:
        first = entered_again(cast, "蓝晓燕")
        with transaction():
            twin = db.session.get_one(Child, first)
            db.session.add(
                Child(
                    pseudonym="lidong", number=5, name="蓝小燕", sex="female", born=twin.born, village_id=cast.village
                )
            )
        find_doubtful(by=BY)
        assert [pair.one_id for pair in pairs()] == [first]

    def test_a_shared_phone_alone_is_a_grandmother_of_many(self, cast: Cast) -> None:
        with_phone(cast.xiaoman, "19900000001")
        entered_again(cast, "Somebody Else", "19900000001", born=date(2019, 1, 1))
        assert find_doubtful(by=BY) == 0

    def test_a_shared_phone_and_sound_with_another_year_of_birth_is_doubtful(self, cast: Cast) -> None:
        with_phone(cast.xiaoman, "19900000001")
        entered_again(cast, phone="19900000001", born=date(2014, 1, 1))
        assert find_doubtful(by=BY) == 1
        assert pairs()[0].reason == "same_phone"

    def test_twins_are_two(self, cast: Cast) -> None:
        with_phone(cast.xiaoman, "19900000001")
        with transaction():
            db.session.get_one(Child, cast.xiaoman).sibling_group = 7
        entered_again(cast, "Invented Twin", "19900000001", sibling_group=7)
        assert find_doubtful(by=BY) == 0

    def test_supporters_with_one_phone_are_doubtful(self, cast: Cast) -> None:
        with transaction():
            for one in (cast.ye, cast.zhou):
                db.session.get_one(Supporter, one).phone_hash = keyed_hash("19900000000")
        assert find_doubtful(by=BY) == 1
        assert (pairs()[0].subject, pairs()[0].reason) == ("supporter", "same_phone")


def doubtful(subject: str, one: int, other: int) -> int:
    with transaction():
        pair = Doubtful(subject=subject, one_id=one, other_id=other, reason="same_sound")
        db.session.add(pair)
        db.session.flush()
        return pair.id


class TestMergingChildren:
    """One stays, the other leaves a tombstone."""

    @both_databases
    def test_chosen_fields_pairs_consents_and_exclusions_move(self, cast: Cast) -> None:
        other = entered_again(cast, phone="19977776666", boards=True)
        with transaction():
            live_match(db.session.get_one(Child, other), db.session.get_one(Supporter, cast.ye))
            db.session.add(Exclusion(child_id=other, supporter_id=cast.he))
            db.session.get_one(Child, cast.xiaoman).consents = []
        merge(doubtful("child", cast.xiaoman, other), cast.xiaoman, ["boards", "guardian"], by=BY)
        kept, gone = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Child, other)
        assert (kept.boards, kept.address, kept.guardian.phone) == (True, "by the old mill", "19977776666")
        assert db.session.scalar(db.select(Child.id).where(served_by(cast.ye))) == cast.xiaoman
        assert db.session.query(Exclusion).one().child_id == cast.xiaoman
        assert db.session.query(Consent).filter_by(child_id=other).count() == 0
        assert (gone.name, gone.address, gone.guardian.phone) == ("", "", "")
        assert gone.erased_at is not None
        assert db.session.query(Erasure).one().subject == gone.public_id
        assert db.session.scalars(matching_ids("child", "6666")).all() == [cast.xiaoman]
        assert db.session.query(Disclosure).one().action == "child.merged"

    def test_two_offers_of_one_seat_take_two_seats_and_the_same_supporter_stands_once(self, cast: Cast) -> None:
        other = entered_again(cast)
        with transaction():
            for child_id in (cast.xiaoman, other):
                live_match(db.session.get_one(Child, child_id), db.session.get_one(Supporter, cast.ye))
            live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.he), "doctor")
            live_match(db.session.get_one(Child, other), db.session.get_one(Supporter, cast.lin), "doctor")
        merge(doubtful("child", cast.xiaoman, other), cast.xiaoman, [], by=BY)
        matches = db.session.scalars(db.select(Match).where(Match.child_id == cast.xiaoman)).all()
        live = {(match.role, match.seat, match.supporter_id) for match in matches if match.state == MatchState.LIVE}
        assert live == {("volunteer", 0, cast.ye), ("doctor", 0, cast.he), ("doctor", 1, cast.lin)}
        assert len(matches) == 4

    def test_a_standing_exclusion_wins_over_a_lifted_one(self, cast: Cast) -> None:
        other = entered_again(cast)
        with transaction():
            db.session.add(Exclusion(child_id=cast.xiaoman, supporter_id=cast.he, lifted_at=now()))
            db.session.add(Exclusion(child_id=other, supporter_id=cast.he))
        merge(doubtful("child", cast.xiaoman, other), cast.xiaoman, [], by=BY)
        assert [row.lifted_at for row in db.session.query(Exclusion)] == [None]

    def test_a_standing_wish_moves_and_wins_over_one_taken_back(self, cast: Cast) -> None:
        other = entered_again(cast)
        said = {"asked_by": "child", "asked_on": today()}
        with transaction():
            db.session.add(SupporterWish(child_id=cast.xiaoman, supporter_id=cast.he, withdrawn_at=now(), **said))
            db.session.add(SupporterWish(child_id=other, supporter_id=cast.he, **said))
            db.session.add(SupporterWish(child_id=other, supporter_id=cast.ye, **said))
        merge(doubtful("child", cast.xiaoman, other), cast.xiaoman, [], by=BY)
        found = {(row.child_id, row.supporter_id, row.withdrawn_at) for row in db.session.query(SupporterWish)}
        assert found == {(cast.xiaoman, cast.he, None), (cast.xiaoman, cast.ye, None)}

    def test_a_decided_pair_is_not_decided_again(self, cast: Cast) -> None:
        other = entered_again(cast)
        pair = doubtful("child", cast.xiaoman, other)
        with pytest.raises(NotDoubtful):
            merge(pair, cast.bailu, [], by=BY)
        keep_both(pair, by=BY)
        with pytest.raises(NotDoubtful):
            merge(pair, cast.xiaoman, [], by=BY)
        assert db.session.get_one(Child, other).erased_at is None


def test_merging_supporters_moves_evidence_pairs_and_the_account(cast: Cast) -> None:
    with transaction():
        again = people.supporter(
            "Ye Wen Zhou",
            SupporterKind.VOLUNTEER,
            db.session.get_one(Place, cast.village),
            vetted=False,
            phone="19955554444",
        )
        db.session.flush()
        again_id = again.id
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
    merge(doubtful("supporter", cast.ye, again_id), again_id, [], by=BY)
    assert db.session.query(Match).one().supporter_id == again_id
    assert db.session.query(Evidence).filter_by(supporter_id=cast.ye).count() == 0
    assert db.session.get_one(Account, cast.ye_account).supporter_id == again_id
    assert db.session.get_one(Account, cast.ye_account).disabled_at is None
    assert db.session.get_one(Supporter, cast.ye).name == ""
    with transaction():
        db.session.get_one(Supporter, again_id).state = "active"
    assert db.session.scalar(db.select(Supporter.id).where(vetted(), Supporter.id == again_id)) == again_id
    assert db.session.get_one(Supporter, again_id).evidence[0].valid_until > today() + timedelta(days=1)
