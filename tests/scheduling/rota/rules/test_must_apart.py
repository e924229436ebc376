"""Two people who are kept apart."""

from __future__ import annotations

from app.scheduling.rota.problem import PersonPair
from app.scheduling.rota.rules import must_apart as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

ONE, TWO = shift("one"), shift("two", day=1)


def test_never_on_one_shift_in_either_order():
    people = (person("anna"), person("bo"), person("chen"))
    problem = rota(((ONE, opening(ONE, least=2)), TWO), people, apart=(PersonPair("anna", "bo"),))
    assert not may(must, problem, "anna", "one", on(bo="one"))
    assert not may(must, problem, "bo", "one", on(anna="one"))
    assert may(must, problem, "chen", "one", on(anna="one"))
    assert may(must, problem, "bo", "two", on(anna="one"))
