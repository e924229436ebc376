"""However many press on the last place at once: accepted = capacity, the others get a page that says full, no error."""

from __future__ import annotations

import pytest

from tests.chaos.presses import assert_exactly, crowd
from tests.servers.databases import both_databases

pytestmark = pytest.mark.processes

#: repetitions of the long run (`make drill`)
REPETITIONS = 100


@both_databases
@pytest.mark.parametrize(("people", "places", "times"), [(50, 1, 2), (200, 3, 1)])
def test_as_many_come_as_there_are_places(processes, house, cast, people, places, times):
    this = crowd(cast, processes.start_web(), people, places)
    for _again in range(times):
        assert_exactly(this, people, places)
        this.clear()


@pytest.mark.drill
@both_databases
@pytest.mark.parametrize(("people", "places"), [(50, 1), (200, 3)])
def test_a_hundred_times_over(processes, house, cast, people, places):
    this = crowd(cast, processes.start_web(), people, places)
    for _again in range(REPETITIONS):
        assert_exactly(this, people, places)
        this.clear()
