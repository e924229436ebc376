"""The list of circles: children with their seats, searched and filtered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists

from app.actors import Actor
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.queries.children import matching_children
from app.queries.policy import consented
from app.queries.seats import current_roles, waiting

#: what the list can be narrowed to
SHOWN = ("all", "incomplete", "complete", "offered")


def circles_query(actor: Actor, *, text: str = "", township_id: int | None = None, show: str = "all") -> Select[Any]:
    """Return the query for the children who may have a circle: active and consenting, the closest rhythm first."""
    query = matching_children(actor, text=text, township_id=township_id)
    query = query.where(Child.state == ChildState.ACTIVE, consented())
    if show == "incomplete":
        query = query.where(waiting(current_roles()))
    if show == "complete":
        query = query.where(~waiting(current_roles()))
    if show == "offered":
        query = query.where(exists().where(Match.child_id == Child.id, Match.state == MatchState.OFFERED))
    return query
