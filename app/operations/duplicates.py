"""Rows that may be one person: found, then merged or kept apart by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

from sqlalchemy import delete, select, update

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account
from app.models.assignments import Assignment
from app.models.children import Child, Consent, Erasure, Exclusion, Guardian, Pin, SupporterWish
from app.models.hours import Certificate, Ticket
from app.models.matches import TAKEN, Match, MatchState
from app.models.rounds import Declined
from app.models.supporters import Away, Evidence, Supporter
from app.models.uploads import Doubtful
from app.operations.child_matches import cancel_meetings
from app.operations.erasure import wipe_child, wipe_supporter
from app.operations.rota_merges import move_rota_rules
from app.operations.search import index_person
from app.operations.traces import apply_fields, record, record_change
from app.queries.duplicates import CHILD_CHOICES, SUPPORTER_CHOICES
from app.queries.sounds import sound_of

TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "child": (Child, CHILD_CHOICES),
    "supporter": (Supporter, SUPPORTER_CHOICES),
}
GUARDIAN = ("name", "phone", "phone_hash", "relation", "languages", "device")


class NotDoubtful(Exception):
    """The pair has been decided, or one of the two is gone."""


def find_doubtful(*, by: Actor = SYSTEM) -> int:
    """Compare everybody with everybody, note new pairs that may be one person, and return how many.

    One person: the same phone with the same sound of name or the same month of birth (a phone alone is often a
    grandmother's of four); or the same sound, month of birth and village. Supporters: the same phone; or the same
    sound, year of birth and base. Pairs that were decided are not raised again.
    """
    # Opening thousands of sealed names takes seconds: nobody waits for the tables meanwhile.
    found = {("child", *key): reason for key, reason in _alike_children().items()}
    found |= {("supporter", *key): reason for key, reason in _alike_supporters().items()}
    with transaction():
        decided = select(Doubtful.subject, Doubtful.one_id, Doubtful.other_id)
        known = {(row[0], *sorted(row[1:])) for row in db.session.execute(decided)}
        new = {key: reason for key, reason in found.items() if key not in known}
        for (subject, one, other), reason in sorted(new.items()):
            db.session.add(Doubtful(subject=subject, one_id=one, other_id=other, reason=reason))
        if new:
            record(by, "doubtful.found", detail=str(len(new)))
    return len(new)


def _alike_children() -> dict[tuple[int, int], str]:
    rows = db.session.execute(
        select(Child.id, Child.name, Child.born, Child.village_id, Child.sibling_group, Guardian.phone_hash)
        .outerjoin(Guardian, Guardian.child_id == Child.id)
        .where(Child.erased_at.is_(None))
    ).all()
    sound = {row.id: sound_of(row.name) for row in rows}
    found: dict[tuple[int, int], str] = {}
    for one, other in _sharing(rows, lambda row: (sound[row.id], row.born, row.village_id)):
        found[_key(one, other)] = "same_sound"
    for one, other in _sharing(rows, lambda row: row.phone_hash):
        twins = one.sibling_group is not None and one.sibling_group == other.sibling_group
        if sound[one.id] == sound[other.id] or (one.born == other.born and not twins):
            found[_key(one, other)] = "same_phone"
    return found


def _alike_supporters() -> dict[tuple[int, int], str]:
    rows = db.session.execute(
        select(Supporter.id, Supporter.name, Supporter.birth_year, Supporter.base_id, Supporter.phone_hash).where(
            Supporter.erased_at.is_(None)
        )
    ).all()
    found = {
        _key(one, other): "same_sound"
        for one, other in _sharing(rows, lambda row: (sound_of(row.name), row.birth_year, row.base_id))
    }
    return found | {_key(one, other): "same_phone" for one, other in _sharing(rows, lambda row: row.phone_hash)}


def _sharing(rows: Iterable[Any], what: Callable[[Any], Any]) -> Iterable[tuple[Any, Any]]:
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        if (key := what(row)) is not None:
            groups.setdefault(key, []).append(row)
    for group in groups.values():
        yield from combinations(group, 2)


def _key(one: Any, other: Any) -> tuple[int, int]:
    return min(one.id, other.id), max(one.id, other.id)


def keep_both(doubtful_id: int, *, by: Actor) -> None:
    """Note that the two are two people; raise NotDoubtful."""
    with transaction():
        _decide(doubtful_id, "kept", by)


def merge(doubtful_id: int, kept_id: int, from_other: Iterable[str], *, by: Actor) -> None:
    """Make one person of two: `kept_id` stays and takes the fields `from_other` names from the other row.

    Pairs, consents or evidence, exclusions, wishes and pins move; the other row is erased and leaves a tombstone.
    Raise NotDoubtful.
    """
    with transaction():
        pair = _decide(doubtful_id, "merged", by)
        if kept_id not in (pair.one_id, pair.other_id):
            raise NotDoubtful
        other_id = pair.other_id if kept_id == pair.one_id else pair.one_id
        table, choices = TABLES[pair.subject]
        kept, other = db.session.get_one(table, kept_id), db.session.get_one(table, other_id)
        if kept.erased_at is not None or other.erased_at is not None:
            raise NotDoubtful
        chosen = [field for field in choices if field in set(from_other)]
        changed = _take(kept, other, chosen)
        if isinstance(kept, Child) and isinstance(other, Child):
            _move_child(kept, other, by)
            wipe_child(other)
            index_person("child", kept.id, kept.name, kept.guardian.phone if kept.guardian else "")
        elif isinstance(kept, Supporter) and isinstance(other, Supporter):
            _move_supporter(kept, other, by)
            wipe_supporter(other)
            index_person("supporter", kept.id, kept.name, kept.phone)
        db.session.add(Erasure(kind=pair.subject, subject=other.public_id, at=now(), by=by.account_id))
        record_change(by, pair.subject, kept.public_id, changed | {"merged": [None, other.public_id]})
        record(by, f"{pair.subject}.merged", pair.subject, kept.public_id)


def _decide(doubtful_id: int, decision: str, by: Actor) -> Doubtful:
    pair = db.session.get_one(Doubtful, doubtful_id)
    if pair.decision:
        raise NotDoubtful
    pair.decision, pair.decided_by = decision, by.account_id
    return pair


def _take(kept: Any, other: Any, fields: list[str]) -> dict[str, list[Any]]:
    values = {field: getattr(other, field) for field in fields if field != "guardian"}
    if "phone" in values:
        values["phone_hash"] = other.phone_hash
    changed = apply_fields(kept, {field: value for field, value in values.items() if field != "phone_hash"})
    if "phone" in values:
        kept.phone_hash = other.phone_hash
    if "guardian" in fields and other.guardian is not None:
        kept.guardian = kept.guardian or Guardian()
        home = apply_fields(kept.guardian, {field: getattr(other.guardian, field) for field in GUARDIAN})
        home.pop("phone_hash", None)
        changed |= {f"guardian.{field}": both for field, both in home.items()}
    return changed


def _move_child(kept: Child, other: Child, by: Actor) -> None:
    kept.file_key = kept.file_key or other.file_key
    kept.waiting_since = min(filter(None, (kept.waiting_since, other.waiting_since)), default=None)
    taken = {(match.role, match.seat): match for match in _taken(Match.child_id == kept.id)}
    beside = {(match.role, match.supporter_id) for match in taken.values()}
    for match in _taken(Match.child_id == other.id):
        if (match.role, match.supporter_id) in beside:
            _end(match, by)
        else:
            while (match.role, match.seat) in taken:
                match.seat += 1
            taken[match.role, match.seat] = match
    db.session.flush()
    _repoint(Match, Match.child_id, kept.id, other.id)
    _repoint(Consent, Consent.child_id, kept.id, other.id)
    _repoint_once(Exclusion, Exclusion.child_id, (Exclusion.supporter_id,), kept.id, other.id)
    _repoint_once(SupporterWish, SupporterWish.child_id, (SupporterWish.supporter_id,), kept.id, other.id)
    _repoint_once(Pin, Pin.child_id, (Pin.supporter_id, Pin.role), kept.id, other.id)
    _repoint_once(Declined, Declined.child_id, (Declined.supporter_id, Declined.role), kept.id, other.id)
    _repoint_free(Ticket, Ticket.child_id, Ticket.place_id, kept.id, other.id)
    db.session.expire(other, ["consents"])
    db.session.expire(kept, ["consents"])


def _move_supporter(kept: Supporter, other: Supporter, by: Actor) -> None:
    beside = {(match.child_id, match.role) for match in _taken(Match.supporter_id == kept.id)}
    for match in _taken(Match.supporter_id == other.id):
        if (match.child_id, match.role) in beside:
            _end(match, by)
    db.session.flush()
    for table in (Match, Evidence, Away):
        _repoint(table, table.supporter_id, kept.id, other.id)
    _repoint_once(Exclusion, Exclusion.supporter_id, (Exclusion.child_id,), kept.id, other.id)
    _repoint_once(SupporterWish, SupporterWish.supporter_id, (SupporterWish.child_id,), kept.id, other.id)
    _repoint_once(Pin, Pin.supporter_id, (Pin.child_id, Pin.role), kept.id, other.id)
    _repoint_once(Declined, Declined.supporter_id, (Declined.child_id, Declined.role), kept.id, other.id)
    move_rota_rules(kept.id, other.id)
    _repoint_free(Assignment, Assignment.supporter_id, Assignment.shift_id, kept.id, other.id)
    _repoint_free(Certificate, Certificate.supporter_id, Certificate.request_key, kept.id, other.id)
    if db.session.scalar(select(Account.id).where(Account.supporter_id == kept.id)) is None:
        _repoint(Account, Account.supporter_id, kept.id, other.id)
    for row in (kept, other):
        db.session.expire(row, ["evidence", "away"])


def _taken(whose: Any) -> list[Match]:
    return list(db.session.scalars(select(Match).where(whose, Match.state.in_(TAKEN)).order_by(Match.id)))


def _end(match: Match, by: Actor) -> None:
    cancel_meetings(match.child_id, "merged", by=by, supporter_id=match.supporter_id, quietly=True)
    match.state = MatchState.ENDED if match.state == MatchState.LIVE else MatchState.WITHDRAWN
    match.ended_at, match.end_reason = now(), "merged"


def _repoint(table: Any, column: Any, kept_id: int, other_id: int) -> None:
    db.session.execute(update(table).where(column == other_id).values({column.key: kept_id}))


def _repoint_free(table: Any, column: Any, once: Any, kept_id: int, other_id: int) -> None:
    """Move rows where the kept record has none with the same `once`; the others stay as the history they are."""
    taken = list(db.session.scalars(select(once).where(column == kept_id)))
    rows = list(db.session.scalars(select(table.id).where(column == other_id, once.not_in(taken))))
    moved = update(table).where(table.id.in_(rows)).values({column.key: kept_id})
    db.session.execute(moved.execution_options(synchronize_session=False))


def _repoint_once(table: Any, column: Any, rest: tuple[Any, ...], kept_id: int, other_id: int) -> None:
    """Move rows of which there may be one per pair; a standing exclusion or wish wins over one that has ended."""
    known = {
        tuple(getattr(row, part.key) for part in rest): row
        for row in db.session.scalars(select(table).where(column == kept_id))
    }
    for row in db.session.scalars(select(table).where(column == other_id)).all():
        twin = known.get(tuple(getattr(row, part.key) for part in rest))
        if twin is None:
            setattr(row, column.key, kept_id)
            continue
        if isinstance(row, Exclusion) and row.lifted_at is None:
            twin.lifted_at = None
        if isinstance(row, SupporterWish) and row.withdrawn_at is None:
            twin.withdrawn_at = None
        db.session.execute(delete(table).where(table.id == row.id))
    db.session.flush()
