"""Certificates: the list, searched by number or name; one of them; and who has hours to certify."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.models.activities import Shift
from app.models.assignments import Assignment
from app.models.hours import Certificate
from app.models.matches import Match
from app.models.meetings import Meeting
from app.models.supporters import Supporter
from app.queries.search import matching_ids
from app.queries.service_hours import counted_meetings, counted_shifts, on_days
from app.queries.supporters import seen_by


def visible_certificates(actor: Actor) -> Select[Certificate]:
    """Return the query for the certificates of supporters the actor may see, the newest first."""
    mine = select(Supporter.id).where(seen_by(actor))
    query = select(Certificate).where(Certificate.supporter_id.in_(mine)).options(joinedload(Certificate.supporter))
    return query.order_by(Certificate.year.desc(), Certificate.sequence.desc())


def listed(actor: Actor, text: str = "", state: str = "") -> Select[Certificate]:
    """Return the query for the list: `text` is a number (2026-00014, or 14) or a name; `state` valid or revoked."""
    query = visible_certificates(actor)
    text = text.strip()
    if text:
        year, dash, sequence = text.partition("-")
        number = sequence if dash else year
        ways: list[ColumnElement[bool]] = [Certificate.supporter_id.in_(matching_ids("supporter", text))]
        if number.isdecimal() and len(number) < 10 and (not dash or (year.isdecimal() and len(year) == 4)):
            ways.append((Certificate.sequence == int(number)) & ((Certificate.year == int(year)) if dash else True))
        query = query.where(or_(*ways))
    if state in ("valid", "revoked"):
        query = query.where(
            (Certificate.revoked_at.is_(None)) if state == "valid" else Certificate.revoked_at.is_not(None)
        )
    return query


def find_certificate(actor: Actor, public_id: str) -> Certificate | None:
    """Return the certificate, or None alike for "does not exist" and "not yours to see"."""
    return db.session.scalar(visible_certificates(actor).where(Certificate.public_id == public_id))


def with_hours(actor: Actor, first: date, last: date, text: str = "") -> Select[tuple[Supporter, int]]:
    """Return the query for supporters with hours in these days, each with the minutes, the most first."""
    shifts = (
        select(Assignment.supporter_id.label("supporter_id"), Assignment.minutes_signed.label("minutes"))
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(counted_shifts(), on_days(Shift.starts_at, first, last))
    )
    meetings = (
        select(Match.supporter_id.label("supporter_id"), Meeting.minutes_held.label("minutes"))
        .join(Match, Match.id == Meeting.match_id)
        .where(counted_meetings(), on_days(Meeting.starts_at, first, last))
    )
    both = union_all(shifts, meetings).subquery()
    total = func.sum(both.c.minutes)
    sums = select(both.c.supporter_id, total.label("minutes")).group_by(both.c.supporter_id).subquery()
    query = (
        select(Supporter, sums.c.minutes)
        .join(sums, sums.c.supporter_id == Supporter.id)
        .where(seen_by(actor))
        .order_by(sums.c.minutes.desc(), Supporter.id)
    )
    return query.where(Supporter.id.in_(matching_ids("supporter", text))) if text.strip() else query


def latest_issuer(actor: Actor) -> Certificate | None:
    """Return the newest certificate the actor issued: its issuer is proposed for the next."""
    query = select(Certificate).where(Certificate.issued_by == actor.account_id).order_by(Certificate.id.desc())
    return db.session.scalar(query.limit(1))
