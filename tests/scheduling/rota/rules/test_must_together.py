"""Each only where the other one is."""

from __future__ import annotations

from app.scheduling.rota.problem import PersonPair
from app.scheduling.rota.rules import must_together as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

ONE, TWO = shift("one"), shift("two", day=1)


def test_alone_nobody_of_the_two_may_come():
    people = (person("anna"), person("bo"), person("chen"))
    problem = rota(((ONE, opening(ONE, least=2)), TWO), people, together=(PersonPair("anna", "bo"),))
    assert may(must, problem, "anna", "one", on(bo="one"))
    assert not may(must, problem, "bo", "two", on(anna="one"))
    assert may(must, problem, "chen", "two")
