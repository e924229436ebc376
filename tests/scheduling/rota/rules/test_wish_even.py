"""Sessions fall out evenly."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_even as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, person, shift

SHIFTS = (
    shift("h1"),
    shift("h2", day=1),
    shift("t1", place="there"),
    shift("t2", day=1, place="there"),
    shift("x", place=None),
)


def test_one_missing_at_each_place_is_better_than_two_at_one():
    table = columns(*SHIFTS, people=(person("anna"), person("bo")))
    even, uneven = on(anna="h1 t2"), on(anna="h1 h2")
    assert wish.value(Standing(table, even)) == -2
    assert wish.value(Standing(table, uneven)) == -3
    assert wish.value(Standing(table, ())) == -6
