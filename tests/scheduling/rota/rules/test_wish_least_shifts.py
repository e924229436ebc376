"""Everybody gets the shifts they hope for at least."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_least_shifts as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, person, shift


def test_each_shift_short_counts_one_and_more_than_hoped_counts_nothing():
    people = (person("anna", {"least_shifts": 2}), person("bo", {"least_shifts": 1}), person("chen"))
    table = columns(shift("one"), shift("two", day=1), people=people)
    assert wish.value(Standing(table, ())) == -3
    assert wish.value(Standing(table, on(anna="one", chen="two"))) == -2
    assert wish.value(Standing(table, on(bo="one two"))) == -2
