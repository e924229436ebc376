"""Show what is masked: a child's name, address or the guardian's phone; each look is one line of the audit."""

from __future__ import annotations

from app.actors import Actor
from app.database import transaction
from app.models.children import Child
from app.operations.traces import record
from app.queries.policy import find_child

#: what may be asked for → how it is read from the child
FIELDS = {
    "name": lambda child: child.name,
    "address": lambda child: child.address,
    "phone": lambda child: child.guardian.phone if child.guardian else "",
}


class NotYours(Exception):
    """There is no such child, or it is not the actor's to see; both alike."""


def reveal(child_public_id: str, field: str, *, by: Actor) -> str:
    """Return one masked value of a child, written into the audit in the same transaction; raise NotYours.

    `field` is one of FIELDS. When the audit cannot be written nothing is shown.
    """
    with transaction():
        child: Child | None = find_child(by, child_public_id)
        if child is None or field not in FIELDS:
            raise NotYours
        value = FIELDS[field](child)
        record(by, f"child.{field}", "child", child.public_id, field)
    return value
