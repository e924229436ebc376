"""Familiar faces."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_familiar as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, person, shift


def test_known_at_the_place_and_in_the_series_add_up():
    shifts = (
        shift("home", series="drawing"),
        shift("away", day=1, place="there", series="drawing"),
        shift("x", place=None),
    )
    table = columns(*shifts, people=(person("anna", familiar={"here": 2, "drawing": 3}), person("bo")))
    assert wish.score(table).tolist() == [[5, 3, 0], [0, 0, 0]]
    assert wish.value(Standing(table, on(anna="home away", bo="x"))) == 8
