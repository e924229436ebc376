"""Until when each supporter's evidence holds: the same definition as `vetting.holds`, as dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.database import db
from app.models.supporters import Evidence, EvidenceKind
from app.queries.vetting import last_day_of_check


@dataclass
class EvidenceDates:
    """The last valid day of each kind of evidence; None: there is none that holds today."""

    vetted: date | None = None
    trained: date | None = None
    insured: date | None = None
    code: date | None = None
    licences: dict[str, date] = field(default_factory=dict)


FIELDS = {
    EvidenceKind.RECORD_CHECK: "vetted",
    EvidenceKind.TRAINING: "trained",
    EvidenceKind.INSURANCE: "insured",
    EvidenceKind.CODE_OF_CONDUCT: "code",
}


def evidence_dates(day: date, of: Collection[int] | None = None) -> defaultdict[int, EvidenceDates]:
    """Return the dates of every supporter (or of those with the ids `of`) whose approved evidence holds on `day`."""
    columns = (Evidence.supporter_id, Evidence.kind, Evidence.detail, Evidence.issued_on, Evidence.valid_until)
    valid = (
        Evidence.approved_at.is_not(None),
        Evidence.ended_at.is_(None),
        Evidence.issued_on <= day,
        Evidence.valid_until >= day,
    )
    found: defaultdict[int, EvidenceDates] = defaultdict(EvidenceDates)
    query = select(*columns).where(*valid)
    for row in db.session.execute(query if of is None else query.where(Evidence.supporter_id.in_(of))):
        dates, until = found[row.supporter_id], row.valid_until
        if row.kind == EvidenceKind.RECORD_CHECK:
            until = min(until, last_day_of_check(row.issued_on))
        if row.kind == EvidenceKind.LICENCE:
            dates.licences[row.detail] = max(until, dates.licences.get(row.detail, until))
        elif row.kind in FIELDS and until >= day:
            name = FIELDS[EvidenceKind(row.kind)]
            setattr(dates, name, max(until, getattr(dates, name) or until))
    return found
