"""Try these limits: from the page before saving to the figures beside the last round and today."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database import db, transaction
from app.matching import Wish
from app.models.programmes import Programme
from app.models.rounds import Round
from app.operations import round_leases
from app.operations.programmes import ensure_ready_made
from tests.cast import Cast
from tests.proposals import placement, propose
from tests.web.organizer.test_programmes import Form, filled


@pytest.fixture
def wen(sign_in, cast: Cast) -> FlaskClient:
    ensure_ready_made()
    return sign_in(cast.organizer)


def tutor() -> Programme:
    db.session.expire_all()
    return db.session.scalars(select(Programme).where(Programme.code == "care_365_tutor")).one()


def where() -> str:
    return f"/programme/{tutor().public_id}"


def looked_at(wen: FlaskClient) -> Form:
    """The form of the page before saving, with the volunteers' ways limited to 20 minutes."""
    edited = filled(wen.get(f"{where()}/edit").text) | {"roles-2-travel_limit": "20", "do": "look"}
    page = wen.post(f"{where()}/edit", data=edited).text
    assert "Try these limits" in page
    return next(form for number in range(9) if "request_key" in (form := filled(page, number)))


def tried(wen: FlaskClient) -> Round:
    answer = wen.post(f"{where()}/tryouts", data=looked_at(wen))
    assert answer.status_code == 302
    this = db.session.scalars(select(Round).where(Round.trial)).one()
    assert answer.location.endswith(f"/tryouts/{this.public_id}")
    return this


def finish(this: Round, cast: Cast) -> None:
    """Let the try-out end with doctor He beside Bailu."""
    claimed = round_leases.claim(this.id)
    assert claimed is not None
    outcome = {"wanted": 1, "filled": 1, "wishes": [{"code": "complete", "value": 6, "bound": 7, "empty": 0}]}
    round_leases.propose(claimed, [placement(this.id, cast.bailu, "doctor", cast.he)], outcome, "1" * 64)


def test_limits_are_tried_without_saving_a_version(wen):
    versions = len(tutor().versions)
    this = tried(wen)
    assert this.rules["roles"][2]["travel_limit"] == 20
    assert len(tutor().versions) == versions
    assert tutor().versions[-1].rules["roles"][2]["travel_limit"] != 20
    page = wen.get(f"{where()}/tryouts/{this.public_id}").text
    assert "it cannot be reviewed or published" in page
    assert "Waiting for a free worker" in page
    assert "20" in page.partition("What was tried")[2]


def test_when_it_is_done_it_stands_beside_today_in_figures_without_any_child(wen, cast):
    this = tried(wen)
    finish(this, cast)
    page = wen.get(f"{where()}/tryouts/{this.public_id}").text
    assert "at most 7" in page
    assert "By township" in page
    for hidden in ("Xiaoman", "Bailu", "He Qingyuan", "Ye Wenzhou"):
        assert hidden not in page
    assert f"/tryouts/{this.public_id}" in wen.get(where()).text


def test_it_stands_beside_the_last_round_of_the_programme_where_there_is_one(wen, cast):
    with transaction():
        db.session.scalars(select(Programme).where(Programme.code == "care_365")).one().code = "before"
    last = propose(cast)
    with transaction():
        db.session.get_one(Round, last).programme_version_id = tutor().versions[-1].id
    this = tried(wen)
    finish(this, cast)
    assert f"Round {last}" in wen.get(f"{where()}/tryouts/{this.public_id}").text
    assert f"Round {last}" not in wen.get(f"{where()}/tryouts/{this.public_id}?beside=today").text


def test_another_programmes_try_out_is_not_here(wen, cast):
    this = tried(wen)
    other = db.session.scalars(select(Programme).where(Programme.code == "one_to_one")).one()
    assert wen.get(f"/programme/{other.public_id}/tryouts/{this.public_id}").status_code == 404


def test_spoiled_rules_are_refused(wen):
    form = looked_at(wen)
    assert wen.post(f"{where()}/tryouts", data=form | {"rules": "{"}).status_code == 400
    assert wen.post(f"{where()}/tryouts", data=form | {"request_key": ""}).status_code == 400


def test_a_wish_a_programme_lacks_is_added_at_its_end(wen):
    fields = filled(wen.get(f"{where()}/edit").text)
    without = Form((name, value) for name, value in fields.items(multi=True) if value != "waiting")
    names = [name for name in without if name.startswith("wishes-")]
    assert len(names) == len(Wish) - 1
    page = wen.post(f"{where()}/edit", data=without | {"do": "wish", "new_wish": "waiting"}).text
    assert "is added at the end of the order" in page
    assert "waiting" in [value for name, value in filled(page).items() if name.startswith("wishes-")]


def test_the_page_speaks_chinese(wen, sign_in, cast):
    this = tried(wen)
    finish(this, cast)
    page = sign_in(cast.organizer, "zh").get(f"{where()}/tryouts/{this.public_id}").text
    for words in ("试算", "不能发布", "按乡镇"):
        assert words in page
