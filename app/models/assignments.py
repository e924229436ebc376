"""Who comes to which shift: assignments, standbys, swaps, and the asking when somebody cannot come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.activities import Opening, Shift
from app.models.common import At, Key, Public, Stamped, Versioned, reference
from app.models.supporters import Supporter


class AssignmentState(StrEnum):
    """Publishing offers, the supporter's yes accepts; after the shift it is done, or missed without blame."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    DONE = "done"
    MISSED = "missed"


#: states in which the seat counts as taken
LIVE = (AssignmentState.OFFERED, AssignmentState.ACCEPTED)
#: states of somebody who was, or will be, there
COUNTED = (*LIVE, AssignmentState.DONE)
#: the only moves an assignment makes; a no comes back within minutes, a cancelled one also with its shift
ASSIGNMENT_MOVES: dict[str, frozenset[str]] = {
    AssignmentState.OFFERED: frozenset({AssignmentState.ACCEPTED, AssignmentState.DECLINED, AssignmentState.CANCELLED}),
    AssignmentState.ACCEPTED: frozenset({AssignmentState.CANCELLED, AssignmentState.DONE, AssignmentState.MISSED}),
    AssignmentState.DECLINED: frozenset({AssignmentState.OFFERED}),
    AssignmentState.CANCELLED: frozenset({AssignmentState.OFFERED, AssignmentState.ACCEPTED}),
    AssignmentState.DONE: frozenset({AssignmentState.MISSED}),
    AssignmentState.MISSED: frozenset({AssignmentState.DONE}),
}


class How(StrEnum):
    """How somebody came to a shift."""

    ROUND = "round"
    TAKEN = "taken"
    SWAP = "swap"
    REPLACEMENT = "replacement"
    STANDBY = "standby"
    HAND = "hand"


def while_in(*states: str) -> dict[str, Any]:
    """Return the options of an index that binds only rows in these states."""
    condition = text(f"state in ({', '.join(repr(str(state)) for state in states)})")
    return {"unique": True, "sqlite_where": condition, "postgresql_where": condition}


#: states that hold a numbered seat: whoever was there keeps it
SEATED = (*COUNTED, AssignmentState.MISSED)


class Assignment(Public, Stamped, Versioned, Row):
    """One person on one numbered seat of an opening."""

    __tablename__ = "assignments"
    __table_args__ = (
        # However many press at once: seats are numbered 0 … most - 1, and each is held by one person.
        Index("uq_assignments_seat", "opening_id", "seat", **while_in(*SEATED)),
        # Nobody twice on the same shift, whatever the duty.
        Index("uq_assignments_person", "shift_id", "supporter_id", **while_in(*SEATED)),
        ForeignKeyConstraint(["opening_id", "shift_id"], ["openings.id", "openings.shift_id"]),
        CheckConstraint("seat between 0 and 99", name="seat"),
        CheckConstraint("checked_out_at is null or checked_in_at <= checked_out_at", name="checked"),
        CheckConstraint("minutes_signed is null or minutes_signed between 0 and 1440", name="minutes_signed"),
    )

    id: Mapped[Key]
    opening_id: Mapped[int] = mapped_column(index=True)
    shift_id: Mapped[int] = reference("shifts.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    #: below the opening's `most` when it is taken
    seat: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default=AssignmentState.OFFERED, index=True)
    how: Mapped[str] = mapped_column(String(12))
    round_id: Mapped[int | None] = reference("rounds.id")
    #: set when a coordinator placed or took out by hand
    placed_by: Mapped[int | None] = reference("accounts.id")
    #: one way
    minutes: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    offered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_by: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: code why it was declined or cancelled: too_far, times, ill, …; shift_cancelled, shift_changed
    reason: Mapped[str] = mapped_column(String(20), default="")
    #: what it was when its shift was called off, so that taking that back restores it
    state_before: Mapped[str] = mapped_column(String(10), default="")
    #: when they said they would be a little late
    late_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_in_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_out_at: Mapped[datetime | None] = mapped_column(Moment)
    #: who noted the coming and going where it was not the supporter
    checked_by: Mapped[int | None] = reference("accounts.id")
    #: minutes that count, once signed off
    minutes_signed: Mapped[int | None]
    #: code why they differ from what was checked in and out (app.wording.hours)
    minutes_reason: Mapped[str] = mapped_column(String(20), default="")
    signed_off_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_off_by: Mapped[int | None] = reference("accounts.id")

    opening: Mapped[Opening] = relationship(
        foreign_keys=[opening_id], primaryjoin="Assignment.opening_id == Opening.id"
    )
    shift: Mapped[Shift] = relationship(foreign_keys=[shift_id], overlaps="opening")
    supporter: Mapped[Supporter] = relationship()

    def may_become(self, state: AssignmentState) -> bool:
        """Say whether `state` is a legal next state."""
        return state in ASSIGNMENT_MOVES[self.state]

    @property
    def answer_until(self) -> datetime | None:
        """The last moment an answer is taken: a shift that was moved forward may begin before what was said at first."""
        return min(self.answer_by, self.shift.starts_at) if self.answer_by else None


class StandbyState(StrEnum):
    """Somebody who would come if a place came free."""

    WAITING = "waiting"
    CALLED = "called"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STANDBY_MOVES: dict[str, frozenset[str]] = {
    StandbyState.WAITING: frozenset({StandbyState.CALLED, StandbyState.WITHDRAWN, StandbyState.LAPSED}),
    StandbyState.CALLED: frozenset(),
    StandbyState.WITHDRAWN: frozenset(),
    StandbyState.LAPSED: frozenset(),
}


class Standby(Public, Stamped, Row):
    """A place in the queue of a full opening, in the order of coming."""

    __tablename__ = "standbys"
    __table_args__ = (Index("uq_standbys_person", "opening_id", "supporter_id", **while_in(StandbyState.WAITING)),)

    id: Mapped[Key]
    opening_id: Mapped[int] = reference("openings.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    state: Mapped[str] = mapped_column(String(10), default=StandbyState.WAITING, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    opening: Mapped[Opening] = relationship()
    supporter: Mapped[Supporter] = relationship()


class SwapState(StrEnum):
    """The giver stays responsible until somebody takes the shift."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


SWAP_MOVES: dict[str, frozenset[str]] = {
    SwapState.OPEN: frozenset({SwapState.TAKEN, SwapState.WITHDRAWN, SwapState.LAPSED}),
    SwapState.TAKEN: frozenset(),
    SwapState.WITHDRAWN: frozenset(),
    SwapState.LAPSED: frozenset(),
}


class SwapOffer(Public, Stamped, Row):
    """A shift somebody would give to whoever qualifies."""

    __tablename__ = "swap_offers"
    __table_args__ = (Index("uq_swap_offers_assignment", "assignment_id", **while_in(SwapState.OPEN)),)

    id: Mapped[Key]
    assignment_id: Mapped[int] = reference("assignments.id")
    state: Mapped[str] = mapped_column(String(10), default=SwapState.OPEN, index=True)
    #: what the taker got
    taken_id: Mapped[int | None] = reference("assignments.id")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    assignment: Mapped[Assignment] = relationship(foreign_keys=[assignment_id])
    taken: Mapped[Assignment | None] = relationship(foreign_keys=[taken_id])


class AskState(StrEnum):
    """First yes wins; the rest are told that somebody is coming already."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"


ASK_MOVES: dict[str, frozenset[str]] = {
    AskState.ASKED: frozenset({AskState.YES, AskState.NO, AskState.FILLED, AskState.WITHDRAWN}),
    AskState.YES: frozenset(),
    AskState.NO: frozenset(),
    AskState.FILLED: frozenset(),
    AskState.WITHDRAWN: frozenset(),
}


class ReplacementAsk(Public, Stamped, Row):
    """One person asked to fill one opening; asked once, so that a no is not asked again."""

    __tablename__ = "replacement_asks"
    __table_args__ = (UniqueConstraint("opening_id", "supporter_id"),)

    id: Mapped[Key]
    opening_id: Mapped[int] = reference("openings.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    #: who cannot come; None: the place was open from the start
    instead_of_id: Mapped[int | None] = reference("assignments.id")
    #: asked together with others: 1, 2, …
    wave: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default=AskState.ASKED, index=True)
    asked_by: Mapped[int | None] = reference("accounts.id")
    answer_by: Mapped[At]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    #: code of a no, if one was given
    reason: Mapped[str] = mapped_column(String(20), default="")
    #: what the yes made
    assignment_id: Mapped[int | None] = reference("assignments.id")

    opening: Mapped[Opening] = relationship()
    supporter: Mapped[Supporter] = relationship()
    instead_of: Mapped[Assignment | None] = relationship(foreign_keys=[instead_of_id])
    assignment: Mapped[Assignment | None] = relationship(foreign_keys=[assignment_id])
