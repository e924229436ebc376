"""Write rows about matches that already run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import exists, select

from app.actors import Actor
from app.clock import SHANGHAI, today
from app.database import db
from app.imports import PairRow
from app.imports.tables import place_key
from app.matching import Rhythm
from app.models.children import Child
from app.models.matches import TAKEN, Match, MatchState
from app.models.supporters import Supporter
from app.operations.supporters import phone_hash
from app.operations.traces import record
from app.planning.capacity import weeks_between
from app.queries.ground import Ground
from app.queries.rounds import newest_versions
from app.queries.snapshots import programme_of
from app.queries.uploads import ROLE_OF_KIND


class PairWriter:
    """Adds matches that run outside the house already. Who may see the child is still decided by vetting and consent."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        versions = newest_versions()
        self._roles = {role.code: role for role in programme_of(versions[0]).roles} if versions else {}
        ground = Ground()
        self._children: dict[tuple[str, str], list[Child]] = {}
        for child in db.session.scalars(select(Child).where(Child.erased_at.is_(None))):
            village = place_key(ground.name(child.village_id) or "")
            for key in ((child.name, village), (child.name, "")):
                self._children.setdefault(key, []).append(child)

    def ordered(self, rows: Iterable[PairRow]) -> list[PairRow]:
        """Return the rows as they stand."""
        return list(rows)

    def add(self, row: PairRow) -> str:
        """Add one running match; return a code when it cannot be."""
        children = self._children.get((row.child_name, place_key(row.child_village or "")), [])
        supporter = db.session.scalar(
            select(Supporter).where(
                Supporter.phone_hash == phone_hash(row.supporter_phone), Supporter.erased_at.is_(None)
            )
        )
        if len(children) != 1:
            return "child_not_found" if not children else "child_not_clear"
        if supporter is None:
            return "supporter_not_found"
        child, role = children[0], row.role or ROLE_OF_KIND.get(supporter.kind, "volunteer")
        taken = exists().where(Match.child_id == child.id, Match.role == role, Match.state.in_(TAKEN))
        if db.session.scalar(select(taken)):
            return "seat_taken"
        since = row.since or today()
        began = datetime.combine(since, time(12), SHANGHAI)
        match = Match(
            child_id=child.id, supporter_id=supporter.id, role=role, state=MatchState.LIVE, paired_by=self._by.account_id,
            offered_at=began, answered_at=began, live_from=since, place_id=child.meeting_place_id or child.village_id,
        )  # fmt: skip
        if role in self._roles:
            match.every_weeks = weeks_between(self._roles[role].meetings_per_year.of(Rhythm(f"R{child.rhythm}")))
        db.session.add(match)
        db.session.flush()
        record(self._by, "match.live", "match", match.public_id, role)
        return ""

    def change(self, _match_id: int, _row: PairRow, _after: Mapping[str, Any]) -> str:
        """A running match is changed by hand, not by a sheet."""
        return "pair_known"
