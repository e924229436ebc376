"""Since when a needed place beside a child is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import true

from app import matching
from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, Consent
from app.models.matches import MatchState
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.queries.snapshots import snapshot
from tests.cast import live_match
from tests.programmes import programme_version


@pytest.fixture
def version(cast) -> ProgrammeVersion:
    with transaction():
        db.session.get_one(Child, cast.xiaoman).consents[0].given_on = today() - timedelta(days=100)
    return db.session.get_one(ProgrammeVersion, programme_version())


def waited(version: ProgrammeVersion) -> dict[str, int]:
    problem = snapshot(version, true(), "test").problem
    assert matching.load_problem(matching.dump_problem(problem)) == problem
    return {one.role: one.days for one in problem.child_by_id["xiaoman-042"].waiting}


def beside(cast, **values) -> None:
    with transaction():
        xiaoman, ye = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye)
        live_match(xiaoman, ye, **values)


def test_where_nobody_ever_stood_it_waits_since_the_consent(version):
    assert waited(version) == {"officer": 100, "doctor": 100, "volunteer": 100}


def test_a_place_that_is_taken_or_offered_does_not_wait(cast, version):
    beside(cast, state=MatchState.OFFERED)
    assert waited(version) == {"officer": 100, "doctor": 100}


def test_after_a_goodbye_the_wait_begins_anew_for_that_role_alone(cast, version):
    ended = now() - timedelta(days=12)
    beside(cast, state=MatchState.ENDED, ended_at=ended, live_from=today() - timedelta(days=60))
    assert waited(version) == {"officer": 100, "doctor": 100, "volunteer": 12}


def test_an_offer_that_came_to_nothing_ends_no_wait(cast, version):
    beside(cast, state=MatchState.DECLINED, live_from=None, ended_at=now())
    assert waited(version)["volunteer"] == 100


def test_a_renewed_consent_counts_from_the_first(cast, version):
    with transaction():
        xiaoman = db.session.get_one(Child, cast.xiaoman)
        until = xiaoman.consents[0].valid_until
        xiaoman.consents.append(Consent(given_on=today(), valid_until=until))
    assert waited(version)["doctor"] == 100


def test_a_role_the_child_does_not_need_is_not_waited_for(cast, version):
    rules = matching.load_programme(version.rules)
    tutor = matching.CircleRole("tutor", ("tutor",), needed_by=matching.NeededBy.STUDY_HELP)
    with transaction():
        this = db.session.get_one(ProgrammeVersion, version.id)
        this.rules = matching.dump_programme(type(rules)("with_tutor", (*rules.roles, tutor)))
        db.session.get_one(Child, cast.xiaoman).study_help = False
    assert "tutor" not in waited(db.session.get_one(ProgrammeVersion, version.id))
