"""Two supporters whom rotas keep apart or together: noted with a reason, ended with a reason, kept in both histories."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.rotas import PairRule, RotaPair
from app.models.supporters import Supporter, SupporterState
from app.operations.traces import record, record_change

OTHER_REASON = "other"
#: rule → why it may be asked for; codes only: a free line would soon speak of children
REASONS = {
    PairRule.APART: ("asked", "quarrel", "related", "concern", OTHER_REASON),
    PairRule.TOGETHER: ("asked", "learning", "way", "language", OTHER_REASON),
}
ENDINGS = ("settled", "asked", "mistake", OTHER_REASON)


class CannotPair(Exception):
    """Two people cannot be paired so; `code` says why.

    reason: no such rule or reason · same: one person · gone: one of them no longer comes · there: it holds already ·
    otherwise: the two are paired the other way · contradiction: through others they are tied together and kept apart.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def pair_up(supporter_id: int, other_id: int, rule: str, reason: str, *, by: Actor) -> int:
    """Keep two people apart or together from now on; return the row's id. Raise CannotPair.

    What is published stays: only later rounds, and whoever is put on a shift from now on, are held to it.
    """
    if rule not in set(PairRule) or reason not in REASONS[PairRule(rule)]:
        raise CannotPair("reason")
    if supporter_id == other_id:
        raise CannotPair("same")
    with transaction():
        first, second = sorted((supporter_id, other_id))
        query = select(Supporter).where(Supporter.id.in_((first, second))).order_by(Supporter.id).with_for_update()
        people = db.session.scalars(query).all()
        gone = (SupporterState.DECLINED, SupporterState.LEFT)
        if len(people) < 2 or any(person.state in gone or person.erased_at for person in people):
            raise CannotPair("gone")
        standing = list(db.session.scalars(select(RotaPair).where(RotaPair.ended_at.is_(None))))
        for known in standing:
            if (known.one_id, known.other_id) == (first, second):
                raise CannotPair("there" if known.rule == rule else "otherwise")
        pair = RotaPair(one_id=first, other_id=second, rule=rule, reason=reason, recorded_by=by.account_id)
        if contradicts([*standing, pair]):
            raise CannotPair("contradiction")
        db.session.add(pair)
        db.session.flush()
        trace(pair, [None, reason], "rota_pair.made", people, by)
        return pair.id


def end_rota_pair(pair_id: int, reason: str, *, by: Actor) -> None:
    """End a pair; the row stays. Ending twice is ending once. Raise CannotPair for a reason that is none."""
    if reason not in ENDINGS:
        raise CannotPair("reason")
    with transaction():
        pair = db.session.get_one(RotaPair, pair_id, with_for_update=True)
        if pair.ended_at is None:
            pair.ended_at, pair.ended_by, pair.end_reason = now(), by.account_id, reason
            trace(pair, [pair.reason, None], "rota_pair.ended", [pair.one, pair.other], by)


def contradicts(pairs: Iterable[RotaPair]) -> bool:
    """Say whether two who are kept apart are tied together through others: neither could come anywhere."""
    pairs = list(pairs)
    group: dict[int, set[int]] = {}
    for pair in pairs:
        if pair.rule == PairRule.TOGETHER:
            joined = group.get(pair.one_id, {pair.one_id}) | group.get(pair.other_id, {pair.other_id})
            group.update(dict.fromkeys(joined, joined))
    return any(pair.rule == PairRule.APART and pair.other_id in group.get(pair.one_id, ()) for pair in pairs)


def trace(pair: RotaPair, change: list[str | None], action: str, people: Iterable[Supporter], by: Actor) -> None:
    """Write the audit line, and a line into both histories that does not name the other."""
    record(by, action, "rota_pair", pair.public_id, pair.rule)
    for person in people:
        record_change(by, "supporter", person.public_id, {pair.rule: list(change)})
