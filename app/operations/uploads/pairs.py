"""Write rows about matches that already run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import SHANGHAI, today
from app.database import db
from app.imports import Change, PairRow
from app.imports.tables import place_key
from app.matching import Rhythm
from app.models.children import Child
from app.models.common import public_id
from app.models.matches import TAKEN, USUAL_WEEKS, Match, MatchState
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.bulk import add_rows
from app.operations.search import phone_hash
from app.operations.traces import audit_line
from app.operations.uploads.writers import RowRefused, Writer
from app.planning.capacity import weeks_between
from app.queries.rounds import newest_versions
from app.queries.snapshots import programme_of
from app.queries.uploads import ROLE_OF_KIND


class PairWriter(Writer[PairRow]):
    """Adds matches that run outside the house already. Who may see the child is still decided by vetting and consent."""

    def __init__(self, by: Actor) -> None:
        super().__init__(by)
        self._new: list[dict[str, Any]] = []

    def prepare(self, rows: Sequence[PairRow], changes: Sequence[Change]) -> None:
        """Find both people of every row; a running match is changed by hand, not by a sheet."""
        for change in changes:
            self.leave_out(change.row, "pair_known")
        if not rows:
            return
        versions = newest_versions()
        self._roles = {role.code: role for role in programme_of(versions[0]).roles} if versions else {}
        columns = (Child.id, Child.name, Child.village_id, Child.meeting_place_id, Child.rhythm)
        self._children: dict[tuple[str, str], list[Any]] = {}
        for child in db.session.execute(select(*columns).where(Child.erased_at.is_(None))):
            village = place_key(self.ground.name(child.village_id) or "")
            for key in ((child.name, village), (child.name, "")):
                self._children.setdefault(key, []).append(child)
        people = select(Supporter.phone_hash, Supporter.id, Supporter.kind).where(Supporter.erased_at.is_(None))
        self._supporters = {row.phone_hash: row for row in db.session.execute(people) if row.phone_hash}
        seats = select(Match.child_id, Match.role).where(Match.state.in_(TAKEN))
        self._taken = {(child_id, role) for child_id, role in db.session.execute(seats)}
        for row in rows:
            self.take(row, self._draft)

    def _draft(self, row: PairRow) -> None:
        """Make the row of a running match; raise RowRefused."""
        children = self._children.get((row.child_name, place_key(row.child_village or "")), [])
        supporter = self._supporters.get(phone_hash(row.supporter_phone))
        if len(children) != 1:
            raise RowRefused("child_not_found" if not children else "child_not_clear")
        if supporter is None:
            raise RowRefused("supporter_not_found")
        child, role = children[0], row.role or ROLE_OF_KIND.get(supporter.kind, "volunteer")
        if (child.id, role) in self._taken:
            raise RowRefused("seat_taken")
        self._taken.add((child.id, role))
        since = row.since or today()
        began = datetime.combine(since, time(12), SHANGHAI)
        new: dict[str, Any] = {
            "public_id": public_id(), "child_id": child.id, "supporter_id": supporter.id, "role": role,
            "state": MatchState.LIVE, "paired_by": self.by.account_id, "offered_at": began, "answered_at": began,
            "live_from": since, "place_id": child.meeting_place_id or child.village_id,
            "every_weeks": self._every_weeks(role, child.rhythm),
        }  # fmt: skip
        self._new.append(new)

    def _every_weeks(self, role: str, rhythm: int) -> int:
        """Return how many weeks lie between two meetings: the programme's, and where it is silent the usual."""
        if role not in self._roles:
            return USUAL_WEEKS
        return weeks_between(self._roles[role].meetings_per_year.of(Rhythm(f"R{rhythm}")))

    def write(self) -> None:
        """Write the matches all at once."""
        if self._new:
            add_rows(Match, self._new)
            lines = [audit_line(self.by, "match.live", "match", new["public_id"], new["role"]) for new in self._new]
            add_rows(Disclosure, lines)
