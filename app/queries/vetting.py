"""Is this supporter's evidence valid on a day? One definition, as SQL, for rounds, publishing, pages and check-in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_

from app.clock import today
from app.models.supporters import RECORD_CHECK_MONTHS, Evidence, EvidenceKind, Supporter, SupporterKind, SupporterState

#: what everybody needs before standing beside a child (design, section 7: dated too)
NEEDED = (
    EvidenceKind.RECORD_CHECK,
    EvidenceKind.TRAINING,
    EvidenceKind.CODE_OF_CONDUCT,
    EvidenceKind.INSURANCE,
)
#: kinds whose circle role asks for a licence (H2)
LICENSED = (SupporterKind.OFFICER, SupporterKind.DOCTOR, SupporterKind.COUNSELLOR)


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier (the 28th where the month is too short)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def holds(kind: EvidenceKind, day: date) -> ColumnElement[bool]:
    """Return the condition that a supporter's evidence of `kind` is approved and valid on `day`."""
    conditions = [
        Evidence.supporter_id == Supporter.id,
        Evidence.kind == kind,
        Evidence.approved_at.is_not(None),
        Evidence.ended_at.is_(None),
        Evidence.issued_on <= day,
        Evidence.valid_until >= day,
    ]
    if kind is EvidenceKind.RECORD_CHECK:
        conditions.append(Evidence.issued_on > months_before(day, RECORD_CHECK_MONTHS))
    return exists().where(*conditions)


def vetted(day: date | None = None) -> ColumnElement[bool]:
    """Return the condition that a supporter may stand beside a child on `day` (default: today)."""
    day = day or today()
    return and_(
        Supporter.state == SupporterState.ACTIVE,
        Supporter.erased_at.is_(None),
        *(holds(kind, day) for kind in NEEDED),
        or_(Supporter.kind.not_in(LICENSED), holds(EvidenceKind.LICENCE, day)),
    )
