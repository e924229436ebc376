"""Whom a newcomer can be in a sample installation. Nothing of this exists where people are real."""

from __future__ import annotations

from dataclasses import dataclass

import pyotp
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import db
from app.models.accounts import Account
from app.models.matches import Match, MatchState
from app.models.supporters import Supporter, SupporterKind, SupporterState
from app.queries.installation import is_sample

#: handles of the sample's staff end in a domain that can never exist
DOMAIN = "@sample.example"
#: kinds of which one supporter is shown
SHOWN = (SupporterKind.LOVING_MOTHER, SupporterKind.TUTOR, SupporterKind.DOCTOR, SupporterKind.OFFICER)


@dataclass(frozen=True)
class SampleSignIn:
    """Somebody invented: how they sign in, what as, and the code their sign-in app would show now (staff only)."""

    name: str
    handle: str
    roles: tuple[str, ...]
    code: str = ""


def may_be_tried() -> bool:
    """Say whether everybody here is invented and the installation is no real one."""
    return not current_app.config["SETTINGS"].production and is_sample()


def sample_staff() -> list[SampleSignIn]:
    """Return the sample's staff with their current codes."""
    query = select(Account).where(Account.totp_secret.is_not(None)).options(selectinload(Account.grants))
    return [
        SampleSignIn(
            account.name,
            account.handle,
            tuple(grant.role for grant in account.grants),
            pyotp.TOTP(account.totp_secret or "").now(),
        )
        for account in db.session.scalars(query.order_by(Account.id))
        if account.handle.endswith(DOMAIN)
    ]


def sample_supporters() -> list[SampleSignIn]:
    """Return one supporter of each of a few kinds, where possible one who stands beside a child."""
    found = []
    for kind in SHOWN:
        query = (
            select(Account)
            .join(Supporter)
            .outerjoin(Match, (Match.supporter_id == Supporter.id) & (Match.state == MatchState.LIVE))
            .where(Supporter.kind == kind, Supporter.state == SupporterState.ACTIVE)
            .order_by(Match.id.is_(None), Account.id)
            .limit(1)
        )
        account = db.session.scalar(query)
        if account is not None:
            found.append(SampleSignIn(account.name, account.handle, (kind,)))
    return found
