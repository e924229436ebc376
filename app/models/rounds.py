"""A round: the row is the truth, the queue is a doorbell."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.children import Child
from app.models.common import At, Key, Public, Stamped, reference
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter


class RoundState(StrEnum):
    """queued → solving → proposed → published, with side exits.

    A large round goes to `published` through a worker: `publishing` waits for one, `writing` is in its hands.
    """

    QUEUED = "queued"
    SOLVING = "solving"
    PROPOSED = "proposed"
    PUBLISHING = "publishing"
    WRITING = "writing"
    PUBLISHED = "published"
    FAILED = "failed"
    STOPPED = "stopped"
    DISCARDED = "discarded"


#: states in which a round is on its way
RUNNING = (RoundState.QUEUED, RoundState.SOLVING)
#: the only moves a round makes
MOVES: dict[str, frozenset[str]] = {
    RoundState.QUEUED: frozenset({RoundState.SOLVING, RoundState.STOPPED, RoundState.FAILED}),
    RoundState.SOLVING: frozenset({RoundState.QUEUED, RoundState.PROPOSED, RoundState.STOPPED, RoundState.FAILED}),
    RoundState.PROPOSED: frozenset({RoundState.PUBLISHED, RoundState.PUBLISHING, RoundState.DISCARDED}),
    RoundState.PUBLISHING: frozenset({RoundState.WRITING, RoundState.PROPOSED}),
    RoundState.WRITING: frozenset({RoundState.PUBLISHED, RoundState.PUBLISHING, RoundState.PROPOSED}),
    RoundState.PUBLISHED: frozenset(),
    RoundState.FAILED: frozenset(),
    RoundState.STOPPED: frozenset(),
    RoundState.DISCARDED: frozenset(),
}


class RoundKind(StrEnum):
    """What a round plans."""

    CIRCLES = "circles"
    ROTA = "rota"


class Round(Public, Stamped, Row):
    """One request for a plan, from asking to publishing, with all that is needed to replay it."""

    __tablename__ = "rounds"
    __table_args__ = (
        CheckConstraint("seconds between 1 and 3600", name="seconds"),
        CheckConstraint("kind <> 'rota' or (first_day is not null and days between 1 and 62)", name="span"),
        # A try-out is for looking at: no way leads from it to offers, whatever a page or an operation forgets.
        CheckConstraint("not trial or (state <> 'published' and published_at is null)", name="trial"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(8), default=RoundKind.CIRCLES)
    state: Mapped[str] = mapped_column(String(10), default=RoundState.QUEUED, index=True)
    #: from the form that asked: pressing twice makes one round
    request_key: Mapped[str] = mapped_column(String(43), unique=True)
    asked_by: Mapped[int | None] = reference("accounts.id")
    programme_version_id: Mapped[int] = reference("programme_versions.id")
    #: whom the round is for; None: the whole county
    scope_id: Mapped[int | None] = reference("places.id")
    #: a rota's first day and how many days it is for
    first_day: Mapped[date | None]
    days: Mapped[int | None]
    #: a rota of these places alone; none: of every place in scope
    place_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: whether who stands on a rota's shifts stays there unless more can open or be filled; else only where all is equal
    keeps: Mapped[bool] = mapped_column(default=True)
    #: circles whose standing pairs all stay as they are: only open places are filled
    adds_only: Mapped[bool] = mapped_column(default=False)
    #: a try-out of rules that are not saved: to be compared, never reviewed or published
    trial: Mapped[bool] = mapped_column(default=False)
    #: the rules tried out, in place of those of the programme's version; empty in a real round
    trial_rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: the round this one solves again around pins and exclusions
    earlier_id: Mapped[int | None] = reference("rounds.id")
    #: limits of the solver: wall seconds, seed, processes
    seconds: Mapped[int] = mapped_column(default=60)
    #: rounds of search instead of seconds: the plan is then the same on every machine. None: seconds count
    iterations: Mapped[int | None]
    seed: Mapped[int] = mapped_column(default=1)
    workers: Mapped[int] = mapped_column(default=1)
    #: who works on it, until when, and for the how-manieth time: only the holder of the newest token may write
    token: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    rung_at: Mapped[datetime | None] = mapped_column(Moment)
    stop_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: code of what went wrong
    failure: Mapped[str] = mapped_column(String(40), default="")
    #: {"stage", "wish", "best", "bound", "seconds", "stages": {…}}
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: the problem as solved (zlib of its JSON form), megabytes in a large county, so read only when asked; pseudonyms only
    problem: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: wishes with value and bound, gap, counts, versions of code and libraries, seconds, memory
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: same problem, seed and limits give the same hash
    plan_hash: Mapped[str] = mapped_column(String(64), default="")
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[int | None] = reference("accounts.id")

    programme_version: Mapped[ProgrammeVersion] = relationship()
    scope: Mapped[Place | None] = relationship()

    @property
    def last_day(self) -> date | None:
        """The last day of a rota's span."""
        return None if self.first_day is None else self.first_day + timedelta(days=(self.days or 1) - 1)

    @property
    def rules(self) -> dict[str, Any]:
        """The programme's rules this round is solved by, as app.matching reads them."""
        return self.trial_rules or self.programme_version.rules

    def may_become(self, state: RoundState) -> bool:
        """Say whether `state` is a legal next state."""
        published = state in (RoundState.PUBLISHING, RoundState.WRITING, RoundState.PUBLISHED)
        return state in MOVES[self.state] and not (self.trial and published)


class Sample(Row):
    """A point of a round's progress curve."""

    __tablename__ = "round_samples"

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    stage: Mapped[str] = mapped_column(String(20))
    wish: Mapped[str] = mapped_column(String(30), default="")
    seconds: Mapped[float]
    best: Mapped[float | None]
    bound: Mapped[float | None]


class Decision(StrEnum):
    """What a coordinator said of a placement."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Placement(Public, Row):
    """A proposed pair: this supporter in this role beside this child."""

    __tablename__ = "placements"
    __table_args__ = (UniqueConstraint("round_id", "child_id", "role", "seat"),)

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    child_id: Mapped[int] = reference("children.id")
    role: Mapped[str] = mapped_column(String(20))
    #: 0, or the how-manieth of that role
    seat: Mapped[int] = mapped_column(default=0)
    supporter_id: Mapped[int] = reference("supporters.id")
    #: one way
    minutes: Mapped[int]
    #: first half-hour of the weekly meeting, 0..335; None: by appointment
    half_hour: Mapped[int | None]
    #: codes with numbers: [{"code": "kept", "months": 14}, …]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: "kept" when the pair stands today, else "new"
    change: Mapped[str] = mapped_column(String(6), default="new")
    decision: Mapped[str] = mapped_column(String(10), default=Decision.OPEN)
    decided_by: Mapped[int | None] = reference("accounts.id")
    #: code: too_far, times, overloaded, knows, other; feeds the next round
    decline_reason: Mapped[str] = mapped_column(String(20), default="")
    #: code of what had changed when the round was published; empty: written
    conflict: Mapped[str] = mapped_column(String(40), default="")

    child: Mapped[Child] = relationship()
    supporter: Mapped[Supporter] = relationship()


class OpenRole(Row):
    """A place nobody could be proposed for, with the way it came to that."""

    __tablename__ = "open_roles"

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    child_id: Mapped[int] = reference("children.id")
    role: Mapped[str] = mapped_column(String(20))
    seat: Mapped[int] = mapped_column(default=0)
    #: [{"must": "holders", "left": 62}, {"must": "vetting", "left": 41}, …]
    funnel: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: the first must that leaves nobody
    bite: Mapped[str] = mapped_column(String(30), default="")
    #: [{"supporter": public id, "must": "travel", "minutes": 34, "limit": 30}, …]
    near_misses: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    child: Mapped[Child] = relationship()


class Declined(Stamped, Row):
    """A pair someone said no to; the next round does not propose it again unless lifted."""

    __tablename__ = "declined_pairs"
    __table_args__ = (UniqueConstraint("child_id", "supporter_id", "role"),)

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    role: Mapped[str] = mapped_column(String(20))
    #: coordinator or supporter
    said_by: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    until: Mapped[At]
