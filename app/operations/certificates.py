"""Certificates of service hours: issued with the next number of the year, revoked, verified by number and code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.hours import Certificate, CertificateYear
from app.models.supporters import Supporter
from app.operations.attempts import Limit, take
from app.operations.messages import tell
from app.operations.shift_people import accounts_of
from app.operations.traces import record
from app.queries.certificates import with_hours
from app.queries.service_hours import by_activity, served
from app.queries.supporters import seen_by

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
#: letters and digits that are not taken for one another on paper
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
LONGEST = 80
#: why a certificate is taken back (words in app.wording.certificates)
REASONS = ("mistake", "replaced", "hours", "other")
#: looks at the public page: from one address, and from everywhere
FROM_ONE, FROM_ALL = Limit("verify", 20, 600), Limit("verify_all", 600, 600)


class CannotCertify(Exception):
    """No certificate is issued or revoked; `code` says why.

    unknown: not there or not the actor's · nobody: nobody chosen · no_hours: nobody chosen has hours in these days ·
    order: the last day lies before the first · future: the last day is not over · issuer, in_charge, contact: missing
    or too long · revoked: it is revoked already · reason.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Issuer:
    """Who certifies: the organisation, the person in charge, how to reach it."""

    name: str
    in_charge: str
    contact: str


def issue(
    supporters: Iterable[str], first: date, last: date, issuer: Issuer, *, request_key: str, by: Actor
) -> list[Certificate]:
    """Issue a certificate to each of these supporters (public ids) with hours in these days; return them in order.

    All numbers are taken in the one transaction that writes the certificates: when it fails no number is lost.
    Asking twice with the same `request_key` returns what was issued the first time.
    """
    check(first, last, issuer)
    with transaction():
        chosen = select(Supporter).where(seen_by(by), Supporter.public_id.in_(list(supporters))).order_by(Supporter.id)
        people = list(db.session.scalars(chosen))
        if not people:
            raise CannotCertify("nobody")
        year = year_of(today().year)  # held until the commit: others who issue wait here
        known = {one.supporter_id for one in db.session.scalars(issued_before(request_key))}
        lines = served([one.id for one in people], first, last)
        for person in people:
            own = [line for line in lines if line.supporter_id == person.id]
            if own and person.id not in known:
                year.last += 1
                sums = by_activity(own)
                certificate = Certificate(
                    year=year.year,
                    sequence=year.last,
                    supporter_id=person.id,
                    first_day=first,
                    last_day=last,
                    minutes=sum(one.minutes for one in sums),
                    content=[{"activity": one.activity, "minutes": one.minutes, "times": one.times} for one in sums],
                    issuer=issuer.name,
                    in_charge=issuer.in_charge,
                    contact=issuer.contact,
                    issued_on=today(),
                    issued_by=by.account_id,
                    code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
                    request_key=request_key,
                )
                db.session.add(certificate)
                db.session.flush()
                record(by, "certificate.issued", "certificate", certificate.public_id, certificate.number)
                tell_holder(certificate, "certificate_issued", hours=round(certificate.minutes / 60, 1))
        issued = list(db.session.scalars(issued_before(request_key)))
        if not issued:
            raise CannotCertify("no_hours")
        return issued


def preview(
    supporters: Iterable[str], first: date, last: date, issuer: Issuer, *, by: Actor
) -> list[tuple[Supporter, int]]:
    """Return who of these supporters (public ids) would get a certificate, each with the minutes; raise CannotCertify.

    Nothing is written and no number is used up.
    """
    check(first, last, issuer)
    chosen = list(supporters)
    if not chosen:
        raise CannotCertify("nobody")
    query = with_hours(by, first, last).where(Supporter.public_id.in_(chosen))
    found = [(row.Supporter, row.minutes) for row in db.session.execute(query)]
    if not found:
        raise CannotCertify("no_hours")
    return found


def check(first: date, last: date, issuer: Issuer) -> None:
    """Raise CannotCertify unless days and issuer can stand on a certificate."""
    if last < first:
        raise CannotCertify("order")
    if last > today():
        raise CannotCertify("future")
    for code, value in (("issuer", issuer.name), ("in_charge", issuer.in_charge), ("contact", issuer.contact)):
        if not value.strip() or len(value) > LONGEST:
            raise CannotCertify(code)


def issued_before(request_key: str) -> Select[Certificate]:
    """Return the query for what was issued with this key."""
    return select(Certificate).where(Certificate.request_key == request_key).order_by(Certificate.sequence)


def year_of(year: int) -> CertificateYear:
    """Return the counter of a year, made where it is missing, held until the commit."""
    start = INSERT[db.engine.dialect.name](CertificateYear).values(year=year, last=0).on_conflict_do_nothing()
    db.session.execute(start)
    query = select(CertificateYear).where(CertificateYear.year == year).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def revoke(certificate_id: int, reason: str, *, by: Actor) -> None:
    """Take a certificate back; its number is not given again, and the public page says so. Raise CannotCertify."""
    if reason not in REASONS:
        raise CannotCertify("reason")
    with transaction():
        mine = select(Supporter.id).where(seen_by(by))
        query = select(Certificate).where(Certificate.id == certificate_id, Certificate.supporter_id.in_(mine))
        certificate = db.session.scalar(query.with_for_update(of=Certificate))
        if certificate is None:
            raise CannotCertify("unknown")
        if certificate.revoked_at is not None:
            raise CannotCertify("revoked")
        certificate.revoked_at, certificate.revoked_by = now(), by.account_id
        certificate.revoked_reason = reason
        record(by, "certificate.revoked", "certificate", certificate.public_id, reason)
        tell_holder(certificate, "certificate_revoked")


def note_printed(certificates: Iterable[Certificate], *, by: Actor) -> None:
    """Write down that certificates left the house as a file."""
    numbers = [certificate.number for certificate in certificates]
    with transaction():
        for first in range(0, len(numbers), 15):
            record(by, "certificate.printed", "certificate", detail=" ".join(numbers[first : first + 15]))


def verify(number: str, code: str, *, address: str) -> Certificate | None:
    """Return the certificate with this number and code, or None; raise attempts.TooMany when asked too often."""
    take(FROM_ONE.of(address), FROM_ALL.of())
    year, _, sequence = number.strip().partition("-")
    if not (year.isdecimal() and sequence.isdecimal() and len(year) == 4 and len(sequence) <= 9):
        return None
    query = select(Certificate).where(Certificate.year == int(year), Certificate.sequence == int(sequence))
    certificate = db.session.scalar(query)
    typed = "".join(letter for letter in code.upper() if letter in ALPHABET)
    if certificate is None or not secrets.compare_digest(certificate.code, typed):
        return None
    return certificate


def tell_holder(certificate: Certificate, kind: str, **params: float) -> None:
    """Tell the supporter of their certificate, if they have an account."""
    account_id = accounts_of([certificate.supporter_id]).get(certificate.supporter_id)
    if account_id is not None:
        tell(account_id, kind, path="/me/hours", number=certificate.number, **params)
