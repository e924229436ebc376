"""Pairs of rows that may be one person, for those who may see both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.actors import Actor
from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.models.supporters import Supporter
from app.models.uploads import Doubtful
from app.queries.policy import visible_children

#: what can be chosen from either row; `guardian` means all that is known of the home
CHILD_CHOICES = (
    "name", "sex", "born", "village_id", "address", "school_id", "meeting_place_id", "boards", "rhythm", "study_help",
    "needs", "interests", "windows", "wishes", "assent", "sibling_group", "guardian",
)  # fmt: skip
SUPPORTER_CHOICES = (
    "name", "kind", "gender", "birth_year", "phone", "email", "base_id", "languages", "skills", "interests", "mode",
    "travel_limit", "caseload", "weekly_minutes", "experience_months", "stays_until",
    "first_aid_until", "windows",
)  # fmt: skip


def open_doubts(actor: Actor) -> Select[Doubtful]:
    """Return the query for undecided pairs of which `actor` may see both."""
    seen = visible_children(actor).with_only_columns(Child.id)
    one, other = aliased(Supporter), aliased(Supporter)
    there = and_(
        exists().where(one.id == Doubtful.one_id, one.erased_at.is_(None)),
        exists().where(other.id == Doubtful.other_id, other.erased_at.is_(None)),
    )
    children = and_(Doubtful.subject == "child", Doubtful.one_id.in_(seen), Doubtful.other_id.in_(seen))
    ways = [children]
    if actor.has(Role.COORDINATOR):
        ways.append(and_(Doubtful.subject == "supporter", there))
    return select(Doubtful).where(Doubtful.decision == "", or_(*ways)).order_by(Doubtful.id)


def people_of(pairs: list[Doubtful]) -> dict[tuple[str, int], Child | Supporter]:
    """Return the rows of these pairs by (subject, id), in two questions."""
    found: dict[tuple[str, int], Child | Supporter] = {}
    for subject, table in (("child", Child), ("supporter", Supporter)):
        ids = {row_id for pair in pairs if pair.subject == subject for row_id in (pair.one_id, pair.other_id)}
        query: Select[Any] = select(table).where(table.id.in_(ids))
        found |= {(subject, row.id): row for row in db.session.scalars(query)}
    return found


def differing(subject: str, one: Any, other: Any) -> list[str]:
    """Return the fields in which two rows differ; `guardian` when anything about the home does."""
    choices = CHILD_CHOICES if subject == "child" else SUPPORTER_CHOICES
    return [field for field in choices if _value(one, field) != _value(other, field)]


def _value(row: Any, field: str) -> Any:
    if field != "guardian":
        return getattr(row, field)
    home = row.guardian
    return home and (home.name, home.phone, home.relation, home.languages, home.device)
