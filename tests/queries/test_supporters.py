"""Who sees whose record, and how it is found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child
from app.models.places import Place
from app.models.supporters import Evidence, Supporter
from app.operations.search import index_person
from app.queries.bases import bases_named
from app.queries.supporters import children_beside, find_supporter, listed, load_of, pairs_of, waiting_evidence
from tests.cast import Cast, live_match

COUNTY = Actor(1, {Role.COORDINATOR: frozenset()})


def names(actor: Actor, **asked) -> list[str]:
    return [row.name for row in db.session.scalars(listed(actor, **asked))]


def in_township(cast: Cast) -> Actor:
    return Actor(1, {Role.COORDINATOR: frozenset({cast.township})})


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.ADMIN, Role.DIRECTOR, Role.SUPPORTER])
def test_only_coordinators_see_records(cast: Cast, role: Role) -> None:
    somebody = Actor(1, {role: frozenset()}, supporter_id=cast.he)
    assert names(somebody) == []
    assert find_supporter(somebody, db.session.get_one(Supporter, cast.ye).public_id) is None


def test_a_township_coordinator_sees_those_who_set_out_there(cast: Cast) -> None:
    assert len(names(in_township(cast))) == 4
    with transaction():
        db.session.get_one(Supporter, cast.ye).base_id = cast.county
    assert "Ye Wenzhou" not in names(in_township(cast))
    assert find_supporter(in_township(cast), db.session.get_one(Supporter, cast.ye).public_id) is None
    assert "Ye Wenzhou" in names(COUNTY)


def test_applicants_stand_first_and_those_who_left_only_when_asked_for(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Supporter, cast.lin).state = "left"
    assert names(COUNTY) == ["Zhou Applicant", "He Qingyuan", "Ye Wenzhou"]
    assert names(COUNTY, state="left") == ["Lin Shouzheng"]


def test_filters_by_kind_state_township_and_words(cast: Cast) -> None:
    with transaction():
        index_person("supporter", cast.he, "何清源", "19900000000")
    assert names(COUNTY, kind="doctor") == ["He Qingyuan"]
    assert names(COUNTY, state="applicant") == ["Zhou Applicant"]
    assert names(COUNTY, township_id=cast.township, kind="officer") == ["Lin Shouzheng"]
    assert names(COUNTY, township_id=cast.other_village) == []
    assert names(COUNTY, text="hqy") == ["He Qingyuan"]
    assert names(COUNTY, text="nobody") == []


def test_filters_what_ends_soon_and_what_is_missing(cast: Cast) -> None:
    with transaction():
        insurance = db.session.query(Evidence).filter_by(kind="insurance")
        insurance.filter_by(supporter_id=cast.he).one().valid_until = today() + timedelta(days=12)
        insurance.filter_by(supporter_id=cast.lin).one().valid_until = today() - timedelta(days=1)
    assert names(COUNTY, state="expiring") == ["He Qingyuan"]
    assert names(COUNTY, state="lapsed") == ["Lin Shouzheng"]


def test_the_load_counts_offers_and_the_way_there_and_back(cast: Cast) -> None:
    with transaction():
        ye = db.session.get_one(Supporter, cast.ye)
        live_match(db.session.get_one(Child, cast.xiaoman), ye, minutes=18, every_weeks=2)
        live_match(db.session.get_one(Child, cast.bailu), ye, minutes=10, every_weeks=4, state="offered")
        live_match(db.session.get_one(Child, cast.guyu), ye, state="ended")
    ye, pairs = db.session.get_one(Supporter, cast.ye), pairs_of(cast.ye)
    assert [pair.state for pair in pairs] == ["live", "offered"]
    load = load_of(ye, pairs)
    # 26 × 111 / 52 = 55.5 and 13 × 95 / 52 = 23.75, each rounded up
    assert (load.children, load.caseload, load.minutes, load.weekly_minutes) == (2, 2, 56 + 24, 240)
    assert children_beside([cast.ye, cast.he]) == {cast.ye: 2}


def test_evidence_of_those_who_left_does_not_wait(cast: Cast) -> None:
    with transaction():
        db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="training").one().approved_at = None
    assert [row.supporter.name for row in db.session.scalars(waiting_evidence(COUNTY))] == ["Ye Wenzhou"]
    with transaction():
        db.session.get_one(Supporter, cast.ye).state = "left"
    assert list(db.session.scalars(waiting_evidence(COUNTY))) == []


def test_a_place_is_found_by_what_people_write(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Place, cast.village).sound = "qingpingcun"
        db.session.get_one(Place, cast.other_village).closed = True

    def codes(text: str) -> set[str]:
        return {place.code for place in bases_named(text)}

    assert codes("青坪村") == codes("qing ping cun") == codes("QINGPING-VILLAGE") == {"qingping-village"}
    assert codes("青坪") == {"qingping-village", "qingping-centre", "qingping-clinic", "qingping-station"}
    assert codes("石桥村") == codes("静河") == codes("  ") == set()
