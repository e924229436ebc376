"""The safe number of children on a real shift is the rota's own, whatever comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from app.models.activities import Shift
from app.queries.safe_numbers import safe_children

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
SHIFTS = some.builds(
    Shift,
    public_id=some.just("s"),
    starts_at=some.just(NOON),
    ends_at=some.just(NOON + timedelta(hours=2)),
    children=some.integers(1, 500),
    ratio=some.none() | some.integers(1, 50),
    least_adults=some.integers(1, 20),
)


@given(SHIFTS, some.integers(0, 60), some.integers(0, 600))
def test_never_more_children_than_the_ratio_allows_and_none_below_the_least_adults(
    shift: Shift, adults: int, came: int
) -> None:
    safe = safe_children(shift, adults, came)
    assert safe is not None
    assert 0 <= safe <= max(shift.children, came)
    if adults < shift.least_adults:
        assert safe == 0
    elif shift.ratio is not None:
        assert safe == min(max(shift.children, came), adults * shift.ratio)


@given(SHIFTS, some.integers(0, 60), some.integers(0, 600))
def test_another_adult_never_lowers_it_and_another_child_never_does(shift: Shift, adults: int, came: int) -> None:
    now = safe_children(shift, adults, came) or 0
    assert (safe_children(shift, adults + 1, came) or 0) >= now
    assert (safe_children(shift, adults, came + 1) or 0) >= now


def test_two_adults_with_one_to_eight_are_safe_for_sixteen_of_the_22_who_came() -> None:
    shift = Shift(
        public_id="s", starts_at=NOON, ends_at=NOON + timedelta(hours=2), children=16, ratio=8, least_adults=2
    )
    assert [safe_children(shift, adults, 22) for adults in (1, 2, 3)] == [0, 16, 22]


def test_an_activity_without_children_has_no_number() -> None:
    shift = Shift(public_id="s", starts_at=NOON, ends_at=NOON + timedelta(hours=2), children=0, least_adults=1)
    assert safe_children(shift, 0) is None
