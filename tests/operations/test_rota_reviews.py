"""What a coordinator may say of a proposed rota, what follows, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.accounts import Role
from app.models.rotas import PlaceExclusion, RotaPlacement
from app.models.rounds import Decision, Round
from app.models.supporters import Supporter
from app.operations import rota_reviews, rounds
from app.operations.rota_reviews import CannotChoose
from app.operations.rounds import IllegalMove
from app.queries.rota_plans import differences
from app.queries.rota_snapshots import rota_snapshot_of
from tests.cast import WEDNESDAY_AFTERNOON
from tests.rotas import code_of, companions, proposed_rota


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def rota(cast) -> tuple[int, dict[str, int]]:
    return proposed_rota(cast)


def placement(placement_id: int) -> RotaPlacement:
    db.session.expire_all()
    return db.session.get_one(RotaPlacement, placement_id)


def test_decisions_are_noted_with_who_took_them(rota, ji):
    rota_reviews.accept(rota[1]["new"], by=ji)
    assert (placement(rota[1]["new"]).decision, placement(rota[1]["new"]).decided_by) == ("accepted", ji.account_id)
    rota_reviews.undecide(rota[1]["new"], by=ji)
    assert placement(rota[1]["new"]).decision == "open"


def test_a_declined_ending_stays(rota, ji):
    assert differences(rota[0]) == {"kept": 0, "new": 1, "ended": 1}
    rota_reviews.decline(rota[1]["ended"], by=ji)
    assert differences(rota[0]) == {"kept": 1, "new": 1, "ended": 0}


def test_a_strange_reason_is_refused(rota, ji):
    with pytest.raises(ValueError, match="moon"):
        rota_reviews.decline(rota[1]["new"], "moon", by=ji)


def test_somebody_kept_away_is_not_sent_there_again_until_it_is_taken_back(cast, rota, ji):
    rota_reviews.keep_away(rota[1]["new"], by=ji)
    rota_reviews.keep_away(rota[1]["new"], by=ji)
    assert db.session.query(PlaceExclusion).filter_by(lifted_at=None).count() == 1
    assert placement(rota[1]["new"]).decision == Decision.DECLINED
    rota_reviews.undecide(rota[1]["new"], by=ji)
    assert db.session.query(PlaceExclusion).filter_by(lifted_at=None).count() == 0


def test_what_is_over_can_no_longer_be_reviewed(rota, ji):
    rounds.discard(rota[0], by=ji)
    with pytest.raises(IllegalMove):
        rota_reviews.accept(rota[1]["new"], by=ji)


class TestChoosing:
    """Somebody else by hand: a must never gives way, a wish with a note."""

    def test_one_more_is_put_on_the_opening_pinned_and_accepted(self, cast, rota, ji):
        with transaction():
            (song,) = companions(cast, "Song Yinghe")
        chosen = rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], song, by=ji)
        row = placement(chosen)
        assert (row.decision, row.pinned, row.by_hand, row.change) == ("accepted", True, True, "new")
        assert row.reasons[-1]["code"] == "travel"

    def test_somebody_may_take_the_place_of_another(self, cast, rota, ji):
        with transaction():
            (song,) = companions(cast, "Song Yinghe")
        rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], song, instead_of=rota[1]["new"], by=ji)
        assert placement(rota[1]["new"]).decision == Decision.DECLINED

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"windows": []}, "available"),
            ({"travel_limit": 0}, "travel_limit"),
            ({"weekly_minutes": 60}, "minutes_a_week"),
            ({"vetted": False, "state": "active"}, "validity"),
        ],
    )
    def test_a_must_is_told_and_nothing_is_written(self, cast, rota, ji, values, code):
        with transaction():
            (song,) = companions(cast, "Song Yinghe", **values)
            if values.get("travel_limit") == 0:
                db.session.get_one(Supporter, song).base_id = cast.other_village
        with pytest.raises(CannotChoose) as refused:
            rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], song, note="please", by=ji)
        assert [one.code for one in refused.value.objections] == [code]
        assert db.session.query(RotaPlacement).filter_by(supporter_id=song).count() == 0

    def test_a_wish_gives_way_to_a_note_and_only_to_one(self, cast, rota, ji):
        with transaction():
            (song,) = companions(cast, "Song Yinghe", windows=[[*WEDNESDAY_AFTERNOON[:2], "rather_not"]])
        with pytest.raises(CannotChoose) as refused:
            rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], song, by=ji)
        assert [one.code for one in refused.value.objections] == ["note"]
        chosen = rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], song, note=" agreed by phone ", by=ji)
        assert placement(chosen).note == "agreed by phone"

    def test_a_newcomer_is_not_left_alone(self, cast, rota, ji):
        rota_reviews.decline(rota[1]["new"], by=ji)
        with transaction():
            first, second = companions(cast, "Song Yinghe", "Lei Zhiyao", probation=True)
        rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], first, by=ji)
        with pytest.raises(CannotChoose) as refused:
            rota_reviews.choose(rota[0], rota[1]["wednesday_opening"], second, by=ji)
        assert [one.code for one in refused.value.objections] == ["no_newcomers_alone"]


def test_solving_again_starts_from_what_nobody_declined(cast, rota, ji):
    round_id, ids = rota
    with transaction():
        (song,) = companions(cast, "Song Yinghe")
    rota_reviews.choose(round_id, ids["wednesday_opening"], song, by=ji)
    rota_reviews.decline(ids["new"], "times", by=ji)
    again = rota_reviews.solve_again(round_id, request_key="again", by=ji)
    this = db.session.get_one(Round, again)
    assert (this.kind, this.earlier_id, this.days) == ("rota", round_id, 7)
    snapshot = rota_snapshot_of(this)
    assert [pin.person for pin in snapshot.problem.pins] == [code_of(song)]
    assert snapshot.problem.person_by_id[code_of(cast.ye)].refused
    assert code_of(song) in {seat.person for seat in snapshot.problem.standing}
    assert (code_of(song), snapshot.problem.pins[0].opening) not in snapshot.standing


def test_a_declined_placement_of_a_round_thrown_away_says_nothing(cast, rota, ji):
    rota_reviews.decline(rota[1]["new"], by=ji)
    rounds.discard(rota[0], by=ji)
    later = db.session.get_one(Round, rota[0])
    assert db.session.scalar(select(Round.id).where(Round.earlier_id == later.id)) is None
    assert rota_snapshot_of(later).problem.person_by_id[code_of(cast.ye)].refused == ()
