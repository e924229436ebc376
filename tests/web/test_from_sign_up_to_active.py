"""The way of a supporter: sign up, watch the vetting, be approved by two people, say when, be told what ends."""

from __future__ import annotations

from flask import Flask

from app.clock import today
from app.database import db
from app.models.accounts import Account
from app.models.messages import Message
from app.models.supporters import Evidence, Supporter
from app.operations.search import phone_hash
from app.queries.vetting import needed_kinds
from tests.cast import Cast
from tests.servers.databases import both_databases
from tests.web.test_sign_up import HOW, STAY, WHO


@both_databases
def test_from_sign_up_to_active_and_back(house: Flask, cast: Cast, sign_in) -> None:
    desk, second_desk = sign_in(cast.coordinator), sign_in(cast.second_coordinator)
    visitor = house.test_client()
    for step, answers in enumerate((WHO, HOW, STAY), start=1):
        visitor.post(f"/sign-up/{step}", data=answers)
    person = db.session.query(Supporter).filter_by(phone_hash=phone_hash(WHO["phone"])).one()
    person_id, record = person.id, f"/coordination/supporters/{person.public_id}"
    account_id = db.session.query(Account).filter_by(supporter_id=person_id).one().id

    phone = sign_in(account_id)
    assert "Next: Identity." in phone.get("/me/vetting").text
    assert "Zhong Yue" in desk.get("/coordination/supporters?state=applicant").text

    for kind in needed_kinds("volunteer"):
        assert db.session.get_one(Supporter, person_id).state == "applicant"
        desk.post(f"{record}/evidence/new", data={"kind": kind.value, "issued_on": str(today())})
        evidence = db.session.query(Evidence).filter_by(supporter_id=person_id, kind=kind).one().public_id
        second_desk.post(f"{record}/evidence/{evidence}/approve")
    assert db.session.get_one(Supporter, person_id).state == "active"
    assert "Everything is there. Thank you" in phone.get("/me/vetting").text

    version = db.session.get_one(Supporter, person_id).version
    limits = {"mode": "scooter", "weekly_minutes": "240", "travel_limit": "30", "version": version}
    answer = phone.post("/me/times", data=limits | {"week-5-0": "prefer"}, follow_redirects=True)
    assert "Saved: 3 hours a week. The next round plans with them" in answer.text

    check = db.session.query(Evidence).filter_by(supporter_id=person_id, kind="record_check").one().public_id
    desk.post(f"{record}/evidence/{check}/end", data={"reason": "revoked"})
    assert "Next: Record check." in phone.get("/me/vetting").text
    assert "with us, but something is missing" in desk.get("/coordination/supporters?state=lapsed").text
    kinds = [row.kind for row in db.session.query(Message).filter_by(account_id=account_id).order_by(Message.id)]
    assert kinds[0] == "application_received"
    assert kinds[-2:] == ["vetting_complete", "evidence_ended"]
