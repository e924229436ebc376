"""What people do with a round: ask for it, stop it, discard it. Workers: `round_leases`; review: `reviews`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from app.actors import Actor
from app.clock import today
from app.database import after_commit, db, transaction
from app.models.accounts import Role
from app.models.places import Place, PlaceKind
from app.models.programmes import ProgrammeVersion
from app.models.rounds import RUNNING, Round, RoundKind, RoundState
from app.operations.database_time import database_now
from app.operations.leases import Leases
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.places import inside

#: longest solver time a coordinator may ask for, in seconds; the job's own limit lies far above
MOST_SECONDS = 600
#: a rota is for at most so many days, and ends within so many from today: beyond, no circle meeting has a date yet
MOST_DAYS, FURTHEST_DAYS = 42, 56


class IllegalMove(Exception):
    """A round cannot go from where it stands to where it was asked to."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"{state} -> {wanted}")
        self.state = state
        self.wanted = wanted


class NotAskable(Exception):
    """A round cannot be asked for; `code` says why (scope, seconds, programme, span, places)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Span:
    """What a rota is for: `days` days from `first_day` on, at these places (none named: all in scope).

    `keeps`: who stands on a shift stays there unless more shifts can open or more places be filled.
    """

    first_day: date
    days: int
    place_ids: frozenset[int] = frozenset()
    keeps: bool = True

    @property
    def last_day(self) -> date:
        """The last day."""
        return self.first_day + timedelta(days=self.days - 1)


def ask_round(
    *,
    request_key: str,
    by: Actor,
    programme_version_id: int,
    span: Span | None = None,
    scope_id: int | None = None,
    seconds: int = 60,
    seed: int = 1,
    workers: int = 1,
    earlier_id: int | None = None,
) -> int:
    """Ask for a round and return its id; raise NotAskable. With a `span` it is a rota, without one it is for circles.

    The same `request_key`, and the same scope (and days of a rota) while a round for it is on its way, give the round
    that is there: pressing twenty times, or two people pressing at once, makes one.
    """
    if not 1 <= seconds <= MOST_SECONDS:
        raise NotAskable("seconds")
    if span is not None and earlier_id is None:
        check_span(span)
    with transaction():
        take_turns()
        known = db.session.scalar(select(Round).where(Round.request_key == request_key))
        known = known or running_round(scope_id, span)
        if known is not None:
            return known.id
        if db.session.get(ProgrammeVersion, programme_version_id) is None:
            raise NotAskable("programme")
        if not may_ask_for(by, scope_id):
            raise NotAskable("scope")
        if span is not None and not lie_within(span.place_ids, scope_id):
            raise NotAskable("places")
        asked = Round(
            kind=RoundKind.ROTA if span else RoundKind.CIRCLES,
            first_day=span.first_day if span else None,
            days=span.days if span else None,
            place_ids=sorted(span.place_ids) if span else [],
            keeps=span.keeps if span else True,
            request_key=request_key,
            asked_by=by.account_id,
            programme_version_id=programme_version_id,
            scope_id=scope_id,
            seconds=seconds,
            seed=seed,
            workers=workers,
            earlier_id=earlier_id,
        )
        db.session.add(asked)
        db.session.flush()
        asked_id = asked.id
        record(by, "round.asked", "round", asked.public_id)
        after_commit(lambda: ROUNDS.call_worker(asked_id))
    return asked_id


def take_turns() -> None:
    """Let one request at a time decide whether a round exists (PostgreSQL; SQLite's writers take turns anyway)."""
    county = select(Place.id).where(Place.kind == PlaceKind.COUNTY).order_by(Place.id).limit(1)
    db.session.execute(county.with_for_update(key_share=True))


def check_span(span: Span) -> None:
    """Refuse a rota that begins before tomorrow or ends too far away; raise NotAskable."""
    latest = today() + timedelta(days=FURTHEST_DAYS)
    if not 1 <= span.days <= MOST_DAYS or span.first_day <= today() or span.last_day > latest:
        raise NotAskable("span")


def lie_within(place_ids: Collection[int], scope_id: int | None) -> bool:
    """Say whether all these places exist and lie within a scope (None: the county)."""
    there: list[ColumnElement[bool]] = [Place.id.in_(place_ids)]
    if scope_id is not None:
        there.append(inside(frozenset({scope_id})))
    return len(db.session.scalars(select(Place.id).where(*there)).all()) == len(place_ids)


def running_round(scope_id: int | None, span: Span | None = None) -> Round | None:
    """Return the round of the same kind on its way for this scope, and for the same days and places if it is a rota."""
    here = Round.scope_id.is_(None) if scope_id is None else Round.scope_id == scope_id
    kind = RoundKind.ROTA if span else RoundKind.CIRCLES
    running = select(Round).where(here, Round.kind == kind, Round.state.in_(RUNNING), Round.trial.is_(False))
    for known in db.session.scalars(running):
        if span is None or (known.first_day, known.days, known.place_ids) == (
            span.first_day,
            span.days,
            sorted(span.place_ids),
        ):
            return known
    return None


def may_ask_for(by: Actor, scope_id: int | None) -> bool:
    """Say whether the actor coordinates the whole of this scope (jobs and commands: yes)."""
    if by.account_id is None:
        return True
    if Role.COORDINATOR not in by.roles:
        return False
    own = by.roles[Role.COORDINATOR]
    if not own:
        return True
    scope = db.session.get(Place, scope_id) if scope_id is not None else None
    return scope is not None and bool(own & {scope.id, scope.parent_id})


def tell_asker(this: Round, kind: str) -> None:
    """Tell the person who asked for the round how it ended."""
    if this.asked_by is not None:
        programme = this.programme_version.programme
        page = f"/programme/{programme.public_id}/tryouts/" if this.trial else "/coordination/rounds/"
        tell(this.asked_by, kind, path=page + this.public_id)


#: rounds in the hands of workers
ROUNDS = Leases(
    Round,
    "rounds.solve",
    RoundState.QUEUED,
    RoundState.SOLVING,
    RoundState.FAILED,
    tell=lambda this: tell_asker(this, "round_failed"),
    begun=lambda: {"started_at": database_now(), "progress": {}},
    over=lambda: {"ended_at": database_now()},
    back=dict,
)


def move(this: Round, state: RoundState) -> None:
    """Move a round to `state`; raise IllegalMove."""
    if not this.may_become(state):
        raise IllegalMove(this.state, state)
    this.state = state


def locked_round(round_id: int) -> Round:
    """Return a round that nobody else changes until this transaction ends."""
    return db.session.get_one(Round, round_id, with_for_update=True, populate_existing=True)


def ask_stop(round_id: int, *, by: Actor) -> None:
    """Ask a running round to stop and keep its best plan; one still waiting ends at once. Raise IllegalMove."""
    with transaction():
        this = locked_round(round_id)
        if this.state == RoundState.QUEUED:
            move(this, RoundState.STOPPED)
            this.ended_at = database_now()
        elif this.state != RoundState.SOLVING:
            raise IllegalMove(this.state, RoundState.STOPPED)
        if this.stop_asked_at is None:
            this.stop_asked_at = database_now()
            record(by, "round.stop", "round", this.public_id)


def discard(round_id: int, *, by: Actor) -> None:
    """Throw a proposal away; nothing changes for anybody. Raise IllegalMove."""
    with transaction():
        this = locked_round(round_id)
        move(this, RoundState.DISCARDED)
        this.ended_at = database_now()
        record(by, "round.discarded", "round", this.public_id)
