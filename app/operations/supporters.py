"""What happens to supporters' records: edits, where they stand with us, and who looked at their phone number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, OpenSession
from app.models.encrypted import keyed_hash
from app.models.matches import Match, MatchState
from app.models.supporters import Supporter, SupporterState
from app.operations.matches import end, withdraw
from app.operations.meetings import call_off
from app.operations.messages import tell
from app.operations.search import index_person, phone_hash
from app.operations.traces import apply_fields, record, record_change
from app.phones import normal_phone

#: where a supporter may go from each state; what an applicant lacks to become active is vetting's to say
MOVES: dict[SupporterState, tuple[SupporterState, ...]] = {
    SupporterState.APPLICANT: (SupporterState.DECLINED, SupporterState.LEFT),
    SupporterState.ACTIVE: (SupporterState.PAUSED, SupporterState.LEFT),
    SupporterState.PAUSED: (SupporterState.ACTIVE, SupporterState.LEFT),
    SupporterState.DECLINED: (SupporterState.APPLICANT,),
    SupporterState.LEFT: (SupporterState.APPLICANT,),
}
#: fields `edit_supporter` takes; everything else about a supporter has an operation of its own
EDITABLE = frozenset(
    {
        "kind", "name", "phone", "email", "gender", "birth_year", "base_id", "languages", "skills", "interests", "mode",
        "travel_limit", "caseload", "weekly_minutes", "experience_months", "stays_until", "probation",
        "first_aid_until",
    }
)  # fmt: skip


class CannotMove(Exception):
    """A supporter does not go from this state to that one."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"{state} → {wanted}")
        self.state, self.wanted = state, wanted


class PhoneTaken(Exception):
    """Another supporter or account has this phone number."""


def current(supporter_id: int, version: int | None) -> Supporter:
    """Return the supporter inside a transaction; raise StaleDataError when `version` is not today's.

    Without a version nothing is compared.
    """
    supporter = db.session.get_one(Supporter, supporter_id)
    if version is not None and supporter.version != version:
        raise StaleDataError(f"supporter {supporter.public_id} was changed meanwhile")
    return supporter


def add_supporter(values: dict[str, Any], *, by: Actor) -> Supporter:
    """Add an applicant and the account to sign in with; raise PhoneTaken when the phone is known."""
    with transaction():
        refuse_taken(values["phone"], None)
        supporter = Supporter(**drafted(values))
        db.session.add(supporter)
        db.session.flush()
        index_person("supporter", supporter.id, supporter.name, supporter.phone)
        open_account(supporter)
        record(by, "supporter.added", "supporter", supporter.public_id)
    return supporter


def drafted(values: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a new applicant."""
    return {**_only_editable(values), "phone_hash": phone_hash(values["phone"]), "state": SupporterState.APPLICANT}


def open_account(supporter: Supporter, language: str = "zh") -> None:
    """Let a supporter sign in with their phone number; without one, or with an account, nothing happens."""
    digits = normal_phone(supporter.phone)
    if not digits or account_of(supporter.id) is not None:
        return
    with transaction():
        account = account_row(supporter.name, digits)
        db.session.add(Account(**account, language=language, supporter_id=supporter.id))


def account_row(name: str, digits: str) -> dict[str, Any]:
    """Return the row of the account a person with this phone number signs in with."""
    return {"name": name, "handle": digits, "handle_hash": keyed_hash(digits)}


def account_of(supporter_id: int) -> Account | None:
    """Return the account a supporter signs in with."""
    return db.session.scalar(select(Account).where(Account.supporter_id == supporter_id))


def refuse_taken(phone: str, supporter_id: int | None) -> None:
    """Raise PhoneTaken when somebody other than `supporter_id` has this number."""
    key = phone_hash(phone)
    if key is None:
        return
    others = select(Supporter.id).where(Supporter.phone_hash == key, Supporter.id != (supporter_id or 0))
    accounts = select(Account.id).where(
        Account.handle_hash == key, Account.supporter_id.is_distinct_from(supporter_id or 0)
    )
    if db.session.scalar(others.limit(1)) or db.session.scalar(accounts.limit(1)):
        raise PhoneTaken


def edit_supporter(supporter_id: int, values: dict[str, Any], *, version: int | None, by: Actor) -> None:
    """Change a supporter's facts and keep what they were; raise PhoneTaken, or StaleDataError (see `current`).

    Another phone number moves the sign-in to it and ends the sign-ins that are open.
    """
    values = _only_editable(values)
    with transaction():
        supporter = current(supporter_id, version)
        before = supporter.phone
        changed = apply_fields(supporter, values)
        if "phone" in changed:
            refuse_taken(supporter.phone, supporter_id)
            supporter.phone_hash = phone_hash(supporter.phone)
            _move_sign_in(supporter, before)
            record(by, "supporter.phone", "supporter", supporter.public_id, "changed")
        if {"name", "phone"} & changed.keys():
            index_person("supporter", supporter_id, supporter.name, supporter.phone)
        if "name" in changed and (account := account_of(supporter_id)):
            account.name = supporter.name
        record_change(by, "supporter", supporter.public_id, changed)


def _only_editable(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - EDITABLE
    if unknown:
        raise ValueError(f"not fields of a supporter: {', '.join(sorted(unknown))}")
    return values


def _move_sign_in(supporter: Supporter, before: str) -> None:
    account = account_of(supporter.id)
    if account is None:
        open_account(supporter)
    elif account.handle == normal_phone(before) and (digits := normal_phone(supporter.phone)):
        account.handle, account.handle_hash = digits, keyed_hash(digits)
        db.session.execute(
            update(OpenSession)
            .where(OpenSession.account_id == account.id, OpenSession.ended_at.is_(None))
            .values(ended_at=now())
        )


def move_supporter(supporter_id: int, state: SupporterState, *, version: int | None, by: Actor) -> int:
    """Pause, bring back, let go, decline or reconsider a supporter; raise CannotMove where that makes no sense.

    Whoever pauses or leaves stands beside no child from this moment on. Return how many pairs that leaves behind:
    paused ones wait, those of someone who left are ended.
    """
    with transaction():
        supporter = current(supporter_id, version)
        before = SupporterState(supporter.state)
        if state not in MOVES[before]:
            raise CannotMove(before, state)
        changed = apply_fields(supporter, {"state": state.value})
        record_change(by, "supporter", supporter.public_id, changed)
        record(by, f"supporter.{state}", "supporter", supporter.public_id, f"was {before}")
        pairs = 0
        if before is SupporterState.ACTIVE:
            pairs = stand_down(supporter_id, "ended" if state is SupporterState.LEFT else "paused", by=by)
        if state is SupporterState.LEFT:
            live = matches_of(supporter_id, MatchState.LIVE)
            for match_id in live:
                end(match_id, "wish_supporter", by=by)
            pairs = len(live)
        if state is SupporterState.DECLINED and (account := account_of(supporter_id)):
            tell(account.id, "application_declined")
    return pairs


def stand_down(supporter_id: int, reason: str, *, by: Actor) -> int:
    """Withdraw a supporter's open offers and cancel their planned meetings; return how many live pairs remain.

    Called in the transaction that ends the right to stand beside a child (security reference, T3); `reason` is what
    the meetings are cancelled with: vetting, paused or ended. The pairs stay: the policy hides their children at once,
    and shows them again when the vetting is renewed.
    """
    with transaction():
        for match_id in matches_of(supporter_id, MatchState.OFFERED):
            withdraw(match_id, by=by)
        live = matches_of(supporter_id, MatchState.LIVE)
        for match_id in live:
            call_off(match_id, reason, by=by)
    return len(live)


def matches_of(supporter_id: int, state: MatchState) -> list[int]:
    """Return the ids of a supporter's matches in a state."""
    query = select(Match.id).where(Match.supporter_id == supporter_id, Match.state == state).order_by(Match.id)
    return list(db.session.scalars(query))


def reveal_contact(supporter_id: int, *, by: Actor) -> tuple[str, str]:
    """Return a supporter's phone and e-mail, and note in the same transaction that they were looked at."""
    with transaction():
        supporter = db.session.get_one(Supporter, supporter_id)
        record(by, "supporter.contact", "supporter", supporter.public_id, "phone,email")
        return supporter.phone, supporter.email
