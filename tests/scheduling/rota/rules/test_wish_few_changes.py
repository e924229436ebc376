"""Few changes to what is published."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_few_changes as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, person, shift


def test_only_the_same_person_on_the_same_opening_is_kept():
    table = columns(
        shift("one"), shift("two", day=1), people=(person("anna"), person("bo")), standing=on(anna="one two")
    )
    assert wish.value(Standing(table, on(anna="one", bo="two"))) == 1
    assert wish.value(Standing(table, on(anna="one two", bo="one"))) == 2
