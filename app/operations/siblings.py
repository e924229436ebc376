"""Brothers and sisters: children with the same number go, where possible, to the same volunteer."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.children import Child
from app.operations.children import ChildRefused
from app.operations.traces import record_change


def join_siblings(child_id: int, other_id: int, *, by: Actor) -> None:
    """Note that two children are brothers or sisters; groups they already belong to become one."""
    if child_id == other_id:
        raise ChildRefused("sibling", "same")
    with transaction():
        child, other = db.session.get_one(Child, child_id), db.session.get_one(Child, other_id)
        group = other.sibling_group or child.sibling_group or _free_group()
        family = {child, other, *_members(child.sibling_group), *_members(other.sibling_group)}
        for member in sorted(family, key=lambda row: row.id):
            _put(member, group, by)


def leave_siblings(child_id: int, *, by: Actor) -> None:
    """Note that a child has no brothers or sisters here; a group of one is none."""
    with transaction():
        child = db.session.get_one(Child, child_id)
        rest = [member for member in _members(child.sibling_group) if member is not child]
        _put(child, None, by)
        if len(rest) == 1:
            _put(rest[0], None, by)


def _members(group: int | None) -> list[Child]:
    return [] if group is None else list(db.session.scalars(select(Child).where(Child.sibling_group == group)))


def _put(child: Child, group: int | None, by: Actor) -> None:
    if child.sibling_group != group:
        record_change(by, "child", child.public_id, {"sibling_group": [child.sibling_group, group]})
        child.sibling_group = group


def _free_group() -> int:
    return draw_group(lambda group: bool(_members(group)))


def draw_group(taken: Callable[[int], bool]) -> int:
    """Return a number for a group of brothers and sisters that is not taken."""
    while True:
        group = 1 + secrets.randbelow(2**31 - 1)
        if not taken(group):
            return group
