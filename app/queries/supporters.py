"""Questions about supporters: who may see whose record, the list, one record with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.actors import Actor
from app.database import db
from app.models.accounts import Account, Role
from app.models.matches import TAKEN, Match, MatchState
from app.models.places import Place
from app.models.supporters import Evidence, Supporter, SupporterState
from app.models.traces import Change, Disclosure
from app.planning.capacity import WEEKS_A_YEAR, weekly_minutes
from app.queries.places import inside
from app.queries.search import matching_ids
from app.queries.vetting import expiring, lapsed

#: filters of the list beside the states: name → condition
SPECIAL = {"expiring": expiring, "lapsed": lapsed}


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that `actor` may open a supporter's record: coordinators, within their places."""
    places = actor.roles.get(Role.COORDINATOR)
    if places is None:
        return false()
    here = Supporter.erased_at.is_(None)
    return and_(here, Supporter.base_id.in_(select(Place.id).where(inside(places)))) if places else here


def find_supporter(actor: Actor, public_id: str) -> Supporter | None:
    """Return the supporter, or None alike for "does not exist" and "not yours to see"."""
    query = (
        select(Supporter)
        .where(seen_by(actor), Supporter.public_id == public_id)
        .options(joinedload(Supporter.base), selectinload(Supporter.evidence), selectinload(Supporter.away))
    )
    return db.session.scalar(query)


def own_record(actor: Actor) -> Supporter:
    """Return the actor's own supporter record, with evidence and dates away; the actor must be a supporter."""
    options = (joinedload(Supporter.base), selectinload(Supporter.evidence), selectinload(Supporter.away))
    return db.session.get_one(Supporter, actor.supporter_id, options=options)


def listed(
    actor: Actor, text: str = "", kind: str = "", state: str = "", township_id: int | None = None
) -> Select[Supporter]:
    """Return the query for the list: applicants first, then the newest.

    `text` is searched in names (characters, pinyin, initials) and phone numbers; `state` is a state or one of SPECIAL;
    without one, those who left or were declined are left out unless they are searched for.
    """
    query = select(Supporter).where(seen_by(actor))
    if text.strip():
        query = query.where(Supporter.id.in_(matching_ids("supporter", text)))
    elif not state:
        query = query.where(Supporter.state.not_in((SupporterState.DECLINED, SupporterState.LEFT)))
    if kind:
        query = query.where(Supporter.kind == kind)
    if state in SPECIAL:
        query = query.where(SPECIAL[state]())
    elif state:
        query = query.where(Supporter.state == state)
    if township_id is not None:
        query = query.where(Supporter.base_id.in_(select(Place.id).where(inside(frozenset({township_id})))))
    applicants_first = (Supporter.state != SupporterState.APPLICANT).asc()
    return query.options(joinedload(Supporter.base), selectinload(Supporter.evidence)).order_by(
        applicants_first, Supporter.id.desc()
    )


def named(text: str, most: int) -> list[Supporter]:
    """Return up to `most` supporters whose name (characters, pinyin, initials) or phone fits; nobody for no text."""
    if not text:
        return []
    query = (
        select(Supporter)
        .where(Supporter.erased_at.is_(None), Supporter.id.in_(matching_ids("supporter", text)))
        .options(joinedload(Supporter.base))
        .order_by(Supporter.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def children_beside(supporter_ids: Iterable[int]) -> dict[int, int]:
    """Return how many places beside children each supporter holds, offers included."""
    query = (
        select(Match.supporter_id, func.count())
        .where(Match.supporter_id.in_(list(supporter_ids)), Match.state.in_(TAKEN))
        .group_by(Match.supporter_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


@dataclass(frozen=True)
class Load:
    """What a supporter has taken on: children of the caseload, minutes of those given a week."""

    children: int
    caseload: int
    minutes: int
    weekly_minutes: int


def pairs_of(supporter_id: int) -> list[Match]:
    """Return a supporter's live and offered pairs, the children as pseudonyms, live ones first."""
    query = (
        select(Match)
        .where(Match.supporter_id == supporter_id, Match.state.in_(TAKEN))
        .options(joinedload(Match.child), joinedload(Match.place))
        .order_by((Match.state != MatchState.LIVE).asc(), Match.id)
    )
    return list(db.session.scalars(query))


def load_of(supporter: Supporter, pairs: Iterable[Match]) -> Load:
    """Return the load of a supporter whose pairs are loaded; a meeting counts with the way there and back."""
    pairs = list(pairs)
    minutes = sum(weekly_minutes(WEEKS_A_YEAR // pair.every_weeks, pair.minutes) for pair in pairs)
    return Load(len(pairs), supporter.caseload, minutes, supporter.weekly_minutes)


def waiting_evidence(actor: Actor) -> Select[Evidence]:
    """Return the query for evidence that waits for a second person, oldest first."""
    return (
        select(Evidence)
        .join(Evidence.supporter)
        .where(seen_by(actor), Evidence.approved_at.is_(None), Evidence.ended_at.is_(None))
        .where(Supporter.state.not_in((SupporterState.DECLINED, SupporterState.LEFT)))
        .options(contains_eager(Evidence.supporter).joinedload(Supporter.base))
        .order_by(Evidence.created_at, Evidence.id)
    )


def find_evidence(actor: Actor, public_id: str) -> Evidence | None:
    """Return evidence of a supporter the actor may see, else None."""
    query = select(Evidence).join(Evidence.supporter).where(seen_by(actor), Evidence.public_id == public_id)
    return db.session.scalar(query.options(contains_eager(Evidence.supporter)))


@dataclass(frozen=True)
class Names:
    """Names of the accounts behind traces, found in one question."""

    known: dict[int, str]

    def of(self, account_id: int | None) -> str:
        """Return a name; empty for the system."""
        return self.known.get(account_id or 0, "")


def names_of(account_ids: Iterable[int | None]) -> Names:
    """Return the names of these accounts."""
    wanted = {account_id for account_id in account_ids if account_id is not None}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return Names({row[0]: row[1] for row in rows})


def history_of(supporter: Supporter, most: int = 30) -> list[Change | Disclosure]:
    """Return what was changed and decided about a supporter, the newest first."""
    changes = select(Change).where(Change.subject == "supporter", Change.subject_id == supporter.public_id)
    decisions = select(Disclosure).where(
        Disclosure.subject == "supporter", Disclosure.subject_id == supporter.public_id
    )
    rows: list[Change | Disclosure] = [
        *db.session.scalars(changes.order_by(Change.id.desc()).limit(most)),
        *db.session.scalars(decisions.order_by(Disclosure.id.desc()).limit(most)),
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:most]
