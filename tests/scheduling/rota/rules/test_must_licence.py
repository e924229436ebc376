"""Who fills a place holds one of the licences it names."""

from __future__ import annotations

from app.scheduling.rota.rules import must_licence as must
from tests.scheduling.rota.small import may, opening, person, rota, shift

SESSION = shift("talk")


def problem(*licences):
    return rota(
        ((SESSION, opening(SESSION, licences=licences)),), (person("anna", licences=("counsellor",)), person("bo"))
    )


def test_one_of_several_licences_is_enough():
    assert may(must, problem("doctor", "counsellor"), "anna", "talk")
    assert not may(must, problem("doctor", "counsellor"), "bo", "talk")


def test_where_none_is_asked_everybody_may():
    assert may(must, problem(), "bo", "talk")
