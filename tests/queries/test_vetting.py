"""When evidence counts: to the day, in SQL and in Python alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import exists, select

from app.clock import now, today
from app.database import db, transaction
from app.models.supporters import Evidence, EvidenceKind, Supporter
from app.queries.vetting import (
    complete,
    expiring,
    holds,
    lapsed,
    last_day_of_check,
    months_before,
    needed_kinds,
    steps_of,
    vetted,
)
from tests.cast import Cast


def says(supporter_id: int, condition) -> bool:
    return bool(db.session.scalar(select(exists().where(Supporter.id == supporter_id, condition))))


def evidence_of(cast: Cast, kind: str) -> Evidence:
    return db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind=kind).one()


def change(cast: Cast, kind: str, **values) -> None:
    with transaction():
        row = evidence_of(cast, kind)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_supporter_with_everything_is_vetted_and_one_without_is_not(cast: Cast) -> None:
    assert says(cast.ye, vetted())
    assert not says(cast.zhou, vetted())


@pytest.mark.parametrize("kind", ["record_check", "training", "code_of_conduct", "insurance"])
def test_the_last_day_counts_and_the_day_after_does_not(cast: Cast, kind: str) -> None:
    change(cast, kind, valid_until=today())
    assert says(cast.ye, vetted(today()))
    assert not says(cast.ye, vetted(today() + timedelta(days=1)))


@pytest.mark.parametrize("kind", ["identity", "references", "interview", "licence"])
def test_what_is_shown_once_does_not_end_the_right_of_a_volunteer(cast: Cast, kind: str) -> None:
    change(cast, kind, ended_at=now())
    assert says(cast.ye, vetted())


def test_a_record_check_ends_after_twelve_months_whatever_day_was_typed(cast: Cast) -> None:
    change(cast, "record_check", issued_on=date(2026, 3, 9), valid_until=date(2030, 1, 1))
    assert says(cast.ye, holds(EvidenceKind.RECORD_CHECK, date(2027, 3, 8)))
    assert not says(cast.ye, holds(EvidenceKind.RECORD_CHECK, date(2027, 3, 9)))
    assert last_day_of_check(date(2026, 3, 9)) == date(2027, 3, 8)


@pytest.mark.parametrize(
    ("queried", "last"),
    [
        (date(2027, 3, 31), date(2028, 3, 30)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 27)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_record_check_at_the_end_of_a_month_never_lasts_longer_than_365_days(
    cast: Cast, queried: date, last: date
) -> None:
    assert last_day_of_check(queried) == last
    assert (last - queried).days <= 365
    change(cast, "record_check", issued_on=queried, valid_until=date(2040, 1, 1))
    assert says(cast.ye, holds(EvidenceKind.RECORD_CHECK, last))
    assert not says(cast.ye, holds(EvidenceKind.RECORD_CHECK, last + timedelta(days=1)))


@given(some.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_both_ways_to_say_twelve_months_agree_on_every_day(queried: date) -> None:
    last = last_day_of_check(queried)
    assert queried > months_before(last, 12)
    assert not queried > months_before(last + timedelta(days=1), 12)
    assert (last - queried).days in (364, 365)


@pytest.mark.parametrize(
    "values",
    [lambda: {"approved_at": None}, lambda: {"ended_at": now()}, lambda: {"issued_on": today() + timedelta(1)}],
)
def test_unapproved_ended_and_future_evidence_does_not_count(cast: Cast, values: Callable[[], dict]) -> None:
    change(cast, "training", **values())
    assert not says(cast.ye, vetted())
    assert says(cast.ye, lapsed())


def test_a_doctor_needs_a_licence(cast: Cast) -> None:
    assert says(cast.he, vetted())
    with transaction():
        db.session.query(Evidence).filter_by(supporter_id=cast.he, kind="licence").one().ended_at = now()
    assert not says(cast.he, vetted())
    assert needed_kinds("doctor")[-1] == "licence"
    assert "licence" not in needed_kinds("volunteer")


def test_an_applicant_shows_identity_references_and_a_talk_besides(cast: Cast) -> None:
    assert says(cast.ye, complete())
    change(cast, "interview", ended_at=now())
    assert not says(cast.ye, complete())


def test_what_ends_within_sixty_days_is_expiring(cast: Cast) -> None:
    assert not says(cast.ye, expiring())
    change(cast, "insurance", valid_until=today() + timedelta(days=60))
    assert not says(cast.ye, expiring())
    change(cast, "insurance", valid_until=today() + timedelta(days=59))
    assert says(cast.ye, expiring())
    change(cast, "insurance", valid_until=today() - timedelta(days=1))
    assert not says(cast.ye, expiring())
    assert says(cast.ye, lapsed())


def test_the_track_says_what_the_condition_says(cast: Cast) -> None:
    change(cast, "training", valid_until=today() - timedelta(days=1))
    change(cast, "insurance", approved_at=None)
    change(cast, "code_of_conduct", valid_until=today() + timedelta(days=7))
    change(cast, "interview", ended_at=now())
    db.session.expire_all()
    ye = db.session.get_one(Supporter, cast.ye)
    states = {step.kind.value: (step.state, step.expiring) for step in steps_of(ye, ye.evidence)}
    assert states == {
        "identity": ("done", False),
        "references": ("done", False),
        "interview": ("missing", False),
        "record_check": ("done", False),
        "training": ("lapsed", False),
        "code_of_conduct": ("done", True),
        "insurance": ("waiting", False),
    }
    for step in steps_of(ye, ye.evidence):
        assert says(cast.ye, holds(step.kind, today())) == (step.state == "done"), step.kind
