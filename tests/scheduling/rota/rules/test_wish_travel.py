"""Short ways."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_travel as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, person, shift


def test_the_way_there_and_back_counts():
    table = columns(
        shift("home"), shift("away", day=1, place="there"), people=(person("anna"), person("bo", base="there"))
    )
    assert wish.value(Standing(table, on(anna="home away"))) == -50
    assert wish.value(Standing(table, on(anna="home", bo="away"))) == 0
