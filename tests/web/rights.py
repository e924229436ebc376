"""Who may enter which page: the written table that tests/web/test_rights.py holds the house to.

A new page needs one line here, or the tests fail: "<room>.<function>": page(<who>). Where its address holds an id,
name what the id is of, so that the tests walk to something real: page(<who>, public_id=child). A new kind of id needs
a function below that finds one among the cast of tests/cast.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.models.accounts import Account, OpenSession
from app.models.children import Child
from app.models.places import Place
from app.models.programmes import Programme
from app.models.supporters import Evidence, Supporter
from tests.cast import Cast

Finder = Callable[[Cast], str | int]

EVERYBODY = frozenset({"everybody"})
SUPPORTER = frozenset({"supporter"})
DIRECTOR = frozenset({"director"})
COORDINATOR = frozenset({"coordinator"})
ORGANIZER = frozenset({"organizer"})
ADMIN = frozenset({"admin"})
STAFF = DIRECTOR | COORDINATOR | ORGANIZER | ADMIN
SIGNED_IN = STAFF | SUPPORTER
SHIFTS = COORDINATOR | DIRECTOR | ORGANIZER
MEETING = COORDINATOR | DIRECTOR | SUPPORTER


@dataclass(frozen=True)
class Page:
    """Who may enter a page, and where to find values for its address."""

    who: frozenset[str]
    finders: dict[str, Finder]


def page(who: frozenset[str], **finders: Finder) -> Page:
    """Return one line of the table."""
    return Page(who, finders)


def child(cast: Cast) -> str:
    return db.session.get_one(Child, cast.xiaoman).public_id


def supporter(cast: Cast) -> str:
    return db.session.get_one(Supporter, cast.ye).public_id


def evidence(cast: Cast) -> str:
    return db.session.scalars(select(Evidence).where(Evidence.supporter_id == cast.ye)).first().public_id


def account(cast: Cast) -> str:
    return db.session.get_one(Account, cast.organizer).public_id


def grant(cast: Cast) -> int:
    return db.session.get_one(Account, cast.organizer).grants[0].id


def session(cast: Cast) -> str:
    found = db.session.scalars(select(OpenSession)).first()
    return found.public_id if found else nothing(cast)


def place(cast: Cast) -> str:
    return db.session.get_one(Place, cast.centre).public_id


def programme(cast: Cast) -> str:
    return db.session.scalars(select(Programme)).first().public_id


def nothing(cast: Cast) -> str:
    """For ids of which the cast has none."""
    return "nothing-of-this-name"


def english(cast: Cast) -> str:
    return "en"


def looks(cast: Cast) -> str:
    return "looks.css"


def first_step(cast: Cast) -> int:
    return 1


def arriving(cast: Cast) -> str:
    return "in"


def admin_room(cast: Cast) -> str:
    return "admin"


RIGHTS: dict[str, Page] = {
    "static": page(EVERYBODY, filename=looks),
    # the lobby
    "lobby.account": page(SIGNED_IN),
    "lobby.answer_step": page(EVERYBODY, step=first_step),
    "lobby.door_step": page(EVERYBODY),
    "lobby.end_other_sign_ins": page(SIGNED_IN),
    "lobby.end_sign_in": page(SIGNED_IN, public_id=session),
    "lobby.invitation": page(EVERYBODY, token=nothing),
    "lobby.language": page(EVERYBODY, code=english),
    "lobby.more": page(SIGNED_IN),
    "lobby.password": page(STAFF),
    "lobby.privacy": page(EVERYBODY),
    "lobby.prove": page(STAFF),
    "lobby.room": page(SIGNED_IN, name=admin_room),
    "lobby.second_factor": page(STAFF),
    "lobby.sign_in": page(EVERYBODY),
    "lobby.sign_in_code": page(EVERYBODY),
    "lobby.sign_in_password": page(EVERYBODY),
    "lobby.sign_out": page(SIGNED_IN),
    "lobby.sign_up_step": page(EVERYBODY, step=first_step),
    "lobby.signed_up": page(EVERYBODY),
    "lobby.signing_up": page(EVERYBODY),
    "lobby.worry": page(SIGNED_IN),
    "lobby.calendar_feed": page(EVERYBODY, key=nothing),
    "lobby.appointment": page(COORDINATOR | SUPPORTER, public_id=nothing),
    "lobby.meeting": page(MEETING, public_id=nothing),
    "lobby.meeting_cancel": page(MEETING, public_id=nothing),
    "lobby.meeting_late": page(MEETING, public_id=nothing),
    "lobby.meeting_move": page(MEETING, public_id=nothing),
    "lobby.meeting_note": page(MEETING, public_id=nothing),
    "lobby.message_again": page(COORDINATOR | ADMIN, public_id=nothing),
    "lobby.message_told": page(COORDINATOR | ADMIN, public_id=nothing),
    "lobby.message_wishes": page(SIGNED_IN),
    "lobby.quiet_hours": page(ORGANIZER | ADMIN),
    "lobby.message_open": page(SIGNED_IN, public_id=nothing),
    "lobby.messages": page(SIGNED_IN),
    "lobby.messages_open_all": page(SIGNED_IN),
    "lobby.outbox": page(EVERYBODY),
    "lobby.unsent": page(COORDINATOR | ADMIN),
    "lobby.call_off": page(COORDINATOR | ORGANIZER),
    "lobby.call_off_shift": page(SHIFTS, public_id=nothing),
    "lobby.cancellation": page(SHIFTS, public_id=nothing),
    "lobby.edit_shift": page(COORDINATOR | ORGANIZER, public_id=nothing),
    "lobby.restore_shifts": page(SHIFTS, public_id=nothing),
    "lobby.shift": page(SHIFTS, public_id=nothing),
    "lobby.ask_people": page(COORDINATOR | DIRECTOR, public_id=nothing, opening_id=nothing),
    "lobby.person_cannot_come": page(COORDINATOR | DIRECTOR, public_id=nothing, assignment_id=nothing),
    "lobby.search_people": page(COORDINATOR | DIRECTOR, public_id=nothing, opening_id=nothing),
    "lobby.shift_people": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "coordinator.carry_repair_out": page(COORDINATOR, public_id=nothing),
    "coordinator.repair_person": page(COORDINATOR, public_id=supporter),
    "coordinator.repair_shift": page(COORDINATOR, public_id=nothing),
    "coordinator.rota_repair": page(COORDINATOR, public_id=nothing),
    "lobby.tell_of_cancellation": page(SHIFTS, public_id=nothing),
    # the supporters' room
    "volunteer.circle": page(SUPPORTER),
    "volunteer.messages": page(SUPPORTER),
    "volunteer.offer_answer": page(SUPPORTER, public_id=nothing, word=nothing),
    "volunteer.reveal": page(SUPPORTER, child_id=child, field=nothing),
    "volunteer.give_shift": page(SUPPORTER, public_id=nothing),
    "volunteer.keep_shift": page(SUPPORTER, public_id=nothing),
    "volunteer.leave_place_list": page(SUPPORTER, public_id=nothing),
    "volunteer.open_place": page(SUPPORTER, public_id=nothing),
    "volunteer.open_places": page(SUPPORTER),
    "volunteer.open_swap": page(SUPPORTER, public_id=nothing),
    "volunteer.own_shift": page(SUPPORTER, public_id=nothing),
    "volunteer.own_shift_cannot": page(SUPPORTER, public_id=nothing),
    "volunteer.own_shift_late": page(SUPPORTER, public_id=nothing),
    "volunteer.replacement_ask": page(SUPPORTER, public_id=nothing),
    "volunteer.replacement_reply": page(SUPPORTER, public_id=nothing, word=nothing),
    "volunteer.say_cannot_come": page(SUPPORTER, public_id=nothing),
    "volunteer.take_open_place": page(SUPPORTER, public_id=nothing),
    "volunteer.take_open_swap": page(SUPPORTER, public_id=nothing),
    "volunteer.wait_for_place": page(SUPPORTER, public_id=nothing),
    "volunteer.schedule": page(SUPPORTER),
    "volunteer.schedule_print": page(SUPPORTER),
    "volunteer.shift_answer_back": page(SUPPORTER, public_id=nothing),
    "volunteer.shift_answer": page(SUPPORTER, public_id=nothing, word=nothing),
    "volunteer.shifts": page(SUPPORTER),
    "volunteer.shifts_all": page(SUPPORTER),
    "volunteer.subscription": page(SUPPORTER),
    "volunteer.subscription_end": page(SUPPORTER),
    "volunteer.subscription_renew": page(SUPPORTER),
    "volunteer.add_away": page(SUPPORTER),
    "volunteer.change_me": page(SUPPORTER),
    "volunteer.me": page(SUPPORTER),
    "volunteer.remove_away": page(SUPPORTER),
    "volunteer.times": page(SUPPORTER),
    "volunteer.vetting": page(SUPPORTER),
    # the day at a centre, signing off, hours and certificates
    "lobby.forecast": page(COORDINATOR | DIRECTOR),
    "lobby.days": page(COORDINATOR | DIRECTOR),
    "lobby.day_sheet": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.day_paper": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.day_step": page(COORDINATOR | DIRECTOR, public_id=nothing, step=arriving),
    "lobby.day_code": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.day_times": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.day_children": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.tickets": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.ticket_rests": page(COORDINATOR | DIRECTOR, ticket_id=first_step),
    "lobby.sign_offs": page(COORDINATOR | DIRECTOR),
    "lobby.sign_off_many": page(COORDINATOR | DIRECTOR),
    "lobby.sign_off_shift": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.sign_off_back": page(COORDINATOR | DIRECTOR, public_id=nothing),
    "lobby.verify": page(EVERYBODY),
    "volunteer.day": page(SUPPORTER),
    "volunteer.day_of_shift": page(SUPPORTER, public_id=nothing),
    "volunteer.check_in": page(SUPPORTER, public_id=nothing, way=arriving),
    "volunteer.hours": page(SUPPORTER),
    "volunteer.certificate_file": page(SUPPORTER, public_id=nothing),
    "coordinator.certificates": page(COORDINATOR),
    "coordinator.issue_certificates": page(COORDINATOR),
    "coordinator.issued_certificates": page(COORDINATOR, request_key=nothing),
    "coordinator.certificate": page(COORDINATOR, public_id=nothing),
    "coordinator.revoke_certificate": page(COORDINATOR, public_id=nothing),
    "coordinator.print_certificates": page(COORDINATOR),
    # the child directors' room
    "director.cards": page(DIRECTOR),
    "director.child": page(DIRECTOR, public_id=child),
    "director.children": page(DIRECTOR),
    "director.printing": page(DIRECTOR),
    "director.reveal": page(DIRECTOR, public_id=child),
    "director.rota": page(DIRECTOR, public_id=nothing),
    "director.shifts": page(DIRECTOR),
    "director.wall": page(DIRECTOR),
    "director.week": page(DIRECTOR),
    # the coordinators' room
    "coordinator.appointments": page(COORDINATOR),
    "coordinator.apply_upload": page(COORDINATOR, public_id=nothing),
    "coordinator.concern": page(COORDINATOR, public_id=nothing),
    "coordinator.concern_step": page(COORDINATOR, public_id=nothing),
    "coordinator.concerns": page(COORDINATOR),
    "coordinator.discard_upload": page(COORDINATOR, public_id=nothing),
    "coordinator.exports": page(COORDINATOR),
    "coordinator.group_texts": page(COORDINATOR),
    "coordinator.imports": page(COORDINATOR),
    "coordinator.shifts": page(COORDINATOR),
    "coordinator.meetings": page(COORDINATOR),
    "coordinator.upload": page(COORDINATOR, public_id=nothing),
    "coordinator.accept_circle": page(COORDINATOR, public_id=nothing, child_id=child),
    "coordinator.ask": page(COORDINATOR),
    "coordinator.circles": page(COORDINATOR),
    "coordinator.compare": page(COORDINATOR),
    "coordinator.confirm": page(COORDINATOR, public_id=nothing),
    "coordinator.decide": page(COORDINATOR, public_id=nothing, placement_id=nothing, step=nothing),
    "coordinator.end_pair": page(COORDINATOR, public_id=nothing),
    "coordinator.map": page(COORDINATOR),
    "coordinator.pair": page(COORDINATOR, child_id=child),
    "coordinator.pair_up": page(COORDINATOR, child_id=child),
    "coordinator.plan": page(COORDINATOR, public_id=nothing),
    "coordinator.publish": page(COORDINATOR, public_id=nothing),
    "coordinator.review": page(COORDINATOR, public_id=nothing),
    "coordinator.round": page(COORDINATOR, public_id=nothing),
    "coordinator.rounds": page(COORDINATOR),
    "coordinator.solve_again": page(COORDINATOR, public_id=nothing),
    "coordinator.stop": page(COORDINATOR, public_id=nothing),
    "coordinator.ask_rota": page(COORDINATOR),
    "coordinator.all_rota_pairs": page(COORDINATOR),
    "coordinator.burdens": page(COORDINATOR),
    "coordinator.choose_for_rota": page(COORDINATOR, public_id=nothing, shift_id=nothing),
    "coordinator.confirm_rota": page(COORDINATOR, public_id=nothing),
    "coordinator.decide_rota": page(COORDINATOR, public_id=nothing, placement_id=nothing, step=nothing),
    "coordinator.declined": page(COORDINATOR),
    "coordinator.new_rota": page(COORDINATOR),
    "coordinator.publish_rota": page(COORDINATOR, public_id=nothing),
    "coordinator.rota": page(COORDINATOR),
    "coordinator.rota_print": page(COORDINATOR, public_id=nothing),
    "coordinator.rota_review": page(COORDINATOR, public_id=nothing),
    "coordinator.rota_shift": page(COORDINATOR, public_id=nothing, shift_id=nothing),
    "coordinator.solve_rota_again": page(COORDINATOR, public_id=nothing),
    "coordinator.throw_away": page(COORDINATOR, public_id=nothing),
    "coordinator.today": page(COORDINATOR),
    "coordinator.withdraw_offer": page(COORDINATOR, public_id=nothing),
    "coordinator.add_evidence": page(COORDINATOR, public_id=supporter),
    "coordinator.add_supporter_away": page(COORDINATOR, public_id=supporter),
    "coordinator.approve": page(COORDINATOR, public_id=supporter, evidence_id=evidence),
    "coordinator.change_supporter": page(COORDINATOR, public_id=supporter),
    "coordinator.child": page(COORDINATOR, public_id=child),
    "coordinator.child_apart": page(COORDINATOR, public_id=child),
    "coordinator.child_consent": page(COORDINATOR, public_id=child),
    "coordinator.child_siblings": page(COORDINATOR, public_id=child),
    "coordinator.child_state": page(COORDINATOR, public_id=child),
    "coordinator.child_together": page(COORDINATOR, public_id=child),
    "coordinator.child_wish": page(COORDINATOR, public_id=child),
    "coordinator.children": page(COORDINATOR),
    "coordinator.doubtful": page(COORDINATOR),
    "coordinator.doubtful_pair": page(COORDINATOR, public_id=nothing),
    "coordinator.edit_child": page(COORDINATOR, public_id=child),
    "coordinator.end": page(COORDINATOR, public_id=supporter, evidence_id=evidence),
    "coordinator.end_consent": page(COORDINATOR, public_id=child),
    "coordinator.end_wish": page(COORDINATOR, public_id=child),
    "coordinator.erase_child": page(COORDINATOR, public_id=child),
    "coordinator.erase_supporter": page(COORDINATOR, public_id=supporter),
    "coordinator.keep_pair": page(COORDINATOR, public_id=nothing),
    "coordinator.merge_pair": page(COORDINATOR, public_id=nothing),
    "coordinator.move": page(COORDINATOR, public_id=supporter),
    "coordinator.new_child": page(COORDINATOR),
    "coordinator.new_supporter": page(COORDINATOR),
    "coordinator.remove_supporter_away": page(COORDINATOR, public_id=supporter),
    "coordinator.reopen": page(COORDINATOR, public_id=child),
    "coordinator.reveal": page(COORDINATOR, public_id=child),
    "coordinator.reveal_pair": page(COORDINATOR, public_id=nothing),
    "coordinator.search_doubtful": page(COORDINATOR),
    "coordinator.supporter": page(COORDINATOR, public_id=supporter),
    "coordinator.supporter_contact": page(COORDINATOR, public_id=supporter),
    "coordinator.supporter_hours": page(COORDINATOR, public_id=supporter),
    "coordinator.supporter_times": page(COORDINATOR, public_id=supporter),
    "coordinator.rota_pairs": page(COORDINATOR, public_id=supporter),
    "coordinator.end_pair_of_rota": page(COORDINATOR, public_id=supporter, pair_id=nothing),
    "coordinator.let_back": page(COORDINATOR, public_id=supporter, place_id=nothing),
    "coordinator.supporters": page(COORDINATOR),
    "coordinator.vetting": page(COORDINATOR),
    # the child directors' room
    # the organizer's room
    "organizer.activities": page(ORGANIZER),
    "organizer.activity_template": page(ORGANIZER, public_id=nothing),
    "organizer.activity_templates": page(ORGANIZER),
    "organizer.change_series": page(ORGANIZER, public_id=nothing),
    "organizer.childrens_day": page(ORGANIZER, public_id=place),
    "organizer.close_template": page(ORGANIZER, public_id=nothing),
    "organizer.end_series": page(ORGANIZER, public_id=nothing),
    "organizer.new_series": page(ORGANIZER),
    "organizer.new_template": page(ORGANIZER),
    "organizer.series": page(ORGANIZER, public_id=nothing),
    "organizer.calendar_list": page(ORGANIZER),
    "organizer.calendars": page(ORGANIZER),
    "organizer.close_place": page(ORGANIZER, public_id=place),
    "organizer.end_season": page(ORGANIZER, public_id=nothing),
    "organizer.forget_declared": page(ORGANIZER),
    "organizer.new_place": page(ORGANIZER),
    "organizer.new_season": page(ORGANIZER),
    "organizer.place": page(ORGANIZER, public_id=place),
    "organizer.places": page(ORGANIZER),
    "organizer.season": page(ORGANIZER, public_id=nothing),
    "organizer.close_programme": page(ORGANIZER, public_id=programme),
    "organizer.edit_programme": page(ORGANIZER, public_id=programme),
    "organizer.make_current": page(ORGANIZER, public_id=programme),
    "organizer.new_programme": page(ORGANIZER),
    "organizer.programme": page(ORGANIZER, public_id=programme),
    "organizer.programmes": page(ORGANIZER),
    "organizer.reopen_programme": page(ORGANIZER, public_id=programme),
    "organizer.try_out": page(ORGANIZER, public_id=programme),
    "organizer.tryout": page(ORGANIZER, public_id=programme, tryout_id=nothing),
    "organizer.rota_rules": page(ORGANIZER, public_id=programme),
    "organizer.rota_wishes": page(ORGANIZER, public_id=programme),
    "organizer.save_rota": page(ORGANIZER, public_id=programme),
    "organizer.save_wishes": page(ORGANIZER, public_id=programme),
    "organizer.save_programme": page(ORGANIZER, public_id=programme),
    # the administrator's room
    "admin.gateway": page(ADMIN, public_id=nothing),
    "admin.gateway_off": page(ADMIN, public_id=nothing),
    "admin.gateway_try": page(ADMIN, key=nothing),
    "admin.gateways": page(ADMIN),
    "admin.new_gateway": page(ADMIN),
    "admin.account": page(ADMIN, public_id=account),
    "admin.accounts": page(ADMIN),
    "admin.audit": page(ADMIN),
    "admin.disable": page(ADMIN, public_id=account),
    "admin.enable": page(ADMIN, public_id=account),
    "admin.end_all_sign_ins": page(ADMIN, public_id=account),
    "admin.end_grant": page(ADMIN, public_id=account, grant_id=grant),
    "admin.grant": page(ADMIN, public_id=account),
    "admin.health": page(ADMIN),
    "admin.invite": page(ADMIN),
    "admin.jobs": page(ADMIN),
    "admin.reset": page(ADMIN, public_id=account),
    "admin.withdraw": page(ADMIN, public_id=account),
}
