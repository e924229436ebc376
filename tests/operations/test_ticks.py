"""Of any number of tickers exactly one takes up an entry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from app.operations import ticks
from tests.servers.databases import both_databases

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@both_databases
def test_an_entry_is_claimed_once_until_it_is_due_again(house):
    assert ticks.claim("ring again", MINUTE, NOON)
    assert not ticks.claim("ring again", MINUTE, NOON + MINUTE / 2)
    assert ticks.claim("ring again", MINUTE, NOON + MINUTE)


def test_entries_do_not_know_of_each_other(house):
    assert ticks.claim("ring again", MINUTE, NOON)
    assert ticks.claim("forget sessions", MINUTE, NOON)


@both_databases
def test_twenty_tickers_at_once_make_one_claim(house):
    def claim(moment: datetime) -> bool:
        with house.app_context():
            return ticks.claim("ring again", MINUTE, moment)

    for moment in (NOON, NOON + MINUTE):  # a new entry, and one that is due again
        with ThreadPoolExecutor(20) as tickers:
            assert sum(tickers.map(claim, [moment] * 20)) == 1
