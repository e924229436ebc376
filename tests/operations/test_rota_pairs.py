"""Two supporters whom rotas keep apart or together: what may be noted, what ends, what stays of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.actors import SYSTEM
from app.clock import now
from app.database import db, transaction
from app.models.rotas import RotaPair
from app.models.supporters import Supporter, SupporterState
from app.models.traces import Change, Disclosure
from app.operations.erasure import erase_supporter
from app.operations.rota_pairs import CannotPair, end_rota_pair, pair_up
from tests.rotas import code_of


def refused(*asked) -> str:
    with pytest.raises(CannotPair) as fault:
        pair_up(*asked, by=SYSTEM)
    return fault.value.code


def standing() -> list[tuple[int, int, str]]:
    rows = db.session.scalars(select(RotaPair).where(RotaPair.ended_at.is_(None)).order_by(RotaPair.id))
    return [(row.one_id, row.other_id, row.rule) for row in rows]


def test_two_are_kept_apart_whichever_is_named_first(cast):
    pair_up(cast.he, cast.ye, "apart", "asked", by=SYSTEM)
    assert standing() == [(*sorted((cast.ye, cast.he)), "apart")]
    assert refused(cast.ye, cast.he, "apart", "quarrel") == "there"
    assert refused(cast.ye, cast.he, "together", "way") == "otherwise"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [("apart", "learning"), ("together", "concern"), ("near", "asked"), ("apart", "her child is ill")],
)
def test_only_reasons_of_the_list_are_kept(cast, rule, reason):
    assert refused(cast.ye, cast.he, rule, reason) == "reason"
    assert standing() == []


def test_nobody_is_paired_with_themselves_or_with_somebody_who_left(cast):
    assert refused(cast.ye, cast.ye, "apart", "asked") == "same"
    with transaction():
        db.session.get_one(Supporter, cast.he).state = SupporterState.LEFT
    assert refused(cast.ye, cast.he, "apart", "asked") == "gone"


def test_two_who_are_tied_through_a_third_cannot_be_kept_apart(cast):
    pair_up(cast.ye, cast.he, "together", "way", by=SYSTEM)
    pair_up(cast.he, cast.lin, "together", "way", by=SYSTEM)
    assert refused(cast.lin, cast.ye, "apart", "quarrel") == "contradiction"


def test_two_who_are_kept_apart_cannot_be_tied_through_a_third(cast):
    pair_up(cast.lin, cast.ye, "apart", "quarrel", by=SYSTEM)
    pair_up(cast.ye, cast.he, "together", "way", by=SYSTEM)
    assert refused(cast.he, cast.lin, "together", "way") == "contradiction"


def test_an_ended_pair_stays_with_its_reasons_and_may_be_noted_anew(cast):
    pair = pair_up(cast.ye, cast.he, "apart", "quarrel", by=SYSTEM)
    end_rota_pair(pair, "settled", by=SYSTEM)
    end_rota_pair(pair, "mistake", by=SYSTEM)
    row = db.session.get_one(RotaPair, pair)
    assert (row.reason, row.end_reason, row.ended_at is not None) == ("quarrel", "settled", True)
    pair_up(cast.ye, cast.he, "together", "way", by=SYSTEM)
    assert [rule for _one, _other, rule in standing()] == ["together"]
    with pytest.raises(CannotPair):
        end_rota_pair(pair, "because", by=SYSTEM)


def test_audit_and_both_histories_say_so_without_naming_the_other(cast):
    pair = pair_up(cast.ye, cast.he, "apart", "quarrel", by=SYSTEM)
    end_rota_pair(pair, "settled", by=SYSTEM)
    lines = select(Disclosure.action, Disclosure.detail).where(Disclosure.subject == "rota_pair")
    assert [tuple(row) for row in db.session.execute(lines)] == [
        ("rota_pair.made", "apart"),
        ("rota_pair.ended", "apart"),
    ]
    for person in (cast.ye, cast.he):
        edits = select(Change).where(Change.subject_id == code_of(person)).order_by(Change.id)
        assert [row.fields for row in db.session.scalars(edits)] == [
            {"apart": [None, "quarrel"]},
            {"apart": ["quarrel", None]},
        ]


def test_the_table_itself_refuses_a_second_rule_for_two_people(cast):
    pair_up(cast.ye, cast.he, "apart", "asked", by=SYSTEM)
    one, other = sorted((cast.ye, cast.he))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(RotaPair(one_id=one, other_id=other, rule="together", reason="way"))


def test_erasing_somebody_forgets_whom_they_were_kept_from_and_frees_nobody_who_comes_only_beside_them(cast):
    pair_up(cast.ye, cast.he, "apart", "concern", by=SYSTEM)
    pair_up(cast.ye, cast.lin, "together", "learning", by=SYSTEM)
    erase_supporter(cast.ye, by=SYSTEM)
    assert standing() == [(*sorted((cast.ye, cast.lin)), "together")]
    assert db.session.scalars(select(RotaPair.reason)).all() == ["other"]
    assert db.session.scalar(select(func.count()).select_from(RotaPair)) == 1
    assert db.session.get_one(Supporter, cast.ye).erased_at <= now()
