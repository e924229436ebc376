"""Is this supporter's evidence valid on a day? One definition, as SQL, for rounds, publishing, pages and check-in.

`last_day` says the same of one row in Python, for pages that already hold it; a test keeps the two together.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select

from app.clock import today
from app.models.supporters import RECORD_CHECK_MONTHS, Evidence, EvidenceKind, Supporter, SupporterKind, SupporterState

#: what everybody needs before standing beside a child (design, section 7: dated too)
NEEDED = (
    EvidenceKind.RECORD_CHECK,
    EvidenceKind.TRAINING,
    EvidenceKind.CODE_OF_CONDUCT,
    EvidenceKind.INSURANCE,
)
#: what an applicant shows besides, once, before becoming active (security reference, T1)
ENTRY = (EvidenceKind.IDENTITY, EvidenceKind.REFERENCES, EvidenceKind.INTERVIEW)
#: kinds whose circle role asks for a licence (H2)
LICENSED = (SupporterKind.OFFICER, SupporterKind.DOCTOR, SupporterKind.COUNSELLOR)
#: evidence that ends within so many days is to be renewed
EXPIRING_DAYS = 60


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier (the last of the month where it has no such day)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later (the last of the month where it has no such day)."""
    return months_before(day, -months)


def needed_kinds(kind: str) -> tuple[EvidenceKind, ...]:
    """Return what a supporter of `kind` shows before becoming active, in the order of the steps."""
    return ENTRY + NEEDED + ((EvidenceKind.LICENCE,) if kind in LICENSED else ())


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


def papers(day: date) -> ColumnElement[bool]:
    """Return the condition that everything needed beside a child is valid on `day`, whatever the supporter's state."""
    return and_(
        *(holds(kind, day) for kind in NEEDED),
        or_(Supporter.kind.not_in(LICENSED), holds(EvidenceKind.LICENCE, day)),
    )


def vetted(day: date | None = None) -> ColumnElement[bool]:
    """Return the condition that a supporter may stand beside a child on `day` (default: today)."""
    return and_(Supporter.state == SupporterState.ACTIVE, Supporter.erased_at.is_(None), papers(day or today()))


def complete(day: date | None = None) -> ColumnElement[bool]:
    """Return the condition that an applicant has shown everything and becomes active."""
    day = day or today()
    return and_(papers(day), *(holds(kind, day) for kind in ENTRY))


def expiring(day: date | None = None, days: int = EXPIRING_DAYS) -> ColumnElement[bool]:
    """Return the condition that a vetted supporter will not be so `days` after `day` unless something is renewed."""
    day = day or today()
    later = day + timedelta(days=days)
    # says nothing new, but leaves few supporters to look at one by one
    return and_(Supporter.id.in_(ending_between(day, later)), vetted(day), not_(papers(later)))


def ending_between(day: date, later: date) -> Select[int]:
    """Return the query for the supporters with evidence that holds on `day` and no longer on a `later` one."""
    old = and_(
        Evidence.kind == EvidenceKind.RECORD_CHECK, Evidence.issued_on <= months_before(later, RECORD_CHECK_MONTHS)
    )
    return select(Evidence.supporter_id).where(
        Evidence.approved_at.is_not(None),
        Evidence.ended_at.is_(None),
        Evidence.issued_on <= day,
        Evidence.valid_until >= day,
        or_(Evidence.valid_until < later, old),
    )


def lapsed(day: date | None = None) -> ColumnElement[bool]:
    """Return the condition that a supporter is active, yet something needed is missing, ended or out of date."""
    return and_(Supporter.state == SupporterState.ACTIVE, Supporter.erased_at.is_(None), not_(papers(day or today())))


def last_day(evidence: Evidence) -> date:
    """Return the last day on which a piece of evidence counts, approved or not.

    A record check never counts for longer than twelve months after the query, whatever date was typed.
    """
    if evidence.kind != EvidenceKind.RECORD_CHECK:
        return evidence.valid_until
    return min(evidence.valid_until, last_day_of_check(evidence.issued_on))


def last_day_of_check(queried_on: date) -> date:
    """Return the last day of the twelve months that begin with a record query."""
    year_later = months_after(queried_on, RECORD_CHECK_MONTHS)
    # 29 February has no day a year later: the check ends with the 28th itself.
    return year_later if year_later.day != queried_on.day else year_later - timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """Where one kind of evidence stands: done, waiting (for the second person), lapsed or missing."""

    kind: EvidenceKind
    state: str
    #: done: valid until; lapsed: since when not
    until: date | None = None
    #: done, and to be renewed soon
    expiring: bool = False


def steps_of(supporter: Supporter, evidence: Iterable[Evidence], day: date | None = None) -> list[Step]:
    """Return the vetting track of a supporter whose evidence is loaded, in order."""
    day = day or today()
    rows = [row for row in evidence if row.ended_at is None]
    return [_step(kind, [row for row in rows if row.kind == kind], day) for kind in needed_kinds(supporter.kind)]


def _step(kind: EvidenceKind, rows: list[Evidence], day: date) -> Step:
    approved = [row for row in rows if row.approved_at is not None and row.issued_on <= day]
    until = max((last_day(row) for row in approved), default=None)
    if until is not None and until >= day:
        soon = kind not in ENTRY and until < day + timedelta(days=EXPIRING_DAYS)
        return Step(kind, "done", until, soon)
    if any(row.approved_at is None for row in rows):
        return Step(kind, "waiting", until)
    return Step(kind, "lapsed" if until else "missing", until)
