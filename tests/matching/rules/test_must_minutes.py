"""Weekly minutes: meetings and the way there fit into the week."""

from __future__ import annotations

import pytest

from app.matching import Pair
from app.matching.rules import must_minutes
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import allows, solved


@pytest.mark.parametrize(
    ("minutes", "children"), [(17, []), (34, ["bo"]), (35, ["lan"]), (52, ["lan"]), (53, ["bo", "lan"])]
)
def test_weekly_minutes_are_shared_by_all_children(minutes, children):
    # 24 meetings of 75 minutes a year are 35 minutes a week, Lan's; 12 are 18, Bo's
    found = solved(a_round((lan(), bo()), (mei(caseload=2, weekly_minutes=minutes),)))
    assert sorted(child for child, _ in found) == children


def test_what_is_placed_uses_up_the_week():
    # Bo's meetings take 18 minutes a week, Lan's 35
    helpers = (mei(weekly_minutes=52), mei(id="much", weekly_minutes=53))
    beside_bo = tuple(Pair("bo", "volunteer", who, 257) for who in ("mei", "much"))
    assert allows(must_minutes.allowed, a_round((lan(), bo()), helpers), *beside_bo) == ["much"]
