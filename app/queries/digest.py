"""What waits for a coordinator today: one count per line, each asked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from app.actors import Actor
from app.clock import now, today
from app.database import db
from app.models.activities import Shift
from app.models.children import Child, ChildState
from app.models.concerns import Concern, ConcernStep
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.rounds import RUNNING, Round
from app.models.supporters import Evidence, Supporter
from app.models.uploads import Doubtful
from app.queries.appointments import AHEAD, due_before
from app.queries.forecasts import lacking
from app.queries.messages import unsent_count
from app.queries.policy import consented, seen_by, visible_children
from app.queries.rounds import to_review, visible_rounds
from app.queries.seats import current_roles, open_seats
from app.queries.sign_offs import to_sign_off
from app.queries.vetting import expiring

#: a meeting not noted so long after it began is asked about
NOTED_WITHIN = timedelta(days=2)


@dataclass(frozen=True)
class Line:
    """One line: a code (worded in app.wording.digest), how many, and whether it lacks a hand."""

    code: str
    number: int
    hand: bool = False
    params: dict[str, Any] = field(default_factory=dict)


def first_today(actor: Actor, brief: CirclesInBrief | None = None) -> list[Line]:
    """Return what comes first, by what happens first; `brief` where the circles have been counted already."""
    brief = brief or circles_in_brief(actor)
    return shown(
        Line("concerns", count(open_concerns(actor)), hand=True),
        Line("unsent", unsent_count(), hand=True),
        Line("reviews", to_review(actor)),
        Line("consent_missing", count(without_consent(actor)), hand=True),
        Line("incomplete", brief.children - brief.complete, hand=True),
        Line("appointments_overdue", count(overdue_appointments(actor)), hand=True),
        Line("offers", count(offers(actor))),
        Line("approvals", count(evidence_to_approve(actor))),
    )


def within_two_weeks(actor: Actor) -> list[Line]:
    """Return what will happen unless somebody does something."""
    return shown(
        Line("evidence_ending", count(evidence_ending())),
        Line("consent_ending", count(consent_ending(actor))),
        Line("shifts_lacking", count(lacking(actor).with_only_columns(Shift.id)), hand=True),
        Line("appointments_due", count(appointments_due(actor))),
        Line("answers_due", count(offers(actor).where(Match.answer_by <= today() + timedelta(days=2)))),
    )


def last_week(actor: Actor) -> list[Line]:
    """Return what closes the days behind."""
    return shown(
        Line("to_sign_off", count(to_sign_off(actor).with_only_columns(Shift.id))),
        Line("not_noted", count(not_noted(actor))),
        Line("duplicates", count(select(Doubtful.id).where(Doubtful.decision == ""))),
    )


def shown(*lines: Line) -> list[Line]:
    """Return the lines that say something."""
    return [line for line in lines if line.number]


def count(query: Select[Any]) -> int:
    """Return how many rows a query finds."""
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def active(actor: Actor) -> Select[Any]:
    """Return the query for the actor's children whose case is active."""
    return visible_children(actor).where(Child.state == ChildState.ACTIVE)


def without_consent(actor: Actor) -> Select[Any]:
    """Children who cannot be matched because nobody has consented, or consent has ended."""
    return active(actor).where(~consented()).with_only_columns(Child.id)


def of_children(actor: Actor) -> ColumnElement[bool]:
    """The condition that a match is of a child the actor may know of."""
    return exists().where(Child.id == Match.child_id, seen_by(actor))


def offers(actor: Actor) -> Select[Any]:
    """Offers nobody has answered yet."""
    return select(Match.id).where(Match.state == MatchState.OFFERED, of_children(actor))


def evidence_to_approve(actor: Actor) -> Select[Any]:
    """Evidence that waits for a second member of staff: not the one who recorded it."""
    return select(Evidence.id).where(
        Evidence.approved_at.is_(None),
        Evidence.ended_at.is_(None),
        or_(Evidence.recorded_by.is_(None), Evidence.recorded_by != actor.account_id),
    )


def evidence_ending() -> Select[Any]:
    """Vetted supporters who will not be so in two weeks unless something is renewed."""
    return select(Supporter.id).where(expiring(days=AHEAD.days))


def consent_ending(actor: Actor) -> Select[Any]:
    """Children whose consent holds today and will not in two weeks."""
    return active(actor).where(consented(), ~consented(today() + AHEAD)).with_only_columns(Child.id)


def overdue_appointments(actor: Actor) -> Select[Any]:
    """Pairs without an hour of the week whose rhythm has passed without a date."""
    return due_before(actor, today())


def appointments_due(actor: Actor) -> Select[Any]:
    """Pairs without an hour of the week that will be overdue in two weeks unless a meeting gets a date."""
    earlier = overdue_appointments(actor).order_by(None).with_only_columns(Match.id)
    return due_before(actor, today() + AHEAD + timedelta(days=1)).where(Match.id.not_in(earlier))


def not_noted(actor: Actor) -> Select[Any]:
    """Meetings that should have been and that nobody has noted."""
    return (
        select(Meeting.id)
        .join(Match)
        .where(
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at < now() - NOTED_WITHIN,
            Meeting.starts_at > now() - timedelta(days=28),
            of_children(actor),
        )
    )


def open_concerns(actor: Actor) -> Select[Any]:
    """Worries nobody has acknowledged."""
    step = exists().where(ConcernStep.concern_id == Concern.id, ConcernStep.kind == "acknowledged")
    mine = exists().where(Child.id == Concern.child_id, seen_by(actor))
    return select(Concern.id).where(~step, or_(Concern.child_id.is_(None), mine))


@dataclass(frozen=True)
class CirclesInBrief:
    """How many circles are complete, and per role how many children have everybody."""

    children: int
    complete: int
    roles: list[tuple[str, int, int]]


def circles_in_brief(actor: Actor) -> CirclesInBrief:
    """Return the state of the circles of the actor's children who may be matched; all of them are looked at once."""
    roles = current_roles()
    lacking = [open_seats((role,)).label(f"lacking_{place}") for place, role in enumerate(roles)]
    each = active(actor).where(consented()).order_by(None).with_only_columns(Child.study_help, *lacking).subquery()
    missing = [each.c[column.name] > 0 for column in lacking]
    columns = [func.count(), func.count().filter(each.c.study_help), func.count().filter(or_(false(), *missing))]
    row = db.session.execute(select(*columns, *(func.count().filter(one) for one in missing))).one()
    children, studying, incomplete, *without = row
    told = []
    for role, number in zip(roles, without, strict=True):
        wanted = studying if role.study_only else children
        told.append((role.role, wanted - number, wanted))
    return CirclesInBrief(children, children - incomplete, told)


def running_rounds(actor: Actor) -> list[Round]:
    """Return the actor's rounds under way."""
    return list(db.session.scalars(visible_rounds(actor).where(Round.state.in_(RUNNING))))
