"""Tell those who qualify of a shift somebody would give away: a few, as a first wave of replacements, and rarely."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.clock import now
from app.database import db, transaction
from app.models.assignments import AssignmentState, SwapOffer, SwapState
from app.models.messages import Message
from app.operations.messages import tell
from app.operations.seating import comes
from app.operations.shift_people import accounts_of
from app.queries.fitness import version_in_force
from app.queries.replacements import ranking
from app.queries.rota_rules import rota_rules_of

#: name of the bell that a worker answers (app.queues.BELLS)
BELL = "swaps.tell"
#: code of app.wording.messages
KIND = "swap_offered"
#: nobody hears of a second swap within this time
REST = timedelta(hours=24)


def tell_of_swap(offer_id: int) -> int:
    """Tell as many as a wave of replacements asks, least recently asked first; return how many.

    Of a shift that was offered, kept and offered again people hear once. The ranking is read before anything is held.
    """
    offer = db.session.get(SwapOffer, offer_id)
    if offer is None or not stands(offer) or offered_before(offer):
        return 0
    ranked = [one.supporter_id for one in ranking(offer.assignment.opening, offer.assignment)]
    at_once = rota_rules_of(version_in_force()).ask_at_once
    accounts = accounts_of(ranked)
    with transaction():
        offer = db.session.get_one(SwapOffer, offer_id, with_for_update=True)
        path = f"/me/open/swaps/{offer.public_id}"
        if not stands(offer) or db.session.scalar(select(Message.id).where(Message.path == path).limit(1)) is not None:
            return 0
        heard = set(
            db.session.scalars(
                select(Message.account_id).where(Message.kind == KIND, Message.created_at > now() - REST)
            )
        )
        reached = [accounts[one] for one in ranked if one in accounts and accounts[one] not in heard][:at_once]
        for account_id in reached:
            tell(account_id, KIND, path=path, starts_at=offer.assignment.shift.starts_at.isoformat())
    return len(reached)


def stands(offer: SwapOffer) -> bool:
    """Say whether somebody could take a shift over."""
    given = offer.assignment
    return offer.state == SwapState.OPEN and given.state == AssignmentState.ACCEPTED and comes(given.shift)


def offered_before(offer: SwapOffer) -> bool:
    """Say whether the same shift was offered by the same person before."""
    before = select(SwapOffer.id).where(SwapOffer.assignment_id == offer.assignment_id, SwapOffer.id < offer.id)
    return db.session.scalar(before.limit(1)) is not None
