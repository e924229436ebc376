"""Show what is sealed of a child: the audit's line is written in the same transaction, or nothing is shown."""

from __future__ import annotations

from collections.abc import Callable

from app.actors import Actor
from app.database import db, transaction
from app.models.children import Child
from app.operations.traces import record

#: what can be asked for, one at a time → how it is read from the child
SEALED: dict[str, Callable[[Child], str]] = {
    "name": lambda child: child.name,
    "address": lambda child: child.address,
    "guardian": lambda child: child.guardian.name if child.guardian else "",
    "phone": lambda child: child.guardian.phone if child.guardian else "",
}


def disclose(child_id: int, what: str, *, by: Actor) -> str:
    """Return one sealed value of a child that the caller has loaded through app.queries.policy.

    Raises KeyError when `what` is none of SEALED.
    """
    with transaction():
        child = db.session.get_one(Child, child_id)
        value = str(SEALED[what](child))
        record(by, f"child.{what}", "child", child.public_id, what)
        db.session.flush()
    return value


def note_look(child_id: int, *, by: Actor) -> None:
    """Note that somebody opened a child's page (needs and history stand there, though no name)."""
    with transaction():
        record(by, "child.file", "child", db.session.get_one(Child, child_id).public_id, "file")


def disclose_pair(child_ids: tuple[int, int], *, by: Actor) -> None:
    """Note that somebody is shown the sealed values of two children who may be one: a line for each child."""
    with transaction():
        for child_id in child_ids:
            record(by, "child.compared", "child", db.session.get_one(Child, child_id).public_id, ",".join(SEALED))
