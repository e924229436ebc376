"""What somebody said no to a moment ago, and can still take back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, and_, or_, select

from app.clock import now
from app.models.activities import Shift
from app.models.assignments import Assignment, AssignmentState
from app.queries.shifts import coming

#: so long a no, or "I can't come", can be taken back; as long as calling shifts off can
MINUTES = timedelta(minutes=10)
#: why an assignment ended by somebody's own "I can't come" (app.operations.own_shifts.REASONS, or none)
OWN_WORD = ("", "ill", "exam", "work", "transport", "other")


def just_said(supporter_id: int) -> Select[Assignment]:
    """Return the query for the shifts somebody said no to, or cannot come to, in the last ten minutes, the latest first."""
    said_no = Assignment.state == AssignmentState.DECLINED
    cannot = and_(Assignment.state == AssignmentState.CANCELLED, Assignment.reason.in_(OWN_WORD))
    return (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id == supporter_id, or_(said_no, cannot))
        .where(Assignment.ended_at > now() - MINUTES, coming())
        .order_by(Assignment.ended_at.desc(), Assignment.id)
    )
