"""Pins are kept or told to be overruled."""

from __future__ import annotations

from app.scheduling.rota.plan import OverruledPin, Rota
from app.scheduling.rota.rules import must_pin as must
from tests.scheduling.rota.small import on, person, rota, shift


def test_a_pin_neither_kept_nor_named_is_lost():
    problem = rota(
        (shift("mon"), shift("tue", day=1), shift("wed", day=2)), (person("anna"),), pins=on(anna="mon tue wed")
    )
    mon, tue, wed = problem.pins
    assert must.lost(problem, Rota((mon,), (OverruledPin(tue, "validity"),))) == (wed,)
