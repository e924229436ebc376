"""Rounds as pages show them: whose to see, how far they are, what they say."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.models.accounts import Account, Role
from app.models.places import Place, PlaceKind
from app.models.programmes import Programme, ProgrammeVersion
from app.models.rounds import Decision, Placement, Round, RoundState, Sample

#: points of a curve that a page draws at most
CURVE_POINTS = 200


def visible_rounds(actor: Actor) -> Select[Round]:
    """Return the query for the rounds whose whole scope the actor coordinates, newest first."""
    query = (
        select(Round).options(joinedload(Round.programme_version), joinedload(Round.scope)).order_by(Round.id.desc())
    )
    own = actor.roles.get(Role.COORDINATOR)
    if own is None:
        return query.where(Round.id.is_(None))
    if not own:
        return query
    inside = select(Place.id).where(or_(Place.id.in_(own), Place.parent_id.in_(own)))
    return query.where(Round.scope_id.in_(inside))


def find_round(actor: Actor, public_id: str) -> Round | None:
    """Return the round, or None alike for "does not exist" and "not yours"."""
    return db.session.scalar(visible_rounds(actor).where(Round.public_id == public_id))


def find_placement(round_id: int, public_id: str) -> Placement | None:
    """Return a placement of a round."""
    return db.session.scalar(select(Placement).where(Placement.round_id == round_id, Placement.public_id == public_id))


def scopes_for(actor: Actor) -> list[Place | None]:
    """Return the places the actor may ask a round for; None stands for the whole county."""
    own = actor.roles.get(Role.COORDINATOR, frozenset())
    townships = select(Place).where(Place.kind == PlaceKind.TOWNSHIP, Place.closed.is_(False)).order_by(Place.code)
    if own:
        return list(db.session.scalars(townships.where(or_(Place.id.in_(own), Place.parent_id.in_(own)))))
    return [None, *db.session.scalars(townships)]


def newest_versions() -> list[ProgrammeVersion]:
    """Return the newest version of every programme in use, the current programme first."""
    newest = select(func.max(ProgrammeVersion.id)).group_by(ProgrammeVersion.programme_id)
    query = (
        select(ProgrammeVersion)
        .join(Programme)
        .where(ProgrammeVersion.id.in_(newest), Programme.closed.is_(False))
        .order_by(Programme.current.desc(), Programme.id)
    )
    return list(db.session.scalars(query))


def asker(this: Round) -> Account | None:
    """Return who asked for a round."""
    return db.session.get(Account, this.asked_by) if this.asked_by else None


def later_round(this: Round) -> Round | None:
    """Return the round that solves this one again, the newest first."""
    return db.session.scalar(select(Round).where(Round.earlier_id == this.id).order_by(Round.id.desc()).limit(1))


@dataclass(frozen=True)
class Curve:
    """Points of one wish's way: (seconds, best) and (seconds, bound)."""

    wish: str
    best: list[tuple[float, float]]
    bound: list[tuple[float, float]]

    @property
    def low(self) -> float:
        """Return the lowest value drawn."""
        return min(value for _, value in self.best + self.bound)

    @property
    def top(self) -> float:
        """Return the highest value drawn."""
        return max(value for _, value in self.best + self.bound)


def curve_of(this: Round) -> Curve | None:
    """Return the curve of the wish being worked on, thinned to what a page can draw; None before the first point."""
    wish = this.progress.get("wish", "")
    query = select(Sample).where(Sample.round_id == this.id, Sample.wish == wish).order_by(Sample.id)
    samples = list(db.session.scalars(query))
    step = max(1, len(samples) // CURVE_POINTS)
    thinned = samples[::step] + (samples[-1:] if samples and (len(samples) - 1) % step else [])
    best = [(sample.seconds, sample.best) for sample in thinned if sample.best is not None]
    bound = [(sample.seconds, sample.bound) for sample in thinned if sample.bound is not None]
    return Curve(wish, best, bound) if best or bound else None


def decisions_of(round_id: int) -> dict[str, int]:
    """Return how many new placements were accepted, declined, or wait for a decision."""
    query = (
        select(Placement.decision, func.count())
        .where(Placement.round_id == round_id, Placement.change == "new")
        .group_by(Placement.decision)
    )
    counts = dict.fromkeys(Decision, 0)
    counts.update({Decision(decision): number for decision, number in db.session.execute(query)})
    return {decision.value: number for decision, number in counts.items()}


def to_review(actor: Actor) -> int:
    """Return how many rounds wait for the actor's review."""
    proposed = visible_rounds(actor).where(Round.state == RoundState.PROPOSED, Round.trial.is_(False))
    waiting = proposed.order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def conflicts_of(round_id: int) -> list[Placement]:
    """Return the placements that were not written when the round was published."""
    query = (
        select(Placement)
        .where(Placement.round_id == round_id, Placement.conflict != "")
        .options(joinedload(Placement.child), joinedload(Placement.supporter))
    )
    return list(db.session.scalars(query.order_by(Placement.id)))
