"""H10: nobody is the only adult."""

from __future__ import annotations

import pytest

from app.matching import SecondAdult
from app.matching.rules import must_second_adult
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


@pytest.mark.parametrize("second", list(SecondAdult))
def test_any_recorded_second_adult_will_do(second):
    assert answer(must_second_adult.allowed, a_round((lan(second_adult=second),), (mei(),)))


def test_without_one_nobody_is_proposed():
    assert not answer(must_second_adult.allowed, a_round((lan(second_adult=None),), (mei(),)))
