"""Shifts asked for and disliked."""

from __future__ import annotations

from app.planning.availability import Preference
from app.scheduling.rota.rules import wish_asked as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, hours, on, person, shift


def value(**told):
    return wish.value(Standing(columns(shift("one"), people=(person("anna", **told),)), on(anna="one")))


def test_weights_of_the_shift_and_of_its_opening_add_up():
    assert value(asked={"one": 3}) == 3
    assert value(asked={"one": 3, "one.o": 2}) == 5
    assert value(disliked={"one": 3}) == -3


def test_preferred_hours_count_when_they_hold_the_whole_shift():
    assert value(free=hours(9, 11, 0, preference=Preference.PREFER)) == 1
    assert value(free=hours(9, 10, 0, preference=Preference.PREFER) + hours(10, 11, 0)) == 0


def test_a_touch_of_reluctant_hours_counts():
    assert value(free=hours(9, 10, 0) + hours(10, 12, 0, preference=Preference.RATHER_NOT)) == -1
    assert value(free=hours(9, 11, 0) + hours(11, 12, 0, preference=Preference.RATHER_NOT)) == 0
