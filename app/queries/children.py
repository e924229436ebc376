"""Questions about children for lists and pages; every child is loaded through app.queries.policy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.models.children import Child, ChildState, Exclusion, SupporterWish
from app.models.supporters import Supporter
from app.models.traces import Change, Disclosure
from app.queries.policy import consented, visible_children, within
from app.queries.search import matching_ids, spelled
from app.queries.seats import current_roles, waiting
from app.queries.supporters import names_of
from app.wording.people import PSEUDONYMS

#: a pseudonym, a number or both: "小满 42", "xiaoman 042", "42"
CALLED = re.compile(r"\s*([^\W\d_]*)\s*(\d{0,6})\s*")


def matching_children(
    actor: Actor,
    *,
    text: str = "",
    township_id: int | None = None,
    rhythm: int | None = None,
    state: str = "",
    without_consent: bool = False,
    only_waiting: bool = False,
) -> Select[Child]:
    """Return the query for a list of the children `actor` may know of, the closest rhythm first.

    Ended cases are listed only when `state` asks for them.
    """
    query = (
        visible_children(actor)
        .options(joinedload(Child.village))
        .order_by(Child.rhythm, Child.pseudonym, Child.number, Child.id)
    )
    query = query.where(Child.state == state) if state else query.where(Child.state != ChildState.CLOSED)
    if text.strip():
        query = query.where(or_(called(text), Child.id.in_(matching_ids("child", text))))
    if township_id is not None:
        query = query.where(within(frozenset({township_id})))
    if rhythm is not None:
        query = query.where(Child.rhythm == rhythm)
    if without_consent:
        query = query.where(~consented())
    if only_waiting:
        query = query.where(consented(), Child.state == ChildState.ACTIVE, waiting(current_roles()))
    return query


def called(text: str) -> ColumnElement[bool]:
    """Return the condition that a child goes by this pseudonym (or its beginning) and number."""
    said = CALLED.fullmatch(spelled(text))
    if said is None or not any(said.groups()):
        return false()
    word, number = said.groups()
    conditions: list[ColumnElement[bool]] = [Child.number == int(number)] if number else []
    if word:
        names = [code for code, chinese in PSEUDONYMS.items() if code.startswith(word) or chinese.startswith(word)]
        conditions.append(Child.pseudonym.in_(names))
    return and_(*conditions)


def exclusions_of(child_id: int) -> list[tuple[Exclusion, Supporter]]:
    """Return the supporters a child is kept apart from."""
    query = (
        select(Exclusion, Supporter)
        .join(Supporter, Supporter.id == Exclusion.supporter_id)
        .where(Exclusion.child_id == child_id, Exclusion.lifted_at.is_(None))
        .order_by(Exclusion.id)
    )
    return [(exclusion, supporter) for exclusion, supporter in db.session.execute(query)]


def wished_supporters(child_id: int) -> list[tuple[SupporterWish, Supporter]]:
    """Return the supporters a child or guardian asks for, the first said first."""
    query = (
        select(SupporterWish, Supporter)
        .join(Supporter, Supporter.id == SupporterWish.supporter_id)
        .where(SupporterWish.child_id == child_id, SupporterWish.withdrawn_at.is_(None))
        .order_by(SupporterWish.asked_on, SupporterWish.id)
    )
    return [(wish, supporter) for wish, supporter in db.session.execute(query)]


def siblings_of(actor: Actor, child: Child) -> list[Child]:
    """Return the brothers and sisters that `actor` may know of."""
    if child.sibling_group is None:
        return []
    query = visible_children(actor).where(Child.sibling_group == child.sibling_group, Child.id != child.id)
    return list(db.session.scalars(query.order_by(Child.born)))


@dataclass(frozen=True)
class Look:
    """Who did what of a child's file how often, and when last."""

    who: str
    action: str
    times: int
    last: datetime


def looks_at(child: Child, most: int = 12) -> list[Look]:
    """Return who looked at a child's file, the latest first."""
    rows = db.session.execute(
        select(Disclosure.account_id, Disclosure.action, func.count(), func.max(Disclosure.id))
        .where(Disclosure.subject == "child", Disclosure.subject_id == child.public_id)
        .where(Disclosure.action.startswith("child."))
        .group_by(Disclosure.account_id, Disclosure.action)
        .order_by(func.max(Disclosure.id).desc())
        .limit(most)
    ).all()
    lines = db.session.execute(select(Disclosure.id, Disclosure.at).where(Disclosure.id.in_([row[3] for row in rows])))
    moments = {line.id: line.at for line in lines}
    names = names_of({row[0] for row in rows})
    return [Look(names.of(row[0]), row[1], row[2], moments[row[3]]) for row in rows]


def history_of(subject: str, public_id: str, most: int = 20) -> list[tuple[Change, str]]:
    """Return the latest edits of a record, each with the editor's name."""
    changes = db.session.scalars(
        select(Change)
        .where(Change.subject == subject, Change.subject_id == public_id)
        .order_by(Change.id.desc())
        .limit(most)
    ).all()
    names = names_of({change.by for change in changes})
    return [(change, names.of(change.by)) for change in changes]
