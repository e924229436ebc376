"""Try-outs: what changed rules would do, solved as a round that can be compared and never published."""

from __future__ import annotations

from sqlalchemy import select

from app import matching
from app.actors import Actor
from app.database import after_commit, db, transaction
from app.models.accounts import Role
from app.models.programmes import Programme
from app.models.rounds import RUNNING, Round, RoundKind
from app.operations.programmes import ProgrammeRefused
from app.operations.rounds import MOST_SECONDS, ROUNDS, NotAskable, take_turns
from app.operations.traces import record


def try_rules(
    programme_id: int, rules: object, *, request_key: str, by: Actor, seconds: int = 60, seed: int = 1
) -> int:
    """Ask for a try-out of `rules`, the JSON form of a programme, over the whole county; return the round's id.

    Nothing of the programme is saved. The same `request_key`, and any press while a try-out of these rules is on its
    way, give the one that is there. Raises Refusal with the path of what is wrong in the rules, ProgrammeRefused
    ("closed"), NotAskable ("seconds", "scope").
    """
    wanted = matching.load_programme(rules)
    if not 1 <= seconds <= MOST_SECONDS:
        raise NotAskable("seconds")
    if by.account_id is not None and Role.ORGANIZER not in by.roles:
        raise NotAskable("scope")
    kept = matching.dump_programme(wanted)
    with transaction():
        take_turns()
        programme = db.session.get_one(Programme, programme_id)
        if programme.closed:
            raise ProgrammeRefused("closed")
        known = under_way(request_key, programme, kept)
        if known is not None:
            return known.id
        asked = Round(
            kind=RoundKind.CIRCLES,
            trial=True,
            trial_rules=kept,
            request_key=request_key,
            asked_by=by.account_id,
            programme_version_id=programme.versions[-1].id,
            seconds=seconds,
            seed=seed,
        )
        db.session.add(asked)
        db.session.flush()
        asked_id = asked.id
        record(by, "round.tried", "round", asked.public_id)
        after_commit(lambda: ROUNDS.call_worker(asked_id))
    return asked_id


def under_way(request_key: str, programme: Programme, rules: dict[str, object]) -> Round | None:
    """Return the try-out that this press asked for already, or one of the same rules that is on its way."""
    asked = db.session.scalar(select(Round).where(Round.request_key == request_key))
    if asked is not None:
        return asked
    versions = [version.id for version in programme.versions]
    running = select(Round).where(
        Round.trial, Round.state.in_(RUNNING), Round.programme_version_id.in_(versions), Round.stop_asked_at.is_(None)
    )
    return next((one for one in db.session.scalars(running) if one.trial_rules == rules), None)
