"""Erase a person: what says who they were goes, a tombstone without a name stays for restored backups."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import and_, delete, not_, select, update

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, OpenSession
from app.models.children import Child, ChildState, Consent, Erasure, SupporterWish
from app.models.hours import Ticket
from app.models.matches import Match
from app.models.meetings import Meeting
from app.models.messages import Delivery, Message, MessageWishes, Reminder
from app.models.rotas import PairRule, RotaPair
from app.models.supporters import Away, Evidence, Supporter, SupporterState
from app.models.traces import Change
from app.operations.child_matches import end_pairs, withdraw_offers
from app.operations.rota_pairs import OTHER_REASON
from app.operations.search import remove_person
from app.operations.traces import record
from app.queries.rota_pairs import of as of_supporter

HASH_BYTES = 16


def erase_child(child_id: int, *, by: Actor) -> None:
    """Erase a child: pairs end, the file and its history are emptied, the pseudonym stays for the statistics.

    Concerns and the audit stay: the law wants them kept, and they hold no name.
    """
    with transaction():
        child = db.session.get_one(Child, child_id)
        if child.erased_at is None:
            withdraw_offers(child.id, "erased")
            end_pairs(child.id, "erased", by=by)
            wipe_child(child)
            _bury("child", child.public_id, by)


def erase_supporter(supporter_id: int, *, by: Actor) -> None:
    """Erase a supporter: pairs end, record and account are emptied, open sign-ins end."""
    with transaction():
        supporter = db.session.get_one(Supporter, supporter_id)
        if supporter.erased_at is None:
            for child_id in db.session.scalars(select(Match.child_id).where(Match.supporter_id == supporter_id)).all():
                withdraw_offers(child_id, "erased", supporter_id)
                end_pairs(child_id, "erased", by=by, supporter_id=supporter_id)
            wipe_supporter(supporter)
            _bury("supporter", supporter.public_id, by)


def apply_erasures(tombstones: Iterable[tuple[str, str]] = (), *, by: Actor = SYSTEM) -> int:
    """Erase again whoever is back after a backup was restored, and return how many.

    `tombstones` are (kind, public id) pairs kept outside the backup; the restored table's own ones count too.
    """
    ways: dict[str, tuple[Any, Callable[..., None]]] = {
        "child": (Child, erase_child),
        "supporter": (Supporter, erase_supporter),
    }
    erased = 0
    with transaction():
        known = {(row.kind, row.subject) for row in db.session.scalars(select(Erasure))}
        for kind, public_id in sorted(known | set(tombstones)):
            table, erase = ways[kind]
            back = select(table.id).where(table.public_id == public_id, table.erased_at.is_(None))
            row_id = db.session.scalar(back)
            if row_id is not None:
                erase(row_id, by=by)
                erased += 1
    return erased


def wipe_child(child: Child) -> None:
    """Empty a child's row, guardian, history and search words; needs a transaction."""
    child.name = child.address = ""
    child.file_key = None
    child.needs, child.interests, child.wishes, child.windows = [], [], [], []
    child.school_id = child.meeting_place_id = child.sibling_group = None
    child.state, child.closed_reason = ChildState.CLOSED, "erased"
    child.waiting_since = child.paused_until = None
    child.erased_at = now()
    if child.guardian is not None:
        child.guardian.name = child.guardian.phone = ""
        child.guardian.phone_hash = None
        child.guardian.languages = []
    still = update(Consent).where(Consent.child_id == child.id, Consent.withdrawn_at.is_(None))
    db.session.execute(still.values(withdrawn_at=now()))
    db.session.execute(delete(SupporterWish).where(SupporterWish.child_id == child.id))
    db.session.execute(update(Ticket).where(Ticket.child_id == child.id).values(rests=True))
    _forget("child", child.id, child.public_id, Match.child_id == child.id)


def wipe_supporter(supporter: Supporter) -> None:
    """Empty a supporter's row, evidence, account, history and search words; needs a transaction."""
    supporter.name = supporter.phone = supporter.email = ""
    supporter.phone_hash = None
    supporter.birth_year = 0
    supporter.languages, supporter.skills, supporter.interests, supporter.windows = [], [], [], []
    supporter.state = SupporterState.LEFT
    supporter.erased_at = now()
    db.session.execute(
        update(Evidence)
        .where(Evidence.supporter_id == supporter.id, Evidence.ended_at.is_(None))
        .values(ended_at=now(), ended_reason="erased")
    )
    db.session.execute(update(Evidence).where(Evidence.supporter_id == supporter.id).values(note=""))
    db.session.execute(delete(Away).where(Away.supporter_id == supporter.id))
    account = db.session.scalar(select(Account).where(Account.supporter_id == supporter.id))
    if account is not None:
        close_account(account)
    db.session.execute(delete(SupporterWish).where(SupporterWish.supporter_id == supporter.id))
    _forget_rota_pairs(supporter.id)
    _forget("supporter", supporter.id, supporter.public_id, Match.supporter_id == supporter.id)


def close_account(account: Account) -> None:
    """Empty an account so that nobody signs in with it again."""
    account.name = account.handle = ""
    account.handle_hash = secrets.token_bytes(HASH_BYTES)
    account.password_hash = ""
    account.totp_secret = account.calendar_key = None
    account.disabled_at = account.disabled_at or now()
    open_ones = update(OpenSession).where(OpenSession.account_id == account.id, OpenSession.ended_at.is_(None))
    db.session.execute(open_ones.values(ended_at=now()))
    told = select(Message.id).where(Message.account_id == account.id)
    db.session.execute(delete(Delivery).where(Delivery.message_id.in_(told)))
    for table in (Message, MessageWishes, Reminder):
        db.session.execute(delete(table).where(table.account_id == account.id))


def _forget(subject: str, row_id: int, public_id: str, theirs: Any) -> None:
    remove_person(subject, row_id)
    db.session.execute(delete(Change).where(Change.subject == subject, Change.subject_id == public_id))
    pairs = select(Match.id).where(theirs)
    db.session.execute(update(Meeting).where(Meeting.match_id.in_(pairs)).values(note=""))


def _forget_rota_pairs(supporter_id: int) -> None:
    """Forget whom rotas kept from somebody. Who came only beside them still waits for a coordinator, without the reason."""
    theirs = of_supporter(supporter_id)
    waits = and_(RotaPair.rule == PairRule.TOGETHER, RotaPair.ended_at.is_(None))
    db.session.execute(delete(RotaPair).where(theirs, not_(waits)))
    db.session.execute(update(RotaPair).where(theirs).values(reason=OTHER_REASON))


def _bury(kind: str, public_id: str, by: Actor) -> None:
    known = db.session.scalar(select(Erasure.id).where(Erasure.kind == kind, Erasure.subject == public_id))
    if known is None:
        db.session.add(Erasure(kind=kind, subject=public_id, at=now(), by=by.account_id))
    record(by, f"{kind}.erased", kind, public_id)
