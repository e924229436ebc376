"""Shifts that can start, by urgency."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_held as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, opening, person, shift

PARTY, TALK = shift("party", urgency=3), shift("talk", day=1)


def test_half_a_team_holds_nothing():
    table = columns((PARTY, opening(PARTY, least=2)), TALK, people=(person("anna"), person("bo")))
    assert wish.value(Standing(table, on(anna="party talk"))) == 1
    assert wish.value(Standing(table, on(anna="party talk", bo="party"))) == 4
    assert wish.value(Standing(table, ())) == 0


def test_an_empty_shift_that_needs_nobody_is_not_held():
    table = columns((PARTY, opening(PARTY, least=0)), people=(person("anna"),))
    assert wish.value(Standing(table, ())) == 0
    assert wish.value(Standing(table, on(anna="party"))) == 3
