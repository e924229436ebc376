"""Write the audit and the history; always inside the transaction they tell of."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.traces import Change, Disclosure


def record(by: Actor, action: str, subject: str = "", subject_id: str = "", detail: str = "") -> Disclosure:
    """Add one line to the audit; when it cannot be written, what it tells of does not happen either."""
    with transaction():
        line = Disclosure(**audit_line(by, action, subject, subject_id, detail))
        db.session.add(line)
    return line


def audit_line(by: Actor, action: str, subject: str = "", subject_id: str = "", detail: str = "") -> dict[str, Any]:
    """Return a line of the audit as values, for `operations.bulk.add_rows`."""
    return {
        "at": now(),
        "account_id": by.account_id,
        "roles": by.role_names,
        "action": action,
        "subject": subject,
        "subject_id": subject_id,
        "detail": detail[:200],
        "source": (request.endpoint or "")[:80] if has_request_context() else "job",
    }


def record_change(by: Actor, subject: str, subject_id: str, fields: dict[str, list[Any]]) -> None:
    """Add one line to a record's history: {"field": [before, after]}; nothing when nothing changed."""
    if not fields:
        return
    with transaction():
        db.session.add(Change(**change_line(by, subject, subject_id, fields)))


def change_line(by: Actor, subject: str, subject_id: str, fields: dict[str, list[Any]]) -> dict[str, Any]:
    """Return a line of a record's history as values, for `operations.bulk.add_rows`."""
    return {"at": now(), "by": by.account_id, "subject": subject, "subject_id": subject_id, "fields": fields}


def apply_fields(row: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set `values` on `row` and return what changed, ready for `record_change`."""
    changed = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = [readable(before), readable(value)]
    return changed


def readable(value: Any) -> Any:
    """Return `value` as JSON can keep it."""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
