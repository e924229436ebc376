"""What happens to a child's file: taken in, revised, paused, ended, taken up again, hidden."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, ChildState, Guardian
from app.models.places import Place, PlaceKind
from app.operations.child_matches import cancel_meetings, end_pairs, follow_rhythm, withdraw_offers
from app.operations.search import index_person, phone_hash
from app.operations.traces import apply_fields, record_change
from app.operations.versions import expect_version
from app.planning.availability import Availability, Preference, Span
from app.wording.people import PSEUDONYMS

#: what a form or a file may set
CHILD_FIELDS = frozenset(
    [
        "name",
        "address",
        "sex",
        "born",
        "village_id",
        "school_id",
        "meeting_place_id",
        "boards",
        "rhythm",
        "study_help",
        "needs",
        "interests",
        "windows",
        "assent",
        "wishes",
    ]
)
GUARDIAN_FIELDS = frozenset(["name", "phone", "relation", "languages", "device"])
#: first line of a child's history
TAKEN_IN: dict[str, list[Any]] = {"state": [None, ChildState.ACTIVE.value]}
#: numbers of the usual pseudonyms: 001 to 999
USUAL_NUMBERS = 999
TRIES = 50


class ChildRefused(Exception):
    """A child's file cannot be written so; `field` says where, `code` what is wrong."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


def register_child(values: dict[str, Any], guardian: dict[str, Any], *, by: Actor) -> int:
    """Take a child in and return the row's id; the house gives the pseudonym. Raise ChildRefused.

    `values` has CHILD_FIELDS, `guardian` has GUARDIAN_FIELDS. Consent is recorded separately.
    """
    with transaction():
        row, at_home = drafted(values, guardian, free_pseudonym())
        child = Child(**row, guardian=Guardian(**at_home))
        db.session.add(child)
        db.session.flush()
        index_person("child", child.id, child.name, child.guardian.phone)
        record_change(by, "child", child.public_id, TAKEN_IN)
        return child.id


def drafted(
    values: dict[str, Any], guardian: dict[str, Any], name: tuple[str, int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rows of a new child, called `name` (pseudonym and number), and of the guardian. Raise ChildRefused."""
    check(values, guardian)
    row = {"pseudonym": name[0], "number": name[1], "waiting_since": today(), **values}
    return row, {**guardian, "phone_hash": phone_hash(guardian.get("phone", ""))}


def revise_child(
    child_id: int, version: int, values: dict[str, Any], guardian: dict[str, Any], *, by: Actor, reason: str = ""
) -> None:
    """Change a child's file; raise ChangedMeanwhile or ChildRefused.

    A rarer support rhythm (a higher number) needs a `reason`; it is kept in the history.
    """
    with transaction():
        child = db.session.get_one(Child, child_id)
        expect_version(child, version)
        check(values, guardian)
        if values.get("rhythm", child.rhythm) > child.rhythm and not reason.strip():
            raise ChildRefused("reason", "missing")
        child.guardian = child.guardian or Guardian()
        changed = apply_fields(child, values)
        if "rhythm" in changed and reason.strip():
            changed["rhythm_reason"] = [None, reason.strip()]
        at_home = _apply_guardian(child.guardian, guardian)
        if at_home:
            # The form shows one record; the guardian's row must not change behind its version.
            flag_modified(child, "state")
        if "name" in changed or "phone" in at_home:
            index_person("child", child.id, child.name, child.guardian.phone)
        if "rhythm" in changed:
            db.session.flush()
            follow_rhythm(child_id, by=by)
        changed |= {f"guardian.{field}": pair for field, pair in at_home.items()}
        record_change(by, "child", child.public_id, changed)


def _apply_guardian(guardian: Guardian, values: dict[str, Any]) -> dict[str, list[Any]]:
    changed = apply_fields(guardian, values)
    if "phone" in changed:
        guardian.phone_hash = phone_hash(guardian.phone)
    return changed


def free_pseudonym() -> tuple[str, int]:
    """Return a pseudonym nobody has."""

    def taken(name: tuple[str, int]) -> bool:
        query = select(Child.id).where(Child.pseudonym == name[0], Child.number == name[1])
        return db.session.scalar(query) is not None

    return draw_pseudonym(taken)


def draw_pseudonym(taken: Callable[[tuple[str, int]], bool]) -> tuple[str, int]:
    """Return a pseudonym that is not taken, drawn by lot so that its number says nothing."""
    words = list(PSEUDONYMS)
    for attempt in range(2 * TRIES):
        # A nation has more children than 48 words and three digits; then numbers grow longer.
        numbers = USUAL_NUMBERS if attempt < TRIES else USUAL_NUMBERS * 1000
        name = secrets.choice(words), 1 + secrets.randbelow(numbers)
        if not taken(name):
            return name
    raise RuntimeError("no free pseudonym was found")


def pause_child(child_id: int, version: int, until: date | None, *, by: Actor) -> None:
    """Note that a child is away with the parents: pairs stay, meetings until then are off, offers are taken back."""
    with transaction():
        child = _at_version(child_id, version)
        if child.state != ChildState.ACTIVE:
            raise ChildRefused("state", "not_active")
        if until is not None and until < today():
            raise ChildRefused("until", "past")
        _move(child, ChildState.PAUSED, by, paused_until=until)
        withdraw_offers(child.id, "paused")
        cancel_meetings(child.id, "paused", by=by, until=until)


def close_child(child_id: int, version: int, reason: str, *, by: Actor) -> None:
    """End a child's case with a reason code; pairs end with it."""
    with transaction():
        child = _at_version(child_id, version)
        if child.state == ChildState.CLOSED:
            raise ChildRefused("state", "closed")
        _move(child, ChildState.CLOSED, by, closed_reason=reason, waiting_since=None, paused_until=None)
        hide_child(child.id, "closed", by=by)
        end_pairs(child.id, "child_closed", by=by)


def reopen_child(child_id: int, version: int, *, by: Actor) -> None:
    """Take up a paused or ended case again."""
    with transaction():
        child = _at_version(child_id, version)
        if child.state == ChildState.ACTIVE:
            raise ChildRefused("state", "active")
        waiting = child.waiting_since or today()
        _move(child, ChildState.ACTIVE, by, closed_reason="", waiting_since=waiting, paused_until=None)


def hide_child(child_id: int, reason: str, *, by: Actor) -> None:
    """Take a child out of supporters' sight for good or until consent is renewed.

    Seeing is decided anew in every request (app.queries.policy) and so ends with the fact behind this call;
    here follows what stands in tables: open offers are withdrawn and meetings to come are off.
    """
    with transaction():
        withdraw_offers(child_id, reason)
        cancel_meetings(child_id, reason, by=by)


def _at_version(child_id: int, version: int) -> Child:
    child = db.session.get_one(Child, child_id)
    expect_version(child, version)
    return child


def _move(child: Child, state: ChildState, by: Actor, **values: Any) -> None:
    changed = apply_fields(child, {"state": state.value, **values})
    record_change(by, "child", child.public_id, changed)


def check(values: dict[str, Any], guardian: dict[str, Any]) -> None:
    """Raise ChildRefused for the first value a child's file cannot hold."""
    unknown = (values.keys() - CHILD_FIELDS) | (guardian.keys() - GUARDIAN_FIELDS)
    if unknown:
        raise ValueError(f"not fields of a child's file: {', '.join(sorted(unknown))}")
    if "name" in values and not values["name"].strip():
        raise ChildRefused("name", "missing")
    if "rhythm" in values and values["rhythm"] not in (1, 2, 3, 4):
        raise ChildRefused("rhythm", "unknown")
    if "born" in values and not (date(now().year - 25, 1, 1) <= values["born"] <= today()):
        raise ChildRefused("born", "out_of_range")
    if "village_id" in values:
        village = db.session.get(Place, values["village_id"])
        if village is None or village.kind != PlaceKind.VILLAGE:
            raise ChildRefused("village_id", "not_a_village")
    try:
        Availability(tuple(Span(first, end, Preference(told)) for first, end, told in values.get("windows", [])))
    except ValueError as fault:
        raise ChildRefused("windows", "malformed") from fault
