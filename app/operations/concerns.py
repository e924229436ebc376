"""I am worried: a note is kept at once, unchangeable, whatever else is down; steps are added to it."""

from __future__ import annotations

from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.children import Child
from app.models.concerns import Concern, ConcernStep, StepKind
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.concerns import find_concern, readable_by, waiting_too_long
from app.queries.policy import find_child
from app.queries.responsible import all_coordinators

#: characters of a note
LONGEST = 4000
#: steps a coordinator may add
STEPS = (StepKind.ACKNOWLEDGED, StepKind.NOTE, StepKind.POLICE, StepKind.CLOSED)


class CannotNote(Exception):
    """A concern or a step cannot be kept; `code` says why: empty, too_long, child, unknown, kind, done, open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def raise_concern(text: str, *, child_public_id: str = "", called_110: bool = False, by: Actor) -> int:
    """Keep a worry in the reporter's words and tell the coordinators that there is one; return its id.

    `child_public_id` is one of the children the reporter may see, or empty. No queue takes part: it works when
    nothing but the database does. The message tells neither who nor what.
    """
    text = text.strip()
    if not text:
        raise CannotNote("empty")
    if len(text) > LONGEST:
        raise CannotNote("too_long")
    with transaction():
        child = find_child(by, child_public_id) if child_public_id else None
        if child_public_id and child is None:
            raise CannotNote("child")
        concern = Concern(
            reporter_id=by.account_id,
            child_id=child.id if child else None,
            text=text,
            called_110=called_110,
            at=now(),
        )
        db.session.add(concern)
        db.session.flush()
        record(by, "concern.raised", "concern", concern.public_id)
        tell_coordinators(concern, child, "concern_raised")
        return concern.id


def read_concern(public_id: str, *, by: Actor) -> Concern | None:
    """Open a concern for a coordinator, with one line in the audit; None when it is not there or not theirs."""
    with transaction():
        concern = find_concern(by, public_id)
        if concern is None:
            return None
        record(by, "concern.read", "concern", concern.public_id)
    return find_concern(by, public_id)


def add_step(concern_id: int, kind: str, text: str = "", *, by: Actor) -> None:
    """Add what was done: acknowledged (once), note (with words), police, closed (with words, after acknowledging)."""
    text = text.strip()
    if kind not in STEPS:
        raise CannotNote("kind")
    if kind in (StepKind.NOTE, StepKind.CLOSED) and not text:
        raise CannotNote("empty")
    if len(text) > LONGEST:
        raise CannotNote("too_long")
    with transaction():
        query = select(Concern).where(Concern.id == concern_id, readable_by(by)).with_for_update(of=Concern)
        concern = db.session.scalar(query)
        if concern is None:
            raise CannotNote("unknown")
        done = {step.kind for step in concern.steps}
        if kind in done and kind in (StepKind.ACKNOWLEDGED, StepKind.CLOSED):
            raise CannotNote("done")
        if kind == StepKind.CLOSED and StepKind.ACKNOWLEDGED not in done:
            raise CannotNote("open")
        db.session.add(ConcernStep(concern_id=concern.id, kind=kind, text=text, by=by.account_id, at=now()))
        record(by, f"concern.{kind}", "concern", concern.public_id)


def remind_of_concerns() -> int:
    """Tell the coordinators again of notes nobody confirmed reading within the hour; return how many. For the timetable."""
    with transaction():
        late = list(db.session.scalars(waiting_too_long().with_for_update(of=Concern)))
        for concern in late:
            child = db.session.get(Child, concern.child_id) if concern.child_id else None
            db.session.add(ConcernStep(concern_id=concern.id, kind=StepKind.REMINDED, at=now()))
            record(SYSTEM, "concern.reminded", "concern", concern.public_id)
            tell_coordinators(concern, child, "concern_waiting")
    return len(late)


def tell_coordinators(concern: Concern, child: Child | None, kind: str) -> None:
    """Tell every coordinator who may read the concern; all of them when no one's places hold the child."""
    people = all_coordinators(child.village if child else None) or all_coordinators(None)
    for account_id in people:
        tell(account_id, kind, path=f"/coordination/concerns/{concern.public_id}")
