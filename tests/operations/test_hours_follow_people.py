"""Hours and numbers follow a record that is merged, and rest when one is erased."""

from __future__ import annotations

from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.accounts import Role
from app.models.assignments import Assignment
from app.models.children import Child
from app.models.hours import Certificate, Ticket
from app.models.supporters import Supporter
from app.models.uploads import Doubtful
from app.operations.attendance import give_tickets
from app.operations.duplicates import merge
from app.operations.erasure import erase_child
from app.operations.sign_offs import sign_off_plain
from tests.cast import Cast
from tests.days import check_in, shift_from
from tests.operations.test_certificates import issued
from tests.servers.databases import both_databases

ALL = {Role.COORDINATOR: frozenset[int]()}


@both_databases
def test_who_was_here_twice_keeps_the_hours_and_certificates_of_both(cast: Cast) -> None:
    by = Actor(cast.coordinator, ALL)
    first, second = shift_from(cast, 180), shift_from(cast, 600)
    for day in (first, second):
        check_in(day, "Ye", "Mei", "Jing", left=120)
        sign_off_plain(day.shift, by=by)
    kept, other = first.of("Mei").supporter_id, second.of("Mei").supporter_id
    issued(cast, [other])
    with transaction():
        low, high = sorted((kept, other))
        pair = Doubtful(subject="supporter", one_id=low, other_id=high, reason="same_sound")
        db.session.add(pair)
        db.session.flush()
        pair_id = pair.id
    merge(pair_id, kept, [], by=by)
    theirs = select(Assignment.minutes_signed).where(Assignment.supporter_id == kept)
    assert list(db.session.scalars(theirs)) == [120, 120]
    assert db.session.scalars(select(Certificate)).one().supporter_id == kept
    assert db.session.get_one(Supporter, other).state == "left"


def test_an_erased_childs_number_stands_on_no_sheet_and_is_given_to_nobody(cast: Cast) -> None:
    by = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})})
    codes = [db.session.get_one(Child, one).public_id for one in (cast.xiaoman, cast.bailu)]
    give_tickets(cast.centre, codes[:1], by=by)
    erase_child(cast.xiaoman, by=Actor(cast.coordinator, ALL))
    give_tickets(cast.centre, codes[1:], by=by)
    rows = [(one.number, one.rests) for one in db.session.scalars(select(Ticket).order_by(Ticket.number))]
    assert rows == [(1, True), (2, False)]
