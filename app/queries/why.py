"""Why a child's seats are held or open in a round: from the rows the round wrote, and from what both sides share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from app.actors import Actor
from app.clock import local
from app.database import db
from app.imports import neutral
from app.imports.sheets import Cell
from app.models.children import Child
from app.models.matches import TAKEN, Match
from app.models.rounds import Decision, OpenRole, Placement, Round, RoundKind
from app.queries.hours import mask_of
from app.queries.near_misses import names_of_supporters
from app.queries.policy import consented, visible_children
from app.queries.review import Circle, circles_of, open_roles_query
from app.queries.rounds import visible_rounds
from app.queries.snapshots import programme_of
from app.queries.what_ifs import ASKABLE
from app.wording.people import child_name
from app.wording.reasons import funnel_words, objection_words
from app.wording.rounds import role_name

#: near misses a sheet names
NEAREST = 3


@dataclass(frozen=True)
class PairWhy:
    """What speaks for a pair, counted from today's rows. `since`: the day it began, None: it is proposed."""

    placement: Placement
    since: date | None
    interests: list[str]
    languages: list[str]
    #: half-hours a week at which both are free, of those in which the child's meeting place can be used
    common_hours: int


def why_pairs(circle: Circle) -> list[PairWhy]:
    """Return the pairs of a circle, those declined left out."""
    child = circle.child
    began = beginnings(child.id)
    spoken = set(child.guardian.languages) if child.guardian else set()
    meets = hours_of(child)
    found = []
    for one in circle.seats:
        if one.decision == Decision.DECLINED:
            continue
        helper = one.supporter
        common = meets & mask_of(helper.windows)
        found.append(
            PairWhy(
                one,
                began.get((one.supporter_id, one.role)),
                sorted(set(child.interests) & set(helper.interests)),
                sorted(spoken & set(helper.languages)),
                common.bit_count(),
            )
        )
    return found


def hours_of(child: Child) -> int:
    """Return the half-hours in which a child can meet people: where somebody keeps the place, those of the keeper."""
    place = child.meeting_place or child.village
    return mask_of(child.windows) & (mask_of(place.staffed) if place.staffed else -1)


def beginnings(child_id: int) -> dict[tuple[int, str], date]:
    """Return since when each supporter stands beside a child, by supporter and role."""
    query = select(Match).where(Match.child_id == child_id, Match.state.in_(TAKEN))
    return {
        (match.supporter_id, match.role): match.live_from or day_of(match.offered_at or match.created_at)
        for match in db.session.scalars(query)
    }


def day_of(moment: datetime) -> date:
    """Return a moment's day by the county's clock."""
    return local(moment).date()


def circle_in(this: Round, child: Child) -> Circle | None:
    """Return a child's circle in a round; None when the round did not look at this child."""
    roles = [role.code for role in programme_of(this.programme_version).roles]
    (circle,) = circles_of(this.id, [child], roles)
    return circle if circle.seats or circle.open else None


def left_before(empty: OpenRole) -> int:
    """Return how many were left before the step at which nobody is left; 0 when nobody holds the role at all."""
    left = 0
    for line in empty.funnel:
        if line["must"] == empty.bite:
            return left
        left = int(line["left"])
    return left


def newest_round_with(actor: Actor, child_id: int) -> Round | None:
    """Return the newest round that looked at a child and that the actor may see, with its proposal still at hand."""
    in_it = or_(
        Round.id.in_(select(Placement.round_id).where(Placement.child_id == child_id)),
        Round.id.in_(select(OpenRole.round_id).where(OpenRole.child_id == child_id)),
    )
    query = visible_rounds(actor).where(Round.kind == RoundKind.CIRCLES, Round.state.in_(ASKABLE), in_it)
    return db.session.scalar(query.limit(1))


def open_places(reader: Actor) -> list[list[Cell]]:
    """Return the open places of the newest round, with their funnels and nearest misses, as rows of a sheet.

    Of children the reader may see and whose guardians consent today, by pseudonym. Supporters go by name: the export
    is written down.
    """
    rounds = visible_rounds(reader).where(Round.kind == RoundKind.CIRCLES, Round.state.in_(ASKABLE))
    this = db.session.scalar(rounds.limit(1))
    if this is None:
        return []
    mine = visible_children(reader).where(consented()).with_only_columns(Child.id)
    empty = db.session.scalars(open_roles_query(this.id).where(OpenRole.child_id.in_(mine))).all()
    people = names_of_supporters(empty)
    return [[neutral(cell) for cell in open_place(this, one, people)] for one in empty]


def open_place(this: Round, one: OpenRole, people: dict[str, str]) -> list[Any]:
    """Return one open place as cells."""
    steps = " → ".join(f"{funnel_words(line['must'])} {line['left']}" for line in one.funnel)
    near = [
        f"{people.get(miss['supporter'], '')}：{objection_words(miss['must'], miss)}"
        for miss in one.near_misses[:NEAREST]
    ]
    return [
        this.id,
        child_name(one.child.pseudonym, one.child.number),
        one.child.village.name_zh,
        role_name(one.role),
        funnel_words(one.bite) if one.bite else "",
        left_before(one) if one.bite else (one.funnel[-1]["left"] if one.funnel else 0),
        steps,
        *near,
        *[""] * (NEAREST - len(near)),
    ]
