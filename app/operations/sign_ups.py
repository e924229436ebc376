"""Public sign-up: makes an applicant with no rights, or nothing, and says the same either way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.actors import NOBODY
from app.database import db, transaction
from app.models.accounts import Account
from app.models.places import Place
from app.models.supporters import Supporter, SupporterKind
from app.operations.attempts import Limit, take
from app.operations.messages import tell
from app.operations.search import phone_hash
from app.operations.supporters import PhoneTaken, account_of, add_supporter
from app.operations.traces import record
from app.phones import normal_phone
from app.planning.travel import Mode
from app.queries.responsible import all_coordinators

#: one network address may belong to a whole school; one phone to one person
BY_ADDRESS = Limit("sign-up-from", 30, 3600)
BY_PHONE = Limit("sign-up", 3, 3600)


@dataclass(frozen=True)
class SignUp:
    """The nine answers of the sign-up form; the ninth is the consent, without which there is no SignUp."""

    name: str
    phone: str
    gender: str
    birth_year: int
    base_id: int
    mode: Mode
    travel_limit: int
    stays_until: date | None
    #: the person agrees to how these answers are used
    consent: bool = True

    def __post_init__(self) -> None:
        if not self.consent:
            raise ValueError("nobody is signed up without their consent")


def sign_up(answers: SignUp, *, language: str, address: str) -> None:
    """Make an applicant with an account to sign in with, and tell the coordinators.

    When the phone is known already nothing is made; its owner is told, and the caller cannot see the difference
    (security reference, A4). Raises TooMany.
    """
    take(BY_ADDRESS.of(address), BY_PHONE.of(normal_phone(answers.phone)))
    # Of two sign-ups with one phone at once the other was quicker, and told its owner.
    with suppress(IntegrityError), transaction():
        try:
            supporter = add_supporter(values_of(answers), by=NOBODY)
        except PhoneTaken:
            _remind_owner(answers.phone)
            return
        record(NOBODY, "supporter.consented", "supporter", supporter.public_id, "sign-up")
        account = account_of(supporter.id)
        if account is not None:
            account.language = language
            tell(account.id, "application_received", path="/me/vetting")
        for coordinator in all_coordinators(db.session.get_one(Place, answers.base_id)):
            tell(coordinator, "application_new", path=f"/coordination/supporters/{supporter.public_id}")


def values_of(answers: SignUp) -> dict[str, object]:
    """Return the answers as fields of a supporter."""
    return {
        "kind": SupporterKind.VOLUNTEER.value,
        "name": answers.name,
        "phone": answers.phone,
        "gender": answers.gender,
        "birth_year": answers.birth_year,
        "base_id": answers.base_id,
        "mode": answers.mode.value,
        "travel_limit": answers.travel_limit,
        "stays_until": answers.stays_until,
    }


def _remind_owner(phone: str) -> None:
    key = phone_hash(phone)
    owner = db.session.scalar(
        select(Account.id)
        .outerjoin(Supporter, Account.supporter_id == Supporter.id)
        .where((Account.handle_hash == key) | (Supporter.phone_hash == key))
        .limit(1)
    )
    if owner is not None:
        tell(owner, "application_received", path="/me/vetting")
