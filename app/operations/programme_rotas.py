"""What a programme says of rotas: which musts of a shift bind, everybody's limits, which duties are not asked first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.actors import Actor
from app.database import db, transaction
from app.models.activities import Duty
from app.models.programmes import Programme, ProgrammeVersion
from app.operations.programmes import LONGEST_NOTE, ProgrammeRefused, StaleProgramme
from app.operations.traces import record
from app.queries.rota_rules import rota_rules_of


def save_rota_rules(
    programme_id: int, rota: dict[str, Any], live_duties: Iterable[str], *, earlier: int, by: Actor, note: str = ""
) -> int:
    """Write the next version of a programme with other rules for rotas; all else stays. Return its number.

    Raises Refusal with the path of what is wrong in `rota`, ProgrammeRefused (unknown_live_role, unchanged) and
    StaleProgramme when `earlier` is no longer the newest version.
    """
    live = sorted(set(live_duties))
    if not set(live) <= {duty.value for duty in Duty}:
        raise ProgrammeRefused("unknown_live_role")
    with transaction():
        programme = db.session.get_one(Programme, programme_id, with_for_update=True)
        newest = programme.versions[-1]
        if newest.number != earlier:
            raise StaleProgramme
        if (rota, live) == (newest.rota or {}, sorted(newest.live_duties)):
            raise ProgrammeRefused("unchanged")
        version = ProgrammeVersion(
            number=newest.number + 1,
            rules={**newest.rules, "version": newest.number + 1},
            live_roles=list(newest.live_roles),
            walk_home=newest.walk_home,
            rota=rota,
            live_duties=live,
            note=note.strip()[:LONGEST_NOTE],
            made_by=by.account_id,
        )
        programme.versions.append(version)
        rota_rules_of(version)  # refuses what is no rule
        record(by, "programme.saved", "programme", programme.public_id, f"version {version.number}")
        return version.number
