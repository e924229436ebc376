"""Shares are compared among everybody who offered hours, not only among those who were asked."""

from __future__ import annotations

from datetime import timedelta

from app.clock import today
from app.database import db, transaction
from app.models.activities import Opening
from app.models.supporters import Away, Supporter
from app.queries.burdens import month_of, offering, own_share
from tests.rotas import assign, companions, shift_on


def opening_today(cast) -> Opening:
    return shift_on(today(), cast.centre, state="held").openings[0]


def test_those_who_offered_and_got_nothing_pull_the_median_down(cast):
    first, last = month_of(today())
    with transaction():
        before = len(offering(first, last))
        song, lei, *_rest = companions(cast, "Song Yinghe", "Lei Zhiyao", "Mu Qingqing", "Bai Ruolan")
        assign(opening_today(cast), song, minutes=15)
    share = own_share(song, today())
    assert share.people == before + 4
    assert share.idle == before + 3
    assert (share.minutes, share.median) == (150, 0)
    assert own_share(lei, today()).minutes == 0


def test_whoever_offers_no_hours_in_the_span_is_not_counted(cast):
    first, last = month_of(today())
    with transaction():
        known = offering(first, last)
        wu, away, left, never = companions(cast, "Wu Anning", "Bai Ruolan", "Mu Qingqing", "Lei Zhiyao")
        db.session.add(Away(supporter_id=away, first_day=first - timedelta(days=3), last_day=last + timedelta(days=3)))
        db.session.get_one(Supporter, left).stays_until = first - timedelta(days=1)
        db.session.get_one(Supporter, never).windows = []
    assert offering(first, last) == known | {wu}


def test_whoever_came_without_an_offer_is_counted_all_the_same(cast):
    with transaction():
        (wu,) = companions(cast, "Wu Anning", windows=[])
        before = own_share(wu, today()).people
        assign(opening_today(cast), wu)
    assert own_share(wu, today()).people == before + 1
