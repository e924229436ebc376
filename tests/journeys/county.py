"""A sample county with something on every page: rounds in every stage, an offer, a meeting, a worry, a file brought in.

`addresses` returns where to walk: every page of the house that answers GET, with real ids where its address holds one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.jobs.circle_repairs import search_repair as search_circle_repair
from app.jobs.rota_repairs import search_repair
from app.jobs.rounds import solve_round
from app.jobs.what_ifs import answer
from app.models.accounts import Account, Grant, Role
from app.models.calendars import Season
from app.models.children import Child
from app.models.circle_repairs import CircleRepair, Occasion
from app.models.concerns import Concern
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.places import Place, PlaceKind
from app.models.programmes import Programme, ProgrammeVersion
from app.models.rota_repairs import RotaRepair
from app.models.rotas import PlaceExclusion, RotaPair
from app.models.rounds import OpenRole, Placement, Round, RoundState, Sample
from app.models.supporters import Supporter, SupporterState
from app.models.uploads import Doubtful
from app.models.what_ifs import Question, WhatIf
from app.operations import invitations, publication, round_leases
from app.operations.circle_repairs import ask_for_supporter
from app.operations.concerns import raise_concern
from app.operations.endings import end_at_once, give_notice
from app.operations.gateways import save_gateway
from app.operations.meeting_dates import date_meetings
from app.operations.rota_pairs import pair_up
from app.operations.rota_repairs import ask_for_person
from app.operations.rounds import ask_round
from app.operations.sessions import open_session
from app.operations.tryouts import try_rules
from app.operations.uploads import bring_in
from app.operations.what_ifs import ask_about_child, ask_about_round
from app.queries.actors import live_roles
from app.queries.appointments import due_before
from app.queries.rounds import newest_versions
from tests.journeys.centre import let_a_centre_run

Found = dict[str, str]
#: an invented group's address
GROUP = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000"
#: rules a walk leaves out: a redirect, a calendar file, a paper, what pages are made of
NO_PAGES = {"coordinator.why_of_child", "lobby.room", "lobby.calendar_feed", "volunteer.certificate_file", "static"}
#: a file with good and bad rows, as a county might send it
SHEET = "姓名,手机,角色,常驻地\n张三,123,志愿者,无此村\n李四,19900000000,志愿者,\n".encode("gb18030")


def enliven() -> Found:
    """Let something have happened in the sample county; return the ids that addresses hold, by what they are of."""
    coordinator, admin = staff(Role.COORDINATOR), staff(Role.ADMIN)
    townships = list(db.session.scalars(select(Place.id).filter_by(kind=PlaceKind.TOWNSHIP).order_by(Place.id)))
    published, proposed = (solved_round(scope, coordinator) for scope in townships[:2])
    publication.publish(published, by=coordinator)
    solving, queued = (asked_round(scope, coordinator) for scope in townships[2:4])
    show_progress(solving)
    live = db.session.scalars(
        select(Match).filter_by(state=MatchState.LIVE).where(Match.half_hour.is_not(None)).order_by(Match.id)
    ).first()
    assert live is not None
    date_meetings(live.id)
    overdue = db.session.scalars(due_before(coordinator, today()).limit(1)).one().public_id
    with transaction():
        db.session.query(Match).filter_by(public_id=overdue).one().supporter_id = live.supporter_id
    # what works as a worker does lets go of all rows: only the id lasts
    helper, own_pair = live.supporter_id, live.id
    supporter = db.session.get_one(Supporter, helper)
    by = acting(db.session.scalars(select(Account).filter_by(supporter_id=supporter.id)).one())
    concern = raise_concern("An invented worry, for the page.", child_public_id=live.child.public_id, by=by)
    upload, _ = bring_in(SHEET, "volunteers.csv", by=coordinator)
    one, other = db.session.scalars(select(Supporter.id).order_by(Supporter.id).limit(2))
    with transaction():
        db.session.add(Doubtful(subject="supporter", one_id=one, other_id=other, reason="same_sound"))
    gateway = save_gateway("", name="石桥群", kind="group", url=GROUP, by=admin)
    token = invitations.invite("Invented Newcomer", "newcomer@example.org", "organizer", by=admin)
    return {
        "child": live.child.public_id,
        "supporter": supporter.public_id,
        "meeting": first(Meeting, match_id=live.id),
        "appointment": overdue,
        "concern": db.session.get_one(Concern, concern).public_id,
        "upload": upload.public_id,
        "doubtful": first(Doubtful),
        "invitation": token,
        "account": first(Account),
        "programme": first(Programme),
        "season": first(Season),
        "place": first(Place, kind=PlaceKind.CENTRE),
        "gateway": gateway,
        **let_a_centre_run(live, coordinator),
        **repairs(helper, coordinator),
        **circle_repairs_and_goodbyes(helper, own_pair, coordinator),
        **kept_apart(helper, coordinator),
        **questions(proposed, coordinator),
        "tryout": tried_out(),
        **{
            name: db.session.get_one(Round, row).public_id
            for name, row in {
                "published": published, "proposed": proposed, "solving": solving, "queued": queued,
            }.items()
        },
    }  # fmt: skip


#: pages whose addresses hold ids: where to find them among what `enliven` returns, several apart by a space
WITH_IDS: dict[str, tuple[tuple[str, str], ...]] = {
    "admin.account": (("public_id", "account"),),
    "admin.gateway": (("public_id", "gateway"),),
    "coordinator.add_evidence": (("public_id", "supporter"),),
    "coordinator.change_supporter": (("public_id", "supporter"),),
    "coordinator.certificate": (("public_id", "certificate"),),
    "coordinator.circle_repair": (("public_id", "circle_repair"), ("public_id", "circle_repair_waiting")),
    "coordinator.child": (("public_id", "child"),),
    "coordinator.child_apart": (("public_id", "child"),),
    "coordinator.child_consent": (("public_id", "child"),),
    "coordinator.child_siblings": (("public_id", "child"),),
    "coordinator.child_state": (("public_id", "child"),),
    "coordinator.child_wish": (("public_id", "child"),),
    "coordinator.concern": (("public_id", "concern"),),
    "coordinator.confirm": (("public_id", "proposed"),),
    "coordinator.confirm_rota": (("public_id", "rota"),),
    "coordinator.doubtful_pair": (("public_id", "doubtful"),),
    "coordinator.edit_child": (("public_id", "child"),),
    "coordinator.end_pair_of_rota": (("public_id pair_id", "supporter pair"),),
    "coordinator.erase_child": (("public_id", "child"),),
    "coordinator.erase_supporter": (("public_id", "supporter"),),
    "coordinator.issued_certificates": (("request_key", "issued"),),
    "coordinator.let_back": (("public_id place_id", "supporter shunned"),),
    "coordinator.pair": (("child_id", "child"),),
    "coordinator.plan_ending": (("public_id", "own_pair"),),
    "coordinator.repair_person": (("public_id", "supporter"),),
    "coordinator.repair_supporter_circles": (("public_id", "supporter"),),
    "coordinator.review": (("public_id", "proposed"),),
    "coordinator.rota_pairs": (("public_id", "supporter"),),
    "coordinator.rota_print": (("public_id", "centre"),),
    "coordinator.rota_repair": (("public_id", "repair"), ("public_id", "repair_waiting")),
    "coordinator.rota_review": (("public_id", "rota"),),
    "coordinator.rota_shift": (("public_id shift_id", "rota shift"),),
    "coordinator.round": tuple(
        ("public_id", state) for state in ("queued", "solving", "proposed", "published", "rota")
    ),
    "coordinator.supporter": (("public_id", "supporter"),),
    "coordinator.supporter_times": (("public_id", "supporter"),),
    "coordinator.upload": (("public_id", "upload"),),
    "coordinator.what_if": tuple(("public_id", name) for name in ("limits", "recruits", "question_waiting")),
    "coordinator.what_would_it_take": (("public_id", "proposed"),),
    "coordinator.why": (("public_id child_id", "proposed asked_child"),),
    "director.child": (("public_id", "child"),),
    "director.rota": (("public_id", "centre"),),
    "lobby.appointment": (("public_id", "appointment"),),
    "lobby.cancellation": (("public_id", "cancellation"),),
    "lobby.day_paper": (("public_id", "centre"),),
    "lobby.day_sheet": (("public_id", "centre"),),
    "lobby.edit_shift": (("public_id", "shift"),),
    "lobby.invitation": (("token", "invitation"),),
    "lobby.meeting": (("public_id", "meeting"),),
    "lobby.shift": (("public_id", "shift"),),
    "lobby.shift_people": (("public_id", "shift"),),
    "lobby.sign_off_shift": (("public_id", "over"),),
    "lobby.sign_up_step": (("step", "1"),),
    "lobby.tickets": (("public_id", "centre"),),
    "organizer.activity_template": (("public_id", "template"),),
    "organizer.change_series": (("public_id", "series"),),
    "organizer.childrens_day": (("public_id", "centre"),),
    "organizer.edit_programme": (("public_id", "programme"),),
    "organizer.tryout": (("public_id tryout_id", "programme tryout"),),
    "organizer.place": (("public_id", "place"),),
    "organizer.programme": (("public_id", "programme"),),
    "organizer.rota_rules": (("public_id", "programme"),),
    "organizer.rota_wishes": (("public_id", "programme"),),
    "organizer.season": (("public_id", "season"),),
    "organizer.series": (("public_id", "series"),),
    "volunteer.day_of_shift": (("public_id", "presence"),),
    "volunteer.open_place": (("public_id", "opening"),),
    "volunteer.open_swap": (("public_id", "swap"),),
    "volunteer.own_shift": (("public_id", "promise"),),
    "volunteer.own_shift_cannot": (("public_id", "promise"),),
    "volunteer.own_ending": (("public_id", "own_pair"),),
    "volunteer.replacement_ask": (("public_id", "ask"),),
}
#: pages that look different by what is asked of them
ASKED: dict[str, tuple[dict[str, str], ...]] = {
    "coordinator.review": tuple({"view": view, "show": "all"} for view in ("child", "supporter", "township", "open")),
    "coordinator.rota_review": ({"view": "person", "show": "all"}, {"view": "open"}),
    "coordinator.circles": ({"show": "incomplete"},),
    "coordinator.children": ({"q": "nobody of this name"},),
}


def addresses(house: Flask, found: Found, visitor: str) -> list[str]:
    """Return every address a visitor (a role, or "everybody") may walk to."""
    with house.test_request_context():
        return [
            url_for(rule.endpoint, **values, **asked)
            for rule in sorted(house.url_map.iter_rules(), key=lambda rule: rule.rule)
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
            if visitor in {str(getattr(one, "value", one)) for one in vars(house.view_functions[rule.endpoint])["door"]}
            for values in values_of(rule.endpoint, bool(rule.arguments), found)
            for asked in ({}, *ASKED.get(rule.endpoint, ()))
        ]


def values_of(endpoint: str, needed: bool, found: Found) -> list[dict[str, str]]:
    """Return the values for a page's address; a page with ids that stands in no table is a fault of the test."""
    if not needed:
        return [{}]
    assert endpoint in WITH_IDS, f"name the ids of {endpoint} in tests/journeys/county.py"
    return [
        dict(zip(names.split(), (found.get(what, what) for what in whats.split()), strict=True))
        for names, whats in WITH_IDS[endpoint]
    ]


def keys(found: Found) -> Found:
    """Sign one person of every kind in; return their keys by role."""
    people: dict[str, Callable[[], Any]] = {
        "coordinator": lambda: holder(Role.COORDINATOR),
        "organizer": lambda: holder(Role.ORGANIZER),
        "admin": lambda: holder(Role.ADMIN),
        "director": lambda: director_of(found["child"]),
        "supporter": lambda: account_beside(found["child"]),
    }
    return {role: open_session(person().id) for role, person in people.items()}


def account_beside(child: str) -> Account:
    """Return the account of a supporter with a weekly hour beside a child; an offer is made to them besides."""
    query = select(Match).join(Child).where(Child.public_id == child, Match.half_hour.is_not(None))
    live = db.session.scalars(query.where(Match.state == MatchState.LIVE).order_by(Match.id)).first()
    offer = db.session.scalars(select(Match).filter_by(state=MatchState.OFFERED)).first()
    assert live is not None
    assert offer is not None
    with transaction():
        db.session.get_one(Match, offer.id).supporter_id = live.supporter_id
    return db.session.scalars(select(Account).filter_by(supporter_id=live.supporter_id)).one()


def holder(role: Role) -> Account:
    """Return the first holder of a role."""
    return db.session.scalars(
        select(Account).join(Account.grants).where(Grant.role == role).order_by(Account.id)
    ).first()


def director_of(child: str) -> Account:
    """Return the director of the village a child lives in."""
    query = select(Account).join(Account.grants).join(Child, Child.village_id == Grant.place_id)
    return db.session.scalars(query.where(Child.public_id == child)).one()


def staff(role: Role) -> Actor:
    """Return the first holder of a role as an actor."""
    return acting(holder(role))


def acting(account: Account) -> Actor:
    """Return an account as an actor."""
    return Actor(account.id, live_roles(account), account.supporter_id)


def first(table: Any, **values: Any) -> str:
    """Return the public id of a table's first row with these values."""
    return str(db.session.scalars(select(table).filter_by(**values).order_by(table.id)).first().public_id)


def tried_out() -> str:
    """Ask for a try-out of the first programme's own rules."""
    programme = db.session.scalars(select(Programme).order_by(Programme.id)).first()
    version = db.session.scalars(
        select(ProgrammeVersion).filter_by(programme_id=programme.id).order_by(ProgrammeVersion.number.desc())
    ).first()
    row = try_rules(programme.id, version.rules, request_key="tried", by=staff(Role.ORGANIZER))
    return str(db.session.get_one(Round, row).public_id)


def questions(round_id: int, by: Actor) -> Found:
    """Ask what it would take: of a round and where to recruit, both answered, and one that waits; and of a child."""
    empty = db.session.scalars(select(OpenRole).filter_by(round_id=round_id).order_by(OpenRole.id)).first()
    placed = db.session.scalars(select(Placement.child_id).filter_by(round_id=round_id)).first()
    child = empty.child_id if empty else placed
    scope = db.session.get_one(Round, round_id).scope_id
    told = [ask_about_round(round_id, question, by=by) for question in Question]
    told.append(ask_about_child(round_id, child, by=by))
    for public_id in told:
        answer(db.session.scalars(select(WhatIf.id).filter_by(public_id=public_id)).one())
    waiting = ask_about_round(round_id, Question.LIMITS, by=by, township_id=scope)
    asked = db.session.get_one(Child, child).public_id
    return {"limits": told[0], "recruits": told[1], "question_waiting": waiting, "asked_child": asked}


def repairs(supporter_id: int, by: Actor) -> Found:
    """Ask how the rota goes on without somebody, for two weeks and for three: one was looked for, one still waits."""
    found, waiting = (
        ask_for_person(supporter_id, today(), today() + timedelta(weeks=weeks), by=by) for weeks in (2, 3)
    )
    search_repair(db.session.scalars(select(RotaRepair.id).filter_by(public_id=found)).one())
    return {"repair": found, "repair_waiting": waiting}


def circle_repairs_and_goodbyes(supporter_id: int, own_pair: int, by: Actor) -> Found:
    """Ask how somebody's circles go on, twice; plan one goodbye and end another pair at once."""
    found, waiting = (
        ask_for_supporter(supporter_id, Occasion.LEAVES, today() + timedelta(weeks=weeks), by=by) for weeks in (5, 6)
    )
    search_circle_repair(db.session.scalars(select(CircleRepair.id).filter_by(public_id=found)).one())
    others = select(Match.id).where(Match.state == MatchState.LIVE, Match.id != own_pair, Match.half_hour.is_not(None))
    planned, sudden = db.session.scalars(others.order_by(Match.id).limit(2)).all()
    give_notice(planned, today() + timedelta(weeks=5), "office", by=by)
    end_at_once(sudden, "safety", by=by)
    return {"circle_repair": found, "circle_repair_waiting": waiting, "own_pair": first(Match, id=own_pair)}


def kept_apart(supporter_id: int, by: Actor) -> Found:
    """Keep somebody apart from another supporter, and away from a place."""
    others = select(Supporter.id).where(Supporter.id != supporter_id, Supporter.state == SupporterState.ACTIVE)
    other = db.session.scalars(others.order_by(Supporter.id).limit(1)).one()
    pair = pair_up(supporter_id, other, "apart", "asked", by=by)
    shunned = db.session.scalars(select(Place).filter_by(kind=PlaceKind.CENTRE).order_by(Place.id.desc())).first()
    with transaction():
        db.session.add(PlaceExclusion(supporter_id=supporter_id, place_id=shunned.id, recorded_by=by.account_id))
    return {"pair": db.session.get_one(RotaPair, pair).public_id, "shunned": first(Place, id=shunned.id)}


def asked_round(scope: int, by: Actor) -> int:
    """Ask for a round of one township."""
    version = newest_versions()[0].id
    return ask_round(request_key=f"pages {scope}", by=by, programme_version_id=version, scope_id=scope, seconds=5)


def solved_round(scope: int, by: Actor) -> int:
    """Ask for a round of one township and solve it here and now."""
    asked = asked_round(scope, by)
    solve_round(asked)
    db.session.expire_all()
    this = db.session.get_one(Round, asked)
    assert this.state == RoundState.PROPOSED, this.failure
    return asked


def show_progress(asked: int) -> None:
    """Let a round be under way, with a curve to draw."""
    claimed = round_leases.claim(asked)
    assert claimed is not None
    wishes = [{"code": "complete", "value": 87, "bound": 96, "empty": 0}]
    told = {"stage": "solving", "wish": "complete", "best": 87, "bound": 96, "seconds": 4.0, "wishes": wishes}
    curve = [
        Sample(round_id=asked, stage="search", wish="complete", seconds=second, best=best, bound=bound)
        for second, best, bound in ((0.5, 60, 120), (2.0, 80, 100), (4.0, 87, 96))
    ]
    round_leases.report_progress(claimed, told, curve)
