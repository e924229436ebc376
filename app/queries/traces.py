"""The audit, for the administrator: who did what when, to which id. No names of children or supporters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select

from app.clock import midnight
from app.database import db
from app.models.accounts import Account, Grant
from app.models.traces import Disclosure


def audit_page(action: str = "", person: str = "", since: date | None = None, until: date | None = None) -> Pagination:
    """Return a page of the audit, newest first; `person` is an account's public id, both days are included."""
    query: Select[Disclosure] = select(Disclosure).order_by(Disclosure.id.desc())
    if action:
        query = query.where(Disclosure.action == action)
    if person:
        query = query.where(Disclosure.account_id.in_(select(Account.id).where(Account.public_id == person)))
    if since is not None:
        query = query.where(Disclosure.at >= midnight(since))
    if until is not None:
        query = query.where(Disclosure.at < midnight(until + timedelta(days=1)))
    return db.paginate(query, per_page=25)


def actions() -> Sequence[str]:
    """Return the codes of everything that was ever recorded."""
    return db.session.scalars(select(Disclosure.action).distinct().order_by(Disclosure.action)).all()


def staff() -> Sequence[Account]:
    """Return everybody who holds or held a role of staff, by name: only their names stand in the audit."""
    query = select(Account).where(Account.id.in_(select(Grant.account_id)))
    return sorted(db.session.scalars(query), key=lambda account: account.name)
