"""An optional session: everybody it needs or nobody."""

from __future__ import annotations

from app.scheduling.rota.rules import must_whole_or_closed as must
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, opening, person, shift


def answer(left, least=2, standing=(), **told):
    session = shift("session", **told)
    table = columns((session, opening(session, least=least)), people=(person("anna"), person("bo")))
    return must.enough(Standing(table, standing), 0, left)


def test_one_person_is_not_enough_for_a_session_of_two():
    assert not answer(1, may_stay_closed=True)
    assert answer(2, may_stay_closed=True)


def test_who_is_there_already_counts():
    assert answer(1, standing=on(anna="session"), may_stay_closed=True)


def test_a_shift_that_is_not_optional_takes_what_it_gets():
    assert answer(0)
