"""A coordinator confirms or dismisses a limit that a supporter's own answers speak for. Nothing changes by itself."""

from __future__ import annotations

from app.actors import Actor
from app.database import db, transaction
from app.models.limits import LimitDecision
from app.operations.supporters import edit_supporter
from app.operations.traces import record
from app.queries.limits import ProposedLimit, proposed_limits


class NotProposed(Exception):
    """This limit is not proposed (any more): it was decided upon, or the facts have changed."""


def confirm(supporter_id: int, field: str, value: int, *, by: Actor) -> None:
    """Set a proposed limit on the supporter's record. Raise NotProposed when it is not the one proposed today."""
    with transaction():
        proposed = _proposed(supporter_id, field, value, by)
        edit_supporter(supporter_id, {field: value}, version=None, by=by)
        _decide(proposed, True, by)


def dismiss(supporter_id: int, field: str, value: int, *, by: Actor) -> None:
    """Leave the record as it is; the answers so far propose nothing any more. Raise NotProposed."""
    with transaction():
        _decide(_proposed(supporter_id, field, value, by), False, by)


def _proposed(supporter_id: int, field: str, value: int, by: Actor) -> ProposedLimit:
    for one in proposed_limits(by, supporter_id):
        if (one.field, one.proposed) == (field, value):
            return one
    raise NotProposed


def _decide(proposed: ProposedLimit, confirmed: bool, by: Actor) -> None:
    db.session.add(
        LimitDecision(
            supporter_id=proposed.supporter.id,
            field=proposed.field,
            value=proposed.proposed,
            confirmed=confirmed,
            decided_by=by.account_id,
        )
    )
    action = "limit.confirmed" if confirmed else "limit.dismissed"
    record(by, action, "supporter", proposed.supporter.public_id, f"{proposed.field} {proposed.proposed}")
