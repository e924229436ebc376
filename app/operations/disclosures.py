"""Show what is sealed of a child: the audit's line is written first, in the same transaction, or nothing is shown."""

from __future__ import annotations

from app.actors import Actor
from app.database import db, transaction
from app.models.children import Child
from app.operations.traces import record

#: what can be asked for, one at a time
SEALED = ("name", "guardian", "phone", "address")


def disclose(child_id: int, what: str, *, by: Actor) -> str:
    """Return one sealed value of a child: name, guardian (the guardian's name), phone or address.

    The caller has loaded the child through app.queries.policy. Raises KeyError for anything else.
    """
    if what not in SEALED:
        raise KeyError(what)
    with transaction():
        child = db.session.get_one(Child, child_id)
        record(by, f"child.{what}", "child", child.public_id, what)
        db.session.flush()
        guardian = child.guardian
        return {
            "name": child.name,
            "address": child.address,
            "guardian": guardian.name if guardian else "",
            "phone": guardian.phone if guardian else "",
        }[what]


def note_look(child_id: int, *, by: Actor) -> None:
    """Note that somebody opened a child's page (needs and history stand there, though no name)."""
    with transaction():
        record(by, "child.file", "child", db.session.get_one(Child, child_id).public_id, "file")


def disclose_pair(child_ids: tuple[int, int], *, by: Actor) -> None:
    """Note that somebody is shown the sealed values of two children who may be one: a line for each child."""
    with transaction():
        for child_id in child_ids:
            record(by, "child.compared", "child", db.session.get_one(Child, child_id).public_id, ",".join(SEALED))
