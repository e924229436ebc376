"""The sample's staff and their sign-ins, which only a sample database knows."""

from __future__ import annotations

import pyotp
from sqlalchemy import select

from app.database import db
from app.models.accounts import Account, Grant, Role
from app.models.common import public_id
from app.models.encrypted import keyed_hash
from app.operations.bulk import add_rows, ids_by
from app.operations.passwords import hashed
from app.operations.samples.activities import busiest_village
from app.phones import normal_phone
from app.queries.installation import is_sample
from app.samples import County

#: printed for everybody at the start; a production start refuses a sample database
PASSWORD = "one child, a few grown-ups"  # noqa: S105
COORDINATOR, SECOND = "coordinator@sample.example", "second@sample.example"
STAFF = (
    ("季晓岚 Ji Xiaolan", COORDINATOR, Role.COORDINATOR),
    ("钱雨文 Qian Yuwen", SECOND, Role.COORDINATOR),
    ("温志海 Wen Zhihai", "organizer@sample.example", Role.ORGANIZER),
    ("安静怡 An Jingyi", "admin@sample.example", Role.ADMIN),
)
DIRECTOR = "director@sample.example"
#: reserved-looking numbers, like those of all invented people
PHONE = "1990000990{}"


def add_staff() -> dict[str, int]:
    """Write the coordinators, the organizer and the administrator; return their ids by handle.

    Each has a second factor of their own; the sign-in page of a sample shows its current code.
    """
    password = hashed(PASSWORD)
    for number, (name, handle, role) in enumerate(STAFF):
        db.session.add(
            Account(
                name=name,
                phone=PHONE.format(number),
                handle=handle,
                handle_hash=keyed_hash(handle),
                password_hash=password,
                totp_secret=pyotp.random_base32(),
                grants=[Grant(role=role)],
            )
        )
    db.session.flush()
    return {handle: account_id(handle) for _, handle, _ in STAFF}


def account_id(handle: str) -> int:
    """Return the id of the account that signs in with `handle`."""
    return db.session.scalars(select(Account.id).where(Account.handle_hash == keyed_hash(handle))).one()


def add_directors(county: County, places: dict[str, int]) -> None:
    """Write the village child directors; one with shifts every day has a sample sign-in, the others come by invitation."""
    directors = [person for person in county.staff if person.post == "child_director"]
    village = busiest_village(county)
    directors.sort(key=lambda person: person.place != village)
    rows = [
        {
            "public_id": public_id(),
            "name": person.name,
            "handle": handle,
            "handle_hash": keyed_hash(handle),
            "phone": normal_phone(person.phone),
            "password_hash": hashed(PASSWORD) if handle == DIRECTOR else "",
            "totp_secret": pyotp.random_base32() if handle == DIRECTOR else None,
        }
        for number, person in enumerate(directors)
        for handle in (DIRECTOR if number == 0 else normal_phone(person.phone),)
    ]
    add_rows(Account, rows)
    ids = ids_by(Account, Account.public_id)
    grants = [
        {"account_id": ids[row["public_id"]], "role": Role.DIRECTOR, "place_id": places[person.place]}
        for row, person in zip(rows, directors, strict=True)
    ]
    add_rows(Grant, grants)


def sign_ins() -> list[str]:
    """Return the lines that tell a newcomer how to sign in; none when the database is no sample."""
    if not is_sample():
        return []
    handles = [f"  {role.value:<12} {handle}" for _, handle, role in STAFF if handle != SECOND]
    return [
        "Sign in as staff (invented people; the page shows the second factor's code):",
        *handles,
        f"  {'director':<12} {DIRECTOR}",
        f"  password     {PASSWORD}",
        f"A second coordinator, who approves what the first recorded: {SECOND}",
        "Sign in as a supporter with any phone of the supporters' list; the code stands on the outbox page.",
    ]
