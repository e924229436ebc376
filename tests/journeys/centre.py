"""A centre with something on every page of the rota and the day: shifts asked, promised, running, over and signed off."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.jobs.rounds import solve_round
from app.models.activities import Shift
from app.models.assignments import Assignment, AssignmentState, ReplacementAsk, SwapOffer
from app.models.matches import Match
from app.models.places import Place, PlaceKind
from app.models.rounds import Round, RoundState
from app.models.supporters import Supporter
from app.operations.attendance import give_tickets
from app.operations.cancellations import cancel_shift
from app.operations.certificates import Issuer, issue
from app.operations.rounds import Span, ask_round
from app.operations.sign_offs import sign_off_plain
from app.queries.rounds import newest_versions
from tests.activities import afternoon, place_on, template
from tests.cast import place

HOUR = timedelta(hours=1)
KEY = "walked"


def let_a_centre_run(match: Match, by: Actor) -> dict[str, str]:
    """Give the supporter of a match, at a centre in the child's village, a shift of every kind; return the ids by what."""
    child, supporter = match.child.public_id, match.supporter.public_id
    with transaction():
        village = match.child.village
        centre = place(PlaceKind.CENTRE, "walked-centre", "常来儿童之家", village.lat, village.lon, village)
        db.session.flush()
        other = db.session.scalars(select(Supporter.id).where(Supporter.id != match.supporter_id)).first()
        assert other is not None
        people = [match.supporter_id, other]
        promised, asked, open_still, called_off = (afternoon(centre.id, days) for days in (5, 6, 7, 8))
        place_on(promised, match.supporter_id)
        swap = SwapOffer(assignment=place_on(open_still, other))
        place_on(afternoon(centre.id, 4), match.supporter_id, AssignmentState.OFFERED)
        ask = ReplacementAsk(opening=asked.openings[0], supporter_id=match.supporter_id, answer_by=asked.starts_at)
        db.session.add_all([ask, swap])
        running = here(centre, people[:1], begun=HOUR / 2)
        over, signed = (
            here(centre, people, begun=27 * HOUR, gone=True),
            here(centre, people, begun=51 * HOUR, gone=True),
        )
        db.session.flush()
        found = {
            "centre": centre.public_id,
            "shift": promised.public_id,
            "series": promised.series.public_id,
            "template": template().public_id,
            "over": over.public_id,
            "promise": on(promised).public_id,
            "presence": on(running).public_id,
            "ask": ask.public_id,
            "opening": open_still.openings[0].public_id,
            "swap": swap.public_id,
        }
        centre_id, signed_id, called_off_id = centre.id, signed.id, called_off.id
    give_tickets(centre_id, [child], by=by)
    sign_off_plain(signed_id, by=by)
    days = today() - timedelta(weeks=1), today()
    certificate, *_ = issue([supporter], *days, Issuer("常来县", "季晓岚", "0578-0000000"), request_key=KEY, by=by)
    return found | {
        "certificate": certificate.public_id,
        "number": certificate.number,
        "code": certificate.code,
        "issued": KEY,
        "cancellation": cancel_shift(called_off_id, "typhoon", by=by),
        "rota": proposed_rota(centre_id, by),
    }


def here(centre: Place, people: list[int], *, begun: timedelta, gone: bool = False) -> Shift:
    """Add a shift of two hours that began so long ago, with people who came in time, and left in time if they are gone."""
    starts_at = now() - begun
    shift = afternoon(centre.id, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    for seat, supporter_id in enumerate(people):
        one = place_on(shift, supporter_id, seat=seat)
        one.checked_in_at, one.checked_out_at = starts_at, shift.ends_at if gone else None
    return shift


def on(shift: Shift) -> Assignment:
    """Return the first assignment on a shift."""
    return db.session.scalars(select(Assignment).where(Assignment.shift_id == shift.id).order_by(Assignment.id)).one()


def proposed_rota(centre_id: int, by: Actor) -> str:
    """Ask for a rota of the centre's coming shifts, solve it here and now, and return the round's public id."""
    span = Span(today() + timedelta(days=1), 14, frozenset({centre_id}))
    asked = ask_round(request_key=KEY, by=by, programme_version_id=newest_versions()[0].id, span=span, seconds=5)
    solve_round(asked)
    db.session.expire_all()
    this = db.session.get_one(Round, asked)
    assert this.state == RoundState.PROPOSED, this.failure
    return this.public_id
