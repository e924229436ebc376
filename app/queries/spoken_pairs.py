"""What people said about pairs: no, kept apart, asked for by a child, kept together. All by a problem's pseudonyms."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from app import matching
from app.clock import now
from app.database import db
from app.models.children import Exclusion, Pin, SupporterWish
from app.models.rounds import Declined


def refusals(
    children: dict[int, str], supporters: dict[int, str]
) -> tuple[defaultdict[int, list[str]], set[tuple[str, str]]]:
    """Return whom supporters said no to, and the pairs that are kept apart or that a coordinator declined."""
    refused: defaultdict[int, list[str]] = defaultdict(list)
    apart: set[tuple[str, str]] = set()
    for exclusion in db.session.execute(
        select(Exclusion.child_id, Exclusion.supporter_id).where(Exclusion.lifted_at.is_(None))
    ):
        if exclusion.child_id in children and exclusion.supporter_id in supporters:
            apart.add((children[exclusion.child_id], supporters[exclusion.supporter_id]))
    columns = (Declined.child_id, Declined.supporter_id, Declined.said_by)
    for row in db.session.execute(select(*columns).where(Declined.until > now()).order_by(Declined.id)):
        if row.child_id not in children or row.supporter_id not in supporters:
            continue
        child = children[row.child_id]
        if row.said_by == "supporter":
            if child not in refused[row.supporter_id]:
                refused[row.supporter_id].append(child)
        else:
            apart.add((child, supporters[row.supporter_id]))
    return refused, apart


def wished_supporters(children: dict[int, str], supporters: dict[int, str]) -> defaultdict[int, list[str]]:
    """Return per child the supporters child or guardian ask for."""
    wished: defaultdict[int, list[str]] = defaultdict(list)
    standing = select(SupporterWish.child_id, SupporterWish.supporter_id).where(SupporterWish.withdrawn_at.is_(None))
    for row in db.session.execute(standing.order_by(SupporterWish.id)):
        if row.child_id in children and row.supporter_id in supporters:
            wished[row.child_id].append(supporters[row.supporter_id])
    return wished


def pins(
    programme: matching.Programme, children: dict[int, str], supporters: dict[int, str]
) -> tuple[matching.Pair, ...]:
    """Return the pairs coordinators decided to keep together, one role per pair."""
    roles = {role.code for role in programme.roles}
    found: dict[tuple[str, str], matching.Pair] = {}
    for row in db.session.execute(select(Pin.child_id, Pin.supporter_id, Pin.role).order_by(Pin.id)):
        child, helper = children.get(row.child_id), supporters.get(row.supporter_id)
        if child and helper and row.role in roles:
            found.setdefault((child, helper), matching.Pair(child, row.role, helper))
    return tuple(found.values())
