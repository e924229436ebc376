"""The painted week and the half-hours behind it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as some

from app.planning.availability import Availability, Preference
from app.planning.availability import Span as PlanningSpan
from app.web.paint import GLADNESS, OPENING, PARTLY, PARTLY_WORD, PARTS, grid, hours, laid_over, painted, rolled

MONDAY_MORNING = [17, 23, "prefer"]
#: Saturday 9:00–11:30: inside the morning, shorter than it
SATURDAY_LATE_MORNING = [258, 263, "can"]
#: Sunday 6:00–7:00: before the first part of the day
SUNDAY_DAWN = [300, 302, "rather_not"]


def states(spans: list) -> dict[str, str]:
    return {cell.name: cell.state for row in grid(spans).rows for cell in row}


def test_the_parts_of_the_day_follow_one_another_and_each_holds_a_meeting() -> None:
    assert [part.hours for part in PARTS] == ["8:30–11:30", "11:30–14:00", "14:00–16:30", "16:30–19:00", "19:00–21:00"]
    assert all(one.end == other.first for one, other in pairwise(PARTS))
    assert all(part.end - part.first >= 3 for part in PARTS)


def test_a_part_that_is_covered_whole_shows_its_state_and_an_empty_one_is_no() -> None:
    shown = states([MONDAY_MORNING])
    assert shown["week-0-0"] == "prefer"
    assert shown["week-0-1"] == "no"


def test_a_part_covered_in_part_or_in_two_ways_is_partly() -> None:
    shown = states([SATURDAY_LATE_MORNING, [33, 35, "can"], [35, 38, "prefer"]])
    assert shown["week-5-0"] == PARTLY
    assert shown["week-0-3"] == PARTLY


def test_saving_without_painting_changes_nothing() -> None:
    spans = [MONDAY_MORNING, SATURDAY_LATE_MORNING, SUNDAY_DAWN]
    assert painted(spans, states(spans)) == spans


def test_painting_one_cell_leaves_finer_hours_elsewhere() -> None:
    spans = [SATURDAY_LATE_MORNING, SUNDAY_DAWN]
    fields = states(spans) | {"week-0-0": "prefer"}
    assert painted(spans, fields) == [MONDAY_MORNING, SATURDAY_LATE_MORNING, SUNDAY_DAWN]


def test_painting_over_a_partly_cell_replaces_its_finer_hours() -> None:
    assert painted([SATURDAY_LATE_MORNING], {"week-5-0": "prefer"}) == [[257, 263, "prefer"]]
    assert painted([SATURDAY_LATE_MORNING], {"week-5-0": "no"}) == []


def test_neighbours_painted_alike_become_one_span_but_none_crosses_midnight() -> None:
    assert painted([], {"week-0-0": "can", "week-0-1": "can"}) == [[17, 28, "can"]]
    assert rolled(["can"] * 96 + [None] * 240) == [[0, 48, "can"], [48, 96, "can"]]


@pytest.mark.parametrize("fields", [{"week-0-0": "always"}, {"week-9-9": "can"}, {"other-0-0": "can"}, {}])
def test_what_is_not_a_cell_or_a_state_is_not_painted(fields: dict[str, str]) -> None:
    assert painted([MONDAY_MORNING], fields) == [MONDAY_MORNING]


def test_hours_outside_the_grid_are_named_with_the_finer_ones() -> None:
    assert grid([SUNDAY_DAWN, SATURDAY_LATE_MORNING]).finer == [SATURDAY_LATE_MORNING, SUNDAY_DAWN]


def test_spans_without_a_preference_are_opening_hours() -> None:
    opening = grid([[17, 23]], "open", OPENING)
    assert opening.rows[0][0].state == "can"
    assert painted([[17, 23]], {"open-0-0": "prefer"}, "open", OPENING) == [[17, 23, "can"]]


def test_exact_hours_are_laid_over_what_was_there() -> None:
    assert laid_over([MONDAY_MORNING], 19, 21, "can") == [[17, 19, "prefer"], [19, 21, "can"], [21, 23, "prefer"]]
    assert laid_over([MONDAY_MORNING], 17, 20, "no") == [[20, 23, "prefer"]]


def test_hours_are_counted_by_preference() -> None:
    spans = [MONDAY_MORNING, SATURDAY_LATE_MORNING]
    assert hours(spans) == 5.5
    assert hours(spans, "prefer") == 3


@some.composite
def weeks(draw: some.DrawFn) -> list:
    return rolled(draw(some.lists(some.sampled_from([None, *Preference]), min_size=336, max_size=336)))


@given(weeks())
def test_any_week_survives_the_grid_and_is_one_the_planner_takes(spans: list) -> None:
    back = painted(spans, states(spans))
    assert back == [[first, end, str(state)] for first, end, state in spans]
    Availability(tuple(PlanningSpan(first, end, Preference(state)) for first, end, state in back))


class TestWhatIsDrawn:
    """The part of a page."""

    @pytest.fixture
    def page(self, house: Flask) -> Iterator[str]:
        with house.test_request_context(headers={"Accept-Language": "zh"}):
            yield self.drawn(grid([MONDAY_MORNING, SATURDAY_LATE_MORNING]))

    def drawn(self, week) -> str:
        return render_template_string(
            '{% from "parts/paint.html" import paint with context %}{{ paint(week, word) }}',
            week=week,
            word=PARTLY_WORD,
        )

    def test_has_a_radio_group_for_each_of_35_cells(self, page: str) -> None:
        assert page.count('role="radiogroup"') == 35
        assert page.count(" checked") == 35 + 1  # and the brush
        assert 'name="week-0-0" id="week-0-0-2" value="prefer" checked' in page

    def test_offers_partly_only_where_it_is_so_and_names_the_hours(self, page: str) -> None:
        assert page.count('value="partly"') == 1
        assert "周六 9:00–11:30" in page

    def test_has_two_states_for_opening_hours(self, house: Flask) -> None:
        with house.test_request_context():
            page = self.drawn(grid([], "open", OPENING))
        assert page.count('type="radio"') == 35 * 2 + 2

    def test_words_every_state(self, house: Flask) -> None:
        with house.test_request_context(headers={"Accept-Language": "zh"}):
            assert [str(word) for word in GLADNESS.values()] == ["不行", "可以", "最好", "少排"]
